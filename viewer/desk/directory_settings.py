"""The hospital's directory as its administrator sets it up."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action, Role
from imaging.access.audit import AuditEvent, Outcome
from imaging.access.directory.directories import DEFAULT_SCOPES, MAPPED_ROLES, Directory
from imaging.errors import FilmlessError, NotFoundError
from imaging.problems import Problem
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages


class DirectoryForm(Body):
    """What is agreed with the directory."""

    issuer: str = Field(min_length=1, max_length=500)
    client_id: str = Field(min_length=1, max_length=200)
    # Without it the former one stays; empty: there is none.
    client_secret: str | None = Field(None, max_length=400, repr=False)
    scopes: str = Field(DEFAULT_SCOPES, max_length=200)
    number_claim: str = Field("sub", max_length=64)
    second_factors: frozenset[str] = Field(frozenset(), max_length=20)
    role_claim: str = Field("", max_length=64)
    roles: dict[str, Role] = Field(default_factory=dict, max_length=50)
    asks_each_time: bool = True
    is_open: bool = True


class DirectorySettingsPages(DeskPages):
    """The one directory of the own hospital."""

    def routes(self) -> list[Route]:
        """Give what is kept, and what changes it."""
        routes = [
            ("GET", "/directory", self.directory),
            ("POST", "/directory", self.set),
            ("POST", "/directory/test", self.test),
            ("POST", "/directory/remove", self.remove),
        ]
        return self.door.routes(Action.ADMINISTER, routes)

    def directory(self, asked: Asked) -> dict[str, Any]:
        """Answer with what is kept; the secret is never shown again."""
        directory = self.house.directories.of(asked.hospital_id)
        return {
            "directory": None if directory is None else _shown(directory),
            "redirect_uri": self.house.arriving.provider.redirect_uri(asked.hospital_id),
            "mapped_roles": sorted(MAPPED_ROLES),
        }

    def set(self, asked: Asked) -> dict[str, Any]:
        """Keep it."""
        form, former = asked.form(DirectoryForm), self.house.directories.of(asked.hospital_id)
        # A secret is kept for the directory that it was agreed with, and told to no other.
        kept = former.client_secret if former is not None and former.issuer == form.issuer else ""
        given = form.model_dump(exclude={"client_secret"})
        secret = kept if form.client_secret is None else form.client_secret
        self.house.directories.set(asked.person, Directory(asked.hospital_id, **given, client_secret=secret))
        return self.directory(asked)

    def test(self, asked: Asked) -> dict[str, Any]:
        """Ask the directory for what is needed of it, and say what it came to."""
        directory = self.house.directories.of(asked.hospital_id)
        if directory is None:
            raise NotFoundError("This hospital has no directory.", Problem.DIRECTORY_NONE)
        try:
            self.house.arriving.provider.look_anew(directory)
        except FilmlessError as error:
            self._note(asked, Outcome.FAILED, error.problem.value)
            raise
        self._note(asked, Outcome.SUCCESS, "")
        return {"is_fine": True}

    def remove(self, asked: Asked) -> dict[str, Any]:
        """Forget it; nobody signs in by it any more."""
        self.house.directories.remove(asked.person, asked.hospital_id)
        return self.directory(asked)

    def _note(self, asked: Asked, outcome: Outcome, why: str) -> None:
        detail = {"why": why} if why else {}
        event = AuditEvent(asked.person, "test-directory", outcome=outcome, hospital_id=asked.hospital_id,
                           detail=detail)  # fmt: skip
        self.house.audit.record(event)


def _shown(directory: Directory) -> dict[str, Any]:
    return {
        "issuer": directory.issuer,
        "client_id": directory.client_id,
        "has_secret": bool(directory.client_secret),
        "scopes": directory.scopes,
        "number_claim": directory.number_claim,
        "second_factors": sorted(directory.second_factors),
        "role_claim": directory.role_claim,
        "roles": dict(directory.roles),
        "asks_each_time": directory.asks_each_time,
        "is_open": directory.is_open,
    }
