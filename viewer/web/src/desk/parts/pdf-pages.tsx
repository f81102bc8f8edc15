import { ActionIcon, Alert, Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowAutofitWidth, IconChevronDown, IconChevronUp, IconMinus, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ApiError, get } from "../api.ts";
import { DOOR } from "../door.ts";
import { useWords } from "../words/language.ts";
import { msUntilAgain } from "./picture-tries.ts";
import { Answer } from "./states.tsx";
import "./pdf-pages.css";

interface Told {
  /** How many there are; no more than some hundreds are shown. */
  readonly count: number;
  readonly pages: readonly PageSize[];
}

interface PageSize {
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

/** The widths that the server draws in. */
const WIDTHS = [400, 800, 1200, 1600, 2400];
const ZOOMS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
/** A page is this wide at most before somebody looks closer: A4 is 794 pixels wide on a screen. */
const FIT_PIXELS = 1000;

/** The pages of a PDF below each other, to be scrolled and looked at closely. */
export function PdfPages({ path, save }: { path: string; save: ReactNode }) {
  const query = useQuery({
    queryKey: ["pdf", path],
    queryFn: () => get<Told>(`${path}/pages`),
    // The server draws for others already, and asks to come back.
    retry: (count, error) => count < 4 && error instanceof ApiError && (error.status === 503 || error.status === 0),
    retryDelay: 2000,
  });
  return (
    <>
      {query.isError && save}
      <Answer query={query}>{(told) => <Pages path={path} told={told} save={save} />}</Answer>
    </>
  );
}

function Pages({ path, told, save }: { path: string; told: Told; save: ReactNode }) {
  const words = useWords().pdf;
  const paper = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [at, setAt] = useState(1);
  const [room, setRoom] = useState(0);
  const count = told.pages.length;
  useEffect(() => {
    const element = paper.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setRoom(Math.min(element.clientWidth, FIT_PIXELS)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const change = (by: number) => setZoom((now) => ZOOMS[ZOOMS.indexOf(now) + by] ?? now);
  const go = (number: number) => {
    const [element, wanted] = [paper.current, pageOf(paper.current, Math.min(Math.max(number, 1), count))];
    // Nothing but the pages is moved.
    if (element !== null && wanted !== null)
      element.scrollTop += wanted.getBoundingClientRect().top - element.getBoundingClientRect().top;
  };
  const keys: Readonly<Record<string, () => void>> = {
    "+": () => change(1),
    "=": () => change(1),
    "-": () => change(-1),
    "0": () => setZoom(1),
    PageDown: () => go(at + 1),
    PageUp: () => go(at - 1),
    Home: () => go(1),
    End: () => go(count),
  };
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    paper.current?.focus();
    const listen = (event: KeyboardEvent) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : latest.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  return (
    <div className="pdf">
      <Group className="pdf-tools" role="toolbar" aria-label={words.tools} gap="xs">
        <Tool label={words.previous} Icon={IconChevronUp} act={() => go(at - 1)} isOff={at <= 1} />
        <Tool label={words.next} Icon={IconChevronDown} act={() => go(at + 1)} isOff={at >= count} />
        <Text component="span" aria-live="polite">
          {words.page(at, told.count)}
        </Text>
        <Tool label={words.smaller} Icon={IconMinus} act={() => change(-1)} isOff={zoom === ZOOMS[0]} />
        <Text component="span">{words.percent(zoom)}</Text>
        <Tool label={words.larger} Icon={IconPlus} act={() => change(1)} isOff={zoom === ZOOMS.at(-1)} />
        <Tool label={words.fit} Icon={IconArrowAutofitWidth} act={() => setZoom(1)} isOff={zoom === 1} />
        {save}
      </Group>
      {count < told.count && <Alert color="yellow">{words.notAll(count, told.count)}</Alert>}
      <div
        ref={paper}
        className="pdf-paper"
        role="region"
        aria-label={words.document}
        tabIndex={0}
        onScroll={(event) => setAt(pageAt(event.currentTarget, count))}
      >
        {room > 0 &&
          told.pages.map((page, index) => (
            <Page key={index} path={path} page={page} number={index + 1} of={told.count} width={room * zoom} />
          ))}
      </div>
    </div>
  );
}

function Page(props: { path: string; page: PageSize; number: number; of: number; width: number }) {
  const { path, page, number, of, width } = props;
  const words = useWords().pdf;
  const [hasFailed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const timer = useRef<number>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const pixels = WIDTHS.find((each) => each >= width * devicePixelRatio) ?? WIDTHS.at(-1);
  const url = `${DOOR}${path}/pages/${number}?width=${pixels}`;
  const fail = async () => {
    const ms = await msUntilAgain(url, tries);
    if (ms === null) setFailed(true);
    else timer.current = window.setTimeout(() => setTries(tries + 1), ms);
  };
  const again = () => {
    setTries(0);
    setFailed(false);
  };
  return (
    <figure data-page={number} style={{ width, aspectRatio: `${page.width} / ${page.height}` }}>
      {hasFailed ? (
        <div className="pdf-failed" role="alert">
          <Text>{words.pageFailed}</Text>
          <Button variant="default" onClick={again}>
            {words.again}
          </Button>
        </div>
      ) : (
        <img
          // A picture that did not come is asked for by another element.
          key={tries}
          src={url}
          alt={words.page(number, of)}
          loading="lazy"
          draggable={false}
          onError={() => void fail()}
        />
      )}
      {page.text !== "" && (
        <VisuallyHidden component="figcaption">
          {words.words(number)}: {page.text}
        </VisuallyHidden>
      )}
    </figure>
  );
}

function Tool(props: { label: string; Icon: typeof IconPlus; act: () => void; isOff: boolean }) {
  const { label, Icon, act, isOff } = props;
  return (
    <ActionIcon variant="default" size={44} aria-label={label} title={label} onClick={act} disabled={isOff}>
      <Icon size={20} aria-hidden />
    </ActionIcon>
  );
}

function pageOf(paper: HTMLElement | null, number: number): Element | null {
  return paper?.querySelector(`[data-page="${number}"]`) ?? null;
}

/** The page that holds the middle of what is seen. */
function pageAt(paper: HTMLElement, count: number): number {
  const middle = paper.getBoundingClientRect().top + paper.clientHeight / 2;
  for (let number = count; number > 1; number -= 1) {
    if ((pageOf(paper, number)?.getBoundingClientRect().top ?? 0) <= middle) return number;
  }
  return 1;
}
