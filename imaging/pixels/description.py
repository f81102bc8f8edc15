"""What must be known of an image to show it, as one small value that is kept in the index.

With it a frame is shown without reading the header again. Where that can't be (lookup tables, palettes, overlays,
values that differ between frames) ``needs_header`` says so, and the header is handed to `render` as well.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imaging.errors import MalformedError, UnsupportedError
from imaging.pixels import attributes as tag
from imaging.pixels.photometric import Photometric
from imaging.pixels.transfer_syntaxes import EXPLICIT_VR_BIG_ENDIAN, is_encapsulated
from imaging.pixels.windows import VoiFunction, Window

if TYPE_CHECKING:
    # The children that decode load this module, and stay small without the data dictionary.
    from imaging.dicom.header import DataSet, Header

PIXEL_KEYWORDS = {tag.PIXEL_DATA: "", tag.FLOAT_PIXEL_DATA: "float32", tag.DOUBLE_FLOAT_PIXEL_DATA: "float64"}
SINGLE_SAMPLE = frozenset({Photometric.MONOCHROME1, Photometric.MONOCHROME2, Photometric.PALETTE_COLOR})
SHAPES_OF_A_PIXEL = (
    tag.PIXEL_SPACING,
    tag.IMAGER_PIXEL_SPACING,
    tag.NOMINAL_SCANNED_PIXEL_SPACING,
    tag.PIXEL_ASPECT_RATIO,
)


@dataclass(frozen=True, slots=True)
class ImageDescription:
    """The attributes of the Image Pixel, Modality LUT, VOI LUT and related modules that showing needs.

    Attributes
    ----------
    float_type : str
        ``float32`` or ``float64`` for Float and Double Float Pixel Data, empty for integers.
    pixel_vr : str
        The value representation of Pixel Data; in big endian it decides how bytes are swapped.
    padding : tuple of two ints, or None
        The lowest and the highest stored value that stand for "no pixel" (PS3.3 C.7.5.1.1.2).
    rescale_slope, rescale_intercept : float
        The modality transformation; 1 and 0 when there is none.
    windows : tuple of Window
        The file's own windows, in its order; those that can't be applied are left out.
    pixel_aspect_ratio : float
        Height of a pixel divided by its width; 1 for square pixels.
    needs_header : bool
        Whether `render` needs the data set beside this value.
    """

    rows: int
    columns: int
    transfer_syntax_uid: str
    samples_per_pixel: int = 1
    photometric_interpretation: Photometric = Photometric.MONOCHROME2
    planar_configuration: int = 0
    bits_allocated: int = 16
    bits_stored: int = 16
    high_bit: int = 15
    pixel_representation: int = 0
    number_of_frames: int = 1
    float_type: str = ""
    pixel_vr: str = "OW"
    padding: tuple[int, int] | None = None
    rescale_slope: float = 1.0
    rescale_intercept: float = 0.0
    rescale_type: str = ""
    windows: tuple[Window, ...] = ()
    is_inverse: bool = False
    modality: str = ""
    body_part: str = ""
    pixel_aspect_ratio: float = 1.0
    needs_header: bool = False

    @property
    def is_encapsulated(self) -> bool:
        """Whether frames are compressed."""
        return is_encapsulated(self.transfer_syntax_uid)

    @property
    def is_big_endian(self) -> bool:
        """Whether words are stored with their highest byte first."""
        return self.transfer_syntax_uid == EXPLICIT_VR_BIG_ENDIAN

    @property
    def is_signed(self) -> bool:
        """Whether stored values are in two's complement (PS3.3 C.7.6.3.1)."""
        return self.pixel_representation == 1

    @property
    def is_monochrome(self) -> bool:
        """Whether the modality and VOI transformations apply."""
        return self.photometric_interpretation.is_monochrome

    def to_json(self) -> dict[str, Any]:
        """Return what differs from the defaults, as JSON values."""
        values = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        }
        if self.windows:
            values["windows"] = [window.to_json() for window in self.windows]
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> ImageDescription:
        """Read what `to_json` wrote, before or after its passage through JSON text."""
        known = dict(values)
        if "photometric_interpretation" in known:
            known["photometric_interpretation"] = Photometric(known["photometric_interpretation"])
        if "windows" in known:
            known["windows"] = tuple(Window.from_json(window) for window in known["windows"])
        if known.get("padding"):
            known["padding"] = tuple(known["padding"])
        return cls(**known)


