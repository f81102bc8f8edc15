"""What a consult comes to, for those who take part: written, proposed, concluded, signed, and where it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action, Person
from imaging.access.confirming import Confirming
from imaging.consult.outcome.drafting import version_of
from imaging.consult.outcome.signing import Assent
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ForbiddenError, MalformedError, NotFoundError
from imaging.problems import Problem
from viewer.consult.callers import Present
from viewer.consult.door import Attended, ConsultDoor
from viewer.consult.outcome_forms import DissentForm, DraftForm, ProposalForm, RevisionForm, SignForm
from viewer.consult.outcome_json import is_kept_in_the_dark, outcome_json
from viewer.saved_pdf import saved_pdf


@dataclass(frozen=True)
class ConsultOutcome:
    """The endpoints of a conclusion."""

    door: ConsultDoor
    # Who has the room of a consult before them.
    present_in: Callable[[int], frozenset[int]]

    def routes(self) -> list[Route]:
        """Give what everybody may see, what those who speak do, and what is for whoever asks."""
        return [
            *self.door.routes(
                Action.TAKE_PART,
                (("GET", "/outcome", self.show), ("GET", "/outcome/{version:int}.pdf", self.pdf)),
            ),
            *self.door.routes(
                Action.SPEAK,
                (
                    ("POST", "/outcome/proposal", self.propose),
                    ("POST", "/outcome/dissent", self.dissent),
                    ("POST", "/outcome/sign", self.sign),
                ),
            ),
            *self.door.routes(
                Action.CONDUCT,
                (
                    ("POST", "/outcome/draft", self.save),
                    ("POST", "/outcome/draft/drop", self.drop),
                    ("POST", "/outcome/conclude", self.conclude),
                    ("POST", "/outcome/close", self.close),
                    ("POST", "/outcome/send", self.send),
                ),
            ),
        ]

    def show(self, asked: Attended) -> dict[str, Any]:
        """Answer with everything: the draft, what was frozen, who signed, and where it went."""
        _require_inside(asked)
        # What was said of a patient is read: the audit knows it as it knows of reports.
        asked.present.reader.sees(Action.SEE_REPORTS, asked.present.subject, asked.present.gathering.scope)
        return outcome_json(self.door.house, asked.present)

    def save(self, asked: Attended) -> dict[str, Any]:
        """Keep what is written; answers with the revision that it has then."""
        form, present = asked.form(DraftForm), asked.present
        drafting = self.door.house.outcomes.drafting
        kept = drafting.save(present.gathering, present.participant, form.value(), form.revision)
        return {"version": kept.version, "revision": kept.revision, "saved_at": kept.saved_at.isoformat()}

    def drop(self, asked: Attended) -> dict[str, Any]:
        """Throw the draft away."""
        present, revision = asked.present, asked.form(RevisionForm).revision
        drafting = self.door.house.outcomes.drafting
        drafting.drop(present.gathering, present.actor, revision, present.reader.address)
        return outcome_json(self.door.house, asked.present)

    def propose(self, asked: Attended) -> dict[str, Any]:
        """Keep what somebody would write."""
        form, present = asked.form(ProposalForm), asked.present
        drafting = self.door.house.outcomes.drafting
        here = self.present_in(present.gathering.id)
        drafting.propose(present.gathering, present.participant, form.opinion, form.plan, here)
        return outcome_json(self.door.house, asked.present)

    def dissent(self, asked: Attended) -> dict[str, Any]:
        """Keep what somebody says against it."""
        form, present = asked.form(DissentForm), asked.present
        drafting = self.door.house.outcomes.drafting
        drafting.dissent(present.gathering, present.actor, form.version, form.text, present.reader.address)
        return outcome_json(self.door.house, asked.present)

    def conclude(self, asked: Attended) -> dict[str, Any]:
        """Freeze what is written."""
        present = asked.present
        concluding = self.door.house.outcomes.concluding
        concluding.conclude(present.gathering, present.actor, asked.form(RevisionForm).revision, present.reader.address)
        return outcome_json(self.door.house, asked.present)

    def sign(self, asked: Attended) -> dict[str, Any]:
        """Sign, once it is shown that it is they."""
        form, present = asked.form(SignForm), asked.present
        assent = Assent(form.meaning, self._proof(present, form), bytes.fromhex(form.sha256), form.dissent)
        self.door.house.outcomes.signing.sign(present.gathering, present.actor, assent, present.reader.address)
        return outcome_json(self.door.house, asked.present)

    def close(self, asked: Attended) -> dict[str, Any]:
        """End the consult."""
        present = asked.present
        self.door.house.outcomes.signing.close(present.gathering, present.actor, present.reader.address)
        return outcome_json(self.door.house, asked.present)

    def send(self, asked: Attended) -> dict[str, Any]:
        """Have it go to the systems of the hospital that came since."""
        present = asked.present
        self.door.house.outcomes.departing.again(present.gathering, present.actor, present.reader.address)
        return outcome_json(self.door.house, asked.present)

    def pdf(self, asked: Attended) -> Response:
        """Answer with a frozen version as a PDF."""
        _require_inside(asked)
        present, house = asked.present, self.door.house
        gathering = present.gathering
        concluded = version_of(house.outcomes.conclusions.of(gathering.id), asked.path["version"])
        if not concluded.is_frozen:
            raise NotFoundError("There is no such version.")
        present.reader.sees(Action.SEE_REPORTS, present.subject, gathering.scope)
        if is_kept_in_the_dark(present):
            # Its pictures are whole, and its words are those that were frozen: what they may read stands on the page.
            raise NotFoundError("The paper is not for guests who must not learn whom it is about.")
        paper = house.outcomes.papers.pdf(
            concluded,
            gathering.hospital_id,
            gathering.study_id,
            is_preview=gathering.state is not ConsultState.CLOSED,
        )
        return saved_pdf(paper, f"consult-{gathering.code[:8]}-{concluded.version}")

    def _proof(self, present: Present, form: SignForm) -> str:
        actor, address = present.actor, present.reader.address
        if isinstance(actor, Person):
            return Confirming(self.door.house.signing_in).confirm_strongly(actor, form.proof, address).value
        if not form.attests:
            raise MalformedError("A guest signs with a statement.", Problem.ATTESTATION_MISSING)
        return self.door.house.outcomes.guest_proof.confirm(actor, form.proof, address)


def _require_inside(asked: Attended) -> None:
    if asked.present.participant.part is Part.WAITS:
        raise ForbiddenError("They were not let in yet.")
