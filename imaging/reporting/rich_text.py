"""The little that a report's text may be beside characters: paragraphs, lists, bold, and references.

::

    HTML of a browser ── nh3 ──> allowed elements ── read ──> paragraphs ── write ──> HTML that is kept and shown

What is kept is always what ``write`` makes, so nothing of a browser's own remains in it. A reference names a
measurement (the annotation, a point, its version) or a key image, and holds the words that the server put there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from html.parser import HTMLParser
from typing import Final

import nh3

from imaging.dicom.person_names import displayable

_TAGS: Final = {"p", "div", "br", "strong", "b", "ul", "ol", "li", "span"}
_MEASUREMENT: Final = re.compile(r"[0-9a-f-]{36}\.\d{1,9}")
_KEY_IMAGE: Final = re.compile(r"[0-9a-f-]{36}")
_REFERENCES: Final = {"data-measurement": _MEASUREMENT, "data-key-image": _KEY_IMAGE}
_BLANKS: Final = re.compile(r"[\t\r\n \u00a0]+")
_MARKS: Final = {"ul": "bullet", "ol": "number"}


class Mark(StrEnum):
    """What stands before a paragraph."""

    NONE = ""
    BULLET = "bullet"
    NUMBER = "number"


@dataclass(frozen=True)
class Run:
    """Characters that look alike; a line end is one of them."""

    text: str
    is_bold: bool = False
    # References; empty: none.
    measurement: str = ""
    key_image: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether the server has put these words here."""
        return bool(self.measurement or self.key_image)


@dataclass(frozen=True)
class Paragraph:
    """Runs that belong together."""

    runs: tuple[Run, ...]
    mark: Mark = Mark.NONE

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(run.text for run in self.runs)


def clean(markup: str) -> str:
    """Return the HTML that is kept of what a browser sent; also what is sent to a browser of what is kept."""
    return write(read(markup))


def read(markup: str) -> tuple[Paragraph, ...]:
    """Read HTML of whatever origin as paragraphs."""
    allowed = nh3.clean(
        markup,
        tags=_TAGS,
        attributes={"span": set(_REFERENCES)},
        attribute_filter=_kept,
        clean_content_tags={"script", "style", "template", "iframe", "object", "svg", "math", "noscript", "textarea"},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(allowed)
    reader.close()
    return reader.paragraphs()


def write(paragraphs: Iterable[Paragraph]) -> str:
    """Write paragraphs as HTML."""
    written: list[str] = []
    mark = Mark.NONE
    for paragraph in paragraphs:
        if paragraph.mark is not mark:
            written += [_list_end(mark), _list_start(paragraph.mark)]
            mark = paragraph.mark
        element = "li" if paragraph.mark else "p"
        written.append(f"<{element}>{''.join(map(_run, paragraph.runs))}</{element}>")
    written.append(_list_end(mark))
    return "".join(written)


def plain(paragraphs: Iterable[Paragraph]) -> str:
    """Write paragraphs as lines of text."""
    lines, number = [], 0
    for paragraph in paragraphs:
        number = number + 1 if paragraph.mark is Mark.NUMBER else 0
        lines.append(prefix(paragraph.mark, number) + paragraph.text)
    return "\n".join(lines)


def prefix(mark: Mark, number: int) -> str:
    """Return what stands before a paragraph."""
    return {Mark.NONE: "", Mark.BULLET: "• ", Mark.NUMBER: f"{number}. "}[mark]


def of_plain(text: str) -> str:
    """Return the HTML of a plain text."""
    return write(Paragraph((Run(line),)) for line in text.splitlines() if line.strip())


def _kept(element: str, name: str, value: str) -> str | None:  # noqa: ARG001  (the signature of a filter)
    """Keep a reference; what else there is, on whatever element, is asked about as well."""
    form = _REFERENCES.get(name)
    return value if form is not None and form.fullmatch(value) else None


def _list_start(mark: Mark) -> str:
    return {Mark.NONE: "", Mark.BULLET: "<ul>", Mark.NUMBER: "<ol>"}[mark]


def _list_end(mark: Mark) -> str:
    return {Mark.NONE: "", Mark.BULLET: "</ul>", Mark.NUMBER: "</ol>"}[mark]


def _run(run: Run) -> str:
    text = html.escape(run.text).replace("\n", "<br>")
    if run.measurement:
        text = f'<span data-measurement="{run.measurement}">{text}</span>'
    elif run.key_image:
        text = f'<span data-key-image="{run.key_image}">{text}</span>'
    return f"<strong>{text}</strong>" if run.is_bold else text


class _Reader(HTMLParser):
    """Collects paragraphs from elements that nh3 has let through."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[Paragraph] = []
        self._runs: list[Run] = []
        self._bold = 0
        self._lists: list[Mark] = []
        self._references: list[Run] = []
        self._in_item = False

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Return what was found."""
        self._end_paragraph()
        return tuple(self._found)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"strong", "b"}:
            self._bold += 1
        elif tag == "br":
            self._runs.append(Run("\n", bool(self._bold)))
        elif tag == "span":
            said = dict(attrs)
            measurement, key_image = said.get("data-measurement") or "", said.get("data-key-image") or ""
            self._references.append(Run("", measurement=measurement, key_image="" if measurement else key_image))
        else:
            self._end_paragraph()
            if tag in _MARKS:
                self._lists.append(Mark(_MARKS[tag]))
            self._in_item = tag == "li" or (self._in_item and tag in {"p", "div"})

    def handle_endtag(self, tag: str) -> None:
        if tag in {"strong", "b"}:
            self._bold = max(0, self._bold - 1)
        elif tag == "span":
            self._references = self._references[:-1]
        elif tag != "br":
            self._end_paragraph()
            if tag in _MARKS:
                self._lists = self._lists[:-1]
            self._in_item = self._in_item and tag not in {"li", *_MARKS}

    def handle_data(self, data: str) -> None:
        text = displayable(_BLANKS.sub(" ", data))
        reference = self._references[-1] if self._references else Run("")
        self._runs.append(replace(reference, text=text, is_bold=bool(self._bold)))

    def _end_paragraph(self) -> None:
        runs, self._runs = _trimmed(_joined(self._runs)), []
        mark = self._lists[-1] if self._lists and self._in_item else Mark.NONE
        if runs:
            self._found.append(Paragraph(runs, mark))


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Put together what looks alike; two references stay two."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and not run.is_reference and replace(last, text="") == replace(run, text=""):
            joined[-1] = replace(last, text=last.text + run.text)
        elif run.text or run.is_reference:
            joined.append(run)
    return joined


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Drop blanks around a paragraph, and the line end that browsers put into an empty one."""
    if runs and not runs[0].is_reference:
        runs[0] = replace(runs[0], text=runs[0].text.lstrip())
    if runs and not runs[-1].is_reference:
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return tuple(run for run in runs if run.text or run.is_reference)
