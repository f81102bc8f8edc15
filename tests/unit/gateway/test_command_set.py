"""Our command sets against pynetdicom's."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from pydicom.dataset import Dataset
from pynetdicom.dimse_messages import C_FIND_RSP, C_STORE_RQ
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.dsutils import decode, encode

from gateway.command_set import Command, CommandField, Key, decode_command, encode_command
from gateway.faults import ProtocolError


def their_store_request() -> bytes:
    primitive = C_STORE()
    primitive.MessageID, primitive.Priority = 7, 2
    primitive.AffectedSOPClassUID, primitive.AffectedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3"
    primitive.DataSet = BytesIO(b"\0\0")
    message = C_STORE_RQ()
    message.primitive_to_message(primitive)
    encoded = encode(message.command_set, is_implicit_vr=True, is_little_endian=True)
    assert encoded is not None
    return encoded


def test_a_request_of_pynetdicom_is_read() -> None:
    command = decode_command(their_store_request())
    assert command.field == CommandField.C_STORE_RQ
    assert command.message_id == 7
    assert command.has_data_set
    assert command.text(Key.AFFECTED_SOP_CLASS_UID) == "1.2.840.10008.5.1.4.1.1.2"
    assert command.text(Key.AFFECTED_SOP_INSTANCE_UID) == "1.2.3"


def test_pynetdicom_reads_our_answer() -> None:
    request = Command(CommandField.C_FIND_RQ, {Key.MESSAGE_ID: 9, Key.AFFECTED_SOP_CLASS_UID: "1.2.3.4"})
    answer = request.answer(0xC000, {Key.ERROR_COMMENT: "odd", Key.REMAINING: 3})
    read = decode(BytesIO(encode_command(answer)), is_implicit_vr=True, is_little_endian=True)
    assert read.CommandField == 0x8020
    assert read.MessageIDBeingRespondedTo == 9
    assert (read.Status, read.ErrorComment) == (0xC000, "odd")
    assert (read.AffectedSOPClassUID, read.NumberOfRemainingSuboperations) == ("1.2.3.4", 3)
    assert read.CommandDataSetType == 0x0101
    length = read.CommandGroupLength
    del read.CommandGroupLength
    assert length == len(encode_command(answer)) - 12
    message = C_FIND_RSP()
    message.command_set = read
    assert message.message_to_primitive().Status == 0xC000


def test_what_is_written_is_read_again() -> None:
    command = Command(
        CommandField.C_MOVE_RQ,
        {Key.MESSAGE_ID: 1, Key.PRIORITY: 0, Key.MOVE_DESTINATION: "THERE"},
        has_data_set=True,
    )
    again = decode_command(encode_command(command))
    assert again.text(Key.MOVE_DESTINATION) == "THERE"
    assert again.has_data_set
    assert encode_command(again) == encode_command(command)


def element(group: int, number: int, value: bytes, length: int | None = None) -> bytes:
    return struct.pack("<HHI", group, number, len(value) if length is None else length) + value


ECHO = element(0, 0x0100, b"\x30\0") + element(0, 0x0800, b"\1\1")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0\0\0", id="three bytes"),
        pytest.param(element(0, 0x0100, b"\1\0"), id="no data set type"),
        pytest.param(element(8, 0x0100, b"\1\0"), id="group of a data set"),
        pytest.param(element(0, 0x0100, b"\1\0", length=0xFFFFFFFF), id="length of 4 GiB"),
        pytest.param(element(0, 0x0100, b"\1\0\0"), id="number of three bytes"),
        pytest.param(ECHO + element(0, 0x0110, b"\x45\x23\1\0"), id="message id of four bytes"),
        pytest.param(ECHO + element(0, 0x0110, b""), id="message id without a value"),
        pytest.param(ECHO + element(0, 0x0002, b"1" * 1_000_000), id="text of a megabyte"),
    ],
)
def test_a_malformed_command_is_a_protocol_error(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_command(data)


def test_a_command_without_its_message_id_is_a_protocol_error() -> None:
    command = Dataset()
    command.CommandField, command.CommandDataSetType = 0x0030, 0x0101
    encoded = encode(command, is_implicit_vr=True, is_little_endian=True)
    assert encoded is not None
    with pytest.raises(ProtocolError):
        _ = decode_command(encoded).message_id


@pytest.mark.parametrize("text", [b"\xc4\xe3\xba\xc3", b"1.2.3", b"\0", b" "])
def test_texts_that_break_the_rules_are_answered(text: bytes) -> None:
    request = decode_command(ECHO + element(0, 0x0110, b"\1\0") + element(0, 0x0002, text))
    assert decode_command(encode_command(request.answer(0))).number(Key.STATUS) == 0


def test_more_suboperations_than_two_bytes_can_say_are_as_many_as_they_can() -> None:
    command = Command(CommandField.C_MOVE_RSP, {Key.REMAINING: 70_000})
    assert decode_command(encode_command(command)).number(Key.REMAINING) == 0xFFFF
