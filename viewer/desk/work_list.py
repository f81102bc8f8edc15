"""The work list: studies within the reach of whoever asks, what is new of them, and the lists that people keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action, Denied, decide
from imaging.access.audit import Subject, SubjectKind
from imaging.reading.criteria import Criteria, Order, ReportFilter
from imaging.reading.listed_study import ListedStudy
from imaging.reading.search_text import LONGEST_TEXT, Term
from imaging.reading.work_list import MOST_ARRIVED, MOST_COUNTED
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages

# What is told of a report to somebody who may see the images alone.
UNREAD_REPORT: Mapping[str, None] = MappingProxyType({"report_state": None, "is_critical_open": None})


class CriteriaForm(Body):
    """What a list shows."""

    text: str = Field("", max_length=LONGEST_TEXT, repr=False)
    modalities: tuple[str, ...] = ()
    period: str = ""
    reports: tuple[ReportFilter, ...] = ()
    hospital_ids: tuple[int, ...] = ()
    department_ids: tuple[int, ...] = ()
    unread_only: bool = False
    order: Order = Order.EXAM

    def criteria(self) -> Criteria:
        """Return them as a value."""
        return Criteria(**{name: getattr(self, name) for name in Criteria.__dataclass_fields__})


class PageForm(CriteriaForm):
    """A page that is wanted."""

    after: str = ""


class SinceForm(CriteriaForm):
    """What came since."""

    since: int = Field(ge=0)


class KeepForm(CriteriaForm):
    """A list that is to be kept."""

    name: str = Field(max_length=200, repr=False)


class SeenForm(Body):
    """Whether somebody has looked at a study, or wants it to count as new."""

    is_seen: bool


class WorkListPages(DeskPages):
    """The work list as its page asks for it."""

    def routes(self) -> list[Route]:
        """Give the pages of a list, its count, what is new, the marks, and the lists that are kept."""
        route = self.door.route
        return [
            route("POST", "/work-list", Action.SEARCH, self.page),
            route("POST", "/work-list/count", Action.SEARCH, self.count),
            route("POST", "/work-list/arrived", Action.SEARCH, self.arrived),
            route("GET", "/work-list/hospitals", Action.SEARCH, self.hospitals),
            route("GET", "/work-list/departments", Action.SEARCH, self.departments),
            route("GET", "/work-list/saved", Action.SEARCH, self.saved),
            route("POST", "/work-list/saved", Action.SEARCH, self.keep),
            route("DELETE", "/work-list/saved/{list_id:int}", Action.SEARCH, self.remove),
            route("POST", "/studies/{study_id:int}/seen", Action.SEE_IMAGES, self.see),
        ]

    def page(self, asked: Asked) -> dict[str, Any]:
        """Answer with a page."""
        form = asked.form(PageForm)
        criteria = form.criteria()
        found = self.house.work_list.page(asked.person, criteria, form.after)
        asked.reader.lists(Action.SEARCH, "studies", len(found.studies), criteria.names())
        asked.reader.lists_of_others(Action.SEARCH, "studies", (each.hospital_id for each in found.studies))
        return {
            "studies": [self._shown(asked, each) for each in found.studies],
            "after": found.after,
            "newest": found.newest,
            "terms": [_term(each) for each in found.terms],
        }

    def _shown(self, asked: Asked, study: ListedStudy) -> dict[str, Any]:
        """Return a study of a list; whoever may see another hospital's images may not see its reports by that."""
        shown = study_json(study, asked.hospital_id)
        if study.hospital_id != asked.hospital_id and (study.report_state or study.is_critical_open is not None):
            verdict = decide(asked.person, Action.SEE_REPORTS, self.house.reach.scope(study.id))
            if isinstance(verdict, Denied):
                shown |= UNREAD_REPORT
        return shown

    def count(self, asked: Asked) -> dict[str, Any]:
        """Answer with how many there are."""
        count = self.house.work_list.count(asked.person, asked.form(CriteriaForm).criteria())
        return {"count": min(count, MOST_COUNTED), "is_more": count > MOST_COUNTED}

    def arrived(self, asked: Asked) -> dict[str, Any]:
        """Answer with how many came since a list was read; it is asked every few seconds and costs next to nothing."""
        form = asked.form(SinceForm)
        count = self.house.work_list.arrived(asked.person, form.criteria(), form.since)
        return {"count": min(count, MOST_ARRIVED), "is_more": count > MOST_ARRIVED}

    def hospitals(self, asked: Asked) -> dict[str, Any]:
        """Answer with the hospitals that studies come from."""
        return {
            "hospitals": [{"id": each, "name": name} for each, name in self.house.work_list.hospitals(asked.person)]
        }

    def departments(self, asked: Asked) -> dict[str, Any]:
        """Answer with the departments of the own hospital that read exams."""
        found = self.house.departments.list(asked.hospital_id)
        return {"departments": [{"id": each.id, "name": each.name} for each in found if each.modalities]}

    def saved(self, asked: Asked) -> dict[str, Any]:
        """Answer with the lists that this person keeps."""
        lists = self.house.saved_lists.of(asked.person)
        return {"lists": [{"id": each.id, "name": each.name, "criteria": asdict(each.criteria)} for each in lists]}

    def keep(self, asked: Asked) -> dict[str, Any]:
        """Keep a list."""
        form = asked.form(KeepForm)
        self.house.saved_lists.keep(asked.person, form.name, form.criteria())
        return self.saved(asked)

    def remove(self, asked: Asked) -> dict[str, Any]:
        """Forget a list."""
        self.house.saved_lists.remove(asked.person, asked.path["list_id"])
        return self.saved(asked)

    def see(self, asked: Asked) -> dict[str, Any]:
        """Note that a study was opened, or is to count as new again."""
        study_id = asked.path["study_id"]
        form = asked.form(SeenForm)
        scope, subject = self.house.reach.scope(study_id), Subject(SubjectKind.STUDY, study_id)
        # What a page has fetched ahead is opened without another question to the server: this is the look.
        (asked.reader.sees if form.is_seen else asked.reader.require)(Action.SEE_IMAGES, subject=subject, scope=scope)
        (self.house.seen.mark if form.is_seen else self.house.seen.unmark)(asked.person, study_id)
        return {}


def study_json(study: ListedStudy, own_hospital_id: int) -> dict[str, Any]:
    """Return a study as a list shows it; its hospital is named where it is another."""
    return asdict(study) | {
        "arrived_at": study.arrived_at.isoformat(),
        "is_own": study.hospital_id == own_hospital_id,
    }


def _term(term: Term) -> dict[str, Any]:
    period = term.period
    return {
        "text": term.text,
        "is_word": bool(term.word),
        "modalities": sorted(term.modalities),
        "first": period.first.isoformat() if period and period.first else "",
        "last": period.last.isoformat() if period and period.last else "",
        "is_period": period is not None,
    }
