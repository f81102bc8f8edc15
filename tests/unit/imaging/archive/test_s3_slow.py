"""An S3 server that trickles, breaks off, or has no bucket yet."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from imaging.archive import s3_blobs
from imaging.archive.s3_address import S3Address
from imaging.archive.s3_blobs import S3BlobStore
from imaging.errors import NotFoundError, SettingsError, UnavailableError

WHOLE = bytes(range(250)) * 600


class SmallS3(ThreadingHTTPServer):
    """Keeps objects; ``pause_seconds`` stand between the pieces that are read, ``breaks_off`` cuts them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.buckets, self.objects, self.asked = set[str](), dict[str, bytes](), list[str]()
        self.pause_seconds, self.breaks_off = 0.0, False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that gives up is what is tested."""


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SmallS3

    def log_message(self, *said: object) -> None:
        pass

    def answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "HEAD":
            return
        for start in range(0, len(body), 5000):
            if self.server.breaks_off and start:
                self.close_connection = True
                return
            self.wfile.write(body[start : start + 5000])
            time.sleep(self.server.pause_seconds)

    def handle_any(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        bucket, _, key = self.path.partition("?")[0].strip("/").partition("/")
        self.server.asked.append(f"{self.command} {key or bucket}")
        held = self.server.objects
        if not key and self.command == "PUT":
            self.server.buckets.add(bucket)
            self.answer(200)
        elif bucket not in self.server.buckets:
            self.answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif self.command == "PUT":
            held[key] = data
            self.answer(200, ETag=etag(data))
        elif not key:
            self.answer(200, b"<ListBucketResult></ListBucketResult>")
        elif key in held and self.command == "HEAD":
            self.answer(200, ETag=etag(held[key]), Content_Length=str(len(held[key])))
        elif key in held:
            self.answer(206, held[key], ETag=etag(held[key]))
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def __getattr__(self, name: str) -> object:
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)


def etag(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallS3]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with SmallS3() as small:
        threading.Thread(target=small.serve_forever, daemon=True).start()
        yield small
        small.shutdown()


def opened(server: SmallS3, more: str = "") -> S3BlobStore:
    return S3BlobStore(S3Address.parse(f"s3://film?endpoint=http://127.0.0.1:{server.server_port}{more}"))


def holding(server: SmallS3) -> S3BlobStore:
    server.buckets.add("film")
    server.objects["A/1.dcm"] = WHOLE
    return opened(server)


def test_what_comes_whole_is_read(server: SmallS3) -> None:
    assert holding(server).read("A/1.dcm") == WHOLE


def test_a_server_that_trickles_is_given_up_and_counted(server: SmallS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_blobs, "READ_SECONDS", 0.5)
    store, server.pause_seconds = holding(server), 0.3
    started = time.monotonic()
    with pytest.raises(UnavailableError, match="too slow"):
        store.read("A/1.dcm")
    assert time.monotonic() - started < 9
    assert store._breaker._failures > 0


def test_what_breaks_off_is_not_taken_for_the_whole(server: SmallS3) -> None:
    store, server.breaks_off = holding(server), True
    with pytest.raises(UnavailableError):
        store.read("A/1.dcm")


def test_a_bucket_that_may_be_made_is_made_by_the_first_object_and_not_by_a_probe(
    server: SmallS3, tmp_path: Path
) -> None:
    store = opened(server, "&create=true")
    store.check()
    assert list(store.keys()) == []
    with pytest.raises(NotFoundError):
        store.read("A/1.dcm")
    assert not [asked for asked in server.asked if asked.startswith("PUT")]
    (tmp_path / "source").write_bytes(WHOLE)
    store.put("A/1.dcm", tmp_path / "source", hashlib.sha256(WHOLE).digest())
    assert store.read("A/1.dcm") == WHOLE


def test_a_bucket_that_may_not_be_made_is_a_wrong_setting(server: SmallS3, tmp_path: Path) -> None:
    store = opened(server)
    (tmp_path / "source").write_bytes(WHOLE)
    for ask in (store.check, lambda: store.put("A/1.dcm", tmp_path / "source", b"")):
        with pytest.raises(SettingsError):
            ask()
    assert server.buckets == set()
