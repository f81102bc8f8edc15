"""What a list shows can be opened, and what can be opened is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, true

from imaging.access.actors import Action, Allowed, Anonymous, Operator, Person, Role, decide
from imaging.access.reach import Asking, Reach
from imaging.archive.ingest import Origin
from imaging.clock import SystemClock
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import hospitals, studies
from tests.engines import open_archive
from tests.synthetic import secondary_capture


@pytest.fixture
def index(tmp_path: Path) -> Index:
    archive = open_archive(tmp_path, f"sqlite:///{tmp_path}/index.sqlite3")
    with archive.index.write() as connection:
        other = archive.index.insert(hospitals).values(code="WEST", name="West", created_at=SystemClock().now())
        connection.execute(other)
    for hospital_id in (1, 2):
        file = archive.landing.begin()
        file.write(secondary_capture())
        archive.ingest.accept(file, Origin(hospital_id, "test"))
    return archive.index


@pytest.mark.parametrize(
    "actor",
    [Person(1, 1, "li", Role.CLINICIAN), Person(2, 2, "wu", Role.RADIOLOGIST), Operator(), Anonymous()],
    ids=lambda actor: actor.label or "anonymous",
)
def test_lists_and_single_studies_agree(index: Index, actor: Asking) -> None:
    reach = Reach(index)
    condition = reach.condition(actor)
    with index.read() as connection:
        every = set(connection.scalars(select(studies.c.id)))
        listed = set(connection.scalars(select(studies.c.id).where(true() if condition is None else condition)))
    opened = {each for each in every if isinstance(decide(actor, Action.SEE_IMAGES, reach.scope(each)), Allowed)}
    assert len(every) == 2
    assert listed == opened


def test_a_study_that_is_not_here_has_no_scope(index: Index) -> None:
    with pytest.raises(NotFoundError):
        Reach(index).scope(99)
