"""Orthanc as a modality: it sends to us, asks us, and has things sent to itself."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread

from benchmarks.orthanc import Orthanc, running_orthanc
from tests.data import sample_path
from tests.integration.gateway.conftest import Gateway
from tests.peers import require

SERIES = sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:4]
STUDY = str(dcmread(SERIES[0], stop_before_pixels=True).StudyInstanceUID)


@pytest.fixture(scope="module")
def orthanc(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    require("orthanc", "orthanc-dicomweb")
    modality = {"filmless": ["FILMLESS", "127.0.0.1", gateway.port]}
    folder = tmp_path_factory.mktemp("orthanc") / "data"
    with running_orthanc(folder, DicomAet="ORTHANC", DicomModalities=modality) as started:
        gateway.house.ae_titles.add("ORTHANC", 1, "127.0.0.1", started.dicom_port)
        yield started


def call(orthanc: Orthanc, path: str, body: bytes | None = None, method: str | None = None) -> Any:
    request = urllib.request.Request(f"{orthanc.url}{path}", data=body, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def instances(orthanc: Orthanc) -> list[str]:
    found: list[str] = call(orthanc, "/instances")
    return found


def test_orthanc_echoes_stores_asks_and_retrieves(gateway: Gateway, orthanc: Orthanc, tmp_path: Path) -> None:
    call(orthanc, "/modalities/filmless/echo", b"{}")
    sent = [call(orthanc, "/instances", path.read_bytes())["ID"] for path in SERIES]
    stored = call(orthanc, "/modalities/filmless/store", json.dumps(sent).encode())
    assert (stored["InstancesCount"], stored["FailedInstancesCount"]) == (4, 0)
    assert len(gateway.instances()) == 4

    for instance in sent:
        call(orthanc, f"/instances/{instance}", method="DELETE")
    question = {"Level": "Study", "Query": {"StudyInstanceUID": STUDY, "PatientName": "*"}}
    answer = call(orthanc, "/modalities/filmless/query", json.dumps(question).encode())
    assert call(orthanc, f"{answer['Path']}/answers") == ["0"]
    call(orthanc, f"{answer['Path']}/answers/0/retrieve", json.dumps({"TargetAet": "ORTHANC"}).encode())
    assert sorted(instances(orthanc)) == sorted(sent)
