import { useKept } from "../desk/kept.ts";
import { Answer } from "../desk/parts/states.tsx";
import { OwnBrowsers } from "./own-browsers.tsx";
import { OwnMail } from "./own-mail.tsx";
import { OwnWays } from "./own-ways.tsx";
import "./telling.css";
import type { ChosenInfo } from "./types.ts";

/** How somebody wants to be told, within their account. */
export function OwnTelling() {
  const { query, keep } = useKept<ChosenInfo>("/account/telling");
  return (
    <Answer query={query}>
      {(chosen) => (
        <>
          <OwnBrowsers chosen={chosen} keep={keep} />
          <OwnMail chosen={chosen} keep={keep} />
          <OwnWays chosen={chosen} keep={keep} />
        </>
      )}
    </Answer>
  );
}
