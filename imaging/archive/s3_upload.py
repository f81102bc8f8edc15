"""Uploads one file to S3, in parts where it is large, and tells the checksum that the server must name."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES: Final = 8 * 1024 * 1024


@dataclass(frozen=True)
class Uploaded:
    """An object as its server describes it; the ETag is its MD5, or that of its parts' and their number."""

    size_bytes: int
    etag: str


def upload(client: S3Client, bucket: str, key: str, source: Path) -> Uploaded:
    """Upload a file, never more than a part of it in memory; return what the server has to hold now."""
    size_bytes = source.stat().st_size
    if size_bytes > PART_BYTES:
        return Uploaded(size_bytes, _upload_parts(client, bucket, key, source))
    body = source.read_bytes()
    digest = hashlib.md5(body, usedforsecurity=False)
    client.put_object(
        Bucket=bucket, Key=key, Body=body, ContentMD5=_base64(digest.digest()), ContentType="application/dicom"
    )
    return Uploaded(size_bytes, digest.hexdigest())


def _upload_parts(client: S3Client, bucket: str, key: str, source: Path) -> str:
    """Upload in parts; an upload that a crash left unfinished is ended first, for its parts take space."""
    unfinished = client.list_multipart_uploads(Bucket=bucket, Prefix=key).get("Uploads", ())
    for each in unfinished:
        client.abort_multipart_upload(Bucket=bucket, Key=each["Key"], UploadId=each["UploadId"])
    upload_id = client.create_multipart_upload(Bucket=bucket, Key=key, ContentType="application/dicom")["UploadId"]
    parts: list[CompletedPartTypeDef] = []
    digests = []
    with source.open("rb") as whole:
        while part := whole.read(PART_BYTES):
            digest = hashlib.md5(part, usedforsecurity=False).digest()
            digests.append(digest)
            answer = client.upload_part(
                Bucket=bucket,
                Key=key,
                UploadId=upload_id,
                PartNumber=len(digests),
                Body=part,
                ContentMD5=_base64(digest),
            )
            parts.append({"PartNumber": len(digests), "ETag": answer["ETag"]})
    client.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts})
    return f"{hashlib.md5(b''.join(digests), usedforsecurity=False).hexdigest()}-{len(digests)}"


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")
