"""What lets only our own errors out of a block; each kind of foreign error has one that knows what they mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from imaging.errors import FilmlessError


class Seam(ABC):
    """A block around foreign code. It keeps nothing of its own while it is open: one serves all threads."""

    __slots__ = ()

    @abstractmethod
    def ours(self, error: BaseException) -> FilmlessError | None:
        """Return what a foreign error means; None for one that goes out as it is."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        meant = None if error is None else self.ours(error)
        if meant is not None:
            raise meant from error
