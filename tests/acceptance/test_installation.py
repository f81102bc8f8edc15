"""What the installation of these tests says when it can't start."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from tests.acceptance.installation import Installation
from tests.starts import START_SECONDS


def test_an_installation_that_ended_is_not_waited_for_and_says_why(tmp_path: Path) -> None:
    place = Installation.prepared(tmp_path)
    began = time.monotonic()
    with (
        socket.create_server(tuple(place.settings.http)),
        pytest.raises(AssertionError, match=r"it ended at the start: (.|\n)*FILMLESS_HTTP_BIND"),
        place.served(),
    ):
        pytest.fail("it can't have started")
    assert time.monotonic() - began < START_SECONDS / 2
