"""Orders and their reports at the desk, and what the audit holds of whoever sees them."""

from __future__ import annotations

from base64 import b64encode

import httpx

from imaging.access.actors import Role
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment


def test_a_file_of_orders_that_breaks_in_the_middle_books_nothing(opened: Establishment, browser: httpx.Client) -> None:
    word = sign_in(browser, "front-desk")
    head = "accession number,patient id,name,birth date,procedure\n"
    text = head + 'CSV-1,P-1,Wang,1960-02-29,CT\nCSV-2,P-2,"' + "x" * 200_000 + '",1970-01-01,CT\n'
    headers = word | {"Content-Type": "text/csv"}
    assert browser.post("/desk/api/orders/csv", content=text.encode(), headers=headers).status_code == 400
    assert opened.house.orders.by_accession_number(opened.hospital_id, "CSV-1") is None


def test_a_correction_takes_only_what_was_said(opened: Establishment, browser: httpx.Client) -> None:
    house, word = opened.house, sign_in(browser, "front-desk")
    new = NewOrder("K-1", "P-1", "王小明", "19600229", "CT", place="一楼")
    order = house.appointments.book(house.people.by_login("front-desk"), opened.hospital_id, new, phone="5678").order
    path = f"/desk/api/orders/{order.id}/correct"
    right = {"patient_birth_date": "1961-02-28", "phone": "5678", "patient_name": None}
    assert browser.post(path, json=right, headers=word).status_code == 400, "a correction has a reason"
    answer = browser.post(path, json=right | {"reason": "typing-error"}, headers=word).json()
    assert answer["changed"] == ["patient_birth_date", "second_factor"]
    kept = answer["order"]
    assert (kept["patient_birth_date"], kept["patient_name"], kept["place"]) == ("19610228", "王小明", "一楼")
    alone = {"patient_birth_date": "1962-02-28", "reason": "typing-error"}
    assert browser.post(path, json=alone, headers=word).status_code == 409
    number = {"accession_number": "K-2", "reason": "typing-error"}
    corrected = browser.post(path, json=number, headers=word).json()
    assert (corrected["changed"], corrected["order"]["accession_number"]) == (["accession_number"], "K-2")
    assert browser.post(path, json={"hospital_id": 2, "reason": "typing-error"}, headers=word).status_code == 400


def test_what_is_seen_at_the_desk_is_in_the_audit(opened: Establishment, browser: httpx.Client) -> None:
    house = opened.house
    doctor = house.people.add("doctor", PASSWORD, opened.hospital_id, Role.RADIOLOGIST)
    new = NewOrder("R-1", "P-1", "孙七", "19600229", "CT")
    order = house.appointments.book(doctor, opened.hospital_id, new).order
    house.reports.add(doctor, order.id, opened.hospital_id, NewReport(ReportState.FINAL, "未见异常"))
    word = sign_in(browser, "doctor")
    before = len(told(opened, "doctor"))
    for _ in range(2):
        found = browser.post("/desk/api/orders/search", json={"text": "孙七"}, headers=word).json()["orders"]
        assert [each["id"] for each in found] == [order.id]
    for path in ("questions", f"orders/{order.id}"):
        for _ in range(2):
            assert browser.get(f"/desk/api/{path}").status_code == 200
    role = {"role": "radiologist"}
    assert told(opened, "doctor")[before:] == [
        ("see-orders", "", {"list": "orders", "by": "text", "count": 1, **role}),
        ("see-questions", "", {"list": "questions", "count": 0, **role}),
        ("see-orders", "order", role),
        ("see-reports", "order", role),
    ]
    (opening,) = house.access_log.openings((), order.id)
    assert (opening.actor_kind, opening.role, opening.action) == ("person", "radiologist", "see-reports")


