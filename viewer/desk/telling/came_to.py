"""What a test came to, as it is sent."""

from __future__ import annotations

from imaging.exchange.telling.outcomes import Result, Sent


def came_to(result: Result) -> str:
    """Return ``sent``, or the word for what kept it from arriving."""
    return "sent" if isinstance(result, Sent) else result.trouble.value
