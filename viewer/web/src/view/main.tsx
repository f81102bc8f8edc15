import "@mantine/core/styles.css";
import "./view.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { createRoot } from "react-dom/client";
import { attend } from "../desk/attended.ts";
import { cssVariablesResolver, theme } from "../desk/theme.ts";
import { warmDecoder } from "./early-answers.ts";
import { View } from "./view.tsx";

void warmDecoder();
attend(window);

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
setNonce(nonce);

const client = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });
const place = document.querySelector("#view");
if (place !== null) {
  // Images are read in the dark, whatever the rest of the desk looks like.
  createRoot(place).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      forceColorScheme="dark"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={client}>
        <View />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
