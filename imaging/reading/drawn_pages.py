"""Pages of PDFs for many readers: few are drawn at once, few wait, and what was drawn ahead is kept for a moment.

Whoever waits holds a thread of the process, which it shares with patients. So there is a line, into which one gets
before the file is read; where it is long already, one is asked to come back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from imaging.errors import UnavailableError
from imaging.reading.pdf_pages import PagePicture, PdfPages, page_pictures, pages_of

_AT_ONCE: Final = 2
# As many as a browser asks for at once.
_MOST_WAITING: Final = 6
_SECONDS_IN_LINE: Final = 10.0
_KEPT_SECONDS: Final = 30.0
_KEPT_BYTES: Final = 32 * 1024 * 1024

_Key = tuple[str, int, int]


class Line:
    """Lets few go at once, and one at a time about the same thing."""

    def __init__(
        self, at_once: int = _AT_ONCE, most_waiting: int = _MOST_WAITING, seconds: float = _SECONDS_IN_LINE
    ) -> None:
        self._at_once, self._most_waiting, self._seconds = at_once, most_waiting, seconds
        self._changed, self.waiting = threading.Condition(), 0
        self._going: set[str] = set()

    @contextmanager
    def turn(self, about: str) -> Iterator[None]:
        """Wait until it is one's turn.

        Raises
        ------
        UnavailableError
            Enough wait already, or it takes too long.
        """
        self._wait(about)
        try:
            yield
        finally:
            with self._changed:
                self._going.discard(about)
                self._changed.notify_all()

    def _wait(self, about: str) -> None:
        def may_go() -> bool:
            return len(self._going) < self._at_once and about not in self._going

        with self._changed:
            if not may_go():
                if self.waiting >= self._most_waiting:
                    raise _busy()
                self.waiting += 1
                try:
                    if not self._changed.wait_for(may_go, self._seconds):
                        raise _busy()
                finally:
                    self.waiting -= 1
            self._going.add(about)


class DrawnPages:
    """Draws pages of PDFs; may be used by many threads at once.

    A PDF is named by whoever asks, and read only if it must be drawn: whether it may be seen was asked before.
    """

    def __init__(self, line: Line | None = None, kept_seconds: float = _KEPT_SECONDS) -> None:
        self._line, self._kept_seconds = line or Line(), kept_seconds
        self._lock = threading.Lock()
        # In the order in which they were drawn, each with the moment it is forgotten.
        self._kept: dict[_Key, tuple[float, PagePicture]] = {}

    def told(self, name: str, read: Callable[[], bytes]) -> PdfPages:
        """Return what there is to show, as `pages_of`."""
        with self._line.turn(name):
            return pages_of(read())

    def picture(self, name: str, read: Callable[[], bytes], number: int, width: int) -> PagePicture:
        """Return a page, as `page_pictures`."""
        kept = self._find((name, number, width))
        if kept is not None:
            return kept
        with self._line.turn(name):
            # Somebody before us may have drawn it.
            kept = self._find((name, number, width))
            if kept is not None:
                return kept
            pictures = page_pictures(read(), number, width)
            self._keep({(name, number + ahead, width): each for ahead, each in enumerate(pictures)})
            return pictures[0]

    def _find(self, key: _Key) -> PagePicture | None:
        with self._lock:
            until, picture = self._kept.get(key, (0.0, None))
            return picture if time.monotonic() < until else None

    def _keep(self, drawn: dict[_Key, PagePicture]) -> None:
        now = time.monotonic()
        with self._lock:
            self._kept = {key: each for key, each in self._kept.items() if now < each[0] and key not in drawn}
            self._kept |= {key: (now + self._kept_seconds, picture) for key, picture in drawn.items()}
            excess = sum(len(picture.data) for _, picture in self._kept.values()) - _KEPT_BYTES
            while excess > 0:
                _, dropped = self._kept.pop(next(iter(self._kept)))
                excess -= len(dropped.data)


def _busy() -> UnavailableError:
    return UnavailableError("Too many documents are drawn now.", retry_after_seconds=2)
