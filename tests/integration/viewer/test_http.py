"""Hostile and careless HTTP, spoken over raw sockets to the composed application."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from imaging.errors import NoSpaceError, NotFoundError, UnauthenticatedError
from imaging.settings import Settings
from tests.serving import Served, read_all, serving
from viewer import bodies, http_protocol
from viewer.app import compose
from viewer.envelope import Exchange

OBSERVED: list[Exchange] = []
BIG = 3 * 1024 * 1024


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


async def count(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def fail(request: Request) -> Response:
    raise {
        "no-space": NoSpaceError("The disk is full.", retry_after_seconds=7),
        "not-found": NotFoundError("No such study."),
        "who": UnauthenticatedError("Show a token."),
        "bug": ZeroDivisionError("secret detail"),
    }[request.path_params["kind"]]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    routes = [
        Mount("/in", routes=[Route("/{name}", hello)]),
        Route("/count", count, methods=["POST"]),
        Route("/big", count, methods=["POST"], max_body_size=BIG),
        Route("/fail/{kind}", fail),
    ]
    settings = Settings(data_dir=Path("unused"), allowed_origins="https://ohif.example.org")
    with serving(compose(routes, settings, OBSERVED.append), settings) as found:
        yield found


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=60) as found:
        yield found


def status_of(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    return int(found[1]) if found else 0


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [("no-space", 503, "service_unavailable"), ("not-found", 404, "not_found"), ("who", 401, "unauthorized")],
)
def test_errors_are_answered_by_the_table(client: httpx.Client, kind: str, status: int, error: str) -> None:
    answer = client.get(f"/fail/{kind}")
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["correlation_id"] == answer.headers["x-correlation-id"]
    assert answer.headers.get("retry-after") == ("7" if kind == "no-space" else None)
    assert answer.headers.get("www-authenticate", "").startswith("Bearer") == (kind == "who")


def test_a_bug_is_a_500_that_tells_nothing(client: httpx.Client) -> None:
    with capture_logs(processors=[merge_contextvars]) as lines:
        answer = client.get("/fail/bug")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Zero" not in answer.text
    assert {line["correlation_id"] for line in lines} == {answer.json()["correlation_id"]}
    assert lines[0]["exc_info"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("PUT", "/count", 405)])
def test_starlettes_own_refusals_look_the_same(client: httpx.Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, "correlation_id" in answer.json()) == (status, True)


def test_every_answer_carries_what_protects(client: httpx.Client) -> None:
    for path in ("/in/x", "/nowhere", "/fail/bug"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in headers


def test_the_log_names_the_route_and_not_the_path(client: httpx.Client) -> None:
    with capture_logs() as lines:
        client.get("/in/ZHANG^SAN?PatientName=LI^SI")
    assert "ZHANG" not in str(lines)
    assert "LI^SI" not in str(lines)
    line = next(line for line in lines if line["event"] == "request")
    assert (line["route"], line["status"], line["bytes"], line["method"]) == ("/in/{name}", 200, 5, "GET")
    assert OBSERVED[-1].route == "/in/{name}"


def test_no_redirect_repeats_a_forged_host(served: Served) -> None:
    answer = served.exchange(b"GET /count/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert status_of(answer) == 404
    assert b"evil" not in answer


def test_a_named_origin_may_read(client: httpx.Client) -> None:
    for origin, allowed in (("https://ohif.example.org", "https://ohif.example.org"), ("https://evil.example", None)):
        answer = client.get("/in/x", headers={"Origin": origin})
        assert answer.headers.get("access-control-allow-origin") == allowed
    asked = {"Origin": "https://ohif.example.org", "Access-Control-Request-Method": "GET"}
    answer = client.options("/in/x", headers=asked | {"Access-Control-Request-Headers": "authorization,range"})
    assert answer.status_code == 200
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()


HEAD = b"POST /count HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "statuses"),
    [
        (HEAD + b"Content-Length: 4294967295\r\n\r\nx", {413}),
        (HEAD + b"Content-Length: 99999999999999999999999999\r\n\r\nx", {400, 413}),
        (HEAD + b"Content-Length: -1\r\n\r\n", {400}),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", {400}),
        (HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
        (HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", {400}),
        (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", {400}),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", {400}),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", {415}),
        (HEAD + b"X-A : 1\r\n\r\n", {400}),
        (HEAD + b"X-Long: " + b"a" * 70_000, {431}),
        (HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + b"\r\n", {400}),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n", {431}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400}),
        (b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    ],
    ids=lambda value: repr(value)[:60] if isinstance(value, bytes) else "",
)
def test_what_smuggles_or_exaggerates_is_refused(served: Served, request_bytes: bytes, statuses: set[int]) -> None:
    answer = served.exchange(request_bytes, seconds=1.0)
    assert status_of(answer) in statuses
    assert len(re.findall(rb"HTTP/1\.1 \d", answer)) == 1
    assert httpx.get(served.url + "/in/x").text == "hello"


def test_a_body_within_the_routes_own_bound_is_taken(client: httpx.Client) -> None:
    assert client.post("/big", content=b"x" * BIG).text == str(BIG)
    assert client.post("/count", content=b"x" * 1000).text == "1000"


def test_a_chunked_body_is_cut_at_the_bound(client: httpx.Client) -> None:
    answer = client.post("/count", content=(b"x" * 65536 for _ in range(100)))
    assert (answer.status_code, answer.json()["error"]) == (413, "request_entity_too_large")


def test_a_slow_head_is_ended(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.3)
    with socket.create_connection((served.host, served.port), timeout=5) as connection:
        connection.sendall(b"GET / HT")
        began = time.monotonic()
        assert status_of(read_all(connection)) == 408
        assert time.monotonic() - began < 2


def test_a_slow_body_is_ended(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.3)
    with socket.create_connection((served.host, served.port), timeout=5) as connection:
        connection.sendall(HEAD + b"Content-Length: 10\r\n\r\nx")
        assert status_of(read_all(connection)) == 408


async def test_a_thousand_half_open_requests_do_not_disturb(served: Served) -> None:
    writers = []
    for _ in range(300):
        _, writer = await asyncio.open_connection(served.host, served.port)
        writer.write(b"GET /in/x HTTP/1.1\r\nX-")
        writers.append(writer)
    async with httpx.AsyncClient(base_url=served.url) as client:
        began = time.monotonic()
        assert [(await client.get("/in/x")).status_code for _ in range(50)] == [200] * 50
        assert time.monotonic() - began < 5
    for writer in writers:
        writer.close()
