"""Slips and QR codes, read back from what would be printed."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from imaging.orders.orders import Order
from imaging.sharing import qr
from imaging.sharing.factors import Factor
from imaging.sharing.links import IssuedLink
from imaging.sharing.secrets import new_secret
from imaging.sharing.short_code import new_code
from imaging.sharing.slips import ASKS_FOR, Paper, Slip, slips_pdf
from tests.houses import NOON
from tests.peers import require

THERMAL_DPI = 203
HOSTILE = "<script>alert(1)</script> </para> &lt;b&gt; %s {{7*7}}"


def slip(
    number: int = 1, factor: Factor = Factor.BIRTH_DATE_AND_PHONE, base_url: str = "https://film.example.org"
) -> Slip:
    order = Order(
        number, 1, f"A-{number}", "P-1", f"王秀英{number}", "19600229", "F", "CT", "胸部CT平扫",
        datetime(2026, 3, 5, 1, 30, tzinfo=UTC), "门诊楼二层 3号CT室", "检查前4小时禁食；请带身份证和以往的片子。",
        NOON, None,
    )  # fmt: skip
    link = IssuedLink(number, number, new_secret(), new_code(), factor, NOON)
    return Slip("成都市第一人民医院", order, link, base_url, ZoneInfo("Asia/Shanghai"))


def text_of(pdf: bytes) -> str:
    """What a reader of the PDF sees; only an embedded font says it exactly."""
    program = require("pdftotext", "slip-font")
    done = subprocess.run([program, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def pages_of(pdf: bytes, directory: Path, dpi: int = THERMAL_DPI) -> list[Image.Image]:
    program = require("pdftoppm")
    subprocess.run([program, "-r", str(dpi), "-gray", "-", directory / "page"], input=pdf, check=True)
    return [Image.open(io.BytesIO(path.read_bytes())) for path in sorted(directory.glob("page*.pgm"))]


def read(picture: Image.Image) -> list[str]:
    return sorted(found.text for found in zxingcpp.read_barcodes(picture))


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8080", "https://film.renmin-yiyuan.example.org"])
def test_a_qr_code_says_the_address_and_the_secret_and_nothing_else(base_url: str) -> None:
    wanted = slip(base_url=base_url)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(wanted.url))))
    assert found.text == wanted.url == f"{base_url}/i#{wanted.link.secret.text}"
    assert found.ec_level == "Q"
    # Version 7 has 45 modules: at 30 mm each of them is 0.67 mm, five dots of a thermal printer.
    assert len(qr.modules(wanted.url)) - 2 * qr.QUIET_ZONE <= 45


def test_every_form_of_a_code_shows_the_same_modules() -> None:
    rows = qr.modules(slip().url)
    picture = Image.open(io.BytesIO(qr.png(slip().url, module_pixels=1)))
    assert picture.size == (len(rows), len(rows))
    svg, terminal = qr.svg(slip().url), qr.terminal(slip().url)
    assert f'viewBox="0 0 {len(rows)} {len(rows)}"' in svg
    assert len(terminal.split("\n")) == (len(rows) + 1) // 2


def test_the_quiet_zone_is_four_modules_wide() -> None:
    rows = qr.modules(slip().url)
    border = [*rows[:4], *rows[-4:], *(row[:4] for row in rows), *(row[-4:] for row in rows)]
    assert not any(any(row) for row in border)
    assert all(rows[4][4:11])


def test_an_svg_draws_exactly_the_dark_modules() -> None:
    row = (False, True, True, False, True)
    assert qr.dark_runs(row) == [(1, 2), (4, 1)]
    assert qr.dark_runs((False,)) == []


@pytest.mark.parametrize("paper", [Paper.A6, Paper.ROLL])
def test_a_printed_slip_is_scanned(paper: Paper, tmp_path: Path) -> None:
    wanted = slip()
    (page,) = pages_of(slips_pdf([wanted], paper), tmp_path)
    assert read(page) == [wanted.url]


def test_a_sheet_holds_four_slips_to_be_cut(tmp_path: Path) -> None:
    wanted = [slip(number) for number in range(5)]
    first, second = pages_of(slips_pdf(wanted, Paper.SHEET), tmp_path)
    assert read(first) == sorted(each.url for each in wanted[:4])
    assert read(second) == [wanted[4].url]


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Wang^Fang=王^芳", "王芳"),
        # A rare character, and a script that the font does not have.
        ("Wang^Fang=王^\U00020bb7", "Fang Wang"),
        ("Bold^Bat=\u182a\u1820\u1832", "Bat Bold"),
        # Where there is no other form, what can be drawn of it is better than nothing.
        ("王\U00020bb7", "王"),
    ],
)
def test_a_name_is_printed_in_a_form_that_the_font_can_draw(name: str, printed: str) -> None:
    wanted = slip()
    text = text_of(slips_pdf([replace(wanted, order=replace(wanted.order, patient_name=name))], Paper.A6))
    assert printed in text


@pytest.mark.parametrize(
    ("paper", "width_mm", "height_mm"), [(Paper.A6, 105, 148.5), (Paper.SHEET, 210, 297), (Paper.ROLL, 80, None)]
)
def test_the_paper_has_its_size(paper: Paper, width_mm: float, height_mm: float | None, tmp_path: Path) -> None:
    (page,) = pages_of(slips_pdf([slip()], paper), tmp_path, dpi=254)
    assert page.width == pytest.approx(width_mm * 10, abs=2)
    assert height_mm is None or page.height == pytest.approx(height_mm * 10, abs=2)


def test_the_code_is_printed_at_thirty_millimetres(tmp_path: Path) -> None:
    (page,) = pages_of(slips_pdf([slip()], Paper.A6), tmp_path, dpi=254)
    (found,) = zxingcpp.read_barcodes(page)
    assert found.position.top_right.x - found.position.top_left.x == pytest.approx(300, abs=6)


@pytest.mark.parametrize("paper", Paper)
def test_a_slip_says_what_a_patient_needs_in_both_languages(paper: Paper) -> None:
    wanted = slip()
    text = text_of(slips_pdf([wanted], paper)).replace("\n", "").replace(" ", "")
    for words in (
        "成都市第一人民医院", "王秀英1", "胸部CT平扫", "2026年3月5日（周四）09:30", "Thu5Mar2026,09:30",
        "门诊楼二层3号CT室", "请带身份证", wanted.link.printed_code, "https://film.example.org/i",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("factor", Factor)
def test_a_slip_says_what_will_be_asked_and_never_the_answer(factor: Factor) -> None:
    wanted = slip(factor=factor)
    wanted = replace(wanted, link=replace(wanted.link, factor_code="424242"))
    text = "".join(text_of(slips_pdf([wanted], Paper.ROLL)).split())
    assert all("".join(words.split()) in text for words in ASKS_FOR[factor])
    for answer in ("424242", "19600229", "1960", wanted.link.secret.text):
        assert answer not in text


@pytest.mark.parametrize("paper", Paper)
def test_hostile_texts_are_drawn_as_they_are(paper: Paper) -> None:
    wanted = slip()
    order = replace(wanted.order, patient_name=HOSTILE, procedure_description=HOSTILE)
    text = text_of(slips_pdf([replace(wanted, order=order)], paper))
    assert [text.count(word) for word in HOSTILE.split()] == [2] * len(HOSTILE.split())


def test_texts_far_too_long_leave_the_code_alone(tmp_path: Path) -> None:
    wanted = slip()
    order = replace(
        wanted.order,
        patient_name="长" * 200,
        procedure_description="W" * 200,
        place="x " * 100,
        preparation="禁食 " * 600,
    )
    wanted = replace(wanted, order=order, hospital_name="医院" * 100)
    for paper in (Paper.A6, Paper.ROLL):
        (tmp_path / paper).mkdir()
        (page,) = pages_of(slips_pdf([wanted], paper), tmp_path / paper)
        assert read(page) == [wanted.url]


def test_marks_that_turn_the_direction_are_not_drawn() -> None:
    wanted = slip()
    order = replace(wanted.order, place="\u202e3 mooR\u200b\ufeff")
    assert "3 mooR" in text_of(slips_pdf([replace(wanted, order=order)], Paper.A6))


def test_an_order_without_time_and_place_says_nothing_about_them() -> None:
    wanted = slip()
    order = replace(wanted.order, scheduled_at=None, place="", preparation="")
    text = text_of(slips_pdf([replace(wanted, order=order)], Paper.A6))
    assert not any(label in text for label in ("时间", "地点", "请准备"))


def test_the_font_travels_with_the_slip(tmp_path: Path) -> None:
    require("slip-font")
    pdf = tmp_path / "slip.pdf"
    pdf.write_bytes(slips_pdf([slip()], Paper.A6))
    listed = subprocess.run([require("pdffonts"), pdf], capture_output=True, check=True, text=True).stdout
    fonts = [line.split() for line in listed.splitlines()[2:]]
    assert [(font[-5], font[-4]) for font in fonts] == [("yes", "yes")] * len(fonts)
    # A subset: the whole font has ten million bytes.
    assert pdf.stat().st_size < 100_000


def test_the_same_slip_is_the_same_file() -> None:
    wanted = slip()
    assert slips_pdf([wanted], Paper.A6) == slips_pdf([wanted], Paper.A6)
