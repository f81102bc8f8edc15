"""What a consult came to, in the OHIF viewer, unmodified: its figures stand where they were drawn, its paper opens."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from imaging.house import House
from imaging.reading.annotations import Annotation, ImagePlace, Kind
from tests import ohif
from tests.consulted import Consulted, consulted
from tests.data import sample_path
from tests.serving import establishment
from viewer.app import compose
from viewer.callers import SESSION_COOKIE
from viewer.dicomweb.routes import routes

CT = sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:3]
# On the image in the middle; neither horizontal nor vertical, so that no turned picture has them at the same place.
LENGTH = ((100.0, 150.0), (300.0, 250.0))
RECTANGLE = ((320.0, 300.0), (420.0, 300.0), (420.0, 380.0), (320.0, 380.0))
ELLIPSE = ((150.0, 350.0), (250.0, 350.0), (200.0, 320.0), (200.0, 380.0))
WAIT = 60_000


@dataclass(frozen=True)
class Elsewhere:
    """A page of the other viewer, and what it is to show."""

    page: Page
    asked: Consulted

    def open(self, series: str) -> None:
        """Show a series in the viewer's only place."""
        self.page.get_by_text(series, exact=True).first.dblclick(timeout=WAIT)


@pytest.fixture(scope="module")
def elsewhere(webgl: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    viewer = ohif.files_of(ohif.fetch())
    with establishment(
        tmp_path_factory.mktemp("elsewhere"), lambda house: compose([*routes(house), viewer], house.settings)
    ) as opened:
        asked = concluded(opened.house)
        session = {"name": SESSION_COOKIE, "value": opened.house.sessions.begin(asked.asker), "url": opened.served.url}
        context = webgl.new_context(viewport={"width": 1280, "height": 800}, base_url=opened.served.url)
        context.add_cookies([session])
        page = context.new_page()
        page.goto(f"/viewer?StudyInstanceUIDs={asked.images[0].study_instance_uid}")
        # The tour for newcomers, which lies over everything.
        page.get_by_text("Skip all").click(timeout=WAIT)
        yield Elsewhere(page, asked)
        context.close()


def concluded(house: House) -> Consulted:
    """A consult about a CT, closed, whose objects stand in the study."""
    asked = consulted(house, CT)
    place = ImagePlace(asked.images[1].id)
    asked.draw(asked.expert, Annotation(Kind.LENGTH, place, LENGTH, "结节"))
    asked.draw(asked.guest, Annotation(Kind.RECTANGLE, place, RECTANGLE))
    asked.draw(asked.asker, Annotation(Kind.ELLIPSE, place, ELLIPSE))
    asked.write()
    asked.conclude()
    asked.sign_all()
    assert house.outcomes.building.run() == 1
    return asked


def test_measurements_are_drawn_where_they_were(elsewhere: Elsewhere) -> None:
    page, asked = elsewhere.page, elsewhere.asked
    elsewhere.open("会诊测量")
    expect(page.get_by_text(re.compile(rf"I:\s*{asked.images[1].instance_number}\b"))).to_be_visible(timeout=WAIT)
    # It draws them with its next picture: here since the window has another size.
    page.set_viewport_size({"width": 1270, "height": 800})
    layer = page.locator("svg.svg-layer").first
    (length, *_) = asked.house.outcomes.conclusions.of(asked.consult_id)[0].frozen.figures
    expect(layer).to_contain_text(f"{length.measured.values[0].value:.2f} mm", timeout=WAIT)
    expect(layer).to_contain_text("Attenuation Coefficient")
    expect(layer.locator("ellipse")).to_have_count(1)
    wanted = [on_screen(layer, point, asked.images[1].columns or 1) for point in LENGTH]
    assert any(line == [pytest.approx(point, abs=1.5) for point in wanted] for line in drawn_lines(layer)), wanted


def on_screen(layer: Locator, point: tuple[float, float], size: int) -> tuple[float, float]:
    """Where a point of a square picture lies that fits into its place, counted from the layer's corner."""
    box = layer.bounding_box()
    assert box is not None
    scale = min(box["width"], box["height"]) / size
    column, row = ((each + 0.5 - size / 2) * scale for each in point)
    return box["width"] / 2 + column, box["height"] / 2 + row


def drawn_lines(layer: Locator) -> list[list[tuple[float, float]]]:
    """The ends of each line, also of those that lead to words."""
    ends = """(line) => [1, 2].map((end) => ["x", "y"].map((name) => Number(line.getAttribute(name + end))))"""
    lines = layer.locator("line").all()
    return [[(x, y) for x, y in each.evaluate(ends)] for each in lines]


def test_the_document_opens(elsewhere: Elsewhere) -> None:
    elsewhere.open("会诊意见书")
    frame = elsewhere.page.locator("object[type='application/pdf'], iframe, embed").first
    expect(frame).to_be_visible(timeout=WAIT)
    source = frame.evaluate("(shown) => fetch(shown.data || shown.src).then((got) => got.text())")
    assert source.startswith("%PDF-")


@pytest.mark.parametrize("series", ["会诊标注", "会诊关键图像"])
def test_what_it_does_not_show_does_no_harm(elsewhere: Elsewhere, series: str) -> None:
    """It knows neither presentation states nor key objects: both are listed, and the picture stays."""
    elsewhere.open("STD BRAIN 1MM, iDose")
    canvas = elsewhere.page.locator("canvas.cornerstone-canvas").first
    expect(canvas).to_be_visible(timeout=WAIT)
    elsewhere.open(series)
    elsewhere.page.wait_for_timeout(1000)
    pixels = np.asarray(Image.open(io.BytesIO(canvas.screenshot())).convert("L"))
    assert (pixels > 200).mean() > 0.01
