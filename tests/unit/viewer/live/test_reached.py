"""Up to where a page surely knows everything: what was given to its line before a question that it has answered."""

from __future__ import annotations

from viewer.live.reached import Reached


def test_only_what_was_given_before_an_answered_question_has_come() -> None:
    reached = Reached.since(3, 0.0)
    reached.look(10, 1.5, asked_at=0.0, answered_at=0.0)
    assert reached.sequence == 3
    # Asked at 20; what is given later is not what the answer is about.
    reached.look(12, 19.5, asked_at=0.0, answered_at=0.0)
    reached.look(15, 21.0, asked_at=20.0, answered_at=0.0)
    assert reached.sequence == 3
    reached.look(16, 22.5, asked_at=20.0, answered_at=20.0)
    assert reached.sequence == 12
    # The line is dead: nothing is answered any more.
    reached.look(17, 39.0, asked_at=20.0, answered_at=20.0)
    for now in (41.0, 45.0, 59.0):
        reached.look(20, now, asked_at=40.0, answered_at=20.0)
    assert reached.sequence == 12


def test_what_a_page_says_that_it_knows_it_knows() -> None:
    reached = Reached.since(100, 0.0)
    reached.look(50, 1.0, asked_at=0.0, answered_at=0.0)
    reached.look(50, 3.0, asked_at=2.0, answered_at=2.0)
    assert reached.sequence == 100
