"""Two doctors call each other from a room: they hear and see each other, also through a relay and after a break."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.viewer.consult.gathered_room import CUT, Consult, Gathered, gathered, ready
from tests.acceptance.viewer.consult.relays import relaying

# What the page itself makes is kept aside, to be asked how much came through.
KEEP_PEERS = """
window.peers = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.peers.push(this); }
};
"""
HEARD = """
async () => {
  const found = { energy: 0, bytes: 0, frames: 0, kinds: [], made: window.peers.length };
  for (const peer of window.peers.filter((each) => each.connectionState === 'connected')) {
    const stats = await peer.getStats();
    stats.forEach((each) => {
      if (each.type === 'inbound-rtp' && each.kind === 'audio') {
        found.energy += each.totalAudioEnergy; found.bytes += each.bytesReceived;
      }
      if (each.type === 'inbound-rtp' && each.kind === 'video') found.frames += each.framesDecoded ?? 0;
      if (each.type === 'candidate-pair' && each.nominated)
        found.kinds.push(stats.get(each.localCandidateId).candidateType);
    });
  }
  return found;
}
"""
# What a page sends, of either kind.
SENT = "() => window.peers.at(-1).getSenders().map((each) => each.track)"
# A page that does not keep to its part: it sends the sound of its microphone all the same.
INTRUDE = """
async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const [found] = window.peers.at(-1).getTransceivers().filter(({ receiver }) => receiver.track.kind === 'audio');
  await found.sender.replaceTrack(stream.getAudioTracks()[0]);
  found.direction = 'sendrecv';
}
"""
# What is given to whoever listens and looks.
PLAYED = """
() => [...document.querySelectorAll('.tile video')].flatMap(({ srcObject }) => srcObject?.getTracks() ?? [])
  .filter(({ enabled }) => enabled).map(({ kind }) => kind)
