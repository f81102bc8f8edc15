"""The patient's page on a slow phone: from the scanned code to the first picture, and to a slice nobody fetched ahead.

A phone is Debian's Chromium with the screen of a Pixel 5, its processor slowed 4 times, on a network of 1.6 Mbit/s with
150 ms of round trip (both by the DevTools protocol, which delays every request). What a person needs to type the second
factor is left out. Run it alone: ``python -m benchmarks.phone``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.figures import Figure, report
from benchmarks.filmless import running_filmless
from imaging.access.actors import Operator
from imaging.archive.ingest import Origin
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.settings import Settings

RUNS = 6
ROUND_TRIP_MS = 150
BYTES_PER_SECOND = 1.6e6 / 8
SLOWER = 4
SLICES = Path(__file__).parents[1] / "sample_dicom" / "ct_head_phantom"
BROTLI_PAGE = Path(__file__).parents[1] / "viewer" / "static" / "patient" / "patient.html.br"
BIRTH_DATE, PHONE = "19490301", "13900005678"
ARGUMENTS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
LIMITS = {"scan": 1400, "slice": 250}
NAMES = {
    "scan": "scan to first picture, without typing",
    "reopened": "opened again within the session",
    "slice": "slice that was not fetched ahead",
    "slice_busy": "the same while others are being fetched",
}
# Notes when the gate can be typed into, and when a picture is on the screen.
WATCH = """
window.seen = {};
const note = (name) => requestAnimationFrame(() => { window.seen[name] = window.seen[name] ?? performance.now(); });
new MutationObserver(() => {
  if (document.querySelector("input[name=year]")) note("gate");
  if (document.querySelector("canvas[data-drawn]")) note("picture");
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
# Goes to a slice as the slider does, and waits until just this slice is drawn.
GO_TO = """
(number) => new Promise((resolve) => {
  const began = performance.now();
  const canvas = document.querySelector("canvas.picture");
  new MutationObserver((_, observer) => {
    if (canvas.dataset.frame !== String(number)) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began));
  }).observe(canvas, { attributes: true });
  const slider = document.querySelector("input.slices");
  slider.value = String(number);
  slider.dispatchEvent(new Event("input"));
})
"""


def figures(runs: int = RUNS) -> list[Figure]:
    """Measure, and give the medians."""
    measured = measure(runs)
    times = [
        Figure(f"phone: {NAMES[name]}", statistics.median(measured[name]), "ms", LIMITS.get(name)) for name in NAMES
    ]
    return [*times, Figure("phone: page and script, brotli", BROTLI_PAGE.stat().st_size / 1000, "KB", 25)]


def measure(visits: int) -> dict[str, list[int]]:
    """Return the milliseconds of every run, by what was measured."""
    runs: dict[str, list[int]] = {name: [] for name in NAMES}
    with tempfile.TemporaryDirectory(prefix="filmless-bench-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        with running_filmless(Path(folder) / "filmless") as served:
            address = f"http://127.0.0.1:{served.http_port}"
            link = prepare_exam(served.data_dir, address)
            for number in range(1, visits + 1):
                for name, milliseconds in one_visit(browser, link, number).items():
                    runs[name].append(round(milliseconds))
        browser.close()
    return runs


def prepare_exam(data_dir: Path, address: str) -> str:
    """Book an exam, let its images come in, and return what its slip's code says."""
    settings = Settings(data_dir=data_dir, public_url=address)
    with House.open(settings) as house:
        hospital = house.hospitals.by_code(settings.default_hospital)
        order = NewOrder("PHONE1", "P1", "Mo^Ti", BIRTH_DATE, "Head CT")
        booking = house.appointments.book(Operator(), hospital.id, order, phone=PHONE)
        study_id = receive(house, hospital.id)
        house.bindings.settle(Operator(), study_id, booking.order.id, hospital.id)
    if booking.link is None:
        raise RuntimeError("The link was made before.")
    return booking.link.url(address)


def receive(house: House, hospital_id: int) -> int:
    """Bring the slices in and return the study's identifier."""
    for path in sorted(SLICES.glob("*.dcm")):
        file = house.archive.landing.begin()
        file.write(path.read_bytes())
        accepted = house.archive.ingest.accept(file, Origin(hospital_id, "benchmark"))
    return house.archive.retrieve.instances_of(None, accepted.study_instance_uid)[0].study_id


def one_visit(browser: Browser, link: str, number: int) -> dict[str, float]:
    """Scan, answer, look, open again, and jump to slices: on a phone that has never been here."""
    with phone(browser) as context:
        page = slow_page(context)
        figures = {"scan": scan(page, link)}
        page.close()
        page = slow_page(context)
        figures["reopened"] = reopen(page, link)
        page.locator("button.hero").click()
        settled(lambda: page.locator("canvas.picture").get_attribute("data-frame") not in {None, ""})
        figures["slice_busy"] = page.evaluate(GO_TO, 47 - number)
        page.wait_for_timeout(4000)
        figures["slice"] = page.evaluate(GO_TO, number)
    return figures


def scan(page: Page, link: str) -> float:
    """Return the milliseconds until the gate is there, and from its answer until the picture is."""
    page.goto(link, wait_until="commit")
    settled(lambda: page.evaluate("window.seen.gate !== undefined"))
    for name, value in (("year", "1949"), ("month", "03"), ("day", "01"), ("digits", PHONE[-4:])):
        page.locator(f"input[name={name}]").fill(value)
    answered = page.evaluate("(document.querySelector('button[type=submit]').click(), performance.now())")
    settled(lambda: page.evaluate("window.seen.picture !== undefined"))
    seen = page.evaluate("window.seen")
    return float(seen["gate"] + seen["picture"] - answered)


def reopen(page: Page, link: str) -> float:
    """Return the milliseconds from the navigation to the picture."""
    page.goto(link, wait_until="commit")
    settled(lambda: page.evaluate("window.seen.picture !== undefined"))
    return float(page.evaluate("window.seen.picture"))


@contextmanager
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of its own: nothing is cached, nobody is known."""
    context = browser.new_context(
        viewport={"width": 393, "height": 727}, device_scale_factor=2.75, is_mobile=True, has_touch=True, locale="zh-CN"
    )
    context.add_init_script(WATCH)
    try:
        yield context
    finally:
        context.close()


def slow_page(context: BrowserContext) -> Page:
    """Open a page behind the slow network, on the slow processor."""
    page = context.new_page()
    tools = context.new_cdp_session(page)
    network = {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": BYTES_PER_SECOND}
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", network | {"uploadThroughput": BYTES_PER_SECOND})
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def settled(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until it is so, without waking the page more often than needed."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError("The page did not get there in time.")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(report(figures()))
