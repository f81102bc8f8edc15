"""The annotations of all studies, in versions: only their author changes them, and nothing is ever taken out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select
from sqlalchemy.engine import Row

from imaging.access.actors import Action, Person, Scope
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.errors import ConflictError, ForbiddenError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import drawing_versions, drawings, hospitals, series, studies, users
from imaging.problems import Problem
from imaging.reading.annotations import Annotation, ImagePlace, annotation_from_json
from imaging.reading.measurements import Measured, measured_from_json
from imaging.reading.measuring import Measuring
from imaging.reading.operations import Author, Does, Operation, Recorded


@dataclass(frozen=True)
class AnnotationLog:
    """Keeps what was drawn; who may draw was decided before."""

    index: Index
    clock: Clock
    audit: Audit
    retrieve: Retrieve
    measuring: Measuring

    def apply(self, person: Person, scope: Scope, operation: Operation, address: str = "") -> Recorded:
        """Do what an operation says; the same one sent again changes nothing.

        Parameters
        ----------
        person
            Who draws.
        scope
            The hospital, and the one study.
        operation
            What is done.
        address
            Where it came from, for the audit.

        Raises
        ------
        NotFoundError
            There is no such annotation, or its image is none of this study.
        ForbiddenError
            Somebody else drew it.
        ConflictError
            It has changed since.
        """
        (study_id,) = scope.study_ids
        # What takes time is done before anybody else has to wait: the pixels of a whole image may be read.
        measured = self._measured(study_id, operation.annotation)
        with self.index.write() as connection:
            _lock_study(connection, study_id)
            latest = _latest(connection, study_id, operation.id)
            if latest is not None and _is_said_again(latest, operation, person):
                return latest
            _check(latest, operation, person)
            recorded = self._record(connection, study_id, operation, latest, measured, person)
            self.audit.append(connection, _event(person, scope, recorded, operation, address))
        return recorded

    def of_study(self, study_id: int, since: int = 0) -> tuple[Recorded, ...]:
        """Return the latest version of each annotation, in their order.

        Parameters
        ----------
        study_id
            The row of the study.
        since
            A sequence number: what came later is returned, and also what is deleted by now.
        """
        newest = (
            select(func.max(drawing_versions.c.id))
            .where(drawing_versions.c.study_id == study_id)
            .group_by(drawing_versions.c.drawing_id)
        )
        query = _select().where(drawing_versions.c.id.in_(newest), drawing_versions.c.sequence > since)
        if since == 0:
            query = query.where(~drawing_versions.c.is_deleted)
        with self.index.read() as connection:
            return tuple(map(_recorded, connection.execute(query.order_by(drawing_versions.c.sequence))))

    def versions(self, study_id: int, annotation_id: str) -> tuple[Recorded, ...]:
        """Return every version of an annotation, the first first.

        Raises
        ------
        NotFoundError
            There is no such annotation in this study.
        """
        query = _select().where(drawings.c.study_id == study_id, drawings.c.uuid == annotation_id)
        with self.index.read() as connection:
            found = tuple(map(_recorded, connection.execute(query.order_by(drawing_versions.c.version))))
        if not found:
            raise NotFoundError("There is no such annotation.")
        return found

    def _measured(self, study_id: int, annotation: Annotation | None) -> Measured:
        if annotation is None:
            return Measured()
        return self.measuring.measured(annotation, self._image(study_id, annotation))

    def _image(self, study_id: int, annotation: Annotation) -> StoredInstance | None:
        """Return the image that was drawn on; nobody draws on what is none of the study."""
        place = annotation.place
        if isinstance(place, ImagePlace):
            instance = self.retrieve.by_id(place.instance_id)
            if instance.study_id != study_id or not 1 <= place.frame <= instance.number_of_frames:
                raise NotFoundError("There is no such picture in this study.")
            return instance
        with self.index.read() as connection:
            found = connection.scalar(
                select(series.c.id).where(series.c.id == place.series_id, series.c.study_id == study_id)
            )
        if found is None:
            raise NotFoundError("There is no such series in this study.")
        return None

    def _record(
        self,
        connection: Connection,
        study_id: int,
        operation: Operation,
        latest: Recorded | None,
        measured: Measured,
        person: Person,
    ) -> Recorded:
        row_id = _row_of(connection, study_id, operation.id, person.user_id, is_new=latest is None)
        last = connection.scalar(
            select(func.max(drawing_versions.c.sequence)).where(drawing_versions.c.study_id == study_id)
        )
        annotation, kept = operation.annotation, measured
        if annotation is None:
            # What goes keeps what it was, so that it can be shown and brought back.
            annotation, kept = (latest.annotation, latest.measured) if latest else (None, measured)
        if annotation is None:
            raise NotFoundError("There is no such annotation.")
        connection.execute(
            insert(drawing_versions).values(
                drawing_id=row_id,
                version=operation.base + 1,
                study_id=study_id,
                sequence=(last or 0) + 1,
                is_deleted=operation.does is Does.DELETE,
                annotation=json.dumps(annotation.to_json(), ensure_ascii=False),
                measured=json.dumps(kept.to_json(), ensure_ascii=False),
                at=self.clock.now(),
            )
        )
        recorded = _latest(connection, study_id, operation.id)
        if recorded is None:
            raise NotFoundError("There is no such annotation.")
        return recorded


def _check(latest: Recorded | None, operation: Operation, person: Person) -> None:
    if latest is None:
        if operation.does is not Does.PUT:
            raise NotFoundError("There is no such annotation.")
        return
    if latest.author.user_id != person.user_id:
        raise ForbiddenError("Only who drew it changes it.", Problem.ANNOTATION_OF_ANOTHER)
    if latest.version != operation.base:
        raise ConflictError("It has changed since it was read.", Problem.ANNOTATION_CHANGED, version=latest.version)


def _is_said_again(latest: Recorded, operation: Operation, person: Person) -> bool:
    """Whether an operation was done already, and only its answer was lost on the way."""
    if latest.author.user_id != person.user_id or latest.version != operation.base + 1:
        return False
    if latest.is_deleted:
        return operation.does is Does.DELETE
    return latest.annotation == operation.annotation


def _lock_study(connection: Connection, study_id: int) -> None:
    """What is drawn in one study has one order: PostgreSQL waits here, SQLite did already."""
    # Instances may come to the study meanwhile.
    query = select(studies.c.id).where(studies.c.id == study_id).with_for_update(key_share=True)
    if connection.scalar(query) is None:
        raise NotFoundError("There is no such study.")


def _row_of(connection: Connection, study_id: int, uuid: str, author_id: int, *, is_new: bool) -> int:
    if is_new:
        values = {"study_id": study_id, "uuid": uuid, "author_id": author_id}
        return int(connection.execute(insert(drawings).values(values).returning(drawings.c.id)).scalar_one())
    query = select(drawings.c.id).where(drawings.c.study_id == study_id, drawings.c.uuid == uuid)
    return int(connection.execute(query).scalar_one())


def _latest(connection: Connection, study_id: int, uuid: str) -> Recorded | None:
    query = _select().where(drawings.c.study_id == study_id, drawings.c.uuid == uuid)
    row = connection.execute(query.order_by(drawing_versions.c.version.desc()).limit(1)).one_or_none()
    return None if row is None else _recorded(row)


def _select() -> Select[Any]:
    return (
        select(
            drawings.c.uuid,
            drawings.c.author_id,
            drawing_versions.c.study_id,
            drawing_versions.c.version,
            drawing_versions.c.sequence,
            drawing_versions.c.is_deleted,
            drawing_versions.c.annotation,
            drawing_versions.c.measured,
            drawing_versions.c.at,
            users.c.login,
            users.c.name,
            hospitals.c.name.label("hospital"),
        )
        .join(drawings, drawings.c.id == drawing_versions.c.drawing_id)
        .join(users, users.c.id == drawings.c.author_id)
        .join(hospitals, hospitals.c.id == users.c.hospital_id)
    )


def _recorded(row: Row[Any]) -> Recorded:
    return Recorded(
        row.uuid,
        row.study_id,
        row.version,
        row.sequence,
        row.is_deleted,
        annotation_from_json(json.loads(row.annotation)),
        measured_from_json(json.loads(row.measured)),
        Author(row.author_id, row.name or row.login, row.hospital),
        row.at,
    )


def _event(person: Person, scope: Scope, recorded: Recorded, operation: Operation, address: str) -> AuditEvent:
    detail: dict[str, str | int] = {
        "does": operation.does.value,
        "kind": recorded.annotation.kind.value,
        "sequence": recorded.sequence,
    }
    subject = Subject(SubjectKind.STUDY, recorded.study_id)
    return AuditEvent(person, Action.ANNOTATE, subject, hospital_id=scope.hospital_id, address=address, detail=detail)
