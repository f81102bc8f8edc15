"""Sends files as a modality does: one association, every object in the transfer syntax of its file, bit for bit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydicom.dataset import Dataset
from pynetdicom import AE
from pynetdicom.association import Association

from imaging.dicom.header import Header, read_header
from imaging.errors import RefusedError, UnavailableError
from imaging.settings import Bind

SUCCESS = 0x0000
MOST_CONTEXTS = 128
# A busy machine may take its time for one object.
ANSWER_SECONDS = 120
ATTEMPTS = 3
PAUSE_SECONDS = 1.0


def dicom_files(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return the DICOM files in these folders, in the order of their names."""
    return tuple(path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and _is_dicom(path))


def send_all(files: Iterable[Path], to: Bind, calling: str, called: str, tell: Callable[[str], None]) -> Iterator[int]:
    """Send as machines do: when an association breaks, `tell` why, and send what was not answered over another.

    Raises
    ------
    UnavailableError
        As often as it was tried, the association broke or was not accepted.
    """
    files, answered = tuple(files), 0
    for attempt in range(1, ATTEMPTS + 1):
        try:
            for status in send(files[answered:], to, calling, called):
                answered += 1
                yield status
        except UnavailableError as error:
            if attempt == ATTEMPTS:
                raise
            tell(f"{error} The rest is sent again.")
            time.sleep(PAUSE_SECONDS)
        else:
            return


def send(files: Iterable[Path], to: Bind, calling: str, called: str) -> Iterator[int]:
    """Send the files by C-STORE and yield the status of each.

    Raises
    ------
    UnavailableError
        Nobody accepted the association, or nothing was answered.
    """
    files = tuple(files)
    entity = AE(ae_title=calling)
    entity.dimse_timeout = ANSWER_SECONDS
    for sop_class_uid, transfer_syntax_uid in sorted({_kind(path) for path in files})[:MOST_CONTEXTS]:
        entity.add_requested_context(sop_class_uid, transfer_syntax_uid)
    association = entity.associate(to.host, to.port, ae_title=called)
    if not association.is_established:
        raise UnavailableError(f"Nobody accepted an association at {to}.")
    try:
        for path in files:
            answer = _answer(association, path)
            if "Status" not in answer:
                # So pynetdicom says that the association was cut off, or that it has waited long enough.
                raise UnavailableError(f"{to} did not answer when {path.name} was sent.")
            yield answer.Status
    finally:
        association.release()


def _answer(association: Association, path: Path) -> Dataset:
    # pynetdicom takes it for a fault of ours to send on one that was cut off between two objects.
    return association.send_c_store(path) if association.is_established else Dataset()


def _kind(path: Path) -> tuple[str, str]:
    header = _header(path)
    sop_class = header.file_meta.text(0x00020002) or header.dataset.text(0x00080016)
    return sop_class, header.transfer_syntax_uid


def _header(path: Path) -> Header:
    with path.open("rb") as source:
        return read_header(source)


def _is_dicom(path: Path) -> bool:
    try:
        return bool(_header(path).dataset.text(0x00080018))
    except RefusedError:
        return False
