import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "./desk.css";
import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api.ts";
import { attend } from "./attended.ts";
import { Desk } from "./desk.tsx";
import { cssVariablesResolver, theme } from "./theme.ts";
import { hasUnsavedWords } from "./unsaved.ts";

// The word that the server lets style elements carry in this very answer.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
setNonce(nonce);

attend(window);

const client = new QueryClient({
  defaultOptions: {
    queries: { retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0 },
  },
  queryCache: new QueryCache({
    onError: (error) => {
      // The session ended elsewhere or by itself: the sign-in page takes over, and comes back to where one was. Words that
      // the server does not have would be gone with the page; where they stand says what to do.
      if (error instanceof ApiError && error.status === 401 && !hasUnsavedWords())
        client.setQueryData(["session"], null);
    },
  }),
});

const place = document.querySelector("#desk");
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={client}>
          <Desk />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
