"""The ways by which news leave the house."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Channel(StrEnum):
    """A way; the inbox is no choice, for everything lies there."""

    PUSH = "push"
    MAIL = "mail"
    # A robot of a group, or a system of the hospital: nobody's own.
    HOOK = "hook"


# What everybody chooses for themselves.
PERSONAL: Final = (Channel.PUSH, Channel.MAIL)


class Language(StrEnum):
    """In which words."""

    ZH = "zh"
    EN = "en"