def describe(header: Header) -> ImageDescription:
    """Describe the image that a header announces.

    Raises
    ------
    UnsupportedError
        When there is no image, or one that nothing here can show; the text says why.
    MalformedError
        When the attributes of the Image Pixel module are missing or contradict each other.
    """
    dataset = header.dataset
    if header.pixels is None:
        raise UnsupportedError("This object holds no image.")
    bits_allocated, bits_stored, high_bit = _bits(dataset)
    samples = _samples(dataset)
    photometric = _photometric(dataset, samples)
    if samples == 3 and photometric in SINGLE_SAMPLE:
        raise MalformedError(f"Images in {photometric} have one sample per pixel, and this one says {samples}.")
    slope, intercept = read_rescale(dataset)
    return ImageDescription(
        rows=_extent(dataset, tag.ROWS, "Rows"),
        columns=_extent(dataset, tag.COLUMNS, "Columns"),
        transfer_syntax_uid=header.transfer_syntax_uid,
        samples_per_pixel=samples,
        photometric_interpretation=photometric,
        planar_configuration=dataset.integer(tag.PLANAR_CONFIGURATION) or 0,
        bits_allocated=bits_allocated,
        bits_stored=bits_stored,
        high_bit=high_bit,
        pixel_representation=dataset.integer(tag.PIXEL_REPRESENTATION) or 0,
        number_of_frames=max(dataset.integer(tag.NUMBER_OF_FRAMES) or 1, 1),
        float_type=PIXEL_KEYWORDS.get(header.pixels.tag, ""),
        pixel_vr=header.pixels.vr,
        padding=_padding(dataset),
        rescale_slope=slope,
        rescale_intercept=intercept,
        rescale_type=dataset.text(tag.RESCALE_TYPE),
        windows=read_windows(dataset),
        is_inverse=photometric is Photometric.MONOCHROME1 or dataset.text(tag.PRESENTATION_LUT_SHAPE) == "INVERSE",
        modality=dataset.text(tag.MODALITY),
        body_part=dataset.text(tag.BODY_PART_EXAMINED),
        pixel_aspect_ratio=_aspect_ratio(dataset),
        needs_header=_needs_header(dataset, photometric),
    )


def read_windows(dataset: DataSet) -> tuple[Window, ...]:
    """Return the windows of a data set, or of an item of the Frame VOI LUT Sequence (PS3.3 C.11.2)."""
    name = dataset.text(tag.VOI_LUT_FUNCTION).strip().upper()
    function = VoiFunction(name) if name in set(VoiFunction) else VoiFunction.LINEAR
    explanations = dataset.texts(tag.WINDOW_CENTER_WIDTH_EXPLANATION)
    windows = []
    pairs = zip(dataset.numbers(tag.WINDOW_CENTER), dataset.numbers(tag.WINDOW_WIDTH), strict=False)
    for position, (center, width) in enumerate(pairs):
        explanation = explanations[position] if position < len(explanations) else ""
        try:
            windows.append(Window(center, width, function, explanation))
        except ValueError:
            # A window that the standard does not allow, such as a width of 0, is the same as none.
            continue
    return tuple(windows)


