"""What happened in a room is played like a film: the same drawings, the same words, and who pointed where."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

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
        anna.get_by_role("button", name="Present", exact=True).click()
        expect(bernd.get_by_text(f"You follow {ANNA}")).to_be_visible()
        place = box(anna)
        anna.mouse.move(place["x"] + 300, place["y"] + 300)
        say(bernd, "At first.")
        draw(anna, (0.4, 0.4), (0.6, 0.4))
        draw(bernd, (0.4, 0.5), (0.6, 0.5))
        anna.keyboard.press("ArrowDown")
        say(bernd, "At last.")
        expect(anna.get_by_role("button", name=re.compile("^Conversation"))).to_be_visible()
        chain, last = same([anna, bernd]), shown(anna)
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
