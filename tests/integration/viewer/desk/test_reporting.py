"""Reports by the desk's own addresses: who may do what, what is stored of markup, references whose words are true."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from imaging.access.actors import Role
from imaging.house import House
from imaging.orders.orders import NewOrder, Order
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment, establishment
from tests.synthetic import secondary_capture

PEOPLE = {
    "resident": Role.RADIOLOGIST,
    "senior": Role.RADIOLOGIST,
    "ward": Role.CLINICIAN,
    "desk": Role.FRONT_DESK,
    "admin": Role.ADMINISTRATOR,
}


@dataclass
class Clinic:
    """A hospital with people before their browsers, and another one."""

    opened: Establishment
    browsers: ExitStack
    _words: dict[str, tuple[httpx.Client, dict[str, str]]] = field(default_factory=dict)

    @property
    def house(self) -> House:
        return self.opened.house

    def ask(self, login: str, method: str, path: str, body: Any = None) -> httpx.Response:
        if login not in self._words:
            client = self.browsers.enter_context(httpx.Client(base_url=self.opened.served.url))
            self._words[login] = (client, sign_in(client, login))
        client, headers = self._words[login]
        return client.request(method, f"/desk/api/reporting{path}", json=body, headers=headers)

    def post(self, login: str, path: str, **body: Any) -> dict[str, Any]:
        answer = self.ask(login, "POST", path, body)
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    def exam(self, number: str) -> Order:
        new = NewOrder(number, "P-7", "李四", "19700101", "胸部 CT", "M", "CT")
        order, _ = self.house.orders.create(self.opened.hospital_id, new)
        study = f"1.2.7.{sum(map(ord, number))}"
        data = secondary_capture(
            StudyInstanceUID=study, SeriesInstanceUID=f"{study}.1", SOPInstanceUID=f"{study}.1.1", Modality="CT",
            PatientID="P-7", PatientName="李四", PatientBirthDate="19700101", PatientSex="M", AccessionNumber=number,
        )  # fmt: skip
        path = self.house.settings.data_dir / f"{number}.dcm"
        path.write_bytes(data)
        self.opened.receive(path)
        self.house.bindings.bind_new_studies()
        return order

    def signed(self, number: str, **sections: str) -> Order:
        order = self.exam(number)
        work = self.post("senior", f"/orders/{order.id}/begin", language="en")["work"]
        self.post("senior", f"/works/{work['id']}/save", revision=1, language="en", sections=sections)
        self.post("senior", f"/works/{work['id']}/sign", password=PASSWORD, revision=2)
        return order


@pytest.fixture(scope="module")
def clinic() -> Iterator[Clinic]:
    with establishment() as opened, ExitStack() as browsers:
        people = opened.house.people
        for login, role in PEOPLE.items():
            people.add(login, PASSWORD, opened.hospital_id, role)
        people.set_licence(people.by_login("senior").user_id, "110")
        people.confirm_licence(people.by_login("senior").user_id, "110", None)
        people.add("elsewhere", PASSWORD, opened.house.hospitals.add("EAST", "East").id, Role.CLINICIAN)
        yield Clinic(opened, browsers)


@pytest.mark.parametrize(
    ("login", "method", "path", "status"),
    [
        ("ward", "GET", "/orders/{order}", 200),
        ("ward", "POST", "/orders/{order}/begin", 403),
        ("ward", "GET", "/inbox", 200),
        ("ward", "GET", "/templates", 403),
        ("desk", "GET", "/orders/{order}", 403),
        ("desk", "GET", "/inbox", 403),
        ("admin", "GET", "/orders/{order}", 403),
        ("admin", "GET", "/rules", 200),
        ("senior", "GET", "/rules", 403),
        ("desk", "POST", "/orders/{order}/hold", 403),
        ("elsewhere", "GET", "/orders/{order}", 403),
        ("elsewhere", "GET", "/orders/{order}/versions/1.pdf", 403),
        ("elsewhere", "POST", "/orders/{order}/release", 403),
        ("senior", "GET", "/orders/999", 404),
    ],
)
def test_each_role_does_what_is_its_own(clinic: Clinic, login: str, method: str, path: str, status: int) -> None:
    order = clinic.house.orders.by_accession_number(clinic.opened.hospital_id, "R-0") or clinic.signed(
        "R-0", findings="<p>x</p>"
    )
    body = {"reason": "x"} if path.endswith("hold") else {}
    assert clinic.ask(login, method, path.format(order=order.id), body).status_code == status


def test_only_a_confirmed_licence_signs_and_only_with_the_password(clinic: Clinic) -> None:
    order = clinic.exam("R-1")
    work = clinic.post("resident", f"/orders/{order.id}/begin", language="en")["work"]
    path = f"/works/{work['id']}"
    clinic.post("resident", f"{path}/save", revision=1, language="en", sections={"findings": "<p>Clear.</p>"})
    refused = clinic.ask("resident", "POST", f"{path}/sign", {"password": PASSWORD, "revision": 2})
    assert (refused.status_code, refused.json()["problem"]) == (403, "not-licensed")
    wrong = clinic.ask("resident", "POST", f"{path}/submit", {"password": "something else", "revision": 2})
    assert (wrong.status_code, wrong.json()["problem"]) == (403, "wrong-proof")
    clinic.post("resident", f"{path}/submit", password=PASSWORD, note="look please", revision=2)
    inbox = clinic.ask("senior", "GET", "/inbox").json()
    assert [each["order"]["id"] for each in inbox["to_review"]] == [order.id]
    clinic.post("senior", f"{path}/take-over", note="")
    behind = clinic.ask("senior", "POST", f"{path}/sign", {"password": PASSWORD, "revision": 1})
    assert (behind.status_code, behind.json()["problem"]) == (409, "report-edited")
    whole = clinic.post("senior", f"{path}/sign", password=PASSWORD, revision=2)
    assert [(each["state"], each["is_released"]) for each in whole["versions"]] == [
        ("final", True),
        ("preliminary", False),
    ]
    assert whole["versions"][0]["written"]["signatures"][0]["meaning"] == "reviewer"
    intact = clinic.ask("ward", "GET", f"/orders/{order.id}/versions/2/intact").json()
    assert intact["is_intact"]
    before = len(told(clinic.opened, "ward"))
    assert clinic.ask("ward", "GET", f"/orders/{order.id}/changes/1/2").status_code == 200
    assert told(clinic.opened, "ward")[before:] == [("see-reports", "order", {"role": "clinician"})]
    (signing,) = [
        detail
        for action, _, detail in told(clinic.opened, "senior")
        if detail.get("order") == order.id and action == "sign-reports"
    ]
    assert signing["sha256"] == intact["sha256"]


def test_markup_is_cleaned_before_it_is_stored_and_plain_for_machines(clinic: Clinic) -> None:
    evil = '<p onclick="x()">a<script>alert(1)</script><img src=x onerror=alert(2)> &lt;b&gt; <b>bold</b></p>'
    order = clinic.signed("R-2", findings=evil)
    whole = clinic.ask("ward", "GET", f"/orders/{order.id}").json()
    assert whole["versions"][0]["written"]["sections"] == {"findings": "<p>a &lt;b&gt; <strong>bold</strong></p>"}
    path = f"{clinic.opened.served.url}/api/v1/orders/{order.id}/report"
    (told_to_machines,) = httpx.get(path, headers=clinic.opened.headers).json()["reports"]
    assert (told_to_machines["text"], told_to_machines["state"]) == ("Findings\na <b> bold", "final")
    assert httpx.get(f"{path}.pdf", headers=clinic.opened.headers).content.startswith(b"%PDF-")


def test_the_words_of_a_reference_are_the_servers(clinic: Clinic) -> None:
    order, annotation = clinic.exam("R-3"), str(uuid.uuid4())
    (study_id,) = clinic.house.bindings.study_ids(order.id)
    (instance,) = clinic.house.archive.retrieve.instances_of(None, f"1.2.7.{sum(map(ord, 'R-3'))}")
    client, headers = clinic._words["senior"]
    drawn = {
        "does": "put",
        "id": annotation,
        "annotation": {"kind": "length", "place": {"instance_id": instance.id}, "points": [[1, 1], [1, 9]]},
    }
    assert client.post(f"/desk/api/studies/{study_id}/annotations", json=drawn, headers=headers).status_code == 200
    key = {
        "does": "put",
        "id": str(uuid.uuid4()),
        "annotation": {"kind": "key-image", "place": {"instance_id": instance.id}, "text": "nodule"},
    }
    assert client.post(f"/desk/api/studies/{study_id}/annotations", json=key, headers=headers).status_code == 200
    offered = clinic.ask("senior", "GET", f"/orders/{order.id}/insertables?language=en").json()["insertables"]
    measured = next(each for each in offered if each["kind"] == "measurement")
    marked = next(each for each in offered if each["kind"] == "key-image")
    assert (measured["reference"], measured["text"]) == (f"{annotation}.1", "8.0 px")
    assert marked["text"].endswith("nodule")
    work = clinic.post("senior", f"/orders/{order.id}/begin", language="en")["work"]
    forged = (
        f'<p>Nodule of <span data-measurement="{annotation}.1">800 px</span>, '
        f'<span data-measurement="{uuid.uuid4()}.1">9 mm</span>, <span data-key-image="{key["id"]}">?</span></p>'
    )
    clinic.post("senior", f"/works/{work['id']}/save", revision=1, language="en", sections={"findings": forged})
    whole = clinic.post("senior", f"/works/{work['id']}/sign", password=PASSWORD, revision=2)
    assert whole["versions"][0]["text"] == f"Findings\nNodule of 8.0 px, 9 mm, {marked['text']}"
    assert whole["versions"][0]["written"]["sections"]["findings"].count("data-measurement") == 1


def test_a_colleague_of_another_hospital_reads_what_was_opened_and_nothing_of_the_writing(clinic: Clinic) -> None:
    order = clinic.signed("R-4", findings="<p>Clear.</p>")
    (study_id,) = clinic.house.bindings.study_ids(order.id)
    assert clinic.ask("elsewhere", "GET", f"/studies/{study_id}").status_code == 403
    stranger = clinic.house.people.by_login("elsewhere")
    client, headers = clinic._words["senior"]
    ends = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    given = {"to_user_id": stranger.user_id, "ends_at": ends}
    answer = client.post(f"/desk/api/studies/{study_id}/grants", json=given, headers=headers)
    assert answer.status_code == 200, answer.text
    assert clinic.ask("elsewhere", "GET", f"/studies/{study_id}").json() == {"order_id": order.id}
    whole = clinic.ask("elsewhere", "GET", f"/orders/{order.id}").json()
    assert (whole["is_own"], whole["work"], whole["critical"]) == (False, None, [])
    assert whole["versions"][0]["text"] == "Findings\nClear."
    assert [each["id"] for each in whole["studies"]] == [study_id]
    assert clinic.ask("elsewhere", "GET", f"/orders/{order.id}/versions/1.pdf").content.startswith(b"%PDF-")
    assert clinic.ask("elsewhere", "POST", f"/orders/{order.id}/release", {}).status_code == 403
    assert clinic.ask("elsewhere", "POST", f"/orders/{order.id}/hold", {"reason": "x"}).status_code == 403


def test_a_logo_is_made_anew_and_what_is_none_is_refused(clinic: Clinic) -> None:
    refused = clinic.ask("admin", "POST", "/logo", {"picture": "PHN2Zz48L3N2Zz4="})
    assert refused.status_code == 400
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    assert clinic.post("admin", "/logo", picture=png)["logo"].startswith("data:image/png;base64,")
    assert clinic.post("admin", "/logo", picture="")["logo"] is None


def test_a_version_that_came_meanwhile_is_told_and_taken_note_of(clinic: Clinic) -> None:
    order = clinic.exam("R-5")
    work = clinic.post("senior", f"/orders/{order.id}/begin", language="en")["work"]
    path = f"/works/{work['id']}"
    assert work["arrived"] is None
    clinic.post("senior", f"{path}/save", revision=1, language="en", sections={"findings": "<p>Ours.</p>"})
    outside = f"{clinic.opened.served.url}/api/v1/orders/{order.id}/report"
    brought = httpx.post(outside, json={"state": "final", "text": "Theirs."}, headers=clinic.opened.headers)
    assert brought.status_code == 201
    refused = clinic.ask("senior", "POST", f"{path}/sign", {"password": PASSWORD, "revision": 2})
    assert (refused.status_code, refused.json()["problem"]) == (409, "report-arrived")
    assert clinic.ask("senior", "GET", f"/orders/{order.id}").json()["work"]["arrived"] == 1
    clinic.post("senior", f"{path}/note-arrival")
    whole = clinic.post("senior", f"{path}/sign", password=PASSWORD, revision=2)
    assert [each["state"] for each in whole["versions"]] == ["amended", "final"]
