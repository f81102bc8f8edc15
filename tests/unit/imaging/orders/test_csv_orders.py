from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from imaging.errors import LimitError, MalformedError
from imaging.orders.csv_orders import BadLine, OrderLine, read_orders

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINESE = (
    "检查号,患者编号,姓名,出生日期,性别,检查项目,预约时间,地点,手机号,备注\n"
    "A1,P1,王小明,1960/2/29,男,胸部CT平扫,2026/3/5 9:30,二楼,139 1234 5678,无\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_files_in_every_encoding(encoding: str) -> None:
    (line,) = read_orders(CHINESE.encode(encoding), SHANGHAI)
    assert isinstance(line, OrderLine)
    assert (line.order.patient_name, line.order.patient_sex, line.order.patient_birth_date) == (
        "王小明",
        "M",
        "19600229",
    )
    assert line.order.scheduled_at == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    assert (line.number, line.phone) == (2, "139 1234 5678")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_separates_the_columns_is_seen(delimiter: str) -> None:
    header = ["Accession Number", "patient_id", "Patient Name", "DOB", "Procedure"]
    text = "\r\n".join(delimiter.join(cells) for cells in (header, ["A1", "P1", '"Wang, X"', "19600229", "CT"]))
    (line,) = read_orders(text.encode())
    assert isinstance(line, OrderLine)
    assert line.order.patient_name == "Wang, X"


def test_a_bad_line_is_told_with_its_number_and_keeps_no_other_from_being_taken() -> None:
    rows = [
        "accession_number,patient_id,patient_name,patient_birth_date,procedure_description,scheduled_at",
        "A1,P1,Wang,1960-02-29,CT,",
        "A2,P2,Li,1960-02-30,CT,",
        "",
        'A3,P3,"Zhao\nQian",1960-02-28,CT,',
        "A4,P4,Sun,1960-02-28,CT,tomorrow",
        "A5,,Zhou,1960-02-28,CT,",
        "A6,P6",
        "A7,P7,Wu,1960-02-28,MR,2026-03-05 09:30,more,cells,than,columns",
    ]
    lines = list(read_orders("\n".join(rows).encode(), SHANGHAI))
    assert [line.number for line in lines] == [2, 3, 6, 7, 8, 9, 10]
    reasons = [str(line.error).split(" ")[0] for line in lines if isinstance(line, BadLine)]
    assert reasons == ["patient_birth_date", "patient_name", "scheduled_at", "patient_id", "patient_name"]
    assert [line.order.accession_number for line in lines if isinstance(line, OrderLine)] == ["A1", "A7"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "missing: accession_number, patient_id"),
        (b"accession_number,patient_id\nA1,P1", "missing: patient_name"),
        (b"\x81", "neither UTF-8 nor GB18030"),
        (b'accession_number,"' + b"x" * 200_000, "no CSV"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        list(read_orders(content))


def test_a_file_that_never_ends_is_cut_short() -> None:
    header = b"accession_number,patient_id,patient_name,patient_birth_date,procedure_description\n"
    with pytest.raises(LimitError):
        list(read_orders(header + b"A1,P1,Wang,19600229,CT\n" * 6000))


def test_a_phone_does_not_show_in_a_log() -> None:
    (line,) = read_orders(CHINESE.encode(), SHANGHAI)
    assert "5678" not in repr(line)
