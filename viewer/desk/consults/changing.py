"""Asking and answering: what changes a consult. Each answers with the consult as it is then."""

from __future__ import annotations

from typing import Any

from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.consult.asking.offers import Offer
from viewer.desk.asked import Asked
from viewer.desk.consults.consult_json import deadlines_json, listed_json, moment, study_json
from viewer.desk.consults.forms import (
    ConsultForm,
    DeclineForm,
    HandOnForm,
    InviteForm,
    OpenedForm,
    PartForm,
    TimeForm,
    WithdrawForm,
)
from viewer.desk.consults.found import found_consult
from viewer.desk.door import DeskPages


class ChangedConsults(DeskPages):
    """What people do with consults."""

    def routes(self) -> list[Route]:
        """Give what asks, what answers, and what changes."""
        one, invitation = "/consults/{code}", "/consults/{code}/invitations/{invitation_id:int}"
        return [
            *self.door.routes(
                Action.ASK_CONSULTS,
                [
                    ("GET", "/studies/{study_id:int}/consult", self.offer),
                    ("POST", "/consults", self.ask),
                ],
            ),
            *self.door.routes(
                Action.TAKE_PART,
                [
                    ("POST", f"{invitation}/accept", self.accept),
                    ("POST", f"{invitation}/decline", self.decline),
                    ("POST", f"{invitation}/take-back", self.take_back),
                    ("POST", f"{one}/hand-on", self.hand_on),
                    ("POST", f"{one}/invite", self.invite),
                    ("GET", f"{one}/offer", self.further),
                    ("POST", f"{one}/open", self.open_more),
                    ("POST", one + "/participants/{participant_id:int}", self.set_part),
                    ("POST", f"{one}/schedule", self.schedule),
                    ("POST", f"{one}/times", self.propose),
                    ("POST", one + "/times/{time_id:int}/take", self.take_time),
                    ("POST", f"{one}/begin", self.begin),
                    ("POST", f"{one}/withdraw", self.withdraw),
                ],
            ),
        ]

    def offer(self, asked: Asked) -> dict[str, Any]:
        """Answer with what a consult about a study can open, and what each urgency means."""
        study_id = asked.path["study_id"]
        offer = self._offer(asked, study_id)
        header = self.house.asking.offers.whose(study_id)
        asked.reader.sees(Action.SEE_IMAGES, Subject(SubjectKind.STUDY, study_id), self.house.reach.scope(study_id))
        return {
            "study_id": study_id,
            "patient": {"name": header.name, "id": header.id, "birth_date": header.birth_date, "sex": header.sex},
            "studies": [study_json(each) for each in offer.studies],
            "deadlines": deadlines_json(self.house.asking.deadlines.of(asked.hospital_id)),
            "hospitals": [{"id": each.id, "name": each.name} for each in self.house.hospitals.list()],
            "hospital_id": asked.hospital_id,
        }

    def ask(self, asked: Asked) -> dict[str, Any]:
        """Ask."""
        form = asked.form(ConsultForm)
        subject = Subject(SubjectKind.STUDY, form.study_id)
        asked.reader.require(Action.ASK_CONSULTS, self.house.reach.scope(form.study_id), subject)
        guests = [each.value() for each in form.guests]
        consult, issued = self.house.asking.with_guests.ask(asked.person, form.value(), guests)
        # Link and digits are told once.
        told = [
            {
                "name": guest.name,
                "link": given.url(self.house.settings.base_url, consult.code),
                "code": given.code,
                "expires_at": moment(given.expires_at),
            }
            for guest, given in zip(guests, issued, strict=True)
        ]
        return self._told(asked, consult.code) | {"guests": told}

    def accept(self, asked: Asked) -> dict[str, Any]:
        """Take it."""
        code = self._code(asked)
        self.house.asking.answers.accept(asked.person, code, asked.path["invitation_id"])
        return self._told(asked, code)

    def decline(self, asked: Asked) -> dict[str, Any]:
        """Say no."""
        code, form = self._code(asked), asked.form(DeclineForm)
        self.house.asking.answers.decline(asked.person, code, asked.path["invitation_id"], form.reason)
        return self._told(asked, code)

    def hand_on(self, asked: Asked) -> dict[str, Any]:
        """Ask somebody else in one's place."""
        code, form = self._code(asked), asked.form(HandOnForm)
        self.house.asking.answers.hand_on(asked.person, code, form.to.value(), form.invitation_id)
        return self._told(asked, code)

    def invite(self, asked: Asked) -> dict[str, Any]:
        """Ask further people."""
        code, form = self._code(asked), asked.form(InviteForm)
        invitees = [each.value() for each in form.invitees]
        self.house.asking.consults.invite(asked.person, code, invitees, form.revision)
        return self._told(asked, code)

    def take_back(self, asked: Asked) -> dict[str, Any]:
        """Ask somebody no more."""
        code = self._code(asked)
        self.house.asking.consults.take_back(asked.person, code, asked.path["invitation_id"])
        return self._told(asked, code)

    def further(self, asked: Asked) -> dict[str, Any]:
        """Answer with what could be opened besides."""
        found = found_consult(self.house, asked)
        offer = self._offer(asked, found.consult.study_id)
        return {"studies": [study_json(each) for each in offer.studies]}

    def open_more(self, asked: Asked) -> dict[str, Any]:
        """Open further series and records."""
        found, form = found_consult(self.house, asked), asked.form(OpenedForm)
        self._require_asking(asked, found.consult.study_id)
        records = [each.value() for each in form.records]
        self.house.asking.consults.open_more(asked.person, found.consult.code, form.series_ids, records, form.revision)
        return self._told(asked, found.consult.code)

    def set_part(self, asked: Asked) -> dict[str, Any]:
        """Make somebody view-only, let them speak again, or take them out."""
        code, form = self._code(asked), asked.form(PartForm)
        self.house.asking.consults.set_part(asked.person, code, asked.path["participant_id"], form.part)
        return self._told(asked, code)

    def schedule(self, asked: Asked) -> dict[str, Any]:
        """Say when one meets."""
        code, form = self._code(asked), asked.form(TimeForm)
        self.house.asking.times.schedule(asked.person, code, form.value(), form.revision)
        return self._told(asked, code)

    def propose(self, asked: Asked) -> dict[str, Any]:
        """Propose a time."""
        code = self._code(asked)
        self.house.asking.times.propose(asked.person, code, asked.form(TimeForm).value())
        return self._told(asked, code)

    def take_time(self, asked: Asked) -> dict[str, Any]:
        """Meet when somebody proposed."""
        code = self._code(asked)
        self.house.asking.times.take(asked.person, code, asked.path["time_id"])
        return self._told(asked, code)

    def begin(self, asked: Asked) -> dict[str, Any]:
        """Confer now."""
        code = self._code(asked)
        self.house.asking.times.begin(asked.person, code)
        return self._told(asked, code)

    def withdraw(self, asked: Asked) -> dict[str, Any]:
        """Ask no more."""
        code, form = self._code(asked), asked.form(WithdrawForm)
        self.house.asking.consults.withdraw(asked.person, code, form.reason, form.revision)
        return self._told(asked, code)

    def _code(self, asked: Asked) -> str:
        return found_consult(self.house, asked).consult.code

    def _told(self, asked: Asked, code: str) -> dict[str, Any]:
        """Tell the consult as it is now, which says no more than what they do."""
        asking = self.house.asking
        listed = asking.lists.one(asked.person, asking.consults.by_code(code))
        return listed_json(listed, asked.person.user_id, asked.hospital_id)

    def _require_asking(self, asked: Asked, study_id: int) -> None:
        scope = self.house.reach.scope(study_id)
        asked.reader.require(Action.ASK_CONSULTS, scope, Subject(SubjectKind.STUDY, study_id))

    def _offer(self, asked: Asked, study_id: int) -> Offer:
        self._require_asking(asked, study_id)
        return self.house.asking.offers.of(asked.person, study_id)
