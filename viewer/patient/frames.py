"""Frames, windowed here and sent as a picture that any phone can show."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from imaging.access.actors import Action
from imaging.archive.pictures import description_of
from imaging.errors import ConflictError, MalformedError, NotFoundError, RefusedError, UnavailableError
from imaging.pixels.encoding import Picture, PictureFormat
from imaging.pixels.render import Rendering
from imaging.pixels.viewport import Viewport
from imaging.pixels.windows import Window
from imaging.sharing.film import FilmSeries
from viewer.answers import seconds_of
from viewer.patient.documents import Document, series_document
from viewer.patient.rooms import Rooms
from viewer.patient.visitors import Visit, visit_of

FORMATS = {each.value: each for each in (PictureFormat.WEBP, PictureFormat.JPEG, PictureFormat.PNG)}
# On a slow network every kilobyte of a slice is five milliseconds; an exact picture can be had for the asking.
QUALITY = 75
SMALLEST, LARGEST = 32, 4096
# The answer says with which window a picture was made, so that a finger can go on from there; where a table made it,
# from which window a finger begins.
WINDOW_HEADER = "Filmless-Window"
START_HEADER = "Filmless-Start-Window"


@dataclass(frozen=True)
class Wish:
    """How a picture is wanted."""

    picture_format: PictureFormat
    # Longest side; None: all there is.
    size: int | None = None
    window: Window | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Wish:
        """Read ``format``, ``size`` and ``window``."""
        if given.get("format", "jpeg") not in FORMATS:
            raise MalformedError("The format is webp, jpeg or png.")
        return cls(FORMATS[given.get("format", "jpeg")], _read_size(given.get("size")), _read_window(given))

    def rendering(self, rows: int, columns: int) -> Rendering:
        """Return how a picture of an image of this size is made; nothing is ever enlarged here."""
        is_smaller = self.size is not None and self.size < max(rows, columns)
        viewport = Viewport(self.size, self.size) if is_smaller and self.size is not None else None
        return Rendering(self.window, viewport, self.picture_format, QUALITY)


class Frames:
    """``series/{id}/frames/{n}`` of a link."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def frame(self, request: Request) -> Response:
        """Answer one frame as a picture."""
        visit = visit_of(self._rooms.house, request)
        study, series = self._rooms.film_of(visit).series(request.path_params["series"])
        wish = Wish.read(request.query_params)
        if request.query_params.get("version", series.version) != series.version:
            raise ConflictError("Images of this series have come in meanwhile; ask for the series again.")
        visit.looks_at(self._rooms.house, Action.SEE_IMAGES, frozenset({study.id}))
        picture = picture_of(self._rooms, series, request.path_params["number"], wish)
        return Response(picture.data, media_type=picture.media_type, headers=_headers(picture))


def picture_of(rooms: Rooms, series: FilmSeries, number: int, wish: Wish) -> Picture:
    """Make the picture of a frame, counted from 1 through the series."""
    instance, frame_number = series.place_of(number)
    described = description_of(instance)
    rendering = wish.rendering(described.rows, described.columns)
    return rooms.house.archive.pictures.rendered(instance, frame_number, rendering)


def first_picture(rooms: Rooms, visit: Visit, wish: Wish) -> Document:
    """Return the picture that is seen first, the middle of a series, with all that showing it needs.

    Where it can't be had the page opens without it: until then there is the report to read.
    """
    film = rooms.film_of(visit)
    series = film.first
    if series is None:
        return _first(None)
    study, _ = film.series(series.key)
    visit.looks_at(rooms.house, Action.SEE_IMAGES, frozenset({study.id}))
    middle = (series.frames + 1) // 2
    try:
        picture = picture_of(rooms, series, middle, wish)
        document = series_document(series, rooms.kinds.of(series))
    except (RefusedError, NotFoundError):
        # The page says so when that series is opened.
        return _first(None)
    except UnavailableError as error:
        return _first(None, seconds_of(error))
    return _first(
        {
            "series": document,
            "frame": middle,
            "media_type": picture.media_type,
            "window": _text(picture.window),
            "start_window": _text(picture.start_window),
            "data": base64.b64encode(picture.data).decode(),
        }
    )


def _first(picture: Document | None, after_seconds: int | None = None) -> Document:
    return {"first": picture, "first_after_seconds": after_seconds}


def _headers(picture: Picture) -> dict[str, str]:
    if picture.window is not None:
        return {WINDOW_HEADER: picture.window.to_text()}
    return {} if picture.start_window is None else {START_HEADER: picture.start_window.to_text()}


def _text(window: Window | None) -> str | None:
    return None if window is None else window.to_text()


def _read_size(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or not SMALLEST <= int(text[:9]) <= LARGEST:
        raise MalformedError(f"The size is a number of pixels from {SMALLEST} to {LARGEST}.")
    return int(text)


def _read_window(given: Mapping[str, str]) -> Window | None:
    text = given.get("window")
    if text is None:
        return None
    try:
        return Window.from_text(text)
    except ValueError as error:
        raise MalformedError("The window is a centre, a width and a function, for example 40,400,LINEAR.") from error
