"""Writing: who asks keeps the text, others propose and dissent, and nobody writes over what they have not seen."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from sqlalchemy import select

from imaging.consult.outcome.drafting import DROP
from imaging.consult.outcome.wording import KeyImage, Referral, Wording
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, LimitError, MalformedError, NotFoundError
from imaging.index.tables import audit_events, consult_conclusions, consult_proposals
from imaging.problems import Problem
from imaging.reading.annotations import ImagePlace
from tests.consulted import OPINION, Consulted, count_of, set_state


def test_what_is_written_is_kept(asked: Consulted) -> None:
    referral = Referral("省立医院", "胸外科", asked.house.clock.now(), "120 转运")
    asked.write(referral=referral)
    (draft,) = asked.house.outcomes.conclusions.of(asked.consult_id)
    assert (draft.version, draft.revision, draft.is_frozen) == (1, 1, False)
    assert (draft.wording.opinion, draft.wording.referral) == (OPINION, referral)
    assert draft.wording.key_images == (KeyImage(ImagePlace(asked.images[0].id), "最大层面"),)


def test_a_second_window_is_told(asked: Consulted) -> None:
    drafting, me = asked.house.outcomes.drafting, asked.participant(asked.asker)
    asked.write()
    asked.write(opinion="later")
    for behind in (0, 1, 3):
        with pytest.raises(ConflictError) as refused:
            drafting.save(asked.gathering, me, Wording(opinion="mine"), behind)
        assert refused.value.problem is Problem.CONCLUSION_CHANGED
    assert asked.house.outcomes.conclusions.of(asked.consult_id)[-1].wording.opinion == "later"


def test_others_propose_and_who_asks_decides(asked: Consulted) -> None:
    drafting, expert = asked.house.outcomes.drafting, asked.participant(asked.expert)
    drafting.propose(asked.gathering, expert, "first", "")
    found = drafting.propose(asked.gathering, expert, "better", "wait")
    assert [(each.opinion, each.plan) for each in found.proposals.values()] == [("better", "wait")]
    assert found.wording.opinion == ""
    assert found.revision == 1


@pytest.mark.parametrize("frame", [0, 2])
def test_a_picture_that_the_consult_does_not_open_is_none(asked: Consulted, frame: int) -> None:
    for place in (ImagePlace(asked.images[0].id, frame), ImagePlace(10_000)):
        with pytest.raises(NotFoundError):
            asked.write(key_images=(KeyImage(place),))


def test_a_draft_goes_with_what_belongs_to_it(asked: Consulted) -> None:
    drafting, expert = asked.house.outcomes.drafting, asked.participant(asked.expert)
    draft = asked.write()
    drafting.propose(asked.gathering, expert, "other", "")
    drafting.dissent(asked.gathering, asked.expert, 1, "no")
    drafting.drop(asked.gathering, asked.asker, draft.revision, "10.0.0.7")
    assert count_of(asked, consult_conclusions) == count_of(asked, consult_proposals) == 0
    # Whose words went stands in the audit, and none of them.
    with asked.house.index.read() as connection:
        (noted,) = connection.execute(select(audit_events).where(audit_events.c.action == DROP)).all()
    detail = json.loads(noted.detail)
    assert detail == {
        "conclusion": 1,
        "version": 1,
        "revision": 1,
        "proposals": str(expert.id),
        "dissents": str(expert.id),
    }
    assert (noted.actor, noted.address, noted.subject_id) == (asked.asker.label, "10.0.0.7", asked.consult_id)


def test_a_proposal_that_comes_after_the_conclusion_begins_no_further_version(asked: Consulted) -> None:
    drafting, expert = asked.house.outcomes.drafting, asked.participant(asked.expert)
    asked.write()
    asked.conclude()
    with pytest.raises(ConflictError) as refused:
        drafting.propose(asked.gathering, expert, "late", "")
    assert refused.value.problem is Problem.CONCLUSION_CHANGED
    assert len(asked.house.outcomes.conclusions.of(asked.consult_id)) == 1
    # The signatures close it, as nothing is being written.
    asked.sign_all()
    assert asked.state is ConsultState.CLOSED


def test_others_propose_to_a_further_version_that_who_asks_began(asked: Consulted) -> None:
    drafting, expert = asked.house.outcomes.drafting, asked.participant(asked.expert)
    asked.write()
    asked.conclude()
    asked.write(opinion="better")
    found = drafting.propose(asked.gathering, expert, "best", "")
    assert (found.version, [each.opinion for each in found.proposals.values()]) == (2, ["best"])


@pytest.mark.parametrize("state", [ConsultState.REQUESTED, ConsultState.CLOSED, ConsultState.WITHDRAWN])
def test_nothing_is_written_where_nobody_answers(asked: Consulted, state: ConsultState) -> None:
    set_state(asked, state)
    with pytest.raises(ConflictError) as refused:
        asked.write()
    assert refused.value.problem is Problem.CONCLUSION_STATE


def test_a_dissent_can_be_taken_back_until_it_is_signed(asked: Consulted) -> None:
    drafting, expert = asked.house.outcomes.drafting, asked.participant(asked.expert)
    asked.write()
    assert drafting.dissent(asked.gathering, asked.expert, 1, "no").dissents[expert.id].text == "no"
    assert drafting.dissent(asked.gathering, asked.expert, 1, " ").dissents == {}
    with pytest.raises(NotFoundError):
        drafting.dissent(asked.gathering, asked.expert, 2, "no")


class TestWording:
    def test_a_referral_names_a_hospital(self) -> None:
        with pytest.raises(MalformedError):
            Referral(" ")

    def test_a_moment_has_a_zone(self) -> None:
        with pytest.raises(MalformedError):
            Referral("A", at=datetime(2026, 1, 1))  # noqa: DTZ001  (what is refused)

    def test_a_picture_stands_once(self) -> None:
        with pytest.raises(MalformedError):
            Wording(key_images=(KeyImage(ImagePlace(1)), KeyImage(ImagePlace(1), "again")))

    def test_pictures_have_an_end(self) -> None:
        with pytest.raises(LimitError):
            Wording(key_images=tuple(KeyImage(ImagePlace(number)) for number in range(1, 26)))

    @pytest.mark.parametrize("text", ["x" * 20_001, "a\0b", "a\x1bb"])
    def test_texts_have_an_end_and_no_control_characters(self, text: str) -> None:
        with pytest.raises(MalformedError):
            Wording(opinion=text)
