from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection, Request

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ForbiddenError, GoneError, NotFoundError, UnauthenticatedError
from tests.gathered import ask, guest_session, join, set_part, set_state
from tests.integration.viewer.consult.conftest import Town
from viewer.callers import SESSION_COOKIE
from viewer.consult.callers import GUEST_COOKIE, ConsultCallers, Present
from viewer.cross_site import HEADER, page_word


def connection(cookies: dict[str, str], method: str = "GET", kind: str = "http", **headers: str) -> HTTPConnection:
    said = {"host": "here", "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} | headers
    scope = {
        "type": kind,
        "scheme": "http" if kind == "http" else "ws",
        "method": method,
        "path": "/c/api/x",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()],
        "client": ("10.0.0.9", 1),
    }
    return Request(scope) if kind == "http" else HTTPConnection(scope)


def person_cookie(town: Town, login: str) -> dict[str, str]:
    person = {each.login: each for each in (town.asker, town.colleague, town.expert, town.stranger)}[login]
    return {SESSION_COOKIE: town.place.house.sessions.begin(person)}


def of(town: Town, code: str, cookies: dict[str, str], action: Action = Action.TAKE_PART) -> Present:
    return ConsultCallers(town.place.house).of(connection(cookies), code, action)


def consult(town: Town, code: str) -> int:
    consult_id = ask(town.place.house, town.asker, town.study_ids[0], code)
    join(town.place.house, consult_id, Part.SPEAKS, user_id=town.expert.user_id)
    return consult_id


def test_who_takes_part_comes_in_by_session(town: Town) -> None:
    consult(town, "people")
    present = of(town, "people", person_cookie(town, "expert"), Action.SEE_IMAGES)
    assert present.actor == town.expert
    assert present.participant.part is Part.SPEAKS


@pytest.mark.parametrize("login", ["colleague", "stranger"])
def test_nobody_else_is_told_that_it_is_there(town: Town, login: str) -> None:
    code = f"hidden-{login}"
    consult_id = consult(town, code)
    cookies = person_cookie(town, login)
    with pytest.raises(NotFoundError) as refused:
        of(town, code, cookies)
    with pytest.raises(NotFoundError) as missing:
        of(town, "no-such-consult", cookies)
    assert (str(refused.value), refused.value.problem) == (str(missing.value), missing.value.problem)
    event = town.place.house.audit.list(subject=Subject(SubjectKind.CONSULT, consult_id))[0]
    assert (event.outcome, event.actor, event.address) == ("denied", login, "10.0.0.9")


def test_nobody_at_all_is_asked_who_they_are(town: Town) -> None:
    consult(town, "anonymous")
    for code in ("anonymous", "no-such-consult"):
        with pytest.raises(UnauthenticatedError):
            of(town, code, {SESSION_COOKIE: "made-up", GUEST_COOKIE: "made-up"})


def test_a_guest_comes_into_their_own_consult_alone(town: Town) -> None:
    own, other = consult(town, "own"), consult(town, "other")
    _, session = guest_session(town.place.house, own, "Guest of own", Part.SPEAKS)
    guest_session(town.place.house, other, "Guest of other", Part.SPEAKS)
    present = of(town, "own", {GUEST_COOKIE: session}, Action.SEE_IMAGES)
    assert present.participant.name == "Guest of own"
    assert present.participant.hospital == "Elsewhere"
    with pytest.raises(NotFoundError):
        of(town, "other", {GUEST_COOKIE: session})


def test_who_works_here_may_be_a_guest_elsewhere_too(town: Town) -> None:
    _, session = guest_session(town.place.house, consult(town, "both"), "Guest with account", Part.SPEAKS)
    cookies = person_cookie(town, "stranger") | {GUEST_COOKIE: session}
    assert of(town, "both", cookies).participant.guest_id is not None


@pytest.mark.parametrize("action", [Action.SEE_IMAGES, Action.SEE_REPORTS, Action.SPEAK])
def test_who_waits_sees_only_that_they_wait(town: Town, action: Action) -> None:
    code = f"waits-{action}"
    participant, session = guest_session(town.place.house, consult(town, code), f"Waiting {action}", Part.WAITS)
    assert of(town, code, {GUEST_COOKIE: session}).participant.part is Part.WAITS
    with pytest.raises(ForbiddenError):
        of(town, code, {GUEST_COOKIE: session}, action)
    set_part(town.place.house, participant, Part.SPEAKS)
    assert of(town, code, {GUEST_COOKIE: session}, action).participant.part is Part.SPEAKS


def test_who_was_taken_out_is_out_at_once(town: Town) -> None:
    participant, session = guest_session(town.place.house, consult(town, "out"), "Taken out", Part.SPEAKS)
    assert of(town, "out", {GUEST_COOKIE: session}, Action.SEE_IMAGES)
    set_part(town.place.house, participant, Part.GONE)
    with pytest.raises(NotFoundError):
        of(town, "out", {GUEST_COOKIE: session})


@pytest.mark.parametrize("state", [state for state in ConsultState if state.is_over])
def test_over_it_stays_open_to_the_asking_hospital_alone(town: Town, state: ConsultState) -> None:
    code = f"over-{state}"
    consult_id = consult(town, code)
    _, session = guest_session(town.place.house, consult_id, f"Guest {state}", Part.SPEAKS)
    set_state(town.place.house, consult_id, state)
    assert of(town, code, person_cookie(town, "asker"), Action.SEE_IMAGES)
    for cookies in (person_cookie(town, "expert"), {GUEST_COOKIE: session}):
        with pytest.raises(GoneError):
            of(town, code, cookies)
    with pytest.raises(NotFoundError):
        of(town, code, person_cookie(town, "stranger"))


def test_a_change_needs_the_word_of_the_page(town: Town) -> None:
    _, session = guest_session(town.place.house, consult(town, "changes"), "Changing", Part.SPEAKS)
    callers = ConsultCallers(town.place.house)
    with pytest.raises(ForbiddenError):
        callers.of(connection({GUEST_COOKIE: session}, "POST"), "changes")
    shown = {HEADER.lower(): page_word(session)}
    assert callers.of(connection({GUEST_COOKIE: session}, "POST", **shown), "changes")


def test_a_socket_is_opened_by_a_page_of_ours_alone(town: Town) -> None:
    _, session = guest_session(town.place.house, consult(town, "socket"), "Socket", Part.SPEAKS)
    callers = ConsultCallers(town.place.house)
    with pytest.raises(ForbiddenError):
        callers.of(connection({GUEST_COOKIE: session}, kind="websocket", origin="http://evil"), "socket")
    assert callers.of(connection({GUEST_COOKIE: session}, kind="websocket", origin="http://here"), "socket")
