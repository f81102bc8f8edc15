"""Command sets (PS3.7 6.3 and annex E): group 0000, always implicit VR little endian."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from gateway.faults import AbortReason, ProtocolError

_ELEMENT = struct.Struct("<HHI")
_NO_DATA_SET = 0x0101
_MOST = 0xFFFF
# More than any text of a command may have (a UID and a comment 64); what is just too long is answered with a status.
_MOST_TEXT_BYTES = 1024


class CommandField(IntEnum):
    """What a message asks for or answers."""

    C_STORE_RQ = 0x0001
    C_STORE_RSP = 0x8001
    C_GET_RQ = 0x0010
    C_GET_RSP = 0x8010
    C_FIND_RQ = 0x0020
    C_FIND_RSP = 0x8020
    C_MOVE_RQ = 0x0021
    C_MOVE_RSP = 0x8021
    C_ECHO_RQ = 0x0030
    C_ECHO_RSP = 0x8030
    C_CANCEL_RQ = 0x0FFF


class Key(IntEnum):
    """Elements of group 0000 by their element number."""

    GROUP_LENGTH = 0x0000
    AFFECTED_SOP_CLASS_UID = 0x0002
    COMMAND_FIELD = 0x0100
    MESSAGE_ID = 0x0110
    MESSAGE_ID_BEING_RESPONDED_TO = 0x0120
    MOVE_DESTINATION = 0x0600
    PRIORITY = 0x0700
    COMMAND_DATA_SET_TYPE = 0x0800
    STATUS = 0x0900
    ERROR_COMMENT = 0x0902
    AFFECTED_SOP_INSTANCE_UID = 0x1000
    REMAINING = 0x1020
    COMPLETED = 0x1021
    FAILED = 0x1022
    WARNING = 0x1023
    MOVE_ORIGINATOR = 0x1030
    MOVE_ORIGINATOR_MESSAGE_ID = 0x1031


_TEXTS = {
    Key.AFFECTED_SOP_CLASS_UID,
    Key.MOVE_DESTINATION,
    Key.ERROR_COMMENT,
    Key.AFFECTED_SOP_INSTANCE_UID,
    Key.MOVE_ORIGINATOR,
}
_KEYS = frozenset(Key)
_UIDS = {Key.AFFECTED_SOP_CLASS_UID, Key.AFFECTED_SOP_INSTANCE_UID}


@dataclass(frozen=True)
class Command:
    """A command set: its field, and its other elements as text or number."""

    field: int
    values: Mapping[Key, str | int]
    has_data_set: bool = False

    def number(self, key: Key, default: int | None = None) -> int:
        """Return a number, or break off when it must be there and is not."""
        value = self.values.get(key, default)
        if not isinstance(value, int):
            raise ProtocolError(f"The command lacks (0000,{key:04X}).", AbortReason.UNEXPECTED_PARAMETER)
        return value

    def text(self, key: Key) -> str:
        """Return a text, empty where absent."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    @property
    def message_id(self) -> int:
        """The number that the answer refers to."""
        return self.number(Key.MESSAGE_ID)

    def answer(self, status: int, values: Mapping[Key, str | int] | None = None, *, has_data_set: bool = False) -> Self:
        """Return the response to this request."""
        repeated: dict[Key, str | int] = {
            key: self.values[key] for key in (Key.AFFECTED_SOP_CLASS_UID,) if key in self.values
        }
        answered = {Key.MESSAGE_ID_BEING_RESPONDED_TO: self.message_id, Key.STATUS: status}
        return type(self)(self.field | 0x8000, {**repeated, **answered, **(values or {})}, has_data_set)


def decode_command(data: bytes) -> Command:
    """Read a command set; elements that nothing here asks for are passed over."""
    values: dict[Key, str | int] = {}
    position = 0
    while position < len(data):
        if len(data) - position < _ELEMENT.size:
            raise ProtocolError("The command set is cut off.", AbortReason.INVALID_PARAMETER)
        group, element, length = _ELEMENT.unpack_from(data, position)
        position += _ELEMENT.size
        if group or length > len(data) - position:
            raise ProtocolError("The command set can't be read.", AbortReason.INVALID_PARAMETER)
        if element in _KEYS:
            values[Key(element)] = _value(Key(element), data[position : position + length])
        position += length
    field, kind = values.get(Key.COMMAND_FIELD), values.get(Key.COMMAND_DATA_SET_TYPE)
    if not isinstance(field, int) or not isinstance(kind, int):
        raise ProtocolError("The command set names no command.", AbortReason.INVALID_PARAMETER)
    return Command(field, values, has_data_set=kind != _NO_DATA_SET)


def encode_command(command: Command) -> bytes:
    """Return a command set's bytes, its group length first."""
    kind = 0x0001 if command.has_data_set else _NO_DATA_SET
    values = {**command.values, Key.COMMAND_FIELD: command.field, Key.COMMAND_DATA_SET_TYPE: kind}
    elements = b"".join(_element(key, values[key]) for key in sorted(values) if key is not Key.GROUP_LENGTH)
    return _ELEMENT.pack(0, 0, 4) + struct.pack("<I", len(elements)) + elements


def _element(key: Key, value: str | int) -> bytes:
    if isinstance(value, int):
        # Only what is counted can become larger: a C-MOVE of more instances than two bytes can say.
        raw = struct.pack("<H", min(value, _MOST))
    else:
        raw = value.encode("ascii", "replace")
        raw += (b"\0" if key in _UIDS else b" ") * (len(raw) % 2)
    return _ELEMENT.pack(0, key, len(raw)) + raw


def _value(key: Key, raw: bytes) -> str | int:
    if key in _TEXTS:
        if len(raw) > _MOST_TEXT_BYTES:
            raise ProtocolError(f"(0000,{key:04X}) is too long.", AbortReason.INVALID_PARAMETER)
        return raw.rstrip(b"\0 ").decode("ascii", "replace")
    # Our answers repeat numbers in the two bytes that PS3.7 E.1 gives them.
    if len(raw) != (4 if key is Key.GROUP_LENGTH else 2):
        raise ProtocolError(f"(0000,{key:04X}) is not a number.", AbortReason.INVALID_PARAMETER)
    return int.from_bytes(raw, "little")
