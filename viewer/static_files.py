"""What the build put into ``static/``: read once, sent compressed as the build compressed it.

Files whose names carry a hash of what they hold are kept by browsers for good; pages are asked for anew each time.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from imaging.errors import NotFoundError
from viewer.conditions import check_unmodified, entity_tag
from viewer.packing import takes

STATIC = Path(__file__).parent / "static"
ENCODINGS = MappingProxyType({"br": ".br", "gzip": ".gz"})
FOR_GOOD = "public, max-age=31536000, immutable"
EVERY_TIME = "no-cache"

_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}


@dataclass(frozen=True)
class StaticFile:
    """One file in all its encodings; ``identity`` is always among them."""

    contents: Mapping[str, bytes]
    media_type: str
    etag: str
    cache_control: str

    def answer(self, request: Request, headers: Mapping[str, str] | None = None) -> Response:
        """Send the file in the smallest form that the client takes; ``headers`` may state a page's own policy."""
        encoding = next(name for name in (*ENCODINGS, "identity") if takes(request, name) and name in self.contents)
        own = {"ETag": self.etag, "Cache-Control": self.cache_control, "Vary": "Accept-Encoding", **(headers or {})}
        check_unmodified(request.headers, self.etag, own)
        if encoding != "identity":
            own["Content-Encoding"] = encoding
        return Response(self.contents[encoding], media_type=self.media_type, headers=own)


class StaticFiles:
    """The files below one folder of ``static/``, all held in memory: they are few and small."""

    def __init__(self, folder: str, root: Path = STATIC) -> None:
        self._files = _read_all(root / folder)

    def file(self, name: str) -> StaticFile:
        """Return the file of this name, as it stands in the folder."""
        try:
            return self._files[name]
        except KeyError:
            raise NotFoundError("There is no such file.") from None

    async def __call__(self, request: Request) -> Response:
        """Answer ``{path:path}`` below a folder."""
        return self.file(request.path_params["path"]).answer(request)


@cache
def _read_all(folder: Path) -> Mapping[str, StaticFile]:
    suffixes = tuple(ENCODINGS.values())
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in suffixes)
    return MappingProxyType({path.relative_to(folder).as_posix(): _read(path) for path in paths})


def _read(path: Path) -> StaticFile:
    contents = {"identity": path.read_bytes()}
    for encoding, suffix in ENCODINGS.items():
        packed = path.with_name(path.name + suffix)
        if packed.is_file():
            contents[encoding] = packed.read_bytes()
    return StaticFile(
        contents,
        _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        entity_tag("static", sha256(contents["identity"]).digest()),
        FOR_GOOD if _HASHED.search(path.name) else EVERY_TIME,
    )
