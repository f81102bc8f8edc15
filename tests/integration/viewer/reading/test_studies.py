"""A study in one answer, its frames at full depth, and its pictures."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import httpx
import imagecodecs
import numpy as np
import pydicom
import pytest
from PIL import Image
from starlette.routing import Route

from imaging.access.actors import Role
from imaging.access.sharing_rules import NewRule
from imaging.reading.preferences import ViewerPreferences
from imaging.reading.study_words import StudyWords
from tests.data import sample_path
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment
from tests.synthetic import secondary_capture
from viewer.reading.routes import routes


def study_of(opened: Establishment, modality: str) -> int:
    """The number of the study whose first series has this modality."""
    every = opened.house.archive.retrieve.instances_of(None)
    attributes = {each.study_id: each.sop_class_uid for each in every if modality in _CLASSES[each.sop_class_uid]}
    return next(iter(attributes))


class _Classes(dict[str, str]):
    def __missing__(self, uid: str) -> str:
        return str(pydicom.uid.UID(uid).name)


_CLASSES = _Classes()


def view_of(doctor: httpx.Client, study_id: int) -> dict[str, object]:
    answer = doctor.get(f"/desk/api/studies/{study_id}/view")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def only_series(view: dict[str, object]) -> dict[str, object]:
    series = view["series"]
    assert isinstance(series, list)
    return dict(series[0])


def test_a_study_says_everything_at_once(opened: Establishment, doctor: httpx.Client) -> None:
    view = view_of(doctor, study_of(opened, "CT"))
    assert view["is_own"] is True
    series = only_series(view)
    assert (series["modality"], series["problems"], len(series["frames"])) == ("CT", [], 6)
    (facts,) = series["facts"]
    assert (facts["rows"], facts["columns"], facts["unit"], facts["is_lossy"]) == (512, 512, "HU", False)
    assert (facts["slope"], facts["intercept"]) == (1, -1024)
    original = pydicom.dcmread(sample_path("ct_head_phantom/ct_phantom_001.dcm"), stop_before_pixels=True)
    assert facts["spacing_mm"] == list(original.PixelSpacing)
    positions = sorted(frame[4:] for frame in series["frames"])
    assert list(map(float, original.ImagePositionPatient)) in positions
    assert facts["frame_of_reference"] == original.FrameOfReferenceUID


def test_a_compressed_frame_travels_as_it_is_stored(opened: Establishment, doctor: httpx.Client) -> None:
    (instance, number, *_) = only_series(view_of(doctor, study_of(opened, "CT")))["frames"][0]
    answer = doctor.get(f"/desk/api/instances/{instance}/frames/{number}")
    stored = opened.house.archive.retrieve.frame(opened.house.archive.retrieve.by_id(instance), number)
    assert (answer.headers["content-type"], answer.content) == ("image/jls", stored)
    assert answer.headers["cache-control"].startswith("private")
    assert "Cookie" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("modality", "form"),
    [("MR", "image/jphc"), ("Ultrasound Multi-frame", "image/jpeg"), ("Computed Radiography", "image/j2c")],
)
def test_each_kind_travels_in_a_form_that_the_viewer_reads(
    opened: Establishment, doctor: httpx.Client, modality: str, form: str
) -> None:
    (instance, number, *_) = only_series(view_of(doctor, study_of(opened, modality)))["frames"][0]
    assert doctor.get(f"/desk/api/instances/{instance}/frames/{number}").headers["content-type"] == form


def test_what_is_packed_anew_keeps_every_value(opened: Establishment, doctor: httpx.Client) -> None:
    original = pydicom.dcmread(sample_path("mr_overlay/mr_overlay.dcm"))
    (instance, number, *_) = only_series(view_of(doctor, study_of(opened, "MR")))["frames"][0]
    answer = doctor.get(f"/desk/api/instances/{instance}/frames/{number}")
    assert np.array_equal(imagecodecs.htj2k_decode(answer.content), original.pixel_array)


def test_colours_of_a_palette_travel_as_red_green_and_blue(opened: Establishment, doctor: httpx.Client) -> None:
    every = opened.house.archive.retrieve.instances_of(None)
    (image,) = [each for each in every if b"PALETTE" in each.description.encode()]
    answer = doctor.get(f"/desk/api/instances/{image.id}/frames/1")
    shown = doctor.get(f"/desk/api/instances/{image.id}/frames/1/picture?format=png")
    assert np.array_equal(imagecodecs.htj2k_decode(answer.content), np.asarray(Image.open(io.BytesIO(shown.content))))


def test_overlay_planes_travel_beside_the_picture(opened: Establishment, doctor: httpx.Client) -> None:
    series = only_series(view_of(doctor, study_of(opened, "MR")))
    assert series["facts"][0]["has_overlay"] is True
    instance = series["frames"][0][0]
    answer = doctor.get(f"/desk/api/instances/{instance}/frames/1/overlay")
    mask = np.asarray(Image.open(io.BytesIO(answer.content)))[..., 1] == 255
    original = pydicom.dcmread(sample_path("mr_overlay/mr_overlay.dcm"))
    assert np.array_equal(mask, original.overlay_array(0x6000) == 1)
    plain = only_series(view_of(doctor, study_of(opened, "CT")))
    assert plain["facts"][0]["has_overlay"] is False
    assert doctor.get(f"/desk/api/instances/{plain['frames'][0][0]}/frames/1/overlay").status_code == 204


def supplemented() -> bytes:
    """A grey picture of 4 by 4 whose values from 256 on a segmented palette colours, from red to black."""
    colored: dict[str, object] = {"PixelPresentation": "MIXED", "Rows": 4, "Columns": 4, "BitsAllocated": 16}
    colored |= {"BitsStored": 16, "HighBit": 15, "WindowCenter": 128, "WindowWidth": 256, "PatientID": "PAL1"}
    # One discrete entry, then a straight line over 255 more (PS3.3 C.7.9.2).
    for name, segments in (
        ("Red", [0, 1, 0xFF00, 1, 255, 0]),
        ("Green", [0, 1, 0, 1, 255, 0]),
        ("Blue", [0, 1, 0, 1, 255, 0]),
    ):
        colored[f"{name}PaletteColorLookupTableDescriptor"] = [256, 256, 16]
        colored[f"Segmented{name}PaletteColorLookupTableData"] = np.array(segments, "<u2").tobytes()
    values = np.array([0, 100, 255, 256] * 3 + [256, 300, 511, 600], "<u2")
    return secondary_capture(PixelData=values.tobytes(), StudyInstanceUID="1.2.9.80", **colored)


def test_what_a_supplemental_palette_colours_travels_beside_the_grey(
    opened: Establishment, doctor: httpx.Client, tmp_path: Path
) -> None:
    path = tmp_path / "colours.dcm"
    path.write_bytes(supplemented())
    opened.receive(path)
    (image,) = opened.house.archive.retrieve.instances_of(None, "1.2.9.80")
    (facts,) = only_series(view_of(doctor, image.study_id))["facts"]
    assert (facts["has_colors"], facts["is_colour"]) == (True, False)
    frame = f"/desk/api/instances/{image.id}/frames/1"
    layer = np.asarray(Image.open(io.BytesIO(doctor.get(f"{frame}/colors").content)))
    assert layer.reshape(16, 4)[[0, 3, 12, 14, 15]].tolist() == [
        [0, 0, 0, 0], [255, 0, 0, 255], [255, 0, 0, 255], [0, 0, 0, 255], [0, 0, 0, 255],
    ]  # fmt: skip
    assert layer[3, 1].tolist()[0] == pytest.approx(255 * (1 - 44 / 255), abs=2)
    # Laid over the grey levels it is what the server's own picture shows.
    whole = np.asarray(Image.open(io.BytesIO(doctor.get(f"{frame}/picture?format=png").content)).convert("RGB"))
    shown = layer[..., 3] == 255
    assert np.array_equal(whole[shown], layer[shown][:, :3])
    plain = only_series(view_of(doctor, study_of(opened, "CT")))
    assert plain["facts"][0]["has_colors"] is False
    assert doctor.get(f"/desk/api/instances/{plain['frames'][0][0]}/frames/1/colors").status_code == 204


def test_a_table_in_the_place_of_the_window_is_told(
    opened: Establishment, doctor: httpx.Client, tmp_path: Path
) -> None:
    table = pydicom.Dataset()
    table.LUTDescriptor, table.LUTData = [4, 1, 8], [0, 20, 200, 255]
    table["LUTDescriptor"].VR = table["LUTData"].VR = "US"
    table.LUTExplanation = "HARDER"
    path = tmp_path / "table.dcm"
    uids = {"StudyInstanceUID": pydicom.uid.generate_uid(), "SeriesInstanceUID": pydicom.uid.generate_uid()}
    path.write_bytes(secondary_capture(VOILUTSequence=[table], PatientID="LUT1", **uids))
    (accepted,) = opened.receive(path)
    (image,) = opened.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    (facts,) = only_series(view_of(doctor, image.study_id))["facts"]
    assert facts["voi_table"] == {"first": 1, "bits": 8, "entries": [0, 20, 200, 255], "explanation": "HARDER"}


def test_what_is_no_image_is_named(opened: Establishment, doctor: httpx.Client) -> None:
    for name, kind in (("Basic Text SR", "structured-report"), ("12-lead ECG", "ecg")):
        view = view_of(doctor, study_of(opened, name))
        assert [each["kind"] for each in view["others"]] == [kind]


def test_the_first_picture_says_which_frame_it_is(opened: Establishment, doctor: httpx.Client) -> None:
    study_id = study_of(opened, "CT")
    frames = only_series(view_of(doctor, study_id))["frames"]
    answer = doctor.get(f"/desk/api/studies/{study_id}/picture?format=webp&size=300")
    assert answer.headers["filmless-place"] == f"{frames[2][0]},1"
    assert Image.open(io.BytesIO(answer.content)).size == (300, 300)
    assert doctor.get(f"/desk/api/studies/{study_of(opened, 'Basic Text SR')}/picture?format=webp").status_code == 204


def test_other_exams_of_the_same_patient_are_named_and_nobody_elses(
    opened: Establishment, doctor: httpx.Client
) -> None:
    same = {"PatientID": "PR1", "PatientBirthDate": "19600229", "PatientName": "Wang^Ming=王^明"}
    ids = []
    for number, said in enumerate(
        (
            same,
            same | {"PatientName": "WANG^MING"},
            same | {"PatientBirthDate": "19610229"},
            same | {"PatientName": "Li^Si"},
            same,
        )
    ):
        hospital = opened.house.hospitals.ensure("OTHER", "Another hospital").id if number == 4 else None
        path = opened.house.settings.data_dir / f"prior-{number}.dcm"
        study = {"StudyInstanceUID": f"1.9.{number}", "SeriesInstanceUID": f"1.9.{number}.1"}
        path.write_bytes(secondary_capture(**said, **study))
        opened.receive(path, hospital_id=hospital)
        ids.append(opened.house.archive.retrieve.instances_of(None, f"1.9.{number}")[0].study_id)
    priors = view_of(doctor, ids[0])["priors"]
    assert [each["id"] for each in priors] == [ids[1]]
    refused = doctor.get(f"/desk/api/studies/{ids[4]}/view")
    assert refused.status_code == 403
    denied = opened.house.audit.list(limit=1)[0]
    assert (denied.actor, denied.outcome, denied.subject_id) == ("radiologist", "denied", ids[4])


def exam(opened: Establishment, uid: str, **said: str) -> int:
    """The number of the study of this UID, once an image of it came that says this."""
    path = opened.house.settings.data_dir / "exam.dcm"
    path.write_bytes(secondary_capture(StudyInstanceUID=uid, SeriesInstanceUID=f"{uid}.1", **said))
    opened.receive(path)
    return opened.house.archive.retrieve.instances_of(None, uid)[0].study_id


def priors_of(doctor: httpx.Client, study_id: int) -> list[int]:
    priors = view_of(doctor, study_id)["priors"]
    assert isinstance(priors, list)
    return [each["id"] for each in priors]


def test_a_study_that_shows_two_people_is_nobodys_prior(opened: Establishment, doctor: httpx.Client) -> None:
    wang = {"PatientID": "PR2", "PatientBirthDate": "19600229", "PatientName": "Wang^Ming"}
    li = {"PatientID": "PR3", "PatientBirthDate": "19700301", "PatientName": "Li^Si"}
    clean = exam(opened, "1.9.20", **wang)
    for said in (wang, li):
        mixed = exam(opened, "1.9.21", **said)
    assert priors_of(doctor, clean) == []
    assert priors_of(doctor, mixed) == []


@pytest.mark.parametrize("other", [{"IssuerOfPatientID": "CITY"}, {"PatientSex": "M"}])
def test_the_number_of_another_issuer_or_sex_is_no_prior(
    opened: Establishment, doctor: httpx.Client, other: dict[str, str]
) -> None:
    (name,) = other
    said = {"PatientID": f"PR4{name}", "PatientBirthDate": "19600229", "PatientName": "Wang^Ming"}
    said |= {"PatientSex": "F", "IssuerOfPatientID": "WARD"}
    first = exam(opened, f"1.9.30.{len(name)}", **said)
    exam(opened, f"1.9.31.{len(name)}", **said | other)
    assert priors_of(doctor, first) == []


def test_an_earlier_exam_without_a_birth_date_is_a_prior(opened: Establishment, doctor: httpx.Client) -> None:
    said = {"PatientID": "PR5", "PatientBirthDate": "", "PatientName": "Head^Phantom", "PatientSex": "O"}
    first, second = (exam(opened, f"1.9.4{number}", **said) for number in range(2))
    assert priors_of(doctor, first) == [second]


def elsewhere(opened: Establishment, uid: str, **said: str) -> int:
    """The number of a study in another hospital."""
    hospital_id = opened.house.hospitals.ensure("ACROSS", "Hospital across the river").id
    path = opened.house.settings.data_dir / "elsewhere.dcm"
    path.write_bytes(secondary_capture(StudyInstanceUID=uid, SeriesInstanceUID=f"{uid}.1", **said))
    opened.receive(path, hospital_id=hospital_id)
    return opened.house.archive.retrieve.instances_of(None, uid)[0].study_id


def test_exams_of_other_hospitals_are_named_once_they_are_opened_to_somebody(
    opened: Establishment, doctor: httpx.Client
) -> None:
    said = {"PatientID": "PR7", "PatientBirthDate": "19710203", "PatientName": "Sun^Li=孙^丽", "PatientSex": "F"}
    here = exam(opened, "1.9.70", **said, IssuerOfPatientID="CITY")
    issued = elsewhere(opened, "1.9.71", **said, IssuerOfPatientID="CITY")
    counted = elsewhere(opened, "1.9.72", **said | {"PatientID": "44"})
    house = opened.house
    while StudyWords(house.index).write():
        pass
    assert priors_of(doctor, here) == []
    owner = house.hospitals.ensure("ACROSS", "Hospital across the river").id
    officer = house.people.add("across", PASSWORD, owner, Role.ADMINISTRATOR)
    rule = house.sharing_rules.add(officer, NewRule(opened.hospital_id))
    view = view_of(doctor, here)
    (prior,), (perhaps,) = view["priors"], view["perhaps"]
    assert (prior["id"], prior["hospital"], prior["is_own"]) == (issued, "Hospital across the river", False)
    # Without a common issuer nothing proves who it is: it is told apart, with the number that its hospital counts.
    assert (perhaps["id"], perhaps["patient_id"], perhaps["is_own"]) == (counted, "44", False)
    house.sharing_rules.revoke(officer, rule.id)
    assert view_of(doctor, here)["perhaps"] == []


def test_what_is_fetched_ahead_is_in_the_audit_and_stays_unread(opened: Establishment) -> None:
    house, study_id = opened.house, study_of(opened, "Ultrasound")
    house.people.add("ahead", PASSWORD, opened.hospital_id, Role.CLINICIAN)
    person = house.people.by_login("ahead")
    with httpx.Client(base_url=opened.served.url) as client:
        word = sign_in(client, "ahead")
        assert client.get(f"/desk/api/studies/{study_id}/view?ahead=1").status_code == 200
        assert [event[0] for event in told(opened, "ahead")].count("see-images") == 1
        assert house.work_list.one(person, study_id).seen_instances is None
        seen = {"is_seen": True}
        client.post(f"/desk/api/studies/{study_id}/seen", json=seen, headers=word).raise_for_status()
        assert house.work_list.one(person, study_id).seen_instances is not None


def test_looking_is_in_the_audit_before_the_images_are_out(opened: Establishment) -> None:
    opened.house.people.add("curious", PASSWORD, opened.hospital_id, Role.CLINICIAN)
    study_id = study_of(opened, "CT")
    with httpx.Client(base_url=opened.served.url) as client:
        sign_in(client, "curious")
        for _ in range(2):
            view_of(client, study_id)
    looks = [event for event in told(opened, "curious") if event[0] == "see-images"]
    assert looks == [("see-images", "study", {"role": "clinician"})]


def test_nothing_answers_without_a_session_or_to_another_role(opened: Establishment) -> None:
    paths = [re.sub(r"\{\w+:int\}", "1", each.path) for each in routes(opened.house) if isinstance(each, Route)]
    asked = [path for path in paths if path.startswith("/desk/api/")]
    assert len(asked) >= 4
    with httpx.Client(base_url=opened.served.url) as client:
        assert {client.get(path).status_code for path in asked} == {401}
        sign_in(client, "front-desk")
        assert {client.get(path).status_code for path in asked} == {403}


def test_what_is_written_beside_the_images_is_read(opened: Establishment, doctor: httpx.Client) -> None:
    view = view_of(doctor, study_of(opened, "Basic Text SR"))
    answer = doctor.get(f"/desk/api/instances/{view['others'][0]['instance_id']}/text")
    assert answer.status_code == 200
    assert len(answer.json()["text"]) > 20
    ecg = view_of(doctor, study_of(opened, "12-lead ECG"))["others"][0]
    assert doctor.get(f"/desk/api/instances/{ecg['instance_id']}/document.pdf").status_code >= 400


def test_how_somebody_wants_the_viewer_is_theirs_alone(opened: Establishment, doctor: httpx.Client) -> None:
    path = "/desk/api/viewer-preferences"
    word = sign_in(doctor, "radiologist")
    assert doctor.get(path).json() == {"layouts": {}, "texts": True}
    wanted = {"layouts": {"CT/HEAD": {"rows": 2, "columns": 3}}, "texts": False}
    assert doctor.post(path, json=wanted, headers=word).json() == wanted
    assert doctor.post(path, json=wanted | {"texts": True}, headers=word).status_code == 200
    assert doctor.get(path).json() == wanted | {"texts": True}
    for wrong in ({"layouts": {"CT": {"rows": 4, "columns": 1}}}, {"colour": "red"}):
        assert doctor.post(path, json=wrong, headers=word).status_code == 400
    former = json.dumps(wanted | {"overlays": False})
    keeping = ViewerPreferences(opened.house.index, opened.house.clock)
    keeping.keep(opened.house.people.by_login("radiologist").user_id, former)
    assert doctor.get(path).json() == wanted
    opened.house.people.add("colleague", PASSWORD, opened.hospital_id, Role.CLINICIAN)
    with httpx.Client(base_url=opened.served.url) as client:
        sign_in(client, "colleague")
        assert client.get(path).json()["layouts"] == {}


def test_the_page_obeys_only_its_own_styles_and_scripts(opened: Establishment) -> None:
    first, second = (httpx.get(f"{opened.served.url}/view") for _ in range(2))
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-eval'" not in policy
    assert "script-src 'self' 'nonce-" in policy
    assert policy != second.headers["content-security-policy"]
    assert "__nonce__" not in first.text


@pytest.mark.parametrize("path", ["instances/1/frames/0", "instances/1/frames/9", "instances/9999999/frames/1"])
def test_what_is_not_there_is_not_found(doctor: httpx.Client, path: str) -> None:
    assert doctor.get(f"/desk/api/{path}").status_code == 404
