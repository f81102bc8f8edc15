"""What somebody looks at, as pages tell each other: `ViewState` of the viewer's engine, checked field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from imaging.consult.room.shape import Shape
from imaging.reading.annotations import FARTHEST

# More places than this nobody can tell apart on a screen.
MOST_ROWS: Final = 8
# "<study>/<series>", and behind a dash which part of the series it is.
SERIES_NAME: Final = r"^[0-9]{1,18}/[0-9]{1,18}(-[a-z0-9-]{1,40})?$"

_Number = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]


class _Seen(Shape):
    """Base of what the engine's own names stand for."""

    model_config = ConfigDict(alias_generator=to_camel, serialize_by_alias=True)


class Window(_Seen):
    """From which value to which one sees."""

    center: float = Field(ge=-1e9, le=1e9)
    width: float = Field(ge=0, le=1e9)


class Slab(_Seen):
    """A thick slice."""

    kind: Literal["mip", "minip", "average"]
    mm: float = Field(ge=0, le=10_000)


class Hung(_Seen):
    """How a picture was hung that belongs to one side of its place."""

    page: int = Field(ge=0, le=10_000_000)
    side: Literal["left", "right"]
    aspect: float = Field(gt=0, le=1000)
    is_flipped_horizontally: bool
    is_flipped_vertically: bool


class ViewportState(_Seen):
    """What one place shows."""

    series: str = Field(pattern=SERIES_NAME)
    plane: Literal["acquired", "axial", "coronal", "sagittal"]
    page: int = Field(ge=0, le=10_000_000)
    point: tuple[_Number, _Number, _Number] | None
    window: Window | None
    is_inverted: bool
    zoom: float = Field(gt=0, le=10_000)
    pan: tuple[_Number, _Number]
    rotation: _Number
    is_flipped_horizontally: bool
    is_flipped_vertically: bool
    slab: Slab | None
    cine: float | None = Field(ge=-1000, le=1000)
    hung: Hung | None

    @property
    def study_id(self) -> int:
        """The row of the study."""
        return int(self.series.partition("/")[0])

    @property
    def series_id(self) -> int:
        """The row of the series, of which it may be a part."""
        return int(self.series.partition("/")[2].partition("-")[0])


class ViewState(_Seen):
    """What a whole screen shows."""

    rows: int = Field(ge=1, le=MOST_ROWS)
    columns: int = Field(ge=1, le=MOST_ROWS)
    active: int = Field(ge=0, lt=MOST_ROWS * MOST_ROWS)
    is_linked: bool
    viewports: tuple[ViewportState | None, ...] = Field(max_length=MOST_ROWS * MOST_ROWS)

    @model_validator(mode="after")
    def _has_its_active_place(self) -> ViewState:
        if self.active >= max(len(self.viewports), 1):
            raise ValueError("the active place is one of the screen's")
        return self

    @property
    def shown(self) -> Iterator[ViewportState]:
        """The places that show something."""
        return (each for each in self.viewports if each is not None)
