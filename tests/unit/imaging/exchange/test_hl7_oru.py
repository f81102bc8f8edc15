"""ORU^R01 as a parser reads it that is not ours, against the tables of the standard."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message
from hypothesis import given
from hypothesis import strategies as st

from imaging.exchange.hl7_oru import Envelope, written_oru
from imaging.exchange.hl7_text import escaped, escaped_lines, segment
from imaging.exchange.observation_report import (
    Concept,
    Exam,
    KeptPdf,
    ObservationReport,
    Patient,
    TextSection,
)

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ENVELOPE = Envelope("0123456789abcdef0123", AT, "MAIN", "HIS", "HOSPITAL", ZoneInfo("Asia/Shanghai"))
REPORT = ObservationReport(
    Patient("P-1", "Wang^Xiaoming^^Dr^Jr=王^小明=ワン", "19600229", "M"),
    Exam("A-1", "PL-7", "FI-8", "CT01", "头颅 CT 平扫", "99HIS", "2.25.17", AT),
    AT,
    ("李医生", "Dr. A. Meyer"),
    (
        TextSection("19005-8", "印象", "未见异常。\n随访：6 周 & 再议 | ^ ~ \\。", "zh"),
        TextSection("19005-8", "Impression", "Nothing abnormal.", "en"),
    ),
)
_MEANT = {"E": "\\", "F": "|", "S": "^", "T": "&", "R": "~", ".br": "\n"}


def read(report: ObservationReport = REPORT, pdf: bytes = b"", envelope: Envelope = ENVELOPE) -> Any:
    """The message as the other parser reads and validates it; it raises where the standard is not kept."""
    text = written_oru(report, envelope, pdf).decode()
    # Its strict reading takes the paper for a short string.
    level = VALIDATION_LEVEL.TOLERANT if pdf else VALIDATION_LEVEL.STRICT
    message = parse_message(text, validation_level=level, find_groups=True)
    message.validate()
    return message


def unescaped(text: str) -> str:
    return re.sub(r"\\(E|F|S|T|R|\.br)\\", lambda found: _MEANT[found[1]], text)


def order_of(message: Any) -> Any:
    return message.oru_r01_patient_result.oru_r01_order_observation


def results(message: Any) -> list[Any]:
    return [each.obx for each in order_of(message).oru_r01_observation]


def test_it_is_a_message_of_the_standard() -> None:
    message = read()
    assert message.name == "ORU_R01"
    assert message.version == "2.5.1"
    head = message.msh
    assert (head.msh_3.value, head.msh_4.value, head.msh_5.value, head.msh_6.value) == (
        "FILMLESS", "MAIN", "HIS", "HOSPITAL",
    )  # fmt: skip
    assert head.msh_7.value == "20260301163000+0800"
    assert (head.msh_9.value, head.msh_10.value, head.msh_11.value) == ("ORU^R01^ORU_R01", ENVELOPE.control_id, "P")
    assert head.msh_18.value == "UNICODE UTF-8"


def test_it_says_whose_result_it_is() -> None:
    pid = read().oru_r01_patient_result.oru_r01_patient.pid
    assert (pid.pid_3.cx_1.value, pid.pid_3.cx_4.value, pid.pid_3.cx_5.value) == ("P-1", "", "PI")
    names = [(each.xpn_1.value, each.xpn_2.value, each.xpn_7.value, each.xpn_8.value) for each in pid.pid_5]
    assert names == [("Wang", "Xiaoming", "L", "A"), ("王", "小明", "L", "I"), ("ワン", "", "L", "P")]
    # A suffix and a prefix stand the other way round in DICOM.
    assert (pid.pid_5[0].xpn_4.value, pid.pid_5[0].xpn_5.value) == ("Jr", "Dr")
    assert (pid.pid_7.value, pid.pid_8.value) == ("19600229", "M")


def test_it_says_which_exam_it_is() -> None:
    order = order_of(read())
    assert (order.orc.orc_1.value, order.orc.orc_2.value, order.orc.orc_3.value) == ("RE", "PL-7", "FI-8")
    obr = order.obr
    assert (obr.obr_2.value, obr.obr_3.value, obr.obr_18.value) == ("PL-7", "FI-8", "A-1")
    assert (obr.obr_4.ce_1.value, obr.obr_4.ce_2.value, obr.obr_4.ce_3.value) == ("CT01", "头颅 CT 平扫", "99HIS")
    assert obr.obr_25.value == "F"
    assert obr.obr_32.ndl_1.value == "&李医生"
    assert obr.obr_33.ndl_1.value == "&Dr. A. Meyer"


def test_a_code_of_everybody_stands_beside_what_it_is_called_there() -> None:
    exam = Exam(
        "A-1", filler_order_number="c-17", code="11488-4", text="Consult note", coding_system="LN", local_text="会诊"
    )
    report = replace(REPORT, exam=exam, pdf=KeptPdf("x"), paper=Concept("11488-4", "Consult note"))
    order = order_of(read(report, b"%PDF-1.7"))
    coded = [order.obr.obr_4.children[place].value for place in range(5)]
    assert coded == ["11488-4", "Consult note", "LN", "会诊", "L"]
    assert (order.obr.obr_3.value, order.obr.obr_18.value, order.orc.orc_3.value) == ("c-17", "A-1", "c-17")
    assert results(read(report, b"%PDF-1.7"))[-1].obx_3.ce_1.value == "11488-4"
    read(replace(report, pdf=None))


def test_each_section_is_an_observation_that_says_what_was_written() -> None:
    uid, chinese, english = results(read())
    assert (uid.obx_2.value, uid.obx_5.value) == ("ST", "2.25.17")
    assert [each.obx_1.value for each in (uid, chinese, english)] == ["1", "2", "3"]
    assert (chinese.obx_3.ce_1.value, chinese.obx_3.ce_2.value, chinese.obx_3.ce_3.value) == ("19005-8", "印象", "LN")
    # The parser does not know that a new line has a sequence of its own, and escapes what it has read.
    said = chinese.obx_5.value.replace("\\E\\.br\\E\\", "\\.br\\")
    assert unescaped(said) == REPORT.sections[0].text
    assert (english.obx_4.value, english.obx_5.value, english.obx_11.value) == ("2", "Nothing abnormal.", "F")


def test_the_paper_goes_within() -> None:
    pdf = b"%PDF-1.7 " + bytes(range(256)) * 400
    obx = results(read(replace(REPORT, pdf=KeptPdf("outgoing/x.pdf")), pdf))[-1]
    assert obx.obx_2.value == "ED"
    source, kind, subtype, encoding, data = (each.value for each in obx.obx_5.children)
    assert (source, kind, subtype, encoding) == ("", "application", "pdf", "Base64")
    assert base64.b64decode(data, validate=True) == pdf


def test_what_is_not_known_is_not_said() -> None:
    bare = ObservationReport(Patient("P-1"), Exam("A-1"), AT, sections=REPORT.sections)
    message = read(bare)
    obr = order_of(message).obr
    assert (obr.obr_3.value, obr.obr_4.ce_1.value, obr.obr_4.ce_3.value) == ("A-1", "18748-4", "LN")
    assert message.oru_r01_patient_result.oru_r01_patient.pid.pid_8.value == "U"


def test_the_same_try_says_the_same() -> None:
    assert written_oru(REPORT, ENVELOPE) == written_oru(REPORT, ENVELOPE)


@pytest.mark.parametrize(
    "hostile", ["x\rOBX|9|ST|EVIL||1", "x\x1c\rMSH|", "x\x0b", "a\n\nb", "\\.sp+9\\", "a\x85b\u2028c"]
)
def test_no_text_ends_a_segment_or_the_block(hostile: str) -> None:
    patient = replace(REPORT.patient, patient_id=hostile, name=hostile)
    section = replace(REPORT.sections[0], text=hostile, title=hostile)
    written = written_oru(replace(REPORT, patient=patient, sections=(section,), authors=(hostile,)), replace(ENVELOPE))
    assert [line[:3] for line in written.decode().split("\r")] == ["MSH", "PID", "ORC", "OBR", "OBX", "OBX", ""]
    assert b"\x1c" not in written
    assert b"\x0b" not in written


@given(st.text())
def test_whatever_is_written_is_read_again(text: str) -> None:
    plain = re.sub("\r\n|[\n\r\v\f\x85\u2028\u2029]", "\n", text)
    plain = re.sub("[\x00-\x09\x0e-\x1f\x7f-\x9f]", " ", plain)
    assert unescaped(escaped_lines(text)) == plain
    assert unescaped(escaped(text)) == plain.replace("\n", " ")
    assert not re.search("[|^&~\r\n]", escaped(text))


def test_fields_stand_under_their_numbers() -> None:
    assert segment("OBX", {1: "1", 5: "x", 9: ""}) == "OBX|1||||x"
