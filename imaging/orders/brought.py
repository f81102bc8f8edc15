"""What a system said of an order when it brought it last, so that only what it says anew is taken over.

A hospital's system sends the same order again whenever it is unsure. What somebody at the desk has corrected meanwhile
must not be undone by that: a field is taken over only where the system says something else than it said before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

# Under this name stands a keyed digest of the phone and identity numbers that came with it; never they themselves.
KNOWN = "known"


def written(values: Mapping[str, object]) -> str:
    """Write down what was brought."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True, default=_moment)


def said_anew(brought: str, values: Mapping[str, object]) -> frozenset[str]:
    """Return the names under which something else is said now."""
    before, now = json.loads(brought or "{}"), json.loads(written(values))
    return frozenset(name for name, value in now.items() if name not in before or before[name] != value)


def _moment(at: object) -> str:
    """The same moment is the same in whatever zone it was written."""
    return at.astimezone(UTC).isoformat() if isinstance(at, datetime) else str(at)
