"""PDFs that somebody else wrote, shown as pictures of their pages; the file is never opened within a page of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol, TypeVar

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.house import House
from imaging.reading.drawn_pages import DrawnPages
from imaging.reading.pdf_pages import WIDTHS
from viewer.desk.asked import Sent

# One for all documents of a process: they share its threads.
_DRAWN: Final = DrawnPages()


S = TypeVar("S", bound=Sent)
Asker_co = TypeVar("Asker_co", bound=Sent, covariant=True)


class AnyDoor(Protocol[Asker_co]):
    """A door through which documents are looked at."""

    @property
    def house(self) -> House:
        """The house behind it."""

    def route(self, method: str, path: str, action: Action, answer: Callable[[Asker_co], Any]) -> Route:
        """Make a route for whoever may do ``action``."""


def page_routes(door: AnyDoor[S], path: str, pdf: Callable[[S], Callable[[], bytes]]) -> list[Route]:
    """Give what there is of a document and its pages, below its path.

    ``pdf`` refuses whoever may not see it, and returns what reads it, which is asked only if something must be drawn.
    """

    def name(asked: S) -> str:
        kept = {each: number for each, number in asked.path.items() if each != "page"}
        numbers = sorted(kept.items())
        return f"{door.house.settings.data_dir} {path} {numbers}"

    def told(asked: S) -> dict[str, Any]:
        found = _DRAWN.told(name(asked), pdf(asked))
        pages = [{"width": each.width, "height": each.height, "text": each.text} for each in found.pages]
        return {"count": found.count, "pages": pages}

    def drawn(asked: S) -> Response:
        width = asked.number("width") or WIDTHS[-1]
        picture = _DRAWN.picture(name(asked), pdf(asked), asked.path["page"], width)
        return Response(picture.data, media_type=picture.media_type, headers={"Cache-Control": "no-store"})

    return [
        door.route("GET", f"{path}/pages", Action.SEE_REPORTS, told),
        door.route("GET", f"{path}/pages/{{page:int}}", Action.SEE_REPORTS, drawn),
    ]
