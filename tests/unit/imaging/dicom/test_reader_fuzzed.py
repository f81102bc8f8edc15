"""Whatever the bytes, the answer is a header or one of our errors, and it comes soon."""

from __future__ import annotations

import io
import json
import os
import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging.dicom.dicom_json import to_dicom_json
from imaging.dicom.frames import frames_of, native_frame_bits, read_frame_table
from imaging.dicom.header import HeaderLimits, open_data_set, read_header
from imaging.errors import RefusedError
from tests.data import sample_path
from tests.unit.imaging.dicom.crafted import part10

SEEDS = (
    "ct_head_phantom/ct_phantom_001.dcm",
    "report_sr/sr_basic_text.dcm",
    "seg/seg_liver_1bit.dcm",
    "us_ob/us_ob_palette.dcm",
    "ecg/ecg_12lead.dcm",
    "charset/cn_gb18030_chrX2.dcm",
)
# Broken files of each kind are a quarter of the broken code streams.
STREAMS = int(os.environ.get("FILMLESS_TEST_STREAMS", "2000"))
LIMITS = HeaderLimits(max_inflated_bytes=1 << 20, max_elements=20_000)


def use(content: bytes) -> None:
    """Do with it what the archive does."""
    source = io.BytesIO(content)
    with suppress(RefusedError):
        header = read_header(source, LIMITS)
        json.dumps(to_dicom_json(header.dataset, str), allow_nan=False)
        if header.pixels is not None:
            file = open_data_set(source, header, LIMITS)
            frames = min(frames_of(header.dataset), 1000)
            table = read_frame_table(file, header.pixels, frames, frame_bits=native_frame_bits(header.dataset))
            table.ranges(frames)


@pytest.mark.parametrize("seed", SEEDS)
def test_mutated_files_are_read_or_refused(seed: str) -> None:
    original = sample_path(seed).read_bytes()[:20_000]
    chance = random.Random(seed)
    for _ in range(STREAMS // 4):
        mutated = bytearray(original)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(128, len(mutated))
            mutated[at] = chance.choice((0, 0xFF, 0xFE, chance.randrange(256), mutated[at] ^ 1 << chance.randrange(8)))
        if chance.random() < 0.3:
            del mutated[chance.randrange(132, len(mutated)) :]
        use(bytes(mutated))


@settings(max_examples=300, deadline=2000)
@given(st.binary(max_size=400))
def test_random_data_sets_are_read_or_refused(dataset: bytes) -> None:
    use(part10(dataset))
    use(part10(dataset, "1.2.840.10008.1.2"))
    use(dataset)


PIECES = (
    b"\x08\x00\x05\x00CS", b"\x08\x00\x40\x11SQ\0\0", b"\xfe\xff\x00\xe0", b"\xfe\xff\x0d\xe0\0\0\0\0",
    b"\xfe\xff\xdd\xe0\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x08\0\0\0", b"\x04\x00", b"\xff\xff",
    b"\xe0\x7f\x10\x00OB\0\0", b"\x09\x00\x10\x10UN\0\0", b"ISO_IR 100", b"\x10\x00\x10\x00PN",
    b"\x28\x00\x08\x00IS", b"\x28\x00\x10\x00US",
)  # fmt: skip


@settings(max_examples=300, deadline=2000)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_sound_pieces_in_unsound_order_are_read_or_refused(pieces: list[bytes]) -> None:
    dataset = b"\x08\x00\x16\x00UI\x00\x00" + b"".join(pieces)
    use(part10(dataset))
    use(part10(dataset, "1.2.840.10008.1.2"))
    use(part10(dataset, "1.2.840.10008.1.2.2"))
