"""The titles of reports, compared with pydicom's table of the standard."""

from __future__ import annotations

from pydicom.sr._concepts_dict import concepts

from imaging.dicom.report_titles import REPORT_TITLES

DIAGNOSTIC_IMAGING_REPORT_DOCUMENT_TITLES = 7000


def test_they_are_those_of_the_standard() -> None:
    found = {
        (scheme, value)
        for scheme, names in concepts.items()
        for codes in names.values()
        for value, (_, context_groups) in codes.items()
        if DIAGNOSTIC_IMAGING_REPORT_DOCUMENT_TITLES in context_groups
    }
    assert found == {(scheme, value) for scheme, values in REPORT_TITLES.items() for value in values}
    assert {("LN", "11528-7"), ("LN", "18748-4")} <= found
