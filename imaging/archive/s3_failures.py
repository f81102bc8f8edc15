"""The seam between botocore's errors and ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError
from urllib3.exceptions import HTTPError

from imaging.errors import FilmlessError, NoSpaceError, NotFoundError, SettingsError, UnavailableError

_MISSING: Final = {"NoSuchKey", "NotFound", "404"}
_FULL: Final = {"QuotaExceeded", "InsufficientStorage", "XMinioStorageFull"}
_REFUSED: Final = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"}


class RefusedCredentialsError(UnavailableError):
    """The objects' S3 server refuses the credentials; see to AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."""


class NoBucketError(SettingsError):
    """The bucket is not there."""


@contextmanager
def mapped() -> Iterator[None]:
    """Let only our own errors out of the block."""
    try:
        yield
    except ClientError as error:
        raise _ours(error) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise SettingsError("AWS_ACCESS_KEY_ID", "", "set, with AWS_SECRET_ACCESS_KEY, for s3://… objects") from error
    except (BotoCoreError, HTTPError, OSError) as error:
        raise UnavailableError("The objects' S3 server does not answer now.", retry_after_seconds=5) from error


def _ours(error: ClientError) -> FilmlessError:
    code = error.response.get("Error", {}).get("Code", "")
    if code in _MISSING:
        return NotFoundError("The bucket holds no such object.")
    if code == "NoSuchBucket":
        return NoBucketError("FILMLESS_OBJECTS_URL", "…", "the address of a bucket that exists, or with create=true")
    if code in _REFUSED:
        return RefusedCredentialsError(RefusedCredentialsError.__doc__ or "")
    if code in _FULL:
        return NoSpaceError("The objects' S3 server has no space left.", retry_after_seconds=60)
    return UnavailableError(f"The objects' S3 server answers {code}.", retry_after_seconds=5)
