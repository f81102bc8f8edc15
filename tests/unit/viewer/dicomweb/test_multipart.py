"""Bodies as clients send them, cut at every place where the network may cut them."""

from __future__ import annotations

from email import message_from_bytes

import pytest
from dicomweb_client.web import DICOMwebClient
from hypothesis import given
from hypothesis import strategies as st

from imaging.errors import LimitError, MalformedError
from viewer.dicomweb.multipart import (
    MAX_PART_HEADER_BYTES,
    MultipartReader,
    PartBegins,
    PartContent,
    PartEnds,
    closing,
    new_boundary,
    part_head,
)

TYPE = "application/dicom"


def read(body: bytes, boundary: str = "b", piece: int = 1 << 20) -> list[tuple[dict[str, str], bytes]]:
    reader, parts = MultipartReader(boundary), []
    for start in range(0, len(body), piece):
        for event in reader.feed(body[start : start + piece]):
            if isinstance(event, PartBegins):
                headers, content = event.headers, bytearray()
            elif isinstance(event, PartContent):
                content += event.data
            elif isinstance(event, PartEnds):
                parts.append((headers, bytes(content)))
    reader.finish()
    return parts


def write(*contents: bytes, boundary: str = "b") -> bytes:
    heads = [part_head(boundary, TYPE, is_first=n == 0) for n in range(len(contents))]
    return b"".join(head + content for head, content in zip(heads, contents, strict=True)) + closing(boundary)


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64, 1000])
def test_what_is_written_is_read_again_however_it_is_cut(piece: int) -> None:
    contents = (b"one", b"", b"\r\n--", b"x--b", b"\r\n\r\n", bytes(range(256)) * 5, b"\r\n--\r\n--c\r\n")
    assert [content for _, content in read(write(*contents), piece=piece)] == list(contents)


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=4), st.integers(1, 40))
def test_any_content_survives(contents: list[bytes], piece: int) -> None:
    boundary = new_boundary()
    assert [c for _, c in read(write(*contents, boundary=boundary), boundary, piece)] == contents


def test_the_python_client_is_understood() -> None:
    encode = DICOMwebClient._encode_multipart_message
    body = encode([b"first", b"second"], f'multipart/related; type="{TYPE}"; boundary="x"')
    assert read(body, "x") == [({"content-type": TYPE}, b"first"), ({"content-type": TYPE}, b"second")]


def test_the_standard_library_understands_us() -> None:
    head = b'Content-Type: multipart/related; type="application/dicom"; boundary=b\r\n\r\n'
    message = message_from_bytes(head + write(b"first", b"second"))
    assert [part.get_payload(decode=True) for part in message.get_payload()] == [b"first", b"second"]  # type: ignore[union-attr]


def test_preamble_epilogue_and_blanks_after_the_boundary_are_passed_over() -> None:
    body = b"hello\r\n--b \t\r\nA: 1\r\nb : 2\r\n\r\nX\r\n--b--\r\nrubbish --b\r\n"
    assert read(body, piece=5) == [({"a": "1", "b": "2"}, b"X")]


def test_a_part_may_have_no_headers_and_no_content() -> None:
    assert read(b"--b\r\n\r\nX\r\n--b\r\n\r\n--b--") == [({}, b"X"), ({}, b"")]


def test_ten_thousand_parts_are_told_apart() -> None:
    assert len(read(write(*[b"x"] * 10_000), piece=4096)) == 10_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b\r\n",
        b"--b\r\nA: 1\r\n\r\nX",
        b"--b\r\nA: 1\r\n\r\nX\r\n--",
        b"--bX\r\n\r\n",
        b"--c--",
        b"--b\r\nA\r\n\r\n",
    ],
)
def test_a_broken_body_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read(body)


@pytest.mark.parametrize("boundary", ["", "x" * 71, "é"])
def test_an_impossible_boundary_is_refused(boundary: str) -> None:
    with pytest.raises(MalformedError):
        MultipartReader(boundary)


def test_endless_headers_are_refused() -> None:
    with pytest.raises(LimitError):
        read(b"--b\r\nA: " + b"x" * MAX_PART_HEADER_BYTES + b"\r\n\r\n\r\n--b--", piece=1000)


def test_an_endless_preamble_is_refused() -> None:
    with pytest.raises(MalformedError):
        read(b"x" * 100_000 + b"\r\n--b--", piece=1000)


def test_content_is_handed_on_while_it_comes() -> None:
    reader = MultipartReader("b")
    assert len(list(reader.feed(b"--b\r\n\r\n"))) == 1
    handed = sum(len(e.data) for _ in range(100) for e in reader.feed(b"y" * 1000) if isinstance(e, PartContent))
    assert handed > 99_000
