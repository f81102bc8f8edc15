import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { enterField, selectField } from "./selection.ts";
import type { SectionKey } from "./types.ts";

export interface EditorHandle {
  readonly key: SectionKey;
  html: () => string;
  replace: (html: string) => void;
  focus: () => void;
  enterField: (isBackwards: boolean) => boolean;
  insert: (reference: "measurement" | "key-image", id: string, text: string) => void;
}

interface Props {
  section: SectionKey;
  label: string;
  /** HTML that the server has cleaned; the editor goes on from it by itself. */
  start: string;
  changed: () => void;
  /** There is no further field in this section. */
  leave: (section: SectionKey, isBackwards: boolean) => boolean;
  focused: (section: SectionKey) => void;
  ref?: Ref<EditorHandle>;
}

/** One section: text with bold, lists and references; the server keeps of it what is allowed. */
export function SectionEditor({ section, label, start, changed, leave, focused, ref }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const first = useRef(start);
  useEffect(() => {
    if (element.current !== null) fill(element.current, first.current);
    document.execCommand("defaultParagraphSeparator", false, "p");
  }, []);
  useImperativeHandle(ref, () => ({
    key: section,
    html: () => element.current?.innerHTML ?? "",
    replace: (html) => {
      if (element.current !== null) fill(element.current, html);
    },
    focus: () => element.current?.focus(),
    enterField: (isBackwards) => element.current !== null && enterField(element.current, isBackwards),
    insert: (kind, id, text) => {
      if (element.current === null) return;
      insertReference(element.current, kind, id, text);
      changed();
    },
  }));
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== "Tab" || event.ctrlKey || event.altKey || element.current === null) return;
    if (selectField(element.current, event.shiftKey) || leave(section, event.shiftKey)) event.preventDefault();
  };
  return (
    <div className="report-section">
      <span className="report-label" id={`section-${section}`}>
        {label}
      </span>
      <div
        ref={element}
        className="report-editor"
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-multiline="true"
        aria-labelledby={`section-${section}`}
        tabIndex={0}
        spellCheck={false}
        onInput={changed}
        onFocus={() => focused(section)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          // Whatever is in the clipboard, words come in: other programs' looks do not.
          event.preventDefault();
          document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
        }}
        onDrop={(event) => event.preventDefault()}
      />
    </div>
  );
}

function fill(element: HTMLElement, html: string): void {
  element.innerHTML = html;
  for (const reference of element.querySelectorAll("[data-measurement], [data-key-image]")) {
    reference.setAttribute("contenteditable", "false");
  }
}

function insertReference(element: HTMLElement, kind: string, id: string, text: string): void {
  const reference = document.createElement("span");
  reference.setAttribute(`data-${kind}`, id);
  reference.setAttribute("contenteditable", "false");
  reference.textContent = text;
  const selection = getSelection();
  const range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
  if (range !== null && element.contains(range.commonAncestorContainer)) {
    range.deleteContents();
    range.insertNode(reference);
  } else {
    (element.lastElementChild ?? element).append(reference);
  }
  reference.after(document.createTextNode("\u00a0"));
  selection?.collapse(reference.nextSibling, 1);
}
