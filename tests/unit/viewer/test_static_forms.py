"""Built files: the smallest form that a client takes, for good where the name says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request

from imaging.errors import NotFoundError
from viewer.static_files import EVERY_TIME, FOR_GOOD, StaticFiles


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    folder = tmp_path / "desk"
    (folder / "assets").mkdir(parents=True)
    for name, content in {"index.html": b"page", "assets/app-Bq3x_9Zk.js": b"script"}.items():
        (folder / name).write_bytes(content)
        (folder / f"{name}.br").write_bytes(b"br of " + content)
        (folder / f"{name}.gz").write_bytes(b"gz of " + content)
    (folder / "assets" / "logo.svg").write_bytes(b"<svg/>")
    return StaticFiles("desk", tmp_path)


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw, "query_string": b""})


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("", None),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("gzip;q=1..2", None),
    ],
)
def test_the_smallest_form_that_is_taken(files: StaticFiles, accepted: str, encoding: str | None) -> None:
    answer = files.file("index.html").answer(request(accept_encoding=accepted))
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.body == {"br": b"br of page", "gzip": b"gz of page", None: b"page"}[encoding]


def test_only_names_with_a_hash_are_kept_for_good(files: StaticFiles) -> None:
    kept = {
        name: files.file(name).cache_control for name in ("index.html", "assets/app-Bq3x_9Zk.js", "assets/logo.svg")
    }
    assert list(kept.values()) == [EVERY_TIME, FOR_GOOD, EVERY_TIME]


@pytest.mark.parametrize("name", ["", "nothing.js", "../desk/index.html", "index.html.br", "assets"])
def test_nothing_else_is_a_file(files: StaticFiles, name: str) -> None:
    with pytest.raises(NotFoundError):
        files.file(name)
