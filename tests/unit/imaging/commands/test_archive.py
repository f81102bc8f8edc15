"""The commands that bring in, rebuild and verify, as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from imaging.archive.candidates import Candidate
from imaging.archive.importing import Imported, Importer
from imaging.errors import NoSpaceError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import audit_events
from tests.data import sample_path
from tests.unit.imaging.commands.command_line import Filmless, as_json


def test_what_is_imported_is_counted_and_whole(filmless: Filmless, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no image")
    paths = (str(sample_path("charset")), str(tmp_path / "notes.txt"))
    first = as_json(filmless("import", *paths, "--json"), exit_code=1)
    assert (first["stored"], first["duplicate"], first["refused"]) == (2, 0, 1)
    assert [each["name"] for each in first["refusals"]] == [paths[1]]
    assert as_json(filmless("import", paths[0], "--json"))["duplicate"] == 2
    verified = {"objects": 2, "faults": 0, "audit_chain": "sound", "index": "sound", "findings": []}
    assert as_json(filmless("verify", "--json")) == verified
    state = as_json(filmless("status", "--json"))
    assert (state["studies"], state["instances"], state["waiting_for_the_blob_store"]) == (2, 2, 2)


def test_an_import_that_ends_half_way_is_in_the_audit(
    filmless: Filmless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, taken = Importer.take, []

    def take_one(importer: Importer, candidate: Candidate) -> Imported:
        if taken:
            raise NoSpaceError("The landing directory is nearly full.")
        taken.append(candidate)
        return take(importer, candidate)

    monkeypatch.setattr(Importer, "take", take_one)
    with pytest.raises(NoSpaceError):
        filmless("import", str(sample_path("charset")))
    with Index.open(f"sqlite:///{tmp_path}/data/index.sqlite3").read() as connection:
        found = connection.execute(select(audit_events).where(audit_events.c.action == "store")).one()
    assert (found.outcome, json.loads(found.detail)) == ("failed", {"stored": 1})


def test_verify_fails_where_an_object_is_missing(filmless: Filmless, tmp_path: Path) -> None:
    filmless("import", str(sample_path("charset")))
    [first, _] = (tmp_path / "data" / "landing").rglob("*.dcm")
    first.unlink()
    result = filmless("verify", "--json")
    assert result.exit_code == 1
    assert [each["fault"] for each in json.loads(result.stdout)["findings"]] == ["missing"]


def test_a_path_that_is_not_there_is_told(filmless: Filmless) -> None:
    with pytest.raises(NotFoundError, match="not there"):
        filmless("import", "nothing")


def test_a_lost_index_is_built_again(filmless: Filmless, tmp_path: Path) -> None:
    filmless("import", str(sample_path("charset")))
    for path in (tmp_path / "data").glob("index.sqlite3*"):
        path.unlink()
    filmless("reindex")
    assert as_json(filmless("status", "--json"))["instances"] == 2
    assert as_json(filmless("verify", "--json"))["faults"] == 0