"""


def call(calling: Browser, consult: Consult, query: str = "") -> tuple[Any, Any]:
    kept = {"expected": CUT}
    return consult.page(calling, "anna", query, **kept), consult.page(calling, "bernd", query, **kept)


def prepare(page: Page) -> None:
    page.add_init_script(KEEP_PEERS)
    page.reload()
    ready(page)


def heard(page: Page, seconds: float = 30, **least: float) -> dict[str, Any]:
    """Wait until that much has come through."""
    deadline = time.monotonic() + seconds
    found: dict[str, Any] = {}
    while time.monotonic() < deadline:
        found = page.evaluate(HEARD)
        if all(found[name] >= value for name, value in least.items()):
            return found
        page.wait_for_timeout(100)
    raise AssertionError(found)


def test_two_hear_and_see_each_other_and_one_mutes(house: Gathered, calling: Browser) -> None:
    opened = call(calling, house.consult())
    with opened[0] as anna, opened[1] as bernd:
        for page in (anna, bernd):
            prepare(page)
            page.get_by_role("button", name="Join the call").click()
        for page in (anna, bernd):
            heard(page, energy=1e-6, bytes=1000)
            expect(page.locator(".tile[data-state=connected]")).to_have_count(1)
        expect(bernd.locator(".tile[data-speaking]")).to_have_count(1)
        anna.get_by_role("button", name="Camera", exact=True).click()
        heard(bernd, frames=5)
        expect(bernd.locator(".tile[data-video] video")).to_be_visible()
        anna.keyboard.press("Shift+M")
        expect(bernd.get_by_role("img", name="muted")).to_be_visible()
        anna.get_by_role("button", name="Hang up").click()
        expect(bernd.get_by_text("Nobody else is in the call yet.")).to_be_visible()


def test_who_was_made_view_only_is_heard_no_more_and_is_asked_for_no_microphone(
    house: Gathered, calling: Browser
) -> None:
    opened = call(calling, house.consult())
    with opened[0] as anna, opened[1] as bernd:
        for page in (anna, bernd):
            prepare(page)
            page.get_by_role("button", name="Join the call").click()
        bernd.get_by_role("button", name="Camera", exact=True).click()
        expect(anna.locator(".tile[data-video][data-speaking]")).to_have_count(1)
        make(anna, "Watch only")
        expect(anna.locator(".tile").filter(has_text="(listens)")).to_be_visible()
        expect(anna.locator(".tile[data-video]")).to_have_count(0)
        expect(anna.locator(".tile[data-speaking]")).to_have_count(0)
        expect(bernd.get_by_text("You listen.")).to_be_visible()
        for name in ("Microphone", "Camera"):
            expect(bernd.get_by_role("button", name=name, exact=True)).to_have_count(0)
        # Nothing is captured any more, and what a page sends all the same is not played.
        assert bernd.evaluate(SENT) == [None, None]
        bernd.evaluate(INTRUDE)
        before = heard(anna)["bytes"]
        heard(anna, bytes=before + 3000)
        assert anna.evaluate(PLAYED) == []
        expect(anna.locator(".tile[data-speaking]")).to_have_count(0)
        # It still hears the others, and after coming back is asked for no microphone.
        heard(bernd, bytes=1000)
        bernd.get_by_role("button", name="Hang up").click()
        bernd.evaluate("() => { navigator.mediaDevices.getUserMedia = () => { window.wasAsked = true; } }")
        bernd.get_by_role("button", name="Listen").click()
        heard(bernd, energy=1e-6)
        assert bernd.evaluate("window.wasAsked ?? false") is False
        expect(anna.locator(".tile").filter(has_text="(listens)")).to_be_visible()


def test_who_may_speak_again_is_asked_for_the_microphone_when_they_want_to(house: Gathered, calling: Browser) -> None:
    opened = call(calling, house.consult())
    with opened[0] as anna, opened[1] as bernd:
        for page in (anna, bernd):
            prepare(page)
        make(anna, "Watch only")
        bernd.get_by_role("button", name="Listen").click()
        anna.get_by_role("button", name="Join the call").click()
        heard(bernd, energy=1e-6)
        make(anna, "Let draw and speak")
        bernd.get_by_role("button", name="Microphone", exact=True, pressed=False).click()
        heard(anna, energy=1e-6)
        expect(anna.locator(".tile[data-speaking]")).to_have_count(1)


def test_who_left_is_heard_again_also_by_somebody_without_a_microphone(house: Gathered, calling: Browser) -> None:
    opened = call(calling, house.consult())
    with opened[0] as anna, opened[1] as bernd:
        for page in (anna, bernd):
            prepare(page)
        refusing = "() => Promise.reject(new DOMException('', 'NotFoundError'))"
        anna.evaluate(f"() => {{ navigator.mediaDevices.getUserMedia = {refusing} }}")
        for page in (anna, bernd):
            page.get_by_role("button", name="Join the call").click()
        heard(anna, energy=1e-6)
        bernd.get_by_role("button", name="Hang up").click()
        expect(anna.locator(".tile")).to_have_count(0)
        bernd.get_by_role("button", name="Join the call").click()
        assert heard(anna, energy=1e-6)["made"] == 2
        expect(bernd.locator(".tile[data-state=connected]")).to_have_count(1)


def make(host: Page, name: str) -> None:
    """Make the other doctor something else."""
    if host.locator(".person").count() == 0:
        host.get_by_role("button", name=re.compile("^People")).first.click()
    host.get_by_role("button", name=re.compile("Bernd Vogt")).first.click()
    host.get_by_role("button", name=name).click()


def test_a_call_survives_a_break_of_the_rooms_own_connection(house: Gathered, calling: Browser) -> None:
    opened = call(calling, house.consult())
    with opened[0] as anna, opened[1] as bernd:
        for page in (anna, bernd):
            prepare(page)
            page.get_by_role("button", name="Join the call").click()
        before = heard(anna, bytes=1000)
        bernd.evaluate("dispatchEvent(new Event('offline'))")
        expect(bernd.get_by_text("Connection lost")).to_be_visible()
        expect(bernd.get_by_text("Connection lost")).to_be_hidden()
        after = heard(anna, bytes=before["bytes"] + 3000)
        # It is the same way, and not one that was made anew.
        assert after["made"] == 1
        expect(anna.locator(".tile")).to_have_count(1)


def test_two_behind_walls_hear_each_other_through_the_relay(tmp_path: Path, calling: Browser) -> None:
    with (
        relaying(tmp_path) as relay,
        gathered(tmp_path / "house", turn_url=relay.url, turn_secret=relay.secret) as house,
    ):
        opened = call(calling, house.consult(), "?relay")
        with opened[0] as anna, opened[1] as bernd:
            for page in (anna, bernd):
                prepare(page)
                page.get_by_role("button", name="Join the call").click()
            for page in (anna, bernd):
                assert set(heard(page, energy=1e-6, bytes=1000)["kinds"]) == {"relay"}


@pytest.mark.parametrize(
    ("name", "said"), [("NotAllowedError", "may not use the microphone"), ("NotFoundError", "No microphone was found")]
)
def test_it_says_why_a_microphone_cannot_be_had(house: Gathered, calling: Browser, name: str, said: str) -> None:
    with house.consult().page(calling, "anna") as anna:
        ready(anna)
        refusing = f"() => Promise.reject(new DOMException('', '{name}'))"
        anna.evaluate(f"() => {{ navigator.mediaDevices.getUserMedia = {refusing} }}")
        anna.get_by_role("button", name="Join the call").click()
        expect(anna.get_by_role("alert").filter(has_text=said)).to_be_visible()
        # Whoever can't speak can listen, and has read why at some time.
        expect(anna.get_by_role("button", name="Hang up")).to_be_visible()
        anna.get_by_role("button", name="OK", exact=True).click()
        expect(anna.get_by_role("alert").filter(has_text=said)).to_be_hidden()
