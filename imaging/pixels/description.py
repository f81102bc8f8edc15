"""What must be known of an image to show it, as one small value that is kept in the index.

With it a frame is shown without reading the header again. Where that can't be (lookup tables, palettes, overlays,
values that differ between frames) ``needs_header`` says so, and the header is handed to `render` as well.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imaging.dicom import tags as tag
from imaging.errors import UnsupportedError
from imaging.pixels.functional_groups import values_of_frames
from imaging.pixels.image_pixel import (
    has_supplemental_palette,
    read_aspect_ratio,
    read_bits,
    read_extent,
    read_frame_milliseconds,
    read_padding,
    read_samples,
)
from imaging.pixels.photometric import Photometric
from imaging.pixels.transfer_syntaxes import BIG_ENDIAN_PIXELS, is_encapsulated
from imaging.pixels.value_attributes import read_rescale, read_windows
from imaging.pixels.windows import Window

if TYPE_CHECKING:
    # The children that decode load this module, and stay small without the reader of headers.
    from imaging.dicom.elements import DataSet
    from imaging.dicom.header import Header

FLOAT_TYPES = {tag.FLOAT_PIXEL_DATA: "float32", tag.DOUBLE_FLOAT_PIXEL_DATA: "float64"}
# Overlay Rows, without which there is no overlay (PS3.3 C.9.2), of each of the groups that it may stand in.
OVERLAY_TAGS = frozenset(group << 16 | 0x0010 for group in range(0x6000, 0x6020, 2))
# What `describe` looks at. Whoever hands it a part of a data set hands it these.
DESCRIBED_TAGS = frozenset(
    {
        tag.SPECIFIC_CHARACTER_SET,
        tag.MODALITY,
        tag.PIXEL_PRESENTATION,
        tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tag.BODY_PART_EXAMINED,
        tag.CINE_RATE,
        tag.FRAME_TIME,
        tag.FRAME_TIME_VECTOR,
        tag.RECOMMENDED_DISPLAY_FRAME_RATE,
        tag.IMAGER_PIXEL_SPACING,
        tag.NOMINAL_SCANNED_PIXEL_SPACING,
        tag.SAMPLES_PER_PIXEL,
        tag.PHOTOMETRIC_INTERPRETATION,
        tag.PLANAR_CONFIGURATION,
        tag.NUMBER_OF_FRAMES,
        tag.ROWS,
        tag.COLUMNS,
        tag.PIXEL_SPACING,
        tag.PIXEL_ASPECT_RATIO,
        tag.BITS_ALLOCATED,
        tag.BITS_STORED,
        tag.HIGH_BIT,
        tag.PIXEL_REPRESENTATION,
        tag.PIXEL_PADDING_VALUE,
        tag.PIXEL_PADDING_RANGE_LIMIT,
        tag.FLOAT_PIXEL_PADDING_VALUE,
        tag.FLOAT_PIXEL_PADDING_RANGE_LIMIT,
        tag.DOUBLE_FLOAT_PIXEL_PADDING_VALUE,
        tag.DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT,
        tag.WINDOW_CENTER,
        tag.WINDOW_WIDTH,
        tag.WINDOW_CENTER_WIDTH_EXPLANATION,
        tag.RESCALE_INTERCEPT,
        tag.RESCALE_SLOPE,
        tag.RESCALE_TYPE,
        tag.VOILUT_FUNCTION,
        tag.MODALITY_LUT_SEQUENCE,
        tag.VOILUT_SEQUENCE,
        tag.PRESENTATION_LUT_SHAPE,
        tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
        tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
        *OVERLAY_TAGS,
    }
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
    padding : tuple of two numbers, or None
        The lowest and the highest stored value that stand for "no pixel" (PS3.3 C.7.5.1.1.2).
    rescale_slope, rescale_intercept : float
        The modality transformation; 1 and 0 when there is none.
    windows : tuple of Window
        The file's own windows, in its order; those that can't be applied are left out.
    pixel_aspect_ratio : float
        Height of a pixel divided by its width; 1 for square pixels.
    frame_milliseconds : float
        How long a frame of a cine is shown; 0 where nothing is said.
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
    padding: tuple[float, float] | None = None
    rescale_slope: float = 1.0
    rescale_intercept: float = 0.0
    rescale_type: str = ""
    windows: tuple[Window, ...] = ()
    is_inverse: bool = False
    modality: str = ""
    body_part: str = ""
    pixel_aspect_ratio: float = 1.0
    frame_milliseconds: float = 0.0
    needs_header: bool = False

    @property
    def is_encapsulated(self) -> bool:
        """Whether frames are compressed."""
        return is_encapsulated(self.transfer_syntax_uid)

    @property
    def is_big_endian(self) -> bool:
        """Whether words are stored with their highest byte first."""
        return self.transfer_syntax_uid in BIG_ENDIAN_PIXELS

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
        values = {name: value for name, default in DEFAULTS.items() if (value := getattr(self, name)) != default}
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


DEFAULTS = {field.name: field.default for field in dataclasses.fields(ImageDescription)}


def describe(header: Header) -> ImageDescription:
    """Describe the image that a header announces.

    Raises
    ------
    UnsupportedError
        When there is no image, or one that nothing here can show; the text says why.
    MalformedError
        When the attributes of the Image Pixel module are missing or contradict each other.
    """
    dataset, pixels = header.dataset, header.pixels
    if pixels is None:
        raise UnsupportedError("This object holds no image.")
    rows, columns = read_extent(dataset)
    bits_allocated, bits_stored, high_bit = read_bits(dataset)
    samples, photometric = read_samples(dataset)
    rescales = values_of_frames(dataset, tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE, read_rescale)
    windows = values_of_frames(dataset, tag.FRAME_VOILUT_SEQUENCE, read_windows)
    slope, intercept = min(rescales)
    float_type = FLOAT_TYPES.get(pixels.tag, "")
    return ImageDescription(
        rows=rows,
        columns=columns,
        transfer_syntax_uid=header.transfer_syntax_uid,
        samples_per_pixel=samples,
        photometric_interpretation=photometric,
        planar_configuration=dataset.integer(tag.PLANAR_CONFIGURATION) or 0,
        bits_allocated=bits_allocated,
        bits_stored=bits_stored,
        high_bit=high_bit,
        pixel_representation=dataset.integer(tag.PIXEL_REPRESENTATION) or 0,
        number_of_frames=max(dataset.integer(tag.NUMBER_OF_FRAMES) or 1, 1),
        float_type=float_type,
        pixel_vr=pixels.vr,
        padding=read_padding(dataset, float_type),
        rescale_slope=slope,
        rescale_intercept=intercept,
        rescale_type=dataset.text(tag.RESCALE_TYPE),
        windows=next(iter(windows)) if len(windows) == 1 else (),
        is_inverse=photometric is Photometric.MONOCHROME1 or dataset.text(tag.PRESENTATION_LUT_SHAPE) == "INVERSE",
        modality=dataset.text(tag.MODALITY),
        body_part=dataset.text(tag.BODY_PART_EXAMINED),
        pixel_aspect_ratio=read_aspect_ratio(dataset),
        frame_milliseconds=read_frame_milliseconds(dataset),
        needs_header=len(rescales) > 1 or len(windows) > 1 or _has_tables(dataset, photometric),
    )


def _has_tables(dataset: DataSet, photometric: Photometric) -> bool:
    """Whether lookup tables or overlays stand in the data set, which are too large to be kept beside it."""
    return (
        photometric is Photometric.PALETTE_COLOR
        or has_supplemental_palette(dataset)
        or tag.MODALITY_LUT_SEQUENCE in dataset
        or any(element in OVERLAY_TAGS for element in dataset)
        or any(values_of_frames(dataset, tag.FRAME_VOILUT_SEQUENCE, _has_voi_table))
    )


def _has_voi_table(dataset: DataSet) -> bool:
    return tag.VOILUT_SEQUENCE in dataset
