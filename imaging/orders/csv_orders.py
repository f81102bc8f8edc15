"""Orders from a CSV file, as hospital systems and spreadsheets write them.

The first line names the columns, in English or Chinese. Excel in China writes GB18030, elsewhere UTF-8 with a mark, and
some systems UTF-16; which one it is, the bytes say. A line that can't be used is told with its number and the reason;
it does not keep the others from being taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from imaging.errors import FilmlessError, LimitError, MalformedError
from imaging.orders.orders import NewOrder
from imaging.orders.written import read_moment
from imaging.problems import Problem

MOST_LINES = 5_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "accession_number": ("accession number", "accession", "检查号", "申请单号", "检查流水号"),
    "patient_id": ("patient id", "mrn", "患者编号", "患者id", "病历号", "门诊号"),
    "patient_name": ("patient name", "name", "姓名", "患者姓名"),
    "patient_birth_date": ("birth date", "date of birth", "dob", "出生日期"),
    "patient_sex": ("sex", "gender", "性别"),
    "modality": ("设备类型", "检查类型"),
    "procedure_description": ("procedure", "exam", "description", "检查项目", "检查名称", "项目"),
    "scheduled_at": ("scheduled", "appointment", "预约时间", "检查时间"),
    "place": ("room", "location", "地点", "检查地点"),
    "preparation": ("注意事项", "准备"),
    "phone": ("phone number", "mobile", "手机号", "电话", "联系电话"),
    "id_number": ("id number", "national id", "证件号", "身份证号"),
}
_REQUIRED = ("accession_number", "patient_id", "patient_name", "patient_birth_date", "procedure_description")
_TEXT_OF_A_SPREADSHEET = re.compile(r'="([^"]*)"')
_SEX = {"男": "M", "女": "F", "MALE": "M", "FEMALE": "F"}
_BY_NAME = {name: column for column, names in COLUMNS.items() for name in (column, column.replace("_", " "), *names)}


@dataclass(frozen=True)
class OrderLine:
    """A line that can be taken."""

    number: int
    order: NewOrder
    phone: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)


@dataclass(frozen=True)
class BadLine:
    """A line that can't, and why."""

    number: int
    error: FilmlessError


def read_orders(content: bytes, time_zone: tzinfo | None = None) -> Iterator[OrderLine | BadLine]:
    """Read a file; moments without a zone are in ``time_zone`` (None: the machine's)."""
    text = _decoded(content)
    rows = _rows(text)
    columns = _columns(next(rows, (1, []))[1])
    for number, cells in rows:
        if number > MOST_LINES + 1:
            raise LimitError(
                f"A file has at most {MOST_LINES} lines: divide it.",
                Problem.FILE_TOO_LONG,
                limit=MOST_LINES,
                most=MOST_LINES,
            )
        if any(cell.strip() for cell in cells):
            yield _line(number, columns, cells, time_zone)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give every row with the number of the line on which it ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        line = reader.line_num
        raise MalformedError(f"Line {line} of the file is no CSV: {error}.", Problem.FILE_NO_CSV, line=line) from error


def _decoded(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MalformedError("The file is neither UTF-8 nor GB18030.", Problem.FILE_ENCODING)


def _delimiter(text: str) -> str:
    """Return what the first line separates its columns with."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _columns(cells: list[str]) -> list[str | None]:
    columns = [_BY_NAME.get(cell.strip().lower().replace("_", " ")) for cell in cells]
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise MalformedError(
            f"The first line must name the columns; missing: {', '.join(missing)}.",
            Problem.FILE_COLUMNS,
            names=" ".join(missing),
        )
    return columns


def _line(number: int, columns: list[str | None], cells: list[str], time_zone: tzinfo | None) -> OrderLine | BadLine:
    values = {column: _plain(cell) for column, cell in zip(columns, cells, strict=False) if column}
    phone, id_number = values.pop("phone", ""), values.pop("id_number", "")
    sex = values.get("patient_sex", "").upper()
    scheduled_at = values.get("scheduled_at", "")
    try:
        order = NewOrder(
            **{name: values.get(name, "") for name in (*_REQUIRED, "modality", "place", "preparation")},
            patient_sex=_SEX.get(sex, sex),
            scheduled_at=read_moment(scheduled_at, "scheduled_at", time_zone) if scheduled_at else None,
        )
    except FilmlessError as error:
        return BadLine(number, error)
    return OrderLine(number, order, phone, id_number)


def _plain(cell: str) -> str:
    """Take a number that is written as a text for a spreadsheet, ="0012", for what it is."""
    text = cell.strip()
    kept = _TEXT_OF_A_SPREADSHEET.fullmatch(text)
    return kept[1].strip() if kept else text
