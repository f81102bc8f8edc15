"""An administrator keeps destinations and looks after the outbox."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from imaging.exchange.content import Content
from imaging.exchange.delivery import Delivery, Message
from imaging.exchange.queue import Queue
from imaging.exchange.shipment import refused
from tests.failing_receivers import KEY, Received, hook_server
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import sign_in
from tests.serving import Establishment

FORM = {"name": "HIS", "kind": "web-hook", "secret": KEY}


def test_a_destination_is_kept_tested_changed_and_forgotten(opened: Establishment, browser: httpx.Client) -> None:
    word = sign_in(browser, "administrator")
    received = Received()
    with hook_server(received) as port:
        form = FORM | {"url": f"http://127.0.0.1:{port}/"}
        answer = browser.post("/desk/api/destinations", json=form, headers=word)
        (kept,) = answer.json()["destinations"]
        assert KEY not in answer.text
        assert (kept["has_secret"], kept["receives"], kept["waiting"], kept["given_up"]) == (
            True, ["consult-outcome"], 0, 0,
        )  # fmt: skip
        path = f"/desk/api/destinations/{kept['id']}"
        reached = browser.post(f"{path}/test", headers=word).json()
        assert (reached["trouble"], reached["milliseconds"] >= 0) == (None, True)
    assert browser.post(f"{path}/test", headers=word).json()["trouble"] == "unreachable"
    renamed = {**form, "name": "HIS, the old one", "secret": "", "is_active": False}
    (changed,) = browser.post(path, json=renamed, headers=word).json()["destinations"]
    assert (changed["name"], changed["has_secret"], changed["is_active"]) == ("HIS, the old one", True, False)
    assert browser.delete(path, headers=word).json() == {"destinations": []}
    assert browser.delete(path, headers=word).status_code == 404
    acts = [(action, kind) for action, kind, _ in told(opened, "administrator") if kind == "destination"]
    assert acts == [(act, "destination") for act in (
        "add-destination", "test-destination", "change-destination", "remove-destination"
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"url": "https://169.254.169.254/latest"}, "destination-address"),
        ({"url": "https://his.example.org/", "secret": "short"}, "destination-key"),
        ({"kind": "hl7-mllp", "host": "10.0.0.1"}, "destination-address"),
        ({"kind": "carrier-pigeon"}, "field-wrong"),
        ({"url": "https://his.example.org/", "name": " "}, "field-wrong"),
    ],
)
def test_what_can_not_be_a_destination_is_told(browser: httpx.Client, wrong: dict[str, Any], problem: str) -> None:
    word = sign_in(browser, "administrator")
    answer = browser.post("/desk/api/destinations", json=FORM | wrong, headers=word)
    assert (answer.status_code, answer.json()["problem"]) == (400, problem)


def test_what_was_given_up_is_seen_sent_again_and_discarded(opened: Establishment, browser: httpx.Client) -> None:
    word, house = sign_in(browser, "administrator"), opened.house
    form = FORM | {"url": "https://his.example.org/hook", "name": "hook"}
    destination = browser.post("/desk/api/destinations", json=form, headers=word).json()["destinations"][-1]["id"]
    for number in range(2):
        notice = Delivery(opened.hospital_id, Content.CONSULT_OUTCOME, f"consult {number}", Message("{}"))
        with house.index.write() as connection:
            assert house.outbox.put(connection, notice) == 1
    queue = Queue(house.index, house.clock, house.audit, house.destinations)
    lease = queue.take(destination)
    assert lease is not None
    while (attempt := queue.begin(lease)) is not None:
        assert queue.end(lease, attempt, refused(code="404"))
    queue.let_go(lease)

    seen = browser.get("/desk/api/outbox", params={"list": "given-up"}).json()
    assert (seen["waiting"], seen["given_up"], seen["has_more"]) == (0, 2, False)
    later, sooner = seen["deliveries"]
    assert (later["key"], later["destination"], later["problem"], later["problem_code"]) == (
        "consult 1", "hook", "refused", "404",
    )  # fmt: skip
    left = browser.post(f"/desk/api/outbox/{later['id']}/resend", headers=word).json()
    assert [each["key"] for each in left["deliveries"]] == ["consult 0"]
    again = browser.post(f"/desk/api/outbox/{later['id']}/resend", headers=word)
    assert (again.status_code, again.json()["problem"]) == (409, "delivery-moved")
    discard = f"/desk/api/outbox/{sooner['id']}/discard"
    assert browser.post(discard, json={"reason": "no"}, headers=word).json()["problem"] == "reason-short"
    assert browser.post(discard, json={"reason": "The HIS is gone."}, headers=word).json()["given_up"] == 0
    waiting = browser.get("/desk/api/outbox", params={"list": "waiting"}).json()
    assert [each["key"] for each in waiting["deliveries"]] == ["consult 1"]
    (ended,) = browser.get("/desk/api/outbox", params={"list": "ended"}).json()["deliveries"]
    assert (ended["state"], ended["ended_by"], ended["reason"]) == ("discarded", "administrator", "The HIS is gone.")
    browser.delete(f"/desk/api/destinations/{destination}", headers=word)


@pytest.mark.parametrize("login", ["front-desk"])
def test_nobody_else_sees_or_changes_them(browser: httpx.Client, login: str) -> None:
    word = sign_in(browser, login)
    assert browser.get("/desk/api/destinations").status_code == 403
    assert browser.get("/desk/api/outbox").status_code == 403
    assert browser.post("/desk/api/destinations", json=FORM, headers=word).status_code == 403
    assert browser.post("/desk/api/outbox/1/resend", headers=word).status_code == 403
