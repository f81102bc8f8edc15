"""Pictures with text in their corners and a profile for their colours; they are made anew for everyone who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from imaging.archive.pictures import Pictures
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.errors import NotFoundError
from imaging.pixels.encoding import Picture
from imaging.pixels.finishing import PLAIN, Finish, Profile, profile_for, write_corners
from imaging.pixels.render import Rendering, as_picture

ICC_PROFILE: Final = "00282000"


@dataclass(frozen=True)
class FinishedPictures:
    """Makes finished pictures; safe to share between threads.

    Attributes
    ----------
    font : Path or None
        What annotations are written with.
    """

    pictures: Pictures
    retrieve: Retrieve
    font: Path | None

    def rendered(self, instance: StoredInstance, frame_number: int, rendering: Rendering, finish: Finish) -> Picture:
        """Show a frame, finished.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        frame_number : int
            Counted from 1.
        rendering : Rendering
            Window, viewport, format and so on.
        finish : Finish
            Annotations and profile (PS3.18 8.3.5.1.1 and 8.3.5.1.5); grey pictures get no profile.

        Raises
        ------
        NotFoundError
            There is no such frame.
        UnsupportedError, MalformedError, LimitError
            It can't be shown or finished so; the text says why.
        """
        if finish == PLAIN:
            return self.pictures.rendered(instance, frame_number, rendering)
        drawing = self.pictures.drawn(instance, frame_number, rendering)
        if finish.annotations:
            header = self.retrieve.header(instance).dataset
            pixels = write_corners(drawing.pixels, finish.annotations, header, drawing.window, self.font)
            drawing = replace(drawing, pixels=pixels)
        profile = self._profile(instance, finish.profile) if drawing.pixels.ndim == 3 else None
        return as_picture(drawing, rendering, profile)

    def _profile(self, instance: StoredInstance, wanted: Profile) -> bytes | None:
        return None if wanted is Profile.NONE else profile_for(wanted, self._own_profile(instance))

    def _own_profile(self, instance: StoredInstance) -> bytes | None:
        try:
            found = self.retrieve.bulk(instance, ICC_PROFILE)
        except NotFoundError:
            return None
        return found.value if found.value is not None else self.retrieve.read(instance, found.offset or 0, found.length)
