"""The demo's report as the PDF that a hospital's system would send."""

from __future__ import annotations

import io
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from imaging.sharing.slip_font import slip_font


def report_pdf(hospital: str, exam: str, text: str) -> bytes:
    """Set a report on A4, with the hospital's name above it."""
    buffer = io.BytesIO()
    body = ParagraphStyle("body", fontName=slip_font(), fontSize=11, leading=18, wordWrap="CJK")
    title = ParagraphStyle("title", parent=body, fontSize=16, leading=24)
    story = [Paragraph(escape(hospital), title), Paragraph(escape(exam), body), Spacer(0, 8 * mm)]
    story += [Paragraph(escape(line) or "&nbsp;", body) for line in text.splitlines()]
    SimpleDocTemplate(buffer, pagesize=A4, title=exam, author=hospital, invariant=1).build(story)
    return buffer.getvalue()
