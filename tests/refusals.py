"""What of the catalogue is refused, and in which words; every other file of it is taken whole."""

from __future__ import annotations

_UNREADABLE: dict[str, tuple[str, ...]] = {
    "(300A,012C) says it has 50 bytes, but 29 are left.": ("malformed/rtplan_rtplan_truncated__pydicom.dcm",),
    # Deflated, but they say that they are not.
    "(9C78,D1ED) says it has 1,086,540,481 bytes, but the file ends before.": (
        "malformed/xx_TC0345_deflate_corrupt__dicom-fuzzing-corpus.dcm",
    ),
    "(9C78,91ED) says it has 1,086,540,493 bytes, but the file ends before.": (
        "malformed/xx_TC0347_deflate_truncated__dicom-fuzzing-corpus.dcm",
    ),
    "This is no DICOM file: neither DICM nor an element stands where one must.": (
        "malformed/xx_TC0389_dicm_offset256__dicom-fuzzing-corpus.dcm",
        "malformed/xx_no_meta__pydicom.dcm",
        "objects-xx/xx_deid__deid.dcm",
        "objects-xx/xx_filter_single_rule_false__deid.dcm",
        "objects-xx/xx_filter_single_rule_true__deid.dcm",
        "objects-xx/xx_filter_tag_number__deid.dcm",
        "objects-xx/xx_keepcoordinates_noaction__deid.dcm",
        "objects-xx/xx_remove_all__deid.dcm",
        "objects-xx/xx_remove_coordinates__deid.dcm",
    ),
    "The file holds no data set.": ("malformed/xx_TC0901_truncated_meta_group__dicom-fuzzing-corpus.dcm",),
    "(0028,0120) says it has 139,296 bytes, but 1,442 are left.": ("objects-ct/ct_GH179B__fo-dicom.dcm",),
    "(0000,0000) says it has 337,256,453 bytes, but the file ends before.": ("objects-xx/xx_GH626__fo-dicom.dcm",),
}
_UNIDENTIFIED: dict[str, tuple[str, ...]] = {
    "The Study Instance UID is missing.": (
        "charset/xx_chrSQEncoding1__fo-dicom.dcm",
        "charset/xx_chrSQEncoding__fo-dicom.dcm",
        "charset/xx_empty_charset_LEI__pydicom.dcm",
        "images-explicit-le/mr_decimal_rescale__nibabel.dcm",
        "images-htj2k-lossless/xx_HTJ2KLossless_08_RGB__pydicom-data.dcm",
        "images-htj2k/xx_HTJ2K_08_RGB__pydicom-data.dcm",
        "images-implicit-le/xx_nested_priv_SQ__pydicom.dcm",
        "images-j2k-lossless/xx_generated_encapsulated_defined_bot_2_to_1__libdicom.dcm",
        "images-j2k-lossless/xx_generated_encapsulated_defined_bot_2_to_2__libdicom.dcm",
        "images-j2k-lossless/xx_generated_encapsulated_empty_bot_1_to_1__libdicom.dcm",
        "images-jpegls-lossless/xx_JLSL_08_07_0_1F__pydicom-data.dcm",
        "images-jpegls-lossless/xx_JLSL_16_15_1_1F__pydicom-data.dcm",
        "images-jpegls-lossless/xx_JLSL_RGB_ILV1__pydicom-data.dcm",
        "images-jpegls-lossless/xx_JLSL_RGB_ILV2__pydicom-data.dcm",
        "images-jpegls-near/xx_JLSN_RGB_ILV0__pydicom-data.dcm",
        "images-jpegls-near/xx_JPEGLSNearLossless_08__pydicom.dcm",
        "images-jpegls-near/xx_SC_rgb_jls_lossy_line__pydicom.dcm",
        "images-no-or-odd-ts/mr_GH340__fo-dicom.dcm",
        "malformed/ct_TC0863_missing_study_uid__dicom-fuzzing-corpus.dcm",
        "malformed/xx_TC0915_zero_len_meta__dicom-fuzzing-corpus.dcm",
        "malformed/xx_meta_missing_tsyntax__pydicom.dcm",
        "malformed/xx_no_meta_group_length__pydicom.dcm",
        "objects-xx/xx_DICOMDIR-bigEnd__pydicom.dcm",
        "objects-xx/xx_DICOMDIR-empty__pydicom.dcm",
        "objects-xx/xx_DICOMDIR-implicit__pydicom.dcm",
        "objects-xx/xx_DICOMDIR__dcm_qa_ct.dcm",
        "objects-xx/xx_DIRFILE__dcm_qa_ct.dcm",
        "objects-xx/xx_DIRFILE__dcm_qa_ct_f41c52.dcm",
        "objects-xx/xx_DIRFILE__dcm_qa_ct_f9c94e.dcm",
        "objects-xx/xx_GH220__fo-dicom.dcm",
        "objects-xx/xx_GH223__fo-dicom.dcm",
        "objects-xx/xx_NeurosurgeryPlan__weasis-dicom-tools.dcm",
        "objects-xx/xx_UN_sequence__pydicom.dcm",
        "objects-xx/xx_dataset__odil.dcm",
        "objects-xx/xx_hotiron__pydicom.dcm",
        "objects-xx/xx_hotmetalblue__pydicom.dcm",
        "objects-xx/xx_no_preamble_dicm_in_data__dcm4che.dcm",
        "objects-xx/xx_pet20step__pydicom.dcm",
        "objects-xx/xx_priv_SQ__dicom-test-files.dcm",
        "objects-xx/xx_spring__pydicom.dcm",
        "objects-xx/xx_summer__pydicom.dcm",
        "objects-xx/xx_winter__pydicom.dcm",
    ),
    "The SOP Instance UID is not a unique identifier.": (
        "images-j2k-lossy/mr_7567016219912961108887122553257011601.11__demo-archive.dcm",
        "malformed/ct_TC0457_uid_uid_65chars_over__dicom-fuzzing-corpus.dcm",
        "malformed/ct_TC0465_uid_uid_all_dots__dicom-fuzzing-corpus.dcm",
        "malformed/ct_TC1177_uid_traversal_config__dicom-fuzzing-corpus.dcm",
    ),
    "The Study Instance UID is not a unique identifier.": (
        "malformed/ct_TC0145_studyinstanceuid_over_2x__dicom-fuzzing-corpus.dcm",
        "malformed/ct_TC0145_studyinstanceuid_over_2x__dicom-fuzzing-corpus_10a158.dcm",
        "malformed/ct_bad_sequence__pydicom-data.dcm",
        "malformed/mr_3gb-bulk-data-truncated__dcm4che.dcm",
    ),
}


def _by_file(*tables: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {f"conformance/{file}": words for table in tables for words, files in table.items() for file in files}


# Files whose header can't be read, with the words of the error.
UNREADABLE = _by_file(_UNREADABLE)
# Files that the archive does not take, with the words of the error: those, and those that nobody could find again.
REFUSED = _by_file(_UNREADABLE, _UNIDENTIFIED)
