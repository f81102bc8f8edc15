"""The display pipeline written a second time, from the text of PS3.3 and with pydicom's reading, for comparison.

Slow and plain on purpose, without a line of `imaging`: one float64 per pixel, one formula per clause.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydicom import Dataset
from pydicom.uid import ImplicitVRLittleEndian

Pixels = np.ndarray[Any, Any]


# Transfer syntaxes that give back all the allocated bits as they were (PS3.5 A.4), by what pydicom calls them.
LOSSLESS = {
    "JPEG Lossless, Non-Hierarchical (Process 14)",
    "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])",
    "JPEG-LS Lossless Image Compression",
    "JPEG 2000 Image Compression (Lossless Only)",
    "High-Throughput JPEG 2000 Image Compression (Lossless Only)",
    "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)",
    "RLE Lossless",
    "Deflated Image Frame Compression",
}


def is_lossy(dataset: Dataset) -> bool:
    """Whether decoded values can exceed Bits Stored, and are values all the same."""
    syntax = dataset.file_meta.get("TransferSyntaxUID", ImplicitVRLittleEndian)
    return bool(syntax.is_encapsulated) and syntax.name not in LOSSLESS


def stored_values(codes: Pixels, dataset: Dataset) -> Pixels:
    """Cut Bits Stored out of Bits Allocated and extend the sign (PS3.5 8.1.1)."""
    if codes.dtype.kind == "f":
        return codes.astype(np.float64)
    stored = int(dataset.get("BitsStored") or dataset.BitsAllocated)
    high_bit = int(dataset.HighBit) if dataset.get("HighBit") is not None else stored - 1
    if not stored - 1 <= high_bit < dataset.BitsAllocated:
        high_bit = stored - 1
    shifted = np.floor_divide(codes.astype(object) if codes.dtype.itemsize > 4 else codes.astype(np.int64), 1)
    values = (shifted.astype(np.int64) >> (high_bit - stored + 1)) % (1 << stored)
    if dataset.get("PixelRepresentation") == 1:
        values = np.where(values >= 1 << (stored - 1), values - (1 << stored), values)
    return values


def group(dataset: Dataset, keyword: str) -> Dataset | None:
    """The functional group of the first frame: its own, or the shared one (PS3.3 C.7.6.16)."""
    for outer in ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"):
        for groups in list(dataset.get(outer) or [])[:1]:
            for item in list(groups.get(keyword) or [])[:1]:
                return item
    return None


def modality_values(stored: Pixels, dataset: Dataset) -> Pixels:
    """Output units = m * SV + b (PS3.3 C.11.1.1.2), or the Modality LUT."""
    item = group(dataset, "PixelValueTransformationSequence")
    if item is None and dataset.get("ModalityLUTSequence"):
        return looked_up(stored, dataset.ModalityLUTSequence[0], is_signed=dataset.PixelRepresentation == 1)[0]
    source = item if item is not None else dataset
    slope, intercept = number(source, "RescaleSlope", 1.0), number(source, "RescaleIntercept", 0.0)
    return stored * (slope or 1.0) + intercept


def number(dataset: Dataset, keyword: str, default: float) -> float:
    value = dataset.get(keyword)
    return default if value is None or value == "" else float(value)


def looked_up(values: Pixels, item: Dataset, *, is_signed: bool) -> tuple[Pixels, int]:
    """Output of a lookup table, and its largest possible value (PS3.3 C.11.1.1.1)."""
    count, first, bits = (int(value) for value in item.LUTDescriptor)
    if is_signed and first > 32767:
        first -= 65536
    data = item["LUTData"].value
    entries = np.frombuffer(data, "<u2") if isinstance(data, bytes) else np.array(data)
    entries = entries[: count or 65536].astype(np.float64)
    index = np.minimum(np.maximum(np.floor(values).astype(np.int64) - first, 0), len(entries) - 1)
    return entries[index], 2**bits - 1


def window_of(dataset: Dataset) -> tuple[float, float, str] | None:
    """The first window of the file that the standard allows."""
    item = group(dataset, "FrameVOILUTSequence")
    source = item if item is not None else dataset
    centers, widths = source.get("WindowCenter"), source.get("WindowWidth")
    if centers in (None, "") or widths in (None, ""):
        return None
    function = str(source.get("VOILUTFunction") or "LINEAR")
    pairs = zip(np.atleast_1d(np.array(centers, float)), np.atleast_1d(np.array(widths, float)), strict=False)
    for center, width in pairs:
        if width >= 1 or (width > 0 and function != "LINEAR"):
            return float(center), float(width), function
    return None


def windowed(x: Pixels, center: float, width: float, function: str) -> Pixels:
    """The pseudo-code of PS3.3 C.11.2.1.2.1 and C.11.2.1.3, with y from 0 to 255."""
    y_min, y_max = 0.0, 255.0
    if function == "SIGMOID":
        return (y_max - y_min) / (1 + np.exp(np.minimum(-4 * (x - center) / width, 700))) + y_min
    if function == "LINEAR_EXACT":
        below, above = x <= center - width / 2, x > center + width / 2
        between = ((x - center) / width + 0.5) * (y_max - y_min) + y_min
    else:
        below = x <= center - 0.5 - (width - 1) / 2
        above = x > center - 0.5 + (width - 1) / 2
        between = ((x - (center - 0.5)) / max(width - 1, math.ulp(1)) + 0.5) * (y_max - y_min) + y_min
    return np.where(below, y_min, np.where(above, y_max, between))


def is_padding(stored: Pixels, dataset: Dataset) -> Pixels:
    """Pixels between Pixel Padding Value and Pixel Padding Range Limit (PS3.3 C.7.5.1.1.2)."""
    for kind in ("DoubleFloat", "Float"):
        value = dataset.get(f"{kind}PixelPaddingValue")
        if value is not None and f"{kind}PixelData" in dataset:
            limit = dataset.get(f"{kind}PixelPaddingRangeLimit", value)
            return (stored >= min(value, limit)) & (stored <= max(value, limit))
    value = dataset.get("PixelPaddingValue")
    if not isinstance(value, int) or stored.dtype.kind == "f":
        return np.zeros(stored.shape, bool)
    limit = dataset.get("PixelPaddingRangeLimit")
    ends = [as_stored(end, dataset) for end in (value, value if limit is None else limit)]
    return (stored >= min(ends)) & (stored <= max(ends))


def as_stored(value: int, dataset: Dataset) -> int:
    is_signed = dataset.get("PixelRepresentation") == 1
    return (value + 32768) % 65536 - 32768 if is_signed else value % 65536


def between_what_is_there(values: Pixels, stored: Pixels, dataset: Dataset) -> Pixels:
    """Grey levels where the file brings no window: what the frame holds, spread evenly from black to white."""
    low, high = whole_range(dataset) if dataset.BitsStored <= 8 else inner_range(values, stored, dataset)
    return np.clip((values - low) / (high - low if high > low else 1) * 255, 0, 255)


def whole_range(dataset: Dataset) -> tuple[float, float]:
    """Up to 8 bits are grey levels already: from the lowest to the highest of all that can be stored."""
    bits = int(dataset.BitsStored)
    first = -(2 ** (bits - 1)) if dataset.PixelRepresentation == 1 else 0
    values = modality_values(np.arange(first, first + 2**bits), dataset)
    return float(values.min()), float(values.max())


def inner_range(values: Pixels, stored: Pixels, dataset: Dataset) -> tuple[float, float]:
    """All but the darkest and the brightest thousandth of the pixels, counted on a grid of about 256 by 256."""
    step = max(1, math.isqrt(stored.size // 65536))
    is_seen = np.isfinite(values) & ~is_padding(stored, dataset)
    ordered = sorted(values[::step, ::step][is_seen[::step, ::step]].tolist())
    if not ordered:
        return 0.0, 1.0
    low, high = (ordered[round((len(ordered) - 1) * share)] for share in (0.001, 0.999))
    return (low, high) if low < high else (ordered[0], ordered[-1])


def grey_levels(stored: Pixels, dataset: Dataset) -> Pixels:
    """Grey levels 0..255 of a monochrome frame."""
    values, window = modality_values(stored, dataset), window_of(dataset)
    item = group(dataset, "FrameVOILUTSequence")
    source = item if item is not None else dataset
    if source.get("VOILUTSequence"):
        # A Modality LUT gives no negative values; a rescale may.
        has_negative = dataset.PixelRepresentation == 1 or number(dataset, "RescaleIntercept", 0) < 0
        is_signed = has_negative and not dataset.get("ModalityLUTSequence")
        output, largest = looked_up(values, source.VOILUTSequence[0], is_signed=is_signed)
        y = output / largest * 255
    elif window is not None:
        y = windowed(values, *window)
    else:
        y = between_what_is_there(values, stored, dataset)
    if dataset.get("PhotometricInterpretation") == "MONOCHROME1" or dataset.get("PresentationLUTShape") == "INVERSE":
        y = 255 - y
    return np.where(is_padding(stored, dataset), 0, y)


def colors(stored: Pixels, dataset: Dataset) -> Pixels:
    """Red, green and blue 0..255 of a colour frame (PS3.3 C.7.6.3.1.2, C.7.6.3.1.5).

    The lowest sample is no intensity and the highest all of it, whatever their number of bits.
    """
    photometric = dataset.PhotometricInterpretation
    if photometric == "PALETTE COLOR":
        return palette_colors(stored, dataset)
    maximum = 2**dataset.BitsStored - 1
    samples = stored.astype(np.int64)
    unsigned = np.where(samples < 0, samples + maximum + 1, samples)
    scaled = np.minimum(unsigned, maximum) * 255 / maximum
    if photometric in {"YBR_FULL", "YBR_FULL_422"}:
        middle = 2 ** (dataset.BitsStored - 1) * 255 / maximum
        y, cb, cr = scaled[..., 0], scaled[..., 1] - middle, scaled[..., 2] - middle
        rgb = [y + 1.402 * cr, y - 0.114 * 1.772 / 0.587 * cb - 0.299 * 1.402 / 0.587 * cr, y + 1.772 * cb]
        return np.clip(np.stack(rgb, axis=-1), 0, 255)
    return scaled


def supplemented(levels: Pixels, stored: Pixels, dataset: Dataset) -> Pixels:
    """Colours for the values from the first one on that a supplemental palette maps (PS3.3 C.7.6.19)."""
    if dataset.get("PixelPresentation") not in {"COLOR", "MIXED"} or "RedPaletteColorLookupTableData" not in dataset:
        return levels
    first = as_stored(int(dataset.RedPaletteColorLookupTableDescriptor[1]), dataset)
    return np.where((stored >= first)[..., None], palette_colors(stored, dataset), levels[..., None])


def palette_colors(stored: Pixels, dataset: Dataset) -> Pixels:
    names = ("Red", "Green", "Blue")
    return np.stack([palette(stored, dataset, name) * 255 / palette_maximum(dataset) for name in names], axis=-1)


def palette(stored: Pixels, dataset: Dataset, name: str) -> Pixels:
    """The entries of a palette that stored values lead to, as they are."""
    count, first, _ = (int(value) for value in dataset[f"{name}PaletteColorLookupTableDescriptor"].value)
    entries = palette_entries(dataset, name)
    index = np.minimum(np.maximum(stored - as_stored(first, dataset), 0), (count or 65536) - 1)
    return entries[np.minimum(index, len(entries) - 1)]


def palette_entries(dataset: Dataset, name: str) -> Pixels:
    """A value length of the number of entries means bytes, of twice as many words (PS3.3 C.7.6.3.1.5)."""
    data = dataset[f"{name}PaletteColorLookupTableData"].value
    count = int(dataset[f"{name}PaletteColorLookupTableDescriptor"].value[0]) or 65536
    is_bytes = len(data) < 2 * count
    words = ">u2" if dataset.original_encoding[1] is False else "<u2"
    return np.frombuffer(data, "u1" if is_bytes else words)[:count].astype(np.float64)


def palette_maximum(dataset: Dataset) -> int:
    """The largest intensity that the three palettes announce together: 8 or 16 bits (PS3.3 C.7.6.3.1.5)."""
    bits = {int(dataset[f"{name}PaletteColorLookupTableDescriptor"].value[2]) for name in ("Red", "Green", "Blue")}
    assert len(bits) == 1
    return int(2 ** bits.pop() - 1)
