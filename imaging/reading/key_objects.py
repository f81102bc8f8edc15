"""Key object selections: pictures that somebody chose, under a title (PS3.3 A.35.4, PS3.16 TID 2010)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.dicom.person_names import displayable
from imaging.reading.references import PictureReference, image_references

# DCM 113012: Key Object Description.
_DESCRIPTION = "113012"


@dataclass(frozen=True)
class KeyObjects:
    """What was chosen, and as what."""

    title: str
    description: str
    pictures: tuple[PictureReference, ...]


def key_objects(dataset: DataSet) -> KeyObjects:
    """Read a key object selection document.

    Parameters
    ----------
    dataset : DataSet
        The whole data set.
    """
    return KeyObjects(
        displayable(meaning(dataset)),
        displayable(
            "\n".join(
                item.text(tag.TEXT_VALUE)
                for item in dataset.items_of(tag.CONTENT_SEQUENCE)
                if item.text(tag.VALUE_TYPE).strip() == "TEXT" and concept(item) in {_DESCRIPTION, ""}
            )
        ),
        tuple(_pictures(dataset)),
    )


def _pictures(dataset: DataSet) -> Iterator[PictureReference]:
    for item in dataset.items_of(tag.CONTENT_SEQUENCE):
        if item.text(tag.VALUE_TYPE).strip() == "IMAGE":
            yield from image_references(item, tag.REFERENCED_SOP_SEQUENCE)


def concept(item: DataSet) -> str:
    """Return the code value of what an item is about."""
    codes = item.items_of(tag.CONCEPT_NAME_CODE_SEQUENCE)
    return codes[0].text(tag.CODE_VALUE).strip() if codes else ""


def meaning(item: DataSet) -> str:
    """Return what an item is about, in words."""
    codes = item.items_of(tag.CONCEPT_NAME_CODE_SEQUENCE)
    return codes[0].text(tag.CODE_MEANING).strip() if codes else ""
