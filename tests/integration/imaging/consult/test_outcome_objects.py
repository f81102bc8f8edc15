"""What a consult comes to, as objects: clean to a validator, read by others and by us again, built exactly once."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from sqlalchemy import select, update

from imaging.consult.outcome.objects import ObjectKind
from imaging.consult.outcome.signatures import Meaning
from imaging.consult.outcome.wording import KeyImage
from imaging.dicom.header import read_header
from imaging.exchange.content import Content
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted
from imaging.exporting.documents import About, Observer
from imaging.exporting.looks import Looks
from imaging.exporting.presenting import presented_alike
from imaging.exporting.softcopy_states import written_softcopy_state
from imaging.index.tables import consult_conclusions, consult_objects, deliveries, instances, parcels, users
from imaging.orders.report_signs import Sign, sign_of
from imaging.pixels.windows import Window
from imaging.reading.annotations import Annotation, ImagePlace, Kind
from imaging.reading.brought import Brought
from imaging.reading.presentation_states import presentation_state
from imaging.reporting.content import Language
from imaging.reporting.report_pdf import MARGIN, WIDTH
from tests.consulted import Consulted, consulted, count_of
from tests.data import catalog_path, sample_path
from tests.houses import NOON, open_house
from tests.peers import require
from tests.prepared import MEMORY

SAMPLES = ("ct_head_phantom", "mr_brain_t1", "mg", "cr_leg", "cr_chest")
# Dots of a page's picture in a point of the page.
_DOTS = 3.0
CATALOGUE = (
    "conformance/images-explicit-le/mr_001__dicom2nifti_dcf138.dcm",
    "conformance/images-jpeg-extended/ct_CT0012.fragmented_no_bot_jpeg_baseline.51__cornerstone3d.dcm",
    "conformance/images-explicit-le/ct_mf__dcmqi.dcm",
    "conformance/images-explicit-le/dx_dx_image__highdicom.dcm",
    "conformance/images-explicit-be/us_OBXXXX1A_expb__dicom-test-files.dcm",
    "conformance/images-explicit-le/pt_1__dicom.dcm",
    "conformance/images-explicit-le/xa_1.3.6.1.4.1.5962.1.1.65535.205.1.1239106254.3827.0__demo-archive.dcm",
    "conformance/images-explicit-le/nm_NM-MONO2-16-13x-heart__dcm4che.dcm",
    "conformance/images-jpeg-lossless-70/op_sample-op__dcmjs.dcm",
)
# What the validator warns of, and why it stays.
EXPLAINED = (
    # Nobody knows of which side of the patient the images are; absent would be an error.
    r"Laterality.*only permitted to be empty when actually unknown",
    # Pixel values of a radiograph have no concept in the standard; the private one is named as private.
    r"CodingSchemeDesignator.*Unrecognized defined term = <99FILMLESS>",
    # As the device wrote the patient, the study and the unit of its values.
    r"Retired Person Name form",
    r"needed to build DICOMDIR",
    r"RescaleType.*Unrecognized defined term = <BQML>",
)


@contextmanager
def opened(paths: Sequence[Path]) -> Iterator[Consulted]:
    with tempfile.TemporaryDirectory(prefix="filmless-", dir=MEMORY) as directory, open_house(Path(directory)) as house:
        yield consulted(house, paths)


def figures(image_id: int, frame: int, columns: float, rows: float) -> Iterator[Annotation]:
    """One of every kind."""
    place = ImagePlace(image_id, frame)

    def at(*shares: tuple[float, float]) -> tuple[tuple[float, float], ...]:
        return tuple((columns * across, rows * down) for across, down in shares)

    yield Annotation(Kind.LENGTH, place, at((0.2, 0.2), (0.6, 0.5)), "结节")
    yield Annotation(Kind.ANGLE, place, at((0.2, 0.2), (0.3, 0.5), (0.5, 0.5)))
    yield Annotation(Kind.COBB, place, at((0.2, 0.2), (0.6, 0.25), (0.2, 0.7), (0.6, 0.6)))
    yield Annotation(Kind.BIDIRECTIONAL, place, at((0.2, 0.2), (0.6, 0.2), (0.4, 0.1), (0.4, 0.3)))
    yield Annotation(Kind.ELLIPSE, place, at((0.3, 0.5), (0.6, 0.5), (0.45, 0.4), (0.45, 0.6)), "ROI")
    yield Annotation(Kind.RECTANGLE, place, at((0.3, 0.6), (0.6, 0.6), (0.6, 0.8), (0.3, 0.8)))
    yield Annotation(Kind.FREEHAND, place, at((0.3, 0.6), (0.6, 0.6), (0.6, 0.8)))
    yield Annotation(Kind.PROBE, place, at((0.5, 0.5)))
    yield Annotation(Kind.ARROW, place, at((0.5, 0.5), (0.7, 0.7)), "看这里")
    yield Annotation(Kind.TEXT, place, at((0.1, 0.9)), "文字 text")


def draw_everything(asked: Consulted) -> None:
    image = asked.images[0]
    frame = min(2, image.number_of_frames)
    people = (asked.asker, asked.expert, asked.guest)
    every = figures(image.id, frame, float(image.columns or 1), float(image.rows or 1))
    for number, annotation in enumerate(every):
        asked.draw(people[number % 3], annotation)
    asked.write(key_images=(KeyImage(ImagePlace(image.id, frame), "最大层面 largest"),))
    asked.conclude()
    asked.sign(asked.asker)
    asked.sign(asked.expert, Meaning.DISSENTS, "建议先随访三个月。")
    asked.sign(asked.guest)


def built(asked: Consulted, directory: Path) -> dict[str, Path]:
    """Build, and write down every object by its name."""
    assert asked.house.outcomes.building.run() == 1
    with asked.house.index.read() as connection:
        rows = connection.execute(select(consult_objects).order_by(consult_objects.c.id)).all()
    found = {}
    for row in rows:
        instance = asked.house.archive.retrieve.by_id(row.instance_id)
        assert instance.sop_instance_uid == row.sop_instance_uid
        path = directory / f"{row.kind}-{row.number}.dcm"
        with asked.house.archive.retrieve.file(instance) as file:
            path.write_bytes(file.read())
        found[path.stem] = path
    return found


def validated(path: Path) -> list[str]:
    """Return what dciodvfy says against an object, errors and warnings."""
    said = subprocess.run([require("dciodvfy"), "-new", path], capture_output=True, check=False)
    return [
        line
        for line in (said.stdout + said.stderr).decode(errors="replace").splitlines()
        if line.startswith(("Error", "Warning"))
    ]


def sources() -> list[str]:
    return [*SAMPLES, *CATALOGUE]


@pytest.mark.parametrize("source", sources())
def test_every_object_is_clean(source: str, tmp_path: Path) -> None:
    paths = sorted(sample_path(source).glob("*.dcm"))[:1] if source in SAMPLES else [catalog_path(source)]
    with opened(paths) as asked:
        draw_everything(asked)
        objects = built(asked, tmp_path)
        assert set(objects) == {"presentation-state-1", "measurements-1", "key-objects-1", "document-1"}
        for path in objects.values():
            said = validated(path)
            assert [each for each in said if each.startswith("Error")] == []
            assert [each for each in said if not any(re.search(known, each) for known in EXPLAINED)] == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Consulted, dict[str, Path]]]:
    """A consult about a CT, closed, with its objects."""
    with opened(sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:2]) as asked:
        draw_everything(asked)
        yield asked, built(asked, tmp_path_factory.mktemp("objects"))


class TestOthersReadIt:
    def test_dcmtk_reads_the_measurements(self, whole: tuple[Consulted, dict[str, Path]]) -> None:
        told = subprocess.run(
            [require("dsrdump"), "--convert-to-utf8", whole[1]["measurements-1"]], capture_output=True, check=True
        ).stdout.decode()
        assert "Length" in told
        assert 'Tracking Identifier)="结节"' in told.replace(",", "").replace(
            '"Tracking Identifier"', "Tracking Identifier"
        )
        assert "Dr. Expert" in told
        assert "Prof. Guest" in told

    def test_dcmtk_takes_the_pdf_out(self, whole: tuple[Consulted, dict[str, Path]], tmp_path: Path) -> None:
        subprocess.run([require("dcm2pdf"), whole[1]["document-1"], tmp_path / "out.pdf"], check=True)
        text = subprocess.run(
            [require("pdftotext"), tmp_path / "out.pdf", "-"], capture_output=True, check=True
        ).stdout.decode()
        for words in ("会诊意见书", "边缘毛刺", "胸腔镜", "建议先随访三个月", "General Hospital", "邀请验证码及声明"):
            assert words in text.replace("\n", "")

    def test_each_author_has_a_layer(self, whole: tuple[Consulted, dict[str, Path]]) -> None:
        state = pydicom.dcmread(whole[1]["presentation-state-1"])
        layers = {each.GraphicLayer: each.GraphicLayerDescription for each in state.GraphicLayerSequence}
        assert set(layers.values()) == {"王医生, MAIN", "Dr. Expert, 东城医院", "Prof. Guest, General Hospital"}
        assert len(state.GraphicAnnotationSequence) == 10
        assert {each.GraphicLayer for each in state.GraphicAnnotationSequence} == set(layers)

    def test_what_is_closed_is_final(self, whole: tuple[Consulted, dict[str, Path]]) -> None:
        assert pydicom.dcmread(whole[1]["measurements-1"]).PreliminaryFlag == "FINAL"

    def test_the_paper_names_the_images_that_it_shows(self, whole: tuple[Consulted, dict[str, Path]]) -> None:
        shown, document = whole[0].images[0], pydicom.dcmread(whole[1]["document-1"])
        (source,) = document.SourceInstanceSequence
        named = (source.ReferencedSOPClassUID, source.ReferencedSOPInstanceUID)
        assert named == (shown.sop_class_uid, shown.sop_instance_uid)
        # Its pictures are packed, for it goes over slow lines.
        assert b"/DCTDecode" in document.EncapsulatedDocument

    def test_a_ct_keeps_its_hounsfield_units_and_window(self, whole: tuple[Consulted, dict[str, Path]]) -> None:
        image = pydicom.dcmread(min(sample_path("ct_head_phantom").glob("*.dcm")))
        state = pydicom.dcmread(whole[1]["presentation-state-1"])
        assert (state.RescaleSlope, state.RescaleIntercept) == (image.RescaleSlope, image.RescaleIntercept)
        (window,) = state.SoftcopyVOILUTSequence
        center = image.WindowCenter if isinstance(image.WindowCenter, float) else image.WindowCenter[0]
        assert float(window.WindowCenter) == float(center)


def observers(path: Path) -> list[list[str]]:
    """Who is said to have measured each group, and where they work; nothing: whoever the whole object names."""
    (measurements,) = (each for each in pydicom.dcmread(path).ContentSequence if concept(each) == "126010")
    groups = (each for each in measurements.ContentSequence if concept(each) == "125007")
    return [
        [str(each.get("PersonName", "") or each.get("TextValue", "")) for each in group.ContentSequence
         if concept(each) in {"121008", "121009"}]
        for group in groups
    ]  # fmt: skip


def concept(item: pydicom.Dataset) -> str:
    return str(item.ConceptNameCodeSequence[0].CodeValue)


def test_two_doctors_of_one_name_are_told_apart_and_each_works_where_they_work(tmp_path: Path) -> None:
    with opened(sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:1]) as asked:
        with asked.house.index.write() as connection:
            connection.execute(update(users).values(name="王伟"))
        for who in (asked.asker, asked.expert, asked.guest):
            asked.draw(who, next(figures(asked.images[0].id, 1, 100.0, 100.0)))
        asked.write()
        asked.conclude()
        asked.sign_all()
        path = built(asked, tmp_path)["measurements-1"]
        assert observers(path) == [[], ["王伟^", "东城医院"], ["Prof. Guest^", "General Hospital"]]
        said = validated(path)
        assert [each for each in said if not any(re.search(known, each) for known in EXPLAINED)] == []


def presented(asked: Consulted, zoom: float, pan: tuple[float, float]) -> dict[str, object]:
    """One place that shows the consult's only series."""
    image = asked.images[0]
    shown = {
        "series": f"{image.study_id}/{image.series_id}", "plane": "acquired", "page": 0, "point": None,
        "window": {"center": 50, "width": 120}, "isInverted": False, "zoom": zoom, "pan": pan, "rotation": 0,
        "isFlippedHorizontally": False, "isFlippedVertically": False, "slab": None, "cine": None, "hung": None,
    }  # fmt: skip
    return {"view": {"rows": 1, "columns": 1, "active": 0, "isLinked": False, "viewports": [shown]}}


