"""Application entities: which hospital a DICOM sender belongs to."""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.engine import Row

from imaging.access.hospitals import Hospitals
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import application_entities
from imaging.problems import Problem

# PS3.5 6.2, AE: 16 characters of the default repertoire without backslash and control characters.
_TITLE = re.compile(r"[ -\[\]-~]{1,16}")
# Said as a machine's host: it calls from many addresses, and whoever registered it knows that a title is no password.
ANY_HOST: Final = "*"


@dataclass(frozen=True)
class ApplicationEntity:
    """A DICOM machine of a hospital."""

    id: int
    hospital_id: int
    title: str
    # An address or a network (10.1.0.0/16) that it calls from, or ANY_HOST; empty: nobody has said.
    host: str
    # Where it listens, if it is called as well.
    port: int | None

    def calls_from(self, address: str) -> bool:
        """Whether an association from ``address`` may be this machine."""
        if self.host in {"", ANY_HOST}:
            return True
        try:
            caller = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(caller, "ipv4_mapped", None)
        return (mapped or caller) in ipaddress.ip_network(self.host, strict=False)

    def looks_from(self, address: str) -> bool:
        """Whether this machine, calling from ``address``, may query and retrieve.

        Anybody can claim a title. So where a machine calls from must have been said before it is shown patients; to
        bring objects it needs less.
        """
        return bool(self.host) and self.calls_from(address)


@dataclass(frozen=True)
class AeTitles:
    """The application entities that are known, and the rule for those that are not."""

    index: Index
    clock: Clock
    hospitals: Hospitals
    default_hospital: str
    accepts_unknown: bool
    # Whether a sender that nobody knows may name the hospital by whom it calls: only while nobody else can reach us.
    called_chooses: bool = False

    def add(
        self, title: str, hospital_id: int, host: str = "", port: int | None = None, *, may_overlap: bool = True
    ) -> ApplicationEntity:
        """Register a machine.

        Only whoever runs the installation may let it overlap with another hospital's machine of the same title: the
        narrower network decides whose images they are.
        """
        _check(title, host, port)
        with self.index.write() as connection:
            if not may_overlap and _overlaps(connection, title, hospital_id, host):
                raise ConflictError(
                    f"Another hospital has a machine {title} there; ask whoever runs Filmless.",
                    Problem.MACHINE_ELSEWHERE,
                    title=title,
                )
            alike = ("", ANY_HOST) if host in {"", ANY_HOST} else (host,)
            same = select(application_entities.c.id).where(
                application_entities.c.title == title, application_entities.c.host.in_(alike)
            )
            if connection.scalar(same) is not None:
                raise ConflictError(
                    f"{title} is registered for {host.strip(ANY_HOST) or 'any address'} already.",
                    Problem.MACHINE_HERE,
                    title=title,
                )
            row = connection.execute(
                insert(application_entities)
                .values(hospital_id=hospital_id, title=title, host=host, port=port, created_at=self.clock.now())
                .returning(application_entities)
            ).one()
        return _entity(row)

    def remove(self, entity_id: int, hospital_id: int) -> None:
        """Forget a machine of this hospital."""
        with self.index.write() as connection:
            gone = connection.execute(
                delete(application_entities).where(
                    application_entities.c.id == entity_id, application_entities.c.hospital_id == hospital_id
                )
            )
        if gone.rowcount == 0:
            raise NotFoundError("There is no such application entity.")

    def list(self, hospital_id: int | None = None) -> tuple[ApplicationEntity, ...]:
        """Return the machines of one hospital or of all, by title."""
        query = select(application_entities).order_by(application_entities.c.title, application_entities.c.host)
        if hospital_id is not None:
            query = query.where(application_entities.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            return tuple(_entity(row) for row in connection.execute(query))

    def one(self, entity_id: int, hospital_id: int) -> ApplicationEntity:
        """Return a machine of this hospital."""
        own = (application_entities.c.id == entity_id, application_entities.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            row = connection.execute(select(application_entities).where(*own)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such application entity.")
        return _entity(row)

    def hospital_of(self, called: str, calling: str, address: str) -> int | None:
        """Return the hospital that an association belongs to, or None if it is to be rejected.

        A registered calling title counts only from its own address. A sender that nobody registered belongs, while
        such senders are accepted, to the default hospital; on loopback to the one whose code it calls, if it is one.
        """
        known = self._titled(calling)
        for entity in known:
            if entity.calls_from(address):
                return entity.hospital_id
        if known or not self.accepts_unknown:
            return None
        if self.called_chooses:
            with suppress(NotFoundError):
                return self.hospitals.by_code(called).id
        return self.hospitals.by_code(self.default_hospital).id

    def _titled(self, title: str) -> tuple[ApplicationEntity, ...]:
        """Return the machines of this title, those with an address first."""
        if not _TITLE.fullmatch(title):
            return ()
        query = select(application_entities).where(application_entities.c.title == title)
        with self.index.read() as connection:
            found = [_entity(row) for row in connection.execute(query)]
        return tuple(sorted(found, key=_narrowest_first))


def _narrowest_first(entity: ApplicationEntity) -> int:
    if entity.host in {"", ANY_HOST}:
        return 1
    return -ipaddress.ip_network(entity.host, strict=False).prefixlen


def _overlaps(connection: Connection, title: str, hospital_id: int, host: str) -> bool:
    """Whether another hospital's machine of this title may call from the same address."""
    query = select(application_entities.c.host).where(
        application_entities.c.title == title, application_entities.c.hospital_id != hospital_id
    )
    return any(_meet(host, other) for other in connection.execute(query).scalars())


def _meet(host: str, other: str) -> bool:
    if {host, other} & {"", ANY_HOST}:
        return True
    networks = [ipaddress.ip_network(each, strict=False) for each in (host, other)]
    return networks[0].version == networks[1].version and networks[0].overlaps(networks[1])


def _check(title: str, host: str, port: int | None) -> None:
    if not _TITLE.fullmatch(title) or title != title.strip():
        raise MalformedError(
            "An AE title is 1 to 16 printable ASCII characters without backslash or outer spaces.", Problem.TITLE_FORM
        )
    if host and host != ANY_HOST:
        try:
            network = ipaddress.ip_network(host, strict=False)
        except ValueError as error:
            raise MalformedError(
                "A host is an IP address, or a network such as 10.1.0.0/16.", Problem.HOST_FORM
            ) from error
        if port is not None and network.num_addresses != 1:
            raise MalformedError(
                "Only a single address can be called: leave the port out, or name one address.", Problem.HOST_NOT_SINGLE
            )
    if port is not None and not (host not in {"", ANY_HOST} and 1 <= port <= 65535):
        raise MalformedError("A port from 1 to 65535 needs the host's address beside it.", Problem.PORT_WITHOUT_HOST)


def _entity(row: Row[tuple[object, ...]]) -> ApplicationEntity:
    return ApplicationEntity(row.id, row.hospital_id, row.title, row.host, row.port)
