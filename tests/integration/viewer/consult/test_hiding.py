"""Whoever must not learn whose images these are gets no pixel and no word that tells it, in any form there is."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import httpx
import imagecodecs
import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import BasicTextSRStorage, UltrasoundImageStorage, generate_uid
from sqlalchemy import delete, select, update

from imaging.access.actors import Operator
from imaging.archive.ingest import Origin
from imaging.archive.stored import StoredInstance
from imaging.consult.participants import Part
from imaging.index.tables import bindings, consults, orders
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from imaging.pixels.encoding import PictureFormat, encode
from imaging.pixels.viewport import Viewport, scale_to
from imaging.reading.papers import NewPaper, PaperKind
from tests.data import catalog_path, sample_path
from tests.gathered import ask, guest_session
from tests.integration.viewer.consult.conftest import Town, Visit
from tests.synthetic import secondary_capture
from viewer.consult.callers import GUEST_COOKIE
from viewer.patient.frames import QUALITY

# Files of real devices whose regions leave out where names are burned in: palettes, JPEG of several kinds, RLE, grey.
REAL = (
    "conformance/images-explicit-le/us_OBXXXX1A__pydicom-data.dcm",
    "conformance/images-jpeg-baseline/us_1.2.40.0.13.1.1.120850205437059738156326987522667904907__demo-archive.dcm",
    "conformance/images-jpeg-baseline/us_IM00001.fragmented_no_bot_jpeg_baseline.50__dicomparser.dcm",
    "conformance/images-jpeg-extended/us_JPEGExtended_3s_1f_u_08_08__pylibjpeg-data.dcm",
    "conformance/images-jpeg-lossless-70/us_JPGLosslessP14SV1_1s_1f_8b__pydicom-data.dcm",
    "conformance/images-rle/us_OBXXXX1A_rle_2frame__pydicom-data.dcm",
    "conformance/images-rle/us_YBR_FULL-RLE__dcm4che.dcm",
)
NAMED = {
    "PatientName": "Secret^Susanna=秘^密人",
    "PatientID": "HID-9987",
    "AccessionNumber": "ACC-55501",
    "PatientBirthDate": "19700101",
    "StudyDescription": "Head of Susanna Secret (HID-9987)",
}


def receive(town: Town, content: bytes) -> StoredInstance:
    archive = town.place.house.archive
    file = archive.landing.begin()
    file.write(content)
    uid = archive.ingest.accept(file, Origin(town.place.hospital_id, "test")).sop_instance_uid
    return next(each for each in archive.retrieve.instances_of(None) if each.sop_instance_uid == uid)


class Both:
    """The same consult before whoever asked, and before a guest who must not learn whose images these are."""

    def __init__(
        self,
        town: Town,
        visit: Visit,
        study_id: int,
        series_ids: Iterable[int] | None = None,
        records: Iterable[tuple[str, int]] = (),
    ) -> None:
        self.code = f"hides-{study_id}-{generate_uid()[-8:]}"
        house = town.place.house
        consult_id = ask(house, town.asker, study_id, self.code, series_ids=series_ids, records=records, hides=True)
        self.asker, self.guest = visit("asker"), visit("")
        self.guest.cookies.set(GUEST_COOKIE, guest_session(house, consult_id, self.code, Part.SPEAKS)[1])

    def of(self, client: httpx.Client, path: str) -> httpx.Response:
        return client.get(f"/c/api/{self.code}{path}")

    def png(self, client: httpx.Client, path: str) -> np.ndarray:
        answer = self.of(client, path)
        assert answer.status_code == 200, (path, answer.text)
        return np.asarray(Image.open(io.BytesIO(answer.content)))


def regions_of(dataset: Dataset) -> np.ndarray:
    """Where the regions lie, told by another reader than ours."""
    inside = np.zeros((dataset.Rows, dataset.Columns), bool)
    for item in dataset.SequenceOfUltrasoundRegions:
        rows = slice(item.RegionLocationMinY0, item.RegionLocationMaxY1 + 1)
        inside[rows, item.RegionLocationMinX0 : item.RegionLocationMaxX1 + 1] = True
    return inside


def decoded(answer: httpx.Response) -> np.ndarray:
    assert answer.headers["content-type"] == "image/jphc", "packed anew, whatever it was stored as"
    return np.asarray(imagecodecs.htj2k_decode(answer.content))


# One of them writes the name of its character set with a hyphen.
@pytest.mark.filterwarnings("ignore:Incorrect value for Specific Character Set")
@pytest.mark.parametrize("name", REAL)
def test_of_ultrasound_no_pixel_outside_its_regions_is_in_any_form(town: Town, visit: Visit, name: str) -> None:
    path = catalog_path(name)
    check_every_form(town, visit, path)


def test_of_ultrasound_made_here_no_pixel_outside_is_in_any_form(town: Town, visit: Visit, tmp_path: Path) -> None:
    item = Dataset()
    item.RegionSpatialFormat = 1
    item.RegionLocationMinX0, item.RegionLocationMinY0 = 2, 5
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = 13, 15
    path = tmp_path / "made.dcm"
    said = {"Modality": "US", "SOPClassUID": UltrasoundImageStorage, "SequenceOfUltrasoundRegions": [item]}
    path.write_bytes(secondary_capture(StudyInstanceUID=generate_uid(), **said))
    check_every_form(town, visit, path)


def check_every_form(town: Town, visit: Visit, path: Path) -> None:
    instance, inside = receive(town, path.read_bytes()), regions_of(dcmread(path, stop_before_pixels=True))
    both = Both(town, visit, instance.study_id, series_ids=[instance.series_id])
    assert not inside.all()
    for number in (1, instance.number_of_frames):
        frame = f"/instances/{instance.id}/frames/{number}"
        whole = both.png(both.asker, f"{frame}/picture?format=png")
        assert whole[~inside].any(), "there is something to hide"
        expected = np.where(inside if whole.ndim == 2 else inside[..., None], whole, 0).astype(np.uint8)
        assert (both.png(both.guest, f"{frame}/picture?format=png") == expected).all()
        side = 64 if max(inside.shape) > 64 else 32
        small = both.png(both.guest, f"{frame}/picture?format=png&size={side}")
        if side < max(inside.shape):
            aspect = town.place.house.archive.pictures.pixels(instance, number)[1].pixel_aspect_ratio
            assert (small == scale_to(expected, Viewport(side, side), aspect)).all()
        for form in (PictureFormat.JPEG, PictureFormat.WEBP):
            # Lossy ones are, byte for byte, those of the blanked picture: nothing else went into them.
            answer = both.of(both.guest, f"{frame}/picture?format={form.value}")
            assert answer.content == encode(expected, form, QUALITY)
        full = decoded(both.of(both.guest, frame))
        assert (full[~inside] == full[~inside][0]).all()
        if full.ndim == 3:
            assert (full == expected).all()
        else:
            shown = decoded_whole(both, frame, town, instance, number)
            assert (full[inside] == shown[inside]).all()
            assert full[~inside][0] == shown[inside].min()
        assert both.of(both.guest, f"{frame}/overlay").status_code == 204
    first = both.of(both.guest, f"/studies/{instance.study_id}/picture?format=png")
    assert not np.asarray(Image.open(io.BytesIO(first.content)))[~inside].any()


def decoded_whole(both: Both, frame: str, town: Town, instance: StoredInstance, number: int) -> np.ndarray:
    """The stored values of a grey frame, as whoever may know them gets them."""
    assert both.of(both.asker, frame).status_code == 200
    return np.asarray(town.place.house.archive.pictures.pixels(instance, number)[0])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"Modality": "US", "SOPClassUID": UltrasoundImageStorage}, "no-regions"),
        ({"Modality": "OT"}, "capture"),
        ({"Modality": "CT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.2", "BurnedInAnnotation": "YES"}, "burned-in"),
    ],
)
def test_where_a_name_may_be_burned_in_nothing_is_given_and_it_is_said(
    town: Town, visit: Visit, said: dict[str, str], why: str
) -> None:
    instance = receive(town, secondary_capture(StudyInstanceUID=generate_uid(), **said))
    both = Both(town, visit, instance.study_id)
    (study,) = both.of(both.guest, "/view").json()["studies"]
    assert study["series"] == []
    assert study["withheld"] == [{"id": instance.series_id, "number": 1, "modality": said["Modality"], "why": why}]
    assert both.of(both.guest, f"/studies/{instance.study_id}/picture").status_code == 204
    for form in ("", "/picture", "/picture?size=64", "/overlay", "/colors"):
        path = f"/instances/{instance.id}/frames/1{form}"
        assert both.of(both.guest, path).status_code == 404
        assert both.of(both.asker, path).status_code in {200, 204}
    scale = f"/studies/{instance.study_id}/instances/{instance.id}/frames/1/scale"
    assert both.of(both.guest, scale).status_code == 404


def test_one_image_that_may_name_somebody_keeps_back_its_whole_series(town: Town, visit: Visit) -> None:
    said = {"Modality": "CT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.2", "StudyInstanceUID": generate_uid()}
    said["SeriesInstanceUID"] = generate_uid()
    harmless = receive(town, secondary_capture(**said))
    receive(town, secondary_capture(BurnedInAnnotation="YES", InstanceNumber=2, **said))
    other = receive(town, secondary_capture(**said | {"SeriesInstanceUID": generate_uid()}))
    both = Both(town, visit, harmless.study_id)
    for form in ("", "/picture", "/overlay", "/colors"):
        assert both.of(both.guest, f"/instances/{harmless.id}/frames/1{form}").status_code == 404
        assert both.of(both.asker, f"/instances/{harmless.id}/frames/1{form}").status_code in {200, 204}
        assert both.of(both.guest, f"/instances/{other.id}/frames/1{form}").status_code in {200, 204}


def test_what_curves_are_called_names_nobody(town: Town, visit: Visit, tmp_path: Path) -> None:
    dataset = dcmread(sample_path("ecg") / "ecg_12lead.dcm")
    dataset.PatientName, dataset.PatientID = NAMED["PatientName"], NAMED["PatientID"]
    dataset.StudyInstanceUID, dataset.SOPInstanceUID = generate_uid(), generate_uid()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    recording = dataset.WaveformSequence[0]
    recording.MultiplexGroupLabel = "Secret Susanna"
    recording.ChannelDefinitionSequence[0].ChannelSourceSequence[0].CodeMeaning = "Lead HID-9987"
    dataset.save_as(tmp_path / "named.dcm")
    instance = receive(town, (tmp_path / "named.dcm").read_bytes())
    both = Both(town, visit, instance.study_id, records={("object", instance.id)})
    for path in (f"/instances/{instance.id}/waveform", f"/instances/{instance.id}/waveform/0.svg?rows=1"):
        assert "Susanna" in both.of(both.asker, path).text
        assert "HID-9987" in both.of(both.asker, path).text
        told = both.of(both.guest, path)
        assert told.status_code == 200
        assert not [word for word in ("Susanna", "Secret", "HID-9987") if word in told.text]


def test_what_lies_over_pictures_is_not_given(town: Town, visit: Visit) -> None:
    retrieve = town.place.house.archive.retrieve
    instance = next(
        each for each in retrieve.instances_of(None) if 0x60000010 in retrieve.header(each).dataset and each.rows
    )
    both = Both(town, visit, instance.study_id)
    frame = f"/instances/{instance.id}/frames/1"
    assert both.of(both.asker, f"{frame}/overlay").status_code == 200
    assert both.of(both.guest, f"{frame}/overlay").status_code == 204
    facts = [
        facts for study in both.of(both.guest, "/view").json()["studies"] for each in study["series"]
        for facts in each["facts"]
    ]  # fmt: skip
    assert facts
    assert not any(each["has_overlay"] for each in facts)
    whole, hidden = (both.png(each, f"{frame}/picture?format=png") for each in (both.asker, both.guest))
    assert (whole != hidden).any(), "it is drawn into the picture of whoever may see it"


@pytest.fixture
def named(town: Town) -> StoredInstance:
    """An exam whose every text names the patient, with its order, report, and a paper."""
    house, uid = town.place.house, generate_uid()
    said = {"Modality": "CT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.2", "SeriesDescription": "秘密人 axial"}
    accession = f"ACC-{uid[-6:]}"
    instance = receive(town, secondary_capture(StudyInstanceUID=uid, **NAMED | said | {"AccessionNumber": accession}))
    new = NewOrder(accession, "HID-9987", "Secret^Susanna=秘^密人", "19700101", "CT", "F", "CT")
    order = house.appointments.book(Operator(), town.place.hospital_id, new, phone="13900005678").order
    house.bindings.settle(Operator(), instance.study_id, order.id, town.place.hospital_id)
    text = f"Susanna Secret, born 1970-01-01, HID-9987, {accession}: unremarkable."
    house.reports.add(
        Operator(), order.id, town.place.hospital_id, NewReport(ReportState.FINAL, text, b"%PDF-1.7\n", "Dr. House")
    )
    paper = NewPaper(PaperKind.REFERRAL, "Susanna Secret", b"%PDF-1.7\n")
    house.papers.add(town.asker, instance.study_id, town.place.hospital_id, paper)
    return instance


def test_no_word_of_the_study_or_its_records_names_the_patient(town: Town, visit: Visit, named: StoredInstance) -> None:
    house = town.place.house
    with house.index.read() as connection:
        order_id = connection.exec_driver_sql(
            f"SELECT order_id FROM bindings WHERE study_id = {named.study_id}"
        ).scalar_one()
    report = house.reports.of_order(order_id)[0]
    paper = house.papers.of_studies([named.study_id])[0]
    records = {("report", report.id), ("paper", paper.id)}
    both = Both(town, visit, named.study_id, records=records)
    view, whole = both.of(both.guest, "/view"), both.of(both.asker, "/view")
    assert "Susanna" in whole.text
    assert "HID-9987" in whole.text
    said = [view.text, both.of(both.guest, f"/studies/{named.study_id}/view").text]
    said += [both.of(both.guest, f"/reports/{report.id}").text, both.of(both.guest, "/session").text]
    said += [both.of(both.guest, f"/studies/{named.study_id}/brought").text]
    for each in said:
        told = each.encode().decode("unicode_escape") if "\\u" in each else each
        for word in ("Susanna", "Secret", "秘", "密人", "HID-9987", "ACC-", "19700101", "1970-01-01"):
            assert word not in told
            assert word not in each
    (study,) = view.json()["studies"]
    assert study["patient"] == {"name": "", "id": "", "birth_date": "", "sex": "F", "age": "056Y"}
    assert study["accession_number"] == ""
    assert study["series"][0]["description"] == "*** axial"
    assert both.of(both.guest, f"/reports/{report.id}").json()["text"].endswith(": unremarkable.")
    told = {each["kind"]: each for each in view.json()["records"]}
    assert told["paper"] == {"kind": "paper", "id": paper.id, "withheld": True}
    assert (told["report"]["withheld"], told["report"]["has_pdf"]) == (False, False)
    for path in (f"/reports/{report.id}/pages", f"/papers/{paper.id}/pages", f"/papers/{paper.id}/picture"):
        assert both.of(both.guest, path).status_code == 404


def test_records_of_an_earlier_exam_name_nobody_although_none_of_its_images_is_open(
    town: Town, visit: Visit, named: StoredInstance
) -> None:
    house = town.place.house
    with house.index.read() as connection:
        order_id = connection.scalar(select(bindings.c.order_id).where(bindings.c.study_id == named.study_id))
    report = house.reports.of_order(order_id)[0]
    item = Dataset()
    item.ValueType, item.RelationshipType, item.TextValue = "TEXT", "CONTAINS", "Susanna Secret, OLD-4433: as before."
    said = {
        "SOPClassUID": BasicTextSRStorage,
        "Modality": "SR",
        "AccessionNumber": "OLD-4433",
        "ValueType": "CONTAINER",
        "CompletionFlag": "COMPLETE",
        "VerificationFlag": "VERIFIED",
    }
    earlier = NAMED | {"StudyInstanceUID": generate_uid(), "SOPInstanceUID": generate_uid()}
    document = receive(town, secondary_capture(**earlier | said, ContentSequence=[item]))
    # About an exam that says another name and other numbers.
    records = {("report", report.id), ("object", document.id)}
    both = Both(town, visit, town.study_ids[0], records=records)
    assert "Susanna" in both.of(both.asker, f"/reports/{report.id}").text
    assert "OLD-4433" in both.of(both.asker, f"/instances/{document.id}/text").text
    told = both.of(both.guest, f"/reports/{report.id}").json()["text"]
    assert told.endswith(": unremarkable.")
    for text in (told, both.of(both.guest, f"/instances/{document.id}/text").json()["text"]):
        assert not [
            word for word in ("Susanna", "Secret", "HID-9987", "ACC-", "OLD-4433", "1970-01-01") if word in text
        ]
    # Nor may the question say it, and what the report's order says stays said, whatever it belongs to now.
    with house.index.write() as connection:
        number = connection.scalar(select(orders.c.accession_number).where(orders.c.id == order_id))
        connection.execute(delete(bindings).where(bindings.c.order_id == order_id))
        about = f"As in {number}?"
        connection.execute(update(consults).where(consults.c.code == both.code).values(question=about))
    assert number not in both.of(both.guest, "/view").text
    invited = both.asker.post(f"/c/api/{both.code}/guests", json={"name": "Ada", "organisation": "Clinic"})
    assert invited.json()["problem"] == "question-names-patient"


def test_people_who_work_in_hospitals_see_whose_images_they_are(
    town: Town, visit: Visit, named: StoredInstance
) -> None:
    both = Both(town, visit, named.study_id)
    assert both.of(both.asker, "/view").json()["studies"][0]["patient"]["id"] == "HID-9987"


def test_what_a_browser_keeps_of_one_is_not_taken_for_what_the_other_gets(
    town: Town, visit: Visit, named: StoredInstance
) -> None:
    both = Both(town, visit, named.study_id)
    tags = {
        both.of(each, f"/instances/{named.id}/frames/1{form}").headers["etag"]
        for each in (both.asker, both.guest)
        for form in ("", "/picture")
    }
    assert len(tags) == 4
