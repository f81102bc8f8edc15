from __future__ import annotations

from tests.integration.viewer.consult.conftest import Town, Visit


def test_the_page_is_the_same_for_everybody(town: Town, visit: Visit) -> None:
    there, nowhere = (visit("").get(f"/c/{code}") for code in ("some-code", "another-code"))
    assert there.status_code == nowhere.status_code == 200
    assert len(there.content) == len(nowhere.content)


def test_it_may_hold_a_socket_open_and_ask_for_a_camera(town: Town, visit: Visit) -> None:
    answer = visit("").get("/c/some-code")
    policy = answer.headers["content-security-policy"]
    assert f"connect-src 'self' ws://127.0.0.1:{town.place.served.port};" in policy
    assert "media-src 'self' blob:" in policy
    assert "camera=(self), microphone=(self)" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_viewers_own_page_asks_for_neither(visit: Visit) -> None:
    policy = visit("").get("/view").headers["content-security-policy"]
    assert "media-src" not in policy
    assert "ws:" not in policy
