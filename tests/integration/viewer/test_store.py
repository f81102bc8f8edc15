"""STOW-RS: what is kept, what is refused, and what an interrupted or hostile sender leaves behind."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pydicom
import pytest
from psutil import Process

from imaging.access.actors import TokenScope
from tests.data import sample_path
from tests.serving import Establishment, establishment, read_all

MR = sorted(sample_path("mr_brain_t1").glob("*.dcm"))
STUDY = pydicom.dcmread(MR[0], stop_before_pixels=True).StudyInstanceUID
DICOM = 'multipart/related; type="application/dicom"; boundary=b'
AS_STORED = {"Accept": "application/dicom; transfer-syntax=*"}
POST = "POST /dicom-web/studies HTTP/1.1\r\nHost: x\r\n"
REASON, FAILED, KEPT, OTHERS = "00081197", "00081198", "00081199", "0008119A"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Establishment]:
    with establishment(tmp_path) as opened:
        yield opened


@pytest.fixture
def http(house: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.served.url + "/dicom-web", headers=house.headers, timeout=60) as client:
        yield client


def body(*contents: bytes, content_type: str = "application/dicom") -> bytes:
    head = b"\r\n--b\r\nContent-Type: " + content_type.encode() + b"\r\n\r\n"
    return b"".join(head + content for content in contents) + b"\r\n--b--\r\n"


def store(http: httpx.Client, content: Any, path: str = "/studies", content_type: str = DICOM) -> httpx.Response:
    return http.post(path, content=content, headers={"Content-Type": content_type})


def reasons(answer: httpx.Response, sequence: str) -> list[int]:
    return [item[REASON]["Value"][0] for item in answer.json().get(sequence, {}).get("Value", [])]


def address(http: httpx.Client) -> str:
    """The Retrieve URL of the only instance."""
    (instance,) = http.get("/instances").json()
    return str(instance["00081190"]["Value"][0])


def leftovers(house: Establishment) -> list[Path]:
    """Files of the landing directory that hold something and belong to no instance."""
    return [path for path in (house.house.settings.data_dir / "landing").rglob("*.part") if path.stat().st_size]


def test_the_answer_is_read_by_clients_that_compare_its_type(http: httpx.Client) -> None:
    answer = store(http, body(MR[0].read_bytes()))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/dicom+json")
    (kept,) = answer.json()[KEPT]["Value"]
    assert kept["00081190"]["Value"] == [address(http)]
    assert http.get(f"/studies/{STUDY}/metadata").status_code == 200


def test_the_same_again_is_success_and_one_instance(http: httpx.Client) -> None:
    for _ in range(2):
        assert store(http, body(MR[0].read_bytes())).status_code == 200
    assert len(http.get("/instances").json()) == 1


def test_good_and_bad_parts_are_told_apart(http: httpx.Client, house: Establishment) -> None:
    bad = (b"", b"no dicom at all", MR[2].read_bytes()[:500])
    answer = store(http, body(MR[0].read_bytes(), *bad, MR[1].read_bytes()))
    assert answer.status_code == 202
    assert len(answer.json()[KEPT]["Value"]) == 2
    assert sorted(reasons(answer, FAILED) + reasons(answer, OTHERS)) == [0xC000] * 3
    assert len(http.get("/instances").json()) == 2
    assert leftovers(house) == []


def test_another_study_than_the_paths_is_refused_by_part(http: httpx.Client) -> None:
    answer = store(http, body(MR[0].read_bytes()), "/studies/1.2.3")
    assert (answer.status_code, reasons(answer, FAILED)) == (409, [0xA900])
    (failed,) = answer.json()[FAILED]["Value"]
    assert failed["00081155"]["Value"] == [pydicom.dcmread(MR[0], stop_before_pixels=True).SOPInstanceUID]
    assert store(http, body(MR[0].read_bytes()), f"/studies/{STUDY}").status_code == 200


def test_other_bytes_under_a_known_uid_are_set_aside(http: httpx.Client) -> None:
    first = MR[0].read_bytes()
    other = first[:-2] + bytes(byte ^ 1 for byte in first[-2:])
    assert store(http, body(first)).status_code == 200
    answer = store(http, body(other))
    assert (answer.status_code, reasons(answer, FAILED)) == (409, [0x0111])
    got = http.get(
        http.get("/instances").json()[0]["00081190"]["Value"][0],
        headers={"Accept": "application/dicom; transfer-syntax=*"},
    )
    assert got.content == first


def test_one_object_alone_is_taken(http: httpx.Client) -> None:
    assert store(http, MR[0].read_bytes(), content_type="application/dicom").status_code == 200


def test_a_chunked_body_is_taken(http: httpx.Client) -> None:
    content = body(*(path.read_bytes() for path in MR[:5]))
    pieces = (content[start : start + 10_007] for start in range(0, len(content), 10_007))
    assert store(http, pieces).status_code == 200
    assert len(http.get("/instances").json()) == 5


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"--b--", DICOM, 400),
        (b"", DICOM, 400),
        (body(b"x"), 'multipart/related; type="application/dicom"', 400),
        (body(b"x")[:-8], DICOM, 400),
        (body(b"x"), "multipart/form-data; boundary=b", 415),
        (b"[]", "application/dicom+json", 415),
        (b"x", "", 415),
        (body(b"x", content_type="text/html"), DICOM, 409),
    ],
)
def test_bodies_that_are_none(http: httpx.Client, content: bytes, content_type: str, status: int) -> None:
    assert store(http, content, content_type=content_type).status_code == status


def test_ten_thousand_empty_parts_are_refused_soon(http: httpx.Client) -> None:
    began = time.monotonic()
    answer = store(http, body(*[b""] * 10_000))
    assert (answer.status_code, len(reasons(answer, OTHERS))) == (409, 10_000)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("preamble", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n", b"<html><script>"])
def test_a_preamble_that_is_a_program_is_defused(http: httpx.Client, preamble: bytes) -> None:
    whole = MR[0].read_bytes()
    assert store(http, body(preamble + whole[len(preamble) :])).status_code == 200
    got = http.get(address(http), headers=AS_STORED)
    assert got.content[:128] == bytes(128)
    assert got.content[128:] == whole[128:]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-type"].startswith("application/dicom")
    assert got.headers["content-disposition"].startswith("attachment")


def test_a_sender_that_goes_away_leaves_nothing(house: Establishment) -> None:
    whole = body(MR[0].read_bytes(), MR[1].read_bytes())
    head = f"{POST}Authorization: Bearer {house.token}\r\nContent-Type: {DICOM}\r\n"
    for cut in (300, len(whole) // 4, len(whole) // 2 + 1000):
        with socket.create_connection((house.served.host, house.served.port)) as connection:
            connection.sendall(f"{head}Content-Length: {len(whole)}\r\n\r\n".encode() + whole[:cut])
            time.sleep(0.3)
    deadline = time.monotonic() + 5
    while leftovers(house) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert leftovers(house) == []
    assert httpx.get(house.served.url + "/healthz").text == "ok\n"


def test_more_than_allowed_is_refused_before_it_is_sent(house: Establishment) -> None:
    head = f"{POST}Authorization: Bearer {house.token}\r\nContent-Type: {DICOM}\r\n"
    with socket.create_connection((house.served.host, house.served.port), timeout=2) as connection:
        connection.sendall(f"{head}Content-Length: 4294967295\r\n\r\n--b\r\n\r\n".encode())
        assert b" 413 " in read_all(connection)[:20]


def test_a_token_that_only_reads_stores_nothing(house: Establishment) -> None:
    token = house.house.tokens.create(house.hospital_id, [TokenScope.READ], "reader")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": DICOM}
    answer = httpx.post(house.served.url + "/dicom-web/studies", content=body(MR[0].read_bytes()), headers=headers)
    assert answer.status_code == 403


def test_a_large_body_does_not_grow_the_memory(house: Establishment, http: httpx.Client) -> None:
    part = b"\r\n--b\r\nContent-Type: application/dicom\r\n\r\n" + bytes(128) + b"DICM"
    block = os.urandom(1 << 20)

    def pieces() -> Iterator[bytes]:
        yield part
        for _ in range(300):
            yield block
        yield b"\r\n--b--\r\n"

    store(http, body(b"x"))
    before = Process().memory_info().rss
    assert store(http, pieces()).status_code == 409
    assert Process().memory_info().rss - before < 64 << 20
    assert leftovers(house) == []


def test_an_object_whose_pixels_are_broken_is_kept_and_says_so(http: httpx.Client) -> None:
    whole = bytearray(MR[0].read_bytes())
    whole[-4000:] = bytes(4000)
    assert store(http, body(bytes(whole))).status_code == 200
    for form in ("application/dicom", 'multipart/related; type="application/dicom"'):
        answer = http.get(address(http), headers={"Accept": form})
        assert (answer.status_code, "message" in answer.json()) == (400, True)
    assert http.get(address(http), headers=AS_STORED).content == bytes(whole)
    assert http.get(address(http) + "/rendered").status_code == 400
