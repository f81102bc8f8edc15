"""Golden values are the examples of PS3.5 annexes H to K, encoded by hand as they stand there."""

from __future__ import annotations

import pydicom
import pytest

from imaging.dicom.charset import codec_of, decode_text, read_character_set
from imaging.dicom.header import read_header
from imaging.dicom.tags import PATIENT_NAME
from tests.data import catalog, catalog_path, sample_path

JAPANESE = (
    b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
    "Yamada^Tarou=山田^太郎=やまだ^たろう",
)
JAPANESE_KATAKANA = (
    b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
    "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
)
KOREAN = (
    b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
    "Hong^Gildong=洪^吉洞=홍^길동",
)
CHINESE_EXTENSION = (b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=", "Zhang^XiaoDong=张^小东=")


@pytest.mark.parametrize(
    ("declared", "raw", "text"),
    [
        (r"\ISO 2022 IR 87", *JAPANESE),
        (r"ISO 2022 IR 13\ISO 2022 IR 87", *JAPANESE_KATAKANA),
        (r"\ISO 2022 IR 149", *KOREAN),
        (r"\ISO 2022 IR 58", *CHINESE_EXTENSION),
        (r"\ISO 2022 IR 159", b"\x1b$(D\x30\x21\x1b(B^A", "丂^A"),
        ("ISO_IR 192", "Wang^XiaoDong=王^小东".encode(), "Wang^XiaoDong=王^小东"),
        ("GB18030", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", "Wang^XiaoDong=王^小东"),
        ("GBK", b"\xd6\xec^\xe9F\xbb\xf9", "朱^镕基"),
        ("GB18030", "𠀋^㐂".encode("gb18030"), "𠀋^㐂"),
        ("ISO_IR 100", b"Buc^J\xe9r\xf4me", "Buc^Jérôme"),
        ("ISO_IR 101", b"W\xb3adys\xb3aw", "Władysław"),
        ("ISO_IR 109", b"\xacu", "Ĵu"),
        ("ISO_IR 110", b"\xe0da", "āda"),
        ("ISO_IR 126", b"\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"),
        ("ISO_IR 127", b"\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", "قباني^لنزار"),
        ("ISO_IR 138", b"\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", "שרון^דבורה"),
        ("ISO_IR 144", b"\xbb\xee\xdac\xd5\xdc\xd1yp\xd3", "Люкcембypг"),
        ("ISO_IR 148", b"\xddbrahim", "İbrahim"),
        ("ISO_IR 166", b"\xb7\xb4\xca\xcd\xba", "ทดสอบ"),
        ("ISO_IR 203", b"\xa4uro \xbcuvre", "€uro Œuvre"),
        ("ISO_IR 13", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
        (r"ISO 2022 IR 100\ISO 2022 IR 126", b"Dion=\x1b-F\xc4\xe9\xef\xed", "Dion=Διον"),
        (r"ISO 2022 IR 6\ISO 2022 IR 144", b"\x1b-L\xbb\xee", "Лю"),
        (r"ISO 2022 IR 100\ISO 2022 IR 144", b"\x1b-L\xbb\xee^J\xe9r", "Лю^Jér"),
        ("", b"plain", "plain"),
    ],
)
def test_declared_sets_are_decoded(declared: str, raw: bytes, text: str) -> None:
    assert decode_text(raw, read_character_set(declared.encode()), "PN") == text


CHINESE = [
    "张三", "张^三", "王^芳", "李^娜", "谢^谢", "陆^卢", "欧阳^修", "Zhang^San=张^三", "朱^镕基", "司马^相如",
    "赵", "伟",
    "头颅CT平扫", "T2_FLAIR压脂", "胸部正位(DR)", "腹部 CT 增强", "请注意：造影剂过敏！", "体温 38℃",
    "直径≥5mm的结节", "CT片", "第Ⅱ组",
]  # fmt: skip
WESTERN = [
    "Müller^Jürgen", "José^María", "François", "Größe", "Ångström^Åsa", "Zoë", "Noël^Zoé", "AÑÓN^IÑAKI", "Núñez^Peña",
    "Øystein^Sørensen", "Çelik^Gül", "Ó Súilleabháin^Seán", "Röntgen Thorax à gauche", "D'Éon^Bézier",
    "Schädel seitlich", "Rückenmark größer als üblich", "5 µm", "30° cm²", "±20°C", "¿Qué?", "ÄÖÜ", "Grüße, Öl",
]  # fmt: skip
UTF8 = [
    *CHINESE,
    "Müller^Jürgen",
    "José",
    "Иванов^Иван",
    "Παπαδόπουλος",
    "Nguyễn^Văn",
    "30°",
    "5 ± 2 mm",
    "山田^太郎",
    "홍^길동",
]
UNDECLARED = ["", "ISO_IR 100", "ISO_IR 6", "ISO 2022 IR 6", "Nonsense"]


@pytest.mark.parametrize("declared", UNDECLARED)
@pytest.mark.parametrize("text", CHINESE)
def test_gbk_under_a_wrong_or_no_declaration_is_recognised(text: str, declared: str) -> None:
    assert decode_text(text.encode("gb18030"), read_character_set(declared.encode()), "LO") == text


@pytest.mark.parametrize("declared", [*UNDECLARED, "ISO_IR 101"])
@pytest.mark.parametrize("text", UTF8)
def test_utf8_under_a_wrong_or_no_declaration_is_recognised(text: str, declared: str) -> None:
    assert decode_text(text.encode(), read_character_set(declared.encode()), "LO") == text


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_in_utf8_is_not_taken_for_gb18030(text: str) -> None:
    assert decode_text(text.encode(), ("GB18030",), "LO") == text


@pytest.mark.parametrize("declared", ["", "ISO_IR 100", "ISO_IR 192", r"ISO 2022 IR 100\ISO 2022 IR 58"])
@pytest.mark.parametrize("text", WESTERN)
def test_western_text_stays_western(text: str, declared: str) -> None:
    assert decode_text(text.encode("latin_1"), read_character_set(declared.encode()), "LO") == text


@pytest.mark.parametrize("declared", ["GB18030", "ISO_IR 192"])
@pytest.mark.parametrize("text", CHINESE)
def test_what_is_declared_right_is_believed(text: str, declared: str) -> None:
    codec = "utf_8" if declared == "ISO_IR 192" else "gb18030"
    assert decode_text(text.encode(codec), (declared,), "LO") == text


def test_nearly_all_chinese_names_are_recognised_whatever_is_declared() -> None:
    # Every pair of the first 800 hanzi of GB2312, which are ordered by pronunciation, with one of the last of level 1.
    level_1 = [
        bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFA if lead == 0xD7 else 0xFF)
    ]
    names = [family + b"^" + given for family in level_1[::7] for given in level_1[3::41]]
    wrong = [name for name in names if decode_text(name, ("ISO_IR 100",), "PN") != name.decode("gb18030")]
    assert (len(names), wrong) == (49_404, [])


def test_a_character_that_was_cut_off_spoils_only_itself() -> None:
    assert decode_text("头颅平扫".encode("gb18030")[:-1], ("GB18030",), "LO") == "头颅平\ufffd"
    assert decode_text("头颅平扫".encode()[:-1], ("ISO_IR 192",), "LO") == "头颅平\ufffd"
    assert decode_text("头颅平扫".encode("gb18030")[:-1], ("ISO_IR 100",), "LO") == "头颅平\ufffd"


def test_quotation_marks_of_windows_are_read() -> None:
    assert decode_text(b"O\x92Brien", ("ISO_IR 100",), "PN") == "O’Brien"


def test_padding_goes_and_a_nul_within_is_marked() -> None:
    assert decode_text(b"A\0B \0", (), "LO") == "A\ufffdB"


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("ISO_IR 100", "latin_1"), ("ISO_IR_100", "latin_1"), ("ISO-IR 100", "latin_1"), ("ISO IR 100", "latin_1"),
        ("iso_ir 192", "utf_8"), ("UTF-8", "utf_8"), ("ISO 2022 IR 58", "gb18030"), ("ISO 2022 GBK", "gb18030"),
        ("ISO_IR 999", None), ("whatever", None), ("", "ascii"),
    ],
)  # fmt: skip
def test_misspelt_terms_are_known(name: str, codec: str | None) -> None:
    assert codec_of(name) == codec


