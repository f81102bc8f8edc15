"""Where objects are kept in S3: ``s3://bucket/prefix?endpoint=http://host:port&region=name&create=true``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

from imaging.errors import SettingsError

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_KNOWN: Final = {"endpoint", "region", "create"}
ALLOWED: Final = "s3://bucket/prefix with endpoint=http://…, region=… and create=true as it needs"


@dataclass(frozen=True)
class S3Address:
    """A bucket and the part of it that is ours.

    Parameters
    ----------
    prefix
        Empty, or with a slash at its end.
    endpoint
        None: that of AWS.
    creates_bucket
        Whether the bucket is made if it is missing.
    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = "us-east-1"
    creates_bucket: bool = False

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read an address, or say what is wrong with it."""
        parts = urlsplit(url)
        parameters = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        is_sound = parts.scheme == "s3" and _BUCKET.fullmatch(parts.netloc) and parameters.keys() <= _KNOWN
        endpoint = parameters.get("endpoint")
        if not is_sound or (endpoint and urlsplit(endpoint).scheme not in {"http", "https"}):
            raise SettingsError("FILMLESS_OBJECTS_URL", url, ALLOWED)
        prefix = parts.path.strip("/")
        return cls(
            parts.netloc,
            f"{prefix}/" if prefix else "",
            endpoint,
            parameters.get("region", "us-east-1"),
            parameters.get("create") == "true",
        )
