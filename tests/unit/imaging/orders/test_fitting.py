"""The rule of binding: everything fits, or a person decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imaging.archive.folding import fold_name
from imaging.orders.fitting import Asks, Fits, Identity, Reason, fit
from imaging.orders.orders import Order
from tests.houses import NOON

ORDER = Order(1, 1, "A1", "P1", "Wang^Xiaoming=王^小明", "19600229", "M", "CT", "CT", None, "", "", NOON, None)
SAID = Identity("A1", "P1", "19600229", fold_name("WANG^XIAOMING"))


def test_number_patient_and_birth_date_fit() -> None:
    assert fit([SAID], ORDER) == Fits(ORDER)


def test_values_are_padded_as_dicom_pads_them() -> None:
    assert fit([replace(SAID, accession_number="A1 ", patient_id="P1 ")], ORDER) == Fits(ORDER)


@pytest.mark.parametrize(
    "name", ["王^小明", "wang xiaoming", "WANG^XIAOMING^^", "ＷＡＮＧ^Ｘiaoming", "Wang^Xiaoming=王^小明=x"]
)
def test_without_a_birth_date_the_name_decides_in_any_of_its_forms(name: str) -> None:
    assert fit([replace(SAID, patient_birth_date="", patient_name=fold_name(name))], ORDER) == Fits(ORDER)


@pytest.mark.parametrize("name", ["", "Wang", "李^四", "Wang^Xiao", "Xiaoming^Wang"])
def test_without_a_birth_date_another_name_is_a_question(name: str) -> None:
    assert fit([replace(SAID, patient_birth_date="", patient_name=fold_name(name))], ORDER) == Asks(
        Reason.PATIENT_DIFFERS, ORDER
    )


def test_a_name_in_another_script_is_no_objection_where_the_birth_date_fits() -> None:
    assert fit([replace(SAID, patient_name=fold_name("李^四"))], ORDER) == Fits(ORDER)


@pytest.mark.parametrize("other", [{"patient_id": "P2"}, {"patient_id": ""}, {"patient_birth_date": "19600228"}])
def test_another_patient_is_a_question(other: dict[str, str]) -> None:
    assert fit([replace(SAID, **other)], ORDER) == Asks(Reason.PATIENT_DIFFERS, ORDER)


def test_the_number_alone_and_the_patient_alone_bind_nothing() -> None:
    assert fit([replace(SAID, accession_number="")], None) == Asks(Reason.NO_ACCESSION_NUMBER)
    assert fit([replace(SAID, accession_number="A9")], None) == Asks(Reason.UNKNOWN_ACCESSION_NUMBER)
    assert fit([Identity("A1", "", "", "")], ORDER) == Asks(Reason.PATIENT_DIFFERS, ORDER)


def test_a_cancelled_order_is_a_question() -> None:
    cancelled = replace(ORDER, cancelled_at=NOON)
    assert fit([SAID], cancelled) == Asks(Reason.ORDER_CANCELLED, cancelled)


@pytest.mark.parametrize(
    "other", [{"patient_id": "P2"}, {"patient_birth_date": "19610101"}, {"accession_number": "A2"}]
)
def test_instances_that_say_two_things_are_a_contradiction(other: dict[str, str]) -> None:
    assert fit([SAID, replace(SAID, **other)], ORDER) == Asks(Reason.CONTRADICTION, ORDER)


def test_what_some_instances_leave_empty_others_may_say() -> None:
    assert fit([SAID, replace(SAID, accession_number="", patient_name="")], ORDER) == Fits(ORDER)


def test_an_instance_without_a_patient_is_nobodys() -> None:
    assert fit([SAID, replace(SAID, patient_id="")], ORDER) == Asks(Reason.PATIENT_DIFFERS, ORDER)
