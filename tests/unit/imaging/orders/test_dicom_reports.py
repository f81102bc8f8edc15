"""Reports that came as DICOM are taken once, for the order that their study is bound to."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread

from imaging.access.actors import Person, Role
from imaging.archive.ingest import Origin
from imaging.archive.keys import ObjectKey
from imaging.archive.transfer import Transfer
from imaging.clock import SetClock
from imaging.dicom.documents import DocumentSubject, encapsulated_pdf
from imaging.errors import NotFoundError, UnsupportedError
from imaging.house import House
from imaging.orders.dicom_reports import DicomReports
from imaging.orders.orders import NewOrder
from imaging.orders.progress import progress_of
from imaging.orders.reports import NewReport, Report, ReportState
from tests.data import SAMPLE
from tests.houses import NOON, send

PDF = b"%PDF-1.7\nfindings"
STUDY = "2.25.1"
DESK = Person(1, 1, "desk", Role.FRONT_DESK)


@pytest.fixture
def order_id(house: House) -> int:
    return house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))[0].id


@pytest.fixture
def worker(house: House) -> DicomReports:
    archive = house.archive
    return DicomReports(house.index, house.clock, house.reports, house.documents, archive.retrieve)


def receive(house: House, data: bytes) -> None:
    file = house.archive.landing.begin()
    file.write(data)
    house.archive.ingest.accept(file, Origin(1, "test"), None)
    house.bindings.bind_new_studies()


def receive_pdf(
    house: House,
    pdf: bytes = PDF,
    patient_id: str = "P-1",
    title: tuple[str, str] | None = ("11528-7", "LN"),
    verification: str = "",
    study: str = STUDY,
    accession_number: str = "A-1",
) -> None:
    subject = DocumentSubject(study, "王^小明", patient_id, "19600229", accession_number=accession_number)
    dataset = dcmread(io.BytesIO(encapsulated_pdf(pdf, subject, title="检查报告 Report", made_at=NOON)))
    if title is not None:
        code = Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = *title, "Report"
        dataset.ConceptNameCodeSequence = [code]
    if verification:
        dataset.VerificationFlag = verification
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    receive(house, buffer.getvalue())


def receive_sr(house: House, completion: str, verification: str) -> None:
    dataset = dcmread(SAMPLE / "report_sr" / "sr_basic_text.dcm")
    dataset.StudyInstanceUID, dataset.AccessionNumber = STUDY, "A-1"
    dataset.PatientID, dataset.PatientBirthDate, dataset.PatientName = "P-1", "19600229", "Wang^Xiaoming"
    dataset.CompletionFlag, dataset.VerificationFlag = completion, verification
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    receive(house, buffer.getvalue())


def correct(house: House, order_id: int, patient_id: str) -> None:
    """Set the patient's number of an order, and have what is bound to it judged anew."""
    with house.index.write() as connection:
        house.orders.correct_within(connection, order_id, 1, {"patient_id": patient_id})
        for event in house.bindings.reconsider_within(connection, order_id):
            house.audit.append(connection, event)


def latest(house: House, order_id: int) -> Report:
    return house.reports.of_order(order_id)[0]


@pytest.mark.parametrize("title", [("11528-7", "LN"), ("18748-4", "LN"), ("25045-6", "LN"), ("111400", "DCM")])
def test_a_pdf_with_the_title_of_a_report_is_final(
    house: House, worker: DicomReports, order_id: int, title: tuple[str, str]
) -> None:
    receive_pdf(house, title=title)
    assert worker.take() == 1
    report = latest(house, order_id)
    assert (report.state, house.reports.pdf(report)) == (ReportState.FINAL, PDF)
    assert report.instance_id is not None
    assert worker.take() == 0


def test_a_pdf_that_is_marked_unverified_is_a_draft(house: House, worker: DicomReports, order_id: int) -> None:
    receive_pdf(house, verification="UNVERIFIED")
    assert worker.take() == 1
    assert latest(house, order_id).state is ReportState.DRAFT
    assert house.reports.for_patient(order_id) == ()


