"""Reports as systems bring them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.viewer.api.clients import ORDER, Client

PDF = b"%PDF-1.7\nreport"


def test_reports_as_text_as_pdf_and_as_a_form(api: Client) -> None:
    path = f"/orders/{api('POST', '/orders', json=ORDER).json()['order']['id']}/report"
    assert api("POST", path, json={"state": "draft", "text": "结节 <5mm", "author": "王医生"}).json()["version"] == 1
    as_it_is = api("POST", f"{path}?state=final", content=PDF, headers={"Content-Type": "application/pdf"})
    assert (as_it_is.json()["has_pdf"], as_it_is.json()["author"]) == (True, "")
    said = {"state": "amended", "text": "更正", "author": "李医生"}
    amended = api("POST", path, data=said, files={"pdf": ("r.pdf", PDF + b"2", "application/pdf")}).json()
    assert (amended["version"], amended["text"], amended["author"]) == (3, "更正", "李医生")
    assert [report["state"] for report in api("GET", path).json()["reports"]] == ["amended", "final", "draft"]
    latest, second = api("GET", f"{path}.pdf"), api("GET", f"{path}.pdf?version=2")
    assert (latest.content, second.content) == (PDF + b"2", PDF)
    assert latest.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in latest.headers["content-security-policy"]
    assert api("GET", f"{path}.pdf?version=9").status_code == 404
    assert api("GET", f"{path}.pdf?version=1").status_code == 404


@pytest.mark.parametrize("query", ["text=结节", "author=王医生"])
def test_what_a_report_says_is_taken_from_no_address(api: Client, query: str) -> None:
    path = f"/orders/{api('POST', '/orders', json=ORDER).json()['order']['id']}/report"
    answer = api("POST", f"{path}?state=final&{query}", content=PDF, headers={"Content-Type": "application/pdf"})
    assert answer.status_code == 400
    assert api("GET", path).json()["reports"] == []


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"content": b"<p>", "headers": {"Content-Type": "text/html"}}, 415),
        ({"json": {"state": "final", "text": ""}}, 400),
        ({"json": {"state": "secret", "text": "x"}}, 400),
        ({"content": PDF, "headers": {"Content-Type": "application/pdf"}}, 400),
        ({"data": {"state": "final"}, "files": {"pdf": ("r.pdf", b"PK", "application/pdf")}}, 400),
    ],
)
def test_what_is_no_report_is_refused(api: Client, more: dict[str, Any], status: int) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    assert api("POST", f"/orders/{number}/report", **more).status_code == status
