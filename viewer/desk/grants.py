"""What a hospital opens to others: rules that its administrator makes, grants that its doctors give by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import AwareDatetime, Field
from sqlalchemy import or_, select
from starlette.routing import Route

from imaging.access.actors import Action, Role
from imaging.access.grants import Grant, NewGrant
from imaging.access.sharing_rules import NewRule, SharingRule
from imaging.index.tables import departments, hospitals, users
from viewer.desk.asked import Asked, Body, Wanted
from viewer.desk.door import DeskPages
from viewer.desk.told_studies import told_studies

# Whom doctors ask for an opinion; nobody at a desk or in an office is given images by name.
ASKED_ROLES = (Role.RADIOLOGIST, Role.CLINICIAN, Role.GUEST_EXPERT)
MOST_COLLEAGUES = 20


class RuleForm(Body):
    """A sharing rule."""

    to_hospital_id: int
    modalities: list[str] = Field(default_factory=list, max_length=40)
    roles: frozenset[Role] = frozenset()
    department_id: int | None = None
    may_download: bool = False
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None


class GrantForm(Body):
    """What is opened to whom."""

    to_user_id: int
    ends_at: AwareDatetime
    is_whole_patient: bool = False
    may_download: bool = False
    may_annotate: bool = False


class GrantPages(DeskPages):
    """Rules and grants of the own hospital."""

    def routes(self) -> list[Route]:
        """Give the lists, and what changes them."""
        route = self.door.route
        return [
            route("GET", "/rules", Action.ADMINISTER, self.rules),
            route("POST", "/rules", Action.ADMINISTER, self.add_rule),
            route("POST", "/rules/{rule_id:int}/revoke", Action.ADMINISTER, self.revoke_rule),
            route("GET", "/grants", Action.KEEP_GRANTS, self.grants),
            route("POST", "/grants/{grant_id:int}/revoke", Action.KEEP_GRANTS, self.revoke_grant),
            route("POST", "/colleagues", Action.SHARE, self.colleagues),
            route("GET", "/studies/{study_id:int}/grants", Action.SHARE, self.of_study),
            route("POST", "/studies/{study_id:int}/grants", Action.SHARE, self.give),
            route("GET", "/shared", Action.SHARE, self.given),
            route("POST", "/shared/{grant_id:int}/revoke", Action.SHARE, self.take_back),
        ]

    def rules(self, asked: Asked) -> dict[str, Any]:
        """Answer with the rules, and with the hospitals and departments that one may name."""
        names = {each.id: each.name for each in self.house.hospitals.list()}
        with self.house.index.read() as connection:
            elsewhere = connection.execute(
                select(departments).where(departments.c.hospital_id != asked.hospital_id).order_by(departments.c.name)
            ).all()
        return {
            "rules": [_rule(rule) for rule in self.house.sharing_rules.list(asked.hospital_id)],
            "hospitals": [{"id": key, "name": name} for key, name in names.items() if key != asked.hospital_id],
            "departments": [{"id": each.id, "hospital_id": each.hospital_id, "name": each.name} for each in elsewhere],
        }

    def add_rule(self, asked: Asked) -> dict[str, Any]:
        """Open studies to another hospital."""
        form = asked.form(RuleForm)
        self.house.sharing_rules.add(asked.person, NewRule(**form.model_dump()))
        return self.rules(asked)

    def revoke_rule(self, asked: Asked) -> dict[str, Any]:
        """End a rule."""
        self.house.sharing_rules.revoke(asked.person, asked.path["rule_id"])
        return self.rules(asked)

    def grants(self, asked: Asked) -> dict[str, Any]:
        """Answer with everything that was granted by name."""
        found = self.house.grants.list(asked.hospital_id)
        asked.reader.lists(Action.KEEP_GRANTS, "grants", len(found))
        return {"grants": self._told(found)}

    def revoke_grant(self, asked: Asked) -> dict[str, Any]:
        """End a grant, whoever gave it."""
        self.house.grants.revoke(asked.person, asked.path["grant_id"])
        return self.grants(asked)

    def colleagues(self, asked: Asked) -> dict[str, Any]:
        """Answer with doctors of all hospitals whose login or name has this text in it."""
        text = re.sub(r"\s+", " ", asked.form(Wanted).text).strip()
        like = or_(users.c.login.contains(text.lower(), autoescape=True), users.c.name.contains(text, autoescape=True))
        query = (
            select(users.c.id, users.c.login, users.c.name, users.c.role, hospitals.c.name.label("hospital"))
            .join(hospitals, hospitals.c.id == users.c.hospital_id)
            .where(users.c.is_active, users.c.role.in_(ASKED_ROLES), users.c.id != asked.person.user_id, like)
            .order_by(hospitals.c.name, users.c.login)
            .limit(MOST_COLLEAGUES)
        )
        with self.house.index.read() as connection:
            found = connection.execute(query).all() if text else []
        names = ("user_id", "login", "name", "role", "hospital")
        return {"colleagues": [dict(zip(names, row, strict=True)) for row in found]}

    def of_study(self, asked: Asked) -> dict[str, Any]:
        """Answer with to whom a study of the own hospital was opened."""
        study_id = self._own_study(asked)
        found = self.house.grants.list(asked.hospital_id, study_id=study_id)
        return {"grants": self._told(found), "study": told_studies(self.house.index, [study_id])[study_id]}

    def _told(self, found: Sequence[Grant]) -> list[dict[str, Any]]:
        about = told_studies(self.house.index, {grant.study_id for grant in found})
        return [_grant(grant) | {"study": about.get(grant.study_id)} for grant in found]

    def give(self, asked: Asked) -> dict[str, Any]:
        """Open a study, or its patient's, to somebody."""
        study_id, form = self._own_study(asked), asked.form(GrantForm)
        self.house.grants.give(asked.person, NewGrant(study_id=study_id, **form.model_dump()))
        return self.of_study(asked)

    def given(self, asked: Asked) -> dict[str, Any]:
        """Answer with what the one who asks has granted."""
        found = self.house.grants.list(asked.hospital_id, given_by=asked.person.user_id)
        asked.reader.lists(Action.SHARE, "grants", len(found))
        return {"grants": self._told(found)}

    def take_back(self, asked: Asked) -> dict[str, Any]:
        """End a grant of one's own."""
        self.house.grants.revoke(asked.person, asked.path["grant_id"], given_by=asked.person.user_id)
        return self.given(asked)

    def _own_study(self, asked: Asked) -> int:
        study_id: int = asked.path["study_id"]
        asked.reader.require(Action.SHARE, self.house.reach.scope(study_id))
        return study_id


def _rule(rule: SharingRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "to_hospital_id": rule.to_hospital_id,
        "modalities": rule.modalities,
        "roles": sorted(rule.roles),
        "department_id": rule.department_id,
        "may_download": rule.may_download,
        "valid_from": rule.valid_from.isoformat(),
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
        "revoked_at": rule.revoked_at.isoformat() if rule.revoked_at else None,
    }


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "id": grant.id,
        "kind": grant.kind,
        "study_id": grant.study_id,
        "is_whole_patient": grant.is_whole_patient,
        "may_download": grant.may_download,
        "may_annotate": grant.may_annotate,
        "given_at": grant.given_at.isoformat(),
        "ends_at": grant.ends_at.isoformat(),
        "revoked_at": grant.revoked_at.isoformat() if grant.revoked_at else None,
        "to_login": grant.to_login,
        "to_name": grant.to_name,
        "to_hospital": grant.to_hospital,
    }
