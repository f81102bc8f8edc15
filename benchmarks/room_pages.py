"""Rooms of consults in browsers: from a hand's movement in one page to the stroke that is drawn in another.

Two pages of one Chromium, so that both have one clock; everything between them is the product's: the events are stored,
numbered and sent. Run it alone: ``python -m benchmarks.room_pages``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import insert, select

from benchmarks.figures import Figure, report
from benchmarks.filmless import running_filmless
from benchmarks.phone import ARGUMENTS, receive, settled
from imaging.access.actors import Role
from imaging.house import House
from imaging.index.tables import consult_participants, consult_series, consults, series
from imaging.settings import Settings

MOVES = 150
# Longer than pages keep what passes back: each movement travels at once.
QUIET_MS = 250
WANTED_MS = 60
CODE = "measured"
# When a hand has moved last, in this page.
WATCH_HAND = """
addEventListener("pointermove", (event) => { window.moved = performance.timeOrigin + event.timeStamp; }, true);
"""
# When strokes were drawn, in this page: each time once the picture of the screen that has it is begun.
WATCH_STROKE = """
() => {
  window.drawn = [];
  const note = () => requestAnimationFrame(() => { window.drawn.push(performance.timeOrigin + performance.now()); });
  const layer = document.querySelector(".annotation-layer svg");
  const options = { subtree: true, childList: true, attributes: true, attributeFilter: ["d"] };
  new MutationObserver(note).observe(layer, options);
}
"""


@dataclass(frozen=True)
class Met:
    """Where the room is, and the cookies of both who meet there."""

    url: str
    sessions: tuple[str, str]


def figures() -> list[Figure]:
    """Measure, and give the ninety-fifth of a hundred and the median."""
    times = measure()
    ninety_fifth = statistics.quantiles(times, n=20)[-1]
    return [
        Figure("room: a stroke in another browser's page, p95", ninety_fifth, "ms", WANTED_MS),
        Figure("room: the same, median", statistics.median(times), "ms"),
    ]


def measure(moves: int = MOVES) -> list[float]:
    """Return the milliseconds of every movement."""
    with tempfile.TemporaryDirectory(prefix="filmless-bench-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        with running_filmless(Path(folder) / "filmless") as served:
            met = prepare(served.data_dir, f"http://127.0.0.1:{served.http_port}")
            with coming(browser, met, 0) as drawing, coming(browser, met, 1) as watching:
                times = strokes(drawing, watching, moves)
        browser.close()
    return times


def prepare(data_dir: Path, address: str) -> Met:
    """Let the images come in, and two doctors sign in who take part in a consult about them."""
    with House.open(Settings(data_dir=data_dir)) as house:
        hospital = house.hospitals.by_code(house.settings.default_hospital)
        study_id = receive(house, hospital.id)
        add = house.people.add
        people = [add(name, "correct-horse-battery", hospital.id, Role.RADIOLOGIST) for name in ("asks", "answers")]
        now = house.clock.now()
        values = {
            "code": CODE, "hospital_id": hospital.id, "study_id": study_id, "asked_by": people[0].user_id,
            "question": "?", "urgency": "routine", "is_referral": False, "hides_identity": False, "state": "live",
            "revision": 1, "reason": "", "asked_at": now, "due_at": now + timedelta(days=1),
        }  # fmt: skip
        with house.index.write() as connection:
            consult_id = connection.execute(insert(consults).values(values).returning(consults.c.id)).scalar_one()
            for series_id in (
                connection.execute(select(series.c.id).where(series.c.study_id == study_id)).scalars().all()
            ):
                connection.execute(insert(consult_series).values(consult_id=consult_id, series_id=series_id))
            for person, part in zip(people, ("asks", "speaks"), strict=True):
                row = {"consult_id": consult_id, "user_id": person.user_id, "part": part, "since": now}
                connection.execute(insert(consult_participants).values(row))
        return Met(address, (house.sessions.begin(people[0]), house.sessions.begin(people[1])))


@contextmanager
def coming(browser: Browser, met: Met, who: int) -> Iterator[Page]:
    """Come into the room, and wait until its picture is drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.add_cookies([{"name": "filmless-session", "value": met.sessions[who], "url": met.url}])
    page = context.new_page()
    page.add_init_script(WATCH_HAND)
    page.goto(f"{met.url}/c/{CODE}")
    is_ready = "document.querySelector('.place')?.dataset.drawn && document.querySelector('[data-line=open]') !== null"
    settled(lambda: bool(page.evaluate(is_ready)), 60)
    # Slices that are still on their way would be measured too.
    settled(lambda: page.evaluate("document.querySelector('.thumbnail progress') === null"), 60)
    try:
        yield page
    finally:
        context.close()


def strokes(drawing: Page, watching: Page, moves: int) -> list[float]:
    """Draw one stroke, movement by movement, and see each of them come."""
    drawing.keyboard.press("Shift+L")
    watching.evaluate(WATCH_STROKE)
    drawing.mouse.move(500, 400)
    drawing.mouse.down()
    times = []
    for at in range(moves):
        drawing.mouse.move(540 + at * 2, 440 + at)
        moved = float(drawing.evaluate("window.moved"))
        watching.wait_for_timeout(QUIET_MS)
        # null where it has not come at all.
        drawn = watching.evaluate("(moved) => window.drawn.find((each) => each > moved) ?? null", moved)
        times.append(float("inf") if drawn is None else drawn - moved)
    drawing.keyboard.press("Escape")
    drawing.mouse.up()
    return times


if __name__ == "__main__":
    sys.exit(report(figures()))
