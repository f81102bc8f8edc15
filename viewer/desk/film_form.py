"""What a page asks for when it wants pictures on film."""

from __future__ import annotations

from pydantic import Field

from imaging.exporting.cells import Wanted
from imaging.exporting.film_sheet import Grid, Paper
from imaging.exporting.films import MOST_PICTURES, FilmWish
from imaging.exporting.lie import Lie
from imaging.pixels.windows import Window
from imaging.reading.annotations import ImagePlace
from imaging.reporting.content import Language
from viewer.desk.asked import Body

# A row's number, as large as every index takes it.
_MOST_ROWS = 2**62


class WindowForm(Body):
    """A window, in the unit of the values."""

    center: float = Field(ge=-1e9, le=1e9)
    width: float = Field(ge=1e-6, le=1e9)


class PictureForm(Body):
    """A picture, and how it is shown."""

    instance_id: int = Field(ge=1, le=_MOST_ROWS)
    frame: int = Field(1, ge=1, le=2**31 - 1)
    window: WindowForm | None = None
    is_inverted: bool = False
    rotation: float = Field(0, ge=-3600, le=3600)
    is_flipped_horizontally: bool = False
    is_flipped_vertically: bool = False

    def value(self) -> Wanted:
        """Return it as the house knows it."""
        window = None if self.window is None else Window(self.window.center, max(self.window.width, 1.0))
        lie = Lie(self.is_flipped_horizontally, self.is_flipped_vertically, round(self.rotation))
        return Wanted(ImagePlace(self.instance_id, self.frame), window, self.is_inverted, lie)


class FilmForm(Body):
    """A film."""

    # More than may be taken, so that the refusal says how many.
    pictures: list[PictureForm] = Field(min_length=1, max_length=20 * MOST_PICTURES)
    rows: int = Field(ge=1, le=8)
    columns: int = Field(ge=1, le=8)
    paper: Paper = Paper.A4
    language: Language
    has_names: bool = True
    has_annotations: bool = True

    def value(self) -> FilmWish:
        """Return it as the house knows it."""
        return FilmWish(
            [each.value() for each in self.pictures],
            Grid(self.rows, self.columns, self.paper),
            self.language,
            self.has_names,
            self.has_annotations,
        )
