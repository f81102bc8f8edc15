"""Ceph's gateway refuses, hangs, comes back; the bucket or the key is wrong; the server lies."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from imaging.archive.blob_stores import open_blob_store
from imaging.archive.transfer import Transfer
from imaging.errors import SettingsError, UnavailableError
from tests.engines import Ceph, open_archive, receive
from tests.synthetic import secondary_capture

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def bucket() -> str:
    return f"b{os.urandom(6).hex()}"


@pytest.fixture(autouse=True)
def thawed(ceph: Ceph) -> Iterator[None]:
    yield
    ceph.thaw()


def test_what_came_during_an_outage_is_moved_after_it(ceph: Ceph, bucket: str, tmp_path: Path) -> None:
    archive = open_archive(tmp_path, objects_url=ceph.address(bucket))
    archive.blobs.check()
    transfer = Transfer(archive.index, archive.landing, archive.blobs)
    receive(archive, secondary_capture())
    assert transfer.run() == 1
    ceph.freeze()
    sent = [secondary_capture(InstanceNumber=number) for number in range(2, 6)]
    for data in sent:
        receive(archive, data)
    with pytest.raises(UnavailableError):
        transfer.run()
    landed = archive.retrieve.instances_of(None)[1:]
    assert [b"".join(archive.retrieve.open(each)) for each in landed] == sent
    ceph.thaw()
    deadline = time.monotonic() + 60
    instances = landed
    while not all(each.is_stored for each in instances) and time.monotonic() < deadline:
        with suppress(UnavailableError):
            transfer.run()
        time.sleep(0.2)
        instances = archive.retrieve.instances_of(None)[1:]
    assert all(each.is_stored for each in instances)
    assert [b"".join(archive.retrieve.open(each)) for each in instances] == sent
    assert [archive.retrieve.frame(each, 1) for each in instances] == [bytes(range(256))] * len(sent)
    assert list(archive.landing.directory.rglob("*.dcm")) == []
    archive.close()


def test_a_server_that_refuses_is_told_soon_and_left_alone(ceph: Ceph, bucket: str) -> None:
    blobs = open_blob_store(ceph.address(bucket))
    blobs.check()
    ceph.freeze()
    started = time.monotonic()
    for _ in range(100):
        with pytest.raises(UnavailableError):
            blobs.read("A/1.dcm")
    assert time.monotonic() - started < 15


def test_a_server_that_hangs_keeps_no_reader_waiting(ceph: Ceph, bucket: str) -> None:
    """Whoever looks at a page is told within seconds; those who come after the first few are told at once."""
    blobs = open_blob_store(ceph.address(bucket))
    blobs.check()
    ceph.hang()
    for reader in (lambda: blobs.read("A/1.dcm"), lambda: blobs.size("A/1.dcm"), lambda: next(blobs.stream("A/1.dcm"))):
        started = time.monotonic()
        with pytest.raises(UnavailableError) as told:
            reader()
        assert time.monotonic() - started < 5
        assert told.value.retry_after_seconds
    with ThreadPoolExecutor(8) as readers:
        failures = [readers.submit(blobs.read, f"A/{number}.dcm").exception() for number in range(8)]
    assert all(isinstance(failure, UnavailableError) for failure in failures)
    started = time.monotonic()
    with pytest.raises(UnavailableError):
        blobs.read("A/1.dcm")
    assert time.monotonic() - started < 0.5


def test_a_missing_bucket_names_the_setting(ceph: Ceph, bucket: str) -> None:
    with pytest.raises(SettingsError, match="FILMLESS_OBJECTS_URL"):
        open_blob_store(f"s3://{bucket}?endpoint={ceph.endpoint}").check()


def test_wrong_keys_name_the_setting(ceph: Ceph, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "revoked")
    with pytest.raises(UnavailableError, match="AWS_SECRET_ACCESS_KEY"):
        open_blob_store(ceph.address(bucket)).read("A/1.dcm")


class Liar(BaseHTTPRequestHandler):
    """Says that it keeps everything, and keeps one byte less."""

    kept: bytes = b""

    def do_PUT(self) -> None:
        type(self).kept = self.rfile.read(int(self.headers["Content-Length"]))[:-1]
        self.answer()

    def do_HEAD(self) -> None:
        self.answer({"Content-Length": str(len(self.kept))})

    def do_DELETE(self) -> None:
        self.answer()

    def answer(self, headers: dict[str, str] | None = None) -> None:
        self.send_response(200)
        self.send_header("ETag", f'"{hashlib.md5(self.kept).hexdigest()}"')
        for name, value in (headers or {"Content-Length": "0"}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_server_that_keeps_other_bytes_is_found_out(ceph: Ceph, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"what was received")
    with serving(Liar) as endpoint:
        blobs = open_blob_store(f"s3://film?endpoint={endpoint}")
        with pytest.raises(UnavailableError, match="did not keep"):
            blobs.put("A/1.dcm", source, hashlib.sha256(source.read_bytes()).digest())
