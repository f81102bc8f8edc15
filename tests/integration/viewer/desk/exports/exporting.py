"""What is drawn in the tests of exports, and how it is taken out."""

from __future__ import annotations

from typing import Any

import httpx

from tests.integration.viewer.desk.signing import sign_in
from tests.serving import Establishment

# Columns 0.5 mm wide, rows 0.8 mm high.
FIGURES: list[dict[str, Any]] = [
    {"kind": "length", "points": [[10, 10], [40, 10]], "text": "病灶"},
    {"kind": "ellipse", "points": [[10, 20], [14, 20], [12, 10], [12, 30]]},
    {"kind": "cobb", "points": [[1, 1], [9, 2], [1, 30], [9, 28]]},
    # 10 columns are 5 mm, 8 rows are 6.4 mm: the long axis has fewer pixels.
    {"kind": "bidirectional", "points": [[20, 20], [30, 20], [25, 16], [25, 24]]},
    {"kind": "probe", "points": [[3, 2]]},
    {"kind": "key-image", "points": [], "text": "看这里"},
]


def httpx_client(opened: Establishment) -> httpx.Client:
    # The first document of a process reads every code of the standard.
    return httpx.Client(base_url=opened.served.url, timeout=30)


def exported(opened: Establishment, study_id: int, kind: str, login: str = "reader") -> bytes:
    with httpx_client(opened) as client:
        sign_in(client, login)
        answer = client.get(f"/desk/api/studies/{study_id}/exports/{kind}.dcm")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/dicom"
    assert "attachment" in answer.headers["content-disposition"]
    return bytes(answer.content)