class TestDocuments:
    """What does not say that it is the report."""

    @pytest.fixture(params=[None, ("18842-5", "LN"), ("11528-7", "99LOCAL")])
    def instance_id(self, request: pytest.FixtureRequest, house: House, worker: DicomReports, order_id: int) -> int:
        receive_pdf(house, title=request.param)
        assert worker.take() == 0
        (document,) = house.documents.of_order(order_id)
        assert document.title == "检查报告 Report"
        return document.instance_id

    def test_nobody_sees_it_as_a_report(
        self, house: House, worker: DicomReports, order_id: int, instance_id: int
    ) -> None:
        assert house.reports.of_order(order_id) == ()
        assert worker.take() == 0
        progress = progress_of(house.index, [order_id])[order_id]
        assert (progress.report_state, progress.documents) == (None, 1)
        assert house.documents.pdf(order_id, instance_id) == PDF

    def test_a_person_says_that_it_is_the_report(
        self, house: House, worker: DicomReports, order_id: int, instance_id: int
    ) -> None:
        report = house.documents.take(DESK, order_id, 1, instance_id)
        assert (report.state, house.reports.pdf(report)) == (ReportState.FINAL, PDF)
        assert house.reports.for_patient(order_id) == (report,)
        assert (house.documents.of_order(order_id), worker.take()) == ((), 0)
        with pytest.raises(NotFoundError):
            house.documents.leave(DESK, order_id, 1, instance_id)

    def test_after_a_final_report_it_amends(self, house: House, order_id: int, instance_id: int) -> None:
        house.reports.add(DESK, order_id, 1, NewReport(ReportState.FINAL, "text"))
        assert house.documents.take(DESK, order_id, 1, instance_id).state is ReportState.AMENDED

    def test_a_person_says_that_it_is_none(
        self, house: House, worker: DicomReports, order_id: int, instance_id: int
    ) -> None:
        house.documents.leave(DESK, order_id, 1, instance_id)
        assert house.documents.of_order(order_id) == ()
        assert (worker.take(), house.reports.of_order(order_id)) == (0, ())
        event = house.audit.list(limit=1)[0]
        assert (event.action, event.subject_kind, event.subject_id) == ("settle", "instance", instance_id)
        with pytest.raises(NotFoundError):
            house.documents.pdf(order_id, instance_id)

    def test_it_is_asked_anew_where_its_study_is_moved(
        self, house: House, worker: DicomReports, order_id: int, instance_id: int
    ) -> None:
        (study,) = house.bindings.study_ids(order_id)
        right = house.orders.create(1, NewOrder("A-2", "P-2", "李四", "1970-01-01", "CT"))[0].id
        house.bindings.settle(DESK, study, right, 1)
        assert house.documents.of_order(order_id) == ()
        worker.take()
        assert [each.instance_id for each in house.documents.of_order(right)] == [instance_id]

    def test_it_is_hidden_while_its_study_is_in_question(self, house: House, order_id: int, instance_id: int) -> None:
        send(house, PatientID="P-2")
        house.bindings.bind_new_studies()
        assert house.documents.of_order(order_id) == ()
        with pytest.raises(NotFoundError):
            house.documents.take(DESK, order_id, 1, instance_id)


@pytest.mark.parametrize(
    ("completion", "verification", "state"),
    [
        ("COMPLETE", "VERIFIED", ReportState.FINAL),
        ("COMPLETE", "UNVERIFIED", ReportState.DRAFT),
        ("PARTIAL", "UNVERIFIED", ReportState.DRAFT),
        ("", "", ReportState.DRAFT),
    ],
)
def test_a_structured_report_is_what_it_says_it_is(
    house: House, worker: DicomReports, order_id: int, completion: str, verification: str, state: ReportState
) -> None:
    receive_sr(house, completion, verification)
    assert worker.take() == 1
    assert latest(house, order_id).state is state
    assert "Report Text: Enter text" in latest(house, order_id).text


