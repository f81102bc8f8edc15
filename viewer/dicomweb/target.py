"""What a path names, read and checked once at the door: study, series, instance, frames."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request

from imaging.dicom.uids import is_valid_uid
from imaging.errors import MalformedError

# More frames than anybody shows at once, and no more than a sensible answer holds.
MAX_FRAMES_IN_ONE_REQUEST = 2_000

_FRAMES = re.compile(r"[0-9]{1,9}(,[0-9]{1,9})*$")


@dataclass(frozen=True)
class Target:
    """UIDs from the path; empty where the path names none."""

    study_instance_uid: str = ""
    series_instance_uid: str = ""
    sop_instance_uid: str = ""


def target_of(request: Request) -> Target:
    """Return what the path names.

    Raises
    ------
    MalformedError
        When something stands in the place of a UID that is none; it could otherwise mean more than one thing.
    """
    raw_path: bytes = request.scope.get("raw_path", b"")
    if b"%2f" in raw_path.lower():
        raise MalformedError("A slash in a path can't be written as %2F.")
    parameters = request.path_params
    uids = [parameters.get(name) for name in ("study", "series", "instance")]
    if not all(uid is None or is_valid_uid(uid) for uid in uids):
        raise MalformedError("The path holds something that is no UID.")
    return Target(*(uid or "" for uid in uids))


def frame_numbers(text: str) -> tuple[int, ...]:
    """Read a list of frames, counted from 1."""
    if not _FRAMES.match(text):
        raise MalformedError("Frames are named by their numbers, with commas between.")
    numbers = tuple(int(part) for part in text.split(","))
    if len(numbers) > MAX_FRAMES_IN_ONE_REQUEST:
        raise MalformedError(f"At most {MAX_FRAMES_IN_ONE_REQUEST} frames can be asked for at once.")
    return numbers
