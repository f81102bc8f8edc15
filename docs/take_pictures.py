"""Takes the pictures of this documentation from a running demo.

    python docs/take_pictures.py http://127.0.0.1:8080 data [patient | desk | reading | consults]

The first argument is the demo's address, the second its data directory; the third keeps to one family of pages. It runs
in the demo's environment and sends it what a demo has nothing of (``provoking``). Chromium draws every page in both
languages, as a phone and as a desktop does; the pictures land in ``docs/pictures``.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from cameras import (
    ARGUMENTS,
    CHROMIUM,
    LANGUAGES,
    PICTURES,
    SETTLING_MILLISECONDS,
    Camera,
    Demo,
    camera,
    drawn,
    sign_in,
)
from meeting import Meeting
from playwright.sync_api import Browser, Page, sync_playwright
from provoking import provoke
from receiving import receiving

from imaging.settings import read_settings

SLIPS = {
    "scheduled": ("DEMOACC0009", "1948", "11", "3", "4321"),
    "images": ("DEMOACC0003", "1975", "5", "12", "5678"),
    "report": ("DEMOACC0002", "1980", "1", "1", "1234"),
}
# What is touched on the way through the patient's page.
TOUCHED = {
    "open": {"zh": "打开", "en": "Open"},
    "images": {"zh": "看影像", "en": "See the images"},
    "report": {"zh": "看报告", "en": "Read the report"},
    "take": {"zh": "下载带走", "en": "Take along"},
    "openings": {"zh": "谁看过", "en": "Who looked"},
    "off": {"zh": "关闭这个链接", "en": "Switch off this link"},
}
CORRECT = re.compile("^(更正|Correct)$")
READ = re.compile("^(查看内容|Read)$")
DESK_PAGES = {
    "orders": "/",
    "new-order": "/orders/new",
    "csv": "/orders/csv",
    "order": "/orders/1",
    "queue": "/queue",
    "people": "/people",
    "machines": "/machines",
    "tokens": "/tokens",
    "contradictions": "/contradictions",
    "audit": "/audit",
    "state": "/state",
}
# What the doctor sees and the administrator does not.
DOCTORS_PAGES = {"documents": "/documents", "report": "/orders/1"}
# The study that is read, and the earlier one that it is compared with; elsewhere nobody sees them.
READ_STUDY, EARLIER_STUDY = "DEMOACC0003", "DEMOACC0001"
WAITING = re.compile("^(等待中|Waiting)")
WAYS = re.compile("^(哪些消息以什么方式通知|What reaches you how)$")
REPORT_TAB = re.compile("^(报告|Report)$")
FIGURES = ".annotation-layer .figure"
# Keys of tools, and from where to where they are drawn on the desktop's screen.
MEASURED = (
    ("E", (512, 237), (633, 358)),
    ("L", (671, 369), (671, 465)),
    ("L", (703, 320), (798, 320)),
)
# Until the worker has looked at what was sent.
WORKING_SECONDS = 8


def answer(page: Page, slip: tuple[str, ...]) -> None:
    """Answer the question that only the patient can."""
    for field, text in zip(("year", "month", "day", "digits"), slip[1:], strict=True):
        page.locator(f"#{field}").fill(text)


def patient(camera: Camera, demo: Demo, language: str) -> None:
    """Walk through the page of a slip, from "not yet" to everything."""

    def touch(what: str) -> None:
        camera.page.get_by_role("button", name=TOUCHED[what][language], exact=True).last.click()

    camera.page.goto(f"{demo.address}/i")
    camera.take("patient-code")
    for name, slip in SLIPS.items():
        camera.page.context.clear_cookies()
        camera.page.goto("about:blank")
        camera.page.goto(demo.address + demo.links[slip[0]])
        answer(camera.page, slip)
        if name == "scheduled":
            camera.take("patient-gate")
        touch("open")
        camera.take(f"patient-status-{name}")
    for name in ("report", "take", "openings", "off"):
        touch(name)
        camera.take(f"patient-{name}")
        camera.page.go_back()
        camera.page.wait_for_timeout(SETTLING_MILLISECONDS)
    touch("images")
    camera.take("patient-images")
    camera.page.locator("main li button, main li a").first.click()
    camera.take("patient-picture")


def desk(camera: Camera, demo: Demo) -> None:
    """Walk through the pages of front desk and administrator."""
    camera.page.goto(demo.address)
    camera.take("desk-sign-in")
    sign_in(camera, demo, "admin")
    for name, path in DESK_PAGES.items():
        camera.page.goto(f"{demo.address}/#{path}")
        camera.take(f"desk-{name}")
    camera.page.goto(f"{demo.address}/#{DESK_PAGES['queue']}")
    camera.page.locator("table a").first.click()
    # An order beside it shows what the two say differently.
    camera.page.locator("main input").fill(SLIPS["images"][0])
    camera.page.keyboard.press("Enter")
    camera.page.get_by_role("region", name=SLIPS["images"][0]).scroll_into_view_if_needed()
    camera.take("desk-question")
    camera.page.goto(f"{demo.address}/#{DESK_PAGES['order']}")
    camera.page.get_by_role("button", name=CORRECT).click()
    camera.take("desk-correct")
    dialog = camera.page.get_by_role("dialog")
    dialog.locator("[name=accession_number]").fill(SLIPS["images"][0])
    dialog.locator("button[type=submit]").click()
    dialog.get_by_role("alert").scroll_into_view_if_needed()
    camera.take("desk-refused")


def doctor(camera: Camera, demo: Demo) -> None:
    """Walk through what a radiologist sees besides."""
    camera.page.goto(demo.address)
    sign_in(camera, demo, "doctor")
    for name, path in DOCTORS_PAGES.items():
        camera.page.goto(f"{demo.address}/#{path}")
        if name == "report":
            camera.page.get_by_role("button", name="PDF").scroll_into_view_if_needed()
        camera.take(f"desk-{name}")
    camera.page.goto(f"{demo.address}/#{DOCTORS_PAGES['documents']}")
    camera.page.get_by_role("button", name=READ).first.click()
    camera.take("desk-read")


def study_of(camera: Camera, accession_number: str) -> str:
    """Find a study in the work list and return its number."""
    camera.page.locator("form[role=search] input").fill(accession_number)
    row = camera.page.locator("tr[data-study]").filter(has_text=accession_number)
    row.wait_for()
    camera.page.wait_for_timeout(SETTLING_MILLISECONDS)
    return str(row.get_attribute("data-study"))


def view(camera: Camera, address: str, places: int = 1) -> None:
    """Open the viewer anew and wait until every place has drawn."""
    camera.page.goto("about:blank")
    camera.page.goto(address)
    drawn(camera, places)


def measure(camera: Camera) -> None:
    """Measure three inserts of the phantom, unless that is done."""
    camera.page.wait_for_timeout(SETTLING_MILLISECONDS)
    if camera.page.locator(FIGURES).count() >= len(MEASURED):
        return
    for key, start, end in MEASURED:
        camera.page.keyboard.press(key)
        camera.page.mouse.move(*start)
        camera.page.mouse.down()
        camera.page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        camera.page.mouse.move(*end)
        camera.page.mouse.up()
    for key in ("Escape", "w"):
        camera.page.keyboard.press(key)


def reading(camera: Camera, demo: Demo, is_phone: bool) -> None:
    """Read as a radiologist does: find, look, compare, report."""
    camera.page.goto(demo.address)
    sign_in(camera, demo, "doctor")
    camera.take("reading-work-list")
    number, earlier = (study_of(camera, each) for each in (READ_STUDY, EARLIER_STUDY))
    camera.page.goto(f"{demo.address}/#/patients/of/{number}")
    camera.page.locator("[data-exam]").first.wait_for()
    camera.take("reading-timeline")
    view(camera, f"{demo.address}/view#/studies/{number}")
    for _ in range(4):
        camera.page.keyboard.press("ArrowDown")
    for key in "4++":
        camera.page.keyboard.press(key)
    if not is_phone:
        measure(camera)
    camera.take("reading-viewer")
    if is_phone:
        return
    view(camera, f"{demo.address}/view#/studies/{number}?with={earlier}", 2)
    camera.take("reading-compare")
    view(camera, f"{demo.address}/view#/studies/{number}")
    camera.page.keyboard.press("m")
    drawn(camera, 3)
    camera.take("reading-planes")
    view(camera, f"{demo.address}/view#/studies/{number}")
    camera.page.get_by_role("button", name=REPORT_TAB).click()
    camera.take("reading-report")
    camera.page.goto(f"{demo.address}/#/studies/{number}/share")
    camera.take("reading-share")


def elsewhere(camera: Camera, demo: Demo) -> None:
    """Be refused as a clinician of the other hospital."""
    camera.page.goto(demo.address)
    sign_in(camera, demo, "east")
    camera.page.goto(f"{demo.address}/view#/studies/1")
    camera.take("reading-refused")
    camera.page.goto(f"{demo.address}/#/emergency/1")
    camera.take("reading-emergency")


def administration(camera: Camera, demo: Demo) -> None:
    """Look at what an administrator keeps for doctors."""
    camera.page.goto(demo.address)
    sign_in(camera, demo, "admin")
    for name in ("people", "rules", "grants", "directory", "report-rules", "machines", "queue", "audit", "state"):
        camera.page.goto(f"{demo.address}/#/{name}")
        camera.take(f"desk-{name}")


def consults(browser: Browser, devices: Mapping[str, dict[str, object]], demo: Demo, language: str) -> None:
    """Meet, and look at what administrators and everybody else see of it afterwards."""
    with ExitStack() as windows:
        doctor, east = (windows.enter_context(camera(browser, devices["desk"], language, "desk")) for _ in range(2))
        guest = windows.enter_context(camera(browser, devices["phone"], language, "phone"))
        Meeting(demo, language, doctor, east, guest).hold()
    with camera(browser, devices["phone"], language, "phone") as held:
        held.page.goto(demo.address)
        sign_in(held, demo, "surgeon")
        held.page.goto(f"{demo.address}/#/consults")
        held.page.locator("a[href^='#/consults/']").first.click()
        held.take("consult-answer")
    for kind, device in devices.items():
        with camera(browser, device, language, kind) as held:
            held.page.goto(demo.address)
            sign_in(held, demo, "east")
            told(held, demo)
    with camera(browser, devices["desk"], language, "desk") as held:
        held.page.goto(demo.address)
        sign_in(held, demo, "admin")
        for name in ("destinations", "outbox", "notifications"):
            held.page.goto(f"{demo.address}/#/{name}")
            if name == "outbox":
                held.page.get_by_role("tab", name=WAITING).or_(held.page.get_by_text(WAITING)).first.click()
            held.take(f"desk-{name}")


def told(camera: Camera, demo: Demo) -> None:
    """Look at one's news, and at how one is told of them."""
    camera.page.goto(f"{demo.address}/#/inbox")
    camera.take("told-inbox")
    camera.page.goto(f"{demo.address}/#/account")
    camera.page.get_by_role("heading", name=WAYS).scroll_into_view_if_needed()
    camera.take("told-ways")