def test_a_state_shows_the_part_and_the_window_that_were_presented_last(tmp_path: Path) -> None:
    with opened(sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:1]) as asked:
        asked.say("present", asked.asker, {"participant": asked.participant(asked.asker).id})
        for zoom, pan in ((5, (0, 0)), (2, (0.125, 0))):
            asked.say("look", asked.asker, presented(asked, zoom, pan))
        draw_everything(asked)
        path = built(asked, tmp_path)["presentation-state-1"]
        (state,) = Brought(asked.house.archive.retrieve).of_study(asked.gathering.study_id)["states"]
    # A picture of 512 pixels at twice its size, moved to the right by an eighth of it.
    (shown,) = state["areas"]
    assert [shown["area"][side] for side in ("left", "top", "right", "bottom")] == [64, 128, 320, 384]
    assert (state["windows"][0]["window"]["center"], state["windows"][0]["window"]["width"]) == (50, 120)
    assert [each for each in validated(path) if each.startswith("Error")] == []


def test_frames_of_one_object_keep_their_own_windows(tmp_path: Path) -> None:
    with opened([catalog_path("conformance/images-explicit-le/ct_mf__dcmqi.dcm")]) as asked:
        image, retrieve = asked.images[0], asked.house.archive.retrieve
        last = image.number_of_frames
        assert last > 2
        for frame in (1, last):
            asked.draw(asked.asker, Annotation(Kind.LENGTH, ImagePlace(image.id, frame), ((9.0, 9.0), (30.0, 20.0))))
        asked.write()
        asked.conclude()
        drawn = asked.house.outcomes.conclusions.of(asked.consult_id)[0].frozen.figures
        windows = {1: Window(40, 80), last: Window(-600, 1500)}
        looks = Looks(asked.house.archive.pictures)
        (state,) = presented_alike(
            drawn, {image.id: image}, lambda each, frame: looks.of(each, frame, windows[frame]), {}
        )
        about = About([image], retrieve.header(image).dataset)
        content = written_softcopy_state(state, about, Observer("王医生", "MAIN"), NOON, "Annotations", "CONSULT")
    path = tmp_path / "state.dcm"
    path.write_bytes(content)
    assert [each for each in validated(path) if each.startswith("Error")] == []
    with path.open("rb") as file:
        read = presentation_state(read_header(file).dataset)
    # What nobody drew on is shown as the first that somebody did.
    assert {window.center: named[0].frames for named, window in read.windows} == {
        40: tuple(range(1, last)),
        -600: (last,),
    }


