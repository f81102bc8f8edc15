"""A conclusion on paper: whom it is about, what was asked, the opinion and plan, dissent, pictures, who signed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.facts import Named, PatientFacts
from imaging.consult.outcome.frozen import Frozen, TookPart
from imaging.consult.outcome.paper_words import KINDS, WORDS
from imaging.consult.outcome.wording import Referral
from imaging.consult.participants import SPEAKING
from imaging.exporting.film_cell import Cell
from imaging.exporting.measurements import is_measurement
from imaging.reading.annotations import ImagePlace, VolumePlace
from imaging.reading.operations import Recorded
from imaging.reporting.content import Language
from imaging.reporting.insertables import value_text
from imaging.reporting.report_pdf import BODY, FOOT, MARGIN, PAGE, SMALL, WIDTH
from imaging.reporting.typesetting import (
    Beside,
    Drawn,
    Gap,
    Line,
    Picture,
    Rule,
    Styled,
    draw_pages,
    laid_out,
    lines,
)
from imaging.sharing.slip_font import slip_font

_LANG: Final = {Language.ZH: "zh-CN", Language.EN: "en"}
_HALF: Final = WIDTH / 2
_GUTTER: Final = 10.0
_PICTURE_HEIGHT: Final = 210.0
# Of a table of measurements: what, value, by whom, where.
_SHARES: Final = (0.3, 0.28, 0.27, 0.15)
_SEAL_CHARACTERS: Final = 16


@dataclass(frozen=True)
class KeyCell:
    """A key image with what was drawn on it, and what is said of it."""

    cell: Cell
    caption: str = field(repr=False)


@dataclass(frozen=True)
class Paper:
    """Everything on it but what was concluded.

    Attributes
    ----------
    pictures : dict of ImagePlace to str
        How the picture of a figure is called: its series and its number.
    """

    heading: str
    patient: Named
    zone: tzinfo | None
    logo: Image.Image | None = field(default=None, repr=False)
    cells: Sequence[KeyCell] = ()
    pictures: dict[ImagePlace, str] = field(default_factory=dict)
    is_preview: bool = False


@dataclass(frozen=True)
class Framed:
    """A picture with its figures, drawn as on film, with its caption below."""

    cell: Cell
    width: float
    clings: bool = True

    @property
    def height(self) -> float:
        """As high as the picture is at this width, within bounds."""
        return min(self.width * self.cell.aspect, _PICTURE_HEIGHT) + 4.0

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw it."""
        high = self.height - 4.0
        self.cell.draw(canvas, x, y - high, self.width, high)


def conclusion_pdf(conclusion: Conclusion, paper: Paper) -> bytes:
    """Set a frozen conclusion on A4; the same one is always the same bytes."""
    buffer = io.BytesIO()
    frozen = conclusion.frozen
    language = frozen.wording.language
    words = WORDS[language]
    canvas = Canvas(
        buffer, pagesize=PAGE, pageCompression=1, invariant=1, initialFontName=slip_font(), lang=_LANG[language]
    )
    canvas.setTitle(words["title"])
    drawn = [
        *_head(frozen, paper, words),
        *_question(frozen, paper, words),
        *_wording(frozen, paper, words),
        *_dissents(conclusion, words),
        *_pictures(paper, words),
        *_measurements(frozen, paper, language),
        *_signatures(conclusion, paper, words),
    ]
    pages = laid_out(drawn, PAGE[1] - 2 * MARGIN - FOOT)
    seal = words["seal"].format(version=frozen.version, seal=(conclusion.sha256 or b"").hex())

    def frame(page: int, of: int) -> None:
        y = MARGIN - 6
        Rule(WIDTH).draw(canvas, MARGIN, y + 14)
        Line((Styled(seal),), SMALL - 1, grey=0.25).draw(canvas, MARGIN, y + 8)
        canvas.setFont(slip_font(), SMALL)
        canvas.setFillGray(0.25)
        canvas.drawRightString(PAGE[0] - MARGIN, y + 8 - SMALL, words["page"].format(page=page, pages=of))

    draw_pages(canvas, pages, MARGIN, PAGE[1] - MARGIN, frame)
    canvas.save()
    return buffer.getvalue()


