"""What the build made, as browsers get it: the first time, and when they ask whether it is still the same."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from imaging.settings import Settings
from viewer.app import compose
from viewer.static_files import StaticFiles

POLICY = "default-src 'none'; script-src 'sha256-abc'"


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
    (tmp_path / "pages" / "page.html.gz").write_bytes(b"packed")
    file = StaticFiles("pages", tmp_path).file("page.html")

    async def page(request: Request) -> Response:
        return file.answer(request, {"Content-Security-Policy": POLICY})

    application = compose([Route("/page", page)], Settings())
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(application), base_url="http://here", headers={"Accept-Encoding": "identity"}
    )


async def test_a_page_comes_with_its_own_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/page", headers={"Accept-Encoding": "identity"})
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.text.startswith("<!doctype html>")


async def test_a_page_that_is_still_the_same_keeps_its_policy_in_the_browser(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/page")).headers["etag"]
    again = await client.get("/page", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == POLICY
    assert again.headers["cache-control"] == "no-cache"
    assert again.content == b""


async def test_another_version_is_sent_whole(client: httpx.AsyncClient) -> None:
    answer = await client.get("/page", headers={"If-None-Match": '"former"'})
    assert answer.status_code == 200
