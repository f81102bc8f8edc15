"""Orders as a CSV file."""

from __future__ import annotations

import pytest

from imaging.access.actors import Actor
from imaging.errors import UnavailableError
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.sharing.appointments import Appointments, Booking
from tests.unit.viewer.api.clients import Client


def test_a_csv_file_is_taken_line_by_line(api: Client) -> None:
    text = (
        "检查号,患者编号,姓名,出生日期,检查项目,手机号\n"
        "A1,P1,王小明,1960/2/29,CT,13912345678\nA2,P2,李四,x,CT,\nA1,P1,王小明,1960/2/29,CT,\nA1,P9,赵五,1960/2/29,CT,\n"
    )
    answer = api("POST", "/orders/csv", content=text.encode("gb18030"), headers={"Content-Type": "text/csv"}).json()
    assert (answer["created"], answer["unchanged"], answer["failed"]) == (1, 1, 2)
    assert [line["line"] for line in answer["lines"] if line["error"]] == [3, 5]
    assert answer["lines"][0]["booking"]["link"]["secret"]
    assert api("POST", "/orders/csv", content=b"x", headers={"Content-Type": "text/csv"}).status_code == 400
    assert api("POST", "/orders/csv", json={}).status_code == 415


def test_a_line_that_corrects_a_phone_says_so(api: Client) -> None:
    head, order = "检查号,患者编号,姓名,出生日期,检查项目,手机号\n", "A1,P1,王小明,1960/2/29,CT,{}\n"
    headers = {"Content-Type": "text/csv"}
    api("POST", "/orders/csv", content=(head + order.format("13912345678")).encode(), headers=headers)
    answer = api("POST", "/orders/csv", content=(head + order.format("13900009999")).encode(), headers=headers).json()
    assert answer["lines"][0]["booking"]["changed"] == ["second_factor"]


CSV_OF_TWO = "accession number,patient id,name,birth date,procedure\nA1,P1,Wang,1960-02-29,CT\nA2,P2,Li,1970-01-01,CT\n"


def test_a_csv_file_that_breaks_in_the_middle_books_nothing(api: Client, house: House) -> None:
    text = CSV_OF_TWO + 'A3,P3,"' + "x" * 200_000 + '",1970-01-01,CT\n'
    answer = api("POST", "/orders/csv", content=text.encode(), headers={"Content-Type": "text/csv"})
    assert answer.status_code == 400
    assert house.orders.list(1) == ()


def test_an_index_that_fails_in_the_middle_of_a_csv_file_loses_no_secret(
    api: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Appointments.book

    def book_one(self: Appointments, actor: Actor, hospital_id: int, new: NewOrder, **more: str) -> Booking:
        if new.accession_number == "A2":
            raise UnavailableError("The index can't be reached.")
        return book(self, actor, hospital_id, new, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Appointments, "book", book_one)
    text = CSV_OF_TWO + "A3,P3,Zhao,1980-01-01,CT\n"
    answer = api("POST", "/orders/csv", content=text.encode(), headers={"Content-Type": "text/csv"}).json()
    first, second, third = answer["lines"]
    assert first["booking"]["link"]["secret"]
    assert (second["error"], second["booking"]) == ("The index can't be reached.", None)
    assert third["booking"]["link"]["secret"]
