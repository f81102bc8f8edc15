"""What C-MOVE sends on is what was received, byte for byte, for every object of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import AE, evt
from pynetdicom.presentation import build_context
from pynetdicom.service_class import StorageServiceClass
from pynetdicom.sop_class import StudyRootQueryRetrieveInformationModelMove, register_uid, uid_to_service_class

from imaging.archive.ingest import Origin, Outcome
from imaging.archive.stored import StoredInstance
from imaging.errors import RefusedError
from imaging.house import House
from tests.data import catalog, catalog_path
from tests.integration.gateway.conftest import Gateway, running

HOSPITAL = 1
PENDING = {0xFF00, 0xFF01}


def receive(house: House, path: Path) -> str | None:
    """The SOP Instance UID of a new object; None if it is refused, or another of the catalogue has its UID."""
    with house.archive.landing.begin() as file:
        file.write(path.read_bytes())
        try:
            accepted = house.archive.ingest.accept(file, Origin(HOSPITAL, "test"))
        except RefusedError:
            return None
    return accepted.sop_instance_uid if accepted.outcome is Outcome.STORED else None


@contextmanager
def receiver(instances: list[StoredInstance]) -> Iterator[tuple[int, dict[str, bytes]]]:
    """A machine that takes what these instances are as they are, and keeps the bytes of their data sets."""
    got: dict[str, bytes] = {}

    def keep(event: evt.Event) -> int:
        got[event.request.AffectedSOPInstanceUID] = event.request.DataSet.getvalue()
        return 0x0000

    machine = AE("RECEIVER")
    machine.maximum_pdu_size = 0
    for sop_class in {each.sop_class_uid for each in instances}:
        # Retired and private ones, which it would not take by itself.
        if not issubclass(uid_to_service_class(sop_class), StorageServiceClass):
            register_uid(sop_class, f"Other{sop_class.replace('.', '_')}", StorageServiceClass)
    syntaxes = sorted({each.transfer_syntax_uid for each in instances})
    machine.supported_contexts = [
        build_context(UID(sop_class), syntaxes) for sop_class in sorted({each.sop_class_uid for each in instances})
    ]
    server = machine.start_server(("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, keep)])
    try:
        yield server.server_address[1], got
    finally:
        server.shutdown()


def move(gateway: Gateway, study: str) -> int:
    """Have a study sent to the receiver; return how many objects were sent."""
    caller = AE("RECEIVER")
    caller.add_requested_context(StudyRootQueryRetrieveInformationModelMove)
    association = caller.associate("127.0.0.1", gateway.port)
    query = Dataset()
    query.QueryRetrieveLevel, query.StudyInstanceUID = "STUDY", study
    answers = association.send_c_move(query, "RECEIVER", StudyRootQueryRetrieveInformationModelMove)
    last = [status for status, _ in answers if status.Status not in PENDING][-1]
    association.release()
    assert last.Status == 0x0000, last
    return int(last.NumberOfCompletedSuboperations)


def test_every_object_arrives_as_it_came(tmp_path: Path) -> None:
    paths = [catalog_path(row["file"]) for row in catalog()]
    if not paths:
        pytest.skip("FILMLESS_TEST_DATA names no catalogue of DICOM files")
    with running(tmp_path) as gateway:
        house = gateway.house
        kept = {uid: path for path in paths if (uid := receive(house, path)) is not None}
        instances = house.archive.retrieve.instances_of(None)
        with receiver(instances) as (port, got):
            house.ae_titles.add("RECEIVER", HOSPITAL, "127.0.0.1", port)
            sent = sum(move(gateway, study) for study in sorted({each.study_instance_uid for each in instances}))
    assert sent == len(got) == len(kept) == len(instances)
    for instance in instances:
        whole = kept[instance.sop_instance_uid].read_bytes()
        assert got[instance.sop_instance_uid] == whole[instance.dataset_offset :], kept[instance.sop_instance_uid].name
