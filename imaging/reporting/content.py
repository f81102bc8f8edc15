"""What a report consists of: six sections, and what was added later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, Self

from imaging.errors import MalformedError
from imaging.problems import Problem
from imaging.reporting.rich_text import Paragraph, clean, plain, read

LONGEST_MARKUP: Final = 200_000


class Language(StrEnum):
    """In which a report is written."""

    ZH = "zh"
    EN = "en"


class SectionKey(StrEnum):
    """The sections, in the order in which they are read."""

    INDICATION = "indication"
    TECHNIQUE = "technique"
    COMPARISON = "comparison"
    FINDINGS = "findings"
    IMPRESSION = "impression"
    RECOMMENDATION = "recommendation"
    ADDENDUM = "addendum"


HEADINGS: Final[dict[Language, dict[SectionKey, str]]] = {
    Language.ZH: {
        SectionKey.INDICATION: "临床诊断及检查目的",
        SectionKey.TECHNIQUE: "检查方法",
        SectionKey.COMPARISON: "对比检查",
        SectionKey.FINDINGS: "影像所见",
        SectionKey.IMPRESSION: "诊断意见",
        SectionKey.RECOMMENDATION: "建议",
        SectionKey.ADDENDUM: "补充报告",
    },
    Language.EN: {
        SectionKey.INDICATION: "Clinical question",
        SectionKey.TECHNIQUE: "Technique",
        SectionKey.COMPARISON: "Comparison",
        SectionKey.FINDINGS: "Findings",
        SectionKey.IMPRESSION: "Impression",
        SectionKey.RECOMMENDATION: "Recommendation",
        SectionKey.ADDENDUM: "Addendum",
    },
}


@dataclass(frozen=True)
class Content:
    """The sections of a report as HTML that ``rich_text`` wrote; those that are missing are empty."""

    language: Language
    sections: Mapping[SectionKey, str]

    @classmethod
    def of_browser(cls, language: Language, sections: Mapping[str, str]) -> Self:
        """Take what a browser sent, and keep of it what is allowed."""
        if sum(map(len, sections.values())) > LONGEST_MARKUP:
            raise MalformedError(
                f"A report has at most {LONGEST_MARKUP} characters.", Problem.REPORT_TOO_LONG, longest=LONGEST_MARKUP
            )
        unknown = set(sections) - set(SectionKey)
        if unknown:
            raise MalformedError("There is no such section.", Problem.FIELD_WRONG, name="sections")
        cleaned = {key: clean(sections[key]) for key in SectionKey if sections.get(key)}
        return cls(language, {key: markup for key, markup in cleaned.items() if markup})

    @classmethod
    def read(cls, language: str, text: str) -> Self:
        """Read what is kept."""
        return cls(Language(language), {SectionKey(key): markup for key, markup in json.loads(text).items()})

    def written(self) -> str:
        """Write it down: the same content is always the same text."""
        return json.dumps({key.value: self.sections[key] for key in self._keys}, ensure_ascii=False)

    @cached_property
    def paragraphs(self) -> dict[SectionKey, tuple[Paragraph, ...]]:
        """The sections as paragraphs."""
        return {key: read(self.sections[key]) for key in self._keys}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not any(self.paragraphs.values())

    def heading(self, key: SectionKey) -> str:
        """Return what stands above a section."""
        return HEADINGS[self.language][key]

    def plain(self) -> str:
        """Return it as text, for whoever reads no HTML: the patient's page, a hospital's system, the search."""
        parts = (f"{self.heading(key)}\n{plain(found)}" for key, found in self.paragraphs.items() if found)
        return "\n\n".join(parts)

    def plain_sections(self) -> dict[SectionKey, str]:
        """Return each section as text."""
        return {key: plain(found) for key, found in self.paragraphs.items()}

    @property
    def _keys(self) -> tuple[SectionKey, ...]:
        return tuple(key for key in SectionKey if self.sections.get(key))


def seal_of(values: Mapping[str, str | int], content: Content, pdf_sha256: bytes) -> bytes:
    """Return the digest of everything that a signature stands for, in one canonical form."""
    canonical = json.dumps(
        {
            **values,
            "language": content.language.value,
            "sections": {key.value: markup for key, markup in content.sections.items()},
            "pdf": pdf_sha256.hex(),
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).digest()
