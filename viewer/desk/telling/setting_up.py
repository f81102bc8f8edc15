"""What an administrator sets up: robots and web hooks, and who is told when nobody answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.deputies import Deputy, EscalationRules, may_stand_in
from imaging.exchange.telling.hooks import Hook, HookAddress, NewHook, Shape
from imaging.exchange.telling.news import Kind, Urgency
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.telling.came_to import came_to
from viewer.moments import written as moment


class HookForm(Body):
    """A robot, or a system that takes signed messages."""

    name: str = Field(max_length=100)
    shape: Shape
    url: str = Field(max_length=1000, repr=False)
    secret: str = Field("", max_length=200, repr=False)
    kinds: frozenset[Kind]
    language: Language
    department_id: int | None = None


class DeputyForm(Body):
    """Somebody who is told when nobody answers."""

    user_id: int
    department_id: int | None = None


class EscalationForm(Body):
    """How long a reminder has, and who is told then."""

    minutes: dict[Urgency, int]
    deputies: tuple[DeputyForm, ...] = Field(max_length=200)


class SettingUpPages(DeskPages):
    """The hooks and deputies of the own hospital."""

    def routes(self) -> list[Route]:
        """Give what is set up, and what changes it."""
        routes = [
            ("GET", "/notifications", self.all),
            ("POST", "/notifications/hooks", self.add_hook),
            ("POST", "/notifications/hooks/{hook_id:int}/test", self.test_hook),
            ("POST", "/notifications/hooks/{hook_id:int}/remove", self.remove_hook),
            ("POST", "/notifications/escalation", self.set_escalation),
        ]
        return self.door.routes(Action.ADMINISTER, routes)

    def all(self, asked: Asked) -> dict[str, Any]:
        """Answer with what is set up, and the people and departments that can be named."""
        house, hospital_id = self.house, asked.hospital_id
        rules = house.telling.deputies.of_hospital(hospital_id)
        named = {each.user_id for each in rules.deputies}
        people = [each for each in house.people.list(hospital_id) if may_stand_in(each.role) or each.user_id in named]
        return {
            "hooks": [_hook(each) for each in house.telling.hooks.of_hospital(hospital_id)],
            "kinds": list(Kind),
            "minutes": dict(rules.minutes),
            "deputies": [{"user_id": each.user_id, "department_id": each.department_id} for each in rules.deputies],
            "departments": [{"id": each.id, "name": each.name} for each in house.departments.list(hospital_id)],
            "people": [{"id": each.user_id, "name": each.name or each.login} for each in people],
            "sends_mail": house.telling.mailboxes.mail.is_set_up,
        }

    def add_hook(self, asked: Asked) -> dict[str, Any]:
        """Add a hook."""
        form = asked.form(HookForm)
        address = HookAddress(form.url.strip(), form.secret.strip())
        new = NewHook(form.name, form.shape, form.kinds, form.language, address, form.department_id)
        self.house.telling.hooks.add(asked.person, asked.hospital_id, new)
        return self.all(asked)

    def test_hook(self, asked: Asked) -> dict[str, Any]:
        """Send it a test at once, and say what it came to."""
        hook_id, hospital_id = asked.path["hook_id"], asked.hospital_id
        result = self.house.telling.trying.test(asked.person, hook_id, hospital_id, asked.reader.address)
        return self.all(asked) | {"came_to": came_to(result)}

    def remove_hook(self, asked: Asked) -> dict[str, Any]:
        """Tell it nothing any more."""
        self.house.telling.hooks.remove(asked.person, asked.path["hook_id"], asked.hospital_id)
        return self.all(asked)

    def set_escalation(self, asked: Asked) -> dict[str, Any]:
        """Say who is told when nobody answers, and how soon."""
        form = asked.form(EscalationForm)
        former = self.house.telling.deputies.of_hospital(asked.hospital_id)
        deputies = tuple(Deputy(each.user_id, each.department_id) for each in form.deputies)
        rules = EscalationRules({**former.minutes, **form.minutes}, deputies)
        self.house.telling.deputies.set(asked.person, asked.hospital_id, rules)
        return self.all(asked)


def _hook(hook: Hook) -> dict[str, Any]:
    """Return a hook without what opens it: its host is all that is shown of its address."""
    return {
        "id": hook.id,
        "name": hook.name,
        "shape": hook.shape,
        "host": urlsplit(hook.address.url).netloc,
        "department_id": hook.department_id,
        "kinds": sorted(hook.kinds),
        "language": hook.language,
        "last_sent_at": moment(hook.last_sent_at),
        "failing_since": moment(hook.failing_since),
        "trouble": hook.trouble,
    }
