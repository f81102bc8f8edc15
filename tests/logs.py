"""Logs that a test configures in its own process, and that no later test is left with."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog


@contextmanager
def passing_logs(patched: pytest.MonkeyPatch) -> Iterator[None]:
    """Let logs be configured within the block alone.

    Loggers of modules would keep the stream that they wrote to first, which the end of the test closes.
    """
    configure, hooks = structlog.configure, (threading.excepthook, sys.unraisablehook)

    def configure_for_now(**how: Any) -> None:
        configure(**(how | {"cache_logger_on_first_use": False}))

    patched.setattr(structlog, "configure", configure_for_now)
    try:
        yield
    finally:
        structlog.reset_defaults()
        threading.excepthook, sys.unraisablehook = hooks
