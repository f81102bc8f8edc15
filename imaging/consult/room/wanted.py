"""What a page proposes, as it says it: a kind, a body of that kind, and a number of its own to know it by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from imaging.consult.room import bodies
from imaging.consult.room.shape import Shape


class _Do(Shape):
    """Base of all kinds."""

    says: Literal["do"]
    id: bodies.Uuid


class Say(_Do):
    """Say something."""

    kind: Literal["say"]
    body: bodies.Said


class Draw(_Do):
    """Draw something, or change it."""

    kind: Literal["draw"]
    body: bodies.Drawn


class Erase(_Do):
    """Take something away."""

    kind: Literal["erase"]
    body: bodies.Erased


class Sketch(_Do):
    """Show what is being drawn."""

    kind: Literal["drawing"]
    body: bodies.BeingDrawn


class PointAt(_Do):
    """Show where one points."""

    kind: Literal["point"]
    body: bodies.Pointed


class Look(_Do):
    """Show what one looks at."""

    kind: Literal["look"]
    body: bodies.Looked


class Present(_Do):
    """Say who presents."""

    kind: Literal["present"]
    body: bodies.Presented


class Raise(_Do):
    """Raise a hand, or take it down."""

    kind: Literal["raise"]
    body: bodies.Raised


class GivePart(_Do):
    """Let somebody in, or take them out."""

    kind: Literal["part"]
    body: bodies.PartGiven


Do = Annotated[Say | Draw | Erase | Sketch | PointAt | Look | Present | Raise | GivePart, Field(discriminator="kind")]
