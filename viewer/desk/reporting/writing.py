"""Writing a report: beginning, saving every few seconds, taking over, giving up."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action, Scope
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import MalformedError, NotFoundError
from imaging.problems import Problem
from imaging.reporting.content import LONGEST_MARKUP, Content, Language, SectionKey
from imaging.reporting.differences import section_differences
from imaging.reporting.work import Beginning, WorkKind
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.reporting.exams import Exams, changes_json
from viewer.moments import written as moment

MAX_BODY_BYTES = 4 * 1024 * 1024


class BeginForm(Body):
    """What is begun."""

    kind: WorkKind = WorkKind.REPORT
    language: Language = Language.ZH
    reason: str = Field("", repr=False)
    # A template's; empty: none.
    template: str = ""


class SaveForm(Body):
    """What is written so far."""

    revision: int
    language: Language
    sections: dict[SectionKey, str] = Field(repr=False)
    # This window's text although another one has saved since.
    is_forced: bool = False

    def content(self) -> Content:
        """Return it as it is kept."""
        return Content.of_browser(self.language, {key.value: markup for key, markup in self.sections.items()})


class NoteForm(Body):
    """Words beside a report."""

    note: str = Field("", repr=False, max_length=LONGEST_MARKUP)


class WritingPages(DeskPages):
    """What happens to a report before it is signed."""

    @property
    def exams(self) -> Exams:
        """The exams they are about."""
        return Exams(self.house)

    def routes(self) -> list[Route]:
        """Give an exam's report, and what is done while it is written."""
        route, exam, work = self.door.route, "/reporting/orders/{order_id:int}", "/reporting/works/{work_id:int}"
        write = Action.WRITE_REPORTS
        return [
            route("GET", exam, Action.SEE_REPORTS, self.show),
            route("GET", "/reporting/studies/{study_id:int}", Action.SEE_REPORTS, self.of_study),
            route("POST", "/reporting/studies/{study_id:int}", write, self.make_order),
            route("POST", f"{exam}/begin", write, self.begin),
            route("GET", f"{exam}/changes/{{before:int}}/{{after:int}}", Action.SEE_REPORTS, self.changes),
            route("GET", f"{exam}/insertables", write, self.insertables),
            route("POST", f"{work}/save", write, self.save, max_body_size=MAX_BODY_BYTES),
            route("POST", f"{work}/take-over", write, self.take_over),
            route("POST", f"{work}/discard", write, self.discard),
            route("POST", f"{work}/note-arrival", write, self.note_arrival),
        ]

    def show(self, asked: Asked) -> dict[str, Any]:
        """Answer with an exam's report, as far as it is."""
        return self.exams.whole(asked, self.exams.order(asked))

    def of_study(self, asked: Asked) -> dict[str, Any]:
        """Answer with the order whose report a study belongs to, if there is one."""
        study_id = asked.path["study_id"]
        scope = self.house.reach.scope(study_id)
        asked.reader.require(Action.SEE_REPORTS, scope)
        return {"order_id": self.house.reporting.unordered.order_of(study_id)}

    def make_order(self, asked: Asked) -> dict[str, Any]:
        """Answer with the order of a study; one that nobody ordered gets one made of what it says."""
        study_id = asked.path["study_id"]
        scope = self.house.reach.scope(study_id)
        asked.reader.require(Action.SETTLE, Scope(scope.hospital_id, scope.study_ids))
        order_id = self.house.reporting.unordered.make_order(asked.person, study_id, asked.hospital_id)
        return {"order_id": order_id}

    def begin(self, asked: Asked) -> dict[str, Any]:
        """Begin, or go on with what somebody began."""
        order, form = self.exams.order(asked, Action.WRITE_REPORTS), asked.form(BeginForm)
        sections: dict[SectionKey, str] = {}
        if form.template:
            sections = dict(self.house.reporting.templates.by_key(asked.person, form.template).content.sections)
        beginning = Beginning(form.kind, form.language, form.reason, sections)
        self.house.reporting.works.begin(asked.person, order.id, asked.hospital_id, beginning)
        return self.exams.whole(asked, order)

    def save(self, asked: Asked) -> dict[str, Any]:
        """Keep what is written so far."""
        form, work, works = asked.form(SaveForm), self.exams.work(asked), self.house.reporting.works
        content = self.house.reporting.insertables.resolved(work.order_id, form.content())
        if form.is_forced:
            revision = works.overwrite(asked.person, work.id, asked.hospital_id, content)
        else:
            revision = works.save(asked.person, work.id, asked.hospital_id, form.revision, content)
        return {"revision": revision, "saved_at": self.house.clock.now().isoformat()}

    def insertables(self, asked: Asked) -> dict[str, Any]:
        """Answer with what was measured and marked in an exam's images."""
        order = self.exams.order(asked, Action.WRITE_REPORTS)
        language = asked.query.get("language", Language.ZH)
        if language not in set(Language):
            raise MalformedError("The language is zh or en.", Problem.FIELD_WRONG, name="language")
        found = self.house.reporting.insertables.of_order(order.id, Language(language))
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id))
        return {
            "insertables": [
                {
                    "reference": each.reference,
                    "kind": "key-image" if each.is_key_image else "measurement",
                    "text": each.text,
                    "author": each.author,
                    "at": moment(each.at),
                }
                for each in found
            ]
        }

    def take_over(self, asked: Asked) -> dict[str, Any]:
        """Write on in somebody's place, or take what waits for its review."""
        work = self.exams.work(asked)
        self.house.reporting.works.take_over(asked.person, work.id, asked.hospital_id, asked.form(NoteForm).note)
        return self._whole(asked, work.order_id)

    def discard(self, asked: Asked) -> dict[str, Any]:
        """Give up what is written."""
        work = self.exams.work(asked)
        self.house.reporting.works.discard(asked.person, work.id, asked.hospital_id)
        return self._whole(asked, work.order_id)

    def note_arrival(self, asked: Asked) -> dict[str, Any]:
        """Go on although a version came meanwhile."""
        work = self.exams.work(asked)
        self.house.reporting.works.note_arrival(asked.person, work.id, asked.hospital_id)
        return self._whole(asked, work.order_id)

    def changes(self, asked: Asked) -> dict[str, Any]:
        """Answer with what one version says differently from another."""
        order = self.exams.order(asked)
        written = self.house.reporting.signing.written(order.id)
        by_version = {report.version: report for report in self.house.reports.of_order(order.id)}
        try:
            before, after = by_version[asked.path["before"]], by_version[asked.path["after"]]
            contents = written[before.id].content, written[after.id].content
        except KeyError as error:
            raise NotFoundError("These versions can't be compared word by word.") from error
        scope = self.exams.scope(asked, order, Action.SEE_REPORTS)
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id), scope)
        return {
            "changes": changes_json(section_differences(contents[0].plain_sections(), contents[1].plain_sections()))
        }

    def _whole(self, asked: Asked, order_id: int) -> dict[str, Any]:
        return self.exams.whole(asked, self.house.orders.by_id(order_id, asked.hospital_id))
