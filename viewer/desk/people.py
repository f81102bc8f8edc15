"""The people of the own hospital, as its administrator keeps them: who signs in, in which role, where, and as whom."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action, Person, Role
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.access.invitations import PATH, Invitation, Invited
from imaging.access.people import Entry, generate_password
from imaging.errors import ConflictError, NotFoundError
from imaging.problems import Problem
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages


class PersonForm(Body):
    """Somebody who is to sign in."""

    login: str
    name: str = Field("", max_length=200)
    role: Role
    department_ids: frozenset[int] = frozenset()


class InviteForm(PersonForm):
    """Somebody who is to choose a password."""

    label: str = Field("", max_length=200)


class RoleForm(Body):
    """What somebody does from now on, and where."""

    role: Role
    department_ids: frozenset[int] = frozenset()


class LicenceForm(Body):
    """A doctor's licence number."""

    number: str = Field(max_length=200)


class NumberForm(Body):
    """Somebody's number in the hospital's directory."""

    number: str = Field(max_length=255)


class DepartmentForm(Body):
    """A department."""

    name: str = Field(max_length=200)
    # Of which kinds of device it reads the exams.
    modalities: tuple[str, ...] = ()


class ReadsForm(Body):
    """Whose exams a department reads."""

    modalities: tuple[str, ...]


