"""How pictures look when nobody touches them, or as somebody windowed them: what a presentation state has to repeat.

A presentation state replaces every transformation of the image that it names (PS3.4 N.2): one that is silent about the
modality transformation or the window would show a CT without Hounsfield units and as one grey.
"""

from __future__ import annotations

from dataclasses import dataclass

from imaging.archive.pictures import Pictures, description_of
from imaging.archive.stored import StoredInstance
from imaging.errors import RefusedError
from imaging.pixels.lookup_tables import LookupTable
from imaging.pixels.render import Rendering
from imaging.pixels.transformations import Modality, modality_of, voi_of
from imaging.pixels.viewport import Viewport
from imaging.pixels.windows import Window

_SMALL = Rendering(viewport=Viewport(64, 64))


@dataclass(frozen=True)
class Look:
    """The grey levels of a frame, or that it has colours."""

    is_color: bool
    modality: Modality = (1.0, 0.0)
    rescale_type: str = ""
    # None: every value from the lowest to the highest.
    voi: Window | LookupTable | None = None
    is_inverse: bool = False
    # Height of a pixel divided by its width.
    aspect: float = 1.0

    @property
    def frame(self) -> tuple[object, ...]:
        """What one presentation state has in common for all its images."""
        return (self.is_color, self.modality, self.rescale_type, self.is_inverse)


@dataclass(frozen=True)
class Looks:
    """Reads them; safe to share between threads."""

    pictures: Pictures

    def of(self, instance: StoredInstance, frame: int, window: Window | None = None) -> Look:
        """Return how a frame looks: in a window that somebody chose, else as the file says, else as it is shown here.

        Parameters
        ----------
        instance : StoredInstance
            An image of the archive.
        frame : int
            Counted from 1.
        window : Window or None
            In modality values.
        """
        try:
            description, header = description_of(instance), self.pictures.header_for(instance)
            if not description.is_monochrome:
                return Look(is_color=True, aspect=description.pixel_aspect_ratio)
            modality = modality_of(description, header, frame)
            voi = window or voi_of(description, header, frame, modality)
            if voi is None:
                voi = self.pictures.drawn(instance, frame, _SMALL).window
        except RefusedError:
            # What can't be decoded here is drawn on nevertheless, and others may show it.
            return Look(is_color=False, voi=window)
        return Look(
            False, modality, description.rescale_type, voi, description.is_inverse, description.pixel_aspect_ratio
        )
