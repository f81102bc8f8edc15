"""Who can be asked, groups of experts, and the time for an answer."""

from __future__ import annotations

from typing import Any

from starlette.routing import Route

from imaging.access.actors import Action
from imaging.consult.asking.colleagues import Found
from imaging.consult.asking.deadlines import Minutes
from imaging.consult.asking.expert_groups import Member
from viewer.desk.asked import Asked
from viewer.desk.consults.consult_json import deadlines_json
from viewer.desk.consults.forms import DeadlinesForm, GroupForm, SearchForm
from viewer.desk.door import DeskPages


class KeptForConsults(DeskPages):
    """What consults are asked by."""

    def routes(self) -> list[Route]:
        """Give the search for people, and what an administrator keeps."""
        group = "/expert-groups/{group_id:int}"
        return [
            # Also who was asked looks for somebody to hand it on to.
            self.door.route("POST", "/consults/colleagues", Action.TAKE_PART, self.colleagues),
            *self.door.routes(
                Action.ADMINISTER,
                [
                    ("GET", "/expert-groups", self.groups),
                    ("POST", "/expert-groups", self.add_group),
                    ("POST", group, self.change_group),
                    ("POST", f"{group}/end", self.end_group),
                    ("GET", "/consult-deadlines", self.deadlines),
                    ("POST", "/consult-deadlines", self.set_deadlines),
                ],
            ),
        ]

    def colleagues(self, asked: Asked) -> dict[str, Any]:
        """Answer with whom a text fits, of all hospitals."""
        form = asked.form(SearchForm)
        found = self.house.asking.colleagues.search(asked.person, form.text, form.hospital_id)
        return {"found": [_found(each) for each in found]}

    def groups(self, asked: Asked) -> dict[str, Any]:
        """Answer with the groups of the hospital, and with who could be in one."""
        groups = self.house.asking.groups
        return {
            "groups": [
                {"id": each.id, "name": each.name, "members": [_member(member) for member in each.members]}
                for each in groups.list(asked.hospital_id)
            ],
            "candidates": [_member(each) for each in groups.candidates(asked.hospital_id)],
        }

    def add_group(self, asked: Asked) -> dict[str, Any]:
        """Found a group."""
        form = asked.form(GroupForm)
        self.house.asking.groups.add(asked.person, form.name, form.user_ids)
        return self.groups(asked)

    def change_group(self, asked: Asked) -> dict[str, Any]:
        """Name a group otherwise, and say who is in it."""
        form = asked.form(GroupForm)
        self.house.asking.groups.change(asked.person, asked.path["group_id"], form.name, form.user_ids)
        return self.groups(asked)

    def end_group(self, asked: Asked) -> dict[str, Any]:
        """Have a group be asked no more."""
        self.house.asking.groups.end(asked.person, asked.path["group_id"])
        return self.groups(asked)

    def deadlines(self, asked: Asked) -> dict[str, Any]:
        """Answer with the time for an answer to what this hospital asks."""
        return deadlines_json(self.house.asking.deadlines.of(asked.hospital_id))

    def set_deadlines(self, asked: Asked) -> dict[str, Any]:
        """Say what it is from now on."""
        form = asked.form(DeadlinesForm)
        self.house.asking.deadlines.set(asked.person, Minutes(**form.model_dump()))
        return self.deadlines(asked)


def _found(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "id": found.id,
        "name": found.name,
        "hospital_id": found.hospital_id,
        "hospital": found.hospital,
        "departments": found.departments,
        "role": found.role,
        "members": found.members,
    }


def _member(member: Member) -> dict[str, Any]:
    return {"user_id": member.user_id, "login": member.login, "name": member.name}
