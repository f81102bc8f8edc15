"""A report while it is written: saved, taken over, never lost."""

from __future__ import annotations

import pytest

from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.orders.reports import NewReport, ReportState
from imaging.problems import Problem
from imaging.reporting.content import Content, Language
from imaging.reporting.work import Beginning, Stage, StepKind, WorkKind
from tests.unit.imaging.reporting.conftest import HOSPITAL, Reporting


def content(text: str) -> Content:
    return Content.of_browser(Language.EN, {"findings": f"<p>{text}</p>"})


def test_what_is_saved_is_there_again(reporting: Reporting) -> None:
    work = reporting.begin()
    assert reporting.write(work, findings="<p>Clear lungs.</p>") == 2
    again = reporting.begin()
    assert (again.id, again.revision, again.content.plain()) == (work.id, 2, "Findings\nClear lungs.")


def test_a_second_window_that_is_behind_is_told_and_its_text_kept(reporting: Reporting) -> None:
    works, work = reporting.house.reporting.works, reporting.begin()
    works.save(reporting.resident, work.id, HOSPITAL, 1, content("one"))
    with pytest.raises(ConflictError) as refused:
        works.save(reporting.resident, work.id, HOSPITAL, 1, content("two"))
    assert refused.value.problem is Problem.REPORT_EDITED
    assert [step.sections for step in works.steps(work.id) if step.kind is StepKind.SET_ASIDE] == [
        content("two").written()
    ]
    assert works.overwrite(reporting.resident, work.id, HOSPITAL, content("two")) == 3
    aside = [step.sections for step in works.steps(work.id) if step.kind is StepKind.SET_ASIDE]
    assert aside[-1] == content("one").written()


def test_however_many_texts_are_set_aside_none_is_lost_and_none_kept_twice(reporting: Reporting) -> None:
    works, work = reporting.house.reporting.works, reporting.begin()
    works.save(reporting.resident, work.id, HOSPITAL, 1, content("first"))
    for number in (*range(60), 59, 59):
        with pytest.raises(ConflictError):
            works.save(reporting.resident, work.id, HOSPITAL, 1, content(f"late {number}"))
    aside = [step.sections for step in works.steps(work.id) if step.kind is StepKind.SET_ASIDE]
    assert aside == [content(f"late {number}").written() for number in range(60)]


def test_what_is_kept_against_another_window_is_not_lost_to_who_took_over(reporting: Reporting) -> None:
    works, work = reporting.house.reporting.works, reporting.begin()
    works.take_over(reporting.senior, work.id, HOSPITAL, "ill")
    with pytest.raises(ConflictError):
        works.overwrite(reporting.resident, work.id, HOSPITAL, content("mine"))
    assert works.steps(work.id)[-1].sections == content("mine").written()


def test_another_person_takes_over_only_with_a_note(reporting: Reporting) -> None:
    works, work = reporting.house.reporting.works, reporting.begin()
    works.save(reporting.resident, work.id, HOSPITAL, 1, content("mine"))
    with pytest.raises(ConflictError) as held:
        works.save(reporting.senior, work.id, HOSPITAL, 2, content("theirs"))
    assert (held.value.problem, held.value.told) == (Problem.REPORT_HELD, {"who": "Rita"})
    with pytest.raises(MalformedError):
        works.take_over(reporting.senior, work.id, HOSPITAL, "  ")
    taken = works.take_over(reporting.senior, work.id, HOSPITAL, "Rita is ill")
    assert (taken.holder, taken.author, taken.content.plain()) == ("Sam", "Rita", "Findings\nmine")
    with pytest.raises(ConflictError):
        works.save(reporting.resident, work.id, HOSPITAL, 2, content("late words"))
    kept = {step.sections for step in works.steps(work.id)}
    assert {content("mine").written(), content("late words").written()} <= kept


def test_what_is_discarded_can_be_begun_anew_and_is_kept(reporting: Reporting) -> None:
    works, work = reporting.house.reporting.works, reporting.begin()
    works.save(reporting.resident, work.id, HOSPITAL, 1, content("oops"))
    works.discard(reporting.resident, work.id, HOSPITAL)
    assert works.of_order(reporting.order_id) is None
    assert works.by_id(work.id, HOSPITAL).stage is Stage.DISCARDED
    assert works.steps(work.id)[-1].sections == content("oops").written()
    assert reporting.begin().id != work.id


@pytest.mark.parametrize("kind", [WorkKind.ADDENDUM, WorkKind.CORRECTION])
def test_only_what_is_final_is_added_to_and_for_a_reason(reporting: Reporting, kind: WorkKind) -> None:
    with pytest.raises(ConflictError):
        reporting.begin(kind=kind, reason="because")
    reporting.house.reports.add(reporting.senior, reporting.order_id, 1, NewReport(ReportState.FINAL, "a & b"))
    with pytest.raises(MalformedError):
        Beginning(kind)
    with pytest.raises(ConflictError):
        reporting.begin()
    assert reporting.begin(kind=kind, reason="because").base_version == 1


def test_works_of_another_hospital_do_not_exist(reporting: Reporting) -> None:
    with pytest.raises(NotFoundError):
        reporting.house.reporting.works.by_id(reporting.begin().id, 2)