class TestWeReadItAgain:
    def test_figures_and_values_are_where_they_were(self, whole: tuple[Consulted, dict[str, Path]]) -> None:
        asked = whole[0]
        brought = Brought(asked.house.archive.retrieve).of_study(asked.gathering.study_id)
        (state,), (report,), (key,) = brought["states"], brought["reports"], brought["key_objects"]
        assert {state["is_own"], report["is_own"], key["is_own"]} == {False}
        drawn = asked.house.outcomes.conclusions.of(asked.consult_id)[0].frozen.figures
        length = next(each for each in drawn if each.annotation.kind is Kind.LENGTH)
        for figure in (state["figures"], report["measurements"][0]["figures"]):
            np.testing.assert_allclose(figure[0]["points"], length.annotation.points, atol=1e-3)
        assert float(report["measurements"][0]["value"]) == pytest.approx(length.measured.values[0].value, rel=1e-5)
        assert "最大层面 largest" in key["description"]
        assert key["pictures"] == [{"instance_id": asked.images[0].id, "frames": []}]

    def test_it_becomes_no_report_and_does_not_go_along_with_the_images(
        self, whole: tuple[Consulted, dict[str, Path]]
    ) -> None:
        retrieve = whole[0].house.archive.retrieve
        stored = retrieve.instances_of(None, study_ids=frozenset({whole[0].gathering.study_id}))
        signs = {each.sop_class_uid: sign_of(each.sop_class_uid, retrieve.header(each)) for each in stored}
        assert Sign.CONSULT_NOTE in signs.values()
        assert Sign.FINAL not in signs.values()


