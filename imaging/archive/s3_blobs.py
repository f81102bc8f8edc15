"""Objects in S3: Ceph RGW, MinIO, AWS, OSS, COS, OBS.

An object counts as kept when the server holds as many bytes as were sent and names the checksum that they have; where
it names another, the bytes are read back.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_after_delay, wait_random_exponential

from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.circuit_breaker import CircuitBreaker, ServerIsDeadError
from imaging.archive.s3_address import S3Address
from imaging.archive.s3_failures import NoBucketError, RefusedCredentialsError, mapped
from imaging.archive.s3_upload import Uploaded, upload
from imaging.errors import NotFoundError, SettingsError, UnavailableError

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ListObjectsV2OutputTypeDef

Answer = TypeVar("Answer")

TRIES: Final = 3
_READ_BYTES: Final = 4 * CHUNK_BYTES
# Somebody waits for what is read: after this time nothing is tried again, and a server that is silent is given up.
READ_SECONDS: Final = 3.0
# A server that brings less than this, whatever it brings now and then, counts as one that does not answer.
_LEAST_BYTES_PER_SECOND: Final = 256 * 1024
_CONFIG: Final = Config(
    connect_timeout=3,
    read_timeout=10,
    # Tries are counted here, under the circuit breaker, and nowhere else.
    retries={"total_max_attempts": 1, "mode": "standard"},
    max_pool_connections=32,
    s3={"addressing_style": "path"},
    # Servers older than 2025 refuse the checksums that are sent by default; Content-MD5 they all know.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
_READ_CONFIG: Final = _CONFIG.merge(Config(connect_timeout=READ_SECONDS / 2, read_timeout=READ_SECONDS))


class S3BlobStore:
    """A bucket, or the part of one below a prefix."""

    def __init__(self, address: S3Address) -> None:
        self._address = address
        self._breaker = CircuitBreaker("The objects' S3 server")
        session = boto3.session.Session()
        with mapped():
            self._client: S3Client = session.client(
                "s3", endpoint_url=address.endpoint, region_name=address.region, config=_CONFIG
            )
            self._reader: S3Client = session.client(
                "s3", endpoint_url=address.endpoint, region_name=address.region, config=_READ_CONFIG
            )

    def put(self, key: str, source: Path, sha256: bytes) -> None:
        """Upload the file ``source`` and verify what arrived; make the bucket if it is missing and that is allowed."""
        put = partial(self._put, key, source, sha256)
        try:
            self._tried(put)
        except NotFoundError:
            if not self._address.creates_bucket:
                raise
            self._tried(lambda: self._client.create_bucket(Bucket=self._address.bucket))
            self._tried(put)

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """Read a range."""
        if length == 0:
            return b""
        last = "" if length is None else offset + length - 1
        return self._tried(partial(self._read, key, f"bytes={offset}-{last}"), _READING)

    def stream(self, key: str, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Read a range in pieces; each is tried again by itself, so that a cut connection does not end it."""
        end = self.size(key) if length is None else offset + length
        while offset < end and (piece := self.read(key, offset, min(_READ_BYTES, end - offset))):
            yield piece
            offset += len(piece)

    def size(self, key: str) -> int:
        """Tell the number of bytes of an object."""
        return self._tried(partial(self._head, self._reader, key), _READING).size_bytes

    def delete(self, key: str) -> None:
        """Forget an object."""
        self._tried(lambda: self._client.delete_object(Bucket=self._address.bucket, Key=self._key(key)))

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Name the objects in the order of their names."""
        token = ""
        while True:
            try:
                page = self._tried(partial(self._list, self._key(prefix), token))
            except NotFoundError:
                # The bucket is made when the first object comes.
                return
            yield from (each["Key"].removeprefix(self._address.prefix) for each in page.get("Contents", ()))
            token = page.get("NextContinuationToken", "")
            if not token:
                return

    def check(self) -> None:
        """Ask for the bucket, and write nothing; one that is missing is right where it may be made."""
        try:
            self._tried(lambda: self._client.head_bucket(Bucket=self._address.bucket))
        except NotFoundError as error:
            if not self._address.creates_bucket:
                allowed = "the address of a bucket that exists, or with create=true"
                raise SettingsError("FILMLESS_OBJECTS_URL", f"s3://{self._address.bucket}", allowed) from error

    def _put(self, key: str, source: Path, sha256: bytes) -> None:
        sent = upload(self._client, self._address.bucket, self._key(key), source)
        there = self._head(self._client, key)
        # A bucket that encrypts by a key service names something in the shape of an MD5 that is none: only what is
        # read back tells whether another ETag means other bytes.
        if there == sent or (there.size_bytes == sent.size_bytes and self._sha256(key) == sha256):
            return
        self._client.delete_object(Bucket=self._address.bucket, Key=self._key(key))
        raise UnavailableError("The objects' S3 server did not keep what was sent.", retry_after_seconds=5)

    def _head(self, client: S3Client, key: str) -> Uploaded:
        head = client.head_object(Bucket=self._address.bucket, Key=self._key(key))
        return Uploaded(head["ContentLength"], head["ETag"].strip('"'))

    def _sha256(self, key: str) -> bytes:
        digest = hashlib.sha256()
        for piece in self.stream(key):
            digest.update(piece)
        return digest.digest()

    def _read(self, key: str, byte_range: str) -> bytes:
        try:
            answer = self._reader.get_object(Bucket=self._address.bucket, Key=self._key(key), Range=byte_range)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in {"InvalidRange", "416"}:
                return b""
            raise
        return _read_in_time(answer["Body"], answer["ContentLength"])

    def _list(self, prefix: str, token: str) -> ListObjectsV2OutputTypeDef:
        bucket = self._address.bucket
        if token:
            return self._client.list_objects_v2(Bucket=bucket, Prefix=prefix, ContinuationToken=token)
        return self._client.list_objects_v2(Bucket=bucket, Prefix=prefix)

    def _key(self, key: str) -> str:
        return self._address.prefix + key

    def _tried(self, request: Callable[[], Answer], retrying: Retrying | None = None) -> Answer:
        """Make a request, again after a moment if the server seems to be busy, never if it is known to be dead."""
        return (retrying or _RETRYING)(partial(self._once, request))

    def _once(self, request: Callable[[], Answer]) -> Answer:
        try:
            with self._breaker.request(), mapped():
                return request()
        except NoBucketError as error:
            if self._address.creates_bucket:
                raise NotFoundError("The bucket was not made yet.") from error
            raise


def _read_in_time(body: StreamingBody, length: int) -> bytes:
    """Read a whole body before a deadline that counts from its beginning, not from the last byte that came."""
    deadline = time.monotonic() + READ_SECONDS + length / _LEAST_BYTES_PER_SECOND
    # The body itself offers no read that returns what has come.
    source = body._raw_stream  # type: ignore[attr-defined]  # noqa: SLF001
    data = bytearray()
    with closing(body):
        while len(data) < length and (piece := source.read1(length - len(data))):
            data += piece
            if time.monotonic() > deadline:
                raise UnavailableError("The objects' S3 server is too slow.", retry_after_seconds=5)
        if len(data) < length:
            raise UnavailableError("The objects' S3 server broke off.", retry_after_seconds=5)
        # What is read to its end lets the connection be used again.
        source.read1(1)
    return bytes(data)


def _is_worth_another_try(error: BaseException) -> bool:
    return isinstance(error, UnavailableError) and not isinstance(error, RefusedCredentialsError | ServerIsDeadError)


_RETRYING: Final = Retrying(
    stop=stop_after_attempt(TRIES),
    wait=wait_random_exponential(multiplier=0.2, max=2),
    retry=retry_if_exception(_is_worth_another_try),
    reraise=True,
)
# One silence uses the time up; a server that refuses, or drops a connection that it kept open, is asked again.
_READING: Final = _RETRYING.copy(stop=stop_after_attempt(TRIES) | stop_after_delay(READ_SECONDS * 0.9))
