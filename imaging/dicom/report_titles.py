"""Coded titles and templates of documents: which say "this is the report", and which say that it is something else.

The former are PS3.16 CID 7000, Diagnostic Imaging Report Document Titles.
"""

from __future__ import annotations

from typing import Final

from imaging.dicom.elements import DataSet
from imaging.dicom.person_names import displayable
from imaging.dicom.tags import (
    CODE_MEANING,
    CODE_VALUE,
    CODING_SCHEME_DESIGNATOR,
    CONCEPT_NAME_CODE_SEQUENCE,
    CONTENT_TEMPLATE_SEQUENCE,
    DOCUMENT_TITLE,
    TEMPLATE_IDENTIFIER,
)

# fmt: off
REPORT_TITLES: Final = {
    "DCM": frozenset((
        "111400", "125195", "125196", "125197", "125200",
    )),
    "LN": frozenset((
        "11524-0", "11525-3", "11528-7", "18745-0", "18748-4", "18750-0", "18752-6", "18754-2", "18756-7", "24534-0",
        "24590-2", "24601-7", "24606-6", "24616-5", "24627-2", "24725-4", "24733-8", "24859-1", "24884-9", "24907-8",
        "24990-4", "25002-7", "25010-0", "25045-6", "25056-3", "25061-3", "28614-6", "30695-1", "38036-0", "38269-7",
        "39036-9", "39445-2", "39448-6", "39453-6", "41806-1", "42148-7", "43468-8", "43771-5", "44136-0", "44174-1",
        "46375-2", "47048-4", "49118-3", "49512-7",
    )),
    "SCT": frozenset((
        "48526000",
    )),
}
# fmt: on
# LOINC's.
CONSULT_NOTE: Final = ("LN", "11488-4")
# Measurements (PS3.16 CID 7021); doses of X-rays, of radiopharmaceuticals and of a patient; what a computer detected in
# mammograms, chest and colon.
COMPANION_TITLES: Final = frozenset(
    ("126000", "126001", "126002", "126003", "113701", "113500", "128401", "111036", "112000", "112220")
)
# The templates of the same.
COMPANION_TEMPLATES: Final = frozenset(("1500", "10001", "10011", "10021", "10030", "4000", "4100", "4120"))


def is_report_title(dataset: DataSet) -> bool:
    """Whether a document's coded title is that of a report about images; words prove nothing."""
    return any(
        code.text(CODE_VALUE) in REPORT_TITLES.get(code.text(CODING_SCHEME_DESIGNATOR), frozenset())
        for code in dataset.items_of(CONCEPT_NAME_CODE_SEQUENCE)
    )


def is_consult_note(dataset: DataSet) -> bool:
    """Whether a document's coded title says that it is what doctors concluded together."""
    return any(
        (code.text(CODING_SCHEME_DESIGNATOR), code.text(CODE_VALUE)) == CONSULT_NOTE
        for code in dataset.items_of(CONCEPT_NAME_CODE_SEQUENCE)
    )


def is_companion(dataset: DataSet) -> bool:
    """Whether a structured report is known to be measurements, a dose or a computer's findings: no doctor's word."""
    has_title = any(
        code.text(CODING_SCHEME_DESIGNATOR) == "DCM" and code.text(CODE_VALUE) in COMPANION_TITLES
        for code in dataset.items_of(CONCEPT_NAME_CODE_SEQUENCE)
    )
    templates = (item.text(TEMPLATE_IDENTIFIER) for item in dataset.items_of(CONTENT_TEMPLATE_SEQUENCE))
    return has_title or not COMPANION_TEMPLATES.isdisjoint(templates)


def title_of(dataset: DataSet) -> str:
    """Return what a document calls itself, in words; empty if it has no name."""
    codes = dataset.items_of(CONCEPT_NAME_CODE_SEQUENCE)
    meaning = codes[0].text(CODE_MEANING) if codes else ""
    return displayable(dataset.text(DOCUMENT_TITLE) or meaning)
