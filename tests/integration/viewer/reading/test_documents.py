"""An encapsulated PDF is shown page by page to whoever may read it, and each look leaves a trace."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from PIL import Image

from imaging.access.actors import Role
from imaging.dicom.documents import DocumentSubject, encapsulated_pdf
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment
from tests.unit.imaging.reading.test_pdf_pages import block, nothing, written

STUDY = "1.2.77.1"


@pytest.fixture(scope="module")
def path(opened: Establishment, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where a document of two pages is read."""
    file: Path = tmp_path_factory.mktemp("pdf") / "dose.dcm"
    subject = DocumentSubject(STUDY, "Dose^Test", "P77")
    file.write_bytes(encapsulated_pdf(written(block, nothing), subject, title="Dose", made_at=datetime.now(UTC)))
    opened.receive(file)
    (instance,) = opened.house.archive.retrieve.instances_of(None, STUDY)
    return f"/desk/api/instances/{instance.id}/document"


def test_a_document_is_shown_and_still_saved(doctor: httpx.Client, opened: Establishment, path: str) -> None:
    told = doctor.get(f"{path}/pages").json()
    assert (told["count"], [page["text"] for page in told["pages"]]) == (2, ["Dose 12.5 mGy", ""])
    page = doctor.get(f"{path}/pages/2?width=800")
    assert (page.status_code, page.headers["content-type"]) == (200, "image/png")
    # As the file itself: who may see it can change.
    assert page.headers["cache-control"] == doctor.get(f"{path}.pdf").headers["cache-control"] == "no-store"
    assert Image.open(io.BytesIO(page.content)).width in {800, 801}
    assert doctor.get(f"{path}/pages/2?width=801").status_code == 400
    assert doctor.get(f"{path}/pages/0").status_code == 404
    assert doctor.get(f"{path}.pdf").content.startswith(b"%PDF-")


def test_a_look_leaves_a_trace_and_strangers_see_nothing(
    doctor: httpx.Client, opened: Establishment, path: str
) -> None:
    doctor.get(f"{path}/pages/1?width=400")
    assert ("see-reports", "study") in [(action, kind) for action, kind, _ in told(opened, "radiologist")]
    stranger = opened.house.hospitals.add("FAR", "A hospital far away")
    opened.house.people.add("far", PASSWORD, stranger.id, Role.CLINICIAN)
    with httpx.Client(base_url=opened.served.url) as client:
        sign_in(client, "far")
        for each in ("pages", "pages/1"):
            assert client.get(f"{path}/{each}").status_code in {403, 404}
