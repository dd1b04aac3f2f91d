import "@mantine/core/styles.css";
import "./theme/theme.css";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connection } from "./api/connection";
import { App, queries } from "./app/App";
import { kMe } from "./app/me";
import { styleNonce } from "./app/nonce";

setNonce(styleNonce());
// A file of the pages that does not come: the server is away, or is another build, which has other files. Once it
// answers, the page is loaded anew, at its address.
window.addEventListener("vite:preloadError", () => {
  const reload = async () => {
    try {
      await fetch("/health/live");
      window.location.reload();
    } catch {
      connection.lost();
      setTimeout(() => void reload(), 1_000);
    }
  };
  void reload();
});

void queries.prefetchQuery(kMe);  // while the page's own files come
createRoot(document.getElementById("root")!).render(<StrictMode><App /></StrictMode>);
