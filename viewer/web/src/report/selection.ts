/** Moves between fields of the text under an element. */

import { type Field, formerField, nextField } from "./fields.ts";

/** Selects the field after (or before) the caret; false where there is none. */
export function selectField(editor: HTMLElement, isBackwards: boolean): boolean {
  const text = editor.textContent ?? "";
  const here = offsets(editor);
  const field = isBackwards ? formerField(text, here.start) : nextField(text, here.end);
  if (field === null) return false;
  select(editor, field);
  return true;
}

/** Selects the first (or last) field of an element that has not the focus yet. */
export function enterField(editor: HTMLElement, isBackwards: boolean): boolean {
  const text = editor.textContent ?? "";
  const field = isBackwards ? formerField(text, text.length) : nextField(text, 0);
  if (field === null) return false;
  editor.focus();
  select(editor, field);
  return true;
}

function offsets(editor: HTMLElement): Field {
  const selection = getSelection();
  if (selection === null || selection.rangeCount === 0) return { start: 0, end: 0 };
  const range = selection.getRangeAt(0);
  if (!editor.contains(range.startContainer) || !editor.contains(range.endContainer)) return { start: 0, end: 0 };
  const before = document.createRange();
  before.selectNodeContents(editor);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  return { start, end: start + range.toString().length };
}

function select(editor: HTMLElement, field: Field): void {
  const range = document.createRange();
  const [startNode, startAt] = place(editor, field.start);
  const [endNode, endAt] = place(editor, field.end);
  range.setStart(startNode, startAt);
  range.setEnd(endNode, endAt);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  startNode.parentElement?.scrollIntoView({ block: "nearest" });
}

function place(editor: HTMLElement, offset: number): [Node, number] {
  const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) return [node, left];
    left -= length;
  }
  return [editor, editor.childNodes.length];
}
