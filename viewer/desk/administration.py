"""What an administrator keeps for the own hospital: machines and tokens."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import AwareDatetime, Field
from starlette.routing import Route

from imaging.access.actors import Action, TokenScope
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.access.tokens import Token
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages


class MachineForm(Body):
    """A DICOM machine."""

    title: str
    host: str = ""
    port: int | None = None


class TokenForm(Body):
    """A token that is wanted."""

    name: str = Field(min_length=1, max_length=100)
    scopes: frozenset[TokenScope] = Field(min_length=1)
    expires_at: AwareDatetime | None = None


class AdministrationPages(DeskPages):
    """The own hospital as its administrator sees it."""

    def routes(self) -> list[Route]:
        """Give the lists, and what changes them."""
        routes = [
            ("GET", "/machines", self.machines),
            ("POST", "/machines", self.add_machine),
            ("DELETE", "/machines/{entity_id:int}", self.remove_machine),
            ("POST", "/machines/{entity_id:int}/test", self.test_machine),
            ("GET", "/tokens", self.tokens),
            ("POST", "/tokens", self.create_token),
            ("POST", "/tokens/{token_id:int}/revoke", self.revoke_token),
        ]
        return self.door.routes(Action.ADMINISTER, routes)

    def machines(self, asked: Asked) -> dict[str, Any]:
        """Answer with the DICOM machines, and with how they reach us."""
        found = self.house.ae_titles.list(asked.hospital_id)
        settings = self.house.settings
        return {
            "machines": [asdict(entity) for entity in found],
            "ae_title": settings.ae_title,
            "port": settings.dicom.port,
            "accepts_unknown": settings.accepts_unknown_ae,
        }

    def add_machine(self, asked: Asked) -> dict[str, Any]:
        """Register a machine."""
        form = asked.form(MachineForm)
        # Nobody may have the images of another hospital come to their own.
        entity = self.house.ae_titles.add(form.title, asked.hospital_id, form.host, form.port, may_overlap=False)
        self._note(asked, "add-machine", Subject(SubjectKind.DEVICE, entity.id))
        return self.machines(asked)

    def remove_machine(self, asked: Asked) -> dict[str, Any]:
        """Forget a machine."""
        self.house.ae_titles.remove(asked.path["entity_id"], asked.hospital_id)
        self._note(asked, "remove-machine", Subject(SubjectKind.DEVICE, asked.path["entity_id"]))
        return self.machines(asked)

    def test_machine(self, asked: Asked) -> dict[str, Any]:
        """Ask a machine whether it is there (C-ECHO)."""
        echo = self.house.probing.test(asked.person, asked.path["entity_id"], asked.reader.address)
        return {"outcome": echo.outcome, "milliseconds": echo.milliseconds}

    def tokens(self, asked: Asked) -> dict[str, Any]:
        """Answer with what is known of the tokens."""
        return {"tokens": [_token(token) for token in self.house.tokens.list(asked.hospital_id)]}

    def create_token(self, asked: Asked) -> dict[str, Any]:
        """Make a token; it is in the answer, once."""
        form = asked.form(TokenForm)
        text = self.house.tokens.create(asked.hospital_id, form.scopes, form.name, form.expires_at)
        newest = self.house.tokens.list(asked.hospital_id)[0]
        self._note(asked, "create-token", Subject(SubjectKind.TOKEN, newest.id))
        return self.tokens(asked) | {"token": text}

    def revoke_token(self, asked: Asked) -> dict[str, Any]:
        """End a token."""
        self.house.tokens.revoke(asked.path["token_id"], asked.hospital_id)
        self._note(asked, "revoke-token", Subject(SubjectKind.TOKEN, asked.path["token_id"]))
        return self.tokens(asked)

    def _note(self, asked: Asked, action: str, subject: Subject) -> None:
        self.house.audit.record(AuditEvent(asked.person, action, subject, hospital_id=asked.hospital_id))


def _token(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }
