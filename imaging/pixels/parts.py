"""What of a series belongs together: one stack each for every direction, phase and echo, and one for the localizers.

Slices are single images, or the frames of an object that holds many.

A device may file under one series what nobody would hang on one film: planning images, slices in several directions,
the same places several times over. Turning such pages one by one leaps through the body; each part alone does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from imaging.pixels.stacks import Slice, StackProblem, faces_same_way, places, stack

# A part of fewer slices is not worth turning pages in; a series that falls into more parts is turned as a whole, place
# by place: a beating heart, a contrast agent on its way.
LEAST_SLICES = 3
MOST_PARTS = 8


class PartKind(StrEnum):
    """In what a part differs from the other parts of its series."""

    WHOLE = "whole"
    LOCALIZER = "localizer"
    DIRECTION = "direction"
    # What a multi-frame object itself calls a stack (PS3.3 C.7.6.16.2.2.4).
    STACK = "stack"
    PHASE = "phase"
    ECHO = "echo"
    DIFFUSION = "diffusion"
    IMAGE_TYPE = "image-type"
    ACQUISITION = "acquisition"
    # The same places were taken again, and the file does not say why.
    REPETITION = "repetition"


# What tells repetitions of one place apart, the most telling first.
DIVIDERS = (PartKind.PHASE, PartKind.ECHO, PartKind.DIFFUSION, PartKind.IMAGE_TYPE, PartKind.ACQUISITION)


@dataclass(frozen=True, slots=True)
class SeriesSlice:
    """A slice of a series: its place, and what it says of itself, one value for each divider that it knows.

    Attributes
    ----------
    ordered_in : str
        The object that gives its frames an order, told by their numbers; empty where space decides.
    """

    slice: Slice
    is_localizer: bool = False
    said: Mapping[PartKind, Hashable] = field(default_factory=dict)
    ordered_in: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Images that belong together.

    Attributes
    ----------
    kind : PartKind
    number : int
        Counted from 1 among the parts of its kind.
    order : tuple of int
        Indices into the slices of the series: as their object orders them, else in the order of `stack`.
    """

    kind: PartKind
    number: int
    order: tuple[int, ...]


_Group = list[int]


def parts(images: Sequence[SeriesSlice]) -> tuple[Part, ...]:
    """Divide a series; every image is in one part, localizers are in the last.

    Parameters
    ----------
    images : sequence of SeriesSlice
        In any order.
    """
    everything = range(len(images))
    groups = list(_divided(images, [index for index in everything if not images[index].is_localizer]))
    localizers = [index for index in everything if images[index].is_localizer]
    if localizers:
        groups.append((PartKind.LOCALIZER, localizers))
    counts: Counter[PartKind] = Counter()
    found = []
    for kind, group in groups:
        counts[kind] += 1
        found.append(Part(kind, counts[kind], _ordered(images, group)))
    return tuple(found)


def _ordered(images: Sequence[SeriesSlice], group: _Group) -> tuple[int, ...]:
    slices = [images[index].slice for index in group]
    objects = {images[index].ordered_in for index in group}
    if len(objects) == 1 and "" not in objects:
        # Without their planes only the numbers are left.
        slices = [Slice(each.instance_number, None) for each in slices]
    return tuple(group[position] for position in stack(slices).order)


def _divided(images: Sequence[SeriesSlice], group: _Group) -> Iterator[tuple[PartKind, _Group]]:
    if not group:
        return
    directions = _accepted(_by_direction(images, group)) or [group]
    for direction in directions:
        stacks = _accepted(_by_value(images, direction, PartKind.STACK)) or [direction]
        for each in stacks:
            kind, repetitions = _by_repetition(images, each)
            if len(repetitions) == 1 and len(stacks) > 1:
                kind = PartKind.STACK
            elif len(repetitions) == 1 and len(directions) > 1:
                kind = PartKind.DIRECTION
            yield from ((kind, repetition) for repetition in repetitions)


def _by_direction(images: Sequence[SeriesSlice], group: _Group) -> list[_Group]:
    """Group the slices that face the same way; those without a plane are a group of their own."""
    groups: list[_Group] = []
    for index in group:
        plane = images[index].slice.plane
        for known in groups:
            first = images[known[0]].slice.plane
            if plane is first is None or (plane and first and faces_same_way(plane, first)):
                known.append(index)
                break
        else:
            groups.append([index])
            if len(groups) > MOST_PARTS:
                break
    return groups


def _by_repetition(images: Sequence[SeriesSlice], group: _Group) -> tuple[PartKind, list[_Group]]:
    """Tell apart what was taken several times at the same places."""
    if StackProblem.REPEATED_POSITION in stack([images[index].slice for index in group]).problems:
        for kind in DIVIDERS:
            by_value = _accepted(_by_value(images, group, kind))
            if by_value and not any(_repeats(images, each) for each in by_value):
                return kind, by_value
        passes = _accepted(_by_pass(images, group))
        if passes:
            return PartKind.REPETITION, passes
    return PartKind.WHOLE, [group]


def _by_value(images: Sequence[SeriesSlice], group: _Group, kind: PartKind) -> list[_Group]:
    values = {index: images[index].said.get(kind) for index in group}
    if None in values.values():
        return []
    # In the order in which the device took them, as far as its numbers tell.
    by_value: dict[Hashable, _Group] = {}
    for index in stack([Slice(images[index].slice.instance_number, None) for index in group]).order:
        by_value.setdefault(values[group[index]], []).append(group[index])
    return list(by_value.values())


def _by_pass(images: Sequence[SeriesSlice], group: _Group) -> list[_Group]:
    """The first of every place, the second of every place, and so on, if all places were taken equally often."""
    slices = [images[index].slice for index in group]
    at = places(slices)
    order = sorted(stack(slices).order, key=lambda position: at[position])
    taken = [[group[position] for position in same] for _, same in groupby(order, key=lambda position: at[position])]
    if len({len(same) for same in taken}) > 1:
        return []
    return [list(each) for each in zip(*taken, strict=True)]


def _repeats(images: Sequence[SeriesSlice], group: _Group) -> bool:
    return StackProblem.REPEATED_POSITION in stack([images[index].slice for index in group]).problems


def _accepted(groups: list[_Group]) -> list[_Group]:
    """Return the groups if dividing into them helps whoever turns the pages, else nothing."""
    is_helpful = 1 < len(groups) <= MOST_PARTS and all(len(group) >= LEAST_SLICES for group in groups)
    return groups if is_helpful else []
