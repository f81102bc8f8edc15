"""What happened in a room is played like a film: the same drawings, the same words, and who pointed where."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.acceptance.viewer.consult.gathered_room import (
    ANNA,
    BERND,
    Gathered,
    box,
    draw,
    figures,
    ready,
    same,
    say,
    settled,
    shown,
)


def test_a_film_comes_to_the_same_room(house: Gathered, chromium: Browser) -> None:
    consult = house.consult()
    with consult.pages(chromium, "anna", "bernd") as (anna, bernd):
        chain, last = met(anna, bernd)
    with consult.page(chromium, "anna", "?replay") as film:
        ready(film)
        speed = film.get_by_label("Speed")
        speed.select_option("8")
        film.get_by_role("group", name="Replay").get_by_role("button", name="Play").click()
        settled(lambda: film.locator("[data-chain]").get_attribute("data-chain"), chain, film, seconds=30)
        settled(lambda: shown(film), last, film)
        # Nothing is drawn or said in what is over.
        expect(film.get_by_role("button", name="Length", exact=True)).to_have_count(0)
        film.get_by_role("button", name="Conversation").click()
        film.get_by_role("button", name=f"Go to what {BERND} said").first.click()
        expect(film.locator(".pointer")).to_contain_text(ANNA)
        assert film.locator("[data-chain]").get_attribute("data-chain") != chain
        settled(lambda: figures(film), 0, film)
        film.get_by_role("button", name=f"Go to what {BERND} said").last.click()
        settled(lambda: film.locator("[data-chain]").get_attribute("data-chain"), chain, film)


def met(anna: Page, bernd: Page) -> tuple[str, str]:
    """Show, draw and speak together; return to which room both came, and to which picture."""
    anna.get_by_role("button", name="Present", exact=True).click()
    expect(bernd.get_by_text(f"You follow {ANNA}")).to_be_visible()
    place = box(anna)
    anna.mouse.move(place["x"] + 300, place["y"] + 300)
    expect(bernd.locator(".pointer")).to_contain_text(ANNA)
    say(bernd, "At first.")
    draw(anna, (0.4, 0.4), (0.6, 0.4))
    draw(bernd, (0.4, 0.5), (0.6, 0.5))
    settled(lambda: figures(anna), 2, anna)
    before = shown(anna)
    anna.keyboard.press("ArrowDown")
    settled(lambda: shown(anna) != before, True, anna)
    # What the presenter looks at is in the film once it has reached whoever follows.
    last = shown(anna)
    settled(lambda: shown(bernd), last, bernd)
    say(bernd, "At last.")
    # Until what was said last has come to both, they may agree on an earlier room.
    anna.get_by_role("button", name=re.compile("^Conversation")).click()
    for page in (anna, bernd):
        expect(page.get_by_text("At last.", exact=True)).to_be_visible()
    return same([anna, bernd]), last
