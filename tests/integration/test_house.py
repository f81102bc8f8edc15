"""The house composed from settings, in an empty directory and in one that is there already."""

from __future__ import annotations

from pathlib import Path

import psutil

from gateway.dimse.encodings import reencoded
from imaging.archive.ingest import Origin
from imaging.archive.transcoding import Transcoder
from imaging.dicom.uids import EXPLICIT_VR_LITTLE_ENDIAN
from imaging.house import House, prepare
from imaging.settings import Settings
from tests.data import sample_path


def test_a_first_start_makes_the_default_hospital_and_a_second_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", default_hospital="FIRST")
    prepare(settings)
    with House.open(settings) as house:
        before = house.hospitals.list()
    prepare(settings)
    with House.open(settings) as house:
        assert house.hospitals.list() == before
    assert [hospital.code for hospital in before] == ["FIRST"]


def decoders() -> int:
    """How many processes of ours decode."""
    living = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return sum("imaging.pixels.decoder_child" in " ".join(child.cmdline()) for child in living)


def test_pictures_and_what_is_sent_in_other_syntaxes_share_the_decoders(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    prepare(settings)
    before = decoders()
    with House.open(settings) as house:
        file = house.archive.landing.begin()
        file.write(sample_path("ct_head_phantom/ct_phantom_001.dcm").read_bytes())
        house.archive.ingest.accept(file, Origin(1, "test"))
        [instance] = house.archive.retrieve.instances_of(None)
        assert instance.transfer_syntax_uid != EXPLICIT_VR_LITTLE_ENDIAN
        assert decoders() == before
        house.archive.pictures.thumbnail(instance)
        assert decoders() == before + 1
        assert (
            sum(
                map(
                    len,
                    reencoded(Transcoder(house.archive.retrieve, house.decoders), instance, EXPLICIT_VR_LITTLE_ENDIAN),
                )
            )
            > 512 * 512
        )
        assert decoders() == before + 1
    assert decoders() == before
