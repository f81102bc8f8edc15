"""What the index keeps of an instance, read as values."""

from __future__ import annotations

import json

from imaging.archive.stored import StoredInstance

Attributes = dict[str, dict[str, list[object]]]


def attributes_of(instance: StoredInstance) -> Attributes:
    """Return what the index keeps of an instance, as DICOM JSON."""
    kept: Attributes = json.loads(instance.attributes)
    return kept


def numbers(attributes: Attributes, tag: int) -> list[float]:
    """Return the numbers of an attribute; none where it is absent."""
    return [float(value) for value in words(attributes, tag) if isinstance(value, int | float)]


def words(attributes: Attributes, tag: int) -> list[object]:
    """Return the values of an attribute as they are; none where it is absent."""
    return attributes.get(f"{tag:08X}", {}).get("Value", [])
