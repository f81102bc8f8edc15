"""What another archive answers to the storage of an object (PS3.18 annex I), as JSON or as XML, whichever it speaks.

Asked for JSON, some answer in the XML of PS3.19 all the same. What is neither, or breaks the rules of its own form,
says nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_STORED: Final = "00081199"
_FAILED: Final = "00081198"
_FAILURE_REASON: Final = "00081197"
# Nobody says of one object more than this.
_LARGEST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class StoreSaid:
    """What an answer says of the one object.

    Attributes
    ----------
    is_stored, is_failed : bool
        Whether it is listed as stored, or as not stored.
    reason : int or None
        Why it was not stored (PS3.18 table I.2-2); None: nothing says so.
    is_for_people : bool
        Whether it is a page that a browser would show.
    """

    is_stored: bool = False
    is_failed: bool = False
    reason: int | None = None
    is_for_people: bool = False


def stored_or_not(body: bytes) -> StoreSaid:
    """Read the body of an answer."""
    beginning = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not beginning or len(body) > _LARGEST_BYTES:
        return StoreSaid()
    if beginning.startswith(b"<"):
        return _of_xml(body, beginning)
    return _of_json(body)


def _of_json(body: bytes) -> StoreSaid:
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        return StoreSaid()
    # Some answer with a list of data sets, as to a search.
    (said, *_) = said if isinstance(said, list) and said else (said,)
    if not isinstance(said, dict):
        return StoreSaid()
    failed = _first(said.get(_FAILED))
    reason = _first(failed.get(_FAILURE_REASON)) if isinstance(failed, dict) else None
    return StoreSaid(_first(said.get(_STORED)) is not None, failed is not None, _number(reason))


def _first(attribute: Any) -> Any:
    """Return the first value of an attribute in DICOM JSON, None if it has none."""
    values = attribute.get("Value") if isinstance(attribute, dict) else None
    return values[0] if isinstance(values, list) and values else None


def _of_xml(body: bytes, beginning: bytes) -> StoreSaid:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return StoreSaid(is_for_people=b"<html" in beginning)
    # The form has a namespace of its own, which not everybody writes.
    if root.tag.rpartition("}")[2] != "NativeDicomModel":
        return StoreSaid(is_for_people=root.tag.rpartition("}")[2].lower() == "html")
    stored, failed = _item(root, _STORED), _item(root, _FAILED)
    reason = None if failed is None else failed.find(f"{{*}}DicomAttribute[@tag='{_FAILURE_REASON}']/{{*}}Value")
    return StoreSaid(stored is not None, failed is not None, None if reason is None else _number(reason.text))


def _item(root: Element, tag: str) -> Element | None:
    return root.find(f"{{*}}DicomAttribute[@tag='{tag}']/{{*}}Item")


def _number(said: Any) -> int | None:
    try:
        return int(said)
    except (ValueError, TypeError, OverflowError):
        return None
