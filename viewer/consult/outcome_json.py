"""What a consult comes to as a page is told it: the draft, what was frozen, who signed, and where it went."""

from __future__ import annotations

from typing import Any

from imaging.access.actors import Action, Allowed, Guest, decide
from imaging.consult.hiding import hidden_texts
from imaging.consult.naming import Naming, Namings
from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.drafting import draft_of, frozen_versions
from imaging.consult.outcome.speakers import is_agreed, unsigned
from imaging.consult.participants import SPEAKING, Part
from imaging.consult.states import ConsultState
from imaging.house import House
from imaging.reading.annotations import ImagePlace, Kind
from viewer.consult.callers import Present


def outcome_json(house: House, present: Present) -> dict[str, Any]:
    """Tell it as it stands now: what was done may have moved the consult on."""
    here, me = house.gatherings.of_id(present.gathering.id), present.participant
    versions = house.outcomes.conclusions.of(here.id)
    draft, frozen = draft_of(versions), frozen_versions(versions)
    latest = frozen[-1] if frozen else None
    may = isinstance(decide(present.actor, Action.CONDUCT, here.scope), Allowed)
    in_the_dark = is_kept_in_the_dark(present)
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
            and me.part in SPEAKING
            and latest.signature_of(me.id) is None,
        },
        "is_guest": me.guest_id is not None,
        "is_referral": house.outcomes.concluding.is_referral(here.id),
        "people": [
            {"id": each.id, "name": each.name, "hospital": each.hospital, "part": each.part.value}
            for each in here.participants
        ],
        "draft": None if draft is None else hidden_texts(_draft(draft), naming),
        "versions": [hidden_texts(_version(each), naming) for each in frozen],
        # Nothing is closed that nobody who asks stands for.
        "is_agreed": latest is not None and is_agreed(here, latest),
        "unsigned": [] if latest is None else [each.id for each in unsigned(here, latest)],
        "pictures": [] if here.state.is_over else _pictures(house, here.id),
        "objects": None if latest is None else _objects(house, here.id, latest),
    }


def _pictures(house: House, consult_id: int) -> list[dict[str, Any]]:
    """Return the pictures that were marked or drawn on in the room, which may stand for the conclusion."""
    found: dict[ImagePlace, dict[str, Any]] = {}
    for drawing in house.outcomes.concluding.drawings(consult_id):
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


def _objects(house: House, consult_id: int, latest: Conclusion) -> dict[str, Any]:
    return {
        "built_at": None if latest.built_at is None else latest.built_at.isoformat(),
        "problem": latest.build_problem,
        "departures": [each.to_json() for each in house.outcomes.departures.of(consult_id, latest.version)],
    }


def is_kept_in_the_dark(present: Present) -> bool:
    """Whether they are not to learn whom it is about."""
    return present.gathering.hides_identity and isinstance(present.actor, Guest)


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
