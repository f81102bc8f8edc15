"""Logs: one JSON object a line on standard error, never with anything about a patient."""

from __future__ import annotations

import logging
import sys
import threading
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
    # By themselves both would write the words of the error, too.
    threading.excepthook = _tell_of_thread
    sys.unraisablehook = _tell_of_unraisable


def _tell_of_thread(ended: threading.ExceptHookArgs) -> None:
    """Tell of a thread that an error ended."""
    if ended.exc_type is not SystemExit:
        name = ended.thread.name if ended.thread else ""
        structlog.get_logger("thread").error("thread failed", thread=name, exc_info=ended.exc_value)


def _tell_of_unraisable(found: sys.UnraisableHookArgs) -> None:
    """Tell of an error that nobody could be told of, for example while something was thrown away."""
    structlog.get_logger("python").error("not raised", exc_info=found.exc_value)


def _without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Write of an error that nobody foresaw its kind and its place: its words may quote what a patient is called."""
    error = event.pop("exc_info", None)
    if error:
        found = error if isinstance(error, BaseException) else sys.exc_info()[1]
        event["exception"] = "".join(_frames(found))
    return event


def _frames(error: BaseException | None) -> Iterator[str]:
    """Tell an error after those that led to it, each once: one may be named among its own causes."""
    led: dict[int, BaseException] = {}
    while error is not None and id(error) not in led:
        led[id(error)] = error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for each in reversed(led.values()):
        yield from traceback.format_tb(each.__traceback__)
        yield f"{type(each).__module__}.{type(each).__qualname__}\n"
