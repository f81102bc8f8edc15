"""Puts together who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from imaging.access.access_log import AccessLog
from imaging.access.ae_titles import AeTitles
from imaging.access.audit import Audit
from imaging.access.hospitals import Hospitals
from imaging.access.people import People
from imaging.access.secret_key import SecretKey
from imaging.access.sessions import Sessions
from imaging.access.tokens import Tokens
from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.settings import Settings


@dataclass(frozen=True)
class Access:
    """Hospitals, machines, people, and the audit of what they do."""

    key: SecretKey
    audit: Audit
    access_log: AccessLog
    hospitals: Hospitals
    ae_titles: AeTitles
    tokens: Tokens
    people: People
    sessions: Sessions

    @classmethod
    def open(cls, settings: Settings, index: Index, clock: Clock) -> Access:
        """Compose it over a migrated index, and make the default hospital if it is missing."""
        key = SecretKey.open(settings.secret_key_path)
        audit, hospitals = Audit(index, clock, key), Hospitals(index, clock)
        hospitals.ensure(settings.default_hospital, settings.default_hospital)
        idle = timedelta(minutes=settings.session_idle_minutes)
        return cls(
            key=key,
            audit=audit,
            access_log=AccessLog(audit, clock),
            hospitals=hospitals,
            ae_titles=AeTitles(index, clock, hospitals, settings.default_hospital, settings.accepts_unknown_ae),
            tokens=Tokens(index, clock),
            people=People(index, clock, audit, key),
            sessions=Sessions(index, clock, idle, timedelta(hours=settings.session_absolute_hours)),
        )
