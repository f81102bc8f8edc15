"""Whom the desk's endpoints refuse."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update
from starlette.routing import Route

from imaging.access.actors import Role
from imaging.access.sessions import session_hash
from imaging.index.tables import sessions
from imaging.orders.orders import NewOrder
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment, establishment
from viewer.certificate import write_certificate
from viewer.desk.routes import routes


def calls(opened: Establishment) -> list[tuple[str, str]]:
    """Every endpoint of the desk with a path that could be asked for."""
    found = []
    for route in routes(opened.house):
        assert isinstance(route, Route)
        path = re.sub(r"\{\w+(:int)?\}", "1", route.path.replace("{path:path}", "x"))
        # The steps of signing in are before any session; what they refuse stands in test_signing_in.py.
        if path.startswith("/desk/api/") and not path.startswith("/desk/api/session"):
            found += [(method, path) for method in (route.methods or set()) - {"HEAD"}]
    assert len(found) > 20
    return found


def test_nothing_answers_without_a_session(opened: Establishment, browser: httpx.Client) -> None:
    for method, path in calls(opened):
        answer = browser.request(method, path, json={} if method == "POST" else None)
        assert answer.status_code == 401, f"{method} {path}"


def test_no_change_is_made_without_the_word_of_a_page(opened: Establishment, browser: httpx.Client) -> None:
    sign_in(browser, "administrator")
    for method, path in calls(opened):
        if method != "GET":
            assert browser.request(method, path, json={}).status_code == 403, f"{method} {path}"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
        {"X-CSRF-Token": "0" * 64},
    ],
)
def test_what_another_site_can_send_is_refused(browser: httpx.Client, headers: dict[str, str]) -> None:
    word = sign_in(browser, "administrator")
    content = b'{"login": "intruder", "role": "administrator"}'
    ours = {"Content-Type": "application/json"} | word
    assert browser.post("/desk/api/people", content=content, headers=ours | headers).status_code == 403


def test_a_page_left_open_keeps_no_session_alive(opened: Establishment, browser: httpx.Client) -> None:
    own = sign_in(browser, "administrator")
    id_hash = session_hash(browser.cookies["filmless-session"])

    def is_kept_alive_by(method: str, path: str, headers: dict[str, str]) -> bool:
        long_ago = opened.house.clock.now() - timedelta(minutes=10)
        with opened.house.index.write() as connection:
            one = sessions.c.id_hash == id_hash
            connection.execute(update(sessions).where(one).values(seen_at=long_ago))
        opened.house.sessions._known.clear()
        browser.request(method, f"/desk/api/{path}", headers=headers, json={} if method == "POST" else None)
        with opened.house.index.read() as connection:
            return connection.scalar(select(sessions.c.seen_at).where(one)) != long_ago

    # A page that nobody touches says so; one of a former session, such as that of somebody else, shows a stale word.
    untouched = {"X-Unattended": "1"}
    assert not is_kept_alive_by("GET", "session", untouched)
    assert not is_kept_alive_by("GET", "people", untouched)
    assert not is_kept_alive_by("POST", "people", own | untouched)
    assert not is_kept_alive_by("POST", "people", {"X-CSRF-Token": "0" * 64})
    assert is_kept_alive_by("GET", "session", {})
    assert is_kept_alive_by("POST", "people", own)


def test_another_site_can_sign_nobody_in(browser: httpx.Client) -> None:
    credentials = {"login": "front-desk", "password": PASSWORD}
    answer = browser.post("/desk/api/session", json=credentials, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_cookie_opens_no_machine_api_for_another_site(browser: httpx.Client) -> None:
    sign_in(browser, "administrator")
    assert browser.post("/api/v1/orders", json={}).status_code == 403


def test_a_role_opens_only_what_belongs_to_it(opened: Establishment, browser: httpx.Client) -> None:
    word = sign_in(browser, "front-desk")
    assert browser.get("/desk/api/orders").status_code == 200
    for part in ("people", "machines", "tokens", "audit", "state", "quarantine"):
        asked = [(method, path) for method, path in calls(opened) if part in path]
        assert asked, part
        for method, path in asked:
            assert browser.request(method, path, json={}, headers=word).status_code == 403, f"{method} {path}"
    denied = opened.house.audit.list(hospital_id=opened.hospital_id, limit=1)[0]
    assert (denied.actor, denied.outcome) == ("front-desk", "denied")


def test_nothing_of_another_hospital_is_shown_or_changed(opened: Establishment, browser: httpx.Client) -> None:
    house = opened.house
    other = house.hospitals.ensure("OTHER", "Another hospital")
    colleague = house.people.add("other-admin", PASSWORD, other.id, Role.ADMINISTRATOR)
    theirs = house.appointments.book(colleague, other.id, NewOrder("X1", "P1", "Li^Si", "19900131", "CT")).order
    word = sign_in(browser, "administrator")
    assert browser.post("/desk/api/orders/search", json={"text": "X1"}, headers=word).json()["orders"] == []
    assert browser.get(f"/desk/api/orders/{theirs.id}").status_code == 404
    for path in (f"orders/{theirs.id}/slip", f"orders/{theirs.id}/switch-off", f"people/{colleague.user_id}/disable"):
        assert browser.post(f"/desk/api/{path}", json={}, headers=word).status_code == 404, path
    assert house.links.of_order(theirs.id)[0].revoked_at is None


def test_no_administrator_has_the_images_of_another_hospital_come_to_their_own(
    opened: Establishment, browser: httpx.Client
) -> None:
    house = opened.house
    other = house.hospitals.ensure("OTHER", "Another hospital")
    house.ae_titles.add("THEIRCT", other.id, "10.1.0.0/16")
    word = sign_in(browser, "administrator")
    for host in ("10.1.2.3", "10.0.0.0/8", ""):
        form = {"title": "THEIRCT", "host": host}
        assert browser.post("/desk/api/machines", json=form, headers=word).status_code == 409
    assert house.ae_titles.hospital_of("FILMLESS", "THEIRCT", "10.1.2.3") == other.id
    form = {"title": "THEIRCT", "host": "10.2.0.1"}
    assert browser.post("/desk/api/machines", json=form, headers=word).status_code == 200


def test_signing_in_gives_a_new_number_and_ends_the_old_one(opened: Establishment, browser: httpx.Client) -> None:
    sign_in(browser, "front-desk")
    (first,) = browser.cookies.jar
    sign_in(browser, "front-desk")
    (second,) = browser.cookies.jar
    assert first.value != second.value
    assert opened.house.sessions.person_of(first.value or "") is None


def test_guessing_is_slowed_down(browser: httpx.Client) -> None:
    wrong = {"login": "nobody", "password": "wrong"}
    statuses = [browser.post("/desk/api/session", json=wrong).status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    chain, key = write_certificate(tmp_path / "tls", ["127.0.0.1"], datetime.now(UTC))
    with establishment(tmp_path / "house", tls_certificate=chain, tls_key=key) as house:
        house.house.people.add("desk", PASSWORD, house.hospital_id, Role.FRONT_DESK)
        with httpx.Client(base_url=house.served.url, verify=False) as client:
            answer = client.post("/desk/api/session", json={"login": "desk", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-filmless-session=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()


def test_the_page_obeys_only_its_own_styles_and_scripts(browser: httpx.Client) -> None:
    first, second = browser.get("/"), browser.get("/")
    policy = first.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert policy != second.headers["content-security-policy"]
    assert "__nonce__" not in first.text