def read_rescale(dataset: DataSet) -> tuple[float, float]:
    """Return slope and intercept of a data set or of its Pixel Value Transformation Sequence (PS3.3 C.11.1).

    What is missing, no finite number, or a slope of 0 counts as 1 and 0: stored values are then shown as they are.
    """
    slope, intercept = dataset.number(tag.RESCALE_SLOPE), dataset.number(tag.RESCALE_INTERCEPT)
    if slope is None or not math.isfinite(slope) or slope == 0:
        slope = 1.0
    if intercept is None or not math.isfinite(intercept):
        intercept = 0.0
    return slope, intercept


def _extent(dataset: DataSet, which: int, name: str) -> int:
    value = dataset.integer(which)
    if not value or value < 1:
        raise MalformedError(f"The image has no {name}.")
    return value


def _bits(dataset: DataSet) -> tuple[int, int, int]:
    allocated = dataset.integer(tag.BITS_ALLOCATED)
    if allocated is None:
        raise MalformedError("The image has no Bits Allocated.")
    if allocated not in {1, 8, 12, 16, 32, 64}:
        raise UnsupportedError(f"Images with {allocated} bits per sample can't be shown.")
    stored = dataset.integer(tag.BITS_STORED) or allocated
    if not 1 <= stored <= allocated:
        raise MalformedError(f"Bits Stored is {stored}, but Bits Allocated {allocated}.")
    high_bit = dataset.integer(tag.HIGH_BIT)
    if high_bit is None or not stored - 1 <= high_bit < allocated:
        high_bit = stored - 1
    return allocated, stored, high_bit


def _photometric(dataset: DataSet, samples: int) -> Photometric:
    name = dataset.text(tag.PHOTOMETRIC_INTERPRETATION).strip().upper()
    if name and name not in set(Photometric):
        raise UnsupportedError(f"Images with the photometric interpretation {name[:32]!r} can't be shown.")
    if samples == 1 and name not in SINGLE_SAMPLE:
        # Old devices leave it out, and some say RGB of grey images; one sample can only be a grey level.
        return Photometric.MONOCHROME2
    return Photometric(name) if name else Photometric.RGB


def _samples(dataset: DataSet) -> int:
    samples = dataset.integer(tag.SAMPLES_PER_PIXEL) or 1
    if samples not in {1, 3}:
        raise UnsupportedError(f"Images with {samples} samples per pixel can't be shown.")
    return samples


def _padding(dataset: DataSet) -> tuple[int, int] | None:
    value = _stored_value(dataset, tag.PIXEL_PADDING_VALUE)
    if value is None:
        return None
    limit = _stored_value(dataset, tag.PIXEL_PADDING_RANGE_LIMIT)
    other = value if limit is None else limit
    return min(value, other), max(value, other)


def _stored_value(dataset: DataSet, which: int) -> int | None:
    """Read a value whose representation is US or SS by Pixel Representation, whatever the file wrote."""
    value = dataset.integer(which)
    if value is None:
        return None
    if dataset.integer(tag.PIXEL_REPRESENTATION) == 1:
        return value - 0x10000 if 0x7FFF < value <= 0xFFFF else value
    return value + 0x10000 if -0x8000 <= value < 0 else value


def _aspect_ratio(dataset: DataSet) -> float:
    """Height by width of a pixel (PS3.3 C.7.6.3.1.7), from the ratio itself or from any of the spacings."""
    for which in (
        tag.PIXEL_SPACING,
        tag.IMAGER_PIXEL_SPACING,
        tag.NOMINAL_SCANNED_PIXEL_SPACING,
        tag.PIXEL_ASPECT_RATIO,
    ):
        values = dataset.numbers(which)
        if len(values) == 2 and all(math.isfinite(value) and value > 0 for value in values):
            return values[0] / values[1]
    return 1.0


def _needs_header(dataset: DataSet, photometric: Photometric) -> bool:
    if photometric is Photometric.PALETTE_COLOR:
        return True
    reasons = (
        tag.MODALITY_LUT_SEQUENCE,
        tag.VOI_LUT_SEQUENCE,
        tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
        tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
    )
    return any(reason in dataset for reason in reasons) or any(0x6000 <= element >> 16 <= 0x601E for element in dataset)
