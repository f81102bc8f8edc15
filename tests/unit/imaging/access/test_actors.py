"""Who may do what: everybody within one hospital only, and there no more than the role says."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from imaging.access.actors import (
    GRANTABLE,
    GRANTED,
    MAY,
    Action,
    Actor,
    Allowed,
    Anonymous,
    Denied,
    Device,
    Granted,
    Machine,
    Operator,
    PatientLink,
    Person,
    Role,
    Scope,
    TokenScope,
    actions_of,
    decide,
)

OURS, THEIRS = 1, 2
PEOPLE = [Person(1, OURS, role.value, role) for role in Role]
READER = Machine(1, OURS, frozenset({TokenScope.READ}))
WRITER = Machine(2, OURS, frozenset({TokenScope.WRITE}))
DEVICE = Device("CT1", OURS)
LINK = PatientLink(link_id=1, order_id=7, hospital_id=OURS, study_ids=frozenset({70, 71}))
OF_A_HOSPITAL: list[Actor] = [*PEOPLE, READER, WRITER, DEVICE, LINK]


@pytest.mark.parametrize(("actor", "action"), list(itertools.product(OF_A_HOSPITAL, Action)))
def test_nobody_reaches_another_hospital(actor: Actor, action: Action) -> None:
    if action is Action.BREAK_GLASS and action in actions_of(actor):
        # To break the glass is to ask for what is not open; what follows is a grant.
        assert isinstance(decide(actor, action, Scope(THEIRS, frozenset({70}))), Allowed)
        return
    assert isinstance(decide(actor, action, Scope(THEIRS)), Denied)
    assert isinstance(decide(actor, action, Scope(THEIRS, frozenset({70}), order_id=7)), Denied)
    assert isinstance(decide(actor, action, Scope(None)), Denied)


@pytest.mark.parametrize("action", Action)
def test_nobody_unknown_may_anything(action: Action) -> None:
    assert isinstance(decide(Anonymous(), action, Scope(OURS)), Denied)
    assert actions_of(Anonymous()) == frozenset()


@pytest.mark.parametrize("action", Action)
def test_the_operator_may_everything(action: Action) -> None:
    assert decide(Operator(), action, Scope(THEIRS)) == Allowed()


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.FRONT_DESK, {Action.KEEP_ORDERS, Action.MAKE_LINKS, Action.SETTLE}, {Action.SEE_IMAGES, Action.SEARCH}),
        (Role.TECHNICIAN, {Action.SEE_IMAGES, Action.KEEP_ORDERS}, {Action.WRITE_REPORTS, Action.ADMINISTER}),
        (Role.RADIOLOGIST, {Action.WRITE_REPORTS, Action.SEE_IMAGES}, {Action.KEEP_ORDERS, Action.ADMINISTER}),
        (Role.CLINICIAN, {Action.SEE_IMAGES, Action.SEE_REPORTS}, {Action.WRITE_REPORTS, Action.STORE}),
        (Role.ADMINISTRATOR, {Action.ADMINISTER, Action.SEE_AUDIT}, {Action.SEE_IMAGES, Action.SEE_REPORTS}),
        (Role.GUEST_EXPERT, {Action.SEARCH, Action.SEE_IMAGES}, {Action.SEE_ORDERS, Action.SHARE, Action.BREAK_GLASS}),
        (Role.PRIVACY_OFFICER, {Action.SEE_AUDIT, Action.SWITCH_OFF_LINKS}, {Action.SEE_IMAGES, Action.ADMINISTER}),
    ],
)
def test_roles(role: Role, may: set[Action], may_not: set[Action]) -> None:
    person = Person(1, OURS, "somebody", role)
    assert all(decide(person, action, Scope(OURS)) == Allowed() for action in may)
    assert all(isinstance(decide(person, action, Scope(OURS)), Denied) for action in may_not)


GRANTS = {
    "by name": Granted(GRANTED, user_id=1),
    "by name, to take along": Granted(GRANTABLE, user_id=1),
    "by rule": Granted(GRANTED, hospital_id=OURS),
    "by rule, to some roles": Granted(GRANTED, hospital_id=OURS, roles=frozenset({Role.CLINICIAN})),
    "by rule, to a department": Granted(GRANTED, hospital_id=OURS, department_id=5),
}
THEIR_STUDY = frozenset({70})


@pytest.mark.parametrize(("name", "action"), list(itertools.product(GRANTS, Action)))
def test_a_grant_opens_what_it_says_to_whom_it_says_and_writes_nothing(name: str, action: Action) -> None:
    grant = GRANTS[name]
    scope = Scope(THEIRS, THEIR_STUDY, grants=frozenset({grant}))
    for person in (replace(each, department_ids=ids) for each in PEOPLE for ids in (frozenset[int](), frozenset({5}))):
        is_meant = grant.is_for(person) and action in grant.actions and action in actions_of(person)
        is_allowed = isinstance(decide(person, action, scope), Allowed)
        assert is_allowed is (is_meant or (action is Action.BREAK_GLASS and action in actions_of(person)))
        stranger = replace(person, user_id=2, hospital_id=3)
        assert isinstance(decide(stranger, action, scope), Denied) or action is Action.BREAK_GLASS
    if action in {Action.STORE, Action.KEEP_ORDERS, Action.WRITE_REPORTS, Action.SETTLE, Action.SHARE}:
        assert all(isinstance(decide(person, action, scope), Denied) for person in PEOPLE)


def test_grants_are_for_people_and_for_studies_that_are_named() -> None:
    grants = frozenset({Granted(GRANTABLE, hospital_id=OURS), Granted(GRANTABLE, user_id=1)})
    clinician = Person(1, OURS, "li", Role.CLINICIAN)
    for actor in (READER, DEVICE):
        assert isinstance(decide(actor, Action.SEE_IMAGES, Scope(THEIRS, THEIR_STUDY, grants=grants)), Denied)
    assert isinstance(decide(clinician, Action.SEARCH, Scope(THEIRS, grants=grants)), Denied)
    assert isinstance(decide(clinician, Action.SEE_IMAGES, Scope(THEIRS, THEIR_STUDY, grants=grants)), Allowed)


def test_a_guest_sees_nothing_of_their_own_hospital_but_what_was_granted_by_name() -> None:
    guest = Person(1, OURS, "guest", Role.GUEST_EXPERT)
    assert isinstance(decide(guest, Action.SEE_IMAGES, Scope(OURS, THEIR_STUDY)), Denied)
    assert isinstance(decide(guest, Action.SEE_REPORTS, Scope(OURS, order_id=7)), Denied)
    by_rule = Scope(THEIRS, THEIR_STUDY, grants=frozenset({Granted(GRANTED, hospital_id=OURS)}))
    assert isinstance(decide(guest, Action.SEE_IMAGES, by_rule), Denied)
    for hospital_id in (OURS, THEIRS):
        by_name = Scope(hospital_id, THEIR_STUDY, grants=frozenset({Granted(GRANTED, user_id=1)}))
        assert isinstance(decide(guest, Action.SEE_IMAGES, by_name), Allowed)
        assert isinstance(decide(guest, Action.DOWNLOAD, by_name), Denied)


def test_every_role_and_scope_is_in_the_table() -> None:
    assert set(MAY) == {*Role, *TokenScope}


def test_a_reading_token_changes_nothing_and_a_writing_one_sees_no_images() -> None:
    changes = {Action.STORE, Action.KEEP_ORDERS, Action.MAKE_LINKS, Action.WRITE_REPORTS, Action.SETTLE}
    assert not actions_of(READER) & changes
    assert Action.SEE_IMAGES not in actions_of(WRITER)
    assert actions_of(Machine(3, OURS, frozenset(TokenScope))) == actions_of(READER) | actions_of(WRITER)


@pytest.mark.parametrize(
    ("scope", "opens"),
    [
        (Scope(OURS, frozenset({70})), True),
        (Scope(OURS, frozenset({70, 71})), True),
        (Scope(OURS, order_id=7), True),
        (Scope(OURS, frozenset({70}), order_id=7), True),
        (Scope(OURS, frozenset({72})), False),
        (Scope(OURS, frozenset({70, 72})), False),
        (Scope(OURS, frozenset({70}), order_id=8), False),
        (Scope(OURS, order_id=8), False),
        (Scope(OURS), False),
    ],
)
def test_a_link_opens_its_order_and_nothing_else(scope: Scope, opens: bool) -> None:
    assert (decide(LINK, Action.SEE_IMAGES, scope) == Allowed()) is opens


@pytest.mark.parametrize("actor", OF_A_HOSPITAL)
def test_a_refusal_is_one_sentence(actor: Actor) -> None:
    answer = decide(actor, Action.ADMINISTER, Scope(THEIRS))
    assert isinstance(answer, Denied)
    assert answer.reason.endswith(".")
    assert answer.reason.count(".") == 1
