"""Which attributes of two objects differ, of those that the index keeps: that needs no look into either of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydicom.datadict import keyword_for_tag


def differing(ours: Iterable[str], theirs: Iterable[str]) -> str:
    """Name the attributes in which two objects differ, each as its levels' DICOM JSON; empty if there is none."""
    here, came = _joined(ours), _joined(theirs)
    return ", ".join(_name(tag) for tag in sorted(here.keys() | came.keys()) if here.get(tag) != came.get(tag))


def _joined(levels: Iterable[str]) -> dict[str, Any]:
    return {tag: value for level in levels for tag, value in json.loads(level).items()}


def _name(tag: str) -> str:
    return keyword_for_tag(int(tag, 16)) or tag
