"""The font of the slips: one that holds Chinese and Latin, embedded as a subset, so that every printer has it.

Noto Sans SC (SIL Open Font License) comes with the package. Where the package was built without it, a font of the
machine is taken; and where there is none either, the font that readers of PDF bring themselves.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

NAME = "Slip"
PACKAGED = Path(__file__).parent / "fonts" / "NotoSansSC-Regular.ttf"
# Fonts with TrueType outlines only: reportlab can't embed the others.
OF_THE_MACHINE = (
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"),
    Path("/System/Library/Fonts/STHeiti Light.ttc"),
    Path("C:/Windows/Fonts/msyh.ttc"),
)
NOT_EMBEDDED = "STSong-Light"


@cache
def slip_font() -> str:
    """Register the best font there is, once in a process, and return the name it goes by."""
    for path in (PACKAGED, *OF_THE_MACHINE):
        if path.is_file() and _register(path):
            return NAME
    pdfmetrics.registerFont(UnicodeCIDFont(NOT_EMBEDDED))
    return NOT_EMBEDDED


def is_drawn(text: str) -> bool:
    """Whether the font has a form for each character; of a font that is not embedded nobody knows."""
    font = pdfmetrics.getFont(slip_font())
    return not isinstance(font, TTFont) or all(ord(each) in font.face.charToGlyph for each in text)


@cache
def readable_font() -> Path | None:
    """Return the file of the best font there is, for whoever draws letters; None where there is none."""
    return next((path for path in (PACKAGED, *OF_THE_MACHINE) if path.is_file()), None)


def _register(path: Path) -> bool:
    try:
        pdfmetrics.registerFont(TTFont(NAME, str(path)))
    except TTFError:
        return False
    return True
