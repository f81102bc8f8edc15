"""In which forms an instance and its frames can be given (PS3.18 8.7.3)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from imaging.archive.stored import StoredInstance
from imaging.archive.transcoding import can_transcode
from imaging.dicom import uids
from viewer.dicomweb.accept import Offer

DICOM = "application/dicom"
OCTETS = "application/octet-stream"
EXPLICIT = uids.EXPLICIT_VR_LITTLE_ENDIAN

# Media types of compressed frames (PS3.18 tables 8.7.3-2, 8.7.3-4 and 8.7.3-5).
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        uids.JPEG_BASELINE: "image/jpeg",
        uids.JPEG_EXTENDED: "image/jpeg",
        uids.JPEG_LOSSLESS: "image/jpeg",
        uids.JPEG_LOSSLESS_SV1: "image/jpeg",
        uids.JPEG_LS_LOSSLESS: "image/jls",
        uids.JPEG_LS_NEAR_LOSSLESS: "image/jls",
        uids.JPEG_2000_LOSSLESS: "image/jp2",
        uids.JPEG_2000: "image/jp2",
        uids.JPEG_2000_MC_LOSSLESS: "image/jpx",
        uids.JPEG_2000_MC: "image/jpx",
        uids.HTJ2K_LOSSLESS: "image/jphc",
        uids.HTJ2K_LOSSLESS_RPCL: "image/jphc",
        uids.HTJ2K: "image/jphc",
        uids.JPEG_XL_LOSSLESS: "image/jxl",
        uids.JPEG_XL_RECOMPRESSION: "image/jxl",
        uids.JPEG_XL: "image/jxl",
        uids.RLE_LOSSLESS: "image/dicom-rle",
        uids.MPEG2_MP_ML: "video/mpeg2",
        uids.MPEG2_MP_HL: "video/mpeg2",
        uids.MPEG4_HP_41: "video/mp4",
        uids.MPEG4_HP_41_BD: "video/mp4",
        uids.MPEG4_HP_42_2D: "video/mp4",
        uids.MPEG4_HP_42_3D: "video/mp4",
        uids.MPEG4_HP_42_STEREO: "video/mp4",
        uids.HEVC_MP_51: "video/H265",
        uids.HEVC_M10P_51: "video/H265",
    }
)


def instance_offers(instance: StoredInstance, *, is_alone: bool) -> tuple[Offer, ...]:
    """Return the forms of a whole instance; a single part can only hold one that is alone.

    Whoever takes anything gets the very bytes that were received; whoever names the media type but no transfer syntax
    gets that media type's default.
    """
    stored = instance.transfer_syntax_uid
    offers = []
    for is_multipart in (True, False) if is_alone else (True,):
        offers.append(Offer(DICOM, is_multipart, stored, needs_no_transfer_syntax=stored == EXPLICIT))
        if stored != EXPLICIT and can_transcode(instance):
            offers.append(Offer(DICOM, is_multipart, EXPLICIT, is_default=False))
    return tuple(offers)


def frame_offers(instance: StoredInstance, *, is_alone: bool) -> tuple[Offer, ...]:
    """Return the forms of frames: compressed as they are stored, or as plain samples in little endian.

    Whoever takes anything gets samples: clients that can decode say so.
    """
    stored = instance.transfer_syntax_uid
    is_decoded = uids.is_native(stored) or can_transcode(instance)
    offers = []
    for is_multipart in (True, False) if is_alone else (True,):
        if not uids.is_native(stored):
            media_type = MEDIA_TYPES.get(stored.removesuffix(".1") if stored in uids.VIDEO_SYNTAXES else stored, OCTETS)
            if media_type != OCTETS:
                offers.append(Offer(media_type, is_multipart, stored, is_default=not is_decoded))
            offers.append(Offer(OCTETS, is_multipart, stored, needs_no_transfer_syntax=False, is_default=False))
        if is_decoded:
            offers.append(Offer(OCTETS, is_multipart, EXPLICIT))
    return tuple(offers)
