"""What a doctor takes out of the viewer: films, originals, DICOM objects of what is drawn; or keeps in the study."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from imaging.access.actors import Action, Scope
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import NotFoundError
from imaging.exporting.exports import ExportKind
from imaging.exporting.films import FilmPrinter
from imaging.reading.study_view import StudyViews
from imaging.sharing.film import Films
from imaging.sharing.takeaway import Takeaways
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages, Door
from viewer.desk.film_form import FilmForm
from viewer.saved_pdf import saved_pdf


class MadeHere(StrEnum):
    """What a browser makes by itself of what it shows."""

    PNG = "png"
    CINE = "cine"


class MadeForm(Body):
    """Which it is, and whether names stand in it."""

    form: MadeHere
    has_names: bool = False


@dataclass(frozen=True)
class ExportPages(DeskPages):
    """Exports, each of which the audit knows of by its form."""

    printer: FilmPrinter
    films: Films
    takeaways: Takeaways

    @classmethod
    def over(cls, door: Door) -> ExportPages:
        """Compose it for the house behind the door."""
        house, archive = door.house, door.house.archive
        views = StudyViews.over(house.index, archive.retrieve, archive.pictures)
        printer = FilmPrinter(archive, house.annotations, house.reporting.rules, views, views.facts)
        takeaways = Takeaways(house.index, archive.retrieve, archive.pictures)
        return cls(door, printer, views.films, takeaways)

    def routes(self) -> list[Route]:
        """Give what there is, the ways out, and the way in for what is kept."""
        route, exports = self.door.route, "/studies/{study_id:int}/exports"
        return [
            route("GET", exports, Action.SEE_IMAGES, self.offered),
            route("GET", f"{exports}/originals.zip", Action.DOWNLOAD, self.originals),
            route("GET", f"{exports}/{{kind}}.dcm", Action.DOWNLOAD, self.download),
            route("POST", f"{exports}/film", Action.DOWNLOAD, self.film),
            route("POST", f"{exports}/made", Action.DOWNLOAD, self.made),
            route("POST", f"{exports}/{{kind}}/keep", Action.STORE, self.keep),
        ]

    def offered(self, asked: Asked) -> dict[str, Any]:
        """Answer with what can be exported, and how much of it there is."""
        scope, subject = self._scope(asked)
        asked.reader.sees(Action.SEE_IMAGES, subject, scope)
        study_id = asked.path["study_id"]
        counts = self.house.exports.counts(study_id)
        held = self.films.of({study_id}).instances
        return {
            "counts": {kind.value: count.here for kind, count in counts.items()},
            "lost": {kind.value: count.lost for kind, count in counts.items()},
            "originals": {"files": len(held), "bytes": sum(each.size_bytes for each in held)},
        }

    def download(self, asked: Asked) -> Response:
        """Answer with an object, to be saved; with several in an archive."""
        kind, study_id = _kind(asked), asked.path["study_id"]
        scope, subject = self._scope(asked)
        asked.reader.exports(subject, scope, kind.value)
        written, name = self.house.exports.written(kind, study_id, asked.person), f"{kind}-{study_id}"
        if len(written) == 1:
            return Response(written[0], media_type="application/dicom", headers=_saved(f"{name}.dcm"))
        return Response(_archive(name, written), media_type="application/zip", headers=_saved(f"{name}.zip"))

    def originals(self, asked: Asked) -> Response:
        """Answer with every object of the study as it was received, in one archive with its directory."""
        scope, subject = self._scope(asked)
        asked.reader.exports(subject, scope, "originals")
        study_id = asked.path["study_id"]
        takeaway = self.takeaways.originals(self.films.of({study_id}))
        layout = takeaway.layout
        headers = _saved(f"study-{study_id}.zip") | {"Content-Length": str(layout.size_bytes)}
        return StreamingResponse(layout.read(0, layout.size_bytes), 200, headers, "application/zip")

    def film(self, asked: Asked) -> Response:
        """Answer with pictures on sheets of film, as a PDF."""
        wish, study_id = asked.form(FilmForm).value(), asked.path["study_id"]
        scope, subject = self._scope(asked)
        asked.reader.exports(subject, scope, _form("film", has_names=wish.has_names))
        return saved_pdf(self.printer.printed(study_id, wish), f"film-{study_id}")

    def made(self, asked: Asked) -> dict[str, Any]:
        """Allow a page to save what it has made itself, once the audit knows."""
        made = asked.form(MadeForm)
        scope, subject = self._scope(asked)
        asked.reader.exports(subject, scope, _form(made.form, has_names=made.has_names))
        return {}

    def keep(self, asked: Asked) -> dict[str, Any]:
        """Put an object into the study."""
        kind = _kind(asked)
        scope, subject = self._scope(asked)
        asked.reader.require(Action.STORE, scope, subject)
        accepted = self.house.exports.keep(kind, scope, asked.person, asked.reader.address)
        return {"outcome": accepted.outcome.value, "sop_instance_uid": accepted.sop_instance_uid}

    def _scope(self, asked: Asked) -> tuple[Scope, Subject]:
        study_id = asked.path["study_id"]
        return self.house.reach.scope(study_id), Subject(SubjectKind.STUDY, study_id)


def _archive(name: str, written: Sequence[bytes]) -> bytes:
    """Put objects into one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(written, start=1):
            archive.writestr(f"{name}-{number}.dcm", content)
    return packed.getvalue()


def _kind(asked: Asked) -> ExportKind:
    try:
        return ExportKind(asked.path["kind"])
    except ValueError as error:
        raise NotFoundError("There is no such export.") from error


def _form(name: str, *, has_names: bool) -> str:
    """What the audit keeps of an export: its form, and whether names stand on it."""
    return f"{name} with names" if has_names else name


def _saved(name: str) -> dict[str, str]:
    return {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
