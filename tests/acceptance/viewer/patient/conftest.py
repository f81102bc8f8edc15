"""A hospital, an exam, and an exam of which everything is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.viewer.patient.visits import Exam, book
from tests.serving import Establishment, establishment

REPORT = "检查所见：双侧大脑半球对称。\nImpression: normal."


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Establishment]:
    with establishment(tmp_path) as opened:
        yield opened


@pytest.fixture
def exam(place: Establishment) -> Exam:
    return book(place)


@pytest.fixture
def full(exam: Exam) -> Exam:
    """Images and report are here."""
    exam.receive("mr_brain_t1", most=20)
    exam.report(REPORT, pdf=b"%PDF-1.4 one")
    return exam
