"""Consults between the hospitals of the demo: two to be accepted, one at a time that was agreed on, one concluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import select

from imaging.access.actors import Person
from imaging.consult.asking.asking import NewConsult
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.invitations import Invitee, InviteeKind, invitations_of
from imaging.consult.asking.times import Time
from imaging.consult.outcome.signatures import Meaning
from imaging.consult.outcome.signing import Assent
from imaging.consult.outcome.wording import Wording
from imaging.exchange.telling.news import Urgency
from imaging.house import House
from imaging.index.tables import consults, studies, study_variants
from imaging.reporting.content import Language

MR: Final = "DEMOACC0002"
CT: Final = "DEMOACC0003"
TO_ACCEPT: Final = """头部CT：能否在我院手术？是否需要转至贵院？
CT of the head: can it be operated on here, or should the patient come to you?"""
SCHEDULED: Final = """头颅MR：请协助阅片，给出第二诊疗意见。
MR of the head: please give a second opinion."""
ASKED_HERE: Final = """超声图像：测量是否可靠？是否需要进一步检查？
Ultrasound: can the measurements be trusted, and is more to be examined?"""
CONCLUDED: Final = """头部CT：模体插入体边界是否完整？
CT of the head: is every insert of the phantom intact?"""
OPINION: Final = """各插入体边界清楚，未见裂隙，与上次检查相比无变化。
Every insert is well delimited, without a crack, and unchanged since the last exam."""
PLAN: Final = """半年后复查CT。
CT again in half a year."""
GROUP: Final = "卒中专家组 Stroke experts"


@dataclass(frozen=True)
class Consultations:
    """What doctors of two hospitals ask each other."""

    house: House

    def hold(self) -> None:
        """Ask, answer and conclude, once; without the studies there is nothing to ask about."""
        doctor, chen, zhao = (self.house.people.by_login(login) for login in ("doctor", "east", "surgeon"))
        mr, ct, ultrasound = self._study(doctor, number=MR), self._study(doctor, number=CT), self._study(chen)
        if mr is None or ct is None or ultrasound is None:
            return
        self._found_group(chen, zhao)
        self._conclude(doctor, chen, self._ask(doctor, ct, CONCLUDED, Urgency.ROUTINE, _by_name(chen)))
        self._schedule(doctor, chen, self._ask(doctor, mr, SCHEDULED, Urgency.ROUTINE, _by_name(chen)))
        self._ask(doctor, ct, TO_ACCEPT, Urgency.URGENT, _departments_of(zhao))
        self._ask(chen, ultrasound, ASKED_HERE, Urgency.URGENT, _departments_of(doctor))

    def _is_asked(self, doctor: Person, question: str) -> bool:
        kept = consults.c
        query = select(kept.id).where(kept.asked_by == doctor.user_id, kept.question == question)
        with self.house.index.read() as connection:
            return connection.scalar(query) is not None

    def _study(self, doctor: Person, number: str = "") -> int | None:
        """Return the study of an accession number in somebody's hospital, or the first one there."""
        said = study_variants.c
        query = (
            select(studies.c.id)
            .join(study_variants, said.study_id == studies.c.id)
            .where(studies.c.hospital_id == doctor.hospital_id)
            .order_by(studies.c.id)
            .limit(1)
        )
        if number:
            query = query.where(said.accession_number == number)
        with self.house.index.read() as connection:
            return connection.scalar(query)

    def _found_group(self, *members: Person) -> None:
        administrator = self.house.people.by_login("east-admin")
        if any(each.name == GROUP for each in self.house.asking.groups.list(administrator.hospital_id)):
            return
        self.house.asking.groups.add(administrator, GROUP, [each.user_id for each in members])

    def _ask(self, doctor: Person, study_id: int, question: str, urgency: Urgency, invitee: Invitee) -> Consult | None:
        if self._is_asked(doctor, question):
            return None
        shown = self.house.asking.offers.of(doctor, study_id).studies[0]
        series_ids = frozenset(each.id for each in shown.series if not each.is_localizer)
        records = frozenset(each.record for each in shown.records)
        new = NewConsult(study_id, question, urgency, (invitee,), series_ids, records)
        return self.house.asking.consults.ask(doctor, new)

    def _accept(self, whom: Person, consult: Consult) -> None:
        with self.house.index.read() as connection:
            (invitation,) = invitations_of(connection, consult.id)
        self.house.asking.answers.accept(whom, consult.code, invitation.id)

    def _schedule(self, doctor: Person, expert: Person, consult: Consult | None) -> None:
        """Agree on three in the afternoon of tomorrow."""
        if consult is None:
            return
        self._accept(expert, consult)
        now = datetime.now(self.house.settings.zone).astimezone(self.house.settings.zone)
        at = datetime.combine(now.date() + timedelta(days=1), time(15, 0), now.tzinfo)
        self.house.asking.times.schedule(doctor, consult.code, Time(at, 30))

    def _conclude(self, doctor: Person, expert: Person, consult: Consult | None) -> None:
        """Conclude it; whoever asks has signed, the expert not yet."""
        if consult is None:
            return
        self._accept(expert, consult)
        gathering, outcomes = self.house.gatherings.of_id(consult.id), self.house.outcomes
        asker = gathering.participant_of(doctor)
        if asker is None:
            return
        draft = outcomes.drafting.save(gathering, asker, Wording(Language.ZH, OPINION, PLAN), 0)
        conclusion = outcomes.concluding.conclude(gathering, doctor, draft.revision)
        assent = Assent(Meaning.AGREES, "password", conclusion.sha256 or b"")
        outcomes.signing.sign(self.house.gatherings.of_id(consult.id), doctor, assent)


def _by_name(person: Person) -> Invitee:
    return Invitee(InviteeKind.PERSON, person.user_id)


def _departments_of(person: Person) -> Invitee:
    return Invitee(InviteeKind.DEPARTMENT, min(person.department_ids))
