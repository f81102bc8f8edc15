"""What the front desk does eighty times a day, in a browser."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote_plus

from playwright.sync_api import Browser, expect

from imaging.orders.orders import NewOrder
from tests.acceptance.viewer.desk.desk_house import DeskHouse
from tests.acceptance.viewer.desk.sitting import signed_in
from tests.peers import require


def test_the_list_shows_the_day_and_how_far_each_order_is(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "frontdesk") as page:
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(4)
        expect(rows.filter(has_text="张三 (Zhang San)")).to_contain_text("Images are here")
        expect(rows.filter(has_text="李四 (Li Si)")).to_contain_text("Report is final")
        expect(rows.filter(has_text="王五 (Wang Wu)")).to_contain_text("Scheduled")
        page.get_by_role("radiogroup").get_by_text("Report is final").click()
        expect(rows).to_have_count(1)


def test_a_day_that_is_typed_is_taken_whole_and_one_that_is_none_is_told(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "frontdesk") as page:
        rows, field = page.locator("tbody tr"), page.get_by_label("Date", exact=True)
        expect(rows).to_have_count(4)
        today = field.input_value()
        field.fill("2020-01-15")
        field.press("Enter")
        expect(rows).to_have_count(0)
        # The month is typed anew in the middle: 1, 11, and nothing is written over meanwhile.
        field.evaluate("field => field.setSelectionRange(5, 7)")
        page.keyboard.type("11")
        assert field.evaluate("field => [field.value, field.selectionStart]") == ["2020-11-15", 7]
        with page.expect_request(re.compile("from=2020-11-1")):
            page.keyboard.press("Tab")
        field.fill("2020-11-31")
        field.blur()
        expect(field).to_have_accessible_description("Not a date. Write it as 1980-12-31.")
        page.get_by_role("button", name="Today").click()
        expect(field).to_have_value(today)
        expect(field).to_have_accessible_description("")
        expect(rows).to_have_count(4)


def test_a_scanned_accession_number_opens_its_order(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "frontdesk") as page:
        expect(page.locator("tbody tr")).to_have_count(4)
        # A hand scanner types without looking where the focus is, and ends with Enter.
        page.keyboard.type("A1003")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("王五 (Wang Wu)")


def test_a_name_that_is_searched_for_stands_in_no_address(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "frontdesk") as page:
        expect(page.locator("tbody tr")).to_have_count(4)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(unquote_plus(request.url)))
        page.get_by_label("Find").fill("Li^Si")
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody tr")).to_contain_text("李四 (Li Si)")
        assert any("/desk/api/orders/search" in address for address in asked)
        assert not [address for address in (*asked, unquote_plus(page.url)) if "Li^Si" in address]


def test_keys_lead_to_the_search_and_to_a_new_order(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "frontdesk") as page:
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("/")
        expect(page.get_by_label("Find")).to_be_focused()
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("n")
        expect(page.get_by_role("heading", level=1)).to_have_text("New order")


def test_an_order_by_hand_gives_a_slip_whose_code_opens(chromium: Browser, desk: DeskHouse, tmp_path: Path) -> None:
    pdftotext = require("pdftotext")
    with signed_in(chromium, desk, "frontdesk") as page:
        page.keyboard.press("Escape")
        page.get_by_role("link", name="New order").click()
        page.get_by_label("Accession number").fill("B2001")
        page.get_by_label("Patient ID").fill("P2001")
        page.get_by_label("Name", exact=False).first.fill("Sun^Qi=孙^七")
        page.get_by_label("Date of birth").fill("1999-12-31")
        page.get_by_label("Phone").fill("139 1234 5678")
        page.get_by_label("Exam").fill("胸部 CT 平扫")
        page.get_by_role("button", name="Take in and print the slip").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("img", name="QR code of the slip")).to_be_visible()
        code = dialog.get_by_test_id("short-code").inner_text()
        with page.expect_download() as download:
            dialog.get_by_role("link", name="Save as PDF").click()
        pdf = tmp_path / "slip.pdf"
        download.value.save_as(pdf)
        # No two slips are saved under one name.
        assert re.fullmatch(r"slip-\d+-\d+\.pdf", download.value.suggested_filename)
        text = subprocess.run([pdftotext, pdf, "-"], capture_output=True, text=True, check=True).stdout
        assert "孙" in text
        assert code in text
        dialog.get_by_role("button", name="Close").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("孙七 (Sun Qi)")
    order = desk.open.house.orders.by_accession_number(desk.open.hospital_id, "B2001")
    assert order is not None
    assert order.patient_birth_date == "19991231"


def test_a_reprint_asks_and_voids_the_former_slip(chromium: Browser, desk: DeskHouse) -> None:
    house = desk.open.house
    order = house.orders.by_accession_number(desk.open.hospital_id, "A1003")
    assert order is not None
    with signed_in(chromium, desk, "frontdesk") as page:
        page.goto(f"{desk.url}/#/orders/{order.id}")
        page.get_by_role("button", name="New slip").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("The former slip opens nothing any more")
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        dialog.get_by_role("button", name="Void the former and print").click()
        expect(page.get_by_role("img", name="QR code of the slip")).to_be_visible()
        page.get_by_role("dialog", name="Slip", exact=True).get_by_role("button", name="Close").click()
        expect(page.get_by_text("replaced by a newer slip")).to_be_visible()
    newest, former = house.links.of_order(order.id)
    assert newest.revoked_at is None
    assert former.revoked_because == "reprinted"


def test_a_list_is_taken_line_by_line(chromium: Browser, desk: DeskHouse, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    lines = [
        "检查号,患者编号,姓名,出生日期,检查项目,手机号",
        "C1,P31,周八,1980-02-29,头颅 CT,13700001111",
        "C2,P32,吴九,nonsense,CT,",
    ]
    file.write_bytes("\r\n".join(lines).encode("gb18030"))
    with signed_in(chromium, desk, "frontdesk") as page:
        page.get_by_role("link", name="Upload a list").click()
        with page.expect_file_chooser() as chooser:
            page.get_by_label("Choose a file").click()
        chooser.value.set_files(file)
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("status").last).to_have_text("1 lines were taken, 1 were not.")
        expect(page.locator("tbody tr").nth(1)).to_contain_text("1990-01-31")
        expect(page.get_by_role("button", name="Print the new slips")).to_be_visible()
        expect(page.get_by_text("These slips are shown once")).to_be_visible()
        expect(page.get_by_role("link", name="Save as PDF")).to_have_attribute("download", re.compile("^slip-"))


def test_differences_are_shown_and_a_doubtful_binding_asks_again(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "frontdesk") as page:
        page.get_by_role("link", name=re.compile("Studies to decide")).click()
        page.get_by_role("link", name="王六 (Wang Liu)").click()
        expect(page.get_by_role("alert")).to_contain_text("the patient differs: Name, Date of birth, Sex.")
        candidate = page.get_by_role("region", name="A1003")
        expect(candidate.locator("[data-differs]")).to_have_count(3)
        candidate.get_by_role("button", name="It belongs to this order").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Name, Date of birth, and Sex")
        dialog.get_by_role("button", name="Yes, it is this patient").click()
        expect(page).to_have_url(re.compile("#/queue$"))
        expect(page.get_by_role("link", name="王六 (Wang Liu)")).to_have_count(0)
    order = desk.open.house.orders.by_accession_number(desk.open.hospital_id, "A1003")
    assert order is not None
    assert len(desk.open.house.bindings.study_ids(order.id)) == 1


def test_a_mistyped_birth_date_is_corrected_and_the_slip_goes_on_opening(chromium: Browser, desk: DeskHouse) -> None:
    house = desk.open.house
    order = house.orders.by_accession_number(desk.open.hospital_id, "A1004")
    assert order is not None
    with signed_in(chromium, desk, "frontdesk") as page:
        page.goto(f"{desk.url}/#/orders/{order.id}")
        page.get_by_role("button", name="Correct").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Date of birth").fill("2001-06-16")
        dialog.get_by_label("Why").select_option("An identity document was shown")
        dialog.get_by_role("button", name="Correct").click()
        expect(dialog.get_by_label("Phone")).to_be_focused()
        expect(dialog).to_contain_text("together with the phone or ID number")
        dialog.get_by_label("Phone").fill("13800001234")
        dialog.get_by_role("button", name="Correct").click()
        news = page.get_by_role("status").filter(has_text="Corrected: Date of birth, What opens the link.")
        expect(news).to_be_visible()
        expect(page.get_by_text("2001-06-16")).to_be_visible()
    (link,) = house.links.of_order(order.id)
    assert link.revoked_at is None
    assert house.orders.by_id(order.id).patient_birth_date == "20010616"


def test_a_mistyped_number_is_corrected_and_the_former_one_asks_before_it_is_used_again(
    chromium: Browser, desk: DeskHouse
) -> None:
    house = desk.open.house
    new = NewOrder("E8001", "P80", "Zheng^Shi=郑^十", "19600229", "CT")
    booking = house.appointments.book(desk.people["frontdesk"], desk.open.hospital_id, new, phone="13800001234")
    with signed_in(chromium, desk, "frontdesk") as page:
        page.goto(f"{desk.url}/#/orders/{booking.order.id}")
        page.get_by_role("button", name="Correct").click()
        dialog = page.get_by_role("dialog")
        number = dialog.get_by_label("Accession number")
        number.fill("A1001")
        dialog.get_by_role("button", name="Correct").click()
        expect(dialog.get_by_role("alert")).to_have_text("Another order has the accession number A1001.")
        number.fill("E8010")
        dialog.get_by_role("button", name="Correct").click()
        news = page.get_by_role("status").filter(has_text="Corrected: Accession number. The slip stays good.")
        expect(news).to_be_visible()
        expect(page.get_by_text("E8010")).to_be_visible()
        page.goto(f"{desk.url}/#/orders/new")
        typed = {
            "accession_number": "E8001",
            "patient_id": "P80",
            "patient_name": "郑十",
            "procedure_description": "MR",
        }
        for name, value in typed.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=patient_birth_date]").fill("1960-02-29")
        page.get_by_role("button", name="Take in and print the slip").click()
        expect(page.get_by_role("alert")).to_contain_text("until it was corrected to E8010")
        page.get_by_role("button", name="It is another exam: take it in").click()
        expect(page.get_by_role("img", name="QR code of the slip")).to_be_visible()
    assert house.orders.by_id(booking.order.id).accession_number == "E8010"
    another = house.orders.by_accession_number(desk.open.hospital_id, "E8001")
    assert another is not None
    assert another.id != booking.order.id
