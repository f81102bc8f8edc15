"""Signing in by a hospital's own directory: oidc-provider, a real one, over loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from imaging.access.actors import Operator, Person, Role
from imaging.access.directory.directories import Directory
from imaging.access.invitations import Invited
from imaging.access.totp import code_at
from tests.directories import CLIENT, SECRET, RunningDirectory, running_directory
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.integration.viewer.desk.visiting import (
    at_directory,
    come_back,
    forget_what_is_remembered,
    post,
    set_out,
    through,
)
from tests.serving import Establishment

OPERATOR = Operator()


@pytest.fixture(scope="module")
def provider(opened: Establishment) -> Iterator[RunningDirectory]:
    with running_directory(f"{opened.served.url}/directory/{opened.hospital_id}") as running:
        yield running


@pytest.fixture
def directory(opened: Establishment, provider: RunningDirectory) -> Directory:
    kept = Directory(opened.hospital_id, provider.issuer, CLIENT, SECRET)
    opened.house.directories.set(OPERATOR, kept)
    return kept


@pytest.fixture
def person(opened: Establishment, directory: Directory, request: pytest.FixtureRequest) -> Person:
    """A radiologist whom the directory knows as s1001."""
    login = f"dr{abs(hash(request.node.name))}"
    added = opened.house.people.add(login, PASSWORD, opened.hospital_id, Role.RADIOLOGIST)
    opened.house.arriving.known.bind(OPERATOR, directory, added, "s1001")
    yield added
    opened.house.arriving.known.forget(OPERATOR, added)


@pytest.fixture
def elsewhere(opened: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=opened.served.url) as client:
        yield client


def test_whom_the_directory_knows_signs_in_and_out(
    opened: Establishment, browser: httpx.Client, elsewhere: httpx.Client, person: Person
) -> None:
    assert browser.get("/desk/api/session/directories").json()["directories"] == [{"code": "MAIN", "name": "MAIN"}]
    address = set_out(browser)
    asked = parse_qs(urlsplit(address).query)
    assert (asked["response_type"], asked["code_challenge_method"], asked["prompt"]) == (["code"], ["S256"], ["login"])
    brought = at_directory(address, "s1001")
    # What came back opens nothing in another browser, and nothing a second time.
    assert come_back(elsewhere, brought).json()["problem"] == "directory-over"
    answer = come_back(browser, brought)
    assert (answer.status_code, answer.json()["login"], answer.json()["has_directory"]) == (200, person.login, True)
    cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in each and "SameSite=strict" in each for each in cookies)
    again = come_back(browser, brought)
    assert (again.status_code, again.json()["problem"]) == (401, "directory-over")
    assert ("sign-in", "person", {"by": "directory"}) in told(opened, person.login)
    opened.house.people.disable(person.user_id)
    forget_what_is_remembered(opened)
    assert browser.get("/desk/api/account").status_code == 401
    assert through(browser, "s1001").json()["problem"] == "directory-stranger"


def test_nobody_is_let_in_by_name_alone_until_the_administrator_says_who_it_is(
    opened: Establishment, browser: httpx.Client, elsewhere: httpx.Client, directory: Directory
) -> None:
    somebody = opened.house.people.add("s1003", PASSWORD, opened.hospital_id, Role.CLINICIAN, "Somebody")
    refused = through(browser, "s1003")
    assert (refused.status_code, refused.json()["told"]) == (403, {"number": "s1003"})
    word = sign_in(elsewhere, "administrator")["X-CSRF-Token"]
    path = f"people/{somebody.user_id}/directory"
    assert post(elsewhere, path, {"number": "s1003"}, word).json()["directory_numbers"] == {
        str(somebody.user_id): "s1003"
    }
    assert through(browser, "s1003").json()["login"] == "s1003"
    taken = opened.house.people.by_login("front-desk")
    assert post(elsewhere, f"people/{taken.user_id}/directory", {"number": "s1003"}, word).status_code == 409
    assert post(elsewhere, f"{path}/forget", {}, word).status_code == 200
    forget_what_is_remembered(opened)
    assert browser.get("/desk/api/account").status_code == 401
    assert through(browser, "s1003").status_code == 403


def test_the_second_factor_is_asked_for_here_unless_the_hospital_trusts_the_directorys(
    opened: Establishment, browser: httpx.Client, directory: Directory, person: Person
) -> None:
    enrolment = opened.house.second_factors.begin(person)
    opened.house.second_factors.confirm(person.user_id, code_at(enrolment.secret, opened.house.clock.now()))
    step = through(browser, "s1001").json()
    assert step["next"] == "code"
    assert browser.get("/desk/api/account").status_code == 401
    opened.house.directories.set(OPERATOR, replace(directory, second_factors=frozenset({"mfa"})))
    assert through(browser, "s1001").json()["next"] == "code"
    opened.house.arriving.known.bind(OPERATOR, directory, person, "s1002")
    assert through(browser, "s1002").json()["login"] == person.login
    assert told(opened, person.login)[-1][2] == {"by": "directory-twice"}


def test_somebody_invited_needs_no_password_and_confirms_by_the_directory(
    opened: Establishment, browser: httpx.Client, directory: Directory, person: Person
) -> None:
    invited = Invited("newcomer", Role.RADIOLOGIST, "New Comer")
    secret = opened.house.invitations.make(OPERATOR, opened.hospital_id, invited)
    assert post(browser, "session/invitation", {"secret": secret}).json()["has_directory"]
    address = post(browser, "session/directory/invited", {"secret": secret}).json()["address"]
    entered = come_back(browser, at_directory(address, "s1002")).json()
    assert entered["login"] == "newcomer"
    assert post(browser, "session/directory/invited", {"secret": secret}).json()["problem"] == "invitation-over"
    assert post(browser, "session", {"login": "newcomer", "password": ""}).status_code == 401

    word = entered["csrf"]
    assert post(browser, "account/factor", {"password": "directory.none"}, word).json()["problem"] == "wrong-proof"
    address = post(browser, "account/directory/confirm", {}, word).json()["address"]
    assert parse_qs(urlsplit(address).query)["max_age"] == ["0"]
    other = come_back(browser, at_directory(address, "s1001"))
    assert (other.status_code, other.json()["problem"]) == (403, "directory-other")
    address = post(browser, "account/directory/confirm", {}, word).json()["address"]
    step = come_back(browser, at_directory(address, "s1002")).json()
    assert step["next"] == "confirm"
    proof = {"password": step["ticket"]}
    # It is theirs alone, and good once.
    with httpx.Client(base_url=opened.served.url) as theirs:
        their_word = sign_in(theirs, person.login)["X-CSRF-Token"]
        assert post(theirs, "account/factor", proof, their_word).status_code == 403
    assert post(browser, "account/factor", proof, word).status_code == 200
    assert post(browser, "account/factor", proof, word).status_code == 403


def test_numbers_and_roles_come_from_the_claims_that_the_hospital_names(
    opened: Establishment, browser: httpx.Client, directory: Directory, person: Person
) -> None:
    mapped = replace(
        directory,
        number_claim="employee_number",
        role_claim="groups",
        roles={"doctors": Role.RADIOLOGIST, "readers": Role.CLINICIAN},
    )
    opened.house.directories.set(OPERATOR, mapped)
    # Under another claim nobody is known yet.
    assert through(browser, "s1001").json()["told"] == {"number": "E-77"}
    opened.house.arriving.known.bind(OPERATOR, mapped, person, "E-78")
    assert through(browser, "s1002").json()["role"] == "clinician"
    assert ("set-role", "person", {"by": "directory"}) in told(opened, person.login)
    opened.house.directories.set(OPERATOR, replace(mapped, roles={"surgeons": Role.CLINICIAN}))
    assert through(browser, "s1002").json()["problem"] == "directory-role"
    opened.house.directories.set(OPERATOR, replace(mapped, number_claim="department"))
    assert through(browser, "s1002").json()["told"] == {"claim": "department"}


def test_what_the_directory_refuses_is_said(
    opened: Establishment, browser: httpx.Client, directory: Directory, person: Person
) -> None:
    refused = come_back(browser, at_directory(set_out(browser), "s1001", "wrong"))
    assert (refused.status_code, refused.json()["problem"]) == (403, "directory-refused")
    brought = at_directory(set_out(browser), "s1001")
    assert come_back(browser, brought | {"iss": "https://another.example"}).json()["problem"] == "directory-wrong"
    brought = at_directory(set_out(browser), "s1001")
    # Another hospital's directory had sent the person on to this one, to have its codes.
    elsewhere = come_back(browser, brought | {"hospital_id": opened.hospital_id + 1})
    assert (elsewhere.status_code, elsewhere.json()["problem"]) == (400, "directory-wrong")
    opened.house.directories.set(OPERATOR, replace(directory, client_secret="another"))
    assert through(browser, "s1001").json()["problem"] == "directory-wrong"
    opened.house.directories.set(OPERATOR, replace(directory, is_open=False))
    assert post(browser, "session/directory", {"hospital": "MAIN"}).json()["problem"] == "directory-none"
    assert browser.get("/desk/api/session/directories").json()["directories"] == []


def test_an_administrator_sets_the_directory_up_and_its_secret_is_never_shown(
    opened: Establishment, browser: httpx.Client, provider: RunningDirectory, directory: Directory
) -> None:
    word = sign_in(browser, "administrator")["X-CSRF-Token"]
    form = {"issuer": provider.issuer, "client_id": CLIENT}
    assert post(browser, "directory", form, word).json()["directory"]["has_secret"]
    assert SECRET not in browser.get("/desk/api/directory").text
    assert post(browser, "directory/test", {}, word).json() == {"is_fine": True}
    moved = {**form, "issuer": provider.issuer + "/elsewhere"}
    assert not post(browser, "directory", moved, word).json()["directory"]["has_secret"]
    assert post(browser, "directory/test", {}, word).json()["problem"] == "directory-wrong"
    for wrong in ({"issuer": "http://login.example.org"}, {"issuer": "https://u:p@login.example.org"}):
        assert post(browser, "directory", {**form, **wrong}, word).json()["problem"] == "directory-address"
    for wrong in ({"scopes": "profile"}, {"roles": {"boss": "administrator"}, "role_claim": "groups"}):
        assert post(browser, "directory", {**form, **wrong}, word).json()["problem"] == "directory-form"
    assert post(browser, "directory/remove", {}, word).json()["directory"] is None
    assert post(browser, "directory/test", {}, word).status_code == 404
    front_desk = httpx.Client(base_url=opened.served.url)
    with front_desk:
        sign_in(front_desk, "front-desk")
        assert front_desk.get("/desk/api/directory").status_code == 403