def _head(frozen: Frozen, paper: Paper, words: dict[str, str]) -> Iterator[Drawn]:
    title = [
        *lines([Styled(paper.heading, is_bold=True)], 15, WIDTH - 85),
        *lines([Styled(words["title"], is_bold=True)], 13, WIDTH - 85),
    ]
    if paper.logo is None:
        yield from title
    else:
        yield Beside(((Picture(paper.logo, 68, 57),), tuple(title)), 85)
    yield Rule(WIDTH)
    yield from _facts(frozen, paper.patient.facts, words)
    yield from _otherwise(frozen, paper.patient, words)
    yield Rule(WIDTH)
    if paper.is_preview:
        yield from lines([Styled(words["preview"], is_bold=True)], BODY, WIDTH)
    if frozen.version > 1:
        yield from lines([Styled(words["replaces"].format(version=frozen.version))], BODY, WIDTH)
    yield Gap(4)


def _facts(frozen: Frozen, patient: PatientFacts, words: dict[str, str]) -> Iterator[Drawn]:
    facts = [
        (words["name"], patient.name),
        (words["patient"], patient.id),
        (words["sex"], words.get(patient.sex, "")),
        (words["accession"], patient.accession_number),
        (words["birth"], _date(patient.birth_date)),
        (words["exam"], patient.exam),
        (words["examined"], _date(patient.exam_date)),
        (words["consult"], frozen.question.code[:8]),
    ]
    told = [fact for fact in facts if fact[1]]
    for start in range(0, len(told), 2):
        columns = (
            tuple(lines([Styled(f"{label}  "), Styled(value, is_bold=True)], BODY, _HALF - _GUTTER))
            for label, value in told[start : start + 2]
        )
        yield Beside(tuple(columns), _HALF)


def _otherwise(frozen: Frozen, patient: Named, words: dict[str, str]) -> Iterator[Drawn]:
    """Say whom else it was said to be about: by its images, and when people put their names under it."""
    if patient.is_in_doubt:
        yield from lines([Styled(words["in-doubt"], is_bold=True)], BODY, WIDTH)
    signed = None if frozen.concerned is None else frozen.concerned.patient
    others = (
        ("images-say", patient.images_say),
        ("concluded-as", signed if signed is not None and signed.person != patient.facts.person else None),
    )
    for key, said in others:
        if said is not None:
            whom = (said.name, said.id, words.get(said.sex, ""), _date(said.birth_date), said.accession_number)
            yield from lines([Styled(f"{words[key]}  "), Styled(" · ".join(filter(None, whom)))], SMALL + 1, WIDTH)


def _question(frozen: Frozen, paper: Paper, words: dict[str, str]) -> Iterator[Drawn]:
    yield from _heading(words["question"])
    yield from lines([Styled(frozen.question.text)], BODY, WIDTH)
    asks = next((each for each in frozen.took_part if each.part == "asks"), None)
    if asks is not None:
        at = _moment(frozen.question.asked_at, paper.zone)
        said = words["asked"].format(name=asks.name, hospital=asks.hospital, at=at)
        yield from lines([Styled(said)], SMALL, WIDTH)
    yield Gap(6)
    yield from _heading(words["people"])
    for each in frozen.took_part:
        yield from lines([Styled(each.name, is_bold=True), Styled(f"    {_of(each, words)}")], BODY, WIDTH)
    yield Gap(6)


def _of(who: TookPart, words: dict[str, str]) -> str:
    kinds = [words[who.part], *([words["guest"]] if who.is_guest else [])]
    return " · ".join(filter(None, (who.hospital, *kinds)))


def _wording(frozen: Frozen, paper: Paper, words: dict[str, str]) -> Iterator[Drawn]:
    for key, text in (("opinion", frozen.wording.opinion), ("plan", frozen.wording.plan)):
        if text:
            yield from _heading(words[key])
            yield from lines([Styled(text)], BODY + 0.5, WIDTH)
            yield Gap(6)
    if frozen.wording.referral is not None:
        yield from _heading(words["referral"])
        yield from _referral(frozen.wording.referral, paper.zone, words)
        yield Gap(6)


def _referral(referral: Referral, zone: tzinfo | None, words: dict[str, str]) -> Iterator[Drawn]:
    rows = (
        (words["to"], referral.hospital),
        (words["department"], referral.department),
        (words["when"], _moment(referral.at, zone) if referral.at else ""),
        (words["how"], referral.how),
    )
    for label, value in rows:
        if value:
            yield from lines([Styled(f"{label}  "), Styled(value, is_bold=True)], BODY, WIDTH)


