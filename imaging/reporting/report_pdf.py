"""A report on paper: the hospital's heading, whom and what it is about, the sections, key images, who stands for it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from PIL import Image
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from imaging.dicom.person_names import readable_forms
from imaging.orders.orders import Order
from imaging.orders.reports import ReportState
from imaging.reporting.content import Language, SectionKey
from imaging.reporting.rich_text import Mark, Paragraph, prefix
from imaging.reporting.signatures import Meaning
from imaging.reporting.signing import ToBeSigned
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
from imaging.reporting.work import WorkKind
from imaging.sharing.slip_font import slip_font

PAGE: Final = (210 * mm, 297 * mm)
MARGIN: Final = 18 * mm
_LANG: Final = {Language.ZH: "zh-CN", Language.EN: "en"}
FOOT: Final = 12 * mm
WIDTH: Final = PAGE[0] - 2 * MARGIN
BODY: Final = 10.5
SMALL: Final = 8.5

_WORDS: Final[dict[Language, dict[str, str]]] = {
    Language.ZH: {
        "title": "影像诊断报告",
        "name": "姓名",
        "sex": "性别",
        "M": "男",
        "F": "女",
        "O": "其他",
        "birth": "出生日期",
        "patient": "患者编号",
        "accession": "检查号",
        "exam": "检查项目",
        "modality": "检查类型",
        "examined": "检查日期",
        "preliminary": "初步报告，尚未审核，不作为诊断依据",
        "addendum": "本版为补充报告。原因：",
        "correction": "本版更正了此前的报告。原因：",
        "author": "报告医师",
        "reviewer": "审核医师",
        "writer": "参与书写（未签名）",
        "signed": "签发时间",
        "version": "版本",
        "images": "关键图像",
        "page": "第 {page} 页，共 {pages} 页",
        "seal": "电子签名，{number} 第 {version} 版",
    },
    Language.EN: {
        "title": "Imaging report",
        "name": "Name",
        "sex": "Sex",
        "M": "male",
        "F": "female",
        "O": "other",
        "birth": "Date of birth",
        "patient": "Patient ID",
        "accession": "Accession number",
        "exam": "Exam",
        "modality": "Modality",
        "examined": "Date of exam",
        "preliminary": "Preliminary report, not reviewed: not for diagnosis",
        "addendum": "This version adds to the report. Reason: ",
        "correction": "This version corrects the former report. Reason: ",
        "author": "Reported by",
        "reviewer": "Reviewed by",
        "writer": "Also written by (did not sign)",
        "signed": "Signed",
        "version": "Version",
        "images": "Key images",
        "page": "Page {page} of {pages}",
        "seal": "Signed electronically, {number} version {version}",
    },
}


@dataclass(frozen=True)
class KeyPicture:
    """A key image as it is printed."""

    image: Image.Image = field(repr=False)
    caption: str


@dataclass(frozen=True)
class Paper:
    """Everything on a report but what was written."""

    heading: str
    department: str
    order: Order = field(repr=False)
    # YYYYMMDD, of the images; empty where none are here.
    study_date: str
    # None: the machine's own.
    time_zone: tzinfo | None
    logo: Image.Image | None = field(default=None, repr=False)
    pictures: Sequence[KeyPicture] = ()


def report_pdf(new: ToBeSigned, paper: Paper) -> bytes:
    """Set a version on A4; the same version is always the same bytes."""
    buffer = io.BytesIO()
    language = new.content.language
    canvas = Canvas(
        buffer, pagesize=PAGE, pageCompression=1, invariant=1, initialFontName=slip_font(), lang=_LANG[language]
    )
    words = _WORDS[new.content.language]
    canvas.setTitle(words["title"])
    drawn = [*_head(new, paper), *_text(new), *_pictures(new, paper), *_names(new, paper)]
    pages = laid_out(drawn, PAGE[1] - 2 * MARGIN - FOOT)

    def frame(page: int, of: int) -> None:
        number = words["seal"].format(number=paper.order.accession_number, version=new.version)
        y = MARGIN - 2 * mm
        Rule(WIDTH).draw(canvas, MARGIN, y + 14)
        Line((Styled(number),), SMALL, grey=0.25).draw(canvas, MARGIN, y + 8)
        canvas.setFont(slip_font(), SMALL)
        canvas.setFillGray(0.25)
        canvas.drawRightString(PAGE[0] - MARGIN, y + 8 - SMALL, words["page"].format(page=page, pages=of))

    draw_pages(canvas, pages, MARGIN, PAGE[1] - MARGIN, frame)
    canvas.save()
    return buffer.getvalue()


def _head(new: ToBeSigned, paper: Paper) -> Iterator[Drawn]:
    words, bold = _WORDS[new.content.language], True
    title = [
        *lines([Styled(paper.heading, bold)], 15, WIDTH - 30 * mm),
        *(lines([Styled(paper.department)], BODY, WIDTH - 30 * mm) if paper.department else []),
        *lines([Styled(words["title"], bold)], 13, WIDTH - 30 * mm),
    ]
    if paper.logo is None:
        yield from title
    else:
        logo = Picture(paper.logo, 24 * mm, 20 * mm)
        yield Beside(((logo,), tuple(title)), 30 * mm)
    yield Rule(WIDTH)
    yield from _facts(paper, words)
    yield Rule(WIDTH)
    if new.state is ReportState.PRELIMINARY:
        yield from lines([Styled(words["preliminary"], bold)], BODY, WIDTH)
    if new.kind is not WorkKind.REPORT:
        yield from lines([Styled(words[new.kind.value] + new.reason)], BODY, WIDTH)
    yield Gap(4)


def _facts(paper: Paper, words: dict[str, str]) -> Iterator[Drawn]:
    order = paper.order
    facts = [
        (words["name"], " ".join(readable_forms(order.patient_name)[:2])),
        (words["patient"], order.patient_id),
        (words["sex"], words.get(order.patient_sex, "")),
        (words["accession"], order.accession_number),
        (words["birth"], _date(order.patient_birth_date)),
        (words["modality"], order.modality),
        (words["exam"], order.procedure_description),
        (words["examined"], _date(paper.study_date)),
    ]
    half = WIDTH / 2
    for start in range(0, len(facts), 2):
        columns = (
            tuple(lines([Styled(f"{label}  "), Styled(value, is_bold=True)], BODY, half - 4 * mm)) if value else ()
            for label, value in facts[start : start + 2]
        )
        yield Beside(tuple(columns), half)


def _text(new: ToBeSigned) -> Iterator[Drawn]:
    for key, paragraphs in new.content.paragraphs.items():
        if not paragraphs:
            continue
        # A heading never stands alone at the end of a page.
        yield from lines([Styled(new.content.heading(key), is_bold=True)], BODY + 1, WIDTH, clings=True)
        yield from _paragraphs(paragraphs, BODY + 0.5 if key is SectionKey.IMPRESSION else BODY)
        yield Gap(6)


def _paragraphs(paragraphs: Sequence[Paragraph], size: float) -> Iterator[Drawn]:
    number = 0
    for paragraph in paragraphs:
        number = number + 1 if paragraph.mark is Mark.NUMBER else 0
        parts = [Styled(run.text, run.is_bold) for run in paragraph.runs]
        if paragraph.mark is not Mark.NONE:
            parts.insert(0, Styled(prefix(paragraph.mark, number)))
        yield from lines(parts, size, WIDTH, indent=0.0 if paragraph.mark is Mark.NONE else size)


def _pictures(new: ToBeSigned, paper: Paper) -> Iterator[Drawn]:
    if not paper.pictures:
        return
    words = _WORDS[new.content.language]
    yield from lines([Styled(words["images"], is_bold=True)], BODY + 1, WIDTH, clings=True)
    half = WIDTH / 2
    for start in range(0, len(paper.pictures), 2):
        columns = tuple(_captioned(each, half - 6 * mm) for each in paper.pictures[start : start + 2])
        yield Beside(columns, half)
        yield Gap(6)


def _captioned(picture: KeyPicture, width: float) -> tuple[Drawn, ...]:
    return (Picture(picture.image, width, 75 * mm), *lines([Styled(picture.caption)], SMALL, width))


def _names(new: ToBeSigned, paper: Paper) -> Iterator[Drawn]:
    words = _WORDS[new.content.language]
    yield Gap(8, clings=True)
    by_meaning = {
        Meaning.AUTHOR: words["author"],
        Meaning.REVIEWER: words["reviewer"],
        Meaning.WRITER: words["writer"],
    }
    for each in new.names:
        label, name = Styled(f"{by_meaning[each.meaning]}  "), Styled(each.name, is_bold=True)
        yield from lines([label, name], BODY, WIDTH, clings=True)
    at = new.at.astimezone(paper.time_zone).strftime("%Y-%m-%d %H:%M")
    yield from lines([Styled(f"{words['signed']}  {at}    {words['version']} {new.version}")], BODY, WIDTH)


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 else text
