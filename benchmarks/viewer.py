"""The doctors' viewer: from the navigation to a picture, to the sharp one, to three planes; and how fast pages turn.

Chromium draws WebGL by software; nothing is in its cache, and the session is there already. Each figure is the median
of several visits. Pictures that are turned are counted by their pixels: only one that differs from the one before is
one. Run it alone: ``python -m benchmarks.viewer``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.figures import Figure, report
from benchmarks.filmless import running_filmless
from benchmarks.phone import ARGUMENTS, receive, settled
from imaging.access.actors import Role
from imaging.house import House
from imaging.settings import Settings

RUNS = 5
# As on a computer without a graphics card: the processor works WebGL out, and Chromium puts the page together itself.
WEBGL = ("--enable-unsafe-swiftshader",)
SLOW = {"offline": False, "latency": 60, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
LIMITS = {"picture": 400, "sharp": 1200, "planes": 2500, "picture, 10 Mbit/s": 800, "sharp, 10 Mbit/s": 2500}
PICTURES_A_SECOND = 30
# Notes when there is a picture, when it is sharp, and when three planes are complete, which are asked for at once.
WATCH = """
window.seen = {};
const note = (name) => { window.seen[name] = window.seen[name] ?? performance.now(); };
const look = () => {
  const image = document.querySelector("#first-picture img, img.standing");
  if (image !== null && image.complete && image.naturalWidth > 0) note("picture");
  const places = [...document.querySelectorAll(".place")];
  const drawn = places.length > 0 && places.every((place) => place.dataset.drawn !== undefined);
  if (drawn && places.length === 1) {
    note("picture");
    note("sharp");
    if (window.wantsPlanes) dispatchEvent(new KeyboardEvent("keydown", { key: "m" }));
  }
  if (drawn && places.length === 3) note("planes");
};
// By the clock: waiting for frames would have the browser draw some that nobody needs.
setInterval(look, 10);
"""
# Turns pages up and down for some seconds, one after the other as soon as the last is on the screen.
TURN = """
(seconds) => new Promise((resolve) => {
  const place = document.querySelector(".place");
  const canvas = place.querySelector("canvas");
  const context = canvas.getContext("2d");
  let last = "", count = 0, turned = 0, key = "Home";
  const began = performance.now();
  const sum = () => {
    const side = 48;
    const { data } = context.getImageData((canvas.width - side) / 2, canvas.height * 0.25, side, canvas.height * 0.5);
    let value = 0;
    for (let at = 0; at < data.length; at += 4) value = (value * 31 + data[at]) | 0;
    return String(value);
  };
  const step = () => {
    const now = sum();
    if (now !== last) count++;
    last = now;
    const passed = performance.now() - began;
    if (passed > seconds * 1000) return resolve(count * 1000 / passed);
    turned++;
    key = turned % 90 < 45 ? "ArrowDown" : "ArrowUp";
    dispatchEvent(new KeyboardEvent("keydown", { key }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""


@dataclass(frozen=True)
class Room:
    """Where the study is read, and the cookie of somebody who may."""

    url: str
    study_id: int
    session: str


def figures(runs: int = RUNS) -> list[Figure]:
    """Measure, and give the medians."""
    measured = measure(runs)
    pictures = statistics.median(measured.pop("turned"))
    found = [
        Figure(f"viewer: {name}", statistics.median(times), "ms", LIMITS.get(name)) for name, times in measured.items()
    ]
    # A rate is told as the time of one picture, so that less is better as everywhere else.
    per_picture = Figure("viewer: a turned page", 1000 / pictures, "ms", 1000 / PICTURES_A_SECOND)
    return [*found, per_picture]


def measure(visits: int) -> dict[str, list[float]]:
    """Return the milliseconds of every visit, by what was measured, and the pictures a second."""
    found: dict[str, list[float]] = {name: [] for name in (*LIMITS, "turned")}
    with tempfile.TemporaryDirectory(prefix="filmless-bench-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*ARGUMENTS, *WEBGL])
        with running_filmless(Path(folder) / "filmless") as served:
            room = prepare(served.data_dir, f"http://127.0.0.1:{served.http_port}")
            visit(browser, room)
            for _ in range(visits):
                for name, value in one_round(browser, room).items():
                    found[name].append(value)
        browser.close()
    return found


def prepare(data_dir: Path, address: str) -> Room:
    """Let the images come in, and somebody sign in."""
    with House.open(Settings(data_dir=data_dir)) as house:
        hospital = house.hospitals.by_code(house.settings.default_hospital)
        study_id = receive(house, hospital.id)
        person = house.people.add("reader", "correct-horse-battery", hospital.id, Role.RADIOLOGIST)
        return Room(address, study_id, house.sessions.begin(person))


def one_round(browser: Browser, room: Room) -> dict[str, float]:
    """Open the study on the machine itself, open it as three planes, open it from afar, and turn pages."""
    found = dict(visit(browser, room))
    found["planes"] = visit(browser, room, wants_planes=True)["planes"]
    slow = visit(browser, room, is_slow=True)
    return found | {f"{name}, 10 Mbit/s": slow[name] for name in ("picture", "sharp")}


def visit(browser: Browser, room: Room, *, is_slow: bool = False, wants_planes: bool = False) -> dict[str, float]:
    """Open the study in a browser that has never been here."""
    with reader(browser, room) as context:
        page = context.new_page()
        page.add_init_script(f"window.wantsPlanes = {str(wants_planes).lower()};{WATCH}")
        if is_slow:
            tools = context.new_cdp_session(page)
            tools.send("Network.enable")
            tools.send("Network.emulateNetworkConditions", SLOW)
        page.goto(f"{room.url}/view#/studies/{room.study_id}", wait_until="commit")
        last = "planes" if wants_planes else "sharp"
        settled(lambda: page.evaluate(f"window.seen.{last} !== undefined"), 60)
        seen = dict(page.evaluate("window.seen"))
        if not is_slow and not wants_planes:
            seen["turned"] = turned(page)
        return seen


def turned(page: Page) -> float:
    """Return how many different pictures a second are on the screen, once all pages are here."""
    settled(lambda: page.evaluate("document.querySelector('.thumbnail progress') === null"), 60)
    page.wait_for_timeout(500)
    page.evaluate(TURN, 1)
    return float(page.evaluate(TURN, 4))


@contextmanager
def reader(browser: Browser, room: Room) -> Iterator[BrowserContext]:
    """A browser of its own: nothing is cached, but the session is there."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.add_cookies([{"name": "filmless-session", "value": room.session, "url": room.url}])
    try:
        yield context
    finally:
        context.close()


if __name__ == "__main__":
    sys.exit(report(figures()))
