"""Structured reports as text: by hand, and of many vendors against what pydicom finds in them."""

from __future__ import annotations

from collections.abc import Iterator

import pydicom
import pytest

from imaging.dicom.header import Header, read_header
from imaging.dicom.report_text import structured_report_text
from imaging.dicom.structured_reports import structured_report
from imaging.errors import UnsupportedError
from tests.data import catalog, catalog_path, sample_path
from tests.unit.imaging.dicom.crafted import explicit, item, read_dataset


def code(meaning: str) -> bytes:
    return item(explicit(0x00080100, b"SH", b"1234") + explicit(0x00080104, b"LO", meaning.encode()))


def content(value_type: str, name: str, value: bytes = b"", below: bytes = b"") -> bytes:
    return item(
        explicit(0x0040A010, b"CS", b"CONTAINS")
        + explicit(0x0040A040, b"CS", value_type.encode())
        + explicit(0x0040A043, b"SQ", code(name))
        + value
        + (explicit(0x0040A730, b"SQ", below) if below else b"")
    )


def report(*items: bytes) -> Header:
    return read_dataset(
        explicit(0x00080005, b"CS", b"ISO_IR 192")
        + explicit(0x0040A040, b"CS", b"CONTAINER ")
        + explicit(0x0040A043, b"SQ", code("胸部CT报告"))
        + explicit(0x0040A730, b"SQ", b"".join(items))
    )


NUMBER = explicit(
    0x0040A300,
    b"SQ",
    item(explicit(0x004008EA, b"SQ", item(explicit(0x00080100, b"SH", b"mm"))) + explicit(0x0040A30A, b"DS", b"12.5")),
)


CT_IMAGE = explicit(0x00081150, b"UI", b"1.2.840.10008.5.1.4.1.1.2\0")
REPORTS = [row["file"] for row in catalog() if row["modality"] == "SR" and row["dcmread"] == "ok"]


def test_a_report_reads_as_headings_findings_and_measurements() -> None:
    written = structured_report_text(
        report(
            content("TEXT", "Findings", explicit(0x0040A160, b"UT", "右肺上叶结节。\r\n边界清。".encode())),
            content("CONTAINER", "Measurements", below=content("NUM", "Diameter", NUMBER)),
            content("CODE", "Conclusion", explicit(0x0040A168, b"SQ", code("Benign"))),
            content("PNAME", "Reader", explicit(0x0040A123, b"PN", b"Li^Si=\xe6\x9d\x8e^\xe5\x9b\x9b")),
            content("DATETIME", "Read at", explicit(0x0040A120, b"DT", b"20260304112233")),
            content(
                "IMAGE",
                "Key image",
                explicit(0x00081199, b"SQ", item(explicit(0x00081150, b"UI", b"1.2.840.10008.5.1.4.1.1.2"))),
            ),
            content("UNHEARD OF", "Something else"),
        )
    )
    assert written.splitlines() == [
        "胸部CT报告",
        "  Findings: 右肺上叶结节。",
        "    边界清。",
        "  Measurements",
        "    Diameter: 12.5 mm",
        "  Conclusion: Benign",
        "  Reader: 李四",
        "  Read at: 2026-03-04 11:22:33",
        "  Key image: CT Image",
        "  Something else",
    ]


def test_what_is_for_machines_is_not_read_out() -> None:
    image = item(explicit(0x0040A040, b"CS", b"IMAGE ") + explicit(0x00081199, b"SQ", item(CT_IMAGE)))
    language = item(
        explicit(0x0040A010, b"CS", b"HAS CONCEPT MOD ")
        + explicit(0x0040A040, b"CS", b"CODE")
        + explicit(0x0040A043, b"SQ", item(explicit(0x00080100, b"SH", b"121049") + explicit(0x00080104, b"LO", b"La")))
        + explicit(0x0040A168, b"SQ", code("Chinese "))
        + explicit(0x0040A730, b"SQ", content("CODE", "Country", explicit(0x0040A168, b"SQ", code("China "))))
    )
    circle = explicit(0x00700023, b"CS", b"CIRCLE")
    written = structured_report_text(
        report(
            language,
            content("UIDREF", "Study", explicit(0x0040A124, b"UI", b"1.2.3\0")),
            content("CONTAINER", "Image Library", below=image * 2),
            content(
                "TEXT", "Finding", explicit(0x0040A160, b"UT", "结节".encode()), content("SCOORD", "Region", circle)
            ),
            content("", "Derived from", explicit(0x0040DB73, b"UL", b"\1\0\0\0")),
        )
    )
    assert written.splitlines() == ["胸部CT报告", "  Finding: 结节"]


