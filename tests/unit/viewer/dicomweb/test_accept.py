"""What real clients write into Accept, and what they get."""

from __future__ import annotations

import pytest

from viewer.dicomweb.accept import Acceptable, Offer, choose, parse_accept

EXPLICIT = "1.2.840.10008.1.2.1"
JPEG_LS = "1.2.840.10008.1.2.4.80"

NATIVE = Offer("application/octet-stream", True, EXPLICIT)
AS_STORED = Offer("image/jls", True, JPEG_LS, is_default=False)
STORED_BYTES = Offer("application/octet-stream", True, JPEG_LS, False, False)
FRAMES = (AS_STORED, STORED_BYTES, NATIVE)
SINGLE = Offer("application/dicom", False, JPEG_LS)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('multipart/related; type="application/dicom"', Acceptable("application/dicom", True)),
        ("multipart/related; type=application/dicom", Acceptable("application/dicom", True)),
        ('multipart/related; type="*/*"', Acceptable("*/*", True)),
        (
            "multipart/related; type=application/octet-stream; transfer-syntax=*",
            Acceptable("application/octet-stream", True, "*"),
        ),
        (
            'Multipart/Related; TYPE="application/octet-stream"; Transfer-Syntax="*"',
            Acceptable("application/octet-stream", True, "*"),
        ),
        (f"application/dicom;transfer-syntax={JPEG_LS}", Acceptable("application/dicom", False, JPEG_LS)),
        ('multipart/related; type="image/"', Acceptable("image/*", True)),
        ("multipart/related", Acceptable("*/*", True)),
        ("image/jpeg;q=0.5", Acceptable("image/jpeg", False, None, 0.5)),
    ],
)
def test_forms_seen_in_the_wild(header: str, expected: Acceptable) -> None:
    assert parse_accept([header]) == (expected,)


def test_a_comma_in_quotes_does_not_separate() -> None:
    assert len(parse_accept(['image/png; note="a, b; c", image/gif'])) == 2


def test_several_headers_are_one_list_ordered_by_quality() -> None:
    read = parse_accept(["image/png;q=0.1, image/gif", "image/webp;q=0.5"])
    assert [found.media_type for found in read] == ["image/gif", "image/webp", "image/png"]


@pytest.mark.parametrize("header", ["", "  "])
def test_no_accept_means_anything(header: str) -> None:
    assert parse_accept([header])[0].is_anything


@pytest.mark.parametrize(
    "header", [";;;", "a", "a/b/c", '"', "image/png;q=2", "image/png;q=x", "\x00/\x01", "image/png;q=nan", '"a/b'],
)  # fmt: skip
def test_garbage_accepts_nothing(header: str) -> None:
    assert choose(parse_accept([header]), FRAMES) is None


def test_a_thousand_ranges_are_cut_off() -> None:
    header = ", ".join(f"image/x{n};q=0.{n:04d}" for n in range(1000))
    assert len(parse_accept([header])) <= 64


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("*/*", NATIVE),
        ("", NATIVE),
        ('multipart/related; type="*/*"', NATIVE),
        ('multipart/related; type="*/*"; transfer-syntax=*', AS_STORED),
        ('multipart/related; type="application/octet-stream"', NATIVE),
        ("multipart/related; type=application/octet-stream; transfer-syntax=*", STORED_BYTES),
        (f"multipart/related; type=application/octet-stream; transfer-syntax={EXPLICIT}", NATIVE),
        (f'multipart/related; type="image/jls"; transfer-syntax={JPEG_LS}', AS_STORED),
        ("multipart/related; type=image/*", AS_STORED),
        ("multipart/related; type=image/jp2, multipart/related; type=image/jls", AS_STORED),
        ("multipart/related; type=image/jp2", None),
        (f"multipart/related; type=image/jls; transfer-syntax={EXPLICIT}", None),
        ("application/octet-stream", None),
        ("multipart/related; type=image/jls; q=0", None),
    ],
)
def test_frames_are_offered(header: str, expected: Offer | None) -> None:
    assert choose(parse_accept([header]), FRAMES) == expected


def test_what_is_refused_by_name_is_not_given_by_a_wildcard() -> None:
    offers = (Offer("image/jpeg"), Offer("image/png"))
    assert choose(parse_accept(["image/*, image/jpeg;q=0"]), offers) == offers[1]


def test_content_types_name_the_transfer_syntax_of_each_part() -> None:
    assert AS_STORED.part_content_type == f"image/jls; transfer-syntax={JPEG_LS}"
    assert AS_STORED.content_type("b") == 'multipart/related; type="image/jls"; boundary=b'
    assert SINGLE.content_type() == f"application/dicom; transfer-syntax={JPEG_LS}"
