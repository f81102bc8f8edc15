"""Two steps to a session, and what people keep for themselves, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from imaging.access.actors import Person, Role
from imaging.access.totp import code_at
from tests.integration.viewer.desk.signing import PASSWORD
from tests.serving import Establishment


@pytest.fixture
def doctor(opened: Establishment, request: pytest.FixtureRequest) -> Person:
    return opened.house.people.add(f"dr{abs(hash(request.node.name))}", PASSWORD, opened.hospital_id, Role.RADIOLOGIST)


@pytest.fixture
def another_browser(opened: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=opened.served.url, headers={"User-Agent": "Firefox on Linux"}) as client:
        yield client


def post(browser: httpx.Client, path: str, body: dict[str, str], word: str = "") -> httpx.Response:
    return browser.post(f"/desk/api/{path}", json=body, headers={"X-CSRF-Token": word})


def begin(browser: httpx.Client, person: Person) -> dict[str, str]:
    answer = post(browser, "session", {"login": person.login, "password": PASSWORD})
    assert answer.status_code == 200
    found: dict[str, str] = answer.json()
    return found


def next_code(opened: Establishment, secret: str) -> str:
    """The code of the following half minute, which is taken already, and was not used yet."""
    return code_at(secret, opened.house.clock.now() + timedelta(seconds=30))


def test_somebody_sets_a_second_factor_up_and_signs_in_with_it(
    opened: Establishment, browser: httpx.Client, another_browser: httpx.Client, doctor: Person
) -> None:
    word = begin(browser, doctor)["csrf"]
    elsewhere = begin(another_browser, doctor)["csrf"]
    assert post(browser, "account/factor", {"password": "wrong"}, word).json()["problem"] == "wrong-proof"
    given = post(browser, "account/factor", {"password": PASSWORD}, word).json()
    assert given["qr"].startswith("<svg")
    code = code_at(given["secret"], opened.house.clock.now())
    assert post(browser, "account/factor/confirm", {"code": "000000"}, word).status_code == 403
    account = post(browser, "account/factor/confirm", {"code": code}, word).json()
    assert len(account["recovery_codes"]) == 10
    assert account["has_second_factor"]
    # Whoever was signed in without it is no more.
    opened.house.sessions._known.clear()
    assert post(another_browser, "account/sessions/x/end", {}, elsewhere).status_code == 401

    step = begin(another_browser, doctor)
    assert step["next"] == "code"
    assert "set-cookie" not in another_browser.get("/").headers
    assert another_browser.get("/desk/api/account").status_code == 401
    wrong = post(another_browser, "session/code", {"ticket": step["ticket"], "code": code})
    assert (wrong.status_code, wrong.json()["problem"]) == (401, "wrong-code")
    right = {"ticket": step["ticket"], "code": next_code(opened, given["secret"])}
    assert post(another_browser, "session/code", right).json()["login"] == doctor.login
    paper = begin(browser, doctor)["ticket"]
    assert post(browser, "session/code", {"ticket": paper, "code": account["recovery_codes"][0]}).status_code == 200


@pytest.mark.parametrize("step", ["code", "enrolment", "enrolled"])
def test_steps_without_a_ticket_or_from_elsewhere_lead_nowhere(browser: httpx.Client, step: str) -> None:
    body = {"ticket": "x"} | ({} if step == "enrolment" else {"code": "123456"})
    answer = post(browser, f"session/{step}", body)
    assert (answer.status_code, answer.json()["problem"]) == (401, "sign-in-over")
    foreign = browser.post(f"/desk/api/session/{step}", json=body, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert browser.post(f"/desk/api/session/{step}", content="{}", headers={"Content-Type": "text/plain"}).is_error


def test_people_change_their_own_password_and_see_their_devices(
    opened: Establishment, browser: httpx.Client, another_browser: httpx.Client, doctor: Person
) -> None:
    word, elsewhere = begin(browser, doctor)["csrf"], begin(another_browser, doctor)["csrf"]
    devices = browser.get("/desk/api/account").json()["sessions"]
    assert sorted((device["is_here"], device["address"]) for device in devices) == [
        (False, "127.0.0.1"),
        (True, "127.0.0.1"),
    ]
    (other,) = [device for device in devices if not device["is_here"]]
    assert other["browser"] == "Firefox on Linux"
    for new, problem in (("short", "password-length"), ("password12345", "password-common")):
        answer = post(browser, "account/password", {"password": PASSWORD, "new_password": new}, word)
        assert answer.json()["problem"] == problem
    changed = {"password": PASSWORD, "new_password": "eleven trams in spring"}
    assert post(browser, "account/password", {**changed, "password": "wrong"}, word).status_code == 403
    assert post(browser, "account/password", changed, word).status_code == 200
    opened.house.sessions._known.clear()
    assert post(another_browser, "account/sessions/x/end", {}, elsewhere).status_code == 401
    assert browser.get("/desk/api/account").status_code == 200
    assert post(another_browser, "session", {"login": doctor.login, "password": PASSWORD}).status_code == 401


def test_a_device_is_ended_from_another(
    opened: Establishment, browser: httpx.Client, another_browser: httpx.Client, doctor: Person
) -> None:
    word = begin(browser, doctor)["csrf"]
    begin(another_browser, doctor)
    devices = browser.get("/desk/api/account").json()["sessions"]
    (other,) = [device["handle"] for device in devices if not device["is_here"]]
    assert len(post(browser, f"account/sessions/{other}/end", {}, word).json()["sessions"]) == 1
    assert another_browser.get("/desk/api/account").status_code == 401
    assert post(browser, f"account/sessions/{other}/end", {}, word).status_code == 404
