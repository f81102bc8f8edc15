"""The one way in: what was received becomes an instance of the archive, durably, or it is refused.

::

    bytes arrive ──┬── fdatasync ── rename ──────────┬── commit ── the sender hears success
                   └── digest, header, statements ───┘

While the disk syncs the object it is digested, its header is read, and the statements of the index are executed, but
nothing is committed before the object is durable.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import select

from imaging.archive.disk import mapped
from imaging.archive.keys import ObjectKey
from imaging.archive.landing import Landing
from imaging.archive.landing_file import PLACE, LandingFile
from imaging.archive.objects import Objects
from imaging.archive.preamble import defuse_preamble
from imaging.archive.record import Record, RecordReader
from imaging.archive.row_values import Placement
from imaging.archive.rows import Rows
from imaging.archive.settling import Settling, Step, Syncer
from imaging.archive.twins import Kept, Twins
from imaging.clock import Clock
from imaging.errors import MismatchError, NoSpaceError, NotFoundError, RefusedError, UnavailableError
from imaging.index.engine import Index
from imaging.index.tables import hospitals

OTHER_BYTES: Final = "other bytes under the same UID"


@dataclass(frozen=True)
class Origin:
    """Whose object it is, and who brought it: calling AE title, name of a token, ``import``."""

    hospital_id: int
    source: str


@dataclass(frozen=True)
class Expected:
    """What the sender's command or path says that the object is."""

    sop_class_uid: str | None = None
    sop_instance_uid: str | None = None
    study_instance_uid: str | None = None


class Outcome(StrEnum):
    """What became of an object that was taken."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Accepted:
    """The answer to a sender: it is durable."""

    outcome: Outcome
    study_instance_uid: str
    series_instance_uid: str
    sop_instance_uid: str
    sop_class_uid: str


@dataclass(frozen=True)
class Landed:
    """An object that was received whole and checked, under its final name in the landing directory."""

    key: ObjectKey
    path: Path
    size_bytes: int
    sha256: bytes


class Ingest:
    """Takes landing files; safe to share between threads.

    ``on_step`` is told each moment that was reached; tests end the process there.
    """

    def __init__(
        self,
        index: Index,
        landing: Landing,
        objects: Objects,
        clock: Clock,
        on_step: Callable[[Step], None] = lambda step: None,
    ) -> None:
        self._index, self._landing, self._clock, self._on_step = index, landing, clock, on_step
        self._records, self._rows = RecordReader(), Rows(index)
        self._twins = Twins(index, objects)
        self._codes: dict[int, str] = {}
        self._syncers: deque[Syncer] = deque()

    def accept(self, file: LandingFile, origin: Origin, expected: Expected | None = None) -> Accepted:
        """Take a received object over; when this returns it is durable, when it raises the sender must keep it.

        Parameters
        ----------
        file
            What was received, whole.
        origin
            Who brought it.
        expected
            What it is said to be.

        Raises
        ------
        MalformedError, LimitError, UnsupportedError
            The object can't be understood.
        MismatchError
            It is not what the sender said.
        NoSpaceError, UnavailableError
            It can't be kept now.
        """
        with file:
            self._on_step(Step.RECEIVED)
            with mapped(PLACE):
                defuse_preamble(file)
            with Settling(file, self._syncers, self._on_step) as settling:
                landed = self._land(file, origin)
                with mapped(PLACE):
                    record = self._records.read(file.open())
                _check_agreement(record, expected)
                outcome = self._keep(record, landed, origin, settling)
        self._on_step(Step.COMMITTED)
        return Accepted(
            outcome,
            record.study_instance_uid,
            record.series_instance_uid,
            record.sop_instance_uid,
            record.sop_class_uid,
        )

    def close(self) -> None:
        """End the threads that sync; nothing may be accepted any more."""
        while self._syncers:
            self._syncers.pop().end()

    def adopt(self, landed: Landed, hospital_id: int) -> Outcome:
        """Take over what a process had received whole when it ended; nobody was told, so that it may come again.

        What was put aside once is put aside again, also while the index has lost what was here first.
        """
        with landed.path.open("rb") as source:
            record = self._records.read(source)
        if not landed.key.is_quarantined:
            return self._register(record, landed, Origin(hospital_id, ""), lambda: None)
        self._set_aside(record, _placement(landed, hospital_id), landed, "")
        return Outcome.QUARANTINED

    def _land(self, file: LandingFile, origin: Origin) -> Landed:
        # The digest comes first: it gives way to the thread that is about to sync, which Python code would hold up.
        sha256 = file.sha256()
        key = ObjectKey(self._code(origin.hospital_id), self._clock.now(), file.slot)
        return Landed(key, self._landing.path(key), file.size_bytes, sha256)

    def _keep(self, record: Record, landed: Landed, origin: Origin, settling: Settling) -> Outcome:
        settle = partial(settling.finish, landed.path)
        if not settling.may_be_awaited:
            settle()
        try:
            return self._register(record, landed, origin, settle)
        except (NoSpaceError, RefusedError):
            # That is a no for good, which the sender hears: nothing of it will ever be in the index.
            landed.path.unlink(missing_ok=True)
            raise

    def _register(self, record: Record, landed: Landed, origin: Origin, settle: Callable[[], None]) -> Outcome:
        placement = _placement(landed, origin.hospital_id)
        try:
            is_new = self._rows.add(record, placement, settle)
        except NoSpaceError:
            raise
        except UnavailableError:
            if not self._is_known_after_doubt(landed):
                raise
            is_new = True
        if is_new:
            return Outcome.STORED
        settle()
        kept = self._twins.compare(record, placement, lambda: landed.path.open("rb"))
        if kept in {Kept.THIS, Kept.REPLACED}:
            return Outcome.STORED
        if kept is Kept.SAME:
            landed.path.unlink()
            return Outcome.DUPLICATE
        self._set_aside(record, placement, landed, origin.source)
        return Outcome.QUARANTINED

    def _is_known_after_doubt(self, landed: Landed) -> bool:
        """Ask whether a commit happened whose answer was lost.

        A no is not the last word, for the database may still be at it. So the file stays in any case, and the sweep
        adopts it, or removes it if it has come again meanwhile.
        """
        with suppress(UnavailableError):
            return self._rows.knows(str(landed.key))
        return False

    def _set_aside(self, record: Record, placement: Placement, landed: Landed, source: str) -> None:
        key = dataclasses.replace(landed.key, is_quarantined=True)
        path = landed.path.rename(self._landing.path(key))
        aside = dataclasses.replace(placement, object_key=str(key))
        # Two that sweep at once may both come here with the same file.
        if not self._twins.set_aside(record, aside, OTHER_BYTES, source) and not self._rows.knows(str(key)):
            path.unlink(missing_ok=True)

    def _code(self, hospital_id: int) -> str:
        """Return the code of a hospital, which never changes."""
        if hospital_id not in self._codes:
            with self._index.read() as connection:
                found = select(hospitals.c.code).where(hospitals.c.id == hospital_id)
                code = connection.execute(found).scalar_one_or_none()
            if code is None:
                raise NotFoundError("There is no such hospital.")
            self._codes[hospital_id] = code
        return self._codes[hospital_id]


def _placement(landed: Landed, hospital_id: int) -> Placement:
    return Placement(hospital_id, str(landed.key), landed.size_bytes, landed.sha256, landed.key.received_at)


def _check_agreement(record: Record, expected: Expected | None) -> None:
    if expected is None:
        return
    pairs = (
        ("SOP Class UID", expected.sop_class_uid, record.sop_class_uid),
        ("SOP Instance UID", expected.sop_instance_uid, record.sop_instance_uid),
        ("Study Instance UID", expected.study_instance_uid, record.study_instance_uid),
    )
    for name, said, found in pairs:
        if said is not None and said != found:
            raise MismatchError(f"The {name} of the data set is not the one that was announced.")
