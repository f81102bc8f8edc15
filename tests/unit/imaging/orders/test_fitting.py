"""The rule of binding: everything fits, or a person decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imaging.orders.fitting import Asks, Attribute, Fits, Identity, Reason, differences, fit
from imaging.orders.orders import Order
from tests.houses import NOON

ORDER = Order(1, 1, "A1", "P1", "Wang^Xiaoming=王^小明", "19600229", "M", "CT", "CT", None, "", "", NOON, None)
SAID = Identity("A1", "P1", "", "WANG^XIAOMING", "19600229", "M")


def test_number_and_patient_fit() -> None:
    assert fit([SAID], ORDER) == Fits(ORDER)


def test_values_are_padded_as_dicom_pads_them() -> None:
    assert fit([replace(SAID, accession_number="A1 ", patient_id="P1 ", patient_sex=" m")], ORDER) == Fits(ORDER)


@pytest.mark.parametrize(
    "name",
    ["王^小明", "wang xiaoming", "WANG^XIAOMING^^", "ＷＡＮＧ^Ｘiaoming", "Wang^Xiaoming=王^小明=x", "Xiaoming^Wang"],
)
@pytest.mark.parametrize("birth_date", ["", "19600229"])
def test_the_name_may_be_written_in_any_of_its_forms(name: str, birth_date: str) -> None:
    assert fit([replace(SAID, patient_birth_date=birth_date, patient_name=name)], ORDER) == Fits(ORDER)


@pytest.mark.parametrize("order_name", ["王小明", "王^小明", "WANG^XIAOMING"])
def test_an_order_in_one_script_takes_a_study_in_the_other(order_name: str) -> None:
    for name in ("WANG^XIAOMING", "王小明"):
        assert fit([replace(SAID, patient_name=name)], replace(ORDER, patient_name=order_name))


@pytest.mark.parametrize("name", ["Wang", "李^四", "Wang^Xiao", "Li^Si=李^四", "Wang^Xiaoming=汪^小明"])
@pytest.mark.parametrize("birth_date", ["", "19600229"])
def test_another_name_is_a_question_whatever_else_fits(name: str, birth_date: str) -> None:
    said = replace(SAID, patient_birth_date=birth_date, patient_name=name)
    assert fit([said], ORDER) == Asks(Reason.PATIENT_DIFFERS, ORDER, (Attribute.PATIENT_NAME,))


@pytest.mark.parametrize(
    ("other", "attribute"),
    [
        ({"patient_id": "P2"}, Attribute.PATIENT_ID),
        ({"patient_id": "p1"}, Attribute.PATIENT_ID),
        ({"patient_birth_date": "19600228"}, Attribute.PATIENT_BIRTH_DATE),
        ({"patient_sex": "F"}, Attribute.PATIENT_SEX),
    ],
)
def test_another_patient_is_a_question_that_names_what_differs(other: dict[str, str], attribute: Attribute) -> None:
    assert fit([replace(SAID, **other)], ORDER) == Asks(Reason.PATIENT_DIFFERS, ORDER, (attribute,))


def test_all_that_differs_is_named() -> None:
    said = Identity("A1", "P2", "", "Li^Si", "19700101", "F")
    assert fit([SAID, said], ORDER).attributes == (  # type: ignore[union-attr]
        Attribute.PATIENT_ID,
        Attribute.PATIENT_NAME,
        Attribute.PATIENT_BIRTH_DATE,
        Attribute.PATIENT_SEX,
    )


@pytest.mark.parametrize("sex", ["", "O", "U", "unknown"])
def test_a_sex_that_says_nothing_does_not_differ(sex: str) -> None:
    assert fit([replace(SAID, patient_sex=sex)], ORDER) == Fits(ORDER)
    assert fit([SAID], replace(ORDER, patient_sex="O" if sex == "O" else "")) == Fits(
        replace(ORDER, patient_sex="O" if sex == "O" else "")
    )


def test_the_number_alone_and_the_patient_alone_bind_nothing() -> None:
    assert fit([replace(SAID, accession_number="")], None) == Asks(Reason.NO_ACCESSION_NUMBER)
    assert fit([replace(SAID, accession_number="A9")], None) == Asks(Reason.UNKNOWN_ACCESSION_NUMBER)
    assert fit([Identity("A1", "", "", "", "", "")], ORDER) == Asks(
        Reason.PATIENT_INCOMPLETE,
        ORDER,
        (Attribute.PATIENT_ID, Attribute.PATIENT_NAME, Attribute.PATIENT_BIRTH_DATE),
    )


@pytest.mark.parametrize("name", ["", "^^^^", "??^??"])
def test_without_birth_date_and_name_a_study_is_nobodys(name: str) -> None:
    said = replace(SAID, patient_birth_date="", patient_name=name)
    missing = (Attribute.PATIENT_NAME, Attribute.PATIENT_BIRTH_DATE)
    assert fit([said], ORDER) == Asks(Reason.PATIENT_INCOMPLETE, ORDER, missing)
    assert fit([replace(said, patient_birth_date="19600229")], ORDER) == Fits(ORDER)


def test_an_instance_without_a_patient_is_nobodys() -> None:
    said = [SAID, replace(SAID, patient_id="")]
    assert fit(said, ORDER) == Asks(Reason.PATIENT_INCOMPLETE, ORDER, (Attribute.PATIENT_ID,))


def test_a_cancelled_order_is_a_question() -> None:
    cancelled = replace(ORDER, cancelled_at=NOON)
    assert fit([SAID], cancelled) == Asks(Reason.ORDER_CANCELLED, cancelled)


@pytest.mark.parametrize(
    ("one", "other", "attribute"),
    [
        ({}, {"patient_id": "P2"}, Attribute.PATIENT_ID),
        ({}, {"patient_birth_date": "19610101"}, Attribute.PATIENT_BIRTH_DATE),
        ({}, {"accession_number": "A2"}, Attribute.ACCESSION_NUMBER),
        ({}, {"patient_name": "李^四"}, Attribute.PATIENT_NAME),
        ({}, {"patient_sex": "F"}, Attribute.PATIENT_SEX),
        ({"issuer_of_patient_id": "CITY"}, {"issuer_of_patient_id": "EAST"}, Attribute.ISSUER_OF_PATIENT_ID),
    ],
)
def test_instances_that_say_two_things_are_a_contradiction(
    one: dict[str, str], other: dict[str, str], attribute: Attribute
) -> None:
    said = [SAID, replace(SAID, **one), replace(SAID, **other)]
    assert fit(said, ORDER) == Asks(Reason.CONTRADICTION, ORDER, (attribute,))


def test_instances_agree_each_with_each() -> None:
    """The pinyin of both is the same, so the one without characters fits either of the others."""
    said = [replace(SAID, patient_name=name) for name in ("WANG^XIAOMING", "王^小明", "汪^小明")]
    assert fit(said, ORDER) == Asks(Reason.CONTRADICTION, ORDER, (Attribute.PATIENT_NAME,))
    assert fit(said[:2], ORDER) == Fits(ORDER)


class TestWeakNumbers:
    """An instance whose numbers prove less must say the whole patient by itself."""

    def test_one_without_the_accession_number_of_the_others_belongs_to_its_study(self) -> None:
        """What a workstation derives says the study and the patient, and mostly no accession number."""
        assert fit([SAID, replace(SAID, accession_number="")], ORDER) == Fits(ORDER)

    @pytest.mark.parametrize(
        ("unsaid", "attribute"),
        [("patient_name", Attribute.PATIENT_NAME), ("patient_birth_date", Attribute.PATIENT_BIRTH_DATE)],
    )
    @pytest.mark.parametrize("weak", [{"accession_number": ""}, {"issuer_of_patient_id": "CITY"}])
    def test_it_is_a_question_where_name_or_birth_date_is_missing(
        self, weak: dict[str, str], unsaid: str, attribute: Attribute
    ) -> None:
        assert fit([SAID, replace(SAID, **{unsaid: ""})], ORDER) == Fits(ORDER)
        said = [SAID, replace(SAID, **weak, **{unsaid: ""})]
        assert fit(said, ORDER) == Asks(Reason.PATIENT_INCOMPLETE, ORDER, (attribute,))

    def test_one_whose_patient_differs_is_a_question(self) -> None:
        said = [SAID, replace(SAID, accession_number="", patient_name="李^四")]
        assert fit(said, ORDER) == Asks(Reason.CONTRADICTION, ORDER, (Attribute.PATIENT_NAME,))

    def test_an_issuer_of_the_patient_id_fits_with_the_whole_patient(self) -> None:
        """An order does not say who gave its Patient ID, so the issuer can't be compared with anything."""
        issued = replace(SAID, issuer_of_patient_id="CITY")
        assert fit([issued], ORDER) == Fits(ORDER)
        assert fit([issued, SAID], ORDER) == Fits(ORDER)


def test_beside_an_order_that_somebody_found_the_number_differs_too() -> None:
    said = [replace(SAID, accession_number="A2", patient_name="")]
    assert differences(said, ORDER) == (Attribute.ACCESSION_NUMBER,)
