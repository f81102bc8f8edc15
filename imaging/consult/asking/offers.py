"""What of a patient can be opened by a consult: series and records of one study, and of their other studies here.

Only the asking hospital's own: what another hospital has shared is not theirs to pass on. Drafts of reports and papers
that were withdrawn are nobody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.access.actors import Person
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.consult.named_records import Record, RecordKind
from imaging.dicom.person_names import displayable
from imaging.errors import ForbiddenError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import bindings, instances, papers, reports, series, studies
from imaging.orders.report_signs import KINDS, Sign, sign_of
from imaging.orders.reports import Reports, ReportState
from imaging.orders.visibility import is_undoubted
from imaging.problems import Problem
from imaging.reading.object_kinds import ObjectKind, kind_of
from imaging.reading.papers import Papers
from imaging.reading.priors import Priors
from imaging.reading.study_view import PatientView, StudyViews
from imaging.sharing.film import FilmSeries, FilmStudy

# What only changes how images are shown is opened with them, and is no record.
_NO_RECORDS = frozenset({ObjectKind.PRESENTATION_STATE, ObjectKind.SEGMENTATION, ObjectKind.RADIOTHERAPY})


@dataclass(frozen=True)
class OfferedSeries:
    """A series that can be opened, and one of its pictures to know it by."""

    id: int
    number: int | None
    modality: str
    description: str
    body_part: str
    frames: int
    is_localizer: bool
    instance_id: int
    frame: int


@dataclass(frozen=True)
class OfferedRecord:
    """A record that can be opened."""

    record: Record
    # The kind of paper or object, or how far a report is.
    what: str
    title: str = field(repr=False)
    at: datetime | None


@dataclass(frozen=True)
class OfferedStudy:
    """A study of the patient."""

    id: int
    date: str
    time: str
    description: str
    modalities: tuple[str, ...]
    series: tuple[OfferedSeries, ...]
    records: tuple[OfferedRecord, ...]


@dataclass(frozen=True)
class Offer:
    """Everything that a consult about one study can open; that study comes first."""

    hospital_id: int
    studies: tuple[OfferedStudy, ...]

    def check(self, series_ids: Collection[int], records: Collection[Record]) -> None:
        """Go on only if all of this is offered.

        Raises
        ------
        ForbiddenError
            Some of it is not.
        """
        offered = {each.id for study in self.studies for each in study.series}
        open_records = {each.record for study in self.studies for each in study.records}
        if not set(series_ids) <= offered or not set(records) <= open_records:
            raise ForbiddenError("This can't be opened by the consult.", Problem.CONSULT_NOT_OFFERED)

    def only(self, series_ids: Collection[int], records: Collection[Record]) -> tuple[OfferedStudy, ...]:
        """Return what of it was chosen."""
        chosen, wanted = set(series_ids), set(records)
        left = (
            OfferedStudy(
                study.id,
                study.date,
                study.time,
                study.description,
                study.modalities,
                tuple(each for each in study.series if each.id in chosen),
                tuple(each for each in study.records if each.record in wanted),
            )
            for study in self.studies
        )
        return tuple(each for each in left if each.series or each.records)


@dataclass(frozen=True)
class Offers:
    """Finds what can be opened; whoever calls has asked whether the person may."""

    index: Index
    views: StudyViews
    priors: Priors
    reports: Reports
    papers: Papers
    retrieve: Retrieve

    def of(self, person: Person, study_id: int) -> Offer:
        """Return what somebody can open of the patient of a study of their hospital.

        Raises
        ------
        NotFoundError
            Their hospital has no such study.
        """
        with self.index.read() as connection:
            hospital_id = connection.scalar(select(studies.c.hospital_id).where(studies.c.id == study_id))
        if hospital_id != person.hospital_id:
            raise NotFoundError("There is no such study.")
        priors = [each.id for each in self.priors.of(study_id, person).same if each.hospital_id == hospital_id]
        return Offer(hospital_id, self.of_studies([study_id, *priors]))

    def of_studies(self, study_ids: Collection[int]) -> tuple[OfferedStudy, ...]:
        """Return what can be opened of these studies, in this order."""
        film = {study.id: study for study in self.views.films.of(study_ids).studies}
        orders = self._orders(study_ids)
        return tuple(self._study(film[each], orders.get(each)) for each in study_ids if each in film)

    def opened(self, first: int, series_ids: Collection[int], records: Collection[Record]) -> tuple[OfferedStudy, ...]:
        """Return what was chosen of it, as it is now; the study that a consult is about comes first."""
        with self.index.read() as connection:
            found = studies_of(connection, series_ids, records)
        offer = Offer(0, self.of_studies([first, *sorted(found - {first}, reverse=True)]))
        return offer.only(series_ids, records)

    def whose(self, study_id: int) -> PatientView:
        """Return the patient of a study."""
        return self.views.header(study_id).patient

    def _study(self, study: FilmStudy, order_id: int | None) -> OfferedStudy:
        return OfferedStudy(
            study.id,
            study.date,
            study.time,
            study.description,
            tuple(dict.fromkeys(each.modality for each in study.series)),
            tuple(_series(study.series)),
            (*self._reports(order_id), *self._papers(study.id), *self._objects(study)),
        )

    def _orders(self, study_ids: Collection[int]) -> dict[int, int]:
        query = select(bindings.c.study_id, bindings.c.order_id).where(
            bindings.c.study_id.in_(study_ids), is_undoubted()
        )
        with self.index.read() as connection:
            return {row.study_id: row.order_id for row in connection.execute(query)}

    def _reports(self, order_id: int | None) -> Iterable[OfferedRecord]:
        for each in self.reports.of_order(order_id) if order_id is not None else ():
            if each.state is not ReportState.DRAFT:
                record = Record(RecordKind.REPORT, each.id)
                yield OfferedRecord(record, each.state, each.author, each.issued_at)

    def _papers(self, study_id: int) -> Iterable[OfferedRecord]:
        for each in self.papers.of_studies([study_id]):
            if each.withdrawn_at is None:
                yield OfferedRecord(Record(RecordKind.PAPER, each.id), each.kind, each.title, each.added_at)

    def _objects(self, study: FilmStudy) -> Iterable[OfferedRecord]:
        for shown in study.series:
            for each in shown.others:
                kind = kind_of(each.sop_class_uid)
                if kind not in _NO_RECORDS and not self._is_draft(each):
                    record = Record(RecordKind.OBJECT, each.id)
                    yield OfferedRecord(record, kind, displayable(shown.description), each.received_at)

    def _is_draft(self, instance: StoredInstance) -> bool:
        if instance.sop_class_uid not in KINDS:
            return False
        return sign_of(instance.sop_class_uid, self.retrieve.header(instance)) is Sign.DRAFT


def studies_of(connection: Connection, series_ids: Collection[int], records: Collection[Record]) -> frozenset[int]:
    """Return the studies that series and records belong to."""
    numbers: dict[RecordKind, list[int]] = defaultdict(list)
    for each in records:
        numbers[each.kind].append(each.id)
    queries = (
        select(series.c.study_id).where(series.c.id.in_(series_ids)),
        select(papers.c.study_id).where(papers.c.id.in_(numbers[RecordKind.PAPER])),
        select(series.c.study_id)
        .join(instances, instances.c.series_id == series.c.id)
        .where(instances.c.id.in_(numbers[RecordKind.OBJECT])),
        select(bindings.c.study_id)
        .join(reports, reports.c.order_id == bindings.c.order_id)
        .where(reports.c.id.in_(numbers[RecordKind.REPORT])),
    )
    return frozenset[int]().union(*(connection.scalars(query) for query in queries))


def _series(found: Iterable[FilmSeries]) -> Iterable[OfferedSeries]:
    """Give each series once, however many parts it is shown in."""
    parts: dict[int, list[FilmSeries]] = defaultdict(list)
    for each in found:
        if each.places:
            parts[each.id].append(each)
    for series_id, shown in parts.items():
        first = next((part for part in shown if not part.is_localizer), shown[0])
        place = first.place_of((first.frames + 1) // 2)
        yield OfferedSeries(
            id=series_id,
            number=first.number,
            modality=first.modality,
            description=first.description,
            body_part=first.body_part,
            frames=sum(part.frames for part in shown),
            is_localizer=all(part.is_localizer for part in shown),
            instance_id=place.image.id,
            frame=place.number,
        )
