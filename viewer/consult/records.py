"""Records of a consult: reports and papers as text and as pages, objects that are no images; nothing to be saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.archive.stored import StoredInstance
from imaging.consult.named_records import Record, RecordKind
from imaging.consult.opened import Opened
from imaging.consult.records import Records
from imaging.errors import NotFoundError
from imaging.orders.reports import Report
from imaging.reading.object_kinds import kind_of
from imaging.reading.papers import KeptPaper
from imaging.reading.waveforms import notes
from viewer.conditions import REVALIDATED
from viewer.consult.door import Attended, ConsultDoor
from viewer.consult.images import ConsultImages
from viewer.desk.shown_pdf import page_routes
from viewer.reading.waveforms import drawing_of, recordings_of, told_recordings


@dataclass(frozen=True)
class ConsultRecords:
    """What lies beside the images."""

    door: ConsultDoor
    images: ConsultImages
    records: Records

    def routes(self) -> list[Route]:
        """Give every form in which a record is read."""
        report, paper, instance = "/reports/{report_id:int}", "/papers/{paper_id:int}", "/instances/{instance_id:int}"
        read = (
            ("GET", report, self.report),
            ("GET", f"{paper}/picture", self.paper_picture),
            ("GET", f"{instance}/text", self.text),
        )
        seen = (
            ("GET", f"{instance}/waveform", self.waveform),
            ("GET", f"{instance}/waveform/{{number:int}}.svg", self.drawn),
        )
        return [
            *self.door.routes(Action.SEE_REPORTS, read),
            *self.door.routes(Action.SEE_IMAGES, seen),
            *page_routes(self.door, report, self._report_pdf),
            *page_routes(self.door, paper, self._paper_pdf),
            *page_routes(self.door, f"{instance}/document", self._document),
        ]

    def listed(self, asked: Attended) -> list[dict[str, Any]]:
        """Return the named records; of those that are kept back only that they are there."""
        opened = asked.opened
        ordered = sorted(opened.records, key=lambda each: (each.kind, each.id))
        told = (self._listed(opened, each) for each in ordered)
        return [each for each in told if each is not None]

    def report(self, asked: Attended) -> dict[str, Any]:
        """Answer with what a report says."""
        opened, report = self._report(asked)
        return _report_json(report) | {
            "has_pdf": report.has_pdf and not opened.hides,
            "text": self.records.report_text(opened, report),
        }

    def paper_picture(self, asked: Attended) -> Response:
        """Answer with what is shown of a photograph."""
        picture = self.records.papers.picture(self._paper(asked))
        return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    def text(self, asked: Attended) -> dict[str, Any]:
        """Answer with what a structured report says."""
        opened, instance = self._object(asked, Action.SEE_REPORTS)
        return {"text": self.records.text(opened, instance)}

    def waveform(self, asked: Attended) -> dict[str, Any]:
        """Answer with which recordings there are, and what the device wrote to them."""
        opened, instance = self._object(asked, Action.SEE_IMAGES)
        dataset, found = recordings_of(self.door.house.archive.retrieve, instance)
        return told_recordings(self.records.recordings(opened, found)) | {
            "notes": self.records.notes(opened, notes(dataset))
        }

    def drawn(self, asked: Attended) -> Response:
        """Answer with a recording as SVG."""
        opened, instance = self._object(asked, Action.SEE_IMAGES)
        _, found = recordings_of(self.door.house.archive.retrieve, instance)
        return drawing_of(asked, self.records.recordings(opened, found), REVALIDATED)

    def _report(self, asked: Attended) -> tuple[Opened, Report]:
        opened = asked.opened
        report = self.records.report(opened, asked.path["report_id"])
        subject = Subject(SubjectKind.ORDER, report.order_id)
        self._sees(asked, Action.SEE_REPORTS, subject, report.hospital_id)
        return opened, report

    def _report_pdf(self, asked: Attended) -> Callable[[], bytes]:
        return self.records.report_pdf(*self._report(asked))

    def _paper(self, asked: Attended) -> KeptPaper:
        paper = self.records.paper(asked.opened, asked.path["paper_id"])
        self._sees(asked, Action.SEE_REPORTS, Subject(SubjectKind.PAPER, paper.id), paper.hospital_id)
        return paper

    def _paper_pdf(self, asked: Attended) -> Callable[[], bytes]:
        paper = self._paper(asked)
        return lambda: self.records.papers.content(paper)

    def _document(self, asked: Attended) -> Callable[[], bytes]:
        return self.records.document(*self._object(asked, Action.SEE_REPORTS))

    def _object(self, asked: Attended, action: Action) -> tuple[Opened, StoredInstance]:
        opened = asked.opened
        instance = self.records.object(opened, asked.path["instance_id"])
        self._sees(asked, action, Subject(SubjectKind.STUDY, instance.study_id), instance.hospital_id)
        return opened, instance

    def _sees(self, asked: Attended, action: Action, subject: Subject, hospital_id: int) -> None:
        asked.reader.sees(action, subject, replace(asked.present.gathering.scope, hospital_id=hospital_id))

    def _listed(self, opened: Opened, record: Record) -> dict[str, Any] | None:
        """Tell of a record; None of one that is not there any more, or is a draft of another hospital."""
        told = {"kind": record.kind, "id": record.id}
        try:
            if not self.records.is_shown(opened, record):
                return told | {"withheld": True}
            return told | {"withheld": False} | self._described(opened, record)
        except NotFoundError:
            return None

    def _described(self, opened: Opened, record: Record) -> dict[str, Any]:
        match record.kind:
            case RecordKind.REPORT:
                report = self.records.report(opened, record.id)
                return _report_json(report) | {"has_pdf": report.has_pdf and not opened.hides}
            case RecordKind.PAPER:
                return _paper_json(self.records.paper(opened, record.id))
            case RecordKind.OBJECT:
                instance = self.records.object(opened, record.id)
                return {"object_kind": kind_of(instance.sop_class_uid), "study_id": instance.study_id}


def _report_json(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "version": report.version,
        "state": report.state,
        "author": report.author,
        "issued_at": report.issued_at.isoformat(),
    }


def _paper_json(paper: KeptPaper) -> dict[str, Any]:
    is_withdrawn = paper.withdrawn_at is not None
    return {
        "study_id": paper.study_id,
        "paper_kind": paper.kind,
        "title": "" if is_withdrawn else paper.title,
        "author": paper.author,
        "added_at": paper.added_at.isoformat(),
        "media_type": paper.media_type,
        "has_picture": bool(paper.picture_key) and not is_withdrawn,
        "withdrawn_at": None if paper.withdrawn_at is None else paper.withdrawn_at.isoformat(),
    }
