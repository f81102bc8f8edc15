"""An accession number that is corrected, and what comes under the former one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imaging.errors import ConflictError, GoneError
from imaging.house import House
from imaging.orders.fitting import Reason
from imaging.orders.orders import Order, Received
from imaging.orders.progress import progress_of
from imaging.problems import Problem
from imaging.sharing.links import IssuedLink
from tests.houses import send
from tests.unit.imaging.sharing.correcting import (
    DESK,
    HIS,
    NEW,
    OTHER_PHONE,
    PHONE,
    again,
    corrected,
    detail,
    opens,
)


class TestTheNumberItself:
    @pytest.fixture
    def order(self, house: House) -> Order:
        return house.appointments.book(HIS, 1, NEW, phone=PHONE).order

    def test_it_is_corrected_and_the_slip_goes_on_opening(self, house: House, link: IssuedLink) -> None:
        booking = corrected(house, link.order_id, accession_number=" A-2 ")
        assert (booking.changed, booking.order.accession_number) == (("accession_number",), "A-2")
        assert opens(house, link)
        assert house.links.by_id(link.id).revoked_at is None
        assert detail(house, "correct-order") == {"reason": "typing-error", "changed": "accession_number"}
        assert house.orders.by_accession_number(1, "A-1") is None

    def test_one_that_another_order_has_is_refused_and_changes_nothing(self, house: House, order: Order) -> None:
        house.appointments.book(HIS, 1, replace(NEW, accession_number="A-2", patient_id="P-2"))
        with pytest.raises(ConflictError, match="A-2") as refused:
            corrected(house, order.id, accession_number="A-2", place="二楼")
        assert refused.value.problem is Problem.NUMBER_TAKEN
        assert house.orders.by_id(order.id) == order

    def test_another_hospitals_number_is_nobodys_here(self, house: House, order: Order) -> None:
        other = house.hospitals.ensure("OTHER", "Another hospital")
        house.appointments.book(HIS, other.id, replace(NEW, accession_number="A-2"))
        assert corrected(house, order.id, accession_number="A-2").order.accession_number == "A-2"

    def test_a_system_that_sends_the_former_number_again_undoes_nothing(self, house: House, link: IssuedLink) -> None:
        corrected(house, link.order_id, accession_number="A-2", patient_id="P-2")
        booking = again(house, phone=PHONE)
        assert (booking.received, booking.link, booking.order.id) == (Received.UNCHANGED, None, link.order_id)
        assert (booking.order.accession_number, booking.order.patient_id) == ("A-2", "P-2")
        assert len(house.orders.list(1)) == 1

    def test_a_system_that_sends_the_number_of_today_goes_on_as_ever(self, house: House, order: Order) -> None:
        corrected(house, order.id, accession_number="A-2")
        moved = again(house, replace(NEW, accession_number="A-2", place="二楼"), phone=PHONE)
        assert (moved.order.id, moved.changed) == (order.id, ("place",))

    @pytest.mark.parametrize(
        "change",
        [
            {"place": "二楼"},
            {"procedure_description": "MR"},
            {"patient_birth_date": "1961-02-28"},
            {"patient_id": "P-2"},
            {"patient_id": "P-9", "patient_name": "WANG^XIAOMING=王小明"},
            # As a machine writes it that has letters alone, either name first.
            {"patient_id": "P-9", "patient_name": "WANG^XIAOMING"},
            {"patient_id": "P-9", "patient_name": "Xiaoming^Wang"},
            {"patient_id": "P-9", "patient_name": "??^??"},
        ],
    )
    def test_under_the_former_number_nothing_is_taken_over(
        self, house: House, order: Order, change: dict[str, str]
    ) -> None:
        corrected(house, order.id, accession_number="A-2", patient_id="P-2")
        with pytest.raises(ConflictError, match="A-2") as refused:
            again(house, replace(NEW, **change), phone=PHONE)
        assert (refused.value.problem, refused.value.told["now"]) == (Problem.NUMBER_CORRECTED, "A-2")
        assert len(house.orders.list(1)) == 1

    def test_neither_is_another_phone(self, house: House, link: IssuedLink) -> None:
        corrected(house, link.order_id, accession_number="A-2")
        with pytest.raises(ConflictError):
            again(house, phone=OTHER_PHONE)
        assert opens(house, link)

    def test_whoever_says_that_it_is_another_exam_gets_an_order(self, house: House, order: Order) -> None:
        corrected(house, order.id, accession_number="A-2")
        booking = again(house, replace(NEW, procedure_description="MR"), phone=PHONE, is_another_exam=True)
        assert (booking.received, booking.order.accession_number) == (Received.CREATED, "A-1")
        assert again(house, replace(NEW, procedure_description="MR"), phone=PHONE).order.id == booking.order.id

    def test_another_patient_by_every_sign_is_another_exam(self, house: House, order: Order) -> None:
        corrected(house, order.id, accession_number="A-2")
        other = replace(NEW, patient_id="P-2", patient_name="李四", patient_birth_date="1970-01-01")
        assert again(house, other).received is Received.CREATED

    def test_a_cancelled_order_does_not_come_back_under_its_former_number(self, house: House, order: Order) -> None:
        corrected(house, order.id, accession_number="A-2")
        house.appointments.cancel(DESK, order.id, 1)
        with pytest.raises(GoneError, match="A-2"):
            again(house, phone=PHONE)

    def test_two_numbers_that_were_mixed_up_are_put_right(self, house: House, order: Order) -> None:
        other = house.appointments.book(HIS, 1, replace(NEW, accession_number="A-2", patient_id="P-2")).order
        corrected(house, order.id, accession_number="A-0")
        corrected(house, other.id, accession_number="A-1")
        corrected(house, order.id, accession_number="A-2")
        numbers = {each.id: each.accession_number for each in house.orders.list(1)}
        assert numbers == {order.id: "A-2", other.id: "A-1"}

    def test_corrected_back_it_is_the_number_again(self, house: House, order: Order) -> None:
        corrected(house, order.id, accession_number="A-2")
        corrected(house, order.id, accession_number="A-1")
        assert again(house, replace(NEW, place="二楼"), phone=PHONE).changed == ("place",)

    def test_it_is_found_by_the_number_on_the_slip(self, house: House, order: Order) -> None:
        corrected(house, order.id, accession_number="B-2")
        other = house.hospitals.ensure("OTHER", "Another hospital")
        assert [each.id for each in house.orders.list(1, text="A-1")] == [order.id]
        assert house.orders.list(other.id, text="A-1") == ()

    def test_images_of_the_former_number_are_hidden_until_a_person_decides(self, house: House, order: Order) -> None:
        study = send(house)
        house.bindings.bind_new_studies()
        corrected(house, order.id, accession_number="A-2")
        assert progress_of(house.index, [order.id])[order.id].study_ids == frozenset()
        (question,) = house.bindings.questions(1)
        assert (question.study_id, question.reason) == (study, Reason.UNKNOWN_ACCESSION_NUMBER)
        house.bindings.settle(DESK, study, order.id, 1)
        assert progress_of(house.index, [order.id])[order.id].study_ids == {study}

    def test_images_that_wait_for_the_right_number_are_bound(self, house: House, order: Order) -> None:
        study = send(house, AccessionNumber="A-2")
        house.bindings.bind_new_studies()
        corrected(house, order.id, accession_number="A-2")
        assert progress_of(house.index, [order.id])[order.id].study_ids == {study}
        assert house.bindings.questions(1) == ()

    def test_images_that_waited_under_the_former_number_are_asked_about_anew(self, house: House, order: Order) -> None:
        send(house, PatientID="P-9")
        house.bindings.bind_new_studies()
        assert [each.candidate_order_id for each in house.bindings.questions(1)] == [order.id]
        corrected(house, order.id, accession_number="A-2")
        (question,) = house.bindings.questions(1)
        assert (question.reason, question.candidate_order_id) == (Reason.UNKNOWN_ACCESSION_NUMBER, None)

    def test_what_a_person_bound_in_spite_of_its_number_fits_once_that_is_right(
        self, house: House, order: Order
    ) -> None:
        study = send(house, AccessionNumber="A-2")
        house.bindings.bind_new_studies()
        house.bindings.settle(DESK, study, order.id, 1)
        corrected(house, order.id, accession_number="A-2")
        assert progress_of(house.index, [order.id])[order.id].study_ids == {study}
