"""Reports on paper, as a reader of the PDF sees them."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from imaging.orders.orders import Order
from imaging.orders.reports import ReportState
from imaging.reporting.authorship import Named
from imaging.reporting.content import Content, Language
from imaging.reporting.report_pdf import KeyPicture, Paper, report_pdf
from imaging.reporting.signatures import Meaning
from imaging.reporting.signing import ToBeSigned
from imaging.reporting.work import WorkKind
from tests.peers import require

AT = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
ORDER = Order(
    1, 1, "A-1", "P-1", "Wang^Xiuying=王^秀英", "19600229", "F", "CT", "胸部 CT 平扫", AT, "", "", AT, None
)  # fmt: skip
SECTIONS = {
    "findings": "<p>右肺上叶见结节，大小约 <strong>8.2 × 6.1 mm</strong>，边缘光滑。</p>"
    "<ol><li>第一</li><li>第二</li></ol>",
    "impression": "<p>右肺上叶结节，建议随访。</p>",
}


def signed(language: Language = Language.ZH, state: ReportState = ReportState.FINAL, **sections: str) -> ToBeSigned:
    content = Content.of_browser(language, sections or SECTIONS)
    names = (
        Named(1, "李医师", Meaning.AUTHOR),
        Named(2, "王主任", Meaning.REVIEWER),
        Named(3, "赵医师", Meaning.WRITER),
    )
    return ToBeSigned(1, 2, state, WorkKind.REPORT, "", content, names, AT)


def paper(**values: object) -> Paper:
    basis = {"heading": "成都市第一人民医院", "department": "医学影像科", "order": ORDER, "study_date": "20260304"}
    return Paper(**basis | {"time_zone": ZoneInfo("Asia/Shanghai")} | values)  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    """What a reader of the PDF sees; only an embedded font says it exactly."""
    program = require("pdftotext", "slip-font")
    done = subprocess.run([program, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def pages_of(pdf: bytes, directory: Path) -> list[Image.Image]:
    program = require("pdftoppm")
    subprocess.run([program, "-r", "60", "-png", "-", directory / "page"], input=pdf, check=True)
    return [Image.open(path) for path in sorted(directory.glob("page*.png"))]


def test_everything_that_was_signed_stands_on_it() -> None:
    said = text_of(report_pdf(signed(), paper()))
    for words in (
        "成都市第一人民医院", "医学影像科", "王秀英 Xiuying Wang", "1960-02-29", "女", "A-1",
        "胸部 CT 平扫", "2026-03-04", "影像所见", "右肺上叶见结节，大小约 8.2 × 6.1 mm，边缘光滑。",
        "1. 第一", "2. 第二", "诊断意见",
        "报告医师 李医师", "审核医师 王主任", "2026-03-05 09:30", "第 1 页，共 1 页",
    ):  # fmt: skip
        assert words in said.replace("  ", " ").replace("  ", " "), words


def test_in_english_and_as_a_preliminary_report() -> None:
    new = signed(Language.EN, ReportState.PRELIMINARY, findings="<p>Clear lungs.</p>")
    said = text_of(report_pdf(new, paper()))
    for words in ("Imaging report", "Findings", "Clear lungs.", "not for diagnosis", "Page 1 of 1", "Reported by"):
        assert words in said


def test_the_same_version_is_always_the_same_bytes() -> None:
    assert report_pdf(signed(), paper()) == report_pdf(signed(), paper())


def test_what_is_long_goes_over_pages_and_loses_nothing() -> None:
    lines = [
        f"第 {number} 行：双肺野清晰，未见明显实变或肿块影，肺门影不大，心影大小形态正常。" for number in range(150)
    ]
    said = text_of(report_pdf(signed(findings="".join(f"<p>{line}</p>" for line in lines)), paper()))
    assert "第 1 页，共 4 页" in said
    assert all(f"第 {number} 行：" in said for number in range(150))


def test_key_images_and_a_logo_are_drawn(tmp_path: Path) -> None:
    red, blue = Image.new("RGB", (64, 48), (255, 0, 0)), Image.new("RGBA", (40, 40), (0, 0, 255, 255))
    pdf = report_pdf(signed(), paper(logo=blue, pictures=[KeyPicture(red, "图 5"), KeyPicture(red, "图 6")]))
    (page,) = pages_of(pdf, tmp_path)
    colours = {colour for _, colour in page.convert("RGB").getcolors(1 << 20) or ()}
    assert {(255, 0, 0), (0, 0, 255)} <= colours


@pytest.mark.parametrize("name", ["A" * 200, "王" * 60])
def test_a_long_name_stays_on_the_paper(tmp_path: Path, name: str) -> None:
    (page,) = pages_of(report_pdf(signed(), paper(heading=name)), tmp_path)
    edge = page.convert("L").crop((page.width - 20, 0, page.width, page.height))
    assert edge.getextrema()[0] == 255
