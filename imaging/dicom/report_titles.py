"""Document titles that say "this is the report" (PS3.16 CID 7000, Diagnostic Imaging Report Document Titles)."""

from __future__ import annotations

from typing import Final

from imaging.dicom.elements import DataSet
from imaging.dicom.tags import CODE_VALUE, CODING_SCHEME_DESIGNATOR, CONCEPT_NAME_CODE_SEQUENCE

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


def is_report_title(dataset: DataSet) -> bool:
    """Whether a document's coded title is that of a report about images; words prove nothing."""
    return any(
        code.text(CODE_VALUE) in REPORT_TITLES.get(code.text(CODING_SCHEME_DESIGNATOR), frozenset())
        for code in dataset.items_of(CONCEPT_NAME_CODE_SEQUENCE)
    )