def longest_run(is_there: np.ndarray) -> tuple[int, int]:
    """Return where the longest stretch of an array begins and ends."""
    borders = np.flatnonzero(np.diff(np.concatenate(([0], is_there.astype(int), [0]))))
    begin, end = max(zip(borders[::2], borders[1::2], strict=True), key=lambda run: run[1] - run[0])
    return int(begin), int(end)


def test_figures_stand_in_the_paper_where_they_were_drawn(tmp_path: Path) -> None:
    """A line between two known points of the picture is found in the page's pixels, to within half of one."""
    with opened(sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:1]) as asked:
        image = asked.images[0]
        columns, rows = image.columns or 1, image.rows or 1
        asked.draw(asked.expert, Annotation(Kind.RECTANGLE, ImagePlace(image.id), corners := (
            (columns * 0.25 - 0.5, rows * 0.25 - 0.5), (columns * 0.75 - 0.5, rows * 0.25 - 0.5),
            (columns * 0.75 - 0.5, rows * 0.75 - 0.5), (columns * 0.25 - 0.5, rows * 0.75 - 0.5),
        )))  # fmt: skip
        asked.write()
        asked.conclude()
        asked.sign_all()
        pdf = asked.house.outcomes.papers.pdf(
            asked.house.outcomes.conclusions.of(asked.consult_id)[0], 1, asked.gathering.study_id
        )
    assert len(corners) == 4
    (tmp_path / "paper.pdf").write_bytes(pdf)
    subprocess.run(
        [require("pdftoppm"), "-r", f"{72 * _DOTS:.0f}", "-png", tmp_path / "paper.pdf", tmp_path / "page"], check=True
    )
    for page in sorted(tmp_path.glob("page*.png")):
        pixels = np.asarray(Image.open(page).convert("RGB")).astype(int)
        yellow = (pixels[..., 0] > 200) & (pixels[..., 1] > 150) & (pixels[..., 2] < 120)
        black = (pixels < 8).all(axis=2)
        if yellow.sum() > 500:
            break
    else:
        pytest.fail("nothing is drawn on any page")
    # Beside the square picture its frame is black from top to bottom, and nothing is written there.
    edge = longest_run(black[:, round((MARGIN + 1.5) * _DOTS)])
    side, middle = edge[1] - edge[0], (edge[0] + edge[1]) / 2
    center = (MARGIN + (WIDTH / 2 - 5) / 2) * _DOTS
    posts = np.nonzero(yellow.sum(axis=0) > side * 0.4)[0]
    # Words stand over the line below; the post at the left is free from end to end.
    found = (*longest_run(yellow[:, posts.min() + 1]), posts.min(), posts.max() + 1)
    wanted = (middle - side / 4, middle + side / 4, center - side / 4, center + side / 4)
    # The line is 0.7 points wide, half of it on each side.
    np.testing.assert_allclose(found, wanted, atol=0.35 * _DOTS + 1)


