"""Processes of `filmless serve` are killed at random under modalities that send: what was acknowledged stays."""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tests.acceptance.installation import BROKEN, NOT_NOW, OUT_OF_RESOURCES, SUCCESS, Installation

KILLS = int(os.environ.get("FILMLESS_TEST_KILLS", "20")) // 2
LONGEST_PAUSE_SECONDS = 2.0


def test_a_killed_process_loses_nothing_and_is_replaced(tmp_path: Path) -> None:
    place, chance = Installation.prepared(tmp_path), random.Random(3)
    with place.served() as serving:
        serving.goes_on()
        # A process counts as one that can work after two seconds; before, the supervisor takes it for one that can't.
        time.sleep(2.5)
        count = len(serving.children())
        for _ in range(KILLS):
            time.sleep(chance.uniform(0, LONGEST_PAUSE_SECONDS))
            if children := serving.children():
                chance.choice(children).kill()
        serving.goes_on(within_seconds=60)
        deadline = time.monotonic() + 60
        while len(serving.children()) != count:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert place.answers() <= {SUCCESS, OUT_OF_RESOURCES, NOT_NOW, BROKEN}
    assert place.assert_whole() > KILLS


def test_a_machine_that_loses_its_power_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    place, chance = Installation.prepared(tmp_path), random.Random(4)
    for _ in range(max(2, KILLS // 10)):
        with place.served() as serving:
            serving.goes_on()
            time.sleep(chance.uniform(0, LONGEST_PAUSE_SECONDS))
            everything = [serving.supervisor, *serving.supervisor.children(recursive=True)]
            for process in everything:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(everything[1:], timeout=10)
        place.assert_whole()
    assert place.answers() <= {SUCCESS, OUT_OF_RESOURCES, NOT_NOW, BROKEN}
