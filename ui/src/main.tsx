import "@mantine/core/styles.css";
import "./theme/theme.css";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { styleNonce } from "./app/nonce";

setNonce(styleNonce());
// After an update of the server, files of the old build are gone: the new page has the new ones.
window.addEventListener("vite:preloadError", () => window.location.reload());

createRoot(document.getElementById("root")!).render(<StrictMode><App /></StrictMode>);
