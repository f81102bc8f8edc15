"""Reads the settings, or says in one sentence which of them is wrong, what it holds and what it may hold."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from annotated_types import Ge, Gt, Le
from pydantic import ValidationError

from imaging.errors import FilmlessError, SettingsError
from imaging.settings.settings import PREFIX, SETTINGS_FILE, Settings

# Kubernetes and Docker describe a service called "filmless" to its neighbours by variables that begin like ours.
_OF_SERVICES: Final = re.compile(r".*_SERVICE_(HOST|PORT.*)|(.*_)?PORT(_.*)?")
# From here on a name is one that was misspelt, not one that means something else.
_ALIKE: Final = 0.7
_WORDS: Final = {"bool": "true or false", "path": "a path", "string": "text in quotation marks"}


class UnknownSettingError(SettingsError):
    """A name that is none of a setting."""

    def __init__(self, key: str, nearest: str | None) -> None:
        way_out = f"did you mean {nearest}?" if nearest else "`filmless settings` names them all."
        # The sentence of its base speaks of a value.
        FilmlessError.__init__(self, f"{key} is no setting; {way_out}")
        self.key, self.value, self.allowed = key, None, nearest or ""


class SettingsFileError(SettingsError):
    """The file of the settings can't be read."""

    def __init__(self, reason: str) -> None:
        FilmlessError.__init__(self, f"{SETTINGS_FILE} can't be read as TOML: {reason}.")
        self.key, self.value, self.allowed = SETTINGS_FILE, None, "TOML"


def read_settings() -> Settings:
    """Read the settings from environment and file, or say which one is wrong."""
    _look_for_misspelt(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        # Its own text would repeat values that may be secret.
        raise _told(error.errors()[0]) from None
    except OSError as error:
        raise SettingsFileError(error.strerror or "it can't be opened") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsFileError(str(error)) from error


def _look_for_misspelt(environment: Mapping[str, str]) -> None:
    """Stop at a variable that is almost a setting's: what somebody believes to have set would not hold."""
    for name in environment:
        key = name.upper().removeprefix(PREFIX).lower()
        if not name.upper().startswith(PREFIX) or key in Settings.model_fields or _OF_SERVICES.fullmatch(key.upper()):
            continue
        if nearest := _nearest(key):
            raise UnknownSettingError(name, PREFIX + nearest.upper())


def _nearest(key: str) -> str | None:
    return next(iter(get_close_matches(key, Settings.model_fields, 1, _ALIKE)), None)


def _told(error: Any) -> SettingsError:
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return UnknownSettingError(f"{key} in {SETTINGS_FILE}", _nearest(key.lower().removeprefix(PREFIX.lower())))
    is_variable = any(name.lower() == f"{PREFIX}{key}".lower() and value for name, value in os.environ.items())
    name = f"{PREFIX}{key.upper()}" if is_variable else f"{key} in {SETTINGS_FILE}"
    return SettingsError(name, error["input"], _allowed(key, error))


def _allowed(key: str, error: Any) -> str:
    """Say what a setting may hold."""
    context = error.get("ctx", {})
    if "error" in context:
        return str(context["error"])
    if "expected" in context:
        return str(context["expected"]).replace("'", "")
    if Settings.model_fields[key].annotation in {int, float}:
        return _range(key)
    return _WORDS.get(str(error["type"]).split("_")[0], str(error["msg"]))


def _range(key: str) -> str:
    field = Settings.model_fields[key]
    kind = "a whole number" if field.annotation is int else "a number"
    bounds = {type(each): each for each in field.metadata}
    least, above, most = bounds.get(Ge), bounds.get(Gt), bounds.get(Le)
    start = f" above {above.gt}" if above else f" from {least.ge}" if least else ""
    return f"{kind}{start}{f' to {most.le}' if most else ' on'}"
