"""How a picture lies: mirrored first, then turned clockwise by quarters, as the viewer does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image

_QUARTERS: Final = (0, 90, 180, 270)
_TURNS: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
# What stood at these edges stands at the next one after a quarter turn clockwise.
_AROUND: Final = ("top", "right", "bottom", "left")


@dataclass(frozen=True)
class Lie:
    """Mirrored from left to right, from top to bottom, and turned; what is not a quarter is turned to the nearest."""

    is_flipped_horizontally: bool = False
    is_flipped_vertically: bool = False
    rotation: int = 0

    @property
    def quarter(self) -> int:
        """Degrees clockwise: 0, 90, 180 or 270."""
        return _QUARTERS[round(self.rotation / 90) % 4]

    @property
    def is_on_side(self) -> bool:
        """Whether rows stand upright."""
        return self.quarter in {90, 270}

    def picture(self, image: Image.Image) -> Image.Image:
        """Return the picture as it lies."""
        if self.is_flipped_horizontally:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if self.is_flipped_vertically:
            image = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        return image.transpose(_TURNS[self.quarter]) if self.quarter else image

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Return where a place of the picture lies; both are shares of its sides, from the upper left."""
        x = 1 - across if self.is_flipped_horizontally else across
        y = 1 - down if self.is_flipped_vertically else down
        match self.quarter:
            case 90:
                return 1 - y, x
            case 180:
                return 1 - x, 1 - y
            case 270:
                return y, 1 - x
        return x, y

    def edges(self, letters: Mapping[str, str]) -> dict[str, str]:
        """Return which letters stand at the edges; ``letters`` are those of the picture as it was taken."""
        found = dict(letters)
        if self.is_flipped_horizontally:
            found["left"], found["right"] = found["right"], found["left"]
        if self.is_flipped_vertically:
            found["top"], found["bottom"] = found["bottom"], found["top"]
        steps = self.quarter // 90
        return {edge: found[_AROUND[(position - steps) % 4]] for position, edge in enumerate(_AROUND)}
