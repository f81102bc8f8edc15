"""Sends what is due, several places at once: one that does not answer keeps nobody else waiting."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from imaging.access.directory.outgoing import Outgoing
from imaging.clock import Clock
from imaging.exchange.telling.calling import Answer, post
from imaging.exchange.telling.channels import Channel, Language
from imaging.exchange.telling.choices import Choices, ChoicesKept
from imaging.exchange.telling.deliveries import RENEWED_AFTER_SECONDS, Deliveries, Parcel, SendingLane
from imaging.exchange.telling.hook_forms import call_for, meaning_of
from imaging.exchange.telling.hooks import Hook, Hooks
from imaging.exchange.telling.mail import LETTER_SECONDS, STEP_SECONDS, Mail
from imaging.exchange.telling.mailboxes import Mailboxes
from imaging.exchange.telling.news import Told
from imaging.exchange.telling.outcomes import Never, Result, Sent, Trouble
from imaging.exchange.telling.push import Push
from imaging.exchange.telling.subscriptions import Subscription, Subscriptions
from imaging.exchange.telling.wording import Message, trial, worded
from imaging.isolated import Isolated

AT_ONCE: Final = 8
# A browser that was switched off hears of it when it is switched on again, within this time.
LASTS: Final = timedelta(days=1)
log = structlog.get_logger("telling")


@dataclass(frozen=True)
class Sending:
    """Sends news by every way there is."""

    clock: Clock
    base_url: str
    deliveries: Deliveries
    choices: ChoicesKept
    subscriptions: Subscriptions
    push: Push
    mailboxes: Mailboxes
    mail: Mail
    hooks: Hooks
    outgoing: Outgoing

    def run(self, lane: SendingLane | None = None) -> int:
        """Send what is due, of one lane or of all, and return how much that was."""
        parcels = self.deliveries.take(lane)
        if parcels:
            with ThreadPoolExecutor(min(AT_ONCE, len(parcels)), thread_name_prefix="telling") as threads:
                under_way = {threads.submit(self._go, each) for each in parcels}
                while under_way := wait(under_way, RENEWED_AFTER_SECONDS).not_done:
                    with Isolated(log, "lease not renewed"):
                        self.deliveries.renew(parcels)
        return len(parcels)

    def try_out(self, user_id: int, channel: Channel) -> tuple[Result, ...]:
        """Send somebody a test by one of their ways, now; return what each place came to."""
        language = (self.choices.of(user_id) or Choices()).language
        if channel is Channel.MAIL:
            return (self._mail(user_id, trial(language), language, secrets.token_hex(16), STEP_SECONDS),)
        found = self.subscriptions.of(user_id)
        return tuple(self._push(each, trial(each.language), secrets.token_hex(16), LASTS, True) for each in found)

    def try_hook(self, hook: Hook) -> Result:
        """Send a test to a hook, now."""
        return self._hook(hook, trial(hook.language), (), secrets.token_hex(16))

    def _go(self, parcel: Parcel) -> None:
        # What fails here is taken again when its lease ends.
        with Isolated(log, "news not sent", channel=parcel.channel.value):
            result = self._sent(parcel)
            self.deliveries.settle(parcel, result)
            if not isinstance(result, Sent):
                log.info(
                    "news not taken", channel=parcel.channel.value, trouble=result.trouble.value, tries=parcel.tries + 1
                )

    def _sent(self, parcel: Parcel) -> Result:
        match parcel.channel:
            case Channel.PUSH:
                subscription = self.subscriptions.by_id(parcel.target_id)
                if subscription is None:
                    return Never(Trouble.GONE)
                message = worded(parcel.news, subscription.language)
                return self._push(subscription, message, parcel.name, self._lasts(parcel.news), parcel.is_pressing)
            case Channel.MAIL:
                language = (self.choices.of(parcel.target_id) or Choices()).language
                return self._mail(parcel.target_id, worded(parcel.news, language), language, parcel.name)
            case Channel.HOOK:
                hook = self.hooks.by_id(parcel.target_id)
                return self._hook(hook, worded(parcel.news, hook.language), parcel.news, parcel.name)

    def _push(self, to: Subscription, message: Message, name: str, lasts: timedelta, is_pressing: bool) -> Result:
        result = self.push.send(to, message, name, int(lasts.total_seconds()), is_pressing=is_pressing)
        if result == Never(Trouble.GONE):
            self.subscriptions.forget(to.id)
        return result

    def _mail(
        self, user_id: int, message: Message, language: Language, name: str, seconds: float = LETTER_SECONDS
    ) -> Result:
        address = self.mailboxes.of(user_id).address
        if not address:
            return Never(Trouble.GONE)
        return self.mail.send(address, message, language, name, self.clock.now(), seconds)

    def _hook(self, hook: Hook, message: Message, told: Sequence[Told], name: str) -> Result:
        call = call_for(hook, message, told, self.base_url, self.clock.now(), name)
        answer = post(self.outgoing, call.url, call.body, call.headers)
        result = meaning_of(hook.shape, answer) if isinstance(answer, Answer) else answer
        self.hooks.note(hook.id, None if isinstance(result, Sent) else result.trouble)
        return result

    def _lasts(self, told: Sequence[Told]) -> timedelta:
        """Return for how long it is of use: as long as any of it is."""
        now = self.clock.now()
        return max(LASTS if each.expires_at is None else min(LASTS, each.expires_at - now) for each in told)