REPORT_TITLE = ("18748-4", "LN", "Diagnostic Imaging Report")
ENHANCED_SR, COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.22", "1.2.840.10008.5.1.4.1.1.88.33"
COMPREHENSIVE_3D_SR = "1.2.840.10008.5.1.4.1.1.88.34"


def coded(value: str, scheme: str, meaning: str) -> list[Dataset]:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning
    return [code]


def receive_structured(
    house: House,
    sop_class_uid: str = COMPREHENSIVE_SR,
    title: tuple[str, str, str] = REPORT_TITLE,
    verification: str = "VERIFIED",
    template: str = "",
) -> None:
    dataset = dcmread(SAMPLE / "report_sr" / "sr_basic_text.dcm")
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = sop_class_uid
    dataset.StudyInstanceUID, dataset.AccessionNumber = STUDY, "A-1"
    dataset.PatientID, dataset.PatientBirthDate, dataset.PatientName = "P-1", "19600229", "Wang^Xiaoming"
    dataset.CompletionFlag, dataset.VerificationFlag = "COMPLETE", verification
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.ConceptNameCodeSequence = coded(*title)
    if template:
        dataset.ContentTemplateSequence = [Dataset()]
        dataset.ContentTemplateSequence[0].MappingResource = "DCMR"
        dataset.ContentTemplateSequence[0].TemplateIdentifier = template
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    receive(house, buffer.getvalue())


class TestStructuredReports:
    """Those that may hold more than text."""

    @pytest.mark.parametrize("kind", [ENHANCED_SR, COMPREHENSIVE_SR, COMPREHENSIVE_3D_SR])
    @pytest.mark.parametrize(
        ("verification", "state"), [("VERIFIED", ReportState.FINAL), ("UNVERIFIED", ReportState.DRAFT)]
    )
    def test_one_with_the_title_of_a_report_is_what_it_says_it_is(
        self, house: House, worker: DicomReports, order_id: int, kind: str, verification: str, state: ReportState
    ) -> None:
        receive_structured(house, kind, verification=verification)
        assert (worker.take(), worker.take()) == (1, 0)
        report = latest(house, order_id)
        assert report.state is state
        assert report.text.startswith("Diagnostic Imaging Report\n")
        assert "Report Text: Enter text" in report.text

    def test_measurements_with_the_title_of_a_report_are_a_report(
        self, house: House, worker: DicomReports, order_id: int
    ) -> None:
        receive_structured(house, template="1500")
        assert worker.take() == 1

    def test_of_a_verified_one_with_another_title_a_person_is_asked(
        self, house: House, worker: DicomReports, order_id: int
    ) -> None:
        receive_structured(house, title=("R1", "99HOSPITAL", "影像诊断报告"))
        assert (worker.take(), house.reports.of_order(order_id)) == (0, ())
        (document,) = house.documents.of_order(order_id)
        assert (document.title, document.is_pdf) == ("影像诊断报告", False)
        assert "Report Text: Enter text" in house.documents.text(order_id, document.instance_id)
        with pytest.raises(UnsupportedError):
            house.documents.pdf(order_id, document.instance_id)
        report = house.documents.take(DESK, order_id, 1, document.instance_id)
        assert (report.state, house.reports.for_patient(order_id)) == (ReportState.FINAL, (report,))
        assert "Report Text: Enter text" in report.text
        assert (worker.take(), house.documents.of_order(order_id)) == (0, ())
        with pytest.raises(NotFoundError):
            house.documents.text(order_id, document.instance_id)

    @pytest.mark.parametrize(
        ("title", "template"),
        [
            (("126000", "DCM", "Imaging Measurement Report"), ""),
            (("R1", "99MAKER", "Measurements"), "1500"),
            (("113701", "DCM", "X-Ray Radiation Dose Report"), "10011"),
            (("112000", "DCM", "Chest CAD Report"), "4100"),
        ],
    )
    def test_companions_of_images_are_left_alone(
        self, house: House, worker: DicomReports, order_id: int, title: tuple[str, str, str], template: str
    ) -> None:
        receive_structured(house, title=title, template=template)
        assert (worker.take(), worker.take()) == (0, 0)
        assert (house.reports.of_order(order_id), house.documents.of_order(order_id)) == ((), ())

    def test_an_unverified_one_with_another_title_is_left_alone(
        self, house: House, worker: DicomReports, order_id: int
    ) -> None:
        receive_structured(house, title=("R1", "99MAKER", "Protocol"), verification="UNVERIFIED")
        assert (worker.take(), house.documents.of_order(order_id)) == (0, ())

    @pytest.mark.parametrize("kind", ["1.2.840.10008.5.1.4.1.1.88.67", "1.2.840.10008.5.1.4.1.1.88.59"])
    def test_doses_and_key_objects_are_no_reports_whatever_their_title(
        self, house: House, worker: DicomReports, order_id: int, kind: str
    ) -> None:
        receive_structured(house, kind)
        assert (worker.take(), house.documents.of_order(order_id)) == (0, ())


