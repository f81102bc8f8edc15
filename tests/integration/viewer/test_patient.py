"""The patient's addresses over real HTTP: what opens, what never opens, and what is written down about it."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pydicom
import pytest
from PIL import Image

from imaging.access.actors import Action, Operator, Role
from imaging.access.audit import Subject, SubjectKind
from imaging.access.reader import Reader
from imaging.orders.reports import ReportState
from imaging.sharing.film import Films
from imaging.sharing.takeaway import Takeaways
from tests.acceptance.viewer.patient.visits import BIRTH_DATE, PHONE, Exam, book
from tests.engines import receive
from tests.serving import Establishment, establishment

RIGHT = {"birth_date": BIRTH_DATE, "last_four": PHONE[-4:]}
WEBP = {"format": "webp", "size": 1024}
NAMES = ("Zhang", "张^三", "DEMO0002", "头颅")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Establishment]:
    with establishment(tmp_path) as opened:
        yield opened


@pytest.fixture
def exam(place: Establishment) -> Exam:
    return book(place)


@pytest.fixture
def client(place: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=place.served.url, timeout=60) as opened:
        yield opened


def open_link(client: httpx.Client, exam: Exam, **given: Any) -> httpx.Response:
    body = {"secret": exam.link.secret.text, "picture": WEBP, **given}
    return client.post("/i/api/session", json=body)


@pytest.fixture
def opened(client: httpx.Client, exam: Exam) -> httpx.Client:
    """A browser that has opened the link; images are here."""
    exam.receive("mr_brain_t1", most=5)
    answer = open_link(client, exam, factor=RIGHT)
    assert answer.status_code == 200, answer.text
    return client


def only_series(client: httpx.Client, exam: Exam) -> dict[str, Any]:
    [study] = client.get(f"{exam.api}/status").json()["studies"]
    [series] = study["series"]
    return dict(series)


def test_the_page_itself_tells_nothing_and_may_be_previewed_by_anybody(client: httpx.Client, exam: Exam) -> None:
    """A bot that previews the link takes nothing and uses nothing up."""
    exam.receive("mr_brain_t1", most=1)
    for agent in ("Slackbot 1.0", "WhatsApp/2.23", "MicroMessenger", "Mozilla/5.0 (SafeLinks)"):
        for method in ("GET", "HEAD"):
            answer = client.request(method, "/i", headers={"User-Agent": agent})
            assert answer.status_code == 200
            assert "noindex" in answer.headers["x-robots-tag"]
            assert not any(name in answer.text for name in NAMES)
            assert "og:" not in answer.text
    assert exam.place.house.links.by_id(exam.link.id).openings == 0


def test_those_who_gather_pages_are_asked_to_stay_away(client: httpx.Client) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.text) == (200, "User-agent: *\nDisallow: /\n")
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_page_allows_its_own_script_and_no_other(client: httpx.Client) -> None:
    policy = client.get("/i").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/=]{44}'(;|$)", policy)
    assert "frame-ancestors 'none'" in policy


def test_the_page_keeps_its_policy_when_it_has_not_changed(client: httpx.Client) -> None:
    first = client.get("/i")
    again = client.get("/i", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


@pytest.mark.parametrize("page", ["/i", "/"])
def test_pages_name_a_picture_of_theirs_that_is_kept_for_good(client: httpx.Client, page: str) -> None:
    named = re.search(r'<link rel="icon"[^>]* href="([^"]+)"', client.get(page).text)
    assert named is not None
    answer = client.get(named[1])
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "immutable" in answer.headers["cache-control"]
    assert "#0f766e" in answer.text


def test_a_secret_alone_opens_nothing(client: httpx.Client, exam: Exam) -> None:
    answer = open_link(client, exam)
    assert answer.status_code == 401
    assert answer.json() == {
        "error": "factor_required",
        "factor": "birth-date-and-phone",
        "remaining_attempts": 5,
    }
    assert "set-cookie" not in answer.headers


def test_wrong_answers_are_counted_down_to_a_locked_link(client: httpx.Client, exam: Exam) -> None:
    wrong = {"birth_date": BIRTH_DATE, "last_four": "0000"}
    left = [open_link(client, exam, factor=wrong).json().get("remaining_attempts") for _ in range(4)]
    assert left == [4, 3, 2, 1]
    assert open_link(client, exam, factor=wrong).status_code == 404
    assert open_link(client, exam, factor=RIGHT).status_code == 404


def test_before_the_images_nobody_is_named(client: httpx.Client, exam: Exam) -> None:
    document = open_link(client, exam, factor=RIGHT).json()
    assert document["first"] is None
    assert document["status"]["done"] == ["scheduled"]
    assert document["status"]["patient"] is None
    assert "张" not in str(document)


def test_the_first_picture_comes_with_the_answer(client: httpx.Client, exam: Exam) -> None:
    exam.receive("mr_brain_t1", most=5)
    document = open_link(client, exam, factor=RIGHT).json()
    assert document["status"]["done"] == ["scheduled", "images"]
    assert document["status"]["patient"]["name"] == "Zhang^San=张^三"
    first = document["first"]
    assert (first["frame"], first["media_type"]) == (3, "image/webp")
    assert first["series"]["kinds"][0]["edges"]["left"] == "R"


def test_an_image_of_somebody_else_is_never_shown_not_even_for_a_moment(opened: httpx.Client, exam: Exam) -> None:
    series = only_series(opened, exam)
    path = f"{exam.api}/series/{series['id']}"
    assert opened.get(path).status_code == 200
    stranger = pydicom.dcmread("sample_dicom/mr_brain_t1/mr_t1_001.dcm")
    stranger.SOPInstanceUID = stranger.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid(None)
    stranger.PatientID = "SOMEBODY-ELSE"
    written = io.BytesIO()
    stranger.save_as(written, enforce_file_format=True)
    receive(exam.place.house.archive, written.getvalue(), hospital_id=exam.place.hospital_id)
    # The link is still believed for seconds; nobody has judged yet.
    assert opened.get(f"{exam.api}/status").json()["studies"] == []
    assert [opened.get(path + part).status_code for part in ("", "/frames/1", "/frames/6")] == [404] * 3
    with zipfile.ZipFile(io.BytesIO(opened.get(f"{exam.api}/originals.zip").content)) as archive:
        assert set(archive.namelist()) <= {"README.TXT", "DICOMDIR"}


def test_another_study_of_the_same_patient_is_not_shown(opened: httpx.Client, exam: Exam, place: Establishment) -> None:
    """What is shown is what is bound to this order, and nothing else of this PatientID."""
    own = only_series(opened, exam)
    other = book(place, "OTHER1", procedure_description="CT")
    other.receive("ct_head_phantom", most=2)
    [ids] = [opened.get(f"{exam.api}/status").json()["studies"]]
    assert len(ids) == 1
    for series_id in range(int(own["id"]) + 1, int(own["id"]) + 5):
        assert opened.get(f"{exam.api}/series/{series_id}").status_code == 404
        assert opened.get(f"{exam.api}/series/{series_id}/frames/1").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["status", "series/1", "series/1/frames/1", "report", "takeaway", "originals.zip", "pictures.zip", "openings"],
)
def test_nothing_opens_without_a_cookie(client: httpx.Client, exam: Exam, path: str) -> None:
    exam.receive("mr_brain_t1", most=1)
    answer = client.get(f"{exam.api}/{path}")
    assert answer.status_code == 401
    assert not any(name in answer.text for name in NAMES)


@pytest.mark.parametrize("number", [0, 6, 10**15])
def test_frames_that_are_not_there(opened: httpx.Client, number: int, exam: Exam) -> None:
    assert opened.get(f"{exam.api}/series/{only_series(opened, exam)['id']}/frames/{number}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "format=svg",
        "size=0",
        "size=99999",
        "size=x",
        "window=1",
        "window=nan,1",
        "window=1,inf",
        "window=1,0.5",
        "window=1,2,LINEAR,LINEAR",
        "window=1,2,CUBIC",
    ],
)
def test_what_can_not_be_asked_for_is_refused_in_words(opened: httpx.Client, query: str, exam: Exam) -> None:
    answer = opened.get(f"{exam.api}/series/{only_series(opened, exam)['id']}/frames/1?{query}")
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_pictures_are_of_the_format_size_and_window_that_was_asked_for(opened: httpx.Client, exam: Exam) -> None:
    address = f"{exam.api}/series/{only_series(opened, exam)['id']}/frames/3"
    whole = opened.get(f"{address}?format=png")
    assert whole.headers["content-type"] == "image/png"
    dark = opened.get(f"{address}?format=png&window=4000,200")
    assert dark.headers["filmless-window"] == "4000,200,LINEAR"
    small = opened.get(f"{address}?format=webp&size=128")
    with Image.open(io.BytesIO(whole.content)) as one, Image.open(io.BytesIO(dark.content)) as other:
        assert one.size == (274, 384)
        assert np.asarray(one).mean() > 10 * max(0.1, np.asarray(other).mean())
    with Image.open(io.BytesIO(small.content)) as one:
        assert (one.format, max(one.size)) == ("WEBP", 128)


def test_nothing_is_kept_by_the_browser(opened: httpx.Client, exam: Exam) -> None:
    series_id = only_series(opened, exam)["id"]
    for path in (f"series/{series_id}", f"series/{series_id}/frames/1", "openings", "takeaway"):
        assert "no-store" in opened.get(f"{exam.api}/{path}").headers["cache-control"], path


def test_an_unchanged_state_costs_no_body(opened: httpx.Client, exam: Exam) -> None:
    first = opened.get(f"{exam.api}/status")
    again = opened.get(f"{exam.api}/status", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: httpx.Client, exam: Exam) -> None:
    cookie = open_link(client, exam, factor=RIGHT).headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/"))


def test_opening_again_needs_no_second_factor_for_the_same_link_only(opened: httpx.Client, exam: Exam) -> None:
    assert open_link(opened, exam).status_code == 200
    assert opened.post("/i/api/session", json={}).status_code == 200
    other = book(exam.place, "OTHER2")
    assert open_link(opened, other).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json", "Origin": "https://evil.example"},
        {"Content-Type": "application/json", "Origin": "null"},
        {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["session", "switch-off"])
def test_only_our_own_page_may_change_something(
    opened: httpx.Client, exam: Exam, path: str, headers: dict[str, str]
) -> None:
    address = "/i/api/session" if path == "session" else f"{exam.api}/{path}"
    answer = opened.post(address, content="{}", headers=headers)
    assert answer.status_code in {403, 415}
    assert exam.place.house.links.by_id(exam.link.id).revoked_at is None


def test_all_that_does_not_open_looks_the_same(client: httpx.Client, exam: Exam) -> None:
    """Unknown, revoked, malformed."""
    revoked = book(exam.place, "REVOKED")
    exam.place.house.links.revoke(Operator(), revoked.link.id)
    secrets = [revoked.link.secret.text, "A" * 52, "<script>", "x" * 10_000]
    answers = [client.post("/i/api/session", json={"secret": each, "factor": RIGHT}) for each in secrets]
    assert {(each.status_code, each.text, len(each.headers)) for each in answers} == {
        (404, '{"error":"unavailable"}', len(answers[0].headers))
    }


@pytest.mark.parametrize("body", ["", "[]", "1", '{"secret": 1}', '{"secret": null, "code": []}', "{"])
def test_bodies_of_any_shape_are_answered(client: httpx.Client, body: str) -> None:
    answer = client.post("/i/api/session", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500


def test_switching_off_ends_it_for_every_browser(opened: httpx.Client, exam: Exam) -> None:
    with httpx.Client(base_url=opened.base_url, timeout=60) as other:
        assert open_link(other, exam, factor=RIGHT).status_code == 200
        assert opened.post(f"{exam.api}/switch-off", json={}).status_code == 200
        assert opened.get(f"{exam.api}/status").status_code == 401
        deadline = time.monotonic() + 5
        while other.get(f"{exam.api}/status").status_code == 200:
            assert time.monotonic() < deadline, "an open page lives on"
            time.sleep(0.2)
        assert open_link(other, exam, factor=RIGHT).status_code == 404


def test_the_typed_code_opens_too(client: httpx.Client, exam: Exam) -> None:
    typed = exam.link.printed_code.lower().replace("-", " ")
    assert client.post("/i/api/session", json={"code": typed}).json()["error"] == "factor_required"
    assert client.post("/i/api/session", json={"code": typed, "factor": RIGHT}).status_code == 200


def test_a_report_is_shown_as_what_it_is(opened: httpx.Client, exam: Exam) -> None:
    assert opened.get(f"{exam.api}/report").status_code == 404
    exam.report("secret thoughts", ReportState.DRAFT)
    assert opened.get(f"{exam.api}/report").status_code == 404
    assert opened.get(f"{exam.api}/status").json()["done"] == ["scheduled", "images"]
    exam.report("final words", pdf=b"%PDF-1.4 one")
    assert opened.get(f"{exam.api}/status").json()["done"] == ["scheduled", "images", "report"]
    exam.report("better words", ReportState.AMENDED)
    versions = opened.get(f"{exam.api}/report").json()["versions"]
    assert [(each["state"], each["text"]) for each in versions] == [
        ("amended", "better words"),
        ("final", "final words"),
    ]
    pdf = opened.get(f"{exam.api}/report/2.pdf")
    assert pdf.content == b"%PDF-1.4 one"
    assert pdf.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in pdf.headers["content-security-policy"]
    assert opened.get(f"{exam.api}/report/1.pdf").status_code == 404, "a draft is nobody's to fetch"


def test_the_originals_are_bit_for_bit_what_came_and_have_a_dicomdir(
    opened: httpx.Client, tmp_path: Path, exam: Exam
) -> None:
    answer = opened.get(f"{exam.api}/originals.zip")
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert not any(name in " ".join(archive.namelist()) for name in NAMES)
        received = {path.read_bytes() for path in sorted(Path("sample_dicom/mr_brain_t1").glob("*.dcm"))[:5]}
        assert {archive.read(name) for name in archive.namelist() if name.startswith("IMAGES/")} == received
        archive.extractall(tmp_path / "disc")
    directory = pydicom.dcmread(tmp_path / "disc" / "DICOMDIR")
    files = [record.ReferencedFileID for record in directory.DirectoryRecordSequence if "ReferencedFileID" in record]
    assert len(files) == 5
    assert all((tmp_path / "disc").joinpath(*parts).is_file() for parts in files)


@pytest.mark.parametrize("name", ["originals.zip", "pictures.zip"])
def test_a_download_goes_on_where_it_stopped(opened: httpx.Client, name: str, exam: Exam) -> None:
    whole = opened.get(f"{exam.api}/{name}")
    half = len(whole.content) // 2
    headers = {"Range": f"bytes={half}-", "If-Range": whole.headers["etag"]}
    rest = opened.get(f"{exam.api}/{name}", headers=headers)
    assert rest.status_code == 206
    assert rest.headers["content-range"] == f"bytes {half}-{len(whole.content) - 1}/{len(whole.content)}"
    assert whole.content[:half] + rest.content == whole.content
    changed = opened.get(f"{exam.api}/{name}", headers=headers | {"If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    behind = opened.get(f"{exam.api}/{name}", headers={"Range": f"bytes={len(whole.content)}-"})
    assert behind.status_code == 416


def test_pictures_begin_at_once_and_a_download_that_broke_off_goes_on(opened: httpx.Client, exam: Exam) -> None:
    """Nothing is planned yet: the length of the archive is not known, its bytes are all the same."""
    with opened.stream("GET", f"{exam.api}/pictures.zip") as answer:
        assert "content-length" not in answer.headers
        assert answer.headers["accept-ranges"] == "bytes"
        etag, first = answer.headers["etag"], next(answer.iter_raw())
    goes_on = {"Range": f"bytes={len(first)}-", "If-Range": etag}
    rest = opened.get(f"{exam.api}/pictures.zip", headers=goes_on)
    assert rest.status_code == 206
    with zipfile.ZipFile(io.BytesIO(first + rest.content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 6
    about = opened.get(f"{exam.api}/takeaway").json()["pictures"]["about_bytes"]
    assert about == pytest.approx(len(first + rest.content), rel=0.3)


def test_plain_pictures_can_be_opened_by_anything(opened: httpx.Client, exam: Exam) -> None:
    with zipfile.ZipFile(io.BytesIO(opened.get(f"{exam.api}/pictures.zip").content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")]
        assert len(names) == 5
        with Image.open(io.BytesIO(archive.read(names[0]))) as picture:
            assert (picture.format, picture.size) == ("JPEG", (274, 384))


def test_archives_are_the_same_whichever_process_makes_them(opened: httpx.Client, exam: Exam) -> None:
    served = opened.get(f"{exam.api}/originals.zip")
    archive = exam.place.house.archive
    study_ids = exam.place.house.bindings.study_ids(exam.order.id)
    film = Films(exam.place.house.index, archive.retrieve).of(study_ids)
    made = Takeaways(exam.place.house.index, archive.retrieve, archive.pictures).originals(film)
    assert made.etag == served.headers["etag"]
    assert b"".join(made.layout.read(0, made.layout.size_bytes)) == served.content


def test_who_looked_is_true(opened: httpx.Client, exam: Exam) -> None:
    exam.report("words")
    opened.get(f"{exam.api}/report")
    opened.get(f"{exam.api}/originals.zip")
    seen = [(each["who"], each["action"]) for each in opened.get(f"{exam.api}/openings").json()["openings"]]
    assert seen == [("this-link", "download"), ("this-link", "see-reports"), ("this-link", "see-images")]


def test_who_looked_names_the_hospitals_staff_by_their_role(opened: httpx.Client, exam: Exam) -> None:
    exam.report("words")
    house, hospital_id = exam.place.house, exam.place.hospital_id
    doctor = house.people.add("wang", "correct-horse-battery", hospital_id, Role.RADIOLOGIST, "王医生")
    reader = Reader(house.access_log, doctor, hospital_id)
    reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, exam.order.id))
    house.people.disable(doctor.user_id)
    staff = opened.get(f"{exam.api}/openings").json()["openings"][0]
    hospital = house.hospitals.by_id(hospital_id).name
    assert (staff["who"], staff["role"], staff["name"]) == ("person", "radiologist", hospital)
    assert staff["action"] == "see-reports"


def test_state_and_list_of_openings_are_written_down_once(opened: httpx.Client, exam: Exam) -> None:
    for _ in range(3):
        assert opened.get(f"{exam.api}/status").status_code == 200
        assert opened.get(f"{exam.api}/openings").status_code == 200
        assert opened.get(f"{exam.api}/takeaway").status_code == 200
    kept = [
        (event.action, event.subject_id)
        for event in exam.place.house.audit.list(hospital_id=exam.place.hospital_id)
        if event.actor_kind == "link" and event.subject_kind == "order"
    ]
    assert sorted(kept) == [("see-openings", exam.order.id), ("see-orders", exam.order.id)]


def test_a_report_without_images_is_written_down_too(client: httpx.Client, exam: Exam) -> None:
    open_link(client, exam, factor=RIGHT)
    exam.report("words without pictures")
    assert client.get(f"{exam.api}/report").status_code == 200
    actions = [event.action for event in exam.place.house.audit.list(hospital_id=exam.place.hospital_id)]
    assert "see-reports" in actions


def test_secrets_reach_no_log(opened: httpx.Client, exam: Exam, capfd: pytest.CaptureFixture[str]) -> None:
    open_link(opened, exam, factor=RIGHT)
    opened.get(f"{exam.api}/status")
    written = "".join(capfd.readouterr())
    assert exam.link.secret.text not in written
    assert PHONE not in written
    assert not any(name in written for name in NAMES[:2])
