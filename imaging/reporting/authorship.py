"""Whose report it is: who stands for the text as its author, who reviewed it, and who else has written in it.

Who began a report is nobody's author by that. Its author is who hands it in for review, or who signs it without one;
somebody who wrote in it before it came into other hands is named as a writer, who signed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imaging.access.actors import Person
from imaging.reporting.signatures import Meaning
from imaging.reporting.work import Stage, Step, StepKind, Work

_PUT_DOWN = {StepKind.TAKEN_OVER, StepKind.SUBMITTED, StepKind.RETURNED}


@dataclass(frozen=True)
class Named:
    """A name under a report."""

    user_id: int
    name: str
    meaning: Meaning


def authorship(work: Work, steps: Iterable[Step], signer: Person) -> tuple[Named, ...]:
    """Return the names under what ``signer`` is about to hand in or to sign, the author's first."""
    by = Named(signer.user_id, signer.name or signer.login, Meaning.AUTHOR)
    stand = [by]
    # Only what lies before a reviewer has been handed in, and so has an author already.
    if work.stage is Stage.REVIEW and work.author_id != signer.user_id:
        author = Named(work.author_id, work.author, Meaning.AUTHOR)
        stand = [author, Named(by.user_id, by.name, Meaning.REVIEWER)]
    named = {each.user_id for each in stand}
    wrote = _wrote(work, tuple(steps))
    return (*stand, *(Named(user_id, name, Meaning.WRITER) for user_id, name in wrote.items() if user_id not in named))


def _wrote(work: Work, steps: tuple[Step, ...]) -> dict[int, str]:
    """Return who has changed the text while it was in their hands, the first first.

    The steps hold the text as it was whenever it came into other hands.
    """
    found: dict[int, str] = {}
    names = {step.user_id: step.name for step in steps} | {work.author_id: work.author}
    holder, text = work.author_id, "{}"
    for step in steps:
        if step.kind is StepKind.BEGAN:
            holder, text = step.user_id, step.sections or text
        elif step.kind in _PUT_DOWN:
            if step.sections not in {"", text}:
                found.setdefault(holder, names[holder])
                text = step.sections
            holder = step.user_id if step.kind is StepKind.TAKEN_OVER else work.author_id
    if work.content.written() != text:
        found.setdefault(holder, names[holder])
    return found
