"""Answers that are sent piece by piece: what is known in full with its length, everything else as it is made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import chain

from starlette.concurrency import iterate_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from viewer.dicomweb.accept import Offer
from viewer.dicomweb.multipart import closing, new_boundary, part_head
from viewer.offload import in_thread

# Of each part its Content-Type, its address and its content.
Parts = Iterator[tuple[str, str, Iterator[bytes]]]


class PiecesResponse(Response):
    """An answer whose pieces lie in memory; they are not joined, because the largest of them is half a megabyte."""

    def __init__(self, pieces: Sequence[bytes], status_code: int, headers: Mapping[str, str]) -> None:
        self._pieces = pieces
        length = str(sum(map(len, pieces)))
        super().__init__(status_code=status_code, headers={**headers, "Content-Length": length})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  (those of ASGI)
        """Send the answer."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for piece in self._pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": self._pieces[-1]})


def one_part(offer: Offer, content: bytes, headers: Mapping[str, str], location: str = "") -> Response:
    """Answer with one thing: as a body of one part, or alone."""
    if not offer.is_multipart:
        return PiecesResponse((content,), 200, {**headers, "Content-Type": offer.content_type()})
    boundary = new_boundary()
    head = part_head(boundary, offer.part_content_type, location, is_first=True)
    own = {**headers, "Content-Type": offer.content_type(boundary)}
    return PiecesResponse((head, content, closing(boundary)), 200, own)


async def many_parts(media_type: str, parts: Parts, status: int, headers: Mapping[str, str]) -> Response:
    """Answer with parts that are made while they are sent: each its Content-Type, its address and its content."""
    boundary = new_boundary()
    own = {**headers, "Content-Type": Offer(media_type, is_multipart=True).content_type(boundary)}
    return StreamingResponse(await begun(_framed(boundary, parts)), status, headers=own)


async def begun(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Return a content that is made in a thread, its first piece already: what fails at once still has a status."""
    first = await in_thread(next, content, b"")
    return aiter(iterate_in_threadpool(chain((first,), content)))


def _framed(boundary: str, parts: Parts) -> Iterator[bytes]:
    is_first = True
    for content_type, location, content in parts:
        yield part_head(boundary, content_type, location, is_first=is_first) + next(content, b"")
        yield from content
        is_first = False
    yield closing(boundary)