def continuous(*pieces: bytes) -> bytes:
    return item(
        explicit(0x0040A040, b"CS", b"CONTAINER ")
        + explicit(0x0040A043, b"SQ", code("History"))
        + explicit(0x0040A050, b"CS", b"CONTINUOUS")
        + explicit(0x0040A730, b"SQ", b"".join(pieces))
    )


def text(name: str, words: str) -> bytes:
    return content("TEXT", name, explicit(0x0040A160, b"UT", words.encode()))


def test_a_text_that_flows_is_read_as_it_flows() -> None:
    doctor = content("PNAME", "Physician", explicit(0x0040A123, b"PN", b"Fukuda^^^Dr."))
    words = "Referred by", doctor, ". A lesion of", content("NUM", "Diameter", NUMBER), "was seen.", "右肺", "结节。"
    pieces = [each if isinstance(each, bytes) else text("Description", each) for each in words]
    assert structured_report_text(report(continuous(*pieces))).splitlines() == [
        "胸部CT报告",
        "  History",
        "    Referred by Dr. Fukuda. A lesion of 12.5 mm was seen. 右肺结节。",
    ]


def test_findings_that_are_called_one_text_keep_their_names() -> None:
    written = structured_report_text(report(continuous(text("Finding", "Nodule"), text("Impression", "Benign"))))
    assert written.splitlines()[2:] == ["    Finding: Nodule", "    Impression: Benign"]


def test_a_reference_within_the_tree_names_its_target() -> None:
    target = explicit(0x0040DB73, b"UL", b"\1\0\0\0\2\0\0\0")
    tree = structured_report(report(content("", "Derived from", target)).dataset)
    assert tree.items[0].value == "→ 1.2"
    assert tree.items[0].relationship_type == "CONTAINS"


def test_what_hides_in_a_text_is_marked() -> None:
    text = explicit(0x0040A160, b"UT", "no\u202e tumour".encode())
    assert structured_report(report(content("TEXT", "Findings", text)).dataset).items[0].value == "no\ufffd tumour"


def test_an_image_is_no_structured_report() -> None:
    with sample_path("cr_leg/cr_leg_mono1_j2k_lossless.dcm").open("rb") as source, pytest.raises(UnsupportedError):
        structured_report_text(read_header(source))


def test_the_sample_reads_as_it_says() -> None:
    with sample_path("report_sr/sr_basic_text.dcm").open("rb") as source:
        lines = structured_report_text(read_header(source)).splitlines()
    assert lines[0] == "Document Title"
    assert "  Recording Observer's Organization Name: Enter text" in lines
    assert "    Report Text: Enter text" in lines


def written_texts(item: pydicom.Dataset) -> Iterator[str]:
    """The lines that people wrote into a report, as pydicom finds them."""
    for below in item.get("ContentSequence", []):
        yield from (line.strip() for line in str(below.get("TextValue", "")).splitlines())
        yield from written_texts(below)


@pytest.mark.parametrize("file", REPORTS)
def test_reports_of_many_vendors_say_all_that_was_written_into_them(file: str) -> None:
    with catalog_path(file).open("rb") as source:
        text = structured_report_text(read_header(source))
    dataset = pydicom.dcmread(catalog_path(file))
    assert len(text.splitlines()) > len(dataset.ContentSequence)
    assert [line for line in written_texts(dataset) if line not in text] == []
