"""Links, slips and QR codes."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from imaging.house import House
from imaging.orders.orders import NewOrder
from tests.unit.viewer.api.clients import ORDER, Client


def test_a_reprint_voids_the_former_slip_and_revoking_voids_all(api: Client, house: House) -> None:
    booking = api("POST", "/orders", json=ORDER).json()
    path = f"/orders/{booking['order']['id']}/link"
    reprinted = api("POST", path)
    assert reprinted.status_code == 201
    assert type(house.link_sessions.exchange(secret=booking["link"]["secret"])).__name__ == "Unavailable"
    assert type(house.link_sessions.exchange(secret=reprinted.json()["secret"])).__name__ == "FactorRequired"
    links = api("DELETE", path).json()["links"]
    assert [link["revoked_because"] for link in links] == ["revoked", "reprinted"]


def test_a_reprint_keeps_when_and_how_often_the_link_opens(api: Client, house: House) -> None:
    bounds = {"phone": "", "not_before": "2026-03-05T00:00:00Z", "max_openings": 3}
    booking = api("POST", "/orders", json=ORDER | bounds).json()
    assert booking["link"]["factor"] == "code"
    order_id = booking["order"]["id"]
    assert api("POST", f"/orders/{order_id}/link").json()["factor"] == "code"
    newest, former = house.links.of_order(order_id)
    assert newest.not_before == former.not_before is not None
    assert (newest.max_openings, former.max_openings) == (3, 3)


def test_a_reprint_takes_the_phone_anew(api: Client, house: House) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    secret = api("POST", f"/orders/{number}/link", json={"phone": "13900009999"}).json()["secret"]
    answer = {"birth_date": "1960-02-29", "last_four": "9999"}
    assert type(house.link_sessions.exchange(secret=secret, answer=answer)).__name__ == "Opened"
    assert api("POST", f"/orders/{number}/link", json={"telephone": "1"}).status_code == 400


def test_a_slip_shows_the_link_that_was_just_told(api: Client) -> None:
    booking = api("POST", "/orders", json=ORDER).json()
    path, told = f"/orders/{booking['order']['id']}", {key: booking["link"][key] for key in ("secret", "code")}
    picture = api("POST", f"{path}/qr.png", json=told)
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))[0].text == booking["link"]["url"]
    assert api("POST", f"{path}/qr.svg", json=told).text.startswith("<svg")
    for paper in ("a6", "roll", "sheet"):
        assert api("POST", f"{path}/slip.pdf?format={paper}", json=told).content.startswith(b"%PDF-")
    assert api("POST", f"{path}/slip.pdf?format=a5", json=told).status_code == 400
    assert api("POST", f"{path}/slip.pdf", json=told | {"secret": "guess"}).status_code == 404
    assert [link["revoked_at"] for link in api("GET", path).json()["links"]] == [None]


def test_a_slip_without_its_link_is_a_reprint(api: Client) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    assert api("POST", f"/orders/{number}/slip.pdf").content.startswith(b"%PDF-")
    links = api("GET", f"/orders/{number}").json()["links"]
    assert [link["revoked_because"] for link in links] == ["", "reprinted"]


@pytest.mark.parametrize("path", ["/orders/{}/slip.pdf", "/orders/{}/qr.svg", "/slips.pdf"])
def test_a_reprint_that_can_not_tell_the_code_keeps_the_one_that_was_handed_out(
    api: Client, house: House, path: str
) -> None:
    booking = api("POST", "/orders", json=ORDER | {"phone": ""}).json()
    number, code = booking["order"]["id"], booking["link"]["factor_code"]
    body = {"json": {"slips": [{"order_id": number, "is_reprint": True}]}} if path == "/slips.pdf" else {}
    assert api("POST", path.format(number), **body).status_code == 200
    assert [link["revoked_because"] for link in api("GET", f"/orders/{number}").json()["links"]] == ["", "reprinted"]
    # Another reprint, of which the secret can be read.
    picture = api("POST", f"/orders/{number}/qr.png")
    secret = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))[0].text.split("#")[1]
    assert type(house.link_sessions.exchange(secret=secret, answer={"code": code})).__name__ == "Opened"


def test_a_reprint_that_tells_the_code_draws_another(api: Client, house: House) -> None:
    booking = api("POST", "/orders", json=ORDER | {"phone": ""}).json()
    told = api("POST", f"/orders/{booking['order']['id']}/link").json()
    assert told["factor_code"] != booking["link"]["factor_code"]
    answer = {"code": told["factor_code"]}
    assert type(house.link_sessions.exchange(secret=told["secret"], answer=answer)).__name__ == "Opened"


def test_no_first_slip_is_printed_whose_code_nobody_is_told(api: Client, house: House) -> None:
    order = house.orders.create(1, NewOrder("A-9", "P-9", "李四", "1970-01-01", "CT"))[0]
    assert api("POST", f"/orders/{order.id}/slip.pdf").status_code == 409
    assert house.links.of_order(order.id) == ()
    assert api("POST", f"/orders/{order.id}/link").json()["factor_code"]


def test_many_slips_come_on_sheets(api: Client) -> None:
    slips = []
    for number in range(5):
        booking = api("POST", "/orders", json=ORDER | {"accession_number": f"A-{number}"}).json()
        told = {key: booking["link"][key] for key in ("secret", "code")}
        slips.append({"order_id": booking["order"]["id"], **told})
    answer = api("POST", "/slips.pdf", json={"slips": slips})
    assert answer.content.count(b"/Type /Page\n") == 2
    assert api("POST", "/slips.pdf", json={"slips": []}).status_code == 400
    assert api("POST", "/slips.pdf", json={"slips": [{"order_id": 99}]}).status_code == 404
    assert api("POST", "/slips.pdf", json={"slips": slips + slips[:1]}).status_code == 400


def test_no_slip_is_voided_unless_that_is_meant_and_all_of_them_are_printed(api: Client, house: House) -> None:
    orders = [api("POST", "/orders", json=ORDER | {"accession_number": f"A-{each}"}).json()["order"] for each in "12"]
    first, second = ({"order_id": order["id"], "is_reprint": True} for order in orders)

    def revoked() -> list[str]:
        return [link.revoked_because for order in orders for link in house.links.of_order(order["id"])]

    refused = api("POST", "/slips.pdf", json={"slips": [first, second | {"is_reprint": False}]})
    assert (refused.status_code, refused.json()["problem"]) == (409, "slip-voided")
    untold = house.orders.create(1, NewOrder("A-9", "P-9", "李四", "1970-01-01", "CT"))[0]
    wrong = second | {"secret": "guess", "code": "guess"}
    for other, status in ((wrong, 404), ({"order_id": untold.id}, 409)):
        assert api("POST", "/slips.pdf", json={"slips": [first, other]}).status_code == status
    assert revoked() == ["", ""]
    assert api("POST", "/slips.pdf", json={"slips": [first, second]}).status_code == 200
    assert revoked() == ["", "reprinted", "", "reprinted"]
