"""The seam between botocore's errors and ours."""

from __future__ import annotations

from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError
from urllib3.exceptions import HTTPError

from imaging.errors import FilmlessError, NoSpaceError, NotFoundError, SettingsError, UnavailableError
from imaging.seam import Seam

_MISSING: Final = {"NoSuchKey", "NotFound", "404"}
_FULL: Final = {"QuotaExceeded", "InsufficientStorage", "XMinioStorageFull"}
_REFUSED: Final = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"}


class RefusedCredentialsError(UnavailableError):
    """The objects' S3 server refuses the credentials; see to AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."""


class NoBucketError(SettingsError):
    """The bucket is not there."""


class _S3Seam(Seam):
    """Knows what goes wrong with an S3 server, and on the way to it."""

    __slots__ = ()

    def ours(self, error: BaseException) -> FilmlessError | None:
        """Return what an error means."""
        if isinstance(error, ClientError):
            return _ours(error)
        if isinstance(error, NoCredentialsError | PartialCredentialsError):
            return SettingsError("AWS_ACCESS_KEY_ID", "", "set, with AWS_SECRET_ACCESS_KEY, for s3://… objects")
        if isinstance(error, BotoCoreError | HTTPError | OSError):
            return UnavailableError("The objects' S3 server does not answer now.", retry_after_seconds=5)
        return None


_SEAM: Final = _S3Seam()


def mapped() -> Seam:
    """Let only our own errors out of the block."""
    return _SEAM


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
