import { IconPhoto, IconSend, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom, useNames, useRoomValue } from "../page/use-room.ts";
import type { Message } from "../state.ts";
import { asked, completed, completions, mentioned } from "./mentions.ts";

const LONGEST = 4000;

/** Where one writes; `replied`: what it answers. */
export function Writer({ replied, drop }: { replied: Message | null; drop: () => void }) {
  const words = useRoomWords();
  const { room, view } = useInRoom();
  const people = useRoomValue((each) => each.people);
  const nameOf = useNames();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  const [hasView, setView] = useState(false);
  const [chosen, choose] = useState(0);
  const naming = asked(text, caret);
  const offered = naming === null ? [] : completions(people, naming.letters);
  useEffect(() => {
    if (replied !== null) field.current?.focus();
  }, [replied]);
  const send = () => {
    if (text.trim() === "") return;
    const shown = hasView ? view() : null;
    const study = Number(shown?.viewports[shown.active]?.series.split("/", 1)[0]) || null;
    const mentions = mentioned(text, people);
    void room.do("say", { text: text.trim(), mentions, view: shown, study, replies_to: replied?.seq ?? null });
    setText("");
    setView(false);
    drop();
  };
  const complete = (name: string) => {
    const done = completed(text, caret, name);
    setText(done.text);
    setCaret(done.at);
    choose(0);
    requestAnimationFrame(() => field.current?.setSelectionRange(done.at, done.at));
    field.current?.focus();
  };
  const press = (event: React.KeyboardEvent) => {
    const offer = offered[Math.min(chosen, offered.length - 1)];
    const isChosen = offer !== undefined && (event.key === "Enter" || event.key === "Tab");
    if (isChosen) complete(offer.name);
    else if (offer !== undefined && event.key === "ArrowDown") choose((chosen + 1) % offered.length);
    else if (offer !== undefined && event.key === "ArrowUp") choose((chosen + offered.length - 1) % offered.length);
    // Chinese is composed with the same key.
    else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) send();
    else if (event.key === "Escape") field.current?.blur();
    else return;
    event.preventDefault();
  };
  return (
    <form
      className="writer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {replied !== null && (
        <p className="writer-reply">
          {words.repliesTo(nameOf(replied.by) || words.somebody)}
          <button
            type="button"
            className="message-reply"
            aria-label={words.notReplying}
            title={words.notReplying}
            onClick={drop}
          >
            <IconX size={16} aria-hidden />
          </button>
        </p>
      )}
      {offered.length > 0 && (
        <ul className="offered" role="listbox" id="offered" aria-label={words.people}>
          {offered.map(({ participant, name, hospital }, at) => (
            <li
              key={participant}
              role="option"
              aria-selected={at === chosen}
              onPointerDown={(event) => {
                event.preventDefault();
                complete(name);
              }}
            >
              {name} <span className="quiet">{hospital}</span>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={field}
        id="room-writer"
        value={text}
        rows={2}
        maxLength={LONGEST}
        aria-label={words.write}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? "offered" : undefined}
        placeholder={words.writeTo}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={press}
      />
      <div className="writer-row">
        <label className="writer-view">
          <input type="checkbox" checked={hasView} onChange={(event) => setView(event.currentTarget.checked)} />
          <IconPhoto size={18} aria-hidden /> {words.withView}
        </label>
        <button type="submit" className="room-button primary" disabled={text.trim() === ""}>
          <IconSend size={18} aria-hidden /> {words.send}
        </button>
      </div>
    </form>
  );
}
