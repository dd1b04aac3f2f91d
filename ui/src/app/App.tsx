import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router";
import { ApiError } from "../api/client";
import { theme, variables } from "../theme/theme";
import { styleNonce } from "./nonce";
import { router } from "./routes";

const kFreshMs = 5_000;
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: kFreshMs,
      // What the server said no to is not asked again; what got no answer is (client.ts was patient already).
      retry: (tries, error) => !(error instanceof ApiError) && tries < 3,
    },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto"
                     getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
