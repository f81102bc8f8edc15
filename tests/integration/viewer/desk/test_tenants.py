"""Every route, asked for things of another hospital by everybody there is: nothing is given or changed (TI-01).

The routes are taken from the application itself. An address that names a thing in a way that `OURS` does not know, or
that answers whoever comes and is not among `OPEN`, makes this fail until somebody has written down what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.routing import Route

from imaging.access.actors import Role, TokenScope
from imaging.access.invitations import Invited
from imaging.archive.ingest import Origin
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from imaging.sharing.links import IssuedLink
from tests.gathered import ask as consult
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment, establishment
from tests.synthetic import secondary_capture
from viewer.app import application
from viewer.route_names import flatten

STUDY, SERIES, IMAGE = "1.2.3.60", "1.2.3.60.1", "1.2.3.60.1.1"
# Of a consult that the first hospital has asked for.
CODE = "consult-of-ours"
PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
# What an address may name, and what of it is in the first hospital: there all that has a number has the number 1.
OURS = {
    "study": STUDY,
    "series": SERIES,
    "instance": IMAGE,
    "frames": "1",
    "path": "7fe00010",
    "handle": "x",
    "kind": "key-images",
    "annotation_id": "7d3f5a0e-1111-4222-8333-444455556666",
    "code": CODE,
}
# What answers whoever comes: pages and their files, and what says nothing of anybody.
OPEN = {
    "/", "/i", "/view", "/c/{code}", "/directory/{hospital_id:int}", "/healthz", "/readyz", "/robots.txt", "/metrics",
    "/api/v1/openapi.json",
    "/i/assets/{path:path}", "/view/assets/{path:path}", "/desk/assets/{path:path}", "/desk/api/session/directories",
    # The script that shows what is pushed; it says nothing about anybody.
    "/push-worker.js",
}  # fmt: skip
# The end of a session would be the end of the questions.
LEAVING = ("DELETE", "/desk/api/session")

# Whom lists show the most.
KEEPERS = {Role.RADIOLOGIST, Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Call:
    """A route, with the address of the first hospital's thing if it names one."""

    method: str
    route: str
    path: str

    @property
    def names_something(self) -> bool:
        """Whether its address names a thing."""
        return PARAMETER.search(self.route) is not None and self.route not in OPEN


@dataclass(frozen=True)
class Street:
    """Two hospitals next to each other; the patient, the images and the report are the first one's."""

    opened: Establishment
    link: IssuedLink
    # Of the second one, with a patient of its own.
    token: str
    neighbour: IssuedLink
    # What no answer to anybody of the second hospital may hold.
    kept: tuple[str, ...] = ("Zhang", "张三", "张^三", "A-ours")

    def check(self, call: Call, answer: httpx.Response, who: str) -> None:
        """See that somebody of the second hospital was given nothing."""
        said = f"{call.method} {call.path} as {who}: {answer.status_code} {answer.text[:200]}"
        assert answer.status_code < 500, said
        # A search that finds nothing is answered as well.
        is_empty = answer.content in {b"", b"[]"}
        assert not call.names_something or answer.is_client_error or is_empty, said
        assert not any(word in answer.text for word in self.kept), said


NEW = NewOrder("A-ours", "P1", "Zhang^San=张^三", "19800101", "Head CT", "M", "CT")


@pytest.fixture(scope="module")
def street() -> Iterator[Street]:
    with establishment() as opened:
        house, ours = opened.house, opened.hospital_id
        doctor = house.people.add("first", PASSWORD, ours, Role.RADIOLOGIST)
        admin = house.people.add("first-admin", PASSWORD, ours, Role.ADMINISTRATOR)
        house.departments.add(ours, "CT")
        house.ae_titles.add("CT1", ours, "10.1.2.3")
        house.tokens.create(ours, [TokenScope.READ], "HIS")
        house.invitations.make(admin, ours, Invited("newcomer", Role.CLINICIAN))
        booked = house.appointments.book(admin, ours, NEW, phone="13800001234")
        house.reports.add(doctor, booked.order.id, ours, NewReport(ReportState.FINAL, "Unremarkable."))
        file = house.archive.landing.begin()
        file.write(
            secondary_capture(
                StudyInstanceUID=STUDY, SeriesInstanceUID=SERIES, SOPInstanceUID=IMAGE, PatientID="P1",
                PatientName="Zhang^San=张^三", PatientBirthDate="19800101", AccessionNumber="A-ours",
                PatientSex="M", Modality="CT",
            )
        )  # fmt: skip
        house.archive.ingest.accept(file, Origin(ours, "test"))
        house.bindings.bind_new_studies()
        consult(house, doctor, 1, CODE)
        east = house.hospitals.ensure("EAST", "East").id
        for role in Role:
            house.people.add(f"{role.value}@east", PASSWORD, east, role)
        theirs = NewOrder("E1", "P1", "Li^Si", "19700101", "Chest CT", "M", "CT")
        neighbour = house.appointments.book(
            house.people.by_login("administrator@east"), east, theirs, phone="13900005678"
        )
        token = house.tokens.create(east, [TokenScope.READ, TokenScope.WRITE], "HIS of the east")
        assert booked.link is not None
        assert neighbour.link is not None
        yield Street(opened, booked.link, token, neighbour.link)