def test_what_patients_read_at_once_is_brought_only_by_whoever_may_sign(
    opened: Establishment, browser: httpx.Client
) -> None:
    house = opened.house
    bringer = house.people.add("bringer", PASSWORD, opened.hospital_id, Role.RADIOLOGIST, "陈医师")
    new = NewOrder("R-4", "P-4", "Li", "19600229", "CT")
    order = house.appointments.book(bringer, opened.hospital_id, new).order
    path, word = f"/desk/api/orders/{order.id}/reports", sign_in(browser, "bringer")
    final = {"state": "final", "author": "外院 王医师", "pdf": b64encode(b"%PDF-1.7\nfindings").decode()}

    def bring(body: dict[str, str]) -> tuple[int, str]:
        answer = browser.post(path, json=body, headers=word)
        return answer.status_code, answer.json().get("problem", "")

    assert bring(final | {"password": PASSWORD}) == (403, "not-licensed")
    assert bring({"state": "preliminary", "text": "未见异常"}) == (200, "")
    assert house.reports.for_patient(order.id) == (), "nobody with a licence stands for it"
    house.people.set_licence(bringer.user_id, "110")
    house.people.confirm_licence(bringer.user_id, "110", None)
    assert bring(final) == (403, "wrong-proof")
    assert bring(final | {"password": "somebody else's"}) == (403, "wrong-proof")
    assert bring({"state": "final", "text": "未见异常", "password": PASSWORD}) == (400, "report-needs-pdf")
    assert bring(final | {"password": PASSWORD}) == (200, "")
    (report,) = house.reports.for_patient(order.id)
    assert (report.state, report.author) == ("final", "外院 王医师 / 陈医师")
    house.people.set_licence(bringer.user_id, "111")
    assert bring(final | {"state": "amended", "password": PASSWORD}) == (403, "not-licensed")
    assert house.reports.for_patient(order.id) == (report,)


def test_the_front_desk_sees_that_there_is_a_report_and_not_what_it_says(
    opened: Establishment, browser: httpx.Client
) -> None:
    house = opened.house
    writer = house.people.add("writer", PASSWORD, opened.hospital_id, Role.RADIOLOGIST)
    new = NewOrder("R-2", "P-2", "Li", "19600229", "CT")
    order = house.appointments.book(writer, opened.hospital_id, new).order
    house.reports.add(writer, order.id, opened.hospital_id, NewReport(ReportState.FINAL, "未见异常"))
    sign_in(browser, "front-desk")
    (report,) = browser.get(f"/desk/api/orders/{order.id}").json()["reports"]
    assert (report["state"], report["text"]) == ("final", "")
    assert house.access_log.openings((), order.id) == ()


def test_a_reports_pdf_is_saved_by_whoever_may_see_reports_and_can_do_nothing(
    opened: Establishment, browser: httpx.Client
) -> None:
    house = opened.house
    reader = house.people.add("reader", PASSWORD, opened.hospital_id, Role.CLINICIAN)
    other = house.hospitals.ensure("OTHER", "Another hospital")
    pdf = b"%PDF-1.7\nfindings"
    orders = [
        house.appointments.book(reader, hospital_id, NewOrder("R-3", "P-3", "Li", "19600229", "CT")).order
        for hospital_id in (opened.hospital_id, other.id)
    ]
    for order in orders:
        house.reports.add(reader, order.id, order.hospital_id, NewReport(ReportState.DRAFT, pdf=pdf))
    path = f"/desk/api/orders/{orders[0].id}/reports"
    sign_in(browser, "front-desk")
    assert browser.get(f"{path}/1.pdf").status_code == 403
    sign_in(browser, "reader")
    before = len(told(opened, "reader"))
    answer = browser.get(f"{path}/1.pdf")
    assert (answer.content, answer.headers["content-type"]) == (pdf, "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "no-store"
    assert told(opened, "reader")[before:] == [("see-reports", "order", {"role": "clinician"})]
    assert browser.get(f"{path}/2.pdf").status_code == 404
    assert browser.get(f"/desk/api/orders/{orders[1].id}/reports/1.pdf").status_code == 404
