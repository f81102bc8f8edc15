"""Addresses of objects in S3."""

from __future__ import annotations

import pytest

from imaging.archive.s3_address import S3Address
from imaging.errors import SettingsError


def test_a_whole_address() -> None:
    address = S3Address.parse("s3://film/a/b/?endpoint=http://127.0.0.1:7480&region=cn-north-1&create=true")
    assert address == S3Address("film", "a/b/", "http://127.0.0.1:7480", "cn-north-1", creates_bucket=True)


def test_a_bare_bucket() -> None:
    assert S3Address.parse("s3://film") == S3Address("film")


@pytest.mark.parametrize(
    "url", ["s3://", "s3://B_AD", "s3://film?endpoint=ftp://host", "s3://film?colour=red", "http://film"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="FILMLESS_OBJECTS_URL"):
        S3Address.parse(url)
