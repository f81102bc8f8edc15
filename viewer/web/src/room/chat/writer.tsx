import { IconPhoto, IconSend, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useBegun } from "../../desk/begun.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom, useNames, useRoomValue } from "../page/use-room.ts";
import type { Message } from "../state.ts";
import { mentioned } from "./mentions.ts";
import { Offered, offeredId } from "./offered.tsx";
import { useNaming } from "./use-naming.ts";

const LONGEST = 4000;
/** The key by which Safari ends what was composed; it says so in no other way. */
const COMPOSED = 229;

/** Where one writes; `replied`: what it answers. */
export function Writer({ replied, drop }: { replied: Message | null; drop: () => void }) {
  const words = useRoomWords();
  const { room, view } = useInRoom();
  const people = useRoomValue((each) => each.people);
  const nameOf = useNames();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useBegun("message", "");
  const [hasView, setView] = useBegun("message-view", false);
  const [isComposing, setComposing] = useState(false);
  const naming = useNaming(people, text, isComposing);
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
    const done = naming.complete(name);
    setText(done.text);
    requestAnimationFrame(() => field.current?.setSelectionRange(done.at, done.at));
    field.current?.focus();
  };
  const press = (event: React.KeyboardEvent) => {
    // What is composed, Chinese above all, is composed with the same keys.
    if (event.nativeEvent.isComposing || event.keyCode === COMPOSED) return;
    const { chosen } = naming;
    if (chosen !== null && !event.shiftKey && (event.key === "Enter" || event.key === "Tab")) complete(chosen.name);
    else if (chosen !== null && event.key === "ArrowDown") naming.step(1);
    else if (chosen !== null && event.key === "ArrowUp") naming.step(-1);
    else if (chosen !== null && event.key === "Escape") naming.dismiss();
    else if (event.key === "Enter" && !event.shiftKey) send();
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
      <Offered people={naming.offered} chosen={naming.chosen} choose={complete} />
      <textarea
        ref={field}
        id="room-writer"
        value={text}
        rows={2}
        maxLength={LONGEST}
        aria-label={words.write}
        // A field of several lines is no combobox, but may say what is chosen in a list all the same.
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls="offered"
        aria-activedescendant={naming.chosen === null ? undefined : offeredId(naming.chosen)}
        placeholder={words.writeTo}
        onChange={(event) => {
          setText(event.currentTarget.value);
          naming.write(event.currentTarget.selectionStart);
        }}
        onSelect={(event) => naming.write(event.currentTarget.selectionStart)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
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