def test_a_later_final_one_amends(house: House, worker: DicomReports, order_id: int, clock: SetClock) -> None:
    receive_pdf(house)
    worker.take()
    clock.advance(timedelta(hours=1))
    receive_pdf(house, PDF + b" corrected")
    worker.take()
    states = [report.state for report in house.reports.of_order(order_id)]
    assert states == [ReportState.AMENDED, ReportState.FINAL]


def test_a_document_that_waits_for_its_order_is_taken_when_it_is_bound(house: House, worker: DicomReports) -> None:
    receive_pdf(house)
    assert worker.take() == 0
    order, _ = house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))
    house.bindings.bind_new_studies()
    assert worker.take() == 1
    assert latest(house, order.id).state is ReportState.FINAL


def test_a_document_of_somebody_else_is_not_taken(house: House, worker: DicomReports, order_id: int) -> None:
    send(house)
    house.bindings.bind_new_studies()
    receive_pdf(house, patient_id="P-2")
    assert worker.take() == 0
    assert house.reports.of_order(order_id) == ()


def test_what_can_not_be_taken_is_left_and_keeps_nothing_from_being_taken(
    house: House, worker: DicomReports, order_id: int
) -> None:
    receive_pdf(house)
    worker.take()
    receive_sr(house, "PARTIAL", "UNVERIFIED")
    receive_pdf(house, PDF + b" corrected")
    assert worker.take() == 1
    assert worker.take() == 0
    assert latest(house, order_id).state is ReportState.AMENDED


def test_images_are_no_reports(house: House, worker: DicomReports, order_id: int) -> None:
    send(house)
    house.bindings.bind_new_studies()
    assert worker.take() == 0


def test_a_report_goes_where_its_study_is_moved(house: House, worker: DicomReports, order_id: int) -> None:
    receive_pdf(house)
    worker.take()
    (study,) = house.bindings.study_ids(order_id)
    right = house.orders.create(1, NewOrder("A-2", "P-2", "李四", "1970-01-01", "CT"))[0].id
    house.bindings.settle(DESK, study, right, 1)
    assert house.reports.of_order(order_id) == ()
    assert progress_of(house.index, [order_id])[order_id].report_state is None
    assert worker.take() == 1
    assert [report.state for report in house.reports.for_patient(right)] == [ReportState.FINAL]
    # What is written now is the order's first report, not an amendment of somebody else's.
    written = house.reports.add(DESK, order_id, 1, NewReport(ReportState.PRELIMINARY, "text"))
    assert house.reports.for_patient(order_id) == (written,)
    assert written.version == 2


