"""Reports as doctors write, review and sign them, in a browser; and what the patient's page makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from imaging.index.tables import critical_results
from imaging.orders.report_rules import ReleaseRule, ReportRules
from tests.acceptance.viewer.desk.desk_house import PASSWORD
from tests.acceptance.viewer.desk.report_hands import (
    acknowledge,
    add,
    begin_without_licence,
    check_and_save,
    from_inbox,
    guess,
    prove,
    send_back,
    sign,
    sign_behind,
    submit,
    use_template,
    write,
)
from tests.acceptance.viewer.desk.sitting import DESKTOP, PHONE, sign_in, signed_in
from tests.acceptance.viewer.desk.test_looks import look
from tests.acceptance.viewer.desk.ward import Ward, ward_in
from tests.acceptance.viewer.patient.visits import phone

SHOTS = [("zh-CN", "light", DESKTOP), ("en-GB", "dark", PHONE)]


NARROW = {"width": 320, "height": 720}


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    with ward_in(tmp_path_factory.mktemp("ward")) as opened:
        yield opened


def test_a_report_is_written_survives_a_reload_is_signed_and_reaches_the_patient(chromium: Browser, ward: Ward) -> None:
    order, house = ward.exam("W1"), ward.desk.open.house
    with signed_in(chromium, ward.desk, "senior") as page:
        page.goto(f"{ward.url}/#/orders/{order.id}")
        page.get_by_role("link", name="Report page").click()
        page.get_by_role("button", name="Write report").click()
        use_template(page, "Head CT without contrast")
        expect(page.get_by_role("textbox", name="Findings")).to_contain_text("cerebral hemispheres")
        # The first field is selected: typing fills it, Tab goes to the next one.
        expect(page.get_by_role("textbox", name="Technique")).to_be_focused()
        page.keyboard.type("5 ")
        page.keyboard.press("Tab")
        page.keyboard.type("A small haemorrhage in the left temporal lobe.")
        expect(page.get_by_text(re.compile("^Saved at"))).to_be_visible()
        page.reload()
        expect(page.get_by_role("textbox", name="Technique")).to_contain_text("slice thickness 5 mm")
        expect(page.get_by_role("textbox", name="Findings")).to_contain_text("A small haemorrhage")
        assert house.reports.for_patient(order.id) == ()
        page.get_by_role("textbox", name="Impression").click()
        page.keyboard.press("Control+Enter")
        guess(page)
        prove(page, "Sign")
        versions = page.get_by_role("region", name="Versions")
        expect(versions).to_contain_text("A small haemorrhage in the left temporal lobe.")
        expect(versions).to_contain_text("The patient can read it.")
        check_and_save(page)
    (report,) = house.reports.for_patient(order.id)
    assert "A small haemorrhage in the left temporal lobe." in report.text
    assert "slice thickness 5 mm" in report.text


def test_a_resident_submits_and_a_senior_sends_back_changes_and_signs(chromium: Browser, ward: Ward) -> None:
    order, house = ward.exam("W2"), ward.desk.open.house
    with signed_in(chromium, ward.desk, "resident") as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        begin_without_licence(page)
        write(page, "Findings", "Nodule of 5 mm.")
        expect(page.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
        submit(page)
        expect(page.get_by_role("region", name="Versions")).to_contain_text("does not see a preliminary report")
    assert house.reports.for_patient(order.id) == ()
    with signed_in(chromium, ward.desk, "senior") as page:
        from_inbox(page, "W2")
        page.get_by_role("button", name="Review").click()
        send_back(page, "Which lung?")
        expect(page.get_by_text(re.compile("^Resident 医师 is writing since"))).to_be_visible()
    with signed_in(chromium, ward.desk, "resident") as page:
        from_inbox(page, "W2")
        expect(page.get_by_text("Which lung?").first).to_be_visible()
        add(page, " Right lung.")
        submit(page)
        expect(page.get_by_role("button", name="Take back")).to_be_visible()
    with signed_in(chromium, ward.desk, "senior") as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        page.get_by_role("button", name="Review").click()
        add(page, " Follow up.")
        sign(page)
        expect(page.get_by_role("region", name="Versions")).to_contain_text("Senior 医师")
        page.get_by_role("button", name="Compare with the former version").first.click()
        expect(page.locator("ins")).to_have_text("Follow up.")
    (report,) = house.reports.for_patient(order.id)
    assert (report.author, "Right lung. Follow up." in report.text) == ("Resident 医师 / Senior 医师", True)


def test_a_correction_is_a_version_with_a_reason_and_shown_differences(chromium: Browser, ward: Ward) -> None:
    order, house = ward.exam("W3"), ward.desk.open.house
    with signed_in(chromium, ward.desk, "senior") as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        page.get_by_role("button", name="Write report").click()
        write(page, "Impression", "Fracture of the left femur.")
        sign(page)
        page.get_by_role("button", name="Correct the report").click()
        page.get_by_role("dialog").get_by_label("Why").fill("wrong side")
        page.get_by_role("dialog").get_by_role("button", name="Begin").click()
        section = page.get_by_role("textbox", name="Impression")
        expect(section).to_have_text("Fracture of the left femur.")
        section.fill("Fracture of the right femur.")
        sign(page)
        versions = page.get_by_role("region", name="Versions")
        expect(versions).to_contain_text("Reason: wrong side")
        versions.get_by_role("button", name="Compare with the former version").first.click()
        expect(versions.locator("del")).to_have_text("left")
        expect(versions.locator("ins")).to_have_text("right")
    assert [report.state for report in house.reports.for_patient(order.id)] == ["amended", "final"]


def test_words_typed_while_a_save_is_on_its_way_outlast_the_page(chromium: Browser, ward: Ward) -> None:
    order = ward.exam("W8")
    with signed_in(chromium, ward.desk, "senior") as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        page.get_by_role("button", name="Write report").click()
        page.get_by_role("textbox", name="Findings").click()
        page.keyboard.type("Clear")
        # Saved by key, and written on at once; the page is left before anything was answered.
        page.keyboard.press("Control+s")
        page.keyboard.type(" lungs.")
        page.goto("about:blank")
        page.goto(f"{ward.url}/#/reports/{order.id}")
        expect(page.get_by_role("textbox", name="Findings")).to_have_text("Clear lungs.")
        # The session ends while somebody writes: the words stay, and are saved once they have signed in again.
        sessions = ward.desk.open.house.sessions
        sessions.end_others(ward.desk.open.house.people.by_login("senior").user_id)
        sessions._known.clear()
        add(page, " No effusion.")
        alert = page.get_by_role("alert").filter(has_text="You are signed out")
        with page.context.expect_page() as beside:
            alert.get_by_role("link", name="Sign in in another tab").click()
        sign_in(beside.value, "senior")
        expect(page.get_by_text(re.compile("^Saved at"))).to_be_visible(timeout=15_000)
        expect(alert).to_have_count(0)
        page.reload()
        expect(page.get_by_role("textbox", name="Findings")).to_have_text("Clear lungs. No effusion.")


def test_words_that_are_not_saved_are_asked_about_before_somebody_signs_out(chromium: Browser, ward: Ward) -> None:
    order = ward.exam("W18")
    with signed_in(chromium, ward.desk, "senior") as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        page.get_by_role("button", name="Write report").click()
        write(page, "Findings", "Clear lungs.")
        page.route("**/save", lambda route: route.abort())
        add(page, " No fracture.")
        page.get_by_role("button", name="Sign out", exact=True).click()
        dialog = page.get_by_role("dialog", name="Sign out all the same?")
        expect(dialog).to_be_visible()
        look(page, "leaving")
        dialog.get_by_role("button", name="Stay").click()
        expect(dialog).to_have_count(0)
        page.unroute("**/save")
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
        sign_in(page, "senior")
        page.goto(f"{ward.url}/#/reports/{order.id}")
        expect(page.get_by_role("textbox", name="Findings")).to_have_text("Clear lungs. No fracture.")
        page.route("**/save", lambda route: route.abort())
        add(page, " Nothing else.")
        page.get_by_role("button", name="Sign out", exact=True).click()
        dialog.get_by_role("button", name="Sign out all the same").click()
        expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_two_windows_lose_nothing_and_markup_is_shown_as_it_is(chromium: Browser, ward: Ward) -> None:
    order = ward.exam("W4")
    payload = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    with signed_in(chromium, ward.desk, "senior") as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        page.get_by_role("button", name="Write report").click()
        write(page, "Findings", payload)
        other = page.context.new_page()
        other.goto(f"{ward.url}/#/reports/{order.id}")
        expect(other.get_by_role("textbox", name="Findings")).to_have_text(payload)
        write(other, "Impression", "Written in the second window.")
        page.get_by_role("textbox", name="Impression").click()
        page.keyboard.type("Written in the first window.")
        alert = page.get_by_role("alert").filter(has_text="another window")
        alert.get_by_role("button", name="Keep my text").click()
        expect(alert).to_have_count(0)
        expect(page.get_by_text(re.compile("^Saved at"))).to_be_visible()
        sign_behind(other, "Written in the first window.")
        sign(page)
        versions = page.get_by_role("region", name="Versions")
        expect(versions).to_contain_text(payload)
        expect(versions).to_contain_text("Written in the first window.")
        expect(versions.locator("img, script")).to_have_count(0)
        other.close()
    desk = ward.desk.open.house.reporting
    (written,) = desk.signing.written(order.id).values()
    aside = [step.sections for step in desk.works.steps(written.work_id) if step.kind == "set-aside"]
    assert any("second window" in sections for sections in aside)


def test_a_critical_result_is_acknowledged_by_a_clinician(chromium: Browser, ward: Ward) -> None:
    order, house = ward.exam("W5"), ward.desk.open.house
    with signed_in(chromium, ward.desk, "senior") as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        page.get_by_role("button", name="Write report").click()
        page.get_by_role("button", name="Mark critical").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Finding").select_option("Pulmonary embolism")
        dialog.get_by_label("Who must know").select_option("Clinician 医师")
        dialog.get_by_role("button", name="Alert").click()
        expect(page.get_by_role("alert")).to_contain_text("Nobody has acknowledged it yet.")
    with house.index.write() as connection:
        connection.execute(update(critical_results).values(escalate_at=house.clock.now() - timedelta(minutes=1)))
    assert house.reporting.critical.escalate() == 1
    with signed_in(chromium, ward.desk, "clinician", locale="zh-CN", viewport=DESKTOP) as page:
        page.get_by_role("link", name="待确认的危急值：1，其中超时：1").click()
        look(page, "zh-critical")
    with signed_in(chromium, ward.desk, "clinician", viewport=NARROW, color_scheme="dark") as page:
        page.get_by_role("link", name="Critical results to acknowledge: 1, overdue: 1").click()
        expect(page.get_by_role("heading", name="Overdue")).to_be_visible()
        expect(page.get_by_text("every clinician was told")).to_be_visible()
        look(page, "critical-overdue")
        page.get_by_role("button", name="Acknowledge").click()
        acknowledge(page.get_by_role("dialog"))
        expect(page.get_by_role("heading", name="Settled in the last seven days")).to_be_visible()
        expect(page.get_by_text("told by phone (nurse of ward 3)")).to_be_visible()
        expect(page.get_by_role("link", name=re.compile("Critical results to acknowledge"))).to_have_count(0)
        look(page, "critical-settled")
    (known,) = house.reporting.critical.of_order(order.id)
    assert (known.acknowledged_by, known.how, known.told_to) == ("Clinician 医师", "phone", "nurse of ward 3")


def release(chromium: Browser, ward: Ward, order_id: int) -> None:
    """Have a clinician let the patient read it."""
    with signed_in(chromium, ward.desk, "clinician") as page:
        page.goto(f"{ward.url}/#/reports/{order_id}")
        page.get_by_role("button", name="Release to the patient").click()
        expect(page.get_by_text("The patient can read it.")).to_be_visible()


def test_the_hospitals_rule_is_kept_and_a_clinician_releases(chromium: Browser, ward: Ward) -> None:
    house, hospital_id = ward.desk.open.house, ward.desk.open.hospital_id
    booking = ward.booked("W6")
    order, link = booking.order, booking.link
    assert link is not None
    with signed_in(chromium, ward.desk, "admin") as page:
        page.get_by_role("link", name="Reports", exact=True).click()
        page.get_by_label("The patient reads a report").select_option("when somebody has released it")
        page.get_by_label("Heading", exact=True).fill("第一人民医院")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert house.reporting.rules.of(hospital_id).release is ReleaseRule.BY_PERSON
    with signed_in(chromium, ward.desk, "senior") as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        page.get_by_role("button", name="Write report").click()
        write(page, "Impression", "Normal.")
        sign(page)
        expect(page.get_by_text("The patient reads it when somebody releases it.")).to_be_visible()
    with phone(chromium, "en-GB") as held:
        held.page.goto(link.url(ward.url))
        held.answer("1234", "19900131")
        expect(held.main).to_contain_text("Images are here")
        expect(held.page.get_by_role("button", name=re.compile("report", re.IGNORECASE))).to_have_count(0)
        release(chromium, ward, order.id)
        held.page.reload()
        held.page.get_by_role("button", name=re.compile("report", re.IGNORECASE)).first.click()
        expect(held.main).to_contain_text("Normal.")
        expect(held.main).to_contain_text("Senior 医师")
    house.reporting.rules.change(ward.people["senior"], hospital_id, ReportRules())


@pytest.mark.parametrize(("locale", "scheme", "viewport"), SHOTS)
def test_the_pages_of_reports_are_free_of_barriers(
    chromium: Browser, ward: Ward, locale: str, scheme: str, viewport: dict[str, int]
) -> None:
    kind, order = f"{locale[:2]}-{scheme}", ward.exam(f"L{locale[:2]}")
    with signed_in(chromium, ward.desk, "senior", locale=locale, color_scheme=scheme, viewport=viewport) as page:
        page.goto(f"{ward.url}/#/reports/{order.id}")
        look(page, f"{kind}-report-empty")
        page.get_by_role("button", name=re.compile("Write report|书写报告")).click()
        expect(page.get_by_role("textbox").first).to_be_visible()
        look(page, f"{kind}-report-writing")
        page.get_by_role("textbox", name=re.compile("Findings|影像所见")).click()
        page.keyboard.type("左侧颞叶见斑片状高密度影。Nothing else.")
        page.get_by_role("button", name=re.compile("^(Sign|签发)$")).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        look(page, f"{kind}-report-signing")
        page.get_by_role("dialog").locator("input").fill(PASSWORD)
        page.get_by_role("dialog").locator("button[type=submit]").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        look(page, f"{kind}-report-signed")
        for name, path in (("inbox", "/inbox"), ("templates", "/templates")):
            page.goto(f"{ward.url}/#{path}")
            look(page, f"{kind}-{name}")
        page.get_by_role("button", name=re.compile("New template|新建模板")).click()
        look(page, f"{kind}-template")
    with signed_in(chromium, ward.desk, "admin", locale=locale, color_scheme=scheme, viewport=viewport) as page:
        page.goto(f"{ward.url}/#/report-rules")
        look(page, f"{kind}-report-rules")