@pytest.mark.parametrize(
    "raw", [b"\x1b", b"\x1b$", b"\x1b$B", b"\x1b$B\xff\xff", b"\x1b$)C\x80", b"\xff\x1b(B\xfe", b"\x1b-Z\xe9"]
)
@pytest.mark.parametrize("declared", ["", "ISO_IR 192", r"\ISO 2022 IR 87", "GB18030", "ISO_IR 13"])
def test_any_bytes_give_some_text(raw: bytes, declared: str) -> None:
    assert isinstance(decode_text(raw, read_character_set(declared.encode()), "PN"), str)


# pydicom leaves the escape sequences of GB2312 in the text.
CHARSET_FILES = [row["file"] for row in catalog() if "/charset/" in row["file"] and "GB2312" not in row["file"]]


@pytest.mark.parametrize("file", CHARSET_FILES)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_files_say_what_pydicom_reads(file: str) -> None:
    with catalog_path(file).open("rb") as source:
        ours = read_header(source).dataset
    theirs = pydicom.dcmread(catalog_path(file), force=True)
    assert ours.text(PATIENT_NAME).rstrip("=") == str(theirs.get("PatientName", "")).rstrip()


def test_samples_have_chinese_names() -> None:
    for name, expected in (("cn_gb18030_chrX2", "Wang^XiaoDong=王^小东="), ("cn_utf8_chrX1", "Wang^XiaoDong=王^小東=")):
        with sample_path(f"charset/{name}.dcm").open("rb") as source:
            assert read_header(source).dataset.text(PATIENT_NAME) == expected


