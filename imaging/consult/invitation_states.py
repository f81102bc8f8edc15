"""Where an invitation into a consult stands.

::

    waiting ──► accepted ──► handed-on        (until whoever it was handed to accepts, both are in)
       ├──► declined          (with a reason; for a department: for all of it)
       ├──► handed-on         (the invitation that took its place knows where it came from)
       └──► taken-back        (by whoever asks; who took part by it was taken out)
"""

from __future__ import annotations

from enum import StrEnum


class InvitationState(StrEnum):
    """Where an invitation stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HANDED_ON = "handed-on"
    TAKEN_BACK = "taken-back"
