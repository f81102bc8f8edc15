"""Everything about telling people, composed once for a house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from imaging.access.audit import Audit
from imaging.access.directory.outgoing import Outgoing
from imaging.access.probing import MOST_IN_VAIN
from imaging.access.sealed import Sealed
from imaging.access.secret_key import SecretKey
from imaging.access.throttle import Throttle
from imaging.clock import Clock
from imaging.exchange.telling.choices import ChoicesKept
from imaging.exchange.telling.critical_news import CriticalNews
from imaging.exchange.telling.deliveries import Deliveries
from imaging.exchange.telling.deputies import Deputies
from imaging.exchange.telling.escalation import Escalation
from imaging.exchange.telling.forgetting import Forgetting
from imaging.exchange.telling.hooks import Hooks
from imaging.exchange.telling.inbox import Inbox
from imaging.exchange.telling.mail import Mail
from imaging.exchange.telling.mail_server import MailServer
from imaging.exchange.telling.mailboxes import Mailboxes
from imaging.exchange.telling.planning import Planning
from imaging.exchange.telling.push import Push
from imaging.exchange.telling.sending import Sending
from imaging.exchange.telling.subscriptions import Subscriptions
from imaging.exchange.telling.trying import Trying
from imaging.exchange.telling.vapid import Vapid
from imaging.index.engine import Index
from imaging.settings import Settings


@dataclass(frozen=True)
class Telling:
    """What is told, to whom, and how it reaches them."""

    inbox: Inbox
    choices: ChoicesKept
    subscriptions: Subscriptions
    vapid: Vapid
    mailboxes: Mailboxes
    hooks: Hooks
    deputies: Deputies
    critical_news: CriticalNews
    planning: Planning
    escalation: Escalation
    sending: Sending
    trying: Trying
    forgetting: Forgetting

    @classmethod
    def compose(cls, index: Index, clock: Clock, audit: Audit, key: SecretKey, settings: Settings) -> Self:
        """Put it together."""
        sealed, allows_loopback = Sealed(key.derive("telling")), settings.is_for_this_machine
        inbox, choices = Inbox(index, clock), ChoicesKept(index, clock)
        subscriptions = Subscriptions(index, clock, sealed, allows_loopback)
        vapid = Vapid(index, clock, sealed, f"mailto:{settings.mail_sender}")
        server = MailServer.parse(settings.smtp_url) if settings.smtp_url else None
        mail = Mail(server, settings.mail_sender, settings.base_url)
        mailboxes = Mailboxes(index, clock, mail, key.derive("mail address"))
        hooks = Hooks(index, clock, audit, sealed, allows_loopback)
        sending = Sending(
            clock=clock,
            base_url=settings.base_url,
            deliveries=Deliveries(index, clock, settings.zone),
            choices=choices,
            subscriptions=subscriptions,
            # Push services are in the open: a browser's word leads to nothing within a hospital.
            push=Push(Outgoing(allows_loopback, reaches_only_outside=True), vapid),
            mailboxes=mailboxes,
            mail=mail,
            hooks=hooks,
            outgoing=Outgoing(allows_loopback),
        )
        return cls(
            inbox=inbox,
            choices=choices,
            subscriptions=subscriptions,
            vapid=vapid,
            mailboxes=mailboxes,
            hooks=hooks,
            deputies=Deputies(index, clock, audit),
            critical_news=CriticalNews(index, clock, inbox),
            planning=Planning(index, clock, settings.zone),
            escalation=Escalation(index, clock, audit, inbox),
            sending=sending,
            trying=Trying(hooks, sending, audit, Throttle(index, clock, most_from_address=MOST_IN_VAIN)),
            forgetting=Forgetting(index, clock),
        )
