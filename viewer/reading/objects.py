"""What lies beside the images and can be read: documents as their pages, structured reports as what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.archive.stored import StoredInstance
from imaging.dicom.documents import pdf_of
from imaging.dicom.report_text import structured_report_text
from imaging.errors import NotFoundError
from imaging.orders.report_signs import KINDS, Sign, sign_of
from viewer.desk.asked import Asked
from viewer.desk.door import Door
from viewer.desk.shown_pdf import page_routes
from viewer.saved_pdf import saved_pdf


@dataclass(frozen=True)
class ObjectPages:
    """Objects that are no images."""

    door: Door

    def routes(self) -> list[Route]:
        """Give every form."""
        path = "/instances/{instance_id:int}"
        return [
            self.door.route("GET", f"{path}/document.pdf", Action.SEE_REPORTS, self.document),
            *page_routes(self.door, f"{path}/document", self._pdf),
            self.door.route("GET", f"{path}/text", Action.SEE_REPORTS, self.text),
        ]

    def document(self, asked: Asked) -> Response:
        """Answer with the PDF that an object carries, to be saved."""
        return saved_pdf(self._pdf(asked)(), f"document-{asked.path['instance_id']}")

    def text(self, asked: Asked) -> dict[str, Any]:
        """Answer with what a structured report says."""
        return {"text": structured_report_text(self.door.house.archive.retrieve.header(self._instance(asked)))}

    def _pdf(self, asked: Asked) -> Callable[[], bytes]:
        return partial(self._read, self._instance(asked))

    def _read(self, instance: StoredInstance) -> bytes:
        retrieve = self.door.house.archive.retrieve
        with retrieve.file(instance) as source:
            return pdf_of(retrieve.header(instance), source)

    def _instance(self, asked: Asked) -> StoredInstance:
        house = self.door.house
        instance = house.archive.retrieve.by_id(asked.path["instance_id"])
        subject = Subject(SubjectKind.STUDY, instance.study_id)
        scope = house.reach.scope(instance.study_id)
        asked.reader.require(Action.SEE_REPORTS, scope, subject)
        # As on the timeline: a draft is for its own hospital.
        if instance.hospital_id != asked.hospital_id and self._is_draft(instance):
            raise NotFoundError("There is no such document.")
        asked.reader.sees(Action.SEE_REPORTS, subject, scope)
        return instance

    def _is_draft(self, instance: StoredInstance) -> bool:
        if instance.sop_class_uid not in KINDS:
            return False
        header = self.door.house.archive.retrieve.header(instance)
        return sign_of(instance.sop_class_uid, header) is Sign.DRAFT
