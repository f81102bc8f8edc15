"""Signing, reviewing, adding and correcting: versions that are never altered."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from imaging.access.signing_in import Proof
from imaging.clock import SetClock
from imaging.errors import ConflictError, ForbiddenError
from imaging.orders.report_rules import ReleaseRule, ReportRules
from imaging.orders.reports import NewReport, ReportState
from imaging.problems import Problem
from imaging.reporting.content import SectionKey
from imaging.reporting.differences import Change, section_differences
from imaging.reporting.signatures import Meaning
from imaging.reporting.work import Stage, WorkKind
from tests.unit.imaging.reporting.conftest import HOSPITAL, PASSWORD, Reporting


def test_a_signed_report_is_what_the_patient_reads(reporting: Reporting) -> None:
    report = reporting.final(findings="<p>Clear.</p>", impression="<ol><li>Normal</li></ol>")
    assert reporting.house.reports.for_patient(reporting.order_id) == (report,)
    assert (report.state, report.author) == (ReportState.FINAL, "Rita")
    assert report.text == "Findings\nClear.\n\nImpression\n1. Normal"
    assert reporting.house.reports.pdf(report).startswith(b"%PDF-")
    assert reporting.house.reporting.works.of_order(reporting.order_id) is None


def test_nothing_is_signed_that_says_nothing(reporting: Reporting) -> None:
    with pytest.raises(ConflictError) as refused:
        reporting.sign(reporting.begin())
    assert refused.value.problem is Problem.REPORT_UNWRITTEN


def test_a_review_sends_back_and_signs_and_the_patient_sees_only_the_end(reporting: Reporting) -> None:
    desk, work = reporting.house.reporting, reporting.begin()
    reporting.write(work, findings="<p>Nodule of 4 mm.</p>")
    reporting.submit(work, note="please look")
    assert reporting.house.reports.for_patient(reporting.order_id) == ()
    assert [each.state for each in reporting.house.reports.of_order(reporting.order_id)] == ["preliminary"]
    with pytest.raises(ConflictError):
        reporting.write(work, findings="<p>too late</p>")
    desk.works.take_over(reporting.senior, work.id, HOSPITAL, "")
    desk.works.send_back(reporting.senior, work.id, HOSPITAL, "measure again")
    assert desk.works.by_id(work.id, HOSPITAL).stage is Stage.RETURNED
    reporting.write(work, findings="<p>Nodule of 5 mm.</p>")
    reporting.submit(work)
    desk.works.take_over(reporting.senior, work.id, HOSPITAL, "")
    reporting.write(work, reporting.senior, findings="<p>Nodule of 6 mm.</p>")
    reviewed = desk.works.by_id(work.id, HOSPITAL)
    former = desk.signing.former(reviewed)
    assert former is not None
    found = section_differences(former.plain_sections(), desk.signing.resulting(reviewed).plain_sections())
    changes = [(piece.change, piece.text) for piece in found[SectionKey.FINDINGS] if piece.change is not Change.SAME]
    assert changes == [("taken-out", "5"), ("added", "6")]
    report = reporting.sign(work, reporting.senior)
    assert (report.author, report.version) == ("Rita / Sam", 3)
    assert reporting.house.reports.for_patient(reporting.order_id) == (report,)
    assert [each.name for each in desk.signing.written(reporting.order_id)[report.id].signatures] == ["Sam"]


def named(reporting: Reporting) -> list[tuple[str, str]]:
    """Who the last version of the audit is said to be by."""
    detail = json.loads(reporting.house.audit.list(limit=1)[0].detail)
    meanings = [(meaning.value, detail[meaning.value]) for meaning in Meaning if meaning.value in detail]
    logins = {str(person.user_id): person.login for person in (reporting.resident, reporting.senior)}
    return [(meaning, logins[number]) for meaning, numbers in meanings for number in numbers.split()]


class TestWhoseReportItIs:
    def test_who_only_began_is_named_nowhere(self, reporting: Reporting) -> None:
        work = reporting.begin()
        reporting.house.reporting.works.take_over(reporting.senior, work.id, HOSPITAL, "ill")
        reporting.write(work, reporting.senior, findings="<p>Clear.</p>")
        assert reporting.sign(work, reporting.senior).author == "Sam"
        assert named(reporting) == [("author", "sam")]

    def test_whose_words_somebody_else_signs_has_written_and_not_signed(self, reporting: Reporting) -> None:
        work = reporting.begin()
        reporting.write(work, findings="<p>Clear, I think.</p>")
        reporting.house.reporting.works.take_over(reporting.senior, work.id, HOSPITAL, "ill")
        reporting.write(work, reporting.senior, findings="<p>Clear.</p>")
        report = reporting.sign(work, reporting.senior)
        assert report.author == "Sam"
        assert named(reporting) == [("author", "sam"), ("writer", "rita")]
        (signature,) = reporting.house.reporting.signing.written(reporting.order_id)[report.id].signatures
        assert (signature.name, signature.meaning) == ("Sam", Meaning.AUTHOR)

    def test_who_hands_in_is_the_author_and_has_it_back(self, reporting: Reporting) -> None:
        desk, work = reporting.house.reporting, reporting.begin(reporting.senior)
        desk.works.take_over(reporting.resident, work.id, HOSPITAL, "for practice")
        reporting.write(work, findings="<p>Clear.</p>")
        reporting.submit(work)
        assert named(reporting) == [("author", "rita")]
        desk.works.take_over(reporting.senior, work.id, HOSPITAL, "")
        desk.works.send_back(reporting.senior, work.id, HOSPITAL, "more")
        assert desk.works.by_id(work.id, HOSPITAL).holder == "Rita"
        reporting.submit(work)
        desk.works.take_over(reporting.senior, work.id, HOSPITAL, "")
        assert reporting.sign(work, reporting.senior).author == "Rita / Sam"
        assert named(reporting) == [("author", "rita"), ("reviewer", "sam")]

    def test_who_takes_over_what_was_sent_back_stands_for_it(self, reporting: Reporting) -> None:
        desk, work = reporting.house.reporting, reporting.begin()
        reporting.write(work, findings="<p>Left.</p>")
        reporting.submit(work)
        desk.works.take_over(reporting.senior, work.id, HOSPITAL, "")
        desk.works.send_back(reporting.senior, work.id, HOSPITAL, "side")
        desk.works.take_over(reporting.senior, work.id, HOSPITAL, "Rita is off duty")
        reporting.write(work, reporting.senior, findings="<p>Right.</p>")
        assert reporting.sign(work, reporting.senior).author == "Sam"
        assert named(reporting) == [("author", "sam"), ("writer", "rita")]


def test_nobody_signs_another_state_than_they_have_seen(reporting: Reporting) -> None:
    signing, work = reporting.house.reporting.signing, reporting.begin()
    reporting.write(work, findings="<p>Left.</p>")
    seen = reporting.assent(work)
    reporting.write(work, findings="<p>Right.</p>")
    for act in (signing.sign, signing.submit):
        with pytest.raises(ConflictError) as refused:
            act(reporting.resident, work.id, HOSPITAL, seen)
        assert refused.value.problem is Problem.REPORT_EDITED
    assert reporting.house.reports.of_order(reporting.order_id) == ()
    assert reporting.sign(work).text == "Findings\nRight."


def test_an_addendum_stands_below_what_was_signed(reporting: Reporting) -> None:
    first = reporting.final(findings="<p>Clear.</p>")
    for words in ("Old films came.", "More came."):
        work = reporting.begin(kind=WorkKind.ADDENDUM, reason="old films")
        reporting.write(work, addendum=f"<p>{words}</p>")
        report = reporting.sign(work)
    assert (report.state, report.version) == (ReportState.AMENDED, 3)
    assert report.text == "Findings\nClear.\n\nAddendum\nOld films came.\n—\nMore came."
    assert first in reporting.house.reports.for_patient(reporting.order_id)


def test_a_correction_begins_with_what_it_corrects(reporting: Reporting) -> None:
    reporting.final(findings="<p>Left.</p>")
    work = reporting.begin(kind=WorkKind.CORRECTION, reason="side")
    assert work.content.sections == {SectionKey.FINDINGS: "<p>Left.</p>"}
    reporting.write(work, findings="<p>Right.</p>")
    assert reporting.sign(work).text == "Findings\nRight."


def test_a_report_that_came_meanwhile_is_looked_at_first(reporting: Reporting) -> None:
    work = reporting.begin()
    reporting.write(work, findings="<p>Ours.</p>")
    reporting.house.reports.add(reporting.senior, reporting.order_id, 1, NewReport(ReportState.FINAL, "theirs"))
    with pytest.raises(ConflictError) as refused:
        reporting.sign(work)
    assert (refused.value.problem, refused.value.told) == (Problem.REPORT_ARRIVED, {"version": 1})
    reporting.house.reporting.works.note_arrival(reporting.resident, work.id, HOSPITAL)
    assert reporting.sign(work).state is ReportState.AMENDED


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ("UPDATE report_contents SET sections = replace(sections, 'Clear', 'Cloudy')", ("content",)),
        ("UPDATE reports SET text = 'x'", ("content",)),
        ("UPDATE report_signatures SET sha256 = zeroblob(32)", ("content", "audit", "signature")),
        ("UPDATE reports SET pdf_key = 'reports/none.pdf'", ("pdf",)),
        ("UPDATE reports SET pdf_key = ''", ("pdf",)),
        ("UPDATE report_signatures SET name = 'Sam'", ("signature",)),
        ("UPDATE report_signatures SET meaning = 'reviewer'", ("signature",)),
        ("UPDATE report_signatures SET signed_at = '2001-01-01 00:00:00'", ("signature",)),
        ("DELETE FROM report_signatures", ("missing",)),
        ("DELETE FROM report_contents", ("missing",)),
    ],
)
def test_what_is_altered_in_the_database_is_noticed(reporting: Reporting, change: str, faults: tuple[str, ...]) -> None:
    report = reporting.final(findings="<p>Clear.</p>")
    verifying = reporting.house.reporting.verifying
    assert verifying.verify(report).is_intact
    with reporting.house.index.write() as connection:
        connection.execute(text(change))
    assert verifying.verify(reporting.house.reports.by_id(report.id)).faults == faults
    assert [(number, found.faults) for number, found in verifying.all()] == [(report.id, faults)]


def test_a_version_that_was_taken_away_whole_is_missed(reporting: Reporting) -> None:
    first = reporting.final()
    work = reporting.begin(kind=WorkKind.CORRECTION, reason="side")
    reporting.write(work, findings="<p>Other side.</p>")
    second = reporting.sign(work)
    verifying = reporting.house.reporting.verifying
    assert [(number, found.is_intact) for number, found in verifying.all()] == [(first.id, True), (second.id, True)]
    with reporting.house.index.write() as connection:
        for table in ("report_signatures", "report_contents", "report_releases"):
            connection.execute(text(f"DELETE FROM {table} WHERE report_id = {second.id}"))
        connection.execute(text(f"DELETE FROM reports WHERE id = {second.id}"))
    assert {number: found.faults for number, found in verifying.all()} == {first.id: (), second.id: ("missing",)}


def test_a_password_is_asked_for_and_guesses_are_counted(reporting: Reporting) -> None:
    confirming = reporting.house.reporting.confirming
    assert confirming.confirm(reporting.resident, PASSWORD, "192.0.2.1") is Proof.PASSWORD
    problems = []
    for _ in range(12):
        with pytest.raises(ForbiddenError) as refused:
            confirming.confirm(reporting.resident, "guess", "192.0.2.1")
        problems.append(refused.value.problem)
    assert (problems[0], problems[-1]) == (Problem.WRONG_PROOF, Problem.TOO_MANY_TRIES)


class TestReleases:
    def patient_sees(self, reporting: Reporting) -> list[int]:
        return [report.version for report in reporting.house.reports.for_patient(reporting.order_id)]

    def rule(self, reporting: Reporting, **values: object) -> None:
        reporting.house.reporting.rules.change(reporting.senior, HOSPITAL, ReportRules(**values))  # type: ignore[arg-type]

    def test_after_hours(self, reporting: Reporting, clock: SetClock) -> None:
        self.rule(reporting, release=ReleaseRule.AFTER_HOURS, release_hours=3)
        reporting.final()
        assert self.patient_sees(reporting) == []
        clock.advance(timedelta(hours=3))
        assert self.patient_sees(reporting) == [1]

    def test_a_correction_falls_due_with_what_it_corrects_which_nobody_reads_first(
        self, reporting: Reporting, clock: SetClock
    ) -> None:
        self.rule(reporting, release=ReleaseRule.AFTER_HOURS, release_hours=24)
        reporting.final()
        for hours in (5, 10):
            clock.advance(timedelta(hours=hours))
            work = reporting.begin(kind=WorkKind.CORRECTION, reason="side")
            reporting.write(work, findings=f"<p>Other side, {hours}.</p>")
            reporting.sign(work)
        clock.advance(timedelta(hours=8, minutes=59))
        assert self.patient_sees(reporting) == []
        clock.advance(timedelta(minutes=1))
        assert self.patient_sees(reporting) == [3]

    def test_a_preliminary_that_waits_is_not_read_once_its_final_came(
        self, reporting: Reporting, clock: SetClock
    ) -> None:
        reports, order_id = reporting.house.reports, reporting.order_id
        self.rule(reporting, release=ReleaseRule.AFTER_HOURS, release_hours=24)
        reports.add(reporting.senior, order_id, 1, NewReport(ReportState.PRELIMINARY, "theirs, early"))
        self.rule(reporting, release=ReleaseRule.BY_PERSON)
        clock.advance(timedelta(hours=5))
        reports.add(reporting.senior, order_id, 1, NewReport(ReportState.FINAL, "theirs"))
        clock.advance(timedelta(hours=20))
        assert self.patient_sees(reporting) == [], "the final one waits for a person"
        reports.add(reporting.senior, order_id, 1, NewReport(ReportState.AMENDED, "theirs, amended"))
        assert self.patient_sees(reporting) == [], "nothing was read that it sets right"
        clock.advance(timedelta(minutes=1))
        reporting.house.reporting.releases.release(reporting.senior, order_id, HOSPITAL)
        assert self.patient_sees(reporting) == [3]

    def test_by_a_person_and_a_correction_of_what_is_read_at_once(self, reporting: Reporting) -> None:
        self.rule(reporting, release=ReleaseRule.BY_PERSON)
        reporting.final()
        assert self.patient_sees(reporting) == []
        releases = reporting.house.reporting.releases
        releases.release(reporting.senior, reporting.order_id, HOSPITAL)
        assert self.patient_sees(reporting) == [1]
        work = reporting.begin(kind=WorkKind.CORRECTION, reason="side")
        reporting.write(work, findings="<p>Other side.</p>")
        reporting.sign(work)
        assert self.patient_sees(reporting) == [2, 1]

    def test_a_sensitive_exam_waits_even_where_others_go_at_once(self, reporting: Reporting) -> None:
        self.rule(reporting, sensitive_words=("HEAD",))
        report = reporting.final()
        assert self.patient_sees(reporting) == []
        assert reporting.house.reporting.releases.of_order(reporting.order_id)[report.id].waits == "clinician"

    def test_a_hold_hides_what_was_read_and_is_lifted(self, reporting: Reporting) -> None:
        reporting.final()
        releases = reporting.house.reporting.releases
        releases.hold(reporting.senior, reporting.order_id, HOSPITAL, "talk first")
        assert self.patient_sees(reporting) == []
        hold = releases.hold_of(reporting.order_id)
        assert hold is not None
        assert (hold.reason, hold.held_by) == ("talk first", "sam")
        releases.lift(reporting.senior, reporting.order_id, HOSPITAL)
        assert self.patient_sees(reporting) == [1]

    def test_a_report_from_outside_waits_as_well(self, reporting: Reporting) -> None:
        self.rule(reporting, release=ReleaseRule.BY_PERSON)
        reporting.house.reports.add(reporting.senior, reporting.order_id, 1, NewReport(ReportState.FINAL, "theirs"))
        assert self.patient_sees(reporting) == []
