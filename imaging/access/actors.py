"""Who asks, what for, about what, and whether they may.

A permission is a value: ``decide(actor, action, scope)`` answers ``Allowed`` or ``Denied(reason)`` and touches nothing.
Every actor knows the hospital it belongs to; what lies in another hospital does not exist for it, unless that hospital
has granted it to this person: the scope carries the grants that apply.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Role(StrEnum):
    """What a person does in a hospital."""

    FRONT_DESK = "front-desk"
    TECHNICIAN = "technician"
    RADIOLOGIST = "radiologist"
    CLINICIAN = "clinician"
    ADMINISTRATOR = "administrator"
    PRIVACY_OFFICER = "privacy-officer"
    # Somebody from elsewhere who is asked for an opinion: sees only what was granted to them by name.
    GUEST_EXPERT = "guest-expert"


class TokenScope(StrEnum):
    """What a machine's token opens."""

    READ = "read"
    WRITE = "write"


class Action(StrEnum):
    """What somebody wants to do; also the word under which the audit keeps it."""

    SEARCH = "search"
    SEE_IMAGES = "see-images"
    DOWNLOAD = "download"
    STORE = "store"
    SEE_ORDERS = "see-orders"
    KEEP_ORDERS = "keep-orders"
    MAKE_LINKS = "make-links"
    SWITCH_OFF_LINKS = "switch-off-links"
    SEE_REPORTS = "see-reports"
    WRITE_REPORTS = "write-reports"
    SIGN_REPORTS = "sign-reports"
    RELEASE_REPORTS = "release-reports"
    ACKNOWLEDGE = "acknowledge"
    ANNOTATE = "annotate"
    # To add papers and photographs to what belongs to a patient's exams.
    KEEP_PAPERS = "keep-papers"
    SEE_QUESTIONS = "see-questions"
    SETTLE = "settle"
    SEE_OPENINGS = "see-openings"
    SEE_AUDIT = "see-audit"
    ADMINISTER = "administer"
    KEEP_ACCOUNT = "keep-account"
    # To open a study of one's own hospital to somebody of another.
    SHARE = "share"
    # To see and end what one's hospital has opened to others.
    KEEP_GRANTS = "keep-grants"
    BREAK_GLASS = "break-glass"
    SEE_EMERGENCIES = "see-emergencies"
    # To ask colleagues of other hospitals about a study of one's own.
    ASK_CONSULTS = "ask-consults"
    # To be in a consult: to see its room; to say and draw something there; to let people in, conclude and close.
    TAKE_PART = "take-part"
    SPEAK = "speak-in-consult"
    CONDUCT = "conduct-consult"


@dataclass(frozen=True)
class Machine:
    """A system that carries a token."""

    token_id: int
    hospital_id: int
    scopes: frozenset[TokenScope]
    name: str = ""
    kind = "machine"

    @property
    def label(self) -> str:
        """Its name in the audit."""
        return self.name or f"token {self.token_id}"


@dataclass(frozen=True)
class Device:
    """A DICOM application entity, known by its title and address."""

    title: str
    hospital_id: int
    kind = "device"

    @property
    def label(self) -> str:
        """Its name in the audit."""
        return self.title


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in."""

    user_id: int
    hospital_id: int
    login: str
    role: Role
    name: str = ""
    department_ids: frozenset[int] = frozenset()
    kind = "person"

    @property
    def label(self) -> str:
        """The name in the audit."""
        return self.login


@dataclass(frozen=True)
class PatientLink:
    """Whoever opened a patient's link and knew its second factor."""

    link_id: int
    order_id: int
    hospital_id: int
    # The studies that are bound to the order at this moment, and nothing else of this patient.
    study_ids: frozenset[int] = frozenset()
    # What addresses and cookies call it; it opens nothing.
    handle: str = ""
    kind = "link"

    @property
    def label(self) -> str:
        """Its name in the audit: the link's number, never its secret."""
        return f"link {self.link_id}"


@dataclass(frozen=True)
class Guest:
    """Somebody from elsewhere who was invited to one consult, and knew the code of the invitation."""

    guest_id: int
    consult_id: int
    hospital_id: int
    name: str = field(default="", repr=False)
    kind = "guest"

    @property
    def label(self) -> str:
        """Its name in the audit: the invitation's number."""
        return f"guest {self.guest_id}"


@dataclass(frozen=True)
class Operator:
    """Whoever runs commands on the machine itself."""

    login: str = "operator"
    kind = "operator"

    @property
    def label(self) -> str:
        """The name in the audit."""
        return self.login


# What the worker does by rule, nobody else's word stands for.
WORKER = Operator("worker")


@dataclass(frozen=True)
class Anonymous:
    """Nobody that is known."""

    kind = "anonymous"
    label = ""


