"""The bodies of what is proposed, one for each kind, read strictly: what is kept has the form that pages expect."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from imaging.consult.room.drawn import AnnotationShape, AnyPlace, Coordinate, ImagePlaceShape, Row, SketchShape
from imaging.consult.room.shape import Shape
from imaging.consult.room.views import ViewState
from imaging.dicom.person_names import displayable

LONGEST_MESSAGE: Final = 4000
MOST_MENTIONS: Final = 50
_MOST_VERSIONS: Final = 2**31 - 2
UUID_PATTERN: Final = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

# Made by the page, in lower case.
Uuid = Annotated[str, Field(pattern=UUID_PATTERN)]


def _as_said(text: str) -> str:
    """Return words that look like what they are, without the space around them."""
    plain = displayable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not plain:
        raise ValueError("there are no words")
    return plain


class Body(Shape):
    """Base of all bodies."""

    def to_json(self) -> str:
        """Return it as it is kept and sent."""
        return self.model_dump_json()


class Said(Body):
    """Words, for somebody, with what one looked at, in answer to what was said before."""

    text: Annotated[str, Field(max_length=LONGEST_MESSAGE, repr=False), AfterValidator(_as_said)]
    mentions: tuple[Row, ...] = Field((), max_length=MOST_MENTIONS)
    view: ViewState | None = None
    study: Row | None = None
    replies_to: int | None = Field(None, ge=1, le=_MOST_VERSIONS)


class Drawn(Body):
    """A figure, new (`base` is 0) or changed."""

    drawing: Uuid
    base: int = Field(ge=0, le=_MOST_VERSIONS)
    annotation: AnnotationShape


class Erased(Body):
    """A figure goes."""

    drawing: Uuid
    base: int = Field(ge=1, le=_MOST_VERSIONS)


class BeingDrawn(Body):
    """A figure as it is drawn; None: given up."""

    drawing: Uuid
    annotation: SketchShape | None


class Pointed(Body):
    """Where a pointer stands; nothing: nowhere any more."""

    place: AnyPlace | None = None
    at: Annotated[tuple[Coordinate, ...], Field(min_length=2, max_length=3)] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Pointed:
        if (self.place is None) != (self.at is None):
            raise ValueError("a pointer stands at a point of a place")
        if self.at is not None and len(self.at) != (2 if isinstance(self.place, ImagePlaceShape) else 3):
            raise ValueError("the point is one of the place")
        return self

    def to_json(self) -> str:
        """Return it without what is not there."""
        return self.model_dump_json(exclude_none=True)


class Looked(Body):
    """What the presenter looks at."""

    view: ViewState


class Presented(Body):
    """Who presents from now on; None: nobody."""

    participant: Row | None


class Raised(Body):
    """Whether a hand is up."""

    is_up: bool


class PartGiven(Body):
    """What somebody is from now on."""

    participant: Row
    part: Literal["speaks", "watches", "gone"]
