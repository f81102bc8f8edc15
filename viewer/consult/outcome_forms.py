"""What pages send of a conclusion, checked at the door."""

from __future__ import annotations

from typing import Final

from pydantic import AwareDatetime, Field

from imaging.consult.outcome.drafting import LONGEST_DISSENT
from imaging.consult.outcome.signatures import Meaning
from imaging.consult.outcome.wording import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_WORDS,
    MOST_KEY_IMAGES,
    KeyImage,
    Referral,
    Wording,
)
from imaging.reading.annotations import ImagePlace
from imaging.reporting.content import Language
from viewer.desk.asked import Body

_MOST_ROWS: Final = 2**62


class ReferralForm(Body):
    """Where the patient is to go."""

    hospital: str = Field(max_length=LONGEST_LINE)
    department: str = Field("", max_length=LONGEST_LINE)
    at: AwareDatetime | None = None
    how: str = Field("", max_length=LONGEST_WORDS, repr=False)


class KeyImageForm(Body):
    """A picture that stands for it."""

    instance_id: int = Field(ge=1, le=_MOST_ROWS)
    frame: int = Field(1, ge=1, le=2**31 - 1)
    words: str = Field("", max_length=LONGEST_WORDS, repr=False)


class DraftForm(Body):
    """What is written, and on which state of it."""

    revision: int = Field(ge=0, le=2**31 - 2)
    language: Language
    opinion: str = Field("", max_length=2 * LONGEST_TEXT, repr=False)
    plan: str = Field("", max_length=2 * LONGEST_TEXT, repr=False)
    referral: ReferralForm | None = None
    key_images: list[KeyImageForm] = Field(default_factory=list, max_length=MOST_KEY_IMAGES)

    def value(self) -> Wording:
        """Return it as the house knows it."""
        referral = None if self.referral is None else Referral(**self.referral.model_dump())
        pictures = (KeyImage(ImagePlace(each.instance_id, each.frame), each.words) for each in self.key_images)
        return Wording(self.language, self.opinion, self.plan, referral, tuple(pictures))


class RevisionForm(Body):
    """The state that stands on the screen."""

    revision: int = Field(ge=1, le=2**31 - 2)


class ProposalForm(Body):
    """What somebody else would write."""

    opinion: str = Field("", max_length=2 * LONGEST_TEXT, repr=False)
    plan: str = Field("", max_length=2 * LONGEST_TEXT, repr=False)


class DissentForm(Body):
    """What somebody says against a version."""

    version: int = Field(ge=1, le=2**31 - 2)
    text: str = Field("", max_length=2 * LONGEST_DISSENT, repr=False)


class SignForm(Body):
    """As what somebody signs, what they have seen, and what shows that it is they."""

    meaning: Meaning
    dissent: str = Field("", max_length=2 * LONGEST_DISSENT, repr=False)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    proof: str = Field(min_length=1, max_length=1024, repr=False)
    # That they say it of their own knowledge: of guests, whom no hospital here has checked.
    attests: bool = False
