"""What a consult comes to, for those who take part: written, proposed, concluded, signed, and where it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime, Field
from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action, Allowed, Guest, Person, decide
from imaging.access.confirming import Confirming
from imaging.consult.naming import Naming, Namings
from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.drafting import LONGEST_DISSENT, draft_of, frozen_versions, version_of
from imaging.consult.outcome.signatures import Meaning
from imaging.consult.outcome.signing import Assent, unsigned
from imaging.consult.outcome.wording import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_WORDS,
    MOST_KEY_IMAGES,
    KeyImage,
    Referral,
    Wording,
)
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ForbiddenError, MalformedError, NotFoundError
from imaging.problems import Problem
from imaging.reading.annotations import ImagePlace, Kind
from imaging.reporting.content import Language
from viewer.consult.callers import Present
from viewer.consult.door import Attended, ConsultDoor
from viewer.desk.asked import Body
from viewer.saved_pdf import saved_pdf

_MOST_ROWS = 2**62


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


@dataclass(frozen=True)
class ConsultOutcome:
    """The endpoints of a conclusion."""

    door: ConsultDoor

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
        return self._told(asked)

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
        return self._told(asked)

    def propose(self, asked: Attended) -> dict[str, Any]:
        """Keep what somebody would write."""
        form, present = asked.form(ProposalForm), asked.present
        drafting = self.door.house.outcomes.drafting
        drafting.propose(present.gathering, present.participant, form.opinion, form.plan)
        return self._told(asked)

    def dissent(self, asked: Attended) -> dict[str, Any]:
        """Keep what somebody says against it."""
        form, present = asked.form(DissentForm), asked.present
        drafting = self.door.house.outcomes.drafting
        drafting.dissent(present.gathering, present.participant, form.version, form.text)
        return self._told(asked)

    def conclude(self, asked: Attended) -> dict[str, Any]:
        """Freeze what is written."""
        present = asked.present
        concluding = self.door.house.outcomes.concluding
        concluding.conclude(present.gathering, present.actor, asked.form(RevisionForm).revision, present.reader.address)
        return self._told(asked)

    def sign(self, asked: Attended) -> dict[str, Any]:
        """Sign, once it is shown that it is they."""
        form, present = asked.form(SignForm), asked.present
        assent = Assent(form.meaning, self._proof(present, form), bytes.fromhex(form.sha256), form.dissent)
        self.door.house.outcomes.signing.sign(present.gathering, present.actor, assent, present.reader.address)
        return self._told(asked)

    def close(self, asked: Attended) -> dict[str, Any]:
        """End the consult."""
        present = asked.present
        self.door.house.outcomes.signing.close(present.gathering, present.actor, present.reader.address)
        return self._told(asked)

    def send(self, asked: Attended) -> dict[str, Any]:
        """Have it go to the systems of the hospital that came since."""
        present = asked.present
        self.door.house.outcomes.departing.again(present.gathering, present.actor, present.reader.address)
        return self._told(asked)

    def pdf(self, asked: Attended) -> Response:
        """Answer with a frozen version as a PDF."""
        _require_inside(asked)
        present, house = asked.present, self.door.house
        gathering = present.gathering
        concluded = version_of(house.outcomes.conclusions.of(gathering.id), asked.path["version"])
        if not concluded.is_frozen:
            raise NotFoundError("There is no such version.")
        present.reader.sees(Action.SEE_REPORTS, present.subject, gathering.scope)
        if _is_kept_in_the_dark(present):
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

    def _told(self, asked: Attended) -> dict[str, Any]:
        """Tell it as it stands now: what was done may have moved the consult on."""
        house = self.door.house
        here = house.gatherings.of_id(asked.present.gathering.id)
        me = asked.present.participant
        versions = house.outcomes.conclusions.of(here.id)
        draft, frozen = draft_of(versions), frozen_versions(versions)
        latest = frozen[-1] if frozen else None
        may = isinstance(decide(asked.present.actor, Action.CONDUCT, here.scope), Allowed)
        in_the_dark = _is_kept_in_the_dark(asked.present)
        naming = Namings(house.index).of_consult(here.id, here.study_ids) if in_the_dark else Naming()
        return {
            "state": here.state.value,
            "me": me.id,
            "may": {
                "write": may and not here.state.is_over and here.state is not ConsultState.REQUESTED,
                # Once something was concluded, who asks begins the next version.
                "propose": me.part is Part.SPEAKS and not here.state.is_over and (draft is not None or latest is None),
                "paper": not in_the_dark,
                "send": may and latest is not None and latest.built_at is not None,
                "close": may and here.state is ConsultState.CONCLUDED,
                "sign": latest is not None
                and here.state is ConsultState.CONCLUDED
                and me.part in {Part.ASKS, Part.SPEAKS}
                and latest.signature_of(me.id) is None,
            },
            "is_guest": me.guest_id is not None,
            "is_referral": house.outcomes.concluding.is_referral(here.id),
            "people": [
                {"id": each.id, "name": each.name, "hospital": each.hospital, "part": each.part.value}
                for each in here.participants
            ],
            "draft": None if draft is None else _without_names(_draft(draft), naming),
            "versions": [_without_names(_version(each), naming) for each in frozen],
            "unsigned": [] if latest is None else [each.id for each in unsigned(here, latest)],
            "pictures": [] if here.state.is_over else self._pictures(here.id),
            "objects": None if latest is None else self._objects(here.id, latest),
        }

    def _pictures(self, consult_id: int) -> list[dict[str, Any]]:
        """Return the pictures that were marked or drawn on in the room, which may stand for the conclusion."""
        found: dict[ImagePlace, dict[str, Any]] = {}
        for drawing in self.door.house.outcomes.concluding.drawings(consult_id):
            place = drawing.annotation.place
            if isinstance(place, ImagePlace):
                told = found.setdefault(
                    place,
                    {
                        "instance_id": place.instance_id,
                        "frame": place.frame,
                        "figures": 0,
                        "is_marked": False,
                        "words": "",
                    },
                )
                if drawing.annotation.kind is Kind.KEY_IMAGE:
                    told |= {"is_marked": True, "words": drawing.annotation.text}
                else:
                    told["figures"] += 1
        return list(found.values())

    def _objects(self, consult_id: int, latest: Conclusion) -> dict[str, Any]:
        outcomes = self.door.house.outcomes
        return {
            "built_at": None if latest.built_at is None else latest.built_at.isoformat(),
            "problem": latest.build_problem,
            "departures": [each.to_json() for each in outcomes.departures.of(consult_id, latest.version)],
        }


def _is_kept_in_the_dark(present: Present) -> bool:
    """Whether they are not to learn whom it is about."""
    return present.gathering.hides_identity and isinstance(present.actor, Guest)


def _without_names(told: Any, naming: Naming) -> Any:
    """Return JSON values with their texts without what names the patient; digests are left as they are."""
    if isinstance(told, dict):
        return {key: value if key == "sha256" else _without_names(value, naming) for key, value in told.items()}
    if isinstance(told, list):
        return [_without_names(each, naming) for each in told]
    return naming.without(told) if isinstance(told, str) else told


def _require_inside(asked: Attended) -> None:
    if asked.present.participant.part is Part.WAITS:
        raise ForbiddenError("They were not let in yet.")


def _draft(draft: Conclusion) -> dict[str, Any]:
    return {
        "version": draft.version,
        "revision": draft.revision,
        "saved_at": draft.saved_at.isoformat(),
        **draft.wording.to_json(),
        "proposals": [
            {"participant": number, "opinion": each.opinion, "plan": each.plan, "at": each.at.isoformat()}
            for number, each in draft.proposals.items()
        ],
        "dissents": _dissents(draft),
    }


def _version(concluded: Conclusion) -> dict[str, Any]:
    return {
        "version": concluded.version,
        "frozen_at": None if concluded.frozen_at is None else concluded.frozen_at.isoformat(),
        "frozen_by": concluded.frozen_by,
        "sha256": (concluded.sha256 or b"").hex(),
        **concluded.wording.to_json(),
        "figures": [
            {
                "id": each.id,
                "author": each.author.name,
                **each.annotation.to_json(),
                "measured": each.measured.to_json(),
            }
            for each in concluded.frozen.figures
        ],
        "dissents": _dissents(concluded),
        "signatures": [each.to_json() for each in concluded.signatures],
    }


def _dissents(conclusion: Conclusion) -> list[dict[str, Any]]:
    return [
        {"participant": number, "text": each.text, "at": each.at.isoformat()}
        for number, each in conclusion.dissents.items()
    ]
