"""What the audit holds of a person."""

from __future__ import annotations

import json

from tests.serving import Establishment


def told(opened: Establishment, actor: str) -> list[tuple[str, str, dict[str, object]]]:
    """What the audit holds of somebody, the first first."""
    return [
        (event.action, event.subject_kind, json.loads(event.detail or "{}"))
        for event in reversed(opened.house.audit.list(limit=500))
        if event.actor == actor and event.outcome == "success"
    ]