def test_a_report_of_a_study_in_question_is_not_shown_until_somebody_decides(
    house: House, worker: DicomReports, order_id: int
) -> None:
    receive_pdf(house)
    worker.take()
    (study,) = house.bindings.study_ids(order_id)
    send(house, PatientID="P-2")
    house.bindings.bind_new_studies()
    assert house.reports.for_patient(order_id) == ()
    house.bindings.settle(DESK, study, order_id, 1)
    assert len(house.reports.for_patient(order_id)) == 1
    assert worker.take() == 0


class TestUnread:
    """A report whose object is not to be had when it is looked at."""

    @pytest.fixture
    def aside(self, house: House) -> Path:
        return house.settings.data_dir / "aside"

    @pytest.fixture
    def not_moved_yet(self, house: House, order_id: int, aside: Path) -> Path:
        """Where the object of a report belongs that still lies on another machine."""
        receive_pdf(house)
        (instance,) = house.archive.retrieve.instances_of(None)
        path = house.archive.landing.path(ObjectKey.parse(instance.object_key))
        path.rename(aside)
        return path

    @pytest.fixture
    def lost(self, house: House, order_id: int, aside: Path) -> Path:
        """Where the object of a report belongs that the blob store has lost."""
        receive_pdf(house)
        (instance,) = house.archive.retrieve.instances_of(None)
        Transfer(house.index, house.archive.landing, house.archive.blobs).run()
        path = house.settings.data_dir / "objects" / instance.object_key
        path.rename(aside)
        return path

    @pytest.mark.parametrize("state", ["lost", "not_moved_yet"])
    def test_others_are_taken_and_it_is_looked_at_again(
        self,
        request: pytest.FixtureRequest,
        house: House,
        worker: DicomReports,
        order_id: int,
        clock: SetClock,
        aside: Path,
        state: str,
    ) -> None:
        path = request.getfixturevalue(state)
        other = house.orders.create(1, NewOrder("A-2", "P-1", "王小明", "1960-02-29", "CT"))[0].id
        receive_pdf(house, study="2.25.2", accession_number="A-2")
        assert worker.take() == 1
        assert latest(house, other).state is ReportState.FINAL
        clock.advance(timedelta(hours=1))
        assert worker.take() == 0
        aside.rename(path)
        clock.advance(timedelta(hours=1))
        assert (worker.take(), worker.take()) == (1, 0)
        assert latest(house, order_id).state is ReportState.FINAL

    def test_a_later_one_of_its_order_waits_for_it(
        self, house: House, worker: DicomReports, order_id: int, clock: SetClock, aside: Path, not_moved_yet: Path
    ) -> None:
        receive_pdf(house, PDF + b" corrected")
        assert worker.take() == 0
        aside.rename(not_moved_yet)
        clock.advance(timedelta(hours=1))
        assert worker.take() == 2
        assert house.reports.pdf(latest(house, order_id)) == PDF + b" corrected"

    def test_a_lost_one_that_comes_again_does_not_take_the_place_of_a_later_one(
        self, house: House, worker: DicomReports, order_id: int, clock: SetClock, aside: Path, lost: Path
    ) -> None:
        receive_pdf(house, PDF + b" corrected")
        assert worker.take() == 1
        aside.rename(lost)
        clock.advance(timedelta(hours=1))
        assert worker.take() == 0
        assert house.reports.pdf(latest(house, order_id)) == PDF + b" corrected"


def test_a_document_that_came_while_its_order_was_mistaken_is_taken_when_it_is_set_right(
    house: House, worker: DicomReports, order_id: int, clock: SetClock
) -> None:
    send(house)
    house.bindings.bind_new_studies()
    correct(house, order_id, "P-2")
    receive_pdf(house)
    assert worker.take() == 0
    clock.advance(timedelta(hours=1))
    assert worker.take() == 0
    correct(house, order_id, "P-1")
    assert (worker.take(), worker.take()) == (1, 0)
    assert latest(house, order_id).state is ReportState.FINAL
