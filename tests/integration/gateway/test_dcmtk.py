"""DCMTK's tools against the gateway: what modalities and archives really send."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import dcmread

from gateway.limits import Limits
from gateway.requestor import Peer
from gateway.verification import echo_seconds
from imaging.errors import UnavailableError
from tests.data import sample_path
from tests.integration.gateway.conftest import Gateway
from tests.peers import require
from tests.ports import free_port

SERIES = sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:3]
OBJECTS = [*SERIES, sample_path("us_ob/us_ob_palette.dcm"), sample_path("report_sr/sr_basic_text.dcm")]


def run(name: str, *arguments: str | Path, ok: bool = True) -> str:
    done = subprocess.run([require(name), *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode == 0) is ok, done.stdout + done.stderr
    return done.stdout + done.stderr


def data_set(path: Path) -> bytes:
    """The bytes after the file meta information."""
    with path.open("rb") as source:
        meta = dcmread(source, stop_before_pixels=True).file_meta
        source.seek(132)
        return path.read_bytes()[132 + 12 + meta.FileMetaInformationGroupLength :]


@pytest.fixture(scope="module")
def filled(gateway: Gateway) -> Gateway:
    run("dcmsend", "--aetitle", "CT1", "127.0.0.1", str(gateway.port), *OBJECTS)
    return gateway


def test_echoscu_is_answered(gateway: Gateway) -> None:
    run("echoscu", "--repeat", "3", "127.0.0.1", str(gateway.port))


def test_dcmsend_sends_compressed_objects_as_they_are(filled: Gateway) -> None:
    for path in OBJECTS:
        sent = dcmread(path, stop_before_pixels=True)
        (kept,) = filled.house.archive.retrieve.instances_of(None, sop_instance_uid=sent.SOPInstanceUID)
        assert kept.transfer_syntax_uid == sent.file_meta.TransferSyntaxUID
        assert dcmread(path) == dcmread(BytesIO(b"".join(filled.house.archive.retrieve.open(kept))))


@pytest.mark.parametrize("pdu", ["4096", "16384", "131072"])
def test_storescu_sends_with_any_pdu(filled: Gateway, pdu: str) -> None:
    run("storescu", "--propose-jls-lossless", "--max-pdu", pdu, "127.0.0.1", str(filled.port), SERIES[0])


def find(gateway: Gateway, *keys: str, model: str = "-S") -> list[dict[str, str]]:
    """The answers of findscu: values by tag."""
    arguments = [part for key in keys for part in ("-k", key)]
    output = run("findscu", "-v", model, "--aetitle", "CT1", "127.0.0.1", str(gateway.port), *arguments)
    answers, answer = [], None
    for line in output.splitlines():
        text = line.removeprefix("I: ")
        if text.startswith("Find Response") or "Find Response:" in text:
            answer = {}
            answers.append(answer)
        elif answer is not None and text.startswith("("):
            tag, value = text[1:10], text[15:].split("#")[0].strip()
            answer[tag] = value.strip("[]").rstrip("\0 ") if value.startswith("[") else ""
    return [answer for answer in answers if answer]


def test_findscu_finds_a_study(filled: Gateway) -> None:
    sample = dcmread(SERIES[0], stop_before_pixels=True)
    (answer,) = find(
        filled,
        "QueryRetrieveLevel=STUDY",
        f"PatientID={sample.PatientID}",
        "StudyInstanceUID",
        "ModalitiesInStudy",
        "NumberOfStudyRelatedInstances",
        "PatientComments",
    )
    assert answer["0020,000d"] == sample.StudyInstanceUID
    assert answer["0008,0061"] == "CT"
    assert answer["0020,1208"] == "3"
    assert answer["0008,0054"] == "FILMLESS"
    assert answer["0008,0056"] == "ONLINE"
    assert answer["0010,4000"] == ""


def test_findscu_walks_down_the_levels(filled: Gateway) -> None:
    sample = dcmread(SERIES[0], stop_before_pixels=True)
    study = f"StudyInstanceUID={sample.StudyInstanceUID}"
    series = f"SeriesInstanceUID={sample.SeriesInstanceUID}"
    assert len(find(filled, "QueryRetrieveLevel=SERIES", study, "SeriesInstanceUID", "Modality")) == 1
    images = find(filled, "QueryRetrieveLevel=IMAGE", study, series, "SOPInstanceUID", "InstanceNumber")
    assert len({image["0008,0018"] for image in images}) == 3


def test_findscu_finds_each_patient_once(filled: Gateway) -> None:
    patients = find(filled, "QueryRetrieveLevel=PATIENT", "PatientID", "PatientName", model="-P")
    identifiers = [patient["0010,0020"] for patient in patients]
    assert len(identifiers) == len(set(identifiers)) >= 2


def test_findscu_matches_names_with_wildcards(filled: Gateway) -> None:
    assert find(filled, "QueryRetrieveLevel=STUDY", "PatientName=*", "StudyInstanceUID")
    assert not find(filled, "QueryRetrieveLevel=STUDY", "PatientName=Nobody*", "StudyInstanceUID")


@pytest.mark.parametrize(
    ("level", "key", "status"),
    [
        ("NOWHERE", "PatientID=1", "DataSetDoesNotMatchSOPClass"),
        ("PATIENT", "PatientID=1", "DataSetDoesNotMatchSOPClass"),
        ("STUDY", "StudyDate=yesterday", "UnableToProcess"),
    ],
)
def test_a_question_without_sense_is_told_so(filled: Gateway, level: str, key: str, status: str) -> None:
    keys = ("-k", f"QueryRetrieveLevel={level}", "-k", key)
    assert status in run("findscu", "-v", "-S", "127.0.0.1", str(filled.port), *keys)


def test_getscu_gets_what_was_sent(filled: Gateway, tmp_path: Path) -> None:
    sample = dcmread(SERIES[0], stop_before_pixels=True)
    run(
        "getscu", "-S", "+B", "--prefer-jls-lossless", "-od", tmp_path, "127.0.0.1", str(filled.port),
        "-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={sample.StudyInstanceUID}",
    )  # fmt: skip
    got = {dcmread(path).SOPInstanceUID: data_set(path) for path in tmp_path.iterdir()}
    assert got == {dcmread(path).SOPInstanceUID: received(filled, path) for path in SERIES}


def received(gateway: Gateway, path: Path) -> bytes:
    """The data set that the archive holds of a sample."""
    uid = dcmread(path, stop_before_pixels=True).SOPInstanceUID
    (kept,) = gateway.house.archive.retrieve.instances_of(None, sop_instance_uid=uid)
    return b"".join(gateway.house.archive.retrieve.open(kept))[kept.dataset_offset :]


@contextmanager
def receiver(folder: Path, *options: str) -> Iterator[int]:
    """DCMTK's storescp as the machine that a C-MOVE sends to."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [require("storescp"), "--aetitle", "STORESCP", "--bit-preserving", *options, "-od", folder, str(port)]
    )
    try:
        deadline = time.monotonic() + 10
        while subprocess.run([require("echoscu"), "127.0.0.1", str(port)], capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def move(gateway: Gateway, destination: str, ok: bool = True) -> str:
    sample = dcmread(SERIES[0], stop_before_pixels=True)
    return run(
        "movescu", "-v", "-S", "--aetitle", "CT1", "--move", destination, "127.0.0.1", str(gateway.port),
        "-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={sample.StudyInstanceUID}", ok=ok,
    )  # fmt: skip


def test_movescu_sends_to_a_registered_machine_what_was_received(filled: Gateway, tmp_path: Path) -> None:
    with receiver(tmp_path / "there", "--accept-all") as port:
        entity = filled.house.ae_titles.add("STORESCP", 1, "127.0.0.1", port)
        try:
            move(filled, "STORESCP")
        finally:
            filled.house.ae_titles.remove(entity.id, 1)
    got = {dcmread(path).SOPInstanceUID: data_set(path) for path in (tmp_path / "there").iterdir()}
    assert got == {dcmread(path).SOPInstanceUID: received(filled, path) for path in SERIES}


@pytest.mark.parametrize("option", ["--prefer-little", "--implicit"])
def test_who_takes_no_compression_gets_the_same_pixels(filled: Gateway, tmp_path: Path, option: str) -> None:
    with receiver(tmp_path / "there", option) as port:
        entity = filled.house.ae_titles.add("STORESCP", 1, "127.0.0.1", port)
        try:
            move(filled, "STORESCP")
        finally:
            filled.house.ae_titles.remove(entity.id, 1)
    got = {found.SOPInstanceUID: found for found in map(dcmread, (tmp_path / "there").iterdir())}
    for sent in map(dcmread, SERIES):
        assert not got[sent.SOPInstanceUID].file_meta.TransferSyntaxUID.is_compressed
        assert (got[sent.SOPInstanceUID].pixel_array == sent.pixel_array).all()
        assert got[sent.SOPInstanceUID].PatientName == sent.PatientName


@pytest.mark.parametrize("title", ["NOWHERE", "FILMLESS", "169.254.169.254", "CT1"])
def test_movescu_to_what_is_not_registered_is_refused(filled: Gateway, title: str) -> None:
    assert "MoveDestinationUnknown" in move(filled, title, ok=False)


def test_a_machine_that_is_called_answers_or_not(tmp_path: Path) -> None:
    with receiver(tmp_path / "there") as port:
        assert echo_seconds(Peer("STORESCP", "127.0.0.1", port), "FILMLESS", Limits(deadline_seconds=5)) < 5
    with pytest.raises(UnavailableError, match="STORESCP"):
        echo_seconds(Peer("STORESCP", "127.0.0.1", port), "FILMLESS", Limits(deadline_seconds=5))
