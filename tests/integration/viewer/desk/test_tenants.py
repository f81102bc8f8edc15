"""Every endpoint, asked for things of another hospital by everybody who works in one: nothing is given or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.routing import Route

from imaging.access.actors import Role, TokenScope
from imaging.access.invitations import Invited
from imaging.archive.ingest import Origin
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment, establishment
from tests.synthetic import secondary_capture
from viewer.app import application
from viewer.route_names import flatten

# Nothing there names a thing of a hospital: sign-in, pages, one's own account, what is searched with an empty body.
NUMBERED = re.compile(r"\{\w+:int\}")
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Street:
    """Two hospitals next to each other; all that has a number lies in the first, under the number 1."""

    opened: Establishment
    kept: str


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with establishment(tmp_path_factory.mktemp("street")) as opened:
        house, ours = opened.house, opened.hospital_id
        doctor = house.people.add("first", PASSWORD, ours, Role.RADIOLOGIST)
        admin = house.people.add("first-admin", PASSWORD, ours, Role.ADMINISTRATOR)
        house.departments.add(ours, "CT")
        house.ae_titles.add("CT1", ours, "10.1.2.3")
        house.tokens.create(ours, [TokenScope.READ], "HIS")
        house.invitations.make(admin, ours, Invited("newcomer", Role.CLINICIAN))
        new = NewOrder("A1", "P1", "Zhang^San=张^三", "19800101", "Head CT", "M", "CT")
        order = house.appointments.book(admin, ours, new, phone="13800001234").order
        house.reports.add(doctor, order.id, ours, NewReport(ReportState.FINAL, "Unremarkable."))
        file = house.archive.landing.begin()
        file.write(
            secondary_capture(
                PatientID="P1", PatientName="Zhang^San=张^三", PatientBirthDate="19800101", AccessionNumber="A1",
                PatientSex="M", Modality="CT",
            )
        )  # fmt: skip
        house.archive.ingest.accept(file, Origin(ours, "test"))
        house.bindings.bind_new_studies()
        east = house.hospitals.ensure("EAST", "East").id
        for role in Role:
            house.people.add(f"{role.value}@east", PASSWORD, east, role)
        yield Street(opened, "Zhang")


def calls(street: Street) -> list[tuple[str, str]]:
    """Every endpoint whose path names a thing by its number."""
    found = []
    for prefix, route in flatten(application(street.opened.house).routes):
        assert isinstance(route, Route)
        path = prefix + route.path
        if path.startswith("/desk/api/") and NUMBERED.search(path):
            filled = re.sub(r"\{\w+\}", "x", NUMBERED.sub("1", path))
            found += [(method, filled) for method in (route.methods or set()) - {"HEAD"}]
    assert len(found) > 40
    return found


@pytest.mark.parametrize("role", Role)
def test_nobody_gets_or_changes_a_thing_of_another_hospital(street: Street, role: Role) -> None:
    with httpx.Client(base_url=street.opened.served.url) as browser:
        word = sign_in(browser, f"{role.value}@east")
        for method, path in calls(street):
            body = {"json": {}, "headers": word} if method in CHANGING else {}
            answer = browser.request(method, path, **body)
            assert answer.is_client_error, f"{method} {path} as {role}: {answer.status_code} {answer.text[:200]}"
            assert street.kept not in answer.text
            assert "张" not in answer.text


def test_those_of_the_hospital_itself_do_get_them(street: Street) -> None:
    """What is refused above is there."""
    with httpx.Client(base_url=street.opened.served.url) as browser:
        sign_in(browser, "first")
        given = {path for method, path in calls(street) if method == "GET" and browser.get(path).is_success}
    assert len(given) > 5, given
    assert {"/desk/api/orders/1", "/desk/api/studies/1/view", "/desk/api/studies/1/grants"} <= given
