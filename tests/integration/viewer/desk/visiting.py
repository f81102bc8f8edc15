"""Somebody at a hospital's directory without a browser: signs in there, and brings back what it gives."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.serving import Establishment

BEGIN, RETURNED = "session/directory", "session/directory/returned"


def post(browser: httpx.Client, path: str, body: dict[str, object] | None = None, word: str = "") -> httpx.Response:
    return browser.post(f"/desk/api/{path}", json=body or {}, headers={"X-CSRF-Token": word})


def set_out(browser: httpx.Client, hospital: str = "MAIN") -> str:
    """Begin at the sign-in page, and return where the directory is."""
    answer = post(browser, BEGIN, {"hospital": hospital})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["address"])


def at_directory(address: str, login: str, password: str = "") -> dict[str, object]:
    """Sign in there, and return what the address holds that it leads back to; the password is the login backwards."""
    with httpx.Client(follow_redirects=False) as client:
        answer = client.get(address)
        while following := answer.next_request:
            target = urlsplit(str(following.url))
            if target.path.startswith("/directory/"):
                return {"hospital_id": int(target.path.rpartition("/")[2]), **dict(parse_qsl(target.query))}
            answer = client.send(following)
            if answer.status_code == 200 and "/interaction/" in str(answer.url):
                typed = {"login": login, "password": password or login[::-1]}
                answer = client.post(answer.url, data=typed)
    raise AssertionError(f"The directory answers {answer.status_code}: {answer.text}")


def come_back(browser: httpx.Client, brought: dict[str, object]) -> httpx.Response:
    """Hand over what the directory gave, as the page does."""
    known = {name: value for name, value in brought.items() if name in {"hospital_id", "state", "code", "error", "iss"}}
    return post(browser, RETURNED, known)


def through(browser: httpx.Client, login: str) -> httpx.Response:
    """Go the whole way."""
    return come_back(browser, at_directory(set_out(browser), login))


def forget_what_is_remembered(opened: Establishment) -> None:
    """Let the house look again who is signed in, as it does after three seconds."""
    opened.house.sessions._known.clear()
