"""Lines that break while people draw: nothing is lost, nothing is doubled, and all come to the same."""

from __future__ import annotations

import asyncio
import os
from random import Random

from imaging.consult.participants import Part
from tests.consults import doctor, made_consult
from tests.pages import RoomPage, drawn, page_of
from tests.serving import Establishment

BREAKS = int(os.environ.get("FILMLESS_TEST_BREAKS", "200"))
PEOPLE = 5


async def test_nothing_is_lost_or_doubled_however_often_lines_break(opened: Establishment) -> None:
    people = {doctor(opened.house, f"line{n}", f"H{n}"): Part.SPEAKS if n else Part.ASKS for n in range(PEOPLE)}
    consult = made_consult(opened.house, people)
    pages = [page_of(opened.served.url, consult, each) for each in range(PEOPLE)]
    random = Random(4711)
    proposed = await asyncio.gather(
        *(draw_on_a_broken_line(page, drawn(consult), Random(random.random()), BREAKS // PEOPLE) for page in pages)
    )
    for page in pages:
        await page.until(lambda page=page: page.sequence >= max(each.sequence for each in pages), 30)
    assert len({page.chain for page in pages}) == 1
    assert all(page.lasting == pages[0].lasting and not page.astray for page in pages)
    for page, names in zip(pages, proposed, strict=True):
        assert [each["id"] for each in page.lasting if each["by"] == page.me and each["kind"] == "draw"] == names
    told = opened.house.gatherings.of_id(consult.id)
    assert {each.id for each in told.participants} == {each["by"] for each in pages[0].lasting}
    for page in pages:
        await page.close()


async def draw_on_a_broken_line(page: RoomPage, body: dict[str, object], random: Random, breaks: int) -> list[str]:
    """Change one's figure again and again while the line breaks so often; what was not answered is proposed again."""
    await page.open()
    names, version = [], 0
    while breaks > 0:
        name = await page.do("draw", body | {"base": version})
        if random.random() < 0.5:
            # With what was proposed still on its way, or just done.
            await asyncio.sleep(random.random() * 0.02)
            page.break_off()
            breaks -= 1
            await page.until(lambda: page.is_closed)
            await page.open()
            if page.answer(name) is None:
                await page.do("draw", body | {"base": version}, name)
        await page.until(lambda name=name: page.answer(name) is not None, 30)
        answer = page.answer(name)
        assert answer is not None
        assert answer.get("kind") == "draw", answer
        names.append(name)
        version += 1
    return names