Actor = Machine | Device | Person | PatientLink | Guest | Operator | Anonymous


@dataclass(frozen=True)
class Granted:
    """What the hospital of a study opens to whom: somebody by name, or people of another hospital."""

    actions: frozenset[Action]
    user_id: int | None = None
    hospital_id: int | None = None
    # Each narrows who of that hospital, if it is given.
    roles: frozenset[Role] = frozenset()
    department_id: int | None = None

    def is_for(self, person: Person) -> bool:
        """Whether it is meant for this person."""
        if self.user_id is not None:
            return self.user_id == person.user_id
        return (
            self.hospital_id == person.hospital_id
            and person.role is not Role.GUEST_EXPERT
            and (not self.roles or person.role in self.roles)
            and (self.department_id is None or self.department_id in person.department_ids)
        )


def granted_actions(*, may_download: bool, may_annotate: bool = False) -> frozenset[Action]:
    """Return what a grant opens that says this."""
    more = {Action.DOWNLOAD: may_download, Action.ANNOTATE: may_annotate}
    return GRANTED | {action for action, is_granted in more.items() if is_granted}


@dataclass(frozen=True)
class TakingPart:
    """What a consult opens to one of those who take part in it: a person, or a guest."""

    actions: frozenset[Action]
    user_id: int | None = None
    guest_id: int | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether it is they."""
        match actor:
            case Person(user_id=user_id):
                return self.user_id == user_id
            case Guest(guest_id=guest_id):
                return self.guest_id == guest_id
        return False


@dataclass(frozen=True)
class Scope:
    """What it is about: a hospital, and the studies or the order within it if they are known already."""

    hospital_id: int | None
    study_ids: frozenset[int] = field(default_factory=frozenset)
    order_id: int | None = None
    # What opens these studies, every one of them, to people who could not see them else.
    grants: frozenset[Granted] = frozenset()
    # Where it is about what a consult opens: who takes part in it. Nobody else sees anything by it, whatever they may.
    taking_part: frozenset[TakingPart] | None = None


@dataclass(frozen=True)
class Allowed:
    """Yes."""


@dataclass(frozen=True)
class Denied:
    """No, and why in one sentence."""

    reason: str


# What everybody who signs in may: their own password, second factor and devices.
_OWN = frozenset({Action.KEEP_ACCOUNT})
_SEE = frozenset({Action.SEARCH, Action.SEE_IMAGES, Action.DOWNLOAD, Action.SEE_ORDERS, Action.SEE_REPORTS})
# What a grant opens; only where it says so may originals be taken along, and may somebody draw on the images.
GRANTED: Final = frozenset({Action.SEARCH, Action.SEE_IMAGES, Action.SEE_REPORTS})
GRANTABLE: Final = GRANTED | {Action.DOWNLOAD, Action.ANNOTATE}
_CONSULT = frozenset({Action.TAKE_PART, Action.SPEAK})
_DOCTOR = _CONSULT | {Action.SHARE, Action.BREAK_GLASS, Action.KEEP_PAPERS, Action.ASK_CONSULTS, Action.CONDUCT}
_QUEUE = frozenset({Action.SEE_QUESTIONS, Action.SETTLE})
_DESK = _QUEUE | {Action.SEE_ORDERS, Action.KEEP_ORDERS, Action.MAKE_LINKS, Action.SWITCH_OFF_LINKS}
_REPORT = frozenset({Action.WRITE_REPORTS, Action.SIGN_REPORTS, Action.RELEASE_REPORTS, Action.ACKNOWLEDGE})

MAY: dict[Role | TokenScope, frozenset[Action]] = {
    # What patients hand over at the counter is put beside their exams there; to see it again is not the desk's.
    Role.FRONT_DESK: _OWN | _DESK | {Action.KEEP_PAPERS},
    Role.TECHNICIAN: _OWN | _DESK | {Action.SEARCH, Action.SEE_IMAGES, Action.STORE, Action.KEEP_PAPERS},
    Role.RADIOLOGIST: _OWN | _SEE | _QUEUE | _REPORT | _DOCTOR | {Action.STORE, Action.ANNOTATE},
    Role.CLINICIAN: _OWN | _SEE | _DOCTOR | {Action.ANNOTATE, Action.RELEASE_REPORTS, Action.ACKNOWLEDGE},
    Role.ADMINISTRATOR: _OWN | _DESK | {Action.SEE_AUDIT, Action.ADMINISTER, Action.KEEP_GRANTS},
    Role.PRIVACY_OFFICER: _OWN
    | {Action.SEE_ORDERS, Action.SWITCH_OFF_LINKS, Action.SEE_AUDIT, Action.KEEP_GRANTS, Action.SEE_EMERGENCIES},
    # Of all this only what was granted by name.
    Role.GUEST_EXPERT: _OWN | GRANTABLE | _CONSULT,
    TokenScope.READ: _SEE,
    TokenScope.WRITE: (_DESK - {Action.SEE_ORDERS}) | {Action.STORE, Action.WRITE_REPORTS},
}
_DEVICE_MAY = frozenset({Action.STORE, Action.SEARCH, Action.SEE_IMAGES, Action.SEE_ORDERS})
_LINK_MAY = frozenset(
    {
        Action.SEE_ORDERS,
        Action.SEE_IMAGES,
        Action.DOWNLOAD,
        Action.SEE_REPORTS,
        Action.SEE_OPENINGS,
        Action.SWITCH_OFF_LINKS,
    }
)
_GUEST_MAY = _CONSULT | {Action.SEE_IMAGES, Action.SEE_REPORTS}
_ALLOWED = Allowed()


def decide(actor: Actor, action: Action, scope: Scope) -> Allowed | Denied:
    """Say whether ``actor`` may do ``action`` to what ``scope`` names."""
    if isinstance(actor, Operator):
        return _ALLOWED
    if isinstance(actor, Anonymous):
        return Denied("Sign in or show a token first.")
    if scope.taking_part is not None:
        return _decide_for_participant(actor, action, scope.taking_part)
    match actor:
        case Person():
            return _decide_for_person(actor, action, scope)
        case Guest():
            return Denied("A guest sees only what their consult opens.")
    return _decide_for_hospital(actor, action, scope)


def _decide_for_hospital(actor: Machine | Device | PatientLink, action: Action, scope: Scope) -> Allowed | Denied:
    if scope.hospital_id != actor.hospital_id:
        return Denied("This belongs to another hospital.")
    if isinstance(actor, PatientLink) and not _is_within(actor, scope):
        return Denied("This link opens one examination only.")
    if action not in actions_of(actor):
        return Denied(_refusal(actor, action))
    return _ALLOWED


def _decide_for_participant(actor: Actor, action: Action, taking_part: frozenset[TakingPart]) -> Allowed | Denied:
    opened = [each.actions for each in taking_part if each.is_for(actor)]
    if not opened:
        return Denied("Only those who take part in this consult see it.")
    if not any(action in actions for actions in opened):
        return Denied(f"Their part in this consult does not include {action}.")
    return _ALLOWED if action in actions_of(actor) else Denied(_refusal(actor, action))


def _decide_for_person(person: Person, action: Action, scope: Scope) -> Allowed | Denied:
    may = action in actions_of(person)
    if scope.hospital_id == person.hospital_id and not _is_kept_from(person, scope):
        return _ALLOWED if may else Denied(_refusal(person, action))
    if scope.hospital_id is not None and may and action is Action.BREAK_GLASS:
        return _ALLOWED
    grants = [grant for grant in scope.grants if grant.is_for(person)] if scope.study_ids else []
    if any(action in grant.actions for grant in grants):
        return _ALLOWED if may else Denied(_refusal(person, action))
    if grants:
        return Denied(f"What was granted does not include {action}.")
    if scope.hospital_id == person.hospital_id:
        return Denied("A guest sees only what was granted to them.")
    return Denied("This belongs to another hospital.")


def _is_kept_from(person: Person, scope: Scope) -> bool:
    """Whether this is one thing of the hospital, of which a guest sees nothing by their role alone."""
    return person.role is Role.GUEST_EXPERT and bool(scope.study_ids or scope.order_id is not None)


def actions_of(actor: Actor) -> frozenset[Action]:
    """Return everything that ``actor`` may do within its own hospital; pages show only what can be used."""
    match actor:
        case Machine(scopes=scopes):
            return _actions_of_scopes(scopes)
        case Person(role=role):
            return MAY[role]
        case Device():
            return _DEVICE_MAY
        case PatientLink():
            return _LINK_MAY
        case Guest():
            return _GUEST_MAY
        case Operator():
            return frozenset(Action)
        case Anonymous():
            return frozenset()


@lru_cache
def _actions_of_scopes(scopes: frozenset[TokenScope]) -> frozenset[Action]:
    return frozenset[Action]().union(*(MAY[scope] for scope in scopes))


def _is_within(link: PatientLink, scope: Scope) -> bool:
    if scope.order_id is not None and scope.order_id != link.order_id:
        return False
    return bool(scope.study_ids or scope.order_id is not None) and scope.study_ids <= link.study_ids


def _refusal(actor: Actor, action: Action) -> str:
    match actor:
        case Machine():
            return f"This token's scopes do not include {action}."
        case Person(role=role):
            return f"The role {role} does not include {action}."
        case _:
            return f"This does not include {action}."
