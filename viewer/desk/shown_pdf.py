"""PDFs that somebody else wrote, shown as pictures of their pages; the file is never opened within a page of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.reading.drawn_pages import DrawnPages
from imaging.reading.pdf_pages import WIDTHS
from viewer.desk.asked import Asked
from viewer.desk.door import Door

# One for all documents of a process: they share its threads.
_DRAWN: Final = DrawnPages()


def page_routes(door: Door, path: str, pdf: Callable[[Asked], Callable[[], bytes]]) -> list[Route]:
    """Give what there is of a document and its pages, below its path.

    ``pdf`` refuses whoever may not see it, and returns what reads it, which is asked only if something must be drawn.
    """

    def name(asked: Asked) -> str:
        numbers = sorted((each, number) for each, number in asked.path.items() if each != "page")
        return f"{door.house.settings.data_dir} {path} {numbers}"

    def told(asked: Asked) -> dict[str, Any]:
        found = _DRAWN.told(name(asked), pdf(asked))
        pages = [{"width": each.width, "height": each.height, "text": each.text} for each in found.pages]
        return {"count": found.count, "pages": pages}

    def drawn(asked: Asked) -> Response:
        width = asked.number("width") or WIDTHS[-1]
        picture = _DRAWN.picture(name(asked), pdf(asked), asked.path["page"], width)
        return Response(picture.data, media_type=picture.media_type, headers={"Cache-Control": "no-store"})

    return [
        door.route("GET", f"{path}/pages", Action.SEE_REPORTS, told),
        door.route("GET", f"{path}/pages/{{page:int}}", Action.SEE_REPORTS, drawn),
    ]
