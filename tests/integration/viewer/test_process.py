"""The web processes as the supervisor starts them: one port, TLS, and what they refuse to start with."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from imaging.errors import SettingsError
from imaging.house import House, prepare
from imaging.settings import Settings
from tests.ports import free_port
from tests.serving import serving
from tests.web_processes import web_processes
from viewer.app import application
from viewer.certificate import write_certificate
from viewer.process import WEB, check


def settings(folder: Path, **more: object) -> Settings:
    return Settings(data_dir=folder, **{"http_bind": f"127.0.0.1:{free_port()}"} | more)  # type: ignore[arg-type]


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return write_certificate(tmp_path / "tls", ["127.0.0.1"], datetime.now(UTC))


def test_beyond_loopback_it_wants_tls_or_a_word(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    bind = {"http_bind": f"0.0.0.0:{free_port()}", "public_url": "https://film.example.org"}
    with pytest.raises(SettingsError, match="FILMLESS_TLS_CERTIFICATE"):
        check(settings(tmp_path, **bind))
    check(settings(tmp_path, **bind, allow_plain_http=True))
    check(settings(tmp_path, **bind, tls_certificate=certificate[0], tls_key=certificate[1]))


def test_who_listens_on_all_addresses_says_which_one_people_reach(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FILMLESS_PUBLIC_URL"):
        check(settings(tmp_path, http_bind=f"0.0.0.0:{free_port()}", allow_plain_http=True))


def test_a_certificate_and_its_key_belong_together(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    other = write_certificate(tmp_path / "other", ["127.0.0.1"], datetime.now(UTC))
    for pair in ({"tls_certificate": certificate[0]}, {"tls_certificate": certificate[0], "tls_key": other[1]}):
        with pytest.raises(SettingsError, match="FILMLESS_TLS"):
            check(settings(tmp_path, **pair))


def test_a_port_in_use_is_told_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="FILMLESS_HTTP_BIND"):
        check(settings(tmp_path, http_bind=f"127.0.0.1:{taken.getsockname()[1]}"))


def test_as_many_processes_as_set(tmp_path: Path) -> None:
    assert WEB.count(settings(tmp_path, web_processes=3)) == 3


def test_tls_speaks_the_present_versions_only(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    chosen = settings(tmp_path / "data", tls_certificate=certificate[0], tls_key=certificate[1])
    prepare(chosen)
    with House.open(chosen) as house, serving(application(house), chosen) as served:
        trust = ssl.create_default_context(cafile=str(certificate[0]))
        answer = httpx.get(served.url + "/healthz", verify=trust)
        assert answer.text == "ok\n"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        with (
            socket.create_connection((served.host, served.port)) as plain,
            trust.wrap_socket(plain, server_hostname=served.host) as wrapped,
        ):
            assert wrapped.version() == "TLSv1.3"
        with socket.create_connection((served.host, served.port), timeout=5) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"ok" not in plain.recv(1000)


@pytest.fixture
def two_processes(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with web_processes(tmp_path) as running:
        yield running


def test_the_numbers_are_those_of_all_processes(two_processes: tuple[str, Path]) -> None:
    url, data = two_processes
    assert httpx.get(url + "/readyz").json() == {"index": "ok", "objects": "ok"}
    before = total(url)
    for _ in range(60):
        # A connection each, so that the kernel hands them to both processes.
        assert httpx.get(url + "/dicom-web/studies").status_code == 401
    time.sleep(2.5)
    assert len(list((data / "run").glob("web-*.json"))) == 2
    text = httpx.get(url + "/metrics").text
    wanted = 'filmless_http_requests_total{method="GET",route="/dicom-web/studies",status="401"} 60.0'
    assert wanted in text
    assert total(url) >= before + 60
    assert "filmless_objects_waiting 0.0" in text


def total(url: str) -> float:
    lines = httpx.get(url + "/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("filmless_http_requests_total"))


def test_numbers_are_for_this_machine_or_a_token(two_processes: tuple[str, Path]) -> None:
    url, _ = two_processes
    for headers in ({"X-Forwarded-For": "203.0.113.7"}, {"Authorization": "Bearer wrong"}):
        assert httpx.get(url + "/metrics", headers=headers).status_code == 401
