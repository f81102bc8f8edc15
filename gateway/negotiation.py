"""What is answered to each presentation context of an association request (PS3.8 9.3.3.2, PS3.7 D.3.3.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gateway.pdus import AnsweredContext, AssociateRequest, ContextResult, ProposedContext, Role
from gateway.sop_classes import (
    EXPLICIT_BIG_ENDIAN,
    TRANSFER_SYNTAXES,
    UNCOMPRESSED_LITTLE_ENDIAN,
    Service,
    service_of,
)

UNCOMPRESSED = (*UNCOMPRESSED_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN)


@dataclass(frozen=True)
class Context:
    """An accepted presentation context; ``takes_storage`` tells whether the peer accepts C-STORE requests on it."""

    context_id: int
    abstract_syntax: str
    transfer_syntax: str
    service: Service
    takes_storage: bool = False


@dataclass(frozen=True)
class Agreement:
    """The outcome of a negotiation."""

    answers: tuple[AnsweredContext, ...]
    contexts: dict[int, Context]
    roles: dict[str, Role]


def negotiate(request: AssociateRequest, offered: Collection[Service]) -> Agreement:
    """Answer every proposed context, offering only some services."""
    answers, contexts, roles = [], {}, {}
    for proposed in request.contexts:
        service = service_of(proposed.abstract_syntax)
        syntax = _choose(proposed, service)
        role = request.user.roles.get(proposed.abstract_syntax) if service is Service.STORAGE else None
        result = _result(service if service in offered else None, syntax)
        answers.append(AnsweredContext(proposed.context_id, result, syntax or proposed.transfer_syntaxes[0]))
        if result is ContextResult.ACCEPTANCE and service and syntax:
            takes_storage = role is not None and role.scp
            contexts[proposed.context_id] = Context(
                proposed.context_id, proposed.abstract_syntax, syntax, service, takes_storage
            )
            if role:
                # Both roles are played here, so the answer is what was asked for.
                roles[proposed.abstract_syntax] = role
    return Agreement(tuple(answers), contexts, roles)


def _result(service: Service | None, syntax: str | None) -> ContextResult:
    if service is None:
        return ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED
    if syntax is None:
        return ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED
    return ContextResult.ACCEPTANCE


def _choose(proposed: ProposedContext, service: Service | None) -> str | None:
    """Choose the transfer syntax: the first that the requestor names and we take.

    The order is the requestor's, because it knows how it holds its objects: choosing a compressed syntax that it names
    later could make it compress, perhaps with loss. Only explicit little endian is preferred to the other uncompressed
    ones: it alone keeps the value representations of private elements, and every reader knows it.
    """
    spoken = TRANSFER_SYNTAXES if service is Service.STORAGE else UNCOMPRESSED
    first = next((syntax for syntax in proposed.transfer_syntaxes if syntax in spoken), None)
    if first in UNCOMPRESSED:
        return next(syntax for syntax in UNCOMPRESSED if syntax in proposed.transfer_syntaxes)
    return first
