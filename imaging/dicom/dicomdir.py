r"""DICOMDIR, the table of contents of a disc or ZIP (PS3.3 annex F, PS3.10 section 8).

::

    directory records, one after the other; each names the next beside it and the first below it by its byte offset

    PATIENT ──────────────► PATIENT
       └─ STUDY ─► STUDY
            └─ SERIES
                 └─ IMAGE ─► IMAGE ─► SR DOCUMENT        names the file: DICOM\IM000001
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from imaging.dicom.directory_records import IN_USE, Keys, RecordType, keys_of, record_type_of
from imaging.dicom.elements import DataSet
from imaging.dicom.header import read_header
from imaging.dicom.part10 import file_meta
from imaging.dicom.tags import (
    DIRECTORY_RECORD_SEQUENCE,
    DIRECTORY_RECORD_TYPE,
    FILE_SET_CONSISTENCY_FLAG,
    FILE_SET_ID,
    OFFSET_OF_REFERENCED_LOWER_LEVEL_DIRECTORY_ENTITY,
    OFFSET_OF_THE_FIRST_DIRECTORY_RECORD_OF_THE_ROOT_DIRECTORY_ENTITY,
    OFFSET_OF_THE_LAST_DIRECTORY_RECORD_OF_THE_ROOT_DIRECTORY_ENTITY,
    OFFSET_OF_THE_NEXT_DIRECTORY_RECORD,
    PATIENT_ID,
    PATIENT_NAME,
    RECORD_IN_USE_FLAG,
    REFERENCED_FILE_ID,
    REFERENCED_SOP_CLASS_UID_IN_FILE,
    REFERENCED_SOP_INSTANCE_UID_IN_FILE,
    REFERENCED_TRANSFER_SYNTAX_UID_IN_FILE,
    SERIES_INSTANCE_UID,
    SOP_CLASS_UID,
    SOP_INSTANCE_UID,
    STUDY_INSTANCE_UID,
)
from imaging.dicom.uids import EXPLICIT_VR_LITTLE_ENDIAN, MEDIA_STORAGE_DIRECTORY, new_uid
from imaging.dicom.written import element, item, number_element, text_element
from imaging.errors import LimitError, MalformedError

MAX_RECORDS: Final = 50_000
# PS3.10 section 8.2: at most eight components. Real discs have longer names and lower case in them.
MAX_COMPONENTS: Final = 8
COMPONENT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,63}")


@dataclass(frozen=True)
class DirectoryEntry:
    """A file of the file-set.

    Parameters
    ----------
    file_id
        Its path from the root of the file-set, at most eight components of at most eight capitals, digits and ``_``.
    attributes
        The instance in DICOM JSON (see `imaging.dicom.dicom_json.to_dicom_json`).
    transfer_syntax_uid
        In which the file is written.
    """

    file_id: tuple[str, ...]
    attributes: Mapping[str, Mapping[str, Any]]
    transfer_syntax_uid: str

    def __post_init__(self) -> None:
        is_short = 1 <= len(self.file_id) <= MAX_COMPONENTS
        if not is_short or not all(re.fullmatch(r"[A-Z0-9_]{1,8}", component) for component in self.file_id):
            raise MalformedError(f"{'/'.join(self.file_id)} is no file ID of PS3.10 section 8.2.")


def read_dicomdir(path: Path) -> list[Path]:
    """Return the files that a DICOMDIR names and that are there, each once, in its order.

    Nothing outside the directory of the DICOMDIR is ever returned, whatever it or symbolic links say. Letters may be
    lower or upper case on the disc, as they are when its file system has changed them.

    Raises
    ------
    MalformedError
        It is no DICOMDIR, or names a file outside its directory.
    LimitError
        It has more than 50,000 records.
    """
    with path.open("rb") as source:
        dataset = read_header(source).dataset
    if DIRECTORY_RECORD_SEQUENCE not in dataset:
        raise MalformedError(f"{path.name} is no DICOMDIR: it holds no directory records.")
    records = dataset.items_of(DIRECTORY_RECORD_SEQUENCE)
    if len(records) > MAX_RECORDS:
        raise LimitError(f"{path.name} has more than {MAX_RECORDS:,} records.", limit=MAX_RECORDS)
    root = path.parent.resolve()
    found = dict.fromkeys(_existing(root, _file_id(record)) for record in records if record.texts(REFERENCED_FILE_ID))
    return [file for file in found if file is not None]


def _file_id(record: DataSet) -> tuple[str, ...]:
    components = record.texts(REFERENCED_FILE_ID)
    if len(components) > MAX_COMPONENTS or not all(map(COMPONENT.fullmatch, components)):
        raise MalformedError("The DICOMDIR names a file that can't lie beside it.")
    return components


def _existing(root: Path, components: tuple[str, ...]) -> Path | None:
    for spelled in (components, tuple(map(str.lower, components)), tuple(map(str.upper, components))):
        file = root.joinpath(*spelled)
        if file.is_file():
            if not file.resolve().is_relative_to(root):
                raise MalformedError("The DICOMDIR names a file that lies outside its directory.")
            return file
    return None


def write_dicomdir(
    entries: Iterable[DirectoryEntry], file_set_id: str = "FILMLESS", sop_instance_uid: str | None = None
) -> bytes:
    """Write the DICOMDIR of a file-set (PS3.3 section F.3.2.2).

    Objects for which the standard has no directory record are left out; they may lie in the file-set all the same.

    Parameters
    ----------
    entries
        Objects and the names of their files, in the order in which they shall be listed.
    file_set_id
        (0004,1130) File-set ID, up to 16 characters.
    sop_instance_uid
        Of the directory itself; whoever names it gets the same bytes for the same entries. None: a new one.
    """
    roots: dict[str, _Record] = {}
    for entry in entries:
        _file_record(roots, entry)
    records = list(_in_order(roots.values()))
    meta = file_meta(MEDIA_STORAGE_DIRECTORY, sop_instance_uid or new_uid(), EXPLICIT_VR_LITTLE_ENDIAN)
    # The lengths do not depend on the offsets, so what stands before the first record is measured with zeros.
    offset = len(meta) + len(_head(file_set_id, 0, 0, b""))
    for record in records:
        record.offset = offset
        offset += len(record.written())
    _link(roots.values())
    top = [record.offset for record in roots.values()] or [0]
    return meta + _head(file_set_id, top[0], top[-1], b"".join(record.written() for record in records))


@dataclass
class _Record:
    keys: bytes
    record_type: RecordType
    below: dict[str, _Record] = field(default_factory=dict)
    offset: int = 0
    next_offset: int = 0
    below_offset: int = 0

    def written(self) -> bytes:
        return item(
            (
                number_element(OFFSET_OF_THE_NEXT_DIRECTORY_RECORD, "UL", self.next_offset),
                number_element(RECORD_IN_USE_FLAG, "US", IN_USE),
                number_element(OFFSET_OF_REFERENCED_LOWER_LEVEL_DIRECTORY_ENTITY, "UL", self.below_offset),
                text_element(DIRECTORY_RECORD_TYPE, "CS", self.record_type),
                self.keys,
            )
        )


def _file_record(roots: dict[str, _Record], entry: DirectoryEntry) -> None:
    """Put the records of a file, and those above it that are not there yet, into the tree."""
    keys = Keys(entry.attributes)
    record_type = record_type_of(keys)
    if record_type is None:
        return
    level = roots
    for kind, name in (
        (RecordType.PATIENT, keys.text(PATIENT_ID) + "\\" + keys.text(PATIENT_NAME)),
        (RecordType.STUDY, keys.text(STUDY_INSTANCE_UID)),
        (RecordType.SERIES, keys.text(SERIES_INSTANCE_UID)),
    ):
        record = level.setdefault(name, _Record(keys_of(kind, keys), kind))
        level = record.below
    sop_instance_uid = keys.text(SOP_INSTANCE_UID)
    reference = (
        text_element(REFERENCED_FILE_ID, "CS", "\\".join(entry.file_id)),
        text_element(REFERENCED_SOP_CLASS_UID_IN_FILE, "UI", keys.text(SOP_CLASS_UID)),
        text_element(REFERENCED_SOP_INSTANCE_UID_IN_FILE, "UI", sop_instance_uid),
        text_element(REFERENCED_TRANSFER_SYNTAX_UID_IN_FILE, "UI", entry.transfer_syntax_uid),
    )
    level[sop_instance_uid] = _Record(b"".join(reference) + keys_of(record_type, keys), record_type)


def _in_order(records: Iterable[_Record]) -> Iterator[_Record]:
    for record in records:
        yield record
        yield from _in_order(record.below.values())


def _link(level: Iterable[_Record]) -> None:
    """Name in each record of a directory entity the next one, and the first one below it."""
    records = list(level)
    for record, following in pairwise(records):
        record.next_offset = following.offset
    for record in records:
        if record.below:
            record.below_offset = next(iter(record.below.values())).offset
            _link(record.below.values())


def _head(file_set_id: str, first_offset: int, last_offset: int, records: bytes) -> bytes:
    return b"".join(
        (
            text_element(FILE_SET_ID, "CS", file_set_id),
            number_element(OFFSET_OF_THE_FIRST_DIRECTORY_RECORD_OF_THE_ROOT_DIRECTORY_ENTITY, "UL", first_offset),
            number_element(OFFSET_OF_THE_LAST_DIRECTORY_RECORD_OF_THE_ROOT_DIRECTORY_ENTITY, "UL", last_offset),
            number_element(FILE_SET_CONSISTENCY_FLAG, "US", 0),
            element(DIRECTORY_RECORD_SEQUENCE, "SQ", records),
        )
    )