def _dissents(conclusion: Conclusion, words: dict[str, str]) -> Iterator[Drawn]:
    by_id = {each.id: each for each in conclusion.frozen.took_part}
    if not conclusion.dissents:
        return
    yield from _heading(words["dissent"])
    for number, dissent in sorted(conclusion.dissents.items()):
        who = by_id.get(number)
        if who is not None:
            said = f"{who.name} · {who.hospital}" if who.hospital else who.name
            yield from lines([Styled(said, is_bold=True)], BODY, WIDTH, clings=True)
        yield from lines([Styled(dissent.text)], BODY, WIDTH, indent=BODY)
        yield Gap(4)


def _pictures(paper: Paper, words: dict[str, str]) -> Iterator[Drawn]:
    if not paper.cells:
        return
    yield from _heading(words["images"])
    for start in range(0, len(paper.cells), 2):
        columns = tuple(_captioned(each) for each in paper.cells[start : start + 2])
        yield Beside(columns, _HALF + _GUTTER / 2)
        yield Gap(6)


def _captioned(key: KeyCell) -> tuple[Drawn, ...]:
    width = _HALF - _GUTTER / 2
    return (Framed(key.cell, width), *lines([Styled(key.caption)], SMALL, width))


def _measurements(frozen: Frozen, paper: Paper, language: Language) -> Iterator[Drawn]:
    measured = [each for each in frozen.figures if is_measurement(each)]
    if not measured:
        return
    words = WORDS[language]
    yield from _heading(words["measurements"])
    yield _row([words["what"], words["value"], words["by"], words["where"]], is_bold=True, clings=True)
    yield Rule(WIDTH, 4, clings=True)
    for each in measured:
        yield _row(list(_told(each, paper, language)))
    if any(isinstance(each.annotation.place, VolumePlace) for each in measured):
        yield from lines([Styled(words["volume-note"])], SMALL, WIDTH)
    yield Gap(6)


def _told(recorded: Recorded, paper: Paper, language: Language) -> Iterator[str]:
    annotation = recorded.annotation
    yield " ".join(annotation.text.split()) or KINDS[language].get(annotation.kind.value, annotation.kind.value)
    yield value_text(recorded.measured.values, language)
    yield recorded.author.name
    place = annotation.place
    yield WORDS[language]["in-volume"] if isinstance(place, VolumePlace) else paper.pictures.get(place, "")


def _row(texts: Sequence[str], *, is_bold: bool = False, clings: bool = False) -> Drawn:
    return Row(tuple(texts), is_bold, clings)


@dataclass(frozen=True)
class Row:
    """A row of a table, each column as wide as its share."""

    texts: tuple[str, ...]
    is_bold: bool = False
    clings: bool = False

    @property
    def _columns(self) -> list[list[Line]]:
        return [
            lines([Styled(text, self.is_bold)], SMALL + 0.5, WIDTH * share - _GUTTER)
            for text, share in zip(self.texts, _SHARES, strict=True)
        ]

    @property
    def height(self) -> float:
        """As high as its highest column."""
        return max(sum(line.height for line in column) for column in self._columns)

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw the columns."""
        for column, share in zip(self._columns, _SHARES, strict=True):
            top = y
            for line in column:
                line.draw(canvas, x, top)
                top -= line.height
            x += WIDTH * share


def _signatures(conclusion: Conclusion, paper: Paper, words: dict[str, str]) -> Iterator[Drawn]:
    yield from _heading(words["signatures"])
    at = conclusion.frozen_at
    if at is not None:
        yield from lines([Styled(f"{words['concluded']} {_moment(at, paper.zone)}")], SMALL, WIDTH, clings=True)
    for each in conclusion.signatures:
        name = [Styled(each.name, is_bold=True), Styled(f"    {each.hospital} · {words[each.meaning.value]}")]
        yield from lines(name, BODY, WIDTH, clings=True)
        how = f"{_moment(each.signed_at, paper.zone)} · {words[each.proof]} · {each.seal.hex()[:_SEAL_CHARACTERS]}"
        yield from lines([Styled(how)], SMALL, WIDTH)
    signed = {each.participant_id for each in conclusion.signatures}
    without = [each for each in conclusion.frozen.took_part if each.id not in signed and each.part in SPEAKING]
    if without:
        yield Gap(4)
        names = words["and"].join(
            words["of"].format(name=each.name, hospital=each.hospital) if each.hospital else each.name
            for each in without
        )
        yield from lines([Styled(f"{words['unsigned']}  "), Styled(names)], BODY, WIDTH)


def _heading(text: str) -> Iterator[Drawn]:
    # A heading never stands alone at the end of a page.
    yield from lines([Styled(text, is_bold=True)], BODY + 1, WIDTH, clings=True)


def _moment(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 else text
