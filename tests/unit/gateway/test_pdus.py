"""Our PDUs against pynetdicom's, which were written by others from the same standard."""

from __future__ import annotations

import random
import struct

import pytest
from pynetdicom import build_context, build_role
from pynetdicom.pdu import A_ABORT_RQ, A_ASSOCIATE_AC, A_ASSOCIATE_RJ, A_ASSOCIATE_RQ, A_RELEASE_RP, A_RELEASE_RQ
from pynetdicom.pdu_primitives import (
    A_ASSOCIATE,
    AsynchronousOperationsWindowNegotiation,
    ImplementationClassUIDNotification,
    ImplementationVersionNameNotification,
    MaximumLengthNotification,
    SOPClassExtendedNegotiation,
    UserIdentityNegotiation,
)

from gateway.faults import AbortReason, ProtocolError
from gateway.pdus import (
    APPLICATION_CONTEXT,
    HEADER,
    AnsweredContext,
    AssociateAccept,
    ContextResult,
    PduType,
    ProposedContext,
    Role,
    UserInformation,
    decode_accept,
    decode_request,
    encode_abort,
    encode_accept,
    encode_reject,
    encode_release,
    encode_request,
)

CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"
IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"


def primitive() -> A_ASSOCIATE:
    """A request with every option that peers send."""
    request = A_ASSOCIATE()
    request.application_context_name = APPLICATION_CONTEXT
    request.calling_ae_title, request.called_ae_title = "CT_ROOM_1", "FILMLESS"
    contexts = [build_context(CT, [IMPLICIT, EXPLICIT]), build_context(MR, EXPLICIT)]
    for number, context in enumerate(contexts):
        context.context_id = 2 * number + 1
    request.presentation_context_definition_list = contexts
    maximum, implementation = MaximumLengthNotification(), ImplementationClassUIDNotification()
    maximum.maximum_length_received, implementation.implementation_class_uid = 16382, "1.2.3.4"
    version, window = ImplementationVersionNameNotification(), AsynchronousOperationsWindowNegotiation()
    version.implementation_version_name = "PEER_1"
    window.maximum_number_operations_invoked = window.maximum_number_operations_performed = 0
    extended, identity = SOPClassExtendedNegotiation(), UserIdentityNegotiation()
    extended.sop_class_uid, extended.service_class_application_information = CT, b"\x02\x00\x03\x00\x01\x00"
    identity.user_identity_type, identity.primary_field = 1, b"somebody"
    role = build_role(CT, scu_role=False, scp_role=True)
    request.user_information = [maximum, implementation, version, window, extended, role, identity]
    return request


def body(pdu: bytes) -> bytes:
    return pdu[HEADER.size :]


def test_a_request_of_pynetdicom_is_read() -> None:
    read = decode_request(body(A_ASSOCIATE_RQ(primitive()).encode()))
    assert (read.called.text, read.calling.text) == ("FILMLESS", "CT_ROOM_1")
    assert read.called.is_valid
    assert read.application_context == APPLICATION_CONTEXT
    assert read.contexts == (ProposedContext(1, CT, (IMPLICIT, EXPLICIT)), ProposedContext(3, MR, (EXPLICIT,)))
    assert read.user == UserInformation(16382, "1.2.3.4", "PEER_1", {CT: Role(scu=False, scp=True)})


def test_pynetdicom_reads_our_request() -> None:
    user = UserInformation(65536, "1.2.3", "US", {CT: Role(scu=True, scp=True)})
    contexts = (ProposedContext(1, CT, (IMPLICIT, EXPLICIT)),)
    pdu = A_ASSOCIATE_RQ()
    pdu.decode(encode_request("THEM", "US", contexts, user))
    read = pdu.to_primitive()
    assert (read.called_ae_title, read.calling_ae_title) == ("THEM", "US")
    (context,) = read.presentation_context_definition_list
    assert (context.context_id, context.abstract_syntax, context.transfer_syntax) == (1, CT, [IMPLICIT, EXPLICIT])
    assert pdu.user_information.maximum_length == 65536
    assert pdu.user_information.role_selection[CT].scp_role == 1


