"""Instances that are documents, rendered for people: a PDF as it is, a structured report as text (PS3.18 8.7.4)."""

from __future__ import annotations

import html
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import uids
from imaging.dicom.report_text import structured_report_text
from viewer.conditions import check_unmodified, entity_tag, tagged
from viewer.dicomweb.accept import Offer
from viewer.dicomweb.negotiation import accepted_by
from viewer.offload import in_thread

PDF, HTML, TEXT = Offer("application/pdf"), Offer("text/html"), Offer("text/plain")
ENCAPSULATED_DOCUMENT = "00420011"
# All classes of structured reports begin so (PS3.4 table B.5-1).
STRUCTURED_REPORTS = "1.2.840.10008.5.1.4.1.1.88."
# What somebody put into DICOM is never run as a page of ours.
SANDBOX = {"Content-Security-Policy": "default-src 'none'; sandbox"}
PAGE = '<!doctype html>\n<meta charset="utf-8">\n<title>{title}</title>\n<pre>{text}</pre>\n'


def is_document(instance: StoredInstance) -> bool:
    """Tell whether there is something to read rather than to look at."""
    return instance.sop_class_uid == uids.ENCAPSULATED_PDF or instance.sop_class_uid.startswith(STRUCTURED_REPORTS)


@dataclass(frozen=True)
class RenderedDocuments:
    """Gives documents."""

    retrieve: Retrieve

    async def answer(self, request: Request, instance: StoredInstance) -> Response:
        """Give the document in a form that the client takes."""
        is_pdf = instance.sop_class_uid == uids.ENCAPSULATED_PDF
        offer = accepted_by(request, PDF) if is_pdf else accepted_by(request, HTML, TEXT)
        etag = entity_tag("document", instance.sha256, offer.media_type)
        check_unmodified(request.headers, etag)
        content = await in_thread(self._pdf if is_pdf else self._report, instance)
        if offer is HTML:
            title, text = uids.sop_class_name(instance.sop_class_uid), content.decode()
            content = PAGE.format(title=html.escape(title), text=html.escape(text)).encode()
        headers = {"Content-Type": offer.media_type if is_pdf else f"{offer.media_type}; charset=utf-8", **SANDBOX}
        if is_pdf:
            headers["Content-Disposition"] = "attachment"
        return Response(content, HTTPStatus.OK, tagged(etag, headers))

    def _pdf(self, instance: StoredInstance) -> bytes:
        document = self.retrieve.bulk(instance, ENCAPSULATED_DOCUMENT)
        if document.value is not None:
            return document.value
        return self.retrieve.read(instance, document.offset or 0, document.length)

    def _report(self, instance: StoredInstance) -> bytes:
        return structured_report_text(self.retrieve.header(instance)).encode()
