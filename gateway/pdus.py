"""The protocol data units of PS3.8 9.3 as values, and their bytes.

Only the association request and its acceptance have an inside. P-DATA never becomes a value: its bytes go from the
wire to where they belong (see ``gateway.channel``).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from gateway.ae_titles import LENGTH, AeTitle
from gateway.faults import AbortReason, ProtocolError

HEADER = struct.Struct(">BxI")
APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
_FIXED_BYTES = 68
_ITEM = struct.Struct(">BxH")
_UID_BYTES = 64


class PduType(IntEnum):
    """The first byte of every PDU."""

    ASSOCIATE_RQ = 1
    ASSOCIATE_AC = 2
    ASSOCIATE_RJ = 3
    P_DATA = 4
    RELEASE_RQ = 5
    RELEASE_RP = 6
    ABORT = 7


PDU_TYPES = frozenset(PduType)


class _Item(IntEnum):
    APPLICATION_CONTEXT = 0x10
    PROPOSED_CONTEXT = 0x20
    ANSWERED_CONTEXT = 0x21
    ABSTRACT_SYNTAX = 0x30
    TRANSFER_SYNTAX = 0x40
    USER_INFORMATION = 0x50
    MAXIMUM_LENGTH = 0x51
    IMPLEMENTATION_CLASS = 0x52
    ROLE_SELECTION = 0x54
    IMPLEMENTATION_VERSION = 0x55


class ContextResult(IntEnum):
    """What becomes of a proposed presentation context (PS3.8 9.3.3.2)."""

    ACCEPTANCE = 0
    USER_REJECTION = 1
    NO_REASON = 2
    ABSTRACT_SYNTAX_NOT_SUPPORTED = 3
    TRANSFER_SYNTAXES_NOT_SUPPORTED = 4


_RESULTS = frozenset(ContextResult)


@dataclass(frozen=True)
class Role:
    """Which roles the requestor of an association takes for a SOP class (PS3.7 D.3.3.4)."""

    scu: bool
    scp: bool


@dataclass(frozen=True)
class ProposedContext:
    """A presentation context of a request."""

    context_id: int
    abstract_syntax: str
    transfer_syntaxes: tuple[str, ...]


@dataclass(frozen=True)
class AnsweredContext:
    """A presentation context of an acceptance."""

    context_id: int
    result: ContextResult
    transfer_syntax: str


@dataclass(frozen=True)
class UserInformation:
    """What both sides say of themselves (PS3.7 D.3.3); items that only offer options are ignored."""

    max_pdu_bytes: int
    implementation_class_uid: str = ""
    implementation_version: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True)
class AssociateRequest:
    """A-ASSOCIATE-RQ."""

    called: AeTitle
    calling: AeTitle
    application_context: str
    contexts: tuple[ProposedContext, ...]
    user: UserInformation


@dataclass(frozen=True)
class AssociateAccept:
    """A-ASSOCIATE-AC; the titles of the request are sent back and not tested (PS3.8 9.3.3)."""

    called: str
    calling: str
    contexts: tuple[AnsweredContext, ...]
    user: UserInformation


def decode_request(body: bytes) -> AssociateRequest:
    """Read an A-ASSOCIATE-RQ from what follows its PDU header."""
    application_context, contexts, user = "", [], UserInformation(0)
    for kind, value in _items(_variable_items(body)):
        if kind == _Item.APPLICATION_CONTEXT:
            application_context = _uid(value)
        elif kind == _Item.PROPOSED_CONTEXT:
            contexts.append(_proposed_context(value))
        elif kind == _Item.USER_INFORMATION:
            user = _user_information(value)
    ids = [context.context_id for context in contexts]
    if len(set(ids)) != len(ids) or not all(identifier % 2 for identifier in ids):
        raise ProtocolError("Presentation context ids must be odd and unique.", AbortReason.INVALID_PARAMETER)
    return AssociateRequest(
        called=AeTitle.from_bytes(body[4:20]),
        calling=AeTitle.from_bytes(body[20:36]),
        application_context=application_context,
        contexts=tuple(contexts),
        user=user,
    )


def decode_accept(body: bytes) -> AssociateAccept:
    """Read an A-ASSOCIATE-AC from what follows its PDU header."""
    contexts, user = [], UserInformation(0)
    for kind, value in _items(_variable_items(body)):
        if kind == _Item.ANSWERED_CONTEXT:
            contexts.append(_answered_context(value))
        elif kind == _Item.USER_INFORMATION:
            user = _user_information(value)
    called, calling = AeTitle.from_bytes(body[4:20]), AeTitle.from_bytes(body[20:36])
    return AssociateAccept(called.text, calling.text, tuple(contexts), user)


def encode_request(called: str, calling: str, contexts: tuple[ProposedContext, ...], user: UserInformation) -> bytes:
    """Return an A-ASSOCIATE-RQ as a whole PDU."""
    items = b"".join(
        _item(
            _Item.PROPOSED_CONTEXT,
            struct.pack(">B3x", context.context_id)
            + _item(_Item.ABSTRACT_SYNTAX, context.abstract_syntax.encode())
            + b"".join(_item(_Item.TRANSFER_SYNTAX, syntax.encode()) for syntax in context.transfer_syntaxes),
        )
        for context in contexts
    )
    return _associate(PduType.ASSOCIATE_RQ, called, calling, items, user)


def encode_accept(accept: AssociateAccept) -> bytes:
    """Return an A-ASSOCIATE-AC as a whole PDU."""
    items = b"".join(
        _item(
            _Item.ANSWERED_CONTEXT,
            struct.pack(">BxBx", context.context_id, context.result)
            + _item(_Item.TRANSFER_SYNTAX, context.transfer_syntax.encode()),
        )
        for context in accept.contexts
    )
    return _associate(PduType.ASSOCIATE_AC, accept.called, accept.calling, items, accept.user)


def encode_reject(result: int, source: int, reason: int) -> bytes:
    """Return an A-ASSOCIATE-RJ (PS3.8 9.3.4)."""
    return HEADER.pack(PduType.ASSOCIATE_RJ, 4) + bytes((0, result, source, reason))


def encode_abort(reason: AbortReason) -> bytes:
    """Return an A-ABORT by the service provider (PS3.8 9.3.8)."""
    return HEADER.pack(PduType.ABORT, 4) + bytes((0, 0, 2, reason))


def encode_release(kind: PduType) -> bytes:
    """Return an A-RELEASE-RQ or -RP."""
    return HEADER.pack(kind, 4) + bytes(4)


def _associate(kind: PduType, called: str, calling: str, items: bytes, user: UserInformation) -> bytes:
    body = (
        struct.pack(">Hxx", 1)
        + called.encode("ascii").ljust(LENGTH)
        + calling.encode("ascii").ljust(LENGTH)
        + bytes(32)
        + _item(_Item.APPLICATION_CONTEXT, APPLICATION_CONTEXT.encode())
        + items
        + _item(_Item.USER_INFORMATION, _encode_user(user))
    )
    return HEADER.pack(kind, len(body)) + body


def _encode_user(user: UserInformation) -> bytes:
    roles = (
        _item(
            _Item.ROLE_SELECTION,
            struct.pack(">H", len(uid)) + uid.encode() + bytes((role.scu, role.scp)),
        )
        for uid, role in user.roles.items()
    )
    return b"".join(
        (
            _item(_Item.MAXIMUM_LENGTH, struct.pack(">I", user.max_pdu_bytes)),
            _item(_Item.IMPLEMENTATION_CLASS, user.implementation_class_uid.encode()),
            *roles,
            _item(_Item.IMPLEMENTATION_VERSION, user.implementation_version.encode()),
        )
    )


def _item(kind: _Item, value: bytes) -> bytes:
    return _ITEM.pack(kind, len(value)) + value


def _variable_items(body: bytes) -> bytes:
    if len(body) < _FIXED_BYTES:
        raise ProtocolError("The association PDU is too short.", AbortReason.INVALID_PARAMETER)
    return body[_FIXED_BYTES:]


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        if len(data) - position < _ITEM.size:
            raise ProtocolError("An item is cut off.", AbortReason.INVALID_PARAMETER)
        kind, length = _ITEM.unpack_from(data, position)
        position += _ITEM.size
        if length > len(data) - position:
            raise ProtocolError("An item is longer than its PDU.", AbortReason.INVALID_PARAMETER)
        yield kind, data[position : position + length]
        position += length


def _proposed_context(value: bytes) -> ProposedContext:
    abstract, transfer = "", []
    for kind, content in _items(_after_context_id(value)):
        if kind == _Item.ABSTRACT_SYNTAX:
            abstract = _uid(content)
        elif kind == _Item.TRANSFER_SYNTAX:
            transfer.append(_uid(content))
    if not abstract or not transfer:
        raise ProtocolError("A presentation context names no syntax.", AbortReason.INVALID_PARAMETER)
    return ProposedContext(value[0], abstract, tuple(transfer))


def _answered_context(value: bytes) -> AnsweredContext:
    syntaxes = [_uid(content) for kind, content in _items(_after_context_id(value)) if kind == _Item.TRANSFER_SYNTAX]
    result = ContextResult(value[2]) if value[2] in _RESULTS else ContextResult.NO_REASON
    return AnsweredContext(value[0], result, syntaxes[0] if syntaxes else "")


def _after_context_id(value: bytes) -> bytes:
    if len(value) < 4:
        raise ProtocolError("A presentation context is cut off.", AbortReason.INVALID_PARAMETER)
    return value[4:]


def _user_information(value: bytes) -> UserInformation:
    found: dict[int, bytes] = {}
    roles: dict[str, Role] = {}
    for kind, content in _items(value):
        if kind == _Item.ROLE_SELECTION:
            roles.update(_role(content))
        else:
            found[kind] = content
    maximum = found.get(_Item.MAXIMUM_LENGTH, bytes(4))
    if len(maximum) != 4:
        raise ProtocolError("The maximum length is not four bytes.", AbortReason.INVALID_PARAMETER)
    return UserInformation(
        max_pdu_bytes=int.from_bytes(maximum, "big"),
        implementation_class_uid=_uid(found.get(_Item.IMPLEMENTATION_CLASS, b"")),
        implementation_version=AeTitle.from_bytes(found.get(_Item.IMPLEMENTATION_VERSION, b"")).text,
        roles=roles,
    )


def _role(value: bytes) -> dict[str, Role]:
    length = int.from_bytes(value[:2], "big")
    if len(value) != length + 4:
        raise ProtocolError("A role selection has the wrong length.", AbortReason.INVALID_PARAMETER)
    return {_uid(value[2:-2]): Role(scu=value[-2] == 1, scp=value[-1] == 1)}


def _uid(raw: bytes) -> str:
    """Read a UID leniently (padding, any digits and dots): whether it is one that we know is asked later."""
    trimmed = raw.rstrip(b"\0 ")
    if len(trimmed) > _UID_BYTES or not trimmed.isascii():
        raise ProtocolError("A UID is too long or not ASCII.", AbortReason.INVALID_PARAMETER)
    return "".join(character if character.isalnum() or character == "." else "?" for character in trimmed.decode())
