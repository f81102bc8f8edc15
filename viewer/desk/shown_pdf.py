"""PDFs that somebody else wrote, shown as pictures of their pages; the file is never opened within a page of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.reading.pdf_pages import WIDTHS, page_picture, pages_of
from viewer.desk.asked import Asked
from viewer.desk.door import Door

# Long enough to scroll back and to look closer, and no longer: a paper may be withdrawn.
_KEPT: Final = "private, max-age=600"


def page_routes(door: Door, path: str, pdf: Callable[[Asked], bytes]) -> list[Route]:
    """Give what there is of a document and its pages, below its path; ``pdf`` refuses whoever may not see it."""

    def told(asked: Asked) -> dict[str, Any]:
        found = pages_of(pdf(asked))
        pages = [{"width": each.width, "height": each.height, "text": each.text} for each in found.pages]
        return {"count": found.count, "pages": pages}

    def drawn(asked: Asked) -> Response:
        picture = page_picture(pdf(asked), asked.path["page"], asked.number("width") or WIDTHS[-1])
        headers = {"Cache-Control": _KEPT, "Vary": "Cookie"}
        return Response(picture.data, media_type=picture.media_type, headers=headers)

    return [
        door.route("GET", f"{path}/pages", Action.SEE_REPORTS, told),
        door.route("GET", f"{path}/pages/{{page:int}}", Action.SEE_REPORTS, drawn),
    ]
