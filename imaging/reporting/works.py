"""Reports while they are written: one for each order, in the hands of one person, saved every few seconds.

::

    writing ──submit──> review ──sign──> (closed: a version of the order's report)
       ^                  │
       └────send back─────┘        writing ──sign, by whoever may──> (closed)

Nobody's words are lost: what a second window or somebody who takes over would replace is kept beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, exists, insert, select, update

from imaging.access.actors import Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import report_contents, report_steps, report_works, users
from imaging.orders.reports import Report, Reports, ReportState
from imaging.problems import Problem
from imaging.reporting.content import Content, SectionKey
from imaging.reporting.rich_text import of_plain
from imaging.reporting.work import Beginning, Stage, Step, StepKind, Work, WorkKind, noted, work_of, works_query


@dataclass(frozen=True)
class Works:
    """Everything that is being written."""

    index: Index
    clock: Clock
    audit: Audit
    reports: Reports

    def of_order(self, order_id: int) -> Work | None:
        """Return what is being written for an order."""
        query = works_query().where(report_works.c.order_id == order_id, report_works.c.closed_at.is_(None))
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else work_of(row)

    def of_hospital(self, hospital_id: int, *, limit: int = 200) -> tuple[Work, ...]:
        """Return what is being written in a hospital, what waits longest first."""
        query = works_query().where(report_works.c.hospital_id == hospital_id, report_works.c.closed_at.is_(None))
        with self.index.read() as connection:
            return tuple(
                work_of(row) for row in connection.execute(query.order_by(report_works.c.saved_at).limit(limit))
            )

    def by_id(self, work_id: int, hospital_id: int) -> Work:
        """Return one of a hospital's, closed ones as well."""
        query = works_query().where(report_works.c.id == work_id, report_works.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no such report.")
        return work_of(row)

    def steps(self, work_id: int) -> tuple[Step, ...]:
        """Return what happened to one, the first first."""
        query = (
            select(report_steps, users.c.name.label("user_name"), users.c.login)
            .join(users, users.c.id == report_steps.c.user_id)
            .where(report_steps.c.work_id == work_id)
            .order_by(report_steps.c.id)
        )
        with self.index.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Step(row.id, StepKind(row.kind), row.user_id, row.user_name or row.login, row.note, row.sections, row.at)
            for row in rows
        )

    def begin(self, person: Person, order_id: int, hospital_id: int, beginning: Beginning) -> Work:
        """Begin to write, or return what is being written already, in whoever's hands."""
        with self.index.write() as connection:
            self.reports.lock_within(connection, order_id, hospital_id)
            found = connection.execute(
                works_query().where(report_works.c.order_id == order_id, report_works.c.closed_at.is_(None))
            ).one_or_none()
            if found is not None:
                return work_of(found)
            latest = self.reports.latest_within(connection, order_id)
            _refuse_unfit(beginning.kind, latest)
            content = _first_content(connection, beginning, latest)
            now = self.clock.now()
            values = {
                "hospital_id": hospital_id,
                "order_id": order_id,
                "kind": beginning.kind,
                "stage": Stage.WRITING,
                "language": content.language,
                "reason": beginning.reason,
                "sections": content.written(),
                "revision": 1,
                "base_version": 0 if latest is None else latest.version,
                "author_id": person.user_id,
                "holder_id": person.user_id,
                "held_since": now,
                "began_at": now,
                "saved_at": now,
            }
            work_id = connection.execute(insert(report_works).values(values).returning(report_works.c.id)).scalar_one()
            self._step(connection, person, work_id, StepKind.BEGAN, "", content.written())
            self._note(connection, person, "begin-report", order_id, hospital_id)
        return self.by_id(work_id, hospital_id)

    def save(self, person: Person, work_id: int, hospital_id: int, revision: int, content: Content) -> int:
        """Keep what is written so far, and return the number of this state.

        Raises
        ------
        ConflictError
            Another window has saved since, somebody else writes by now, or it was signed meanwhile. What was sent is
            kept aside where it would otherwise be lost.
        """
        with self.index.write() as connection:
            work = self.lock_within(connection, work_id, hospital_id)
            refusal = _refusal(work, person, revision)
            if refusal is None:
                self._replace(connection, work, content)
            elif work.content.written() != content.written():
                self._set_aside(connection, person, work_id, content)
        if refusal is not None:
            raise refusal
        return revision + 1

    def overwrite(self, person: Person, work_id: int, hospital_id: int, content: Content) -> int:
        """Keep this window's text although another one has saved since; that one's is kept aside.

        So is this one's where it is refused, because somebody else writes by now.
        """
        with self.index.write() as connection:
            work = self.lock_within(connection, work_id, hospital_id)
            refusal = _refusal(work, person, work.revision)
            if work.content.written() != content.written():
                self._set_aside(connection, person, work_id, work.content if refusal is None else content)
            if refusal is None:
                self._replace(connection, work, content)
        if refusal is not None:
            raise refusal
        return work.revision + 1

    def take_over(self, person: Person, work_id: int, hospital_id: int, note: str) -> Work:
        """Write on in somebody's place, and tell them why."""
        note = noted(note, "note")
        with self.index.write() as connection:
            work = self.lock_within(connection, work_id, hospital_id)
            if work.closed_at is not None:
                raise _closed()
            if work.holder_id == person.user_id:
                return work
            if work.holder_id is not None and not note:
                raise MalformedError("Say why you take over.", Problem.FIELD_MISSING, name="note")
            now = self.clock.now()
            is_author = person.user_id == work.author_id
            # Whoever takes their own text back from the review writes on; a reviewer reviews.
            stage = Stage.WRITING if is_author and work.stage is Stage.REVIEW else work.stage
            self._change(connection, work_id, holder_id=person.user_id, held_since=now, stage=stage)
            self._step(connection, person, work_id, StepKind.TAKEN_OVER, note, work.content.written())
            self._note(connection, person, "take-over-report", work.order_id, hospital_id)
        return self.by_id(work_id, hospital_id)

    def discard(self, person: Person, work_id: int, hospital_id: int) -> None:
        """Give up what is written; it is kept among the steps."""
        with self.index.write() as connection:
            work = self.held_within(connection, person, work_id, hospital_id)
            self._change(connection, work_id, stage=Stage.DISCARDED, closed_at=self.clock.now(), holder_id=None)
            self._step(connection, person, work_id, StepKind.DISCARDED, "", work.content.written())
            self._note(connection, person, "discard-report", work.order_id, hospital_id)

    def send_back(self, person: Person, work_id: int, hospital_id: int, comment: str) -> None:
        """Give a report that is reviewed back to its author, with what is to be changed."""
        comment = noted(comment, "comment")
        if not comment:
            raise MalformedError("Say what is to be changed.", Problem.FIELD_MISSING, name="comment")
        with self.index.write() as connection:
            work = self.held_within(connection, person, work_id, hospital_id)
            if work.stage is not Stage.REVIEW or work.author_id == person.user_id:
                raise ConflictError("This report is not under review.", Problem.REPORT_NOT_IN_REVIEW)
            now = self.clock.now()
            self._change(connection, work_id, stage=Stage.RETURNED, holder_id=work.author_id, held_since=now)
            self._step(connection, person, work_id, StepKind.RETURNED, comment, work.content.written())
            self._note(connection, person, "return-report", work.order_id, hospital_id)

    def note_arrival(self, person: Person, work_id: int, hospital_id: int) -> Work:
        """Note that the writer knows of the version that came meanwhile, and goes on."""
        with self.index.write() as connection:
            work = self.held_within(connection, person, work_id, hospital_id)
            latest = self.reports.latest_within(connection, work.order_id)
            version = 0 if latest is None else latest.version
            self._change(connection, work_id, base_version=version)
        return self.by_id(work_id, hospital_id)

    def lock_within(self, connection: Connection, work_id: int, hospital_id: int) -> Work:
        """Let nobody else change it until the transaction ends."""
        query = works_query().where(report_works.c.id == work_id, report_works.c.hospital_id == hospital_id)
        row = connection.execute(query.with_for_update(of=report_works)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such report.")
        return work_of(row)

    def held_within(self, connection: Connection, person: Person, work_id: int, hospital_id: int) -> Work:
        """Return it if it is in this person's hands."""
        work = self.lock_within(connection, work_id, hospital_id)
        refusal = _refusal(work, person, work.revision)
        if refusal is not None:
            raise refusal
        return work

    def close_within(self, connection: Connection, person: Person, work: Work) -> None:
        """Note that it was signed."""
        self._change(connection, work.id, stage=Stage.SIGNED, closed_at=self.clock.now(), holder_id=None)
        self._step(connection, person, work.id, StepKind.SIGNED)

    def submit_within(self, connection: Connection, person: Person, work: Work, note: str, version: int) -> None:
        """Note that it waits for its review; ``version`` is the latest of its order now.

        Whoever hands it in is its author from now on, and has it back if something is to be changed.
        """
        self._change(
            connection,
            work.id,
            stage=Stage.REVIEW,
            author_id=person.user_id,
            holder_id=None,
            base_version=version,
        )
        self._step(connection, person, work.id, StepKind.SUBMITTED, note, work.content.written())

    def _replace(self, connection: Connection, work: Work, content: Content) -> None:
        self._change(
            connection,
            work.id,
            sections=content.written(),
            language=content.language,
            revision=work.revision + 1,
            saved_at=self.clock.now(),
        )

    def _set_aside(self, connection: Connection, person: Person, work_id: int, content: Content) -> None:
        """Keep a text that would be lost, once, however often a window goes on trying."""
        kept, sections = report_steps.c, content.written()
        same = (kept.work_id == work_id, kept.kind == StepKind.SET_ASIDE, kept.user_id == person.user_id)
        if not connection.scalar(select(exists().where(*same, kept.sections == sections))):
            self._step(connection, person, work_id, StepKind.SET_ASIDE, "", sections)

    def _change(self, connection: Connection, work_id: int, **values: object) -> None:
        connection.execute(update(report_works).where(report_works.c.id == work_id).values(values))

    def _step(
        self, connection: Connection, person: Person, work_id: int, kind: StepKind, note: str = "", sections: str = ""
    ) -> None:
        values = {
            "work_id": work_id,
            "kind": kind,
            "user_id": person.user_id,
            "note": note,
            "sections": sections,
            "at": self.clock.now(),
        }
        connection.execute(insert(report_steps).values(values))

    def _note(self, connection: Connection, person: Person, action: str, order_id: int, hospital_id: int) -> None:
        subject = Subject(SubjectKind.ORDER, order_id)
        self.audit.append(connection, AuditEvent(person, action, subject, hospital_id=hospital_id))


def content_within(connection: Connection, report_id: int) -> Content | None:
    """Return the sections of a version that was written here."""
    row = connection.execute(select(report_contents).where(report_contents.c.report_id == report_id)).one_or_none()
    return None if row is None else Content.read(row.language, row.sections)


def _refuse_unfit(kind: WorkKind, latest: Report | None) -> None:
    is_final = latest is not None and latest.state in {ReportState.FINAL, ReportState.AMENDED}
    if is_final and kind is WorkKind.REPORT:
        raise ConflictError("The report is final: add to it, or correct it.", Problem.REPORT_IS_FINAL)
    if not is_final and kind is not WorkKind.REPORT:
        raise ConflictError("There is no final report yet.", Problem.REPORT_NOT_FINAL)


def _first_content(connection: Connection, beginning: Beginning, latest: Report | None) -> Content:
    """A correction begins with what it corrects, an addendum with nothing, a report with its template."""
    kept = None if latest is None else content_within(connection, latest.id)
    if beginning.kind is WorkKind.ADDENDUM or latest is None:
        return Content.of_browser(kept.language if kept else beginning.language, beginning.plain_keys)
    if kept is None and beginning.kind is WorkKind.CORRECTION:
        return Content.of_browser(beginning.language, {SectionKey.FINDINGS: of_plain(latest.text)})
    if kept is not None and not beginning.sections:
        return kept
    return Content.of_browser(beginning.language, beginning.plain_keys)


def _closed() -> ConflictError:
    return ConflictError("This report was signed or given up meanwhile.", Problem.REPORT_CLOSED)


def _refusal(work: Work, person: Person, revision: int) -> ConflictError | None:
    if work.closed_at is not None:
        return _closed()
    if work.holder_id is None:
        return ConflictError("This report waits for its review.", Problem.REPORT_IN_REVIEW)
    if work.holder_id != person.user_id:
        return ConflictError(f"{work.holder} writes this report now.", Problem.REPORT_HELD, who=work.holder)
    if work.revision != revision:
        return ConflictError("The report was changed in another window.", Problem.REPORT_EDITED)
    return None
