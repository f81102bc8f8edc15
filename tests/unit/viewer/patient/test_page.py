"""The page's policy allows what stands in it, and no more."""

from __future__ import annotations

import base64
import hashlib

from viewer.patient.page import content_security_policy


def test_script_and_style_are_allowed_by_their_sums() -> None:
    html = b"<style>p{}</style><script>one()</script>"
    policy = content_security_policy(html)
    for name, text in (("script-src", b"one()"), ("style-src", b"p{}")):
        allowed = base64.b64encode(hashlib.sha256(text).digest()).decode()
        assert f"{name} 'sha256-{allowed}'" in policy


def test_a_page_without_a_script_allows_none() -> None:
    assert "script-src 'none'" in content_security_policy(b"<p>plain</p>")
