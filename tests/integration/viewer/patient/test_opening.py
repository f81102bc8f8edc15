"""What opens a link, what never does, and what ends it."""

from __future__ import annotations

import time
from queue import SimpleQueue

import httpx
import pytest

from imaging.access.actors import Operator
from imaging.pixels.decoders import DecoderPool
from tests.exams import BIRTH_DATE, Exam, book
from tests.integration.viewer.patient.browser import NAMES, RIGHT, open_link


def test_a_secret_alone_opens_nothing(client: httpx.Client, exam: Exam) -> None:
    answer = open_link(client, exam)
    assert answer.status_code == 401
    assert answer.json() == {
        "error": "factor_required",
        "factor": "birth-date-and-phone",
        "remaining_attempts": 5,
    }
    assert "set-cookie" not in answer.headers


def test_who_is_asked_finds_a_decoder_ready(client: httpx.Client, exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    expected: SimpleQueue[str] = SimpleQueue()
    monkeypatch.setattr(DecoderPool, "expect", lambda _: expected.put("a frame"))
    open_link(client, exam)
    # It is prepared after the answer has gone.
    assert expected.get(timeout=20) == "a frame"


def test_wrong_answers_are_counted_down_to_a_locked_link(client: httpx.Client, exam: Exam) -> None:
    wrong = {"birth_date": BIRTH_DATE, "last_four": "0000"}
    left = [open_link(client, exam, factor=wrong).json().get("remaining_attempts") for _ in range(4)]
    assert left == [4, 3, 2, 1]
    assert open_link(client, exam, factor=wrong).status_code == 404
    assert open_link(client, exam, factor=RIGHT).status_code == 404


def test_before_the_images_nobody_is_named(client: httpx.Client, exam: Exam) -> None:
    document = open_link(client, exam, factor=RIGHT).json()
    assert document["first"] is None
    assert document["status"]["done"] == ["scheduled"]
    assert document["status"]["patient"] is None
    assert "张" not in str(document)


def test_the_first_picture_comes_with_the_answer(client: httpx.Client, exam: Exam) -> None:
    exam.receive("mr_brain_t1", most=5)
    answer = open_link(client, exam, factor=RIGHT)
    assert answer.headers["content-encoding"] == "gzip"
    document = answer.json()
    assert document["status"]["done"] == ["scheduled", "images"]
    assert document["status"]["patient"]["name"] == "Zhang^San=张^三"
    first = document["first"]
    assert (first["frame"], first["media_type"]) == (3, "image/webp")
    assert first["series"]["kinds"][0]["edges"]["left"] == "R"


@pytest.mark.parametrize(
    "path",
    ["status", "series/1", "series/1/frames/1", "report", "takeaway", "originals.zip", "pictures.zip", "openings"],
)
def test_nothing_opens_without_a_cookie(client: httpx.Client, exam: Exam, path: str) -> None:
    exam.receive("mr_brain_t1", most=1)
    answer = client.get(f"{exam.api}/{path}")
    assert answer.status_code == 401
    assert not any(name in answer.text for name in NAMES)


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: httpx.Client, exam: Exam) -> None:
    cookie = open_link(client, exam, factor=RIGHT).headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/"))


def test_opening_again_needs_no_second_factor_for_the_same_link_only(opened: httpx.Client, exam: Exam) -> None:
    assert open_link(opened, exam).status_code == 200
    assert opened.post("/i/api/session", json={}).status_code == 200
    other = book(exam.place, "OTHER2")
    assert open_link(opened, other).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json", "Origin": "https://evil.example"},
        {"Content-Type": "application/json", "Origin": "null"},
        {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["session", "switch-off"])
def test_only_our_own_page_may_change_something(
    opened: httpx.Client, exam: Exam, path: str, headers: dict[str, str]
) -> None:
    address = "/i/api/session" if path == "session" else f"{exam.api}/{path}"
    answer = opened.post(address, content="{}", headers=headers)
    assert answer.status_code in {403, 415}
    assert exam.place.house.links.by_id(exam.link.id).revoked_at is None


def test_all_that_does_not_open_looks_the_same(client: httpx.Client, exam: Exam) -> None:
    """Unknown, revoked, malformed."""
    revoked = book(exam.place, "REVOKED")
    exam.place.house.links.revoke(Operator(), revoked.link.id)
    secrets = [revoked.link.secret.text, "A" * 52, "<script>", "x" * 10_000]
    answers = [client.post("/i/api/session", json={"secret": each, "factor": RIGHT}) for each in secrets]
    assert {(each.status_code, each.text, len(each.headers)) for each in answers} == {
        (404, '{"error":"unavailable"}', len(answers[0].headers))
    }


@pytest.mark.parametrize("body", ["", "[]", "1", '{"secret": 1}', '{"secret": null, "code": []}', "{"])
def test_bodies_of_any_shape_are_answered(client: httpx.Client, body: str) -> None:
    answer = client.post("/i/api/session", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500


def test_the_typed_code_opens_too(client: httpx.Client, exam: Exam) -> None:
    typed = exam.link.printed_code.lower().replace("-", " ")
    assert client.post("/i/api/session", json={"code": typed}).json()["error"] == "factor_required"
    assert client.post("/i/api/session", json={"code": typed, "factor": RIGHT}).status_code == 200


def test_switching_off_ends_it_for_every_browser(opened: httpx.Client, exam: Exam) -> None:
    with httpx.Client(base_url=opened.base_url, timeout=60) as other:
        assert open_link(other, exam, factor=RIGHT).status_code == 200
        assert opened.post(f"{exam.api}/switch-off", json={}).status_code == 200
        assert opened.get(f"{exam.api}/status").status_code == 401
        deadline = time.monotonic() + 5
        while other.get(f"{exam.api}/status").status_code == 200:
            assert time.monotonic() < deadline, "an open page lives on"
            time.sleep(0.2)
        assert open_link(other, exam, factor=RIGHT).status_code == 404