def calls(street: Street) -> list[Call]:
    """Every route of the application, filled with what is the first hospital's."""

    def ours(found: re.Match[str]) -> str:
        name, kind = found.groups()
        if kind == "int":
            return "1"
        known = OURS | {"link": street.link.secret.handle}
        assert name in known, f"Say in OURS what {{{name}}} names in {found.string}."
        return known[name]

    return [
        Call(method, prefix + route.path, PARAMETER.sub(ours, prefix + route.path))
        for prefix, route in flatten(application(street.opened.house).routes)
        # The rooms of consults are asked by tests of their own.
        if isinstance(route, Route)
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


def ask(browser: httpx.Client, call: Call, headers: dict[str, str]) -> httpx.Response:
    body = {"json": {}} if call.method in CHANGING else {}
    return browser.request(call.method, call.path, headers=headers, **body)


def ask_all(
    street: Street, browser: httpx.Client, who: str, headers: dict[str, str], which: Callable[[Call], bool]
) -> list[Call]:
    """Ask for these, and return what was answered."""
    given = []
    for call in filter(which, calls(street)):
        answer = ask(browser, call, headers)
        street.check(call, answer, who)
        given += [call] if answer.is_success else []
    return given


@pytest.mark.parametrize("role", Role)
def test_nobody_gets_or_changes_a_thing_of_another_hospital(street: Street, role: Role) -> None:
    def at_the_desk(call: Call) -> bool:
        is_asked = call.names_something or (call.method == "GET" and role in KEEPERS)
        return call.path.startswith("/desk/") and is_asked and (call.method, call.path) != LEAVING

    def with_a_session(call: Call) -> bool:
        return call.path.startswith(("/api/", "/dicom-web/", "/i/api/", "/c/api/"))

    with httpx.Client(base_url=street.opened.served.url) as browser:
        word = sign_in(browser, f"{role.value}@east")
        ask_all(street, browser, role, word, at_the_desk)
        if role is Role.RADIOLOGIST:
            ask_all(street, browser, role, word, with_a_session)


def test_no_system_of_another_hospital_does(street: Street) -> None:
    headers = {"Authorization": f"Bearer {street.token}"}
    with httpx.Client(base_url=street.opened.served.url) as browser:
        given = ask_all(street, browser, "system", headers, lambda call: call.route not in OPEN)
    assert {"/api/v1/orders", "/dicom-web/studies"} <= {call.route for call in given}, "it is let in"


def test_no_patient_of_another_hospital_does(street: Street) -> None:
    with httpx.Client(base_url=street.opened.served.url) as browser:
        knows = {"birth_date": "19700101", "last_four": "5678"}
        opened = browser.post("/i/api/session", json={"secret": street.neighbour.secret.text, "factor": knows})
        assert opened.is_success, opened.text
        ask_all(street, browser, "patient", {}, lambda call: call.route not in OPEN)
        assert browser.get(f"/i/api/links/{street.neighbour.secret.handle}/status").is_success, "it is let in"


def test_nobody_who_is_unknown_gets_anything_but_what_is_open(street: Street) -> None:
    with httpx.Client(base_url=street.opened.served.url) as browser:
        given = ask_all(street, browser, "nobody", {}, lambda call: call.path != "/desk/api/session")
    assert {call.route for call in given} <= OPEN


def test_those_of_the_hospital_itself_do_get_them(street: Street) -> None:
    """What is refused above is there."""
    with httpx.Client(base_url=street.opened.served.url) as browser:
        sign_in(browser, "first")
        asked = [call for call in calls(street) if call.method == "GET" and call.names_something]
        given = {call.path for call in asked if browser.get(call.path).is_success}
        knows = {"birth_date": "19800101", "last_four": "1234"}
        assert browser.post("/i/api/session", json={"secret": street.link.secret.text, "factor": knows}).is_success
        link = f"/i/api/links/{street.link.secret.handle}"
        assert all(browser.get(f"{link}/{name}").is_success for name in ("status", "report", "originals.zip"))
    assert {
        "/desk/api/orders/1", "/desk/api/studies/1/view", "/desk/api/studies/1/grants", "/api/v1/orders/1",
        f"/dicom-web/studies/{STUDY}/metadata",
    } <= given  # fmt: skip
