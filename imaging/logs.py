"""Logs: one JSON object a line on standard error, never with anything about a patient."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator

import structlog
from structlog.typing import EventDict, WrappedLogger


def configure_logs(level: str) -> None:
    """Let every process log alike; call once when a process is composed."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_words,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def _without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Write of an error that nobody foresaw its kind and its place: its words may quote what a patient is called."""
    error = event.pop("exc_info", None)
    if error:
        found = error if isinstance(error, BaseException) else sys.exc_info()[1]
        event["exception"] = "".join(_frames(found))
    return event


def _frames(error: BaseException | None) -> Iterator[str]:
    """Tell an error after those that led to it."""
    if error is None:
        return
    yield from _frames(error.__cause__ or error.__context__)
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
