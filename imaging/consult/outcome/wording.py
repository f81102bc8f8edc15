"""What a conclusion says, as values: opinion, agreed plan, where the patient is to go, key images."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from imaging.dicom.person_names import displayable
from imaging.errors import LimitError, MalformedError
from imaging.problems import Problem
from imaging.reading.annotations import ImagePlace
from imaging.reporting.content import Language

LONGEST_TEXT: Final = 20_000
LONGEST_LINE: Final = 200
LONGEST_WORDS: Final = 500
MOST_KEY_IMAGES: Final = 24
_CONTROL_CHARACTERS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Referral:
    """Where the patient is to go, when and how; only what was agreed on."""

    hospital: str
    department: str = ""
    at: datetime | None = None
    how: str = ""

    def __post_init__(self) -> None:
        for name, longest in (("hospital", LONGEST_LINE), ("department", LONGEST_LINE), ("how", LONGEST_WORDS)):
            object.__setattr__(self, name, plain(getattr(self, name), name, longest))
        if not self.hospital:
            raise MalformedError("A referral names the hospital.", Problem.FIELD_MISSING, name="hospital")
        if self.at is not None and self.at.tzinfo is None:
            raise MalformedError("A moment needs a time zone.", Problem.FIELD_WITHOUT_TIME_ZONE, name="at")

    def to_json(self) -> dict[str, Any]:
        """Return JSON values that `referral_from_json` reads."""
        at = None if self.at is None else self.at.isoformat()
        return {"hospital": self.hospital, "department": self.department, "at": at, "how": self.how}


@dataclass(frozen=True)
class KeyImage:
    """A picture that stands for the conclusion, and why."""

    place: ImagePlace
    words: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", plain(self.words, "words", LONGEST_WORDS))

    def to_json(self) -> dict[str, Any]:
        """Return JSON values that `key_image_from_json` reads."""
        return {"instance_id": self.place.instance_id, "frame": self.place.frame, "words": self.words}


@dataclass(frozen=True)
class Wording:
    """What stands in a draft and is frozen when the consult is concluded."""

    language: Language = Language.ZH
    opinion: str = field(default="", repr=False)
    plan: str = field(default="", repr=False)
    referral: Referral | None = field(default=None, repr=False)
    key_images: tuple[KeyImage, ...] = ()

    def __post_init__(self) -> None:
        for name in ("opinion", "plan"):
            object.__setattr__(self, name, plain(getattr(self, name), name, LONGEST_TEXT))
        if len(self.key_images) > MOST_KEY_IMAGES:
            raise LimitError(
                "Too many pictures.", Problem.TOO_MANY_PICTURES, limit=MOST_KEY_IMAGES, most=MOST_KEY_IMAGES
            )
        if len({each.place for each in self.key_images}) < len(self.key_images):
            raise MalformedError("A picture stands for a conclusion once.", Problem.FIELD_WRONG, name="key_images")

    def to_json(self) -> dict[str, Any]:
        """Return what a page is told."""
        return {
            "language": self.language.value,
            "opinion": self.opinion,
            "plan": self.plan,
            "referral": None if self.referral is None else self.referral.to_json(),
            "key_images": [each.to_json() for each in self.key_images],
        }

    def values(self) -> dict[str, str]:
        """Return what the index keeps."""
        return {
            "language": self.language.value,
            "opinion": self.opinion,
            "plan": self.plan,
            "referral": "" if self.referral is None else json.dumps(self.referral.to_json(), ensure_ascii=False),
            "key_images": json.dumps([each.to_json() for each in self.key_images], ensure_ascii=False),
        }


def referral_from_json(values: Mapping[str, Any]) -> Referral:
    """Read what `Referral.to_json` wrote."""
    at = datetime.fromisoformat(values["at"]) if values["at"] else None
    return Referral(values["hospital"], values["department"], at, values["how"])


def key_image_from_json(values: Mapping[str, Any]) -> KeyImage:
    """Read what `KeyImage.to_json` wrote."""
    return KeyImage(ImagePlace(values["instance_id"], values["frame"]), values["words"])


def plain(text: str, name: str, longest: int) -> str:
    """Return a text as it is kept: its lines end alike, and nothing in it looks like what it is not.

    Raises
    ------
    MalformedError
        It is too long, or holds control characters.
    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(kept) > longest:
        raise MalformedError("The text is too long.", Problem.FIELD_TOO_LONG, name=name, longest=longest)
    if _CONTROL_CHARACTERS.search(kept):
        raise MalformedError("The text holds control characters.", Problem.FIELD_CONTROL_CHARACTERS, name=name)
    return displayable(kept)
