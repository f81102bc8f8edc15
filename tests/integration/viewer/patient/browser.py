"""What the patient's page asks its server for, asked without the page."""

from __future__ import annotations

from typing import Any

import httpx

from tests.exams import BIRTH_DATE, PHONE, Exam

# What the patient knows.
RIGHT = {"birth_date": BIRTH_DATE, "last_four": PHONE[-4:]}
# What no answer holds for whoever has not shown who they are, and no log ever.
NAMES = ("Zhang", "张^三", "DEMO0002", "头颅")


def open_link(client: httpx.Client, exam: Exam, **given: Any) -> httpx.Response:
    """Scan the slip; ``given`` is the second factor, if any."""
    body = {"secret": exam.link.secret.text, "picture": {"format": "webp", "size": 1024}, **given}
    return client.post("/i/api/session", json=body)


def only_series(client: httpx.Client, exam: Exam) -> dict[str, Any]:
    """Return the one series that the state of an exam tells of."""
    [[series]] = [study["series"] for study in client.get(f"{exam.api}/status").json()["studies"]]
    return dict(series)
