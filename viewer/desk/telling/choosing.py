"""What everybody chooses: by which ways they are told, when not, and where they are."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.exchange.telling.channels import PERSONAL, Channel, Language
from imaging.exchange.telling.choices import DIGESTS, Choices
from imaging.exchange.telling.news import Kind
from imaging.exchange.telling.quiet import QuietHours
from imaging.exchange.telling.subscriptions import NewSubscription, Subscription
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.telling.came_to import came_to
from viewer.moments import written as moment


class QuietForm(Body):
    """From when until when, in minutes after midnight."""

    from_minute: int
    until_minute: int


class ChoicesForm(Body):
    """What somebody chose."""

    language: Language
    channels: dict[Kind, frozenset[Channel]]
    quiet: QuietForm | None
    time_zone: str = Field(max_length=64)
    digest_minutes: int


class BrowserForm(Body):
    """What a browser gives when somebody subscribes."""

    endpoint: str = Field(max_length=1000, repr=False)
    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=100, repr=False)
    language: Language


class EndpointForm(Body):
    """Where a browser is told."""

    endpoint: str = Field(max_length=1000, repr=False)


class AddressForm(Body):
    """Where letters are to go."""

    address: str = Field(max_length=254)
    language: Language


class CodeForm(Body):
    """What stood in the letter."""

    code: str = Field(max_length=20, repr=False)


class TrialForm(Body):
    """By which way a test is to come."""

    channel: Channel


class ChoosingPages(DeskPages):
    """The own choices, browsers and address."""

    def routes(self) -> list[Route]:
        """Give what was chosen, and what changes it."""
        routes = [
            ("GET", "/account/telling", self.chosen),
            ("POST", "/account/telling", self.choose),
            ("POST", "/account/telling/test", self.test),
            ("POST", "/account/telling/browsers", self.subscribe),
            ("POST", "/account/telling/browsers/here", self.is_here),
            ("POST", "/account/telling/browsers/{subscription_id:int}/remove", self.unsubscribe),
            ("POST", "/account/telling/mail", self.ask_address),
            ("POST", "/account/telling/mail/confirm", self.confirm_address),
            ("POST", "/account/telling/mail/remove", self.remove_address),
        ]
        return self.door.routes(Action.KEEP_ACCOUNT, routes)

    def chosen(self, asked: Asked) -> dict[str, Any]:
        """Answer with everything that somebody chose, and what there is to choose from."""
        telling, user_id = self.house.telling, asked.person.user_id
        kept = telling.choices.of(user_id)
        mailbox = telling.mailboxes.of(user_id)
        return {
            "choices": _choices(kept or Choices()) | {"is_usual": kept is None},
            "kinds": list(Kind),
            "ways": list(PERSONAL),
            "digests": list(DIGESTS),
            "installation_zone": self.house.settings.time_zone,
            "mail": {
                "is_set_up": telling.mailboxes.mail.is_set_up,
                "address": mailbox.address,
                "wanted": mailbox.wanted,
            },
            "push_key": telling.vapid.public_key(),
            "browsers": [_browser(each) for each in telling.subscriptions.of(user_id)],
        }

    def choose(self, asked: Asked) -> dict[str, Any]:
        """Keep the choices."""
        form = asked.form(ChoicesForm)
        quiet = None if form.quiet is None else QuietHours(form.quiet.from_minute, form.quiet.until_minute)
        chosen = Choices(form.language, form.channels, quiet, form.time_zone, form.digest_minutes)
        self.house.telling.choices.choose(asked.person.user_id, chosen)
        return self.chosen(asked)

    def test(self, asked: Asked) -> dict[str, Any]:
        """Send a test at once, and say what it came to."""
        results = self.house.telling.sending.try_out(asked.person.user_id, asked.form(TrialForm).channel)
        return self.chosen(asked) | {"came_to": [came_to(each) for each in results]}

    def subscribe(self, asked: Asked) -> dict[str, Any]:
        """Tell this browser from now on."""
        form = asked.form(BrowserForm)
        new = NewSubscription(**form.model_dump(), browser=asked.browser)
        self.house.telling.subscriptions.add(asked.person.user_id, new)
        self.house.telling.choices.speak(asked.person.user_id, form.language)
        self._note(asked, "switch-push-on")
        return self.chosen(asked)

    def is_here(self, asked: Asked) -> dict[str, Any]:
        """Answer whether this browser is told of this person's news."""
        endpoint = asked.form(EndpointForm).endpoint
        return {"is_here": self.house.telling.subscriptions.is_of(asked.person.user_id, endpoint)}

    def unsubscribe(self, asked: Asked) -> dict[str, Any]:
        """Tell a browser no more."""
        self.house.telling.subscriptions.remove(asked.person.user_id, asked.path["subscription_id"])
        self._note(asked, "switch-push-off")
        return self.chosen(asked)

    def ask_address(self, asked: Asked) -> dict[str, Any]:
        """Send a code to an address."""
        form = asked.form(AddressForm)
        result = self.house.telling.mailboxes.ask(asked.person.user_id, form.address.strip(), form.language)
        self.house.telling.choices.speak(asked.person.user_id, form.language)
        return self.chosen(asked) | {"came_to": [came_to(result)]}

    def confirm_address(self, asked: Asked) -> dict[str, Any]:
        """Take the address to which the code was sent."""
        self.house.telling.mailboxes.confirm(asked.person.user_id, asked.form(CodeForm).code)
        self._note(asked, "set-mail-address")
        return self.chosen(asked)

    def remove_address(self, asked: Asked) -> dict[str, Any]:
        """Send no letters any more."""
        self.house.telling.mailboxes.remove(asked.person.user_id)
        self._note(asked, "remove-mail-address")
        return self.chosen(asked)

    def _note(self, asked: Asked, action: str) -> None:
        subject = Subject(SubjectKind.PERSON, asked.person.user_id)
        self.house.audit.record(
            AuditEvent(asked.person, action, subject, hospital_id=asked.hospital_id, address=asked.reader.address)
        )


def _choices(chosen: Choices) -> dict[str, Any]:
    quiet = chosen.quiet
    return {
        "language": chosen.language,
        "channels": {kind: sorted(chosen.channels.get(kind, ())) for kind in Kind},
        "quiet": quiet and {"from_minute": quiet.from_minute, "until_minute": quiet.until_minute},
        "time_zone": chosen.time_zone,
        "digest_minutes": chosen.digest_minutes,
    }


def _browser(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "browser": subscription.browser,
        "created_at": moment(subscription.created_at),
    }
