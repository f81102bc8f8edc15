"""PostgreSQL is killed, stopped and started again under `filmless serve`, which receives, works and shows meanwhile."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from tests.acceptance.installation import NOT_NOW, OUT_OF_RESOURCES, SENDERS, SUCCESS, Installation, Serving
from tests.engines import PostgreSql


def says_that_it_can_not(serving: Serving) -> None:
    """Nobody is told success, and those who ask are told that it is for now."""
    heard = serving.acknowledged()
    time.sleep(1)
    assert [serving.status(path) for path in ("/dicom-web/studies", "/readyz", "/healthz")] == [503, 503, 200]
    # An answer may have been on its way.
    assert serving.acknowledged() <= heard + SENDERS


def test_nothing_is_lost_and_nothing_must_be_started_again(postgresql: PostgreSql, tmp_path: Path) -> None:
    place = Installation.prepared(tmp_path, postgresql.new_database())
    with place.served() as serving:
        serving.goes_on()
        before = serving.children()
        for end in (postgresql.kill, partial(postgresql.control, "stop", "-m", "immediate"), postgresql.kill):
            end()
            says_that_it_can_not(serving)
            postgresql.start()
            serving.goes_on()
        # A restart in good order cuts off whoever is in the middle of something as well.
        postgresql.control("stop", "-m", "fast")
        postgresql.start()
        serving.goes_on()
        assert serving.children() == before
    assert place.answers() <= {SUCCESS, OUT_OF_RESOURCES, NOT_NOW}
    assert place.answers() & {OUT_OF_RESOURCES, NOT_NOW}
    place.assert_whole()
