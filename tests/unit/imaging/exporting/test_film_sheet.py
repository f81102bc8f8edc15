"""A film of many pictures costs no more memory than one: each is decoded when its place comes, and then forgotten."""

from __future__ import annotations

import weakref
from collections.abc import Iterator

from PIL import Image

from imaging.exporting.cells import Wanted
from imaging.exporting.film_cell import Cell
from imaging.exporting.film_sheet import Grid, Head, film_sheets
from imaging.exporting.films import MOST_PICTURES, FilmWish
from imaging.reading.annotations import ImagePlace
from imaging.reporting.content import Language

HEAD = Head("Hospital", "Department", (), ("CT",))


def test_one_picture_is_held_at_a_time() -> None:
    held: list[weakref.ref[Image.Image]] = []
    most = 0

    def cells() -> Iterator[Cell]:
        nonlocal most
        for number in range(12):
            most = max(most, sum(each() is not None for each in held))
            image = Image.new("L", (32, 32), 20 * number)
            held.append(weakref.ref(image))
            yield Cell(image, 1.0, None, {})

    content = film_sheets(cells(), 12, HEAD, Grid(2, 2), Language.EN)
    assert content.count(b"/Type /Page\n") == 3 or content.count(b"/Type /Page ") == 3
    assert len(held) == 12
    # The one that was drawn last may still be known to whoever draws.
    assert most <= 2


def test_many_pictures_share_what_a_film_may_cost() -> None:
    few, many = (
        FilmWish([Wanted(ImagePlace(1, 1))] * count, Grid(1, 1), Language.EN).side for count in (4, MOST_PICTURES)
    )
    assert few == 1240
    assert MOST_PICTURES * many**2 <= 64_000_000
