"""Frames and pictures as they are answered, whichever door they are asked at."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from imaging.pixels.delivery import FrameForm, TravellingFrame
from imaging.pixels.encoding import Picture
from viewer.patient.frames import START_HEADER, WINDOW_HEADER

PLACE_HEADER: Final = "Filmless-Place"


def frame_answer(frame: TravellingFrame, headers: Mapping[str, str]) -> Response:
    """Answer with a frame at full depth; ``headers`` say for how long it is kept."""
    packed = {"Content-Encoding": "gzip"} if frame.form is FrameForm.FLOATS else {}
    return Response(frame.data, media_type=frame.form.value, headers={**headers, **packed})


def picture_answer(picture: Picture, place: tuple[int, int], headers: Mapping[str, str]) -> Response:
    """Answer with a picture, of which object and frame it is, and from which window a hand goes on."""
    own = {**headers, PLACE_HEADER: f"{place[0]},{place[1]}"}
    if picture.window is not None:
        own[WINDOW_HEADER] = picture.window.to_text()
    elif picture.start_window is not None:
        own[START_HEADER] = picture.start_window.to_text()
    return Response(picture.data, media_type=picture.media_type, headers=own)


def layer_answer(layer: bytes | None, headers: Mapping[str, str]) -> Response:
    """Answer with what lies over a frame; with nothing where there is nothing."""
    if layer is None:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    return Response(layer, media_type="image/png", headers=headers)
