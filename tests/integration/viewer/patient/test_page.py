"""The page itself: anybody may fetch it, it tells nothing, and it lets no foreign script in."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.exams import Exam
from tests.integration.viewer.patient.browser import NAMES


def test_the_page_itself_tells_nothing_and_may_be_previewed_by_anybody(client: httpx.Client, exam: Exam) -> None:
    """A bot that previews the link takes nothing and uses nothing up."""
    exam.receive("mr_brain_t1", most=1)
    for agent in ("Slackbot 1.0", "WhatsApp/2.23", "MicroMessenger", "Mozilla/5.0 (SafeLinks)"):
        for method in ("GET", "HEAD"):
            answer = client.request(method, "/i", headers={"User-Agent": agent})
            assert answer.status_code == 200
            assert "noindex" in answer.headers["x-robots-tag"]
            assert not any(name in answer.text for name in NAMES)
            assert "og:" not in answer.text
    assert exam.place.house.links.by_id(exam.link.id).openings == 0


def test_those_who_gather_pages_are_asked_to_stay_away(client: httpx.Client) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.text) == (200, "User-agent: *\nDisallow: /\n")
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_page_allows_its_own_two_scripts_and_no_other(client: httpx.Client) -> None:
    policy = client.get("/i").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/=]{44}' 'sha256-[A-Za-z0-9+/=]{44}'(;|$)", policy)
    assert "frame-ancestors 'none'" in policy


def test_the_page_keeps_its_policy_when_it_has_not_changed(client: httpx.Client) -> None:
    first = client.get("/i")
    again = client.get("/i", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


@pytest.mark.parametrize("page", ["/i", "/"])
def test_pages_name_a_picture_of_theirs_that_is_kept_for_good(client: httpx.Client, page: str) -> None:
    named = re.search(r'<link rel="icon"[^>]* href="([^"]+)"', client.get(page).text)
    assert named is not None
    answer = client.get(named[1])
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "immutable" in answer.headers["cache-control"]
    assert "#0f766e" in answer.text