class PeoplePages(DeskPages):
    """People and departments."""

    def routes(self) -> list[Route]:
        """Give the list, and what changes it."""
        routes = [
            ("GET", "/people", self.people),
            ("POST", "/people", self.add_person),
            ("POST", "/people/{user_id:int}/password", self.new_password),
            ("POST", "/people/{user_id:int}/role", self.new_role),
            ("POST", "/people/{user_id:int}/licence", self.new_licence),
            ("POST", "/people/{user_id:int}/licence/confirm", self.confirm_licence),
            ("POST", "/people/{user_id:int}/factor/remove", self.remove_factor),
            ("POST", "/people/{user_id:int}/sign-out", self.sign_out),
            ("POST", "/people/{user_id:int}/disable", self.disable_person),
            ("POST", "/people/{user_id:int}/directory", self.bind_to_directory),
            ("POST", "/people/{user_id:int}/directory/forget", self.forget_number),
            ("GET", "/invitations", self.invitations),
            ("POST", "/invitations", self.invite),
            ("POST", "/invitations/{invitation_id:int}/revoke", self.revoke_invitation),
            ("POST", "/departments", self.add_department),
            ("POST", "/departments/{department_id:int}/reads", self.set_reads),
            ("POST", "/departments/{department_id:int}/remove", self.remove_department),
        ]
        return self.door.routes(Action.ADMINISTER, routes)

    def people(self, asked: Asked) -> dict[str, Any]:
        """Answer with the people who may sign in, and the departments they may belong to."""
        departments = self.house.departments.list(asked.hospital_id)
        return {
            "people": [_entry(entry) for entry in self.house.people.entries(asked.hospital_id)],
            "departments": [{"id": each.id, "name": each.name, "modalities": each.modalities} for each in departments],
        } | self._directory(asked)

    def _directory(self, asked: Asked) -> dict[str, Any]:
        """Return under which number the hospital's directory knows whom, if there is one."""
        house = self.house
        directory = house.directories.of(asked.hospital_id)
        numbers = house.arriving.known.numbers(directory) if directory else {}
        return {"has_directory": directory is not None, "directory_numbers": numbers}

    def add_person(self, asked: Asked) -> dict[str, Any]:
        """Add somebody; the password is in the answer, once."""
        form, password = asked.form(PersonForm), generate_password()
        person = self.house.people.add(form.login, password, asked.hospital_id, form.role, form.name)
        self.house.departments.set_of(person.user_id, asked.hospital_id, form.department_ids)
        self._note(asked, "add-person", person.user_id)
        return self.people(asked) | {"password": password}

    def new_password(self, asked: Asked) -> dict[str, Any]:
        """Give somebody a new password; whoever was signed in with the former one is no more."""
        user_id, password = self._colleague(asked).user_id, generate_password()
        self.house.people.set_password(user_id, password)
        self._note(asked, "set-password", user_id)
        return {"password": password}

    def new_role(self, asked: Asked) -> dict[str, Any]:
        """Give somebody another role or other departments; nobody takes away their own way to this page."""
        person, form = self._colleague(asked), asked.form(RoleForm)
        self.house.departments.set_of(person.user_id, asked.hospital_id, form.department_ids)
        if form.role is not person.role:
            if person.user_id == asked.person.user_id:
                raise _own_way_in()
            self.house.people.set_role(person.user_id, form.role)
        self._note(asked, "set-role", person.user_id)
        return self.people(asked)

    def new_licence(self, asked: Asked) -> dict[str, Any]:
        """Note a licence number, unconfirmed if it is another one."""
        user_id = self._colleague(asked).user_id
        self.house.people.set_licence(user_id, asked.form(LicenceForm).number)
        self._note(asked, "set-licence", user_id)
        return self.people(asked)

    def confirm_licence(self, asked: Asked) -> dict[str, Any]:
        """Note that the administrator has seen that the number is this doctor's."""
        user_id = self._colleague(asked).user_id
        if user_id == asked.person.user_id:
            raise ConflictError("Nobody confirms their own licence.", Problem.OWN_WAY_IN)
        self.house.people.confirm_licence(user_id, asked.form(LicenceForm).number, asked.person)
        self._note(asked, "confirm-licence", user_id)
        return self.people(asked)

    def remove_factor(self, asked: Asked) -> dict[str, Any]:
        """Forget the second factor of somebody who lost phone and paper, and sign them out."""
        user_id = self._colleague(asked).user_id
        if user_id == asked.person.user_id:
            raise _own_way_in()
        self.house.second_factors.remove(user_id)
        self.house.sessions.end_others(user_id)
        self._note(asked, "remove-second-factor", user_id)
        return self.people(asked)

    def sign_out(self, asked: Asked) -> dict[str, Any]:
        """Sign somebody out everywhere; who asks this of themselves stays where they are."""
        user_id = self._colleague(asked).user_id
        self.house.sessions.end_others(user_id, asked.session)
        self._note(asked, "end-sessions", user_id)
        return self.people(asked)

    def disable_person(self, asked: Asked) -> dict[str, Any]:
        """Let somebody in no more; nobody locks themselves out."""
        user_id = self._colleague(asked).user_id
        if user_id == asked.person.user_id:
            raise _own_way_in()
        self.house.people.disable(user_id)
        self._note(asked, "disable-person", user_id)
        return self.people(asked)

    def bind_to_directory(self, asked: Asked) -> dict[str, Any]:
        """Know somebody by their number in the hospital's directory."""
        person, directory = self._colleague(asked), self.house.directories.of(asked.hospital_id)
        if directory is None:
            raise NotFoundError("This hospital has no directory.", Problem.DIRECTORY_NONE)
        self.house.arriving.known.bind(asked.person, directory, person, asked.form(NumberForm).number)
        return self.people(asked)

    def forget_number(self, asked: Asked) -> dict[str, Any]:
        """Let somebody sign in by the directory no more, and sign them out."""
        person = self._colleague(asked)
        if person.user_id == asked.person.user_id:
            raise _own_way_in()
        self.house.arriving.known.forget(asked.person, person)
        return self.people(asked)

    def invitations(self, asked: Asked) -> dict[str, Any]:
        """Answer with who was invited and has not come yet."""
        return {"invitations": [_invitation(each) for each in self.house.invitations.list(asked.hospital_id)]}

    def invite(self, asked: Asked) -> dict[str, Any]:
        """Invite somebody; the link is in the answer, once."""
        invited = Invited(**asked.form(InviteForm).model_dump())
        secret = self.house.invitations.make(asked.person, asked.hospital_id, invited)
        return self.invitations(asked) | {"link": f"{self.house.settings.base_url}{PATH}{secret}"}

    def revoke_invitation(self, asked: Asked) -> dict[str, Any]:
        """Take an invitation back."""
        self.house.invitations.revoke(asked.person, asked.path["invitation_id"], asked.hospital_id)
        return self.invitations(asked)

    def add_department(self, asked: Asked) -> dict[str, Any]:
        """Add a department."""
        form = asked.form(DepartmentForm)
        department = self.house.departments.add(asked.hospital_id, form.name, form.modalities)
        self._note_department(asked, "add-department", department.id)
        return self.people(asked)

    def set_reads(self, asked: Asked) -> dict[str, Any]:
        """Say whose exams a department reads."""
        modalities = asked.form(ReadsForm).modalities
        self.house.departments.set_modalities(asked.path["department_id"], asked.hospital_id, modalities)
        self._note_department(asked, "change-department", asked.path["department_id"])
        return self.people(asked)

    def remove_department(self, asked: Asked) -> dict[str, Any]:
        """Remove a department without people."""
        self.house.departments.remove(asked.path["department_id"], asked.hospital_id)
        self._note_department(asked, "remove-department", asked.path["department_id"])
        return self.people(asked)

    def _colleague(self, asked: Asked) -> Person:
        """Return somebody of the own hospital."""
        person = self.house.people.by_id(asked.path["user_id"])
        if person.hospital_id != asked.hospital_id:
            raise NotFoundError("There is no such person.")
        return person

    def _note(self, asked: Asked, action: str, user_id: int) -> None:
        subject = Subject(SubjectKind.PERSON, user_id)
        self.house.audit.record(AuditEvent(asked.person, action, subject, hospital_id=asked.hospital_id))

    def _note_department(self, asked: Asked, action: str, department_id: int) -> None:
        event = AuditEvent(asked.person, action, hospital_id=asked.hospital_id, detail={"department": department_id})
        self.house.audit.record(event)


def _invitation(invitation: Invitation) -> dict[str, Any]:
    invited = invitation.invited
    return {
        "id": invitation.id,
        "login": invited.login,
        "name": invited.name,
        "role": invited.role,
        "label": invited.label,
        "expires_at": invitation.expires_at.isoformat(),
    }


def _own_way_in() -> ConflictError:
    return ConflictError("You can't take away your own way in; ask another administrator.", Problem.OWN_WAY_IN)


def _entry(entry: Entry) -> dict[str, Any]:
    person, confirmed = entry.person, entry.licence_confirmed_at
    return {
        "user_id": person.user_id,
        "login": person.login,
        "name": person.name,
        "role": person.role,
        "department_ids": sorted(person.department_ids),
        "has_second_factor": entry.has_second_factor,
        "licence_number": entry.licence_number,
        "licence_confirmed_at": confirmed.isoformat() if confirmed else None,
    }
