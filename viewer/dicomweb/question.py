"""The query parameters of QIDO-RS (PS3.18 8.3.4 and 10.6), read into the archive's `Query`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydicom.datadict import tag_for_keyword
from sqlalchemy import ColumnElement

from imaging.archive.query import Level, Match, Query
from imaging.archive.search import Search
from imaging.errors import MalformedError

# So many answers at most, whatever is asked for; whoever wants more turns the page.
MAX_ANSWERS = 5_000
MAX_PARAMETERS = 200
MAX_INCLUDED = 2_000
MAX_VALUE_CHARACTERS = 4_096
MAX_OFFSET = 2**31 - 1

_TAG = re.compile(r"[0-9A-Fa-f]{8}$")
# Known, and of no effect on which answers are given here.
WITHOUT_EFFECT = frozenset({"accept", "charset", "emptyvaluematching", "multiplevaluematching"})


@dataclass(frozen=True)
class Question:
    """What a client asks, and which of its keys can't be matched here."""

    query: Query
    unmatched: tuple[str, ...]


def read_question(
    level: Level,
    parameters: Sequence[tuple[str, str]],
    fixed: Mapping[int, str],
    hospital_id: int,
    within: ColumnElement[bool] | None = None,
) -> Question:
    """Read the parameters of a search.

    Parameters
    ----------
    level
        What is searched for.
    parameters
        As they stand in the URL, in their order.
    fixed
        UIDs that the path names, by tag: they hold whatever the parameters say.
    hospital_id
        The hospital whose studies may be seen.
    within
        What holds instead for somebody who may see other studies than those of their hospital.

    Raises
    ------
    MalformedError
        When a parameter is none of the standard's, or its value can't be one.
    """
    if len(parameters) > MAX_PARAMETERS:
        raise MalformedError(f"A search has at most {MAX_PARAMETERS} parameters.")
    asked = [pair for pair in parameters if pair[0] not in _CONTROLS and pair[0] not in WITHOUT_EFFECT]
    keys = tuple(Match(path_of(name), _checked(name, value)) for name, value in asked)
    controls = {name: value for name, value in parameters if name in _CONTROLS}
    included = [part for name, value in parameters if name == "includefield" for part in value.split(",") if part]
    query = Query(
        level,
        matches=(*keys, *(Match((tag,), uid) for tag, uid in fixed.items())),
        include=_tags(included),
        include_all="all" in included,
        limit=min(_number(controls, "limit", MAX_ANSWERS), MAX_ANSWERS),
        offset=_number(controls, "offset", 0),
        fuzzy=_flag(controls, "fuzzymatching"),
        hospital_ids=frozenset({hospital_id}) if within is None else None,
        within=within,
    )
    names = zip(asked, keys, strict=True)
    return Question(query, tuple(name for (name, _), key in names if not Search.supports(level, key.path)))


def path_of(name: str) -> tuple[int, ...]:
    """Read an attribute: keyword or eight hexadecimal digits, behind the sequences it stands in, with dots between."""
    return tuple(_tag(part) for part in name.split("."))


def _tag(name: str) -> int:
    if _TAG.match(name):
        return int(name, 16)
    # The dictionary has retired attributes without a keyword.
    tag = tag_for_keyword(name) if name else None
    if tag is None:
        raise MalformedError(f"{name[:64]!r} is neither a parameter of searches nor an attribute.")
    return tag


def _tags(names: Sequence[str]) -> frozenset[int]:
    if len(names) > MAX_INCLUDED:
        raise MalformedError(f"At most {MAX_INCLUDED} attributes can be included.")
    # Attributes inside of sequences come with their sequence.
    return frozenset(path_of(name)[0] for name in names if name != "all")


def _checked(name: str, value: str) -> str:
    if len(value) > MAX_VALUE_CHARACTERS or "\0" in value:
        raise MalformedError(f"The value of {name} is too long or holds NUL.")
    return value


def _number(controls: Mapping[str, str], name: str, default: int) -> int:
    text = controls.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) > MAX_OFFSET:
        raise MalformedError(f"The parameter {name} is a whole number from 0 to {MAX_OFFSET}.")
    return int(text)


def _flag(controls: Mapping[str, str], name: str) -> bool:
    text = controls.get(name, "false").lower()
    if text not in {"true", "false"}:
        raise MalformedError(f"The parameter {name} is true or false.")
    return text == "true"


def warning(texts: Iterable[str]) -> dict[str, str]:
    """Return the Warning header that tells a client what its answer is not (PS3.18 8.5)."""
    values = [f'299 filmless "{text}"' for text in texts]
    return {"Warning": ", ".join(values)} if values else {}


_CONTROLS = frozenset({"limit", "offset", "fuzzymatching", "includefield"})
