"""What an administrator does: asks a machine whether it is there, signs somebody out everywhere."""

from __future__ import annotations

import httpx
from pynetdicom import AE

from gateway.sop_classes import VERIFICATION
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import sign_in
from tests.ports import free_port
from tests.serving import Establishment


def test_a_machine_is_tested_and_the_audit_knows(opened: Establishment, browser: httpx.Client) -> None:
    word, port = sign_in(browser, "administrator"), free_port()
    form = {"title": "PACS", "host": "127.0.0.1", "port": port}
    (machine,) = browser.post("/desk/api/machines", json=form, headers=word).json()["machines"]
    path = f"/desk/api/machines/{machine['id']}/test"
    assert browser.post(path, headers=word).json()["outcome"] == "no-dicom"
    entity = AE(ae_title="PACS")
    entity.add_supported_context(VERIFICATION)
    server = entity.start_server(("127.0.0.1", port), block=False)
    try:
        assert browser.post(path, headers=word).json()["outcome"] == "answers"
    finally:
        server.shutdown()
    assert ("test-machine", "device", {}) in told(opened, "administrator")
    failed = opened.house.audit.list(hospital_id=opened.hospital_id, limit=10)
    assert ("test-machine", "failed", '{"why": "no-dicom"}') in {(e.action, e.outcome, e.detail) for e in failed}
    (entry,) = opened.house.ae_titles.list(opened.hospital_id)
    opened.house.ae_titles.remove(entry.id, opened.hospital_id)
    assert browser.post(path, headers=word).status_code == 404


def test_an_administrator_signs_somebody_out_everywhere(opened: Establishment, browser: httpx.Client) -> None:
    with httpx.Client(base_url=opened.served.url) as theirs:
        sign_in(theirs, "front-desk")
        word = sign_in(browser, "administrator")
        person = opened.house.people.by_login("front-desk")
        assert browser.post(f"/desk/api/people/{person.user_id}/sign-out", headers=word, json={}).status_code == 200
        assert theirs.get("/desk/api/account").status_code == 401
        assert browser.get("/desk/api/account").status_code == 200
    assert ("end-sessions", "person", {}) in told(opened, "administrator")
