"""Bits, signs, paddings and windows in every combination and every lossless syntax, beside the standard's formula.

The values are known because they are made here; what stands around them in the allocated bits is made as well.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import Any

import imagecodecs
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from pydicom import Dataset
from pydicom.encaps import encapsulate

from imaging.pixels.codecs import decode_compressed
from imaging.pixels.description import describe
from imaging.pixels.native import decode_native
from imaging.pixels.render import show
from imaging.pixels.transfer_syntaxes import is_encapsulated
from tests.integration.imaging.pixels import slow_standard
from tests.unit.imaging.pixels.headers import header_of, image, lookup_table

LITTLE, BIG = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
JPEG_LOSSLESS, JPEG_LS, NEAR_LOSSLESS, J2K, J2K_ANY = (f"1.2.840.10008.1.2.4.{n}" for n in (70, 80, 81, 90, 91))
RLE, DEFLATED_FRAME = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1"
ROWS, COLUMNS = 5, 7
# What stands above and below the value: nothing, the sign, or anything (PS3.5 8.1.1 does not say).
AROUND = ("nothing", "sign", "anything")


@dataclass(frozen=True)
class Layout:
    """Where the value stands in the allocated bits."""

    allocated: int
    stored: int
    high_bit: int
    is_signed: bool
    around: str = "nothing"

    @property
    def lowest(self) -> int:
        return -(1 << (self.stored - 1)) if self.is_signed else 0

    def values(self, seed: int) -> slow_standard.Pixels:
        """Stored values from end to end, both ends among them."""
        highest = self.lowest + (1 << self.stored) - 1
        values = np.random.default_rng(seed).integers(self.lowest, highest, (ROWS, COLUMNS), np.int64, endpoint=True)
        values[0, :2] = self.lowest, highest
        return values

    def codes(self, values: slow_standard.Pixels) -> slow_standard.Pixels:
        """The allocated bits, unsigned."""
        shift = self.high_bit + 1 - self.stored
        codes = (values << shift) if self.around == "sign" else (values & ((1 << self.stored) - 1)) << shift
        if self.around == "anything":
            others = np.random.default_rng(1).integers(0, 1 << self.allocated, values.shape, np.int64)
            codes |= others & ~(((1 << self.stored) - 1) << shift)
        return (codes & ((1 << self.allocated) - 1)).astype(f"<u{self.allocated // 8}")


@some.composite
def layouts(draw: Any, widths: tuple[int, ...] = (8, 16, 32)) -> Layout:
    allocated = draw(some.sampled_from(widths))
    stored = draw(some.integers(2, allocated))
    high_bit = draw(some.just(stored - 1) | some.integers(stored - 1, allocated - 1))
    return Layout(allocated, stored, high_bit, draw(some.booleans()), draw(some.sampled_from(AROUND)))


def rle(codes: slow_standard.Pixels) -> bytes:
    width = codes.dtype.itemsize
    planes = codes.reshape(-1, 1).view(np.uint8).T[::-1]
    parts = [bytes(imagecodecs.packbits_encode(plane.tobytes())) for plane in planes]
    starts = np.cumsum([64, *map(len, parts)])[:width]
    header = np.zeros(16, "<u4")
    header[0], header[1 : width + 1] = width, starts
    return header.tobytes() + b"".join(parts)


def encoded(codes: slow_standard.Pixels, uid: str, precision: int | None = None) -> bytes:
    """Compress as an encoder does that takes the allocated bits for numbers."""
    bits = precision or codes.dtype.itemsize * 8
    if uid == JPEG_LOSSLESS:
        return bytes(imagecodecs.jpeg8_encode(codes, lossless=True, predictor=1, bitspersample=bits))
    if uid in {JPEG_LS, NEAR_LOSSLESS}:
        return bytes(imagecodecs.jpegls_encode(codes, level=2 if uid == NEAR_LOSSLESS else 0))
    if uid in {J2K, J2K_ANY}:
        return bytes(imagecodecs.jpeg2k_encode(codes, level=0, reversible=True, codecformat="j2k", bitspersample=bits))
    if uid == RLE:
        return rle(codes)
    if uid == DEFLATED_FRAME:
        return zlib.compress(codes.tobytes(), wbits=-15)
    return codes.astype(codes.dtype.newbyteorder(">" if uid == BIG else "<")).tobytes()


def grey_image(layout: Layout, **attributes: Any) -> Dataset:
    return image(
        ROWS,
        COLUMNS,
        BitsAllocated=layout.allocated,
        BitsStored=layout.stored,
        HighBit=layout.high_bit,
        PixelRepresentation=int(layout.is_signed),
        **attributes,
    )


def shown(dataset: Dataset, frame: bytes, uid: str) -> slow_standard.Pixels:
    """Write the data set, read it, decode and show the frame."""
    dataset.PixelData = encapsulate([frame]) if is_encapsulated(uid) else frame + bytes(len(frame) % 2)
    dataset["PixelData"].VR = "OB" if is_encapsulated(uid) or dataset.BitsAllocated == 8 else "OW"
    # pydicom does not know the newest syntax, and would not write it.
    header = replace(header_of(dataset, RLE if uid == DEFLATED_FRAME else uid), transfer_syntax_uid=uid)
    description = describe(header)
    decode = decode_compressed if description.is_encapsulated else decode_native
    levels, _ = show(decode(frame, description), description, header=header.dataset)
    return levels


def assert_as_the_formula(dataset: Dataset, values: slow_standard.Pixels, frame: bytes, uid: str) -> None:
    expected = slow_standard.grey_levels(values, dataset)
    assert np.abs(shown(dataset, frame, uid) - expected).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("uid", [LITTLE, BIG, RLE, DEFLATED_FRAME])
@settings(max_examples=40, deadline=None)
@given(layout=layouts(), seed=some.integers(0, 99), photometric=some.sampled_from(("MONOCHROME1", "MONOCHROME2")))
# Twelve bits with their sign and nothing above.
@example(layout=Layout(16, 12, 11, is_signed=True), seed=1, photometric="MONOCHROME2")
def test_values_are_cut_out_of_whatever_stands_around(uid: str, layout: Layout, seed: int, photometric: str) -> None:
    values = layout.values(seed)
    dataset = grey_image(layout, PhotometricInterpretation=photometric)
    assert_as_the_formula(dataset, values, encoded(layout.codes(values), uid), uid)


@pytest.mark.parametrize("uid", [JPEG_LOSSLESS, JPEG_LS, J2K])
@settings(max_examples=40, deadline=None)
@given(layout=layouts((8, 16)), seed=some.integers(0, 99))
@example(layout=Layout(16, 12, 11, is_signed=True, around="anything"), seed=1)
def test_lossless_code_streams_of_all_allocated_bits(uid: str, layout: Layout, seed: int) -> None:
    values = layout.values(seed)
    assert_as_the_formula(grey_image(layout), values, encoded(layout.codes(values), uid), uid)


@pytest.mark.parametrize("uid", [JPEG_LOSSLESS, J2K])
@pytest.mark.parametrize("high_bit", [11, 15])
@pytest.mark.parametrize("is_signed", [False, True])
def test_code_streams_of_the_value_alone_are_it_whatever_high_bit_says(
    uid: str, high_bit: int, *, is_signed: bool
) -> None:
    values = Layout(16, 12, 11, is_signed).values(1)
    frame = encoded(Layout(16, 12, 11, is_signed).codes(values), uid, precision=12)
    assert_as_the_formula(grey_image(Layout(16, 12, high_bit, is_signed)), values, frame, uid)


@pytest.mark.parametrize("uid", [J2K, J2K_ANY])
def test_code_streams_that_know_the_sign(uid: str) -> None:
    layout = Layout(16, 12, 11, is_signed=True)
    values = layout.values(1)
    frame = imagecodecs.jpeg2k_encode(values.astype(np.int16), level=0, reversible=True, codecformat="j2k")
    assert_as_the_formula(grey_image(layout), values, bytes(frame), uid)


@pytest.mark.parametrize("around", ["nothing", "sign"])
def test_lossy_code_streams_without_a_sign(around: str) -> None:
    layout = Layout(16, 12, 11, is_signed=True, around=around)
    values = layout.values(1)
    dataset = grey_image(layout, WindowCenter="0.5", WindowWidth="4096")
    levels = shown(dataset, encoded(layout.codes(values), NEAR_LOSSLESS), NEAR_LOSSLESS)
    expected = slow_standard.grey_levels(values, dataset)
    # Each value is off by two at most; with no sign above it, the highest and the lowest may meet.
    difference = np.abs(levels - expected)
    assert np.minimum(difference, 255 - difference).max() <= 1


def test_what_a_lossy_decoder_makes_brighter_than_white_is_white() -> None:
    values = np.full((ROWS, COLUMNS), 4097, "<u2")
    dataset = grey_image(Layout(16, 12, 11, is_signed=False), WindowCenter="2048", WindowWidth="4096")
    levels = shown(dataset, encoded(values, NEAR_LOSSLESS), NEAR_LOSSLESS)
    assert (levels == 255).all()


@settings(max_examples=100, deadline=None)
@given(
    layout=layouts(),
    seed=some.integers(0, 99),
    rescale=some.sampled_from([(1, 0), (2.5, -1024), (-1, 4095), (0.1, 0), (-0.5, -7)]),
    window=some.sampled_from([(40, 400), (0, 1), (100.5, 1), (-600, 1500.25), (0.5, 0.5), (2048, 4096)]),
    function=some.sampled_from(["", "LINEAR", "LINEAR_EXACT", "SIGMOID"]),
    padding=some.sampled_from([None, (0,), (3, 9), (9, 3)]),
    shape=some.sampled_from(["", "IDENTITY", "INVERSE"]),
)
def test_rescale_window_padding_and_shape(
    layout: Layout,
    seed: int,
    rescale: tuple[float, float],
    window: tuple[float, float],
    function: str,
    padding: tuple[int, ...] | None,
    shape: str,
) -> None:
    values = layout.values(seed)
    # So that some are padding.
    values[1, :4] = [min(3 * n, values.max()) for n in range(4)]
    dataset = grey_image(layout, RescaleSlope=str(rescale[0]), RescaleIntercept=str(rescale[1]))
    # A first window that the standard does not allow is passed over.
    dataset.WindowCenter, dataset.WindowWidth = ["7", str(window[0])], ["0", str(window[1])]
    if function:
        dataset.VOILUTFunction = function
    if shape:
        dataset.PresentationLUTShape = shape
    vr = "SS" if layout.is_signed else "US"
    for keyword, value in zip(("PixelPaddingValue", "PixelPaddingRangeLimit"), padding or (), strict=False):
        dataset.add_new(keyword, vr, value)
    assert_as_the_formula(dataset, values, encoded(layout.codes(values), LITTLE), LITTLE)


def table_of(first: int, count: int, bits: int, seed: int, *, is_signed: bool) -> Dataset:
    """A lookup table of random entries; its descriptor says 0 for 65,536 of them."""
    entries = np.random.default_rng(seed).integers(0, 1 << bits, count, np.int64)
    item = lookup_table(first, [int(entry) for entry in entries[:2]], bits, is_signed=is_signed)
    item.LUTDescriptor = [count % 65536, first, bits]
    item.add_new("LUTData", "OW", entries.astype("<u2").tobytes())
    return item


@settings(max_examples=60, deadline=None)
@given(
    layout=layouts((8, 16)),
    seed=some.integers(0, 99),
    modality=some.sampled_from([None, (0, 256, 8), (-5, 4, 16), (7, 65536, 16), (-32768, 65536, 12)]),
    voi=some.sampled_from([None, (0, 4096, 12), (-2048, 4096, 10), (0, 65536, 16), (3, 2, 8), (-32768, 65536, 8)]),
    place=some.sampled_from(["", "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"]),
)
def test_lookup_tables_of_all_shapes_and_in_all_places(
    layout: Layout,
    seed: int,
    modality: tuple[int, int, int] | None,
    voi: tuple[int, int, int] | None,
    place: str,
) -> None:
    dataset = grey_image(layout)
    if modality is not None:
        first = modality[0] if layout.is_signed else abs(modality[0])
        table = table_of(first, *modality[1:], seed, is_signed=layout.is_signed)
        dataset.ModalityLUTSequence = [table]
    if voi is not None:
        is_signed = layout.is_signed and modality is None
        first = voi[0] if is_signed else abs(voi[0])
        holder = Dataset()
        holder.VOILUTSequence = [table_of(first, *voi[1:], seed + 1, is_signed=is_signed)]
        if place:
            group = Dataset()
            group.FrameVOILUTSequence = [holder]
            setattr(dataset, place, [group])
            # What stands outside of the groups does not hold.
            dataset.WindowCenter, dataset.WindowWidth = "1", "2"
        else:
            dataset.VOILUTSequence = holder.VOILUTSequence
    values = layout.values(seed)
    assert_as_the_formula(dataset, values, encoded(layout.codes(values), LITTLE), LITTLE)


@settings(max_examples=60, deadline=None)
@given(
    layout=layouts(),
    seed=some.integers(0, 99),
    photometric=some.sampled_from(["RGB", "YBR_FULL"]),
    planar_configuration=some.integers(0, 1),
    uid=some.sampled_from([LITTLE, BIG]),
)
@example(layout=Layout(16, 8, 15, is_signed=False), seed=1, photometric="RGB", planar_configuration=0, uid=LITTLE)
@example(layout=Layout(8, 4, 3, is_signed=False), seed=1, photometric="RGB", planar_configuration=1, uid=LITTLE)
def test_colours_of_all_widths(
    layout: Layout, seed: int, photometric: str, planar_configuration: int, uid: str
) -> None:
    if photometric == "YBR_FULL" and layout.stored < 8:
        photometric = "RGB"
    layout = replace(layout, is_signed=False)
    planes = np.stack([layout.values(seed + plane) for plane in range(3)], axis=-1)
    codes = layout.codes(planes)
    dataset = grey_image(layout, SamplesPerPixel=3, PhotometricInterpretation=photometric)
    dataset.PlanarConfiguration = planar_configuration
    frame = encoded(np.ascontiguousarray(codes.transpose(2, 0, 1)) if planar_configuration else codes, uid)
    levels = shown(dataset, frame, uid)
    # Eight bits are cut out of more, each sample of which weighs up to 2.772 in a colour.
    tolerance = 1.0 if photometric == "RGB" or layout.stored == 8 else 1.0 + 2.772
    assert np.abs(levels - slow_standard.colors(planes, dataset)).max() <= tolerance


@settings(max_examples=60, deadline=None)
@given(
    layout=layouts((8, 16)),
    seed=some.integers(0, 99),
    count=some.sampled_from([2, 7, 256, 4096, 65536]),
    first=some.sampled_from([0, 1, -3, 300, -32768]),
    bits=some.sampled_from([8, 16]),
    ceiling=some.sampled_from([(1.0, 1.0, 1.0), (1.0, 1.0, 0.003), (0.0, 1.0, 0.0)]),
)
def test_palettes_of_all_shapes(
    layout: Layout, seed: int, count: int, first: int, bits: int, ceiling: tuple[float, float, float]
) -> None:
    dataset = grey_image(layout, PhotometricInterpretation="PALETTE COLOR")
    for number, (name, share) in enumerate(zip(("Red", "Green", "Blue"), ceiling, strict=True)):
        entries = np.linspace(0, (2**bits - 1) * share, count)
        entries = np.random.default_rng(seed + number).permutation(entries).astype("<u2" if bits == 16 else "u1")
        start = first if layout.is_signed else abs(first)
        vr = "SS" if layout.is_signed else "US"
        descriptor = [count % 65536, start, bits]
        if vr == "SS" or max(descriptor) < 65536:
            dataset.add_new(f"{name}PaletteColorLookupTableDescriptor", vr, descriptor)
        dataset.add_new(
            f"{name}PaletteColorLookupTableData", "OW", entries.tobytes() + bytes(len(entries.tobytes()) % 2)
        )
    values = layout.values(seed)
    levels = shown(dataset, encoded(layout.codes(values), LITTLE), LITTLE)
    assert np.abs(levels - slow_standard.colors(values, dataset)).max() <= 1.0
