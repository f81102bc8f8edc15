"""Doctors of two hospitals and a guest on a phone in one room: they draw, point, present, talk, and see the same."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from imaging.consult.states import ConsultState
from tests.acceptance.viewer.consult.gathered_room import (
    ANNA,
    BERND,
    CUT,
    PHONE,
    Gathered,
    box,
    draw,
    figures,
    ready,
    same,
    say,
    settled,
    shown,
    spot,
)
from tests.barriers import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def test_what_one_draws_all_see(house: Gathered, chromium: Browser) -> None:
    with house.consult().pages(chromium, "anna", "bernd", "maria") as (anna, bernd, maria):
        draw(anna, (0.4, 0.4), (0.6, 0.4))
        for page in (anna, bernd, maria):
            settled(lambda page=page: figures(page), 1, page)
        told = [page.locator(".figure .words").first.text_content() for page in (anna, bernd, maria)]
        assert re.search(r"[\d.]+ mm", told[0] or "")
        assert told[0] == told[1] == told[2]
        same([anna, bernd, maria])
        # What one has drawn oneself is undone by oneself, and for all.
        anna.keyboard.press("Control+z")
        for page in (anna, bernd, maria):
            settled(lambda page=page: figures(page), 0, page)
        same([anna, bernd, maria])


def test_a_figure_is_seen_while_it_is_drawn_with_whose_hand_it_is(house: Gathered, chromium: Browser) -> None:
    with house.consult().pages(chromium, "anna", "bernd") as (anna, bernd):
        anna.get_by_role("button", name="Length", exact=True).click()
        place = box(anna)
        x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
        anna.mouse.move(x, y)
        anna.mouse.down()
        anna.mouse.move(x + 50, y)
        anna.mouse.move(x + 90, y)
        expect(bernd.locator(".figure .words").first).to_contain_text(ANNA)
        anna.keyboard.press("Escape")
        settled(lambda: figures(bernd), 0, bernd)


def test_who_presents_is_followed_until_ones_own_hands_go_elsewhere(house: Gathered, chromium: Browser) -> None:
    with house.consult().pages(chromium, "anna", "bernd", "maria") as (anna, bernd, maria):
        anna.get_by_role("button", name="Present", exact=True).click()
        for page in (bernd, maria):
            expect(page.get_by_text(f"You follow {ANNA}")).to_be_visible()
        before = shown(anna)
        anna.keyboard.press("End")
        expect(anna.locator(".corner.bottom-left")).to_contain_text("47 / 47")
        # The corner says it before the picture is drawn.
        for page in (bernd, maria):
            settled(lambda page=page: shown(page) == shown(anna) != before, True, page)
        bernd.keyboard.press("Home")
        back = bernd.get_by_role("button", name=f"Back to {ANNA}")
        expect(back).to_be_visible()
        back.click()
        expect(bernd.get_by_text(f"You follow {ANNA}")).to_be_visible()
        # Handed over, the other shows the way.
        anna.get_by_role("button", name=re.compile("^People")).first.click()
        anna.get_by_role("button", name=f"What to do with {BERND}").click()
        anna.get_by_role("button", name=f"Let {BERND} present").click()
        expect(bernd.get_by_text("You present", exact=True)).to_be_visible()
        bernd.keyboard.press("Home")
        expect(anna.locator(".corner.bottom-left")).to_contain_text("1 / 47")
        same([anna, bernd, maria])


def test_pointers_stand_on_the_same_spot_of_the_same_picture_alone(house: Gathered, chromium: Browser) -> None:
    with house.consult().pages(chromium, "anna", "bernd") as (anna, bernd):
        place = box(anna)
        anna.mouse.move(place["x"] + 400, place["y"] + 300)
        anna.mouse.move(place["x"] + 420, place["y"] + 310)
        pointer = bernd.locator(".pointer")
        expect(pointer).to_contain_text(ANNA)
        settled(lambda: spot(bernd, pointer), (420, 310), bernd)
        bernd.keyboard.press("Home")
        expect(pointer).to_have_count(0)


def test_people_talk_name_each_other_and_show_what_they_mean(house: Gathered, chromium: Browser) -> None:
    with house.consult().pages(chromium, "anna", "bernd", "maria") as (anna, bernd, maria):
        anna.keyboard.press("/")
        writer = anna.locator("#room-writer")
        expect(writer).to_be_focused()
        writer.press_sequentially("@Ber")
        anna.keyboard.press("Enter")
        expect(writer).to_have_value(f"@{BERND} ")
        writer.press_sequentially("what is this?")
        anna.get_by_label("With what I see").check()
        anna.get_by_role("button", name="Send").click()
        expect(bernd.locator(".side-tabs .tab-mark")).to_have_text("1")
        bernd.get_by_role("button", name="Conversation").click()
        message = bernd.locator(".message")
        expect(message).to_contain_text("names you")
        expect(message.locator("img")).to_have_js_property("complete", True)
        bernd.keyboard.press("Escape")
        bernd.locator(".messages").focus()
        bernd.keyboard.press("Home")
        bernd.get_by_role("button", name=f"Go to what {ANNA} saw").click()
        expect(bernd.locator(".corner.bottom-left")).to_contain_text("24 / 47")
        expect(maria.get_by_role("button", name=re.compile("^Conversation: 1 unread"))).to_be_visible()
        say(maria, "A shunt.")
        expect(anna.locator(".message").nth(1)).to_contain_text("A shunt.")
        same([anna, bernd, maria])


def test_nothing_is_lost_or_doubled_when_the_connection_is(house: Gathered, chromium: Browser) -> None:
    consult = house.consult()
    with consult.pages(chromium, "anna", "bernd", "maria", expected=CUT) as (anna, bernd, maria):
        draw(bernd, (0.3, 0.3), (0.5, 0.3))
        settled(lambda: figures(anna), 1, anna)
        bernd.context.set_offline(True)
        expect(bernd.get_by_text("Connection lost")).to_be_visible()
        draw(bernd, (0.3, 0.5), (0.5, 0.5))
        draw(bernd, (0.3, 0.6), (0.5, 0.6))
        expect(bernd.get_by_text("2 of your drawings wait.")).to_be_visible()
        draw(anna, (0.4, 0.7), (0.6, 0.7))
        say(maria, "Meanwhile.")
        bernd.context.set_offline(False)
        expect(bernd.get_by_text("Connection lost")).to_be_hidden()
        for page in (anna, bernd, maria):
            settled(lambda page=page: figures(page), 4, page)
        same([anna, bernd, maria])
    with consult.page(chromium, "anna") as again, consult.page(chromium, "maria", **PHONE) as phone:
        for page in (again, phone):
            settled(lambda page=page: figures(page), 4, page)
        same([again, phone])


def test_who_only_watches_does_not_draw_and_is_told_why(house: Gathered, chromium: Browser) -> None:
    # Whose access has ended asks once whether it has, and then whether there is a guest's.
    ended = "status of (404|401)"
    with house.consult().pages(chromium, "anna", "bernd", expected=ended) as (anna, bernd):
        expect(bernd.get_by_role("button", name="Length", exact=True)).to_be_visible()
        anna.get_by_role("button", name=re.compile("^People")).first.click()
        anna.get_by_role("button", name=f"What to do with {BERND}").click()
        anna.get_by_role("button", name="Watch only").click()
        expect(bernd.get_by_text("You watch only")).to_be_visible()
        expect(bernd.get_by_role("button", name="Length", exact=True)).to_have_count(0)
        bernd.keyboard.press("u")
        expect(anna.get_by_role("img", name="has raised a hand")).to_be_visible()
        # Taken out, nothing is open any more.
        anna.get_by_role("button", name=f"What to do with {BERND}").click()
        anna.get_by_role("button", name="Take out").click()
        anna.get_by_role("group", name="Take out").get_by_role("button", name="Take out").click()
        expect(bernd.get_by_text("Your access to this consult has ended.")).to_be_visible()


def test_the_room_has_no_barriers(house: Gathered, chromium: Browser) -> None:
    with house.consult().pages(chromium, "anna", "bernd") as (anna, bernd):
        anna.get_by_role("button", name="Present", exact=True).click()
        say(bernd, f"@{ANNA} look")
        for name in (re.compile("^People$"), re.compile("^Conversation"), "Question and records"):
            anna.get_by_role("complementary").get_by_role("button", name=name).click()
            anna.wait_for_timeout(300)
            found = Axe().run(anna, RULES)
            assert found.response["violations"] == [], found.generate_report()


def test_nobody_is_offered_what_a_concluded_room_refuses(house: Gathered, chromium: Browser) -> None:
    with house.consult(state=ConsultState.CONCLUDED).page(chromium, "anna") as anna:
        ready(anna)
        expect(anna.get_by_text("The consult is concluded.")).to_be_visible()
        anna.get_by_role("button", name=re.compile("^People")).first.click()
        expect(anna.locator(".person")).not_to_have_count(0)
        expect(anna.locator(".person button")).to_have_count(0)
        anna.keyboard.press("u")
        # Whatever is refused is answered sooner.
        anna.wait_for_timeout(1000)
        expect(anna.get_by_role("alert")).to_have_count(0)
