"""What was given a moment ago: whoever asks the same is given the same, after the same decision and the same note.

Nothing in such an answer depends on who asks, only whether they may have it; so what is read and negotiated for one
reader need not be read and negotiated again for the next frame of a film that runs in a loop.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from imaging.access.actors import Action
from imaging.archive.recent import Recent
from imaging.archive.retrieve import BELIEVED_SECONDS
from viewer.conditions import check_unmodified
from viewer.dicomweb.admission import Admission, Visitor

KEPT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, the study that it shows, and until when it is believed."""

    response: Response
    study_id: int
    until: float


@dataclass(frozen=True)
class Recently:
    """The answers of the last seconds; they hold the same bytes that are kept as pictures."""

    admission: Admission
    _given: Recent[Hashable, Given] = field(
        default_factory=lambda: Recent(KEPT_BYTES, lambda given: len(given.response.body)), repr=False
    )

    async def answer(self, request: Request, visitor: Visitor, action: Action) -> Response | None:
        """Give again what was given to the same question; None where it has to be answered anew."""
        given = self._given.get(_question(request, visitor))
        if given is None or given.until <= time.monotonic():
            return None
        await self.admission.note(visitor, action, given.study_id)
        check_unmodified(request.headers, given.response.headers["etag"])
        return given.response

    def remember(self, request: Request, visitor: Visitor, study_id: int, response: Response) -> Response:
        """Keep an answer that has an entity tag, and return it."""
        until = time.monotonic() + BELIEVED_SECONDS
        self._given.put(_question(request, visitor), Given(response, study_id, until))
        return response


def _question(request: Request, visitor: Visitor) -> Hashable:
    """Everything on which the answer depends."""
    scope = request.scope
    accept = tuple(value for name, value in scope["headers"] if name == b"accept")
    return visitor.hospital_id, scope["raw_path"], scope["query_string"], accept
