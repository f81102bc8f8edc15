"""Concluding, signing, closing: nobody signs another text than they see, and what was signed is never altered."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from sqlalchemy import delete, text, update

from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.consult.outcome.audited import CONCLUDE
from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.frozen import digest_of
from imaging.consult.outcome.signatures import Meaning
from imaging.consult.outcome.signing import Assent
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, MalformedError
from imaging.index.tables import audit_events, consult_conclusions
from imaging.problems import Problem
from imaging.reading.annotations import Annotation, ImagePlace, Kind
from tests.consulted import PLAN, Consulted, set_part


def line(asked: Consulted, length: float = 20.0) -> Annotation:
    return Annotation(Kind.LENGTH, ImagePlace(asked.images[0].id), ((10.0, 10.0), (10.0 + length, 10.0)), "结节")


def faults(asked: Consulted) -> dict[int, tuple[str, ...]]:
    return {number: found.faults for number, found in asked.house.outcomes.verifying.all() if not found.is_intact}


def seen(concluded: Conclusion) -> bytes:
    assert concluded.sha256 is not None
    return concluded.sha256


def alter(asked: Consulted, statement: str) -> None:
    with asked.house.index.write() as connection:
        assert connection.execute(text(statement)).rowcount


class TestConcluding:
    def test_it_freezes_what_stands_there_and_measures_what_was_drawn(self, asked: Consulted) -> None:
        drawing = asked.draw(asked.expert, line(asked))
        asked.draw(asked.expert, line(asked, 30.0), drawing, base=1)
        gone = asked.draw(asked.guest, line(asked))
        asked.say("erase", asked.guest, {"drawing": gone, "base": 1})
        asked.write()
        concluded = asked.conclude()
        assert asked.state is ConsultState.CONCLUDED
        (figure,) = concluded.frozen.figures
        assert (figure.id, figure.version, figure.author.name) == (drawing, 2, "Dr. Expert")
        scale = asked.house.annotations.measuring.scale(asked.images[0], 1)
        assert scale.column_mm is not None
        (value,) = figure.measured.values
        assert math.isclose(value.value, 30.0 * scale.column_mm)
        assert concluded.frozen.wording.plan == PLAN
        assert concluded.frozen.sequence == 4
        assert len(concluded.frozen.chain) == 64
        assert [each.part for each in concluded.frozen.took_part] == ["asks", "speaks", "speaks"]

    def test_what_was_frozen_reads_back_as_it_was(self, asked: Consulted) -> None:
        asked.draw(asked.expert, line(asked))
        asked.write()
        concluded = asked.conclude()
        assert concluded.frozen.written() == concluded.content
        assert digest_of(concluded.content) == concluded.sha256

    def test_who_comes_in_while_it_is_concluded_is_in_it_with_what_they_drew(self, asked: Consulted) -> None:
        asked.write()
        draft = asked.house.outcomes.conclusions.of(asked.consult_id)[-1]
        set_part(asked, asked.guest, Part.WAITS)
        before = replace(asked.gathering, participants=asked.gathering.participants[:1])
        set_part(asked, asked.guest, Part.SPEAKS)
        asked.draw(asked.guest, line(asked))
        concluded = asked.house.outcomes.concluding.conclude(before, asked.asker, draft.revision)
        assert [each.name for each in concluded.frozen.took_part] == ["王医生", "Dr. Expert", "Prof. Guest"]
        assert [each.author.name for each in concluded.frozen.figures] == ["Prof. Guest"]
        # The last who signs is the last of those who take part by then.
        asked.house.outcomes.signing.sign(before, asked.asker, Assent(Meaning.AGREES, "password", seen(concluded)))
        assert asked.state is ConsultState.CONCLUDED

    def test_it_says_whose_study_and_which_images_it_is_about(self, asked: Consulted) -> None:
        asked.draw(asked.expert, line(asked))
        asked.write()
        concerned, image = asked.conclude().frozen.concerned, asked.images[0]
        assert concerned is not None
        assert concerned.studies == {image.study_id: image.study_instance_uid}
        assert concerned.series == {image.series_id: image.series_instance_uid}
        assert concerned.instances == {image.id: image.sop_instance_uid}
        assert (concerned.patient.id, concerned.patient.accession_number) == ("DEMO0003", "DEMOACC0003")

    def test_nothing_is_concluded_that_says_nothing(self, asked: Consulted) -> None:
        asked.write(opinion=" ")
        with pytest.raises(MalformedError) as refused:
            asked.conclude()
        assert refused.value.problem is Problem.CONCLUSION_EMPTY
        assert asked.state is ConsultState.LIVE

    def test_another_text_than_was_seen_is_not_concluded(self, asked: Consulted) -> None:
        draft = asked.write()
        asked.write(opinion="something else")
        with pytest.raises(ConflictError):
            asked.house.outcomes.concluding.conclude(asked.gathering, asked.asker, draft.revision)

    def test_what_was_frozen_is_not_written_over(self, asked: Consulted) -> None:
        asked.write()
        concluded = asked.conclude()
        further = asked.write(opinion="addendum")
        assert (further.version, further.is_frozen) == (2, False)
        assert asked.house.outcomes.conclusions.of(asked.consult_id)[0] == concluded


class TestSigning:
    def test_everybody_signs_for_themselves_and_the_last_one_closes(self, asked: Consulted) -> None:
        asked.write()
        asked.conclude()
        asked.sign(asked.asker)
        asked.sign(asked.expert, Meaning.DISSENTS, "我认为应先观察三个月。")
        assert asked.state is ConsultState.CONCLUDED
        asked.sign(asked.guest, Meaning.TOOK_PART)
        assert asked.state is ConsultState.CLOSED
        (signed,) = asked.house.outcomes.conclusions.of(asked.consult_id)
        assert [each.meaning for each in signed.signatures] == [Meaning.AGREES, Meaning.DISSENTS, Meaning.TOOK_PART]
        dissent = signed.dissents[asked.participant(asked.expert).id]
        assert dissent.text == "我认为应先观察三个月。"
        assert faults(asked) == {}

    def test_who_only_watches_does_not_sign_and_nobody_waits_for_them(self, asked: Consulted) -> None:
        set_part(asked, asked.guest, Part.WATCHES)
        asked.write()
        asked.conclude()
        with pytest.raises(ConflictError):
            asked.sign(asked.guest)
        asked.sign(asked.expert)
        asked.sign(asked.asker)
        assert asked.state is ConsultState.CLOSED

    def test_nobody_signs_twice(self, asked: Consulted) -> None:
        asked.write()
        asked.conclude()
        asked.sign(asked.expert)
        with pytest.raises(ConflictError) as refused:
            asked.sign(asked.expert)
        assert refused.value.problem is Problem.CONCLUSION_SIGNED

    def test_nobody_signs_another_text_than_they_see(self, asked: Consulted) -> None:
        asked.write()
        former = asked.conclude()
        asked.write(opinion="corrected")
        asked.conclude()
        with pytest.raises(ConflictError) as refused:
            asked.sign(asked.expert, seen=former.sha256)
        assert refused.value.problem is Problem.CONCLUSION_CHANGED
        asked.sign(asked.expert)

    @pytest.mark.parametrize(("meaning", "words"), [(Meaning.DISSENTS, ""), (Meaning.AGREES, "but")])
    def test_who_dissents_says_why_and_nobody_else(self, asked: Consulted, meaning: Meaning, words: str) -> None:
        asked.write()
        asked.conclude()
        with pytest.raises(MalformedError) as refused:
            asked.sign(asked.expert, meaning, words)
        assert refused.value.problem is Problem.DISSENT_MISSING

    def test_a_signed_dissent_is_not_altered(self, asked: Consulted) -> None:
        asked.write()
        asked.conclude()
        asked.sign(asked.expert, Meaning.DISSENTS, "no")
        with pytest.raises(ConflictError) as refused:
            asked.house.outcomes.drafting.dissent(asked.gathering, asked.expert, 1, "yes")
        assert refused.value.problem is Problem.CONCLUSION_SIGNED

    def test_a_draft_is_not_signed(self, asked: Consulted) -> None:
        draft = asked.write()
        with pytest.raises(ConflictError) as refused:
            asked.house.outcomes.signing.sign(asked.gathering, asked.expert, Assent(Meaning.AGREES, "password", b""))
        assert refused.value.problem is Problem.CONCLUSION_STATE
        assert draft.signatures == ()


class TestClosing:
    def test_who_asks_closes_once_they_have_signed(self, asked: Consulted) -> None:
        asked.write()
        asked.conclude()
        with pytest.raises(ConflictError) as refused:
            asked.house.outcomes.signing.close(asked.gathering, asked.asker)
        assert refused.value.problem is Problem.CONCLUSION_UNSIGNED
        asked.sign(asked.asker)
        asked.house.outcomes.signing.close(asked.gathering, asked.asker)
        assert asked.state is ConsultState.CLOSED

    def test_nothing_is_closed_that_nobody_who_asks_stands_for(self, asked: Consulted) -> None:
        asked.write()
        asked.conclude()
        asked.sign(asked.expert)
        asked.sign(asked.guest)
        # Nor by itself with the last signature.
        asked.sign(asked.asker, Meaning.TOOK_PART)
        assert asked.state is ConsultState.CONCLUDED
        with pytest.raises(ConflictError) as refused:
            asked.house.outcomes.signing.close(asked.gathering, asked.asker)
        assert refused.value.problem is Problem.CONCLUSION_NOT_AGREED
        # A further version is signed anew; a dissent stands for it too.
        asked.write(opinion="addendum")
        asked.conclude()
        asked.sign(asked.asker, Meaning.DISSENTS, "but")
        asked.house.outcomes.signing.close(asked.gathering, asked.asker)
        assert asked.state.value == "closed"

    def test_it_does_not_close_while_a_further_version_is_written(self, asked: Consulted) -> None:
        asked.write()
        asked.conclude()
        asked.sign(asked.asker)
        asked.write(opinion="addendum")
        asked.sign(asked.expert)
        asked.sign(asked.guest)
        assert asked.state is ConsultState.CONCLUDED
        with pytest.raises(ConflictError) as refused:
            asked.house.outcomes.signing.close(asked.gathering, asked.asker)
        assert refused.value.problem is Problem.CONCLUSION_DRAFTED


class TestVerifying:
    @pytest.fixture
    def signed(self, asked: Consulted) -> Consulted:
        asked.draw(asked.expert, line(asked))
        asked.write()
        asked.conclude()
        asked.sign(asked.asker)
        asked.sign(asked.expert, Meaning.DISSENTS, "no")
        # Who has not signed says what they say as well.
        asked.house.outcomes.drafting.dissent(asked.gathering, asked.guest, 1, "not I")
        return asked

    def test_what_was_signed_is_intact(self, signed: Consulted) -> None:
        assert faults(signed) == {}

    @pytest.mark.parametrize(
        ("statement", "fault"),
        [
            ("UPDATE consult_conclusions SET content = replace(content, '12 mm', '2 mm')", "content"),
            ("UPDATE consult_conclusions SET opinion = 'benign'", "content"),
            ("UPDATE consult_conclusions SET sha256 = x'00'", "audit"),
            ("UPDATE consult_dissents SET text = 'yes'", "dissent"),
            ("DELETE FROM consult_dissents", "dissent"),
            ("UPDATE consult_dissents SET text = 'no' WHERE text = 'not I'", "dissent"),
            ("DELETE FROM consult_dissents WHERE text = 'not I'", "dissent"),
            ("UPDATE consult_conclusions SET frozen_at = '2020-01-01 00:00:00.000000'", "moment"),
            ("UPDATE consult_conclusions SET frozen_by = frozen_by + 1", "moment"),
            ("UPDATE consult_conclusions SET content = '{'", "content"),
            ("UPDATE studies SET study_instance_uid = '1.2.3'", "images"),
            ("UPDATE instances SET sop_instance_uid = '1.2.' || id", "images"),
            ("UPDATE consult_signatures SET name = 'Somebody' WHERE name <> '王医生'", "signature"),
            ("UPDATE consult_signatures SET meaning = 'agrees'", "signature"),
            ("DELETE FROM consult_signatures WHERE meaning = 'agrees'", "signature"),
            ("UPDATE consult_conclusions SET content = '', sha256 = NULL, frozen_at = NULL", "missing"),
        ],
    )
    def test_whatever_is_changed_is_noticed(self, signed: Consulted, statement: str, fault: str) -> None:
        alter(signed, statement)
        assert fault in faults(signed)[1]

    def test_what_was_altered_is_not_signed_any_more(self, signed: Consulted) -> None:
        alter(signed, "UPDATE consults SET question = 'x'")
        alter(signed, "UPDATE studies SET study_instance_uid = '1.2.3'")
        with pytest.raises(ConflictError) as refused:
            signed.sign(signed.guest)
        assert refused.value.problem is Problem.CONCLUSION_ALTERED

    def test_a_dissent_may_come_and_go_with_the_draft_that_it_was_said_of(self, asked: Consulted) -> None:
        drafting = asked.house.outcomes.drafting
        draft = asked.write()
        drafting.dissent(asked.gathering, asked.expert, 1, "no")
        drafting.dissent(asked.gathering, asked.guest, 1, "nor I")
        drafting.drop(asked.gathering, asked.asker, draft.revision)
        assert faults(asked) == {}
        asked.write()
        drafting.dissent(asked.gathering, asked.guest, 1, "nor I")
        drafting.dissent(asked.gathering, asked.guest, 1, "")
        asked.conclude()
        drafting.dissent(asked.gathering, asked.expert, 1, "no")
        # Who agrees in the end has nothing against it.
        for who in (asked.expert, asked.guest, asked.asker):
            asked.sign(who)
        assert faults(asked) == {}

    def test_what_an_older_version_froze_and_signed_is_still_intact(self, asked: Consulted) -> None:
        asked.write()
        concluded = asked.conclude()
        older = replace(concluded.frozen, concerned=None).written()
        with asked.house.index.write() as connection:
            former = {"content": older, "sha256": digest_of(older)}
            connection.execute(update(consult_conclusions).values(former))
            subject = Subject(SubjectKind.CONSULT, asked.consult_id)
            connection.execute(delete(audit_events).where(audit_events.c.action == CONCLUDE))
            detail = {"conclusion": concluded.id, "version": 1, "sha256": digest_of(older).hex()}
            asked.house.audit.append(connection, AuditEvent(asked.asker, CONCLUDE, subject, detail=detail))
        asked.sign_all()
        assert faults(asked) == {}
        assert asked.state is ConsultState.CLOSED

    def test_what_was_taken_away_is_missed(self, signed: Consulted) -> None:
        for table in ("consult_signatures", "consult_dissents", "consult_conclusions"):
            alter(signed, f"DELETE FROM {table}")
        assert faults(signed) == {1: ("missing",)}

    def test_the_audit_names_nobody_and_says_no_word_of_it(self, signed: Consulted) -> None:
        events = [each for each in signed.house.audit.list() if each.subject_kind == "consult"]
        assert [each.action for each in events] == [
            "dissent-from-conclusion",
            "sign-conclusion",
            "dissent-from-conclusion",
            "sign-conclusion",
            "conclude-consult",
        ]
        assert not any("not I" in each.detail for each in events)
        assert set(json.loads(events[1].detail)) == {
            "conclusion",
            "version",
            "meaning",
            "proof",
            "sha256",
            "signature",
        }
