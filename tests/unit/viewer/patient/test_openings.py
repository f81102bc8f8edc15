"""What the audit wrote in pieces is told as one look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from imaging.access.access_log import Opening
from viewer.patient.openings import with_their_counts

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def opening(minutes: float, actor: str = "link 1", study_id: int = 1, further: int = 0) -> Opening:
    at = NOON + timedelta(minutes=minutes)
    return Opening(at, "link", actor, 1, "see-images", study_id, further)


def test_a_count_belongs_to_the_look_before_it() -> None:
    assert with_their_counts((opening(15, further=68), opening(0))) == [opening(0, further=68)]


def test_studies_opened_by_one_touch_are_one_line() -> None:
    assert with_their_counts((opening(0.1, study_id=2), opening(0))) == [opening(0)]


def test_counts_of_several_studies_are_added() -> None:
    written = (opening(15, study_id=2, further=3), opening(15, further=4), opening(0.1, study_id=2), opening(0))
    assert with_their_counts(written) == [opening(0, further=7)]


def test_two_looks_stay_two() -> None:
    assert with_their_counts((opening(30), opening(0))) == [opening(30), opening(0)]


def test_two_people_at_once_stay_two() -> None:
    written = (opening(0.1, actor="link 2"), opening(0))
    assert with_their_counts(written) == list(written)
