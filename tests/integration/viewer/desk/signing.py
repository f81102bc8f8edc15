"""Signing in at the desk without a browser."""

from __future__ import annotations

import httpx

PASSWORD = "correct-horse-battery"


def sign_in(browser: httpx.Client, login: str) -> dict[str, str]:
    """Sign in, and return the header that a page shows with every change."""
    answer = browser.post("/desk/api/session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200
    return {"X-CSRF-Token": answer.json()["csrf"]}
