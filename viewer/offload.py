"""Where work is done: what takes less than a thread's hand-over stays on the loop, everything else leaves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from anyio.to_thread import run_sync

from imaging.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(function: Callable[P, T], *args: P.args, **keywords: P.kwargs) -> T:
    """Call a function that may take long without keeping others waiting."""
    return await run_sync(lambda: function(*args, **keywords))


@dataclass(frozen=True)
class Offload:
    """How this house's parts are reached.

    A read of the embedded index or of a local file takes a fraction of a millisecond and asks nobody; over a network
    the same call may hang.
    """

    index_is_local: bool
    objects_are_local: bool

    @classmethod
    def over(cls, settings: Settings) -> Offload:
        """Tell from their addresses where the parts are."""
        return cls(settings.index_url.startswith("sqlite:"), settings.blobs_url.startswith("file:"))

    async def index(self, function: Callable[P, T], *args: P.args, **keywords: P.kwargs) -> T:
        """Call what reads a few rows of the index."""
        return function(*args, **keywords) if self.index_is_local else await in_thread(function, *args, **keywords)

    async def objects(self, function: Callable[P, T], *args: P.args, **keywords: P.kwargs) -> T:
        """Call what reads a few rows of the index and a small range of an object."""
        is_local = self.index_is_local and self.objects_are_local
        return function(*args, **keywords) if is_local else await in_thread(function, *args, **keywords)
