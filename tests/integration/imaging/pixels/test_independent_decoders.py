"""Our frames beside those of decoders that we do not use: pyjpegls, pylibjpeg's OpenJPEG and its RLE in Rust.

pydicom finds the frames for them by its own reading, so that ours is compared as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.pixels import get_decoder

from imaging.pixels.decoders import DecoderPool
from imaging.pixels.transformations import stored_bits
from tests.data import SAMPLE, catalog, catalog_path
from tests.integration.imaging.pixels.stored_frames import StoredFrame

PLUGINS = {
    "1.2.840.10008.1.2.4.80": "pyjpegls",
    "1.2.840.10008.1.2.4.81": "pyjpegls",
    "1.2.840.10008.1.2.4.90": "pylibjpeg",
    "1.2.840.10008.1.2.4.91": "pylibjpeg",
    "1.2.840.10008.1.2.4.201": "pylibjpeg",
    "1.2.840.10008.1.2.4.203": "pylibjpeg",
    "1.2.840.10008.1.2.5": "pylibjpeg",
}

# pyjpegls misses a marker in its code stream; the catalogue's reference is what another decoder made of it.
UNREAD = "conformance/images-jpegls-lossless/mr_MR1_JLSL__dicom-test-files.dcm"


def syntax_of(path: Path) -> str:
    return str(
        pydicom.dcmread(path, specific_tags=["SOPClassUID"], stop_before_pixels=True).file_meta.TransferSyntaxUID
    )


SAMPLES = [path for path in sorted(SAMPLE.rglob("*.dcm")) if syntax_of(path) in PLUGINS]
CATALOG = [
    row["file"]
    for row in catalog()
    if row["transfer_syntax_uid"] in PLUGINS and row["ref_sha256_frame0_raw"] and row["file"] != UNREAD
]


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    decoders = DecoderPool(1)
    yield decoders
    decoders.close()


def assert_equal_frames(pool: DecoderPool, path: Path) -> None:
    """Compare the first frame, one in the middle and the last."""
    dataset = pydicom.dcmread(path, force=True)
    syntax, last = dataset.file_meta.TransferSyntaxUID, int(dataset.get("NumberOfFrames") or 1)
    for number in sorted({1, (last + 1) // 2, last}):
        frame = StoredFrame.read(path, number)
        ours = pool.decode(frame.encoded, frame.description)
        theirs, _ = get_decoder(syntax).as_array(dataset, index=number - 1, raw=True, decoding_plugin=PLUGINS[syntax])
        values = stored_bits(frame.description).values
        np.testing.assert_array_equal(values(ours), values(theirs))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples_are_decoded_as_others_decode_them(pool: DecoderPool, path: Path) -> None:
    assert_equal_frames(pool, path)


@pytest.mark.parametrize("file", CATALOG)
@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_files_of_many_vendors_are_decoded_as_others_decode_them(pool: DecoderPool, file: str) -> None:
    assert_equal_frames(pool, catalog_path(file))
