"""A consult as the desk tells of it: to those who take part whole, to those who are asked without whose images it is.

Whoever is only asked learns what is asked, how urgent it is, by which hospital, and what kind of exam it is: enough to
say yes or no. The patient's name and the pictures come with the acceptance. A department of forty people is asked that
one of them answers; the other thirty-nine have no part in the patient's care, and asking must open nothing to them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from imaging.consult.asking.deadlines import Minutes
from imaging.consult.asking.invitations import Invitation
from imaging.consult.asking.lists import ListedConsult
from imaging.consult.asking.offers import OfferedRecord, OfferedSeries, OfferedStudy
from imaging.consult.asking.standings import Standing, deeds_of
from imaging.consult.asking.times import Proposed

Document = dict[str, Any]
INSIDE = frozenset({Standing.ASKS, Standing.SPEAKS, Standing.WATCHES})


def listed_json(listed: ListedConsult, user_id: int, hospital_id: int) -> Document:
    """A consult in a list."""
    consult = listed.consult
    ended = consult.state.is_over and consult.hospital_id != hospital_id
    return {
        "code": consult.code,
        "state": consult.state,
        "revision": consult.revision,
        "tab": listed.tab,
        "standing": listed.standing,
        "deeds": sorted(deeds_of(listed.standing, consult.state)),
        "urgency": consult.urgency,
        "is_referral": consult.is_referral,
        # What was written about a patient ends with the consult for whoever was asked, reasons as well.
        "question": "" if ended else consult.question,
        "reason": "" if ended else consult.reason,
        "hospital": listed.hospital,
        "hospital_id": consult.hospital_id,
        "is_own_hospital": consult.hospital_id == hospital_id,
        "asker": listed.asker,
        "exam": {
            "date": listed.exam.date,
            "modalities": listed.exam.modalities,
            "body_parts": listed.exam.body_parts,
        },
        "asked_at": moment(consult.asked_at),
        "due_at": moment(consult.due_at),
        "is_late": listed.is_late,
        "escalated_at": moment(consult.escalated_at),
        "scheduled_at": moment(consult.scheduled_at),
        "scheduled_minutes": consult.scheduled_minutes,
        "live_at": moment(consult.live_at),
        "concluded_at": moment(consult.concluded_at),
        "closed_at": moment(consult.closed_at),
        "unseen": listed.unseen,
        "invitations": [
            invitation_json(each, is_own=each.id in listed.own_invitation_ids, is_mine=each.answered_by == user_id)
            | ({"reason": ""} if ended else {})
            for each in listed.invitations
        ],
        "own_invitations": listed.own_invitation_ids,
    }


def invitation_json(invitation: Invitation, *, is_own: bool, is_mine: bool) -> Document:
    """Whom it asks, and what they said."""
    return {
        "id": invitation.id,
        "kind": invitation.kind,
        "name": invitation.name,
        "hospital": invitation.hospital,
        "part": invitation.part,
        "state": invitation.state,
        "reason": invitation.reason,
        "invited_at": moment(invitation.invited_at),
        "answered_at": moment(invitation.answered_at),
        "answered_by": invitation.answered_by_name,
        "handed_to": invitation.handed_to,
        "is_own": is_own,
        "is_mine": is_mine,
    }


def proposed_json(proposed: Proposed, user_id: int) -> Document:
    """A time that somebody proposes."""
    return {
        "id": proposed.id,
        "starts_at": moment(proposed.time.starts_at),
        "minutes": proposed.time.minutes,
        "by": proposed.by_name,
        "is_mine": proposed.by == user_id,
    }


def study_json(study: OfferedStudy) -> Document:
    """A study with what of it can be, or was, opened."""
    return {
        "id": study.id,
        "date": study.date,
        "time": study.time,
        "description": study.description,
        "modalities": study.modalities,
        "series": [_series(each) for each in study.series],
        "records": [_record(each) for each in study.records],
    }


def deadlines_json(minutes: Minutes) -> Document:
    """The time for an answer, in minutes."""
    return {
        "routine": minutes.routine_minutes,
        "urgent": minutes.urgent_minutes,
        "emergency": minutes.emergency_minutes,
    }


def moment(at: datetime | None) -> str | None:
    """Write a moment down."""
    return None if at is None else at.isoformat()


def _series(series: OfferedSeries) -> Document:
    return {
        "id": series.id,
        "number": series.number,
        "modality": series.modality,
        "description": series.description,
        "body_part": series.body_part,
        "frames": series.frames,
        "is_localizer": series.is_localizer,
        "instance_id": series.instance_id,
        "frame": series.frame,
    }


def _record(record: OfferedRecord) -> Document:
    return {
        "kind": record.record.kind,
        "id": record.record.id,
        "what": record.what,
        "title": record.title,
        "at": moment(record.at),
    }
