"""Archives on real engines, for tests: an index in SQLite, objects in a directory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from imaging.archive.composition import Archive
from imaging.archive.ingest import Accepted, Expected, Origin
from imaging.archive.local_blobs import LocalBlobStore
from imaging.clock import Clock, SetClock
from imaging.index.engine import Index
from imaging.index.tables import hospitals

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def open_archive(directory: Path, database_url: str = "", clock: Clock | None = None) -> Archive:
    """An archive with one hospital, MAIN, whose number is 1."""
    index = Index.open(database_url or f"sqlite:///{directory}/index.sqlite3")
    index.migrate()
    values = {"id": 1, "code": "MAIN", "name": "Main", "created_at": NOON}
    with index.write() as connection:
        connection.execute(index.insert(hospitals).values(values).on_conflict_do_nothing())
    return Archive.open(directory, index, LocalBlobStore(directory / "objects"), clock or SetClock(NOON))


def receive(archive: Archive, data: bytes, expected: Expected | None = None, hospital_id: int = 1) -> Accepted:
    """Send bytes the one way in."""
    file = archive.landing.begin()
    file.write(data)
    return archive.ingest.accept(file, Origin(hospital_id, "test"), expected)