def test_pynetdicom_reads_our_acceptance_and_so_do_we() -> None:
    accept = AssociateAccept(
        "FILMLESS",
        "CT_ROOM_1",
        (
            AnsweredContext(1, ContextResult.ACCEPTANCE, EXPLICIT),
            AnsweredContext(3, ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED, IMPLICIT),
        ),
        UserInformation(131072, "1.2.3", "US", {CT: Role(scu=False, scp=True)}),
    )
    encoded = encode_accept(accept)
    pdu = A_ASSOCIATE_AC()
    pdu.decode(encoded)
    assert [(context.context_id, context.result) for context in pdu.presentation_context] == [(1, 0), (3, 3)]
    assert decode_accept(body(encoded)) == accept


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (encode_reject(1, 1, 7), A_ASSOCIATE_RJ()),
        (encode_abort(AbortReason.UNEXPECTED_PDU), A_ABORT_RQ()),
        (encode_release(PduType.RELEASE_RQ), A_RELEASE_RQ()),
        (encode_release(PduType.RELEASE_RP), A_RELEASE_RP()),
    ],
)
def test_short_pdus_come_through_pynetdicom_unchanged(ours: bytes, theirs: A_ASSOCIATE_RJ) -> None:
    theirs.decode(ours)
    assert theirs.encode() == ours


def request_with(items: bytes) -> bytes:
    return struct.pack(">Hxx", 1) + b"CALLED".ljust(16) + b"CALLING".ljust(16) + bytes(32) + items


def context_item(context_id: int, *sub_items: bytes) -> bytes:
    value = bytes((context_id, 0, 0, 0)) + b"".join(sub_items)
    return struct.pack(">BxH", 0x20, len(value)) + value


def syntax(kind: int, uid: str) -> bytes:
    return struct.pack(">BxH", kind, len(uid)) + uid.encode()


SOUND = (syntax(0x30, CT), syntax(0x40, IMPLICIT))


@pytest.mark.parametrize(
    "items",
    [
        pytest.param(context_item(1, *SOUND) * 2, id="duplicate context ids"),
        pytest.param(context_item(2, *SOUND), id="even context id"),
        pytest.param(b"".join(context_item(n % 256, *SOUND) for n in range(1, 600, 2)), id="300 contexts"),
        pytest.param(context_item(1, SOUND[0]), id="no transfer syntax"),
        pytest.param(context_item(1, SOUND[1]), id="no abstract syntax"),
        pytest.param(context_item(1, syntax(0x30, "1" * 65), SOUND[1]), id="UID of 65 characters"),
        pytest.param(struct.pack(">BxH", 0x20, 2) + b"\x01\x00", id="context of two bytes"),
        pytest.param(struct.pack(">BxH", 0x10, 500) + b"1.2", id="item longer than the PDU"),
        pytest.param(b"\x10\x00", id="item without a length"),
        pytest.param(struct.pack(">BxHBxHH", 0x50, 6, 0x51, 2, 1), id="maximum length of two bytes"),
        pytest.param(struct.pack(">BxHBxHH", 0x50, 6, 0x54, 2, 500), id="role selection that lies"),
    ],
)
def test_a_malformed_request_is_a_protocol_error(items: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode_request(request_with(items))
    assert caught.value.reason is AbortReason.INVALID_PARAMETER


def test_a_request_without_contexts_and_with_64_kib_of_unknown_items_is_read() -> None:
    padding = struct.pack(">BxH", 0x5F, 32000) + bytes(32000)
    user = struct.pack(">BxH", 0x50, 2 * len(padding)) + padding * 2
    read = decode_request(request_with(user))
    assert read.contexts == ()
    assert read.user.max_pdu_bytes == 0


def test_anything_is_either_read_or_a_protocol_error() -> None:
    source, sound = random.Random(7), A_ASSOCIATE_RQ(primitive()).encode()
    for _ in range(2000):
        mutated = bytearray(body(sound))
        for _ in range(source.randint(1, 8)):
            mutated[source.randrange(len(mutated))] = source.randrange(256)
        try:
            decode_request(bytes(mutated[: source.randint(0, len(mutated))]))
        except ProtocolError:
            continue
