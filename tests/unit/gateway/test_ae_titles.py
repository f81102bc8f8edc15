from __future__ import annotations

import pytest

from gateway.ae_titles import AeTitle


@pytest.mark.parametrize("raw", [b"CT_ROOM_1       ", b"  CT_ROOM_1 ", b"CT_ROOM_1\0\0\0\0\0\0\0"])
def test_spaces_and_nulls_around_a_title_mean_nothing(raw: bytes) -> None:
    assert AeTitle.from_bytes(raw) == AeTitle("CT_ROOM_1", is_valid=True)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b" " * 16, ""),
        (b"\0" * 16, ""),
        (b"..\\..\\x", "..?..?x"),
        (b"A\r\nB\x1b[31m", "A??B?[31m"),
        ("中文".encode("gb18030"), "????"),
    ],
)
def test_what_is_no_title_is_marked_and_safe_to_log(raw: bytes, text: str) -> None:
    assert AeTitle.from_bytes(raw) == AeTitle(text, is_valid=False)


@pytest.mark.parametrize("raw", [b"../../x", b"; rm -rf /", b"$(id)"])
def test_a_strange_title_of_allowed_characters_is_kept_as_text(raw: bytes) -> None:
    assert AeTitle.from_bytes(raw) == AeTitle(raw.decode(), is_valid=True)
