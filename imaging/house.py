"""The house of one process: everything composed from settings, once, after the fork."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self

import structlog

from imaging.access.access_log import AccessLog
from imaging.access.ae_titles import AeTitles
from imaging.access.audit import Audit
from imaging.access.departments import Departments
from imaging.access.directory.arriving import RETURN_PATH, Arriving
from imaging.access.directory.directories import Directories
from imaging.access.directory.known import KnownPeople
from imaging.access.directory.outgoing import Outgoing
from imaging.access.directory.provider import Provider
from imaging.access.directory.visits import Visits
from imaging.access.emergencies import Emergencies
from imaging.access.grants import Grants
from imaging.access.hospitals import Hospitals
from imaging.access.invitations import Invitations
from imaging.access.people import People
from imaging.access.probing import MOST_IN_VAIN, Probing
from imaging.access.reach import Reach
from imaging.access.second_factors import SecondFactors
from imaging.access.secret_key import SecretKey
from imaging.access.sessions import Sessions
from imaging.access.sharing_rules import SharingRules
from imaging.access.signing_in import SigningIn
from imaging.access.slow_hash import SlowHash
from imaging.access.throttle import Throttle
from imaging.access.tokens import Tokens
from imaging.archive.blob_stores import open_blob_store
from imaging.archive.blobs import BlobStore
from imaging.archive.composition import Archive
from imaging.archive.kept_files import KeptFiles
from imaging.archive.transcoding import Transcoder
from imaging.clock import Clock, SystemClock
from imaging.consult.asking.desk import AskingDesk, offers_over
from imaging.consult.guest_sessions import GuestSessions
from imaging.consult.guests import Guests
from imaging.consult.naming import Namings
from imaging.consult.outcome.outcomes import Foundations, Outcomes
from imaging.consult.participants import Gatherings
from imaging.errors import NotFoundError, SettingsError, UnavailableError
from imaging.events.bus import EventBus
from imaging.events.buses import open_event_bus
from imaging.exchange.dead_letters import DeadLetters
from imaging.exchange.destinations import Destinations
from imaging.exchange.outbox import Outbox
from imaging.exchange.reaching import Reaching
from imaging.exchange.senders import Senders
from imaging.exchange.shipment import Means
from imaging.exchange.telling.telling import Telling
from imaging.exporting.exports import Exports
from imaging.exporting.looks import Looks
from imaging.index.engine import Index
from imaging.orders.binding import Bindings
from imaging.orders.documents import Documents
from imaging.orders.orders import Orders
from imaging.orders.reports import Reports
from imaging.pixels.decoders import DecoderPool
from imaging.reading.annotation_log import AnnotationLog
from imaging.reading.measuring import Measuring
from imaging.reading.papers import Papers
from imaging.reading.priors import Priors
from imaging.reading.saved_lists import SavedLists
from imaging.reading.seen import Seen
from imaging.reading.timeline import Timelines
from imaging.reading.work_list import WorkList
from imaging.reporting.desk import ReportingDesk
from imaging.reporting.insertables import Insertables
from imaging.settings import Settings
from imaging.settings.data_directory import make_data_directory
from imaging.sharing.appointments import Appointments
from imaging.sharing.link_sessions import LinkSessions
from imaging.sharing.links import LinkRules, Links

_LOOK_SECONDS: Final = 3.0
_NO_PLACE: Final = frozenset({errno.ENOTDIR, errno.EEXIST, errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS})

log = structlog.get_logger("house")


@dataclass(frozen=True)
class House:
    """What a door is given; safe to share between threads, never across a fork."""

    settings: Settings
    clock: Clock
    events: EventBus
    index: Index
    archive: Archive
    decoders: DecoderPool
    audit: Audit
    access_log: AccessLog
    hospitals: Hospitals
    ae_titles: AeTitles
    probing: Probing
    people: People
    departments: Departments
    invitations: Invitations
    second_factors: SecondFactors
    directories: Directories
    arriving: Arriving
    signing_in: SigningIn
    sessions: Sessions
    reach: Reach
    sharing_rules: SharingRules
    grants: Grants
    emergencies: Emergencies
    tokens: Tokens
    orders: Orders
    bindings: Bindings
    reports: Reports
    documents: Documents
    reporting: ReportingDesk
    links: Links
    link_sessions: LinkSessions
    appointments: Appointments
    annotations: AnnotationLog
    work_list: WorkList
    seen: Seen
    saved_lists: SavedLists
    timelines: Timelines
    papers: Papers
    exports: Exports
    telling: Telling
    gatherings: Gatherings
    guest_sessions: GuestSessions
    guests: Guests
    asking: AskingDesk
    destinations: Destinations
    outbox: Outbox
    outcomes: Outcomes
    senders: Senders
    dead_letters: DeadLetters
    reaching: Reaching

    @classmethod
    @contextmanager
    def open(cls, settings: Settings, clock: Clock | None = None) -> Iterator[Self]:
        """Compose the house, and close it again: its decoders end, its counted looks are written."""
        house = cls._compose(settings, clock or SystemClock())
        try:
            yield house
        finally:
            house.access_log.flush()
            house.events.close()
            house.decoders.close()
            house.archive.close()

    @classmethod
    def _compose(cls, settings: Settings, clock: Clock) -> Self:
        events = open_event_bus(settings.events_url)
        index = Index.open(settings.index_url)
        blobs = _blob_store(settings)
        key = SecretKey.open(settings.secret_key_path)
        audit = Audit(index, clock, key)
        access_log = AccessLog(audit, clock)
        hospitals = Hospitals(index, clock)
        ae_titles = AeTitles(
            index,
            clock,
            hospitals,
            settings.default_hospital,
            accepts_unknown=settings.accepts_unknown_ae,
            called_chooses=settings.dicom.is_loopback,
        )
        orders = Orders(index, clock)
        bindings = Bindings(index, clock, audit)
        links = Links(index, clock, audit, key, LinkRules.of(settings))
        decoders = DecoderPool()
        reach = Reach(index, clock)
        archive = Archive.open(settings.data_dir, index, blobs, clock, decoders)
        people = People(index, clock, audit, key, settings.requires_second_factor)
        factors = SecondFactors(index, clock, key)
        sessions = Sessions(
            index,
            clock,
            timedelta(minutes=settings.session_idle_minutes),
            timedelta(hours=settings.session_absolute_hours),
        )
        signing_in = SigningIn(index, clock, audit, people, factors, sessions, settings.requires_second_factor)
        telling = Telling.compose(index, clock, audit, key, settings)
        guests = Guests(
            index,
            clock,
            audit,
            events,
            GuestSessions(index, clock, sessions.idle, sessions.absolute),
            Namings(index),
            SlowHash(key.derive("guest code")),
            telling.inbox,
        )
        invitations = Invitations(index, clock, audit, people, Departments(index, clock))
        directories = Directories(index, clock, audit, key, settings.is_for_this_machine)
        reports = Reports(index, clock, audit, KeptFiles(blobs, settings.data_dir / "arriving-reports", "reports"))
        annotations = AnnotationLog(
            index, clock, audit, archive.retrieve, Measuring(archive.retrieve, archive.pictures)
        )
        papers = Papers(index, clock, audit, KeptFiles(blobs, settings.data_dir / "arriving-papers", "papers"))
        outgoing_files = KeptFiles(blobs, settings.data_dir / "arriving-outgoing", "outgoing")
        destinations = Destinations(index, clock, audit, key, settings.is_for_this_machine)
        senders = Senders(
            Means(
                Transcoder(archive.retrieve, decoders),
                outgoing_files,
                hospitals,
                settings.ae_title,
                settings.is_for_this_machine,
                settings.zone,
                clock,
            )
        )
        insertables = Insertables(index, annotations, archive.retrieve, archive.pictures)
        outbox = Outbox(index, clock, outgoing_files)
        return cls(
            settings=settings,
            clock=clock,
            events=events,
            index=index,
            archive=archive,
            decoders=decoders,
            audit=audit,
            access_log=access_log,
            hospitals=hospitals,
            ae_titles=ae_titles,
            probing=Probing(
                ae_titles,
                audit,
                Throttle(index, clock, most_from_address=MOST_IN_VAIN),
                settings.ae_title,
                settings.is_for_this_machine,
            ),
            people=people,
            departments=Departments(index, clock),
            invitations=invitations,
            second_factors=factors,
            directories=directories,
            arriving=Arriving(
                directories,
                Provider(clock, Outgoing(directories.allows_loopback), f"{settings.base_url}{RETURN_PATH}"),
                Visits(index, clock),
                KnownPeople(index, clock, audit),
                people,
                invitations,
                signing_in,
                audit,
                Throttle(index, clock),
            ),
            signing_in=signing_in,
            sessions=sessions,
            reach=reach,
            sharing_rules=SharingRules(index, clock, audit),
            grants=Grants(index, clock, audit),
            emergencies=Emergencies(index, clock, audit, timedelta(minutes=settings.break_glass_minutes)),
            tokens=Tokens(index, clock),
            orders=orders,
            bindings=bindings,
            reports=reports,
            documents=Documents(index, clock, audit, reports, archive.retrieve, archive.objects),
            reporting=ReportingDesk.compose(
                signing_in, reports, orders, hospitals, bindings, insertables, settings.zone
            ),
            links=links,
            link_sessions=LinkSessions(links, access_log),
            appointments=Appointments(orders, links, bindings, events),
            annotations=annotations,
            work_list=WorkList(index, reach, clock, settings.zone),
            seen=Seen(index, clock),
            saved_lists=SavedLists(index, clock),
            timelines=Timelines(index, reach),
            papers=papers,
            exports=Exports(
                archive, annotations, hospitals, audit, events, clock, Looks(archive.pictures), settings.zone
            ),
            gatherings=Gatherings(index),
            guest_sessions=guests.sessions,
            guests=guests,
            telling=telling,
            asking=AskingDesk.compose(
                index,
                clock,
                audit,
                telling.inbox,
                events,
                offers_over(index, archive, Priors(index, reach), reports, papers),
                guests,
            ),
            destinations=destinations,
            outbox=outbox,
            senders=senders,
            dead_letters=DeadLetters(index, clock, audit),
            reaching=Reaching(destinations, senders, audit, Throttle(index, clock, most_from_address=MOST_IN_VAIN)),
            outcomes=Outcomes.over(
                Foundations(
                    index,
                    clock,
                    audit,
                    archive,
                    events,
                    hospitals,
                    outbox,
                    telling.inbox,
                    settings.zone,
                    settings.base_url,
                    guests.code_hashes,
                )
            ),
        )


def prepare(settings: Settings, default_hospital_name: str = "") -> None:
    """Bring the data directory to a state in which processes may start: tables, the first hospital.

    Where all is there already this costs two small queries and waits for no other writer, for each command does it.
    """
    make_data_directory(settings.data_dir)
    SecretKey.open(settings.secret_key_path)
    _blob_store(settings)
    index = Index.open(settings.index_url)
    try:
        index.migrate()
        Hospitals(index, SystemClock()).ensure(
            settings.default_hospital, default_hospital_name or settings.default_hospital
        )
    finally:
        index.close()


def look_at_index(settings: Settings) -> None:
    """Look for damage before processes start, for as long as a start may take; `filmless verify` reads everything.

    Raises
    ------
    DamagedIndexError
        It is damaged, as far as could be read in that time.
    """
    index = Index.open(settings.index_url)
    try:
        if not index.check(_LOOK_SECONDS):
            log.info("index too large to be read at the start", seconds=_LOOK_SECONDS, whole="filmless verify")
    finally:
        index.close()


def _blob_store(settings: Settings) -> BlobStore:
    """Open the place of the objects; one that can never be is told from one that does not answer now."""
    try:
        return open_blob_store(settings.blobs_url)
    except (NotFoundError, UnavailableError) as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno in _NO_PLACE:
            allowed = f"a directory that this user can write to ({error.__cause__.strerror})"
            raise SettingsError("FILMLESS_OBJECTS_URL", settings.blobs_url, allowed) from error
        raise
