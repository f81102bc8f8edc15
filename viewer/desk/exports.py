"""What a doctor takes out of the viewer: DICOM objects of what is drawn, to be saved or kept in the study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action, Scope
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import NotFoundError
from imaging.exporting.exports import ExportKind
from imaging.house import House
from viewer.desk.asked import Asked
from viewer.desk.door import Door


@dataclass(frozen=True)
class ExportPages:
    """Exports, each of which the audit knows of by its kind."""

    door: Door

    @property
    def house(self) -> House:
        """Whose studies they are."""
        return self.door.house

    def routes(self) -> list[Route]:
        """Give what there is, the objects, and the way in for what is kept."""
        route, exports = self.door.route, "/studies/{study_id:int}/exports"
        return [
            route("GET", exports, Action.SEE_IMAGES, self.offered),
            route("GET", f"{exports}/{{kind}}.dcm", Action.DOWNLOAD, self.download),
            route("POST", f"{exports}/{{kind}}/keep", Action.STORE, self.keep),
        ]

    def offered(self, asked: Asked) -> dict[str, Any]:
        """Answer with what can be exported, and how much of it there is."""
        scope, subject = self._scope(asked)
        asked.reader.sees(Action.SEE_IMAGES, subject, scope)
        counts = self.house.exports.counts(asked.path["study_id"])
        return {"counts": {kind.value: count for kind, count in counts.items()}}

    def download(self, asked: Asked) -> Response:
        """Answer with an object, to be saved."""
        kind, study_id = _kind(asked), asked.path["study_id"]
        scope, subject = self._scope(asked)
        asked.reader.exports(subject, scope, kind.value)
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{kind}-{study_id}.dcm"',
        }
        content = self.house.exports.written(kind, study_id, asked.person)
        return Response(content, media_type="application/dicom", headers=headers)

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


def _kind(asked: Asked) -> ExportKind:
    try:
        return ExportKind(asked.path["kind"])
    except ValueError as error:
        raise NotFoundError("There is no such export.") from error