# Given names of these two characters, which GB2312 does not have, and the traditional forms.
@pytest.mark.parametrize("text", ["垚^燚", "翀^玥祎", "喆喆", "犇^燚", "張^三", "劉^德華", "王^垚燚"])
@pytest.mark.parametrize("declared", UNDECLARED)
def test_rare_hanzi_are_recognised_by_what_no_western_word_holds(text: str, declared: str) -> None:
    assert decode_text(text.encode("gb18030"), read_character_set(declared.encode()), "PN") == text


@pytest.mark.parametrize(
    ("declared", "codec", "names"),
    [
        ("ISO_IR 100", "latin_1", "Müller^Jürgen Größe Ñuñez^José Åström^Björn Lefèvre^Zoé MÜLLER^JÖRG Þórður Peña"),
        ("ISO_IR 101", "iso8859_2", "Dvořák^Antonín Kovács^Győző Šťastný Wałęsa^Lech Łódź ŽIŽKA ŁĄCKA^ŻÓŁĆ Žáčková"),
        ("ISO_IR 144", "iso8859_5", "Иванов^Иван Чайковский^Пётр Щербаков"),
        ("ISO_IR 126", "iso8859_7", "Διονυσιος Παπαδόπουλος^Γιώργος"),
        ("ISO_IR 138", "iso8859_8", "שרון^דבורה כהן^דוד"),
        ("ISO_IR 127", "iso8859_6", "قباني^لنزار محمد^علي"),
        ("ISO_IR 166", "tis_620", "สมชาย^ใจดี นภา"),
        ("ISO_IR 13", "shift_jis", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
    ],
)
def test_names_of_other_alphabets_stay_what_they_are(declared: str, codec: str, names: str) -> None:
    for name in names.split():
        assert decode_text(name.encode(codec), read_character_set(declared.encode()), "PN") == name
