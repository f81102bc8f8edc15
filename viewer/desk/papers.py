"""Papers and photographs beside exams: brought from a file or a phone's camera, shown, withdrawn."""

from __future__ import annotations

from functools import partial
from typing import Any

from pydantic import Base64Bytes, Field
from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import ForbiddenError
from imaging.problems import Problem
from imaging.reading.papers import KeptPaper, NewPaper, PaperKind
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.patients import may_withdraw, paper_json
from viewer.desk.shown_pdf import page_routes

# A file of 20 MB, written in base64.
MAX_PAPER_BYTES = 28 * 1024 * 1024


class PaperForm(Body):
    """A paper as it is brought."""

    kind: PaperKind
    title: str = Field("", max_length=1000, repr=False)
    content: Base64Bytes = Field(repr=False)


class WithdrawForm(Body):
    """Why a paper is shown no more."""

    reason: str = Field(max_length=2000, repr=False)


class PaperPages(DeskPages):
    """Papers as the timeline brings and shows them."""

    def routes(self) -> list[Route]:
        """Give the way in, the file, its picture, and the withdrawal."""
        route, paper = self.door.route, "/papers/{paper_id:int}"
        add = "/studies/{study_id:int}/papers"
        return [
            route("POST", add, Action.KEEP_PAPERS, self.add, max_body_size=MAX_PAPER_BYTES),
            route("GET", f"{paper}/file", Action.SEE_REPORTS, self.file),
            *page_routes(self.door, paper, lambda asked: partial(self.house.papers.content, self._seen(asked))),
            route("GET", f"{paper}/picture", Action.SEE_REPORTS, self.picture),
            route("POST", f"{paper}/withdraw", Action.KEEP_PAPERS, self.withdraw),
        ]

    def add(self, asked: Asked) -> dict[str, Any]:
        """Keep a paper beside an exam."""
        study_id = asked.path["study_id"]
        scope = self.house.reach.scope(study_id)
        asked.reader.require(Action.KEEP_PAPERS, scope, Subject(SubjectKind.STUDY, study_id))
        form = asked.form(PaperForm)
        new = NewPaper(form.kind, form.title, form.content)
        paper = self.house.papers.add(asked.person, study_id, scope.hospital_id or asked.hospital_id, new)
        return paper_json(paper, asked)

    def file(self, asked: Asked) -> Response:
        """Answer with what was brought, to be saved; nothing in it can do anything if it is opened."""
        paper = self._seen(asked)
        content = self.house.papers.content(paper)
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="paper-{paper.id}.{paper.media_type.suffix}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return Response(content, media_type=paper.media_type, headers=headers)

    def picture(self, asked: Asked) -> Response:
        """Answer with what is shown of a photograph."""
        paper = self._seen(asked)
        return Response(
            self.house.papers.picture(paper), media_type="image/jpeg", headers={"Cache-Control": "no-store"}
        )

    def withdraw(self, asked: Asked) -> dict[str, Any]:
        """Show a paper no more."""
        paper = self.house.papers.by_id(asked.path["paper_id"])
        scope = self.house.reach.scope(paper.study_id)
        subject = Subject(SubjectKind.PAPER, paper.id)
        asked.reader.require(Action.KEEP_PAPERS, scope, subject)
        if not may_withdraw(paper, asked):
            refusal = ForbiddenError("Somebody else has brought it.", Problem.PAPER_OF_ANOTHER)
            raise asked.reader.refused(Action.KEEP_PAPERS, subject, refusal, scope)
        self.house.papers.withdraw(asked.person, paper, asked.form(WithdrawForm).reason)
        return paper_json(self.house.papers.by_id(paper.id), asked)

    def _seen(self, asked: Asked) -> KeptPaper:
        """Return a paper whose exam they may see, which the audit has noted."""
        paper = self.house.papers.by_id(asked.path["paper_id"])
        scope = self.house.reach.scope(paper.study_id)
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.PAPER, paper.id), scope)
        return paper
