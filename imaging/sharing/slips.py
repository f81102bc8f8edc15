"""Slips: what the patient takes home from the front desk, with the QR code that opens the images later.

Three papers: A6 for a desk printer, a roll of 80 mm for a thermal printer, and A4 sheets of four slips to be cut.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from imaging.dicom.person_names import readable_forms
from imaging.orders.orders import Order
from imaging.sharing.factors import Factor
from imaging.sharing.links import IssuedLink
from imaging.sharing.slip_font import is_drawn, slip_font
from imaging.sharing.slip_layout import Beside, Block, QrCode, Rule, Space, Stack, Text, printable

QR_SIDE = 30 * mm
A4 = (210 * mm, 297 * mm)
A6 = (105 * mm, 148.5 * mm)
ROLL_WIDTH = 80 * mm
# Thermal printers of 80 mm print on 72.
ROLL_MARGIN = 4 * mm
MARGIN = 8 * mm


class Paper(StrEnum):
    """What it is printed on."""

    A6 = "a6"
    ROLL = "roll"
    SHEET = "sheet"


ASKS_FOR = {
    Factor.BIRTH_DATE_AND_PHONE: (
        "出生日期和手机号后四位",
        "your birth date and the last four digits of your phone number",
    ),
    Factor.BIRTH_DATE_AND_ID: (
        "出生日期和证件号后四位",
        "your birth date and the last four characters of your ID number",
    ),
    Factor.CODE: ("另行告知的六位验证码", "the six-digit code you were given separately"),
    Factor.BIRTH_DATE: ("出生日期", "your birth date"),
}
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Slip:
    """Everything that stands on a slip."""

    hospital_name: str
    order: Order
    link: IssuedLink
    # The address in the QR code, without a slash at its end.
    base_url: str
    # None: the machine's own.
    time_zone: tzinfo | None = None

    @property
    def url(self) -> str:
        """What the QR code says."""
        return self.link.url(self.base_url)


def slips_pdf(slips: Sequence[Slip], paper: Paper) -> bytes:
    """Return slips as a PDF: one on each page, or four on each sheet."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A6, pageCompression=1, invariant=1, initialFontName=slip_font())
    canvas.setTitle("Filmless")
    match paper:
        case Paper.A6:
            for slip in slips:
                _a6(canvas, slip, 0, A6[1])
                canvas.showPage()
        case Paper.ROLL:
            for slip in slips:
                _roll(canvas, slip)
        case Paper.SHEET:
            for start in range(0, len(slips), 4):
                _sheet(canvas, slips[start : start + 4])
    canvas.save()
    return buffer.getvalue()


def _sheet(canvas: Canvas, four: Sequence[Slip]) -> None:
    canvas.setPageSize(A4)
    canvas.setStrokeGray(0.6)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 3)
    canvas.line(A6[0], 0, A6[0], A4[1])
    canvas.line(0, A6[1], A4[0], A6[1])
    canvas.setDash()
    for number, slip in enumerate(four):
        _a6(canvas, slip, A6[0] * (number % 2), A4[1] - A6[1] * (number // 2))
    canvas.showPage()


def _a6(canvas: Canvas, slip: Slip, left: float, top: float) -> None:
    """Draw the exam from the top and the code from the bottom, so that the code is always at the same place."""
    width = A6[0] - 2 * MARGIN
    code = QrCode(slip.url, QR_SIDE)
    words = Stack([Space(6), Text(_sentence_zh(slip), 9.5), Space(4), Text(_sentence_en(slip), 7.5)])
    foot = Stack([Rule(2, 0), Beside(code, code.whole_side, words, 2 * mm), Space(4), *_typed(slip, is_centred=False)])
    foot.draw(canvas, left + MARGIN, top - A6[1] + MARGIN + foot.height(width), width)
    room = A6[1] - 2 * MARGIN - foot.height(width)
    _head(slip, width, room).draw(canvas, left + MARGIN, top - MARGIN, width)


def _head(slip: Slip, width: float, room: float) -> Block:
    """Return the exam's part, with as many lines of preparation as there is room for."""
    title = Text(slip.hospital_name, 14, most_lines=2, is_bold=True)
    for lines in (8, 6, 4, 3, 2):
        head = Stack([title, Rule(5, 5), *_fields(slip, 15 * mm, lines)])
        if head.height(width) <= room:
            return head
    return Stack([title, Rule(5, 5), *_fields(slip, 15 * mm, 1)])


def _roll(canvas: Canvas, slip: Slip) -> None:
    width = ROLL_WIDTH - 2 * ROLL_MARGIN
    whole = Stack(
        [
            Text(slip.hospital_name, 14, most_lines=3, is_bold=True, is_centred=True),
            Rule(5, 5),
            *_fields(slip, 13 * mm, 20),
            Rule(2, 2),
            QrCode(slip.url, QR_SIDE),
            Text(_sentence_zh(slip), 10),
            Space(4),
            Text(_sentence_en(slip), 8),
            Space(4),
            *_typed(slip, is_centred=True),
        ]
    )
    height = whole.height(width) + 2 * MARGIN
    canvas.setPageSize((ROLL_WIDTH, height))
    whole.draw(canvas, ROLL_MARGIN, height - MARGIN, width)
    canvas.showPage()


def _fields(slip: Slip, label_width: float, preparation_lines: int) -> list[Block]:
    order = slip.order
    rows = [
        ("姓名", "Name", _name(order.patient_name), 2),
        ("检查", "Exam", order.procedure_description, 3),
        ("时间", "Time", _moment(order.scheduled_at, slip.time_zone), 2),
        ("地点", "Place", order.place, 2),
        ("请准备", "Prepare", order.preparation, preparation_lines),
    ]
    return [_field(zh, en, value, label_width, lines) for zh, en, value, lines in rows if value]


def _name(text: str) -> str:
    """Return the first form of a name that the font can draw; boxes would name nobody."""
    forms = readable_forms(text)
    return next((form for form in forms if is_drawn(printable(form))), forms[0] if forms else "")


def _field(zh: str, en: str, value: str, label_width: float, lines: int) -> Block:
    label = Stack([Text(zh, 9), Text(en, 6.5)])
    return Stack([Beside(label, label_width, Text(value, 11, most_lines=lines)), Space(4)])


def _typed(slip: Slip, *, is_centred: bool) -> list[Block]:
    address = f"{slip.base_url}/i"
    return [
        Text(f"没有摄像头？请打开 {address} 并输入：", 7.5, is_centred=is_centred),
        Text(f"No camera? Open {address} and type:", 6.5, is_centred=is_centred),
        Space(1),
        Text(slip.link.printed_code, 14, is_bold=True, is_centred=is_centred, spacing=1.2),
    ]


def _sentence_zh(slip: Slip) -> str:
    asked = ASKS_FOR[slip.link.factor][0]
    return f"用手机扫描此码，可查看检查进度，检查完成后可查看影像和报告；打开时需要输入{asked}。"


def _sentence_en(slip: Slip) -> str:
    return (
        "Scan this code with your phone to follow your exam, and to see its images and report once they are here;"
        f" you will be asked for {ASKS_FOR[slip.link.factor][1]}."
    )


def _moment(moment: datetime | None, time_zone: tzinfo | None) -> str:
    """Write a moment for readers of both languages."""
    if moment is None:
        return ""
    local = moment.astimezone(time_zone)
    zh = f"{local.year}年{local.month}月{local.day}日（周{_WEEKDAYS[local.weekday()]}）{local:%H:%M}"
    return f"{zh}\n{local:%a} {local.day} {local:%b %Y, %H:%M}"
