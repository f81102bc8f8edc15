"""What was wrong when an order was brought is set right: by the system that sends it again, or by a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from imaging.errors import ConflictError, FilmlessError, GoneError, MalformedError, NotFoundError
from imaging.house import House
from imaging.orders.fitting import Reason
from imaging.orders.orders import Order, Received
from imaging.orders.progress import progress_of
from imaging.settings import FactorRule
from imaging.sharing.appointments import Appointments, Correction, CorrectionReason
from imaging.sharing.factors import Factor
from imaging.sharing.link_sessions import Opened, Unavailable, WrongFactor
from imaging.sharing.links import IssuedLink, LinkRules
from tests.houses import open_house, send
from tests.unit.imaging.sharing.correcting import (
    DESK,
    HIS,
    NEW,
    OTHER_PHONE,
    PHONE,
    SECOND_FACTOR,
    again,
    brought,
    corrected,
    detail,
    opens,
)


class TestSentAgain:
    def test_another_phone_opens_the_slip_that_is_in_the_patients_hand(self, house: House, link: IssuedLink) -> None:
        booking = again(house, phone=OTHER_PHONE)
        assert (booking.received, booking.link, booking.changed) == (Received.UPDATED, None, (SECOND_FACTOR,))
        assert not opens(house, link, last_four="5678")
        assert opens(house, link, last_four="9999")
        assert detail(house, "keep-orders") == {"received": "updated", "changed": SECOND_FACTOR}

    def test_whoever_had_it_open_must_answer_again(self, house: House, link: IssuedLink) -> None:
        answer = {"birth_date": "1960-02-29", "last_four": "5678"}
        opened = house.link_sessions.exchange(secret=link.secret.text, answer=answer)
        assert isinstance(opened, Opened)
        again(house, phone=OTHER_PHONE)
        assert house.link_sessions.link_of(opened.session) is None

    def test_a_name_in_another_script_is_the_same_patient_and_a_homophone_is_not(self, house: House) -> None:
        brought(house)
        pinyin = replace(NEW, patient_birth_date="1961-02-28", patient_name="WANG^XIAOMING")
        assert "patient_birth_date" in again(house, pinyin).changed
        both = replace(NEW, patient_birth_date="1961-02-28", patient_name="Wang^Xiaoming=王^小明")
        again(house, both)
        with pytest.raises(ConflictError, match="another patient"):
            again(house, replace(both, patient_birth_date="1962-02-28", patient_name="Wang^Xiaoming=汪^小明"))

    @pytest.mark.parametrize("phone", [PHONE, "13912345678", "", "12"])
    def test_the_same_phone_or_none_changes_nothing(self, house: House, link: IssuedLink, phone: str) -> None:
        assert again(house, phone=phone).received is Received.UNCHANGED
        assert opens(house, link)

    def test_an_identity_number_takes_the_place_of_a_phone(self, house: House, link: IssuedLink) -> None:
        again(house, id_number="11010519491231002X")
        assert house.links.by_id(link.id).factor is Factor.BIRTH_DATE_AND_ID
        assert opens(house, link, last_four="002X")

    def test_a_phone_takes_the_place_of_a_code(self, house: House) -> None:
        link = brought(house)
        assert link.factor is Factor.CODE
        assert again(house, phone=PHONE).changed == (SECOND_FACTOR,)
        assert opens(house, link)

    def test_a_birth_date_is_corrected_together_with_the_phone(self, house: House, link: IssuedLink) -> None:
        right = replace(NEW, patient_birth_date="1961-02-28")
        assert again(house, right, phone=PHONE).changed == ("patient_birth_date", SECOND_FACTOR)
        assert not opens(house, link)
        assert opens(house, link, "1961-02-28")

    def test_a_birth_date_alone_is_refused_because_it_would_open_nothing(self, house: House, link: IssuedLink) -> None:
        with pytest.raises(ConflictError, match="phone"):
            again(house, replace(NEW, patient_birth_date="1961-02-28"))
        assert house.orders.by_id(link.order_id).patient_birth_date == "19600229"
        assert opens(house, link)

    def test_a_birth_date_alone_suffices_where_a_code_is_asked(self, house: House) -> None:
        brought(house)
        assert again(house, replace(NEW, patient_birth_date="1961-02-28")).changed == ("patient_birth_date",)

    @pytest.mark.parametrize(
        "change", [{"patient_id": "P-2"}, {"patient_birth_date": "1961-02-28", "patient_name": "李四"}]
    )
    def test_another_patient_is_refused_whatever_comes_with_it(
        self, house: House, link: IssuedLink, change: dict[str, str]
    ) -> None:
        with pytest.raises(ConflictError, match="another patient"):
            again(house, replace(NEW, **change), phone=OTHER_PHONE)
        assert opens(house, link)

    def test_tries_stay_counted_until_a_reprint(self, house: House, link: IssuedLink) -> None:
        for _ in range(4):
            opens(house, link, last_four="0000")
        again(house, phone=OTHER_PHONE)
        assert house.links.by_id(link.id).tries == 4
        answer = {"birth_date": "1960-02-29", "last_four": "0000"}
        assert isinstance(house.link_sessions.exchange(secret=link.secret.text, answer=answer), WrongFactor)
        assert house.link_sessions.exchange(secret=link.secret.text, answer=answer) == Unavailable()
        reprinted = house.links.reprint(DESK, house.orders.by_id(link.order_id))
        assert house.links.by_id(reprinted.id).tries == 0
        assert opens(house, reprinted, last_four="9999")

    def test_a_setting_made_weaker_weakens_no_link(self, house: House, link: IssuedLink) -> None:
        weak = replace(house.links, rules=LinkRules(FactorRule.BIRTH_DATE))
        appointments = Appointments(house.orders, weak, house.bindings, house.events)
        appointments.book(HIS, 1, NEW, phone=OTHER_PHONE)
        assert house.links.by_id(link.id).factor is Factor.BIRTH_DATE_AND_PHONE
        assert opens(house, link, last_four="9999")
        with pytest.raises(ConflictError):
            appointments.book(HIS, 1, replace(NEW, patient_birth_date="1961-02-28"))

    def test_where_a_birth_date_alone_opens_it_is_corrected_alone(self, tmp_path: Path) -> None:
        with open_house(tmp_path, link_factor="birth-date") as house:
            link = brought(house, phone=PHONE)
            assert SECOND_FACTOR in again(house, replace(NEW, patient_birth_date="1961-02-28"), phone=PHONE).changed
            assert house.links.by_id(link.id).factor is Factor.BIRTH_DATE
            assert opens(house, link, "1961-02-28", "")


class TestAtTheDesk:
    def test_birth_date_and_phone(self, house: House, link: IssuedLink) -> None:
        booking = corrected(house, link.order_id, phone=OTHER_PHONE, patient_birth_date="1961-02-28")
        assert booking.changed == ("patient_birth_date", SECOND_FACTOR)
        assert booking.order.patient_birth_date == "19610228"
        assert opens(house, link, "1961-02-28", "9999")
        assert detail(house, "correct-order") == {
            "reason": "typing-error",
            "changed": "patient_birth_date second_factor",
        }

    def test_even_the_patient_id(self, house: House, link: IssuedLink) -> None:
        assert corrected(house, link.order_id, patient_id="P-2").order.patient_id == "P-2"

    def test_what_is_said_already_is_no_correction(self, house: House, link: IssuedLink) -> None:
        before = len(house.audit.list())
        booking = corrected(house, link.order_id, phone=PHONE, patient_name="王小明", patient_birth_date="1960/2/29")
        assert (booking.received, booking.changed) == (Received.UNCHANGED, ())
        assert len(house.audit.list()) == before

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"patient_birth_date": "1961-02-28"}, ConflictError),
            ({"patient_birth_date": "29.2."}, MalformedError),
            ({"patient_name": ""}, MalformedError),
        ],
    )
    def test_what_can_not_be_taken_changes_nothing(
        self, house: House, link: IssuedLink, fields: dict[str, object], error: type[FilmlessError]
    ) -> None:
        before = house.orders.by_id(link.order_id)
        with pytest.raises(error):
            corrected(house, link.order_id, **fields)
        assert house.orders.by_id(link.order_id) == before
        assert opens(house, link)

    def test_a_cancelled_order_and_one_of_another_hospital_are_not_corrected(
        self, house: House, link: IssuedLink
    ) -> None:
        correction = Correction(CorrectionReason.TYPING_ERROR, {"place": "二楼"})
        with pytest.raises(NotFoundError):
            house.appointments.correct(DESK, link.order_id, 2, correction)
        house.appointments.cancel(DESK, link.order_id, 1)
        with pytest.raises(GoneError):
            house.appointments.correct(DESK, link.order_id, 1, correction)

    def test_a_system_that_sends_what_it_sent_before_undoes_no_correction(self, house: House, link: IssuedLink) -> None:
        corrected(house, link.order_id, phone=OTHER_PHONE, patient_birth_date="1961-02-28", patient_id="P-2")
        assert again(house, phone=PHONE).received is Received.UNCHANGED
        moved = again(house, replace(NEW, place="二楼"), phone=PHONE)
        assert moved.changed == ("place",)
        assert (moved.order.patient_birth_date, moved.order.patient_id) == ("19610228", "P-2")
        assert opens(house, link, "1961-02-28", "9999")

    def test_another_phone_of_a_system_goes_with_the_corrected_birth_date(self, house: House, link: IssuedLink) -> None:
        corrected(house, link.order_id, phone=PHONE, patient_birth_date="1961-02-28")
        again(house, phone=OTHER_PHONE)
        assert opens(house, link, "1961-02-28", "9999")

    def test_a_reprint_takes_the_phone_anew_and_else_keeps_it(self, house: House, link: IssuedLink) -> None:
        order = house.orders.by_id(link.order_id)
        renewed = house.links.reprint(DESK, order, phone=OTHER_PHONE)
        assert opens(house, renewed, last_four="9999")
        assert opens(house, house.links.reprint(DESK, order), last_four="9999")

    def test_the_factor_of_a_link_that_is_off_is_corrected_for_the_next_slip(
        self, house: House, link: IssuedLink
    ) -> None:
        house.links.revoke(DESK, link.id)
        order = corrected(house, link.order_id, phone=PHONE, patient_birth_date="1961-02-28").order
        assert not opens(house, link, "1961-02-28")
        assert opens(house, house.links.reprint(DESK, order), "1961-02-28")


class TestStudies:
    @pytest.fixture
    def order(self, house: House) -> Order:
        return house.appointments.book(HIS, 1, NEW).order

    def visible(self, house: House, order: Order) -> frozenset[int]:
        return progress_of(house.index, [order.id])[order.id].study_ids

    def reasons(self, house: House) -> list[Reason]:
        return [question.reason for question in house.bindings.questions(1)]

    def test_what_no_longer_agrees_is_hidden_until_a_person_decides(self, house: House, order: Order) -> None:
        study = send(house)
        house.bindings.bind_new_studies()
        assert self.visible(house, order) == {study}
        corrected(house, order.id, patient_id="P-2")
        assert self.visible(house, order) == frozenset()
        assert self.reasons(house) == [Reason.PATIENT_DIFFERS]
        house.bindings.settle(DESK, study, order.id, 1)
        assert self.visible(house, order) == {study}

    def test_a_system_that_corrects_has_them_judged_too(self, house: House, order: Order) -> None:
        send(house)
        house.bindings.bind_new_studies()
        again(house, replace(NEW, patient_birth_date="1961-02-28"))
        assert self.visible(house, order) == frozenset()
        assert self.reasons(house) == [Reason.PATIENT_DIFFERS]

    def test_what_a_person_bound_is_asked_again(self, house: House, order: Order) -> None:
        study = send(house, PatientID="P-9")
        house.bindings.bind_new_studies()
        house.bindings.settle(DESK, study, order.id, 1)
        corrected(house, order.id, patient_name="李四")
        assert self.visible(house, order) == frozenset()
        assert self.reasons(house) == [Reason.PATIENT_DIFFERS]

    def test_another_sex_is_another_patient_until_it_is_corrected(self, house: House, order: Order) -> None:
        study = send(house, PatientSex="F")
        house.bindings.bind_new_studies()
        corrected(house, order.id, patient_sex="M")
        assert (self.visible(house, order), self.reasons(house)) == (frozenset(), [Reason.PATIENT_DIFFERS])
        corrected(house, order.id, patient_sex="F")
        assert (self.visible(house, order), self.reasons(house)) == ({study}, [])

    def test_what_waited_is_bound_once_the_order_agrees(self, house: House, order: Order) -> None:
        study = send(house, PatientID="P-2", PatientBirthDate="19610228")
        house.bindings.bind_new_studies()
        corrected(house, order.id, patient_id="P-2", patient_birth_date="1961-02-28")
        assert self.visible(house, order) == {study}
        assert self.reasons(house) == []

    def test_corrected_back_it_is_shown_again(self, house: House, order: Order) -> None:
        study = send(house)
        house.bindings.bind_new_studies()
        corrected(house, order.id, patient_id="P-2")
        corrected(house, order.id, patient_id="P-1")
        assert self.visible(house, order) == {study}
        assert self.reasons(house) == []

    def test_what_a_person_took_off_is_not_bound_by_a_correction(self, house: House, order: Order) -> None:
        study = send(house)
        house.bindings.bind_new_studies()
        house.bindings.settle(DESK, study, None, 1)
        corrected(house, order.id, patient_name="WANG")
        assert self.visible(house, order) == frozenset()
        assert self.reasons(house) == []

    def test_another_appointment_asks_nothing(self, house: House, order: Order) -> None:
        study = send(house)
        house.bindings.bind_new_studies()
        corrected(house, order.id, place="二楼", procedure_description="MR")
        assert self.visible(house, order) == {study}
