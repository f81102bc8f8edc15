"""What everybody keeps for themselves: password, second factor, licence number, and where they are signed in."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.access.sessions import OpenSession, handle_of, session_hash
from imaging.errors import ConflictError, ForbiddenError
from imaging.problems import Problem
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.people import LicenceForm
from viewer.desk.session import described_enrolment


class ProofForm(Body):
    """Who sits there is still who signed in: the password once more, or the code of the moment."""

    password: str = Field(max_length=1000, repr=False)


class PasswordForm(ProofForm):
    """A password of one's own choice."""

    new_password: str = Field(max_length=1000, repr=False)


class FirstCodeForm(Body):
    """The first code that was made with a new secret."""

    code: str = Field(max_length=100, repr=False)


class AccountPages(DeskPages):
    """The own account."""

    def routes(self) -> list[Route]:
        """Give the account, and what changes it."""
        routes = [
            ("GET", "/account", self.account),
            ("POST", "/account/password", self.new_password),
            ("POST", "/account/licence", self.new_licence),
            ("POST", "/account/factor", self.begin_factor),
            ("POST", "/account/factor/confirm", self.confirm_factor),
            ("POST", "/account/factor/codes", self.new_codes),
            ("POST", "/account/factor/remove", self.remove_factor),
            ("POST", "/account/sessions/{handle}/end", self.end_session),
        ]
        return self.door.routes(Action.KEEP_ACCOUNT, routes)

    def account(self, asked: Asked) -> dict[str, Any]:
        """Answer with what is kept of the one who asks."""
        house, person, here = self.house, asked.person, handle_of(asked.session)
        names = {each.id: each.name for each in house.departments.list(person.hospital_id)}
        entry = next(each for each in house.people.entries(person.hospital_id) if each.person.user_id == person.user_id)
        return {
            "departments": sorted(names[each] for each in entry.person.department_ids if each in names),
            "licence_number": entry.licence_number,
            "licence_confirmed": entry.licence_confirmed_at is not None,
            "has_second_factor": entry.has_second_factor,
            "is_factor_required": house.settings.requires_second_factor,
            "codes_left": house.second_factors.codes_left(person.user_id),
            "sessions": [_device(each, here) for each in house.sessions.of_person(person.user_id)],
        }

    def new_password(self, asked: Asked) -> dict[str, Any]:
        """Change the password; every other device is signed out."""
        form = asked.form(PasswordForm)
        self._prove(asked, form)
        keeping = session_hash(asked.session)
        self.house.people.set_password(asked.person.user_id, form.new_password, keeping=keeping)
        self._note(asked, "set-password")
        return self.account(asked)

    def new_licence(self, asked: Asked) -> dict[str, Any]:
        """Note the own licence number; an administrator confirms it."""
        self.house.people.set_licence(asked.person.user_id, asked.form(LicenceForm).number)
        self._note(asked, "set-licence")
        return self.account(asked)

    def begin_factor(self, asked: Asked) -> dict[str, Any]:
        """Draw a secret for the authenticator application."""
        self._prove(asked, asked.form(ProofForm))
        return described_enrolment(self.house.second_factors.begin(asked.person))

    def confirm_factor(self, asked: Asked) -> dict[str, Any]:
        """Take the secret, and show the recovery codes once; every other device is signed out."""
        codes = self.house.second_factors.confirm(asked.person.user_id, asked.form(FirstCodeForm).code)
        if codes is None:
            raise ForbiddenError("This is not the code of the moment.", Problem.WRONG_CODE)
        self.house.sessions.end_others(asked.person.user_id, asked.session)
        self.house.signing_in.note_enrolled(asked.person, asked.reader.address)
        return self.account(asked) | {"recovery_codes": list(codes)}

    def new_codes(self, asked: Asked) -> dict[str, Any]:
        """Draw new recovery codes; the former ones are void."""
        self._prove(asked, asked.form(ProofForm))
        if not self.house.second_factors.has(asked.person.user_id):
            raise ConflictError("There is no second factor.", Problem.CONFLICT)
        codes = self.house.second_factors.renew_codes(asked.person.user_id)
        self._note(asked, "renew-recovery-codes")
        return self.account(asked) | {"recovery_codes": list(codes)}

    def remove_factor(self, asked: Asked) -> dict[str, Any]:
        """Do without a second factor, where that is allowed."""
        self._prove(asked, asked.form(ProofForm))
        if self.house.settings.requires_second_factor:
            raise ConflictError("Everybody here has a second factor.", Problem.FACTOR_NEEDED)
        self.house.second_factors.remove(asked.person.user_id)
        self._note(asked, "remove-second-factor")
        return self.account(asked)

    def end_session(self, asked: Asked) -> dict[str, Any]:
        """Sign another device out."""
        self.house.sessions.end_one(asked.person.user_id, asked.path["handle"])
        self._note(asked, "end-session")
        return self.account(asked)

    def _prove(self, asked: Asked, form: ProofForm) -> None:
        self.house.reporting.confirming.confirm(asked.person, form.password, asked.reader.address)

    def _note(self, asked: Asked, action: str) -> None:
        subject = Subject(SubjectKind.PERSON, asked.person.user_id)
        self.house.audit.record(
            AuditEvent(asked.person, action, subject, hospital_id=asked.hospital_id, address=asked.reader.address)
        )


def _device(session: OpenSession, here: str) -> dict[str, Any]:
    return {
        "handle": session.handle,
        "address": session.address,
        "browser": session.browser,
        "created_at": session.created_at.isoformat(),
        "seen_at": session.seen_at.isoformat(),
        "is_here": session.handle == here,
    }
