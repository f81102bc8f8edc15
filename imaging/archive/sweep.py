"""Cleans the landing directory of what processes left that ended without notice.

::

    .part of a living process        is being received                          stays
    .part of an ended process        was never whole, nobody was told           removed
             … but the index has it  its new name was lost with the power       named again
    .dcm that the index has          waits for the blob store                   stays, or is removed if that has it
    .dcm that the index has not      whole and checked, nobody was told         adopted, as if it came once more
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import select

from imaging.archive.ingest import Ingest, Landed
from imaging.archive.keys import QUARANTINE, ObjectKey
from imaging.archive.landing import Landing
from imaging.archive.landing_owner import Owner
from imaging.errors import FilmlessError, MalformedError
from imaging.index.engine import Index
from imaging.index.tables import hospitals, instances, quarantine

# A living process needs this long at the most from naming an object to its row in the index.
_PATIENCE_SECONDS: Final = 300.0
log = structlog.get_logger("archive")


class Swept(StrEnum):
    """What became of a file."""

    REMOVED = "removed"
    RENAMED = "renamed"
    ADOPTED = "adopted"


@dataclass(frozen=True)
class Sweep:
    """Runs at start and now and then; several at once do no harm."""

    index: Index
    landing: Landing
    ingest: Ingest

    def run(self) -> int:
        """Look at every file that landed; return how many were left behind."""
        counted: Counter[Swept] = Counter()
        with ExitStack() as claims:
            claims_of = ((owner, self._claimed(owner, claims)) for owner in self.landing.owners())
            claimed = [(owner, is_dead) for owner, is_dead in claims_of if is_dead is not None]
            files = [(path, is_dead) for owner, is_dead in claimed for path in owner.files()]
            waiting = self._waiting() if any(is_dead for _, is_dead in files) else {}
            for path, is_dead in sorted(files, key=_came):
                if (swept := self._tried(path, waiting, is_dead=is_dead)) is not None:
                    counted[swept] += 1
            for owner, is_dead in claimed:
                if is_dead:
                    owner.remove_if_empty()
        if counted:
            log.info("swept", **{swept.value: number for swept, number in counted.items()})
        return counted.total()

    def _claimed(self, owner: Owner, claims: ExitStack) -> bool | None:
        """Tell whether a process has ended, and if so keep others from sweeping after it until the claims end.

        None where nobody can tell.
        """
        try:
            return claims.enter_context(owner.claimed())
        except OSError as error:
            log.warning("not swept", path=owner.directory.name, reason=str(error))
            return None

    def _tried(self, path: Path, waiting: dict[str, ObjectKey], *, is_dead: bool) -> Swept | None:
        """Sweep a file; one that can't be swept stays for a person and keeps no other from its turn."""
        try:
            return self._sweep(path, waiting, is_dead=is_dead)
        except FileNotFoundError:
            # It was moved or received further while the others were looked at.
            return None
        except (MalformedError, OSError) as error:
            log.warning("not swept", path=path.name, reason=str(error))
        except FilmlessError:
            # The index does not answer, which concerns them all.
            raise
        except Exception:
            # The outermost frame of a file: what nobody foresaw in one must not end the others, nor the process.
            log.exception("not swept", path=path.name)
        return None

    def _sweep(self, path: Path, waiting: dict[str, ObjectKey], *, is_dead: bool) -> Swept | None:
        if path.suffix == ".part":
            return self._sweep_part(path, waiting) if is_dead else None
        if is_dead or time.time() - path.stat().st_mtime > _PATIENCE_SECONDS:
            return self._sweep_named(path)
        return None

    def _sweep_part(self, path: Path, waiting: dict[str, ObjectKey]) -> Swept:
        key = waiting.get(path.stem)
        if key is None:
            path.unlink(missing_ok=True)
            return Swept.REMOVED
        path.rename(self.landing.path(key))
        return Swept.RENAMED

    def _sweep_named(self, path: Path) -> Swept | None:
        key = ObjectKey.parse(path.name.replace(",", "/"))
        table = quarantine if key.is_quarantined else instances
        with self.index.read() as connection:
            is_stored = connection.scalar(select(table.c.is_stored).where(table.c.object_key == str(key)))
            hospital_id = connection.scalar(select(hospitals.c.id).where(hospitals.c.code == key.hospital_code))
        if is_stored is None:
            return None if hospital_id is None else self._adopt(path, key, hospital_id)
        if not is_stored:
            return None
        path.unlink(missing_ok=True)
        return Swept.REMOVED

    def _adopt(self, path: Path, key: ObjectKey, hospital_id: int) -> Swept | None:
        with path.open("rb") as source:
            sha256 = hashlib.file_digest(source, "sha256").digest()
        try:
            self.ingest.adopt(Landed(key, path, path.stat().st_size, sha256), hospital_id)
        except FilmlessError as error:
            log.warning("not adopted", key=str(key), reason=str(error))
            return None
        return Swept.ADOPTED

    def _waiting(self) -> dict[str, ObjectKey]:
        """Return the names of objects that the index knows and the blob store has not, by slot."""
        keys: list[str] = []
        with self.index.read() as connection:
            for table in (instances, quarantine):
                keys += connection.execute(select(table.c.object_key).where(~table.c.is_stored)).scalars()
        parsed = map(ObjectKey.parse, keys)
        return {key.slot: key for key in parsed}


def _came(found: tuple[Path, bool]) -> tuple[bool, str]:
    """Order files as they came, whoever received them, what was put aside behind what it contradicts.

    So an index that was lost says again which one was first.
    """
    _, _, name = found[0].name.partition(f"{QUARANTINE},")
    return (True, name.partition(",")[2]) if name else (False, found[0].name.partition(",")[2])
