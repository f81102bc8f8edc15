"""What waits for somebody: reports to review, those sent back to them, findings that they must hear of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.orders.orders import Order
from imaging.reporting.critical import Acknowledgement, Critical, How, NewCritical
from imaging.reporting.work import Stage, Work
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.order_json import plain
from viewer.desk.reporting.exams import Exams, critical
from viewer.moments import written as moment


class CriticalForm(Body):
    """A finding that somebody must hear of."""

    kind: int
    note: str = Field("", repr=False)
    recipient_id: int | None = None


class AcknowledgeForm(Body):
    """That somebody knows."""

    how: How
    told_to: str = Field("", repr=False)


class ReasonForm(Body):
    """Why."""

    reason: str = Field(repr=False)


# Until then what was settled is still listed with who knew of it.
LATELY: Final = timedelta(days=7)


class InboxPages(DeskPages):
    """The inbox, and critical results."""

    @property
    def exams(self) -> Exams:
        """The exams they are about."""
        return Exams(self.house)

    def routes(self) -> list[Route]:
        """Give the inbox, and what is done with a critical result."""
        route, one = self.door.route, "/reporting/critical/{critical_id:int}"
        order = "/reporting/orders/{order_id:int}/critical"
        return [
            route("GET", "/reporting/inbox", Action.SEE_REPORTS, self.inbox),
            route("GET", "/reporting/critical", Action.ACKNOWLEDGE, self.critical_results),
            route("GET", order, Action.WRITE_REPORTS, self.choices),
            route("POST", order, Action.WRITE_REPORTS, self.mark),
            route("POST", f"{one}/acknowledge", Action.ACKNOWLEDGE, self.acknowledge),
            route("POST", f"{one}/withdraw", Action.WRITE_REPORTS, self.withdraw),
        ]

    def inbox(self, asked: Asked) -> dict[str, Any]:
        """Answer with everything that waits for this person."""
        desk, person = self.house.reporting, asked.person
        works = desk.works.of_hospital(asked.hospital_id) if asked.reader.may(Action.WRITE_REPORTS) else ()
        mine = [each for each in works if each.holder_id == person.user_id]
        others = [
            each
            for each in works
            if each.stage is Stage.REVIEW and each.holder_id is None and each.author_id != person.user_id
        ]
        alerts = desk.critical.open_for(person) if asked.reader.may(Action.ACKNOWLEDGE) else ()
        orders = self.house.orders.by_ids({work.order_id for work in works}, asked.hospital_id)
        asked.reader.lists(Action.SEE_REPORTS, "inbox", len(mine) + len(others) + len(alerts))
        return {
            "to_review": [self._work(each, orders) for each in others] if asked.reader.may(Action.SIGN_REPORTS) else [],
            "sent_back": [self._work(each, orders) for each in mine if each.stage is Stage.RETURNED],
            "mine": [self._work(each, orders) for each in mine if each.stage is not Stage.RETURNED],
            "critical": self._alerts(asked, alerts),
        }

    def critical_results(self, asked: Asked) -> dict[str, Any]:
        """Answer with what nobody has acknowledged yet, and with what was settled in these days."""
        desk, now = self.house.reporting.critical, self.house.clock.now()
        waiting, settled = desk.open_for(asked.person), desk.settled_for(asked.person, now - LATELY)
        asked.reader.lists(Action.SEE_REPORTS, "critical-results", len(waiting) + len(settled))
        return {"open": self._alerts(asked, waiting), "settled": self._alerts(asked, settled)}

    def choices(self, asked: Asked) -> dict[str, Any]:
        """Answer with what can be marked critical, and who can be alerted."""
        self.exams.order(asked, Action.WRITE_REPORTS)
        kinds = self.house.reporting.rules.of(asked.hospital_id).critical_kinds
        people = self.house.reporting.critical.recipients(asked.hospital_id)
        return {
            "kinds": [{"zh": kind.zh, "en": kind.en, "minutes": kind.minutes} for kind in kinds],
            "recipients": [{"id": user_id, "name": name} for user_id, name in people],
        }

    def mark(self, asked: Asked) -> dict[str, Any]:
        """Alert whoever must know."""
        order, form = self.exams.order(asked, Action.WRITE_REPORTS), asked.form(CriticalForm)
        new = NewCritical(form.kind, form.note, form.recipient_id)
        self.house.reporting.critical.mark(asked.person, order.id, asked.hospital_id, new)
        return self.exams.whole(asked, order)

    def acknowledge(self, asked: Asked) -> dict[str, Any]:
        """Note that somebody knows."""
        form = asked.form(AcknowledgeForm)
        said = Acknowledgement(form.how, form.told_to)
        settled = self.house.reporting.critical.acknowledge(
            asked.person, asked.path["critical_id"], asked.hospital_id, said
        )
        return critical(settled)

    def withdraw(self, asked: Asked) -> dict[str, Any]:
        """Take an alert back."""
        settled = self.house.reporting.critical.withdraw(
            asked.person, asked.path["critical_id"], asked.hospital_id, asked.form(ReasonForm).reason
        )
        return critical(settled)

    def _alerts(self, asked: Asked, alerts: tuple[Critical, ...]) -> list[dict[str, Any]]:
        """Return critical results, each with its exam, and whether its time is over."""
        orders = self.house.orders.by_ids({each.order_id for each in alerts}, asked.hospital_id)
        now = self.house.clock.now()
        return [
            told | {"order": plain(orders[each.order_id]), "is_overdue": each.is_open and each.escalate_at <= now}
            for told, each in zip(self.exams.alerts(asked, alerts), alerts, strict=True)
        ]

    def _work(self, work: Work, orders: dict[int, Order]) -> dict[str, Any]:
        return {
            "id": work.id,
            "kind": work.kind,
            "stage": work.stage,
            "author": work.author,
            "saved_at": moment(work.saved_at),
            "order": plain(orders[work.order_id]),
        }
