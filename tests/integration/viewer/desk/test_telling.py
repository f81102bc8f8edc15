"""Being told, over HTTP: whose news, whose choices, whose hooks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from imaging.access.actors import Role
from imaging.exchange.telling.news import Kind, News, Urgency
from imaging.index.tables import sessions
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.receivers import MailServer, PushedBrowser, Receiver, running_mail_server, running_receiver, text_of
from tests.serving import Establishment, establishment
from tests.unit.imaging.exchange.telling.conftest import code_in

API = "/desk/api"


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with running_mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture(scope="module")
def house(mail: MailServer) -> Iterator[Establishment]:
    """Two hospitals with a clinician and an administrator each, and a guest."""
    with establishment(smtp_url=mail.url, mail_from="filmless@hospital.example") as opened:
        people = opened.house.people
        other = opened.house.hospitals.add("OTHER", "Other").id
        for hospital_id, suffix in ((opened.hospital_id, ""), (other, "-elsewhere")):
            people.add(f"ann{suffix}", PASSWORD, hospital_id, Role.CLINICIAN)
            people.add(f"admin{suffix}", PASSWORD, hospital_id, Role.ADMINISTRATOR)
        people.add("guest", PASSWORD, opened.hospital_id, Role.GUEST_EXPERT)
        yield opened


class Sitting:
    """Somebody signed in."""

    def __init__(self, client: httpx.Client, login: str) -> None:
        self.client, self.headers = client, sign_in(client, login)

    def get(self, path: str, **headers: str) -> Any:
        answer = self.client.get(API + path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object = None, status: int = 200) -> Any:
        answer = self.client.post(API + path, json=body or {}, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def sit(house: Establishment) -> Iterator[Any]:
    clients: list[httpx.Client] = []

    def sitting(login: str) -> Sitting:
        clients.append(httpx.Client(base_url=house.served.url))
        return Sitting(clients[-1], login)

    yield sitting
    for client in clients:
        client.close()


def tell(house: Establishment, login: str, key: str, kind: Kind = Kind.CONSULT_ASKED) -> None:
    user_id = house.house.people.by_login(login).user_id
    with house.house.index.write() as connection:
        news = News([user_id], kind, key, "/c/7", Urgency.URGENT, house.hospital_id)
        house.house.telling.inbox.tell(connection, news)


def test_everybody_has_an_inbox_of_their_own(house: Establishment, sit: Any) -> None:
    ann, guest = sit("ann"), sit("guest")
    for key in ("own-1", "own-2"):
        tell(house, "ann", key)
    tell(house, "guest", "own-1", Kind.CONSULT_HANDED_ON)
    first, second = ann.get("/news")["news"][:2]
    assert (first["kind"], first["hospital"], first["path"], first["is_read"]) == (
        "consult-asked", "MAIN", "/c/7", False,
    )  # fmt: skip
    assert ann.get("/news/unread") == {"unread": 2}
    # Nobody reads for anybody else.
    guest.post(f"/news/{first['id']}/read", status=404)
    assert ann.get("/news/unread", **{"X-Unattended": "1"}) == {"unread": 2}
    assert [each["is_read"] for each in ann.post(f"/news/{second['id']}/read")["news"][:2]] == [False, True]
    ann.post("/news/read")
    assert (ann.get("/news/unread"), guest.get("/news/unread")) == ({"unread": 0}, {"unread": 1})
    assert [each["kind"] for each in guest.get("/news")["news"]] == ["consult-handed-on"]


def test_asking_for_the_count_keeps_nobody_signed_in(house: Establishment, sit: Any) -> None:
    ann = sit("ann")
    with house.house.index.read() as connection:
        latest = select(func.max(sessions.c.seen_at))
        before = connection.scalar(latest)
        ann.get("/news/unread", **{"X-Unattended": "1"})
        assert connection.scalar(latest) == before


def test_choices_are_kept_and_wrong_ones_refused(sit: Any) -> None:
    ann = sit("ann")
    usual = ann.get("/account/telling")
    assert usual["choices"]["is_usual"]
    assert usual["choices"]["channels"]["consult-asked"] == ["mail", "push"]
    assert usual["choices"]["quiet"] == {"from_minute": 1320, "until_minute": 420}
    chosen = {
        "language": "en",
        "channels": {"consult-asked": ["push"]},
        "quiet": None,
        "time_zone": "Europe/Berlin",
        "digest_minutes": 60,
    }
    kept = ann.post("/account/telling", chosen)["choices"]
    assert (kept["is_usual"], kept["channels"]["consult-asked"], kept["channels"]["consult-live"]) == (
        False, ["push"], [],
    )  # fmt: skip
    assert (kept["quiet"], kept["time_zone"], kept["digest_minutes"]) == (None, "Europe/Berlin", 60)
    for wrong in (
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"digest_minutes": 7},
        {"channels": {"consult-asked": ["hook"]}},
        {"channels": {"gossip": ["push"]}},
        {"quiet": {"from_minute": 60, "until_minute": 60}},
        {"quiet": {"from_minute": -1, "until_minute": 60}},
    ):
        ann.post("/account/telling", chosen | wrong, 400)
    assert ann.get("/account/telling")["choices"] == kept


def test_a_browser_is_switched_on_tried_and_switched_off(sit: Any, receiver: Receiver) -> None:
    ann, browser = sit("ann"), PushedBrowser(receiver)
    given = {
        "endpoint": browser.endpoint,
        "p256dh": text_of(browser.public),
        "auth": text_of(browser.auth),
        "language": "zh",
    }
    where = {"endpoint": browser.endpoint}
    assert ann.post("/account/telling/browsers/here", where) == {"is_here": False}
    (kept,) = ann.post("/account/telling/browsers", given)["browsers"]
    assert kept["browser"].startswith("python-httpx")
    assert ann.post("/account/telling/browsers/here", where) == {"is_here": True}
    guest = sit("guest")
    assert guest.post("/account/telling/browsers/here", where) == {"is_here": False}
    guest.post(f"/account/telling/browsers/{kept['id']}/remove", status=404)
    assert ann.post("/account/telling/test", {"channel": "push"})["came_to"] == ["sent"]
    assert browser.read(receiver.received[-1])["title"] == "这是一条测试消息"
    receiver.answers = [(410, {}, b"")]
    gone = ann.post("/account/telling/test", {"channel": "push"})
    assert (gone["came_to"], gone["browsers"]) == (["gone"], [])
    (kept,) = ann.post("/account/telling/browsers", given)["browsers"]
    assert ann.post(f"/account/telling/browsers/{kept['id']}/remove")["browsers"] == []
    ann.post("/account/telling/browsers", given | {"endpoint": "http://10.0.0.1/"}, 400)


def test_an_address_is_confirmed_by_its_code(sit: Any, mail: MailServer) -> None:
    ann = sit("ann")
    asked = ann.post("/account/telling/mail", {"address": " ann@hospital.example ", "language": "en"})
    assert (asked["came_to"], asked["mail"]["address"], asked["mail"]["wanted"]) == (
        ["sent"], "", "ann@hospital.example",
    )  # fmt: skip
    ann.post("/account/telling/mail/confirm", {"code": "12345x"}, 400)
    code = code_in(mail.letters[-1].get_content())
    assert ann.post("/account/telling/mail/confirm", {"code": code})["mail"]["address"] == "ann@hospital.example"
    assert ann.post("/account/telling/test", {"channel": "mail"})["came_to"] == ["sent"]
    mail.answers = ["452 full"]
    assert ann.post("/account/telling/test", {"channel": "mail"})["came_to"] == ["busy"]
    assert ann.post("/account/telling/mail/remove")["mail"]["address"] == ""


def hook_at(receiver: Receiver, **given: Any) -> dict[str, Any]:
    said = {"name": "心内科群", "shape": "dingtalk", "url": f"{receiver.url}/robot/send?access_token=t0ken"}
    return {**said, "secret": "SECret", "kinds": ["consult-asked"], "language": "zh", **given}


def test_an_administrator_sets_robots_up_for_their_hospital(sit: Any, receiver: Receiver) -> None:
    admin, elsewhere = sit("admin"), sit("admin-elsewhere")
    (hook,) = admin.post("/notifications/hooks", hook_at(receiver))["hooks"]
    assert hook["host"] == receiver.url.removeprefix("http://")
    # What opens it is never shown again.
    assert "t0ken" not in str(admin.get("/notifications"))
    assert "SECret" not in str(admin.get("/notifications"))
    assert elsewhere.get("/notifications")["hooks"] == []
    for action in ("test", "remove"):
        elsewhere.post(f"/notifications/hooks/{hook['id']}/{action}", status=404)
    assert admin.post(f"/notifications/hooks/{hook['id']}/test")["came_to"] == "sent"
    receiver.answers = [(200, {}, b'{"errcode":310000,"errmsg":"sign not match"}')]
    tried = admin.post(f"/notifications/hooks/{hook['id']}/test")
    assert (tried["came_to"], tried["hooks"][0]["trouble"]) == ("not-let-in", "not-let-in")
    assert admin.post(f"/notifications/hooks/{hook['id']}/remove")["hooks"] == []


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"url": "http://10.0.0.1/"}, "hook-address"),
        ({"url": "javascript:alert(1)"}, "hook-address"),
        ({"shape": "signed"}, "hook-key"),
        ({"kinds": []}, "field-missing"),
        ({"name": " "}, "field-wrong"),
        ({"name": "a\x07"}, "field-wrong"),
        ({"department_id": 99}, "not-found"),
    ],
)
def test_what_can_be_no_hook_says_why(sit: Any, receiver: Receiver, given: dict[str, Any], problem: str) -> None:
    admin = sit("admin")
    body = hook_at(receiver, **given)
    assert admin.post("/notifications/hooks", body, 404 if problem == "not-found" else 400)["problem"] == problem


def test_deputies_are_of_the_own_hospital(house: Establishment, sit: Any) -> None:
    admin = sit("admin")
    ann, stranger = (house.house.people.by_login(each).user_id for each in ("ann", "ann-elsewhere"))
    body = {"minutes": {"urgent": 10}, "deputies": [{"user_id": ann}]}
    kept = admin.post("/notifications/escalation", body)
    assert kept["minutes"] == {"routine": 240, "urgent": 10, "emergency": 5}
    assert kept["deputies"] == [{"user_id": ann, "department_id": None}]
    admin.post("/notifications/escalation", {"minutes": {}, "deputies": [{"user_id": stranger}]}, 404)
    admin.post("/notifications/escalation", {"minutes": {"urgent": 0}, "deputies": []}, 400)
    assert admin.get("/notifications")["deputies"] == kept["deputies"]


def test_nobody_else_sets_anything_up(sit: Any, receiver: Receiver) -> None:
    for login in ("ann", "guest"):
        person = sit(login)
        assert person.client.get(f"{API}/notifications").status_code == 403
        person.post("/notifications/hooks", hook_at(receiver), 403)
        person.post("/notifications/escalation", {"minutes": {}, "deputies": []}, 403)


def test_without_a_session_or_a_page_nothing_is_told(house: Establishment, sit: Any) -> None:
    with httpx.Client(base_url=house.served.url) as stranger:
        for path in ("/news", "/news/unread", "/account/telling", "/notifications"):
            assert stranger.get(API + path).status_code == 401
    ann = sit("ann")
    assert ann.client.post(f"{API}/news/read", json={}).status_code == 403


def test_the_script_of_push_messages_stands_at_the_root(house: Establishment) -> None:
    answer = httpx.get(f"{house.served.url}/push-worker.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