@dataclass(frozen=True)
class Walk:
    """One language on one device, with a window for each who walks."""

    browser: Browser
    device: dict[str, object]
    language: str
    kind: str

    def window(self) -> AbstractContextManager[Camera]:
        """Open a window in which nobody is signed in."""
        return camera(self.browser, self.device, self.language, self.kind)


def pages(walk: Walk, demo: Demo, families: Collection[str]) -> None:
    """Walk through every family of pages that one person sees alone."""
    if "patient" in families:
        with walk.window() as held:
            patient(held, demo, walk.language)
    if "desk" in families:
        for somebody in (desk, doctor):
            with walk.window() as held:
                somebody(held, demo)
    if "reading" in families:
        with walk.window() as held:
            reading(held, demo, walk.kind == "phone")
        with walk.window() as held:
            (elsewhere if walk.kind == "phone" else administration)(held, demo)


def main() -> None:
    """Take all pictures."""
    address, data, families = sys.argv[1], Path(sys.argv[2]), sys.argv[3:] or ["patient", "desk", "reading", "consults"]
    kept = json.loads((data / "demo.json").read_text(encoding="utf-8"))
    demo = Demo(address.rstrip("/"), kept["passwords"], kept["links"], kept["secrets"])
    PICTURES.mkdir(exist_ok=True)
    if "desk" in families:
        provoke(read_settings().dicom.from_here)
        time.sleep(WORKING_SECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        phone = {**playwright.devices["Pixel 5"], "device_scale_factor": 2}
        devices: dict[str, dict[str, object]] = {"desk": {"viewport": {"width": 1280, "height": 800}}, "phone": phone}
        if "consults" in families:
            with receiving():
                for language in LANGUAGES:
                    consults(browser, devices, demo, language)
        for language, (kind, device) in product(LANGUAGES, devices.items()):
            pages(Walk(browser, device, language, kind), demo, families)
        browser.close()


if __name__ == "__main__":
    main()
