"""What C-MOVE sends on is what was received, byte for byte, for every object of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import AE, evt
from pynetdicom.presentation import build_context
from pynetdicom.service_class import StorageServiceClass
from pynetdicom.sop_class import StudyRootQueryRetrieveInformationModelMove, register_uid, uid_to_service_class

from imaging.archive.ingest import Origin, Outcome
from imaging.archive.stored import StoredInstance
from imaging.house import House
from tests.data import catalog, catalog_path
from tests.integration.gateway.conftest import Gateway, running
from tests.refusals import REFUSED

HOSPITAL = 1
PENDING = {0xFF00, 0xFF01}


def receive(house: House, path: Path, hospitals: list[int]) -> tuple[int, str]:
    """Bring an object into the first hospital that has none with its UID; return that, and the UID."""
    for hospital_id in hospitals:
        with house.archive.landing.begin() as file:
            file.write(path.read_bytes())
            accepted = house.archive.ingest.accept(file, Origin(hospital_id, "test"))
        if accepted.outcome is Outcome.STORED:
            return hospital_id, accepted.sop_instance_uid
    hospitals.append(house.hospitals.add(f"H{len(hospitals)}", f"Hospital {len(hospitals)}").id)
    return receive(house, path, hospitals)


@contextmanager
def receiver(instances: list[StoredInstance]) -> Iterator[tuple[int, list[tuple[str, bytes]]]]:
    """A machine that takes what these instances are as they are, and keeps the bytes of their data sets."""
    got: list[tuple[str, bytes]] = []

    def keep(event: evt.Event) -> int:
        got.append((event.request.AffectedSOPInstanceUID, event.request.DataSet.getvalue()))
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


def data_set_of(instance: StoredInstance, whole: bytes) -> bytes:
    """What follows the file meta information: by the length that it says, where it says one."""
    says_length = whole[128:138] == b"DICM\2\0\0\0UL"
    return whole[144 + int.from_bytes(whole[140:144], "little") if says_length else instance.dataset_offset :]


def move(gateway: Gateway, title: str, study: str) -> int:
    """Have a study of the hospital of a receiver sent to it; return how many objects were sent."""
    caller = AE(title)
    caller.add_requested_context(StudyRootQueryRetrieveInformationModelMove)
    association = caller.associate("127.0.0.1", gateway.port)
    query = Dataset()
    query.QueryRetrieveLevel, query.StudyInstanceUID = "STUDY", study
    answers = association.send_c_move(query, title, StudyRootQueryRetrieveInformationModelMove)
    last = [status for status, _ in answers if status.Status not in PENDING][-1]
    association.release()
    assert last.Status == 0x0000, last
    return int(last.NumberOfCompletedSuboperations)


def test_every_object_arrives_as_it_came(tmp_path: Path) -> None:
    rows = catalog() or [{"file": "catalog.csv"}]
    paths = [catalog_path(row["file"]) for row in rows if row["file"] not in REFUSED]
    with running(tmp_path) as gateway:
        house, hospitals = gateway.house, [HOSPITAL]
        # Files of the catalogue have each other's UIDs: of those each lies in another hospital.
        kept = {receive(house, path, hospitals): path for path in paths}
        for hospital_id in hospitals:
            instances = house.archive.retrieve.instances_of(frozenset({hospital_id}))
            wholes = {each: kept[hospital_id, each.sop_instance_uid].read_bytes() for each in instances}
            expected = {(each.sop_instance_uid, data_set_of(each, whole)) for each, whole in wholes.items()}
            with receiver(instances) as (port, got):
                title = f"RECEIVER{hospital_id}"
                house.ae_titles.add(title, hospital_id, "127.0.0.1", port)
                sent = sum(move(gateway, title, study) for study in {each.study_instance_uid for each in instances})
            assert set(got) == expected
            assert sent == len(got) == len(instances)
    assert len(kept) == len(paths)
