"""A hospital, an exam, and an exam of which everything is there."""

from __future__ import annotations

import pytest

from tests.exams import Exam, exam, place

__all__ = ["exam", "place"]

REPORT = "检查所见：双侧大脑半球对称。\nImpression: normal."


@pytest.fixture
def full(exam: Exam) -> Exam:
    """Images and report are here."""
    exam.receive("mr_brain_t1", most=20)
    exam.report(REPORT, pdf=b"%PDF-1.4 one")
    return exam