class InterruptedBuildError(BaseException):
    """The process ends here."""


class TestOnce:
    @pytest.mark.parametrize("at", list(ObjectKind))
    def test_what_ended_in_the_middle_is_built_once(self, at: ObjectKind) -> None:
        with opened(sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:1]) as asked:
            house = asked.house
            for kind, address in (
                (DestinationKind.C_STORE, Address("127.0.0.1", 11112, ae_title="PACS")),
                (DestinationKind.HL7_MLLP, Address("127.0.0.1", 2575)),
            ):
                wanted = Wanted(kind.value, kind, address, frozenset({Content.CONSULT_OUTCOME}))
                replace(house.destinations, allows_loopback=True).add(asked.asker, 1, wanted)
            draw_everything(asked)

            def end(step: str) -> None:
                if step == at:
                    raise InterruptedBuildError

            with pytest.raises(InterruptedBuildError):
                replace(house.outcomes.building, on_step=end).run()
            assert count_of(asked, deliveries) == 0
            before = count_of(asked, instances)
            # What was stored so far says something too, and the worker judges it.
            house.bindings.bind_new_studies()
            assert house.outcomes.building.run() == 1
            assert house.outcomes.building.run() == 0
            house.outcomes.building.build(asked.consult_id)
            assert count_of(asked, consult_objects) == 4
            assert count_of(asked, instances) == 5 >= before
            # Four objects to the PACS, the result to the information system.
            assert count_of(asked, deliveries) == count_of(asked, parcels) == 5

    def test_what_is_made_again_is_the_same(self) -> None:
        with opened(sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:1]) as asked:
            draw_everything(asked)
            building = asked.house.outcomes.building
            conclusion = asked.house.outcomes.conclusions.of(asked.consult_id)[0]
            first, second = (
                {(each.kind, each.sop_instance_uid): each.content for each in building.made(asked.consult_id)}
                for _ in range(2)
            )
            assert first == second
            assert len(first) == 4
            assert conclusion.built_at is None

    def test_what_can_not_be_built_waits_and_says_why(self) -> None:
        with opened(sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:1]) as asked:
            asked.write()
            asked.conclude()
            asked.sign_all()
            # As if the disk of the landing directory were not there.
            for path in asked.house.settings.data_dir.rglob("*.dcm"):
                path.unlink()
            assert asked.house.outcomes.building.run() == 0
            with asked.house.index.read() as connection:
                assert connection.scalar(select(consult_conclusions.c.build_problem)) == "unavailable"


def test_a_study_without_images_gets_the_paper_alone(tmp_path: Path) -> None:
    (report,) = sorted(sample_path("report_sr").glob("*.dcm"))[:1]
    with opened([report]) as asked:
        asked.write(key_images=())
        asked.conclude()
        asked.sign_all()
        files = built(asked, tmp_path)
        ((name, path),) = files.items()
        assert name == "document-1"
        assert [each for each in validated(path) if not any(re.search(known, each) for known in EXPLAINED)] == []
        made, source = pydicom.dcmread(path), pydicom.dcmread(report)
        for keyword in ("PatientName", "PatientID", "PatientBirthDate", "StudyInstanceUID", "AccessionNumber"):
            assert made.get(keyword, "") == source.get(keyword, ""), keyword


def test_an_english_one_says_it_in_english(tmp_path: Path) -> None:
    with opened(sorted(sample_path("mr_brain_t1").glob("*.dcm"))[:1]) as asked:
        asked.write(language=Language.EN, opinion="A benign cyst.")
        asked.conclude()
        asked.sign_all()
        path = built(asked, tmp_path)["document-1"]
        assert pydicom.dcmread(path).DocumentTitle == "Consult conclusion"
