"""What a list shows can be opened, and what can be opened is listed: for everybody, whatever was granted to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, true

from imaging.access.actors import (
    Action,
    Allowed,
    Anonymous,
    Machine,
    Operator,
    Person,
    Role,
    Scope,
    TokenScope,
    actions_of,
    decide,
)
from imaging.access.emergencies import ReasonKind
from imaging.access.grants import NewGrant
from imaging.access.reach import Asking, Reach
from imaging.access.sharing_rules import NewRule
from imaging.clock import SetClock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.house import House
from imaging.index.tables import emergencies, grants, sharing_rules, studies, users
from tests.houses import NOON, open_house, send

DAY = timedelta(days=1)


@dataclass(frozen=True)
class World:
    """Three hospitals with studies, and people in two of them."""

    house: House
    clock: SetClock
    people: dict[str, Person]
    studies: dict[str, int]

    def seen(
        self, actor: Asking, action: Action = Action.SEE_IMAGES, scopes: dict[str, Scope] | None = None
    ) -> set[str]:
        """The studies that a list shows, which must be those that can be opened."""
        condition = self.house.reach.condition(actor)
        with self.house.index.read() as connection:
            found = set(connection.scalars(select(studies.c.id).where(true() if condition is None else condition)))
        listed = {name for name, number in self.studies.items() if number in found}
        scopes = scopes or self.scopes()
        opened = {name for name, scope in scopes.items() if isinstance(decide(actor, action, scope), Allowed)}
        if isinstance(actor, Person) and Action.SEE_IMAGES not in actions_of(actor):
            # Their lists are of other things than images, and of their hospital alone.
            assert not opened
            assert {scopes[name].hospital_id for name in listed} <= {actor.hospital_id}
        elif action is Action.SEE_IMAGES:
            assert listed == opened, actor
        return opened

    def scopes(self) -> dict[str, Scope]:
        return {name: self.house.reach.scope(number) for name, number in self.studies.items()}

    def agree(self) -> None:
        """Lists and single studies say the same to everybody."""
        scopes = self.scopes()
        machines = (Machine(1, hospital_id, frozenset({TokenScope.READ})) for hospital_id in (1, 2))
        for actor in (*self.people.values(), Operator(), Anonymous(), *machines):
            self.seen(actor, scopes=scopes)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def populated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    url = request.getfixturevalue("postgresql").new_database() if request.param == "postgresql" else ""
    clock = SetClock(NOON)
    with open_house(tmp_path_factory.mktemp("reach"), clock, database_url=url) as house:
        yield World(house, clock, *populate(house))


@pytest.fixture
def world(populated: World) -> World:
    """The same for every test, with nothing granted."""
    populated.clock.moment = NOON
    with populated.house.index.write() as connection:
        for table in (emergencies, grants, sharing_rules):
            connection.execute(delete(table))
    return populated


def populate(house: House) -> tuple[dict[str, Person], dict[str, int]]:
    """Fill a house; nobody in it signs in."""
    east, west = (house.hospitals.ensure(code, code).id for code in ("EAST", "WEST"))
    ward = house.departments.add(east, "Ward 3")
    roles = (Role.RADIOLOGIST, Role.CLINICIAN, Role.GUEST_EXPERT, Role.FRONT_DESK, Role.ADMINISTRATOR)
    logins = [(f"{role}@{name}", at, role) for role in roles for name, at in (("main", 1), ("east", east))]
    logins += [("ward@east", east, Role.CLINICIAN), ("administrator@west", west, Role.ADMINISTRATOR)]
    rows = [
        {"login": login, "hospital_id": at, "role": role, "password_hash": "", "created_at": NOON, "is_active": True}
        for login, at, role in logins
    ]
    with house.index.write() as connection:
        connection.execute(insert(users), rows)
    house.departments.set_of(house.people.by_login("ward@east").user_id, east, {ward.id})
    numbers = {
        "main ct": send(house, "2.25.1", 1, Modality="CT", PatientID="P1"),
        "main mr": send(house, "2.25.2", 1, Modality="MR", PatientID="P1"),
        "main other patient": send(house, "2.25.3", 1, Modality="CT", PatientID="P2"),
        "main other issuer": send(house, "2.25.4", 1, Modality="CT", PatientID="P1", IssuerOfPatientID="HIS"),
        "main doubtful": send(house, "2.25.7", 1, Modality="CT", PatientID="P1"),
        "east": send(house, "2.25.5", east, Modality="CT", PatientID="P1"),
        "west": send(house, "2.25.6", west, Modality="CT", PatientID="P1"),
    }
    send(house, "2.25.7", 1, Modality="CT", PatientID="P9")
    return {person.login: person for person in house.people.list()}, numbers


OF_MAIN = {"main ct", "main mr", "main other patient", "main other issuer", "main doubtful"}


def test_without_grants_everybody_sees_their_own_hospital(world: World) -> None:
    world.agree()
    assert world.seen(world.people["clinician@main"]) == OF_MAIN
    assert world.seen(world.people["clinician@east"]) == {"east"}
    assert world.seen(world.people["guest-expert@main"]) == set()
    assert world.seen(Anonymous()) == set()


@pytest.mark.parametrize("modalities", [(), ("CT",), ("MR",), ("CT", "MR"), ("US",), ("C",)])
def test_a_rule_opens_all_or_some_modalities_to_one_hospital(world: World, modalities: tuple[str, ...]) -> None:
    house, admin = world.house, world.people["administrator@main"]
    east = world.people["clinician@east"].hospital_id
    rule = house.sharing_rules.add(admin, NewRule(east, modalities))
    world.agree()
    expected = {name for name in OF_MAIN if not modalities or ("MR" if name == "main mr" else "CT") in modalities}
    assert world.seen(world.people["clinician@east"]) == expected | {"east"}
    assert world.seen(world.people["clinician@main"]) == OF_MAIN
    assert world.seen(world.people["guest-expert@east"]) == set()
    assert world.seen(world.people["clinician@east"], Action.DOWNLOAD) == {"east"}
    house.sharing_rules.revoke(admin, rule.id)
    world.agree()
    assert world.seen(world.people["clinician@east"]) == {"east"}


def test_a_rule_may_be_for_roles_and_for_a_department(world: World) -> None:
    house, admin, ward = world.house, world.people["administrator@main"], world.people["ward@east"]
    house.sharing_rules.add(admin, NewRule(ward.hospital_id, roles=[Role.RADIOLOGIST], may_download=True))
    world.agree()
    assert world.seen(world.people["radiologist@east"], Action.DOWNLOAD) == OF_MAIN | {"east"}
    assert world.seen(world.people["clinician@east"]) == {"east"}
    (department,) = ward.department_ids
    house.sharing_rules.add(admin, NewRule(ward.hospital_id, ["MR"], department_id=department))
    world.agree()
    assert world.seen(ward) == {"main mr", "east"}
    assert world.seen(world.people["clinician@east"]) == {"east"}


def test_a_rule_holds_within_its_time(world: World) -> None:
    admin, doctor, now = world.people["administrator@main"], world.people["clinician@east"], world.clock.now()
    new = NewRule(doctor.hospital_id, valid_from=now + DAY, valid_until=now + 2 * DAY)
    world.house.sharing_rules.add(admin, new)
    for days, is_open in ((0, False), (1, True), (1.9, True), (2, False)):
        world.clock.moment = NOON + days * DAY
        world.agree()
        assert (world.seen(doctor) == OF_MAIN | {"east"}) is is_open
    with pytest.raises(MalformedError):
        world.house.sharing_rules.add(admin, replace(new, valid_until=now))
    with pytest.raises(ConflictError):
        world.house.sharing_rules.add(admin, NewRule(1))
    with pytest.raises(NotFoundError):
        world.house.sharing_rules.add(admin, NewRule(99))


@pytest.mark.parametrize("login", ["clinician@east", "guest-expert@east", "guest-expert@main"])
@pytest.mark.parametrize("is_whole_patient", [False, True])
def test_a_grant_opens_a_study_or_a_patient_of_that_hospital(world: World, login: str, is_whole_patient: bool) -> None:
    house, giver, doctor = world.house, world.people["radiologist@main"], world.people[login]
    before = world.seen(doctor)
    new = NewGrant(world.studies["main ct"], doctor.user_id, world.clock.now() + DAY, is_whole_patient)
    number = house.grants.give(giver, new)
    world.agree()
    # The same PatientID of another issuer or another hospital is another patient.
    assert world.seen(doctor) == before | {"main ct"} | ({"main mr"} if is_whole_patient else set())
    assert world.seen(doctor, Action.DOWNLOAD) == before
    assert world.seen(world.people["radiologist@east"]) == {"east"}
    house.grants.revoke(world.people["administrator@main"], number)
    world.agree()
    assert world.seen(doctor) == before


def test_nobody_grants_the_patient_of_a_study_that_contradicts_itself(world: World) -> None:
    giver, doctor = world.people["radiologist@main"], world.people["clinician@east"]
    new = NewGrant(world.studies["main doubtful"], doctor.user_id, NOON + DAY, is_whole_patient=True)
    with pytest.raises(ConflictError):
        world.house.grants.give(giver, new)
    world.house.grants.give(giver, replace(new, is_whole_patient=False))
    assert world.seen(doctor) == {"main doubtful", "east"}


def test_a_grant_ends_by_itself_and_within_a_year(world: World) -> None:
    giver, doctor, study = world.people["radiologist@main"], world.people["clinician@east"], world.studies["main ct"]
    world.house.grants.give(giver, NewGrant(study, doctor.user_id, world.clock.now() + DAY, may_download=True))
    assert world.seen(doctor, Action.DOWNLOAD) == {"main ct", "east"}
    world.clock.advance(DAY)
    world.agree()
    assert world.seen(doctor) == {"east"}
    for days in (0, 367):
        with pytest.raises(MalformedError):
            world.house.grants.give(giver, NewGrant(study, doctor.user_id, world.clock.now() + days * DAY))


def test_whoever_breaks_the_glass_sees_one_study_for_an_hour(world: World) -> None:
    house, doctor = world.house, world.people["clinician@east"]
    scope = house.reach.scope(world.studies["main ct"])
    with pytest.raises(MalformedError):
        house.emergencies.begin(doctor, scope, ReasonKind.LIFE_IN_DANGER, "short")
    house.emergencies.begin(doctor, scope, ReasonKind.LIFE_IN_DANGER, "Polytrauma, no time to ask: 王小明")
    world.agree()
    assert world.seen(doctor) == {"main ct", "east"}
    assert world.seen(doctor, Action.DOWNLOAD) == {"east"}
    told = house.emergencies.list(1)[0]
    assert (told.login, told.reason_kind, told.seen_at) == ("clinician@east", ReasonKind.LIFE_IN_DANGER, None)
    event = house.audit.list(hospital_id=1, limit=1)[0]
    assert (event.action, event.subject_id, event.actor) == (Action.BREAK_GLASS, told.study_id, "clinician@east")
    assert "王小明" not in event.detail
    world.clock.advance(timedelta(minutes=60))
    world.agree()
    assert world.seen(doctor) == {"east"}
    own = house.reach.scope(world.studies["east"])
    with pytest.raises(ConflictError):
        house.emergencies.begin(doctor, own, ReasonKind.OTHER, "I would see it anyway")


def test_a_uid_that_two_hospitals_hold_is_never_mixed(world: World) -> None:
    house, admin = world.house, world.people["administrator@main"]
    east = world.people["clinician@east"]
    west = house.hospitals.by_code("WEST").id
    twin = {"main": send(house, "2.25.9", 1), "west": send(house, "2.25.9", west)}
    outsider = replace(east, user_id=10_000)
    assert house.reach.hospital_of(east, "2.25.9") == east.hospital_id
    house.sharing_rules.add(admin, NewRule(east.hospital_id))
    assert house.reach.hospital_of(east, "2.25.9") == 1
    foreign_admin = world.people["administrator@west"]
    rule = house.sharing_rules.add(foreign_admin, NewRule(east.hospital_id))
    with pytest.raises(ConflictError):
        house.reach.hospital_of(east, "2.25.9")
    with pytest.raises(ConflictError):
        house.reach.hospital_of(outsider, "2.25.9")
    send(house, "2.25.9", east.hospital_id)
    assert house.reach.hospital_of(east, "2.25.9") == east.hospital_id
    house.sharing_rules.revoke(foreign_admin, rule.id)
    assert set(twin) == {"main", "west"}


def test_a_study_that_is_not_here_has_no_scope(world: World) -> None:
    with pytest.raises(NotFoundError):
        Reach(world.house.index).scope(99_999)
