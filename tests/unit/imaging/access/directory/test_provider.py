"""What a directory answers is believed only where it is sound; keys that it changes are looked for."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from joserfc.jwk import RSAKey

from imaging.access.directory.directories import Directory
from imaging.access.directory.id_tokens import Expected
from imaging.access.directory.outgoing import BOUNDS, Outgoing
from imaging.access.directory.provider import Provider
from imaging.clock import SystemClock
from imaging.errors import FilmlessError
from tests.ports import free_port
from tests.unit.imaging.access.directory.hostile import HostileDirectory, hostile_directory

CLOCK = SystemClock()


@pytest.fixture
def served() -> Iterator[HostileDirectory]:
    with hostile_directory() as running:
        now = int(CLOCK.now().timestamp())
        running.claims = {
            "iss": running.issuer, "aud": "filmless", "sub": "s1", "nonce": "n", "iat": now, "exp": now + 60,
        }  # fmt: skip
        yield running


@pytest.fixture
def provider() -> Provider:
    return Provider(CLOCK, Outgoing(allows_loopback=True), "http://127.0.0.1/directory")


def subject(provider: Provider, served: HostileDirectory) -> str:
    directory = Directory(1, served.issuer, "filmless")
    return str(provider.claims(directory, "code", "verifier", Expected(served.issuer, "filmless", "n"))["sub"])


def test_keys_that_were_changed_are_looked_for_once(provider: Provider, served: HostileDirectory) -> None:
    assert subject(provider, served) == "s1"
    assert subject(provider, served) == "s1"
    assert served.asked.count("/keys") == 1
    served.key = RSAKey.generate_key(2048, {"kid": "second"})
    assert subject(provider, served) == "s1"
    # The same name for another key is a change as well.
    served.key = RSAKey.generate_key(2048, {"kid": "second"})
    assert subject(provider, served) == "s1"
    assert served.asked.count("/keys") == 3


def test_what_somebody_else_has_signed_is_refused(provider: Provider, served: HostileDirectory) -> None:
    published = RSAKey.generate_key(2048, {"kid": "first"}).as_dict(private=False)
    served.answers["/keys"] = lambda: (200, {}, str({"keys": [published]}).replace("'", '"').encode())
    with pytest.raises(FilmlessError) as refused:
        subject(provider, served)
    assert refused.value.problem == "directory-wrong"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize("how", ["redirect", "flood", "bomb", "html", "list", "error"])
def test_answers_that_are_not_sound_are_refused(
    provider: Provider, served: HostileDirectory, path: str, how: str
) -> None:
    large = b" " * (BOUNDS.largest_answer_bytes + 1) + b"{}"
    answers = {
        "redirect": (302, {"Location": "http://127.0.0.1:1/elsewhere"}, b""),
        "flood": (200, {}, large),
        "bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(large)),
        "html": (200, {"Content-Type": "text/html"}, b"<html>"),
        "list": (200, {}, b"[]"),
        "error": (500, {}, b"{}"),
    }
    served.answers[path] = lambda: answers[how]
    with pytest.raises(FilmlessError) as refused:
        subject(provider, served)
    assert refused.value.problem in {"directory-wrong", "directory-silent"}


def test_a_directory_that_speaks_for_another_is_refused(provider: Provider, served: HostileDirectory) -> None:
    with pytest.raises(FilmlessError) as refused:
        provider.metadata(Directory(1, served.issuer + "/", "filmless"))
    assert refused.value.problem == "directory-wrong"


def test_a_directory_that_does_not_answer_is_said_to_be_silent(provider: Provider) -> None:
    with pytest.raises(FilmlessError) as refused:
        provider.metadata(Directory(1, f"http://127.0.0.1:{free_port()}", "filmless"))
    assert refused.value.problem == "directory-silent"


@pytest.mark.parametrize("address", ["http://127.0.0.1:80", "http://login.example.org", "file:///etc/passwd"])
def test_nothing_without_tls_is_called_by_an_installation_that_serves_others(address: str) -> None:
    with pytest.raises(FilmlessError) as refused:
        Outgoing(allows_loopback=False).json(address)
    assert refused.value.problem == "directory-address"
