from __future__ import annotations

import pytest
from pydicom.uid import AllTransferSyntaxes
from pynetdicom import AllStoragePresentationContexts
from pynetdicom.sop_class import (
    BasicFilmSession,
    ModalityPerformedProcedureStep,
    StorageCommitmentPushModel,
)

from gateway.ae_titles import AeTitle
from gateway.negotiation import Agreement, negotiate
from gateway.pdus import (
    APPLICATION_CONTEXT,
    AssociateRequest,
    ContextResult,
    ProposedContext,
    Role,
    UserInformation,
)
from gateway.sop_classes import STUDY_ROOT_FIND, VERIFICATION, Service, service_of

CT = "1.2.840.10008.5.1.4.1.1.2"
IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
BIG = "1.2.840.10008.1.2.2"
JPEG_LS = "1.2.840.10008.1.2.4.80"
EVERYTHING = frozenset(Service)


def agree(*contexts: ProposedContext, roles: dict[str, Role] | None = None) -> Agreement:
    title = AeTitle("X", is_valid=True)
    user = UserInformation(16384, roles=roles or {})
    return negotiate(AssociateRequest(title, title, APPLICATION_CONTEXT, contexts, user), EVERYTHING)


@pytest.mark.parametrize(
    ("proposed", "chosen"),
    [
        ((IMPLICIT, EXPLICIT), EXPLICIT),
        ((BIG, IMPLICIT), IMPLICIT),
        ((BIG,), BIG),
        ((JPEG_LS, EXPLICIT), JPEG_LS),
        ((EXPLICIT, JPEG_LS), EXPLICIT),
        ((IMPLICIT, "1.2.840.10008.1.2.4.50", EXPLICIT), EXPLICIT),
        (("1.2.840.10008.1.2.4.202", JPEG_LS), "1.2.840.10008.1.2.4.202"),
        (("1.2.3", IMPLICIT), IMPLICIT),
    ],
)
def test_the_transfer_syntax_that_loses_least_is_chosen(proposed: tuple[str, ...], chosen: str) -> None:
    (answer,) = agree(ProposedContext(1, CT, proposed)).answers
    assert (answer.result, answer.transfer_syntax) == (ContextResult.ACCEPTANCE, chosen)


@pytest.mark.parametrize("syntax", [str(syntax) for syntax in AllTransferSyntaxes])
def test_every_standard_transfer_syntax_that_carries_its_pixels_is_taken(syntax: str) -> None:
    without_pixels = syntax.startswith("1.2.840.10008.1.2.7.") or syntax.endswith((".4.204", ".4.205"))
    (answer,) = agree(ProposedContext(1, CT, (syntax,))).answers
    refused = ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED
    assert answer.result is (refused if without_pixels else ContextResult.ACCEPTANCE)


def test_every_storage_class_is_taken() -> None:
    classes = [str(context.abstract_syntax) for context in AllStoragePresentationContexts]
    assert {service_of(uid) for uid in classes} == {Service.STORAGE}


@pytest.mark.parametrize(
    ("uid", "service"),
    [
        ("1.2.840.113619.4.30", Service.STORAGE),
        ("1.2.840.10008.5.1.4.1.1.999.1", Service.STORAGE),
        (VERIFICATION, Service.VERIFICATION),
        (STUDY_ROOT_FIND, Service.FIND),
        (str(StorageCommitmentPushModel), None),
        (str(ModalityPerformedProcedureStep), None),
        (str(BasicFilmSession), None),
        ("../../etc", None),
        ("1.2.840.10008.1.2", None),
    ],
)
def test_the_service_of_a_class(uid: str, service: Service | None) -> None:
    assert service_of(uid) is service


def test_what_is_not_offered_is_refused_and_the_rest_goes_on() -> None:
    agreement = agree(
        ProposedContext(1, str(StorageCommitmentPushModel), (IMPLICIT,)),
        ProposedContext(3, CT, ("1.2.3",)),
        ProposedContext(5, CT, (EXPLICIT,)),
        ProposedContext(7, CT, (JPEG_LS,)),
    )
    assert [answer.result for answer in agreement.answers] == [
        ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED,
        ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED,
        ContextResult.ACCEPTANCE,
        ContextResult.ACCEPTANCE,
    ]
    assert set(agreement.contexts) == {5, 7}


def test_a_peer_that_takes_storage_is_answered_as_it_asked() -> None:
    role = Role(scu=False, scp=True)
    agreement = agree(
        ProposedContext(1, CT, (EXPLICIT,)),
        ProposedContext(3, VERIFICATION, (IMPLICIT,)),
        roles={CT: role, VERIFICATION: role},
    )
    assert agreement.roles == {CT: role}
    assert agreement.contexts[1].takes_storage
    assert not agreement.contexts[3].takes_storage


def test_no_context_at_all_is_answered_with_none() -> None:
    assert agree().answers == ()
