"""Reports are shown as what they are."""

from __future__ import annotations

import httpx

from imaging.orders.reports import ReportState
from tests.exams import Exam


def test_a_report_is_shown_as_what_it_is(opened: httpx.Client, exam: Exam) -> None:
    assert opened.get(f"{exam.api}/report").status_code == 404
    exam.report("secret thoughts", ReportState.DRAFT)
    assert opened.get(f"{exam.api}/report").status_code == 404
    assert opened.get(f"{exam.api}/status").json()["done"] == ["scheduled", "images"]
    exam.report("final words", pdf=b"%PDF-1.4 one")
    assert opened.get(f"{exam.api}/status").json()["done"] == ["scheduled", "images", "report"]
    exam.report("better words", ReportState.AMENDED)
    versions = opened.get(f"{exam.api}/report").json()["versions"]
    assert [(each["state"], each["text"]) for each in versions] == [
        ("amended", "better words"),
        ("final", "final words"),
    ]
    pdf = opened.get(f"{exam.api}/report/2.pdf")
    assert pdf.content == b"%PDF-1.4 one"
    assert pdf.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in pdf.headers["content-security-policy"]
    assert opened.get(f"{exam.api}/report/1.pdf").status_code == 404, "a draft is nobody's to fetch"
