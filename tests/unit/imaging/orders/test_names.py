"""Do two names name the same person? Chinese hospitals write characters, and many of their machines pinyin only."""

from __future__ import annotations

import pytest

from imaging.orders.names import is_said, names_differ
from imaging.orders.pinyin import readings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ZHANG^SAN", "Zhang San"),
        ("ZHANG^SAN", "Zhang^San=张^三"),
        ("ZHANGSAN", "zhang^san"),
        ("San Zhang", "ZHANG^SAN^^^"),
        ("WANG^XIAO MING", "Wang Xiaoming"),
        ("Xiao-Ming Wang", "WANG^XIAOMING"),
        ("ＺＨＡＮＧ^ＳＡＮ", "zhang san"),
        ("Müller^Jörg", "MULLER^JORG"),
        ("Doe^John^^Dr.", "DOE^JOHN"),
        ("O'Brien^Pat", "OBRIEN^PAT"),
        ("王^小明", "王小明"),
        ("王 小明", "Wang^Xiaoming=王^小明"),
        ("阿依古丽·买买提", "阿依古丽^买买提"),
        ("阿依古丽•买买提", "阿依古丽・买买提"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "山田 太郎"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "YAMADA^TAROU"),
        ("Иванов^Иван", "иван иванов"),
        # Characters that both say are what counts: the same Latin letters may be mistyped.
        ("Wang^Xiaomin=王^小明", "Wang^Xiaoming=王^小明"),
    ],
)
def test_one_person_written_in_two_ways(one: str, other: str) -> None:
    assert not names_differ(one, other)
    assert not names_differ(other, one)


@pytest.mark.parametrize(
    ("characters", "pinyin"),
    [
        ("张三", "ZHANG^SAN"),
        ("张^三", "San Zhang"),
        ("王小明", "WANG^XIAO MING"),
        ("欧阳^修", "OUYANG^XIU"),
        ("司马相如", "XIANGRU^SIMA"),
        # Family names that are read otherwise than the character mostly is.
        ("单田芳", "SHAN^TIANFANG"),
        ("曾国藩", "ZENG^GUOFAN"),
        ("仇英", "QIU^YING"),
        ("解缙", "XIE^JIN"),
        ("区大相", "OU^DAXIANG"),
        ("尉迟恭", "YUCHI^GONG"),
        ("朴志勋", "PIAO^ZHIXUN"),
        # The letter of which keyboards, passports and typists make three.
        ("吕布", "LV^BU"),
        ("吕布", "LYU^BU"),
        ("吕布", "LU^BU"),
        ("吕布", "LÜ^BU"),
        ("張學良", "ZHANG^XUELIANG"),
        ("阿依古丽·买买提", "AYIGULI^MAIMAITI"),
    ],
)
def test_characters_and_their_pinyin_are_one_name(characters: str, pinyin: str) -> None:
    assert not names_differ(characters, pinyin)
    assert not names_differ(pinyin, characters)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王^小明", "李^四"),
        ("Wang^Xiaoming", "Li^Si"),
        ("Wang^Xiaoming=王^小明", "LI^SI"),
        ("王小明", "LI^SI"),
        ("王小明", "WANG^XIAOHONG"),
        ("王小明", "WANG"),
        ("王小明", "WANG^X M"),
        ("Wang", "Wang^Xiaoming"),
        # Names that sound alike, as so many do, are other names.
        ("Zhang^San=张^三", "Zhang^San=章^三"),
        ("王^小明", "汪^小明"),
        ("Kim^Minsu=김^민수", "김^민호"),
        ("김^민수", "KIM^MINSU"),
        ("राम", "रामा"),
        ("王小明2", "王小明"),
        ("Doe^John^^^Jr", "Doe^John^^^Sr"),
        # What could not be written, or has no place in this Python's Unicode, is a character all the same.
        ("王?", "王"),
        ("王^\ufffd", "王^小明"),
        ("王\ue863", "王"),
        ("王\U00031350", "王"),
    ],
)
def test_two_persons(one: str, other: str) -> None:
    assert names_differ(one, other)
    assert names_differ(other, one)


@pytest.mark.parametrize("nothing", ["", " ", "^^^^", "??^??", "==", "-", "\ufffd\ufffd^\ufffd", "^^^Mr"])
def test_a_name_that_says_nothing_differs_from_none(nothing: str) -> None:
    assert not is_said(nothing)
    assert not names_differ(nothing, "王^小明")
    assert not names_differ("王^小明", nothing)
    assert is_said("王^小明")


def test_the_characters_of_a_name_that_could_not_be_written_leave_its_pinyin() -> None:
    assert not names_differ("ZHANG^SAN=??^?", "张^三")
    assert names_differ("ZHANG^SAN=??^?", "李^四")


def test_a_long_name_takes_no_longer_than_others() -> None:
    assert names_differ("长" * 100_000, "CHANG" * 100_000 + "X")


@pytest.mark.parametrize(
    ("character", "wanted"), [("单", {"dan", "shan", "chan"}), ("女", {"nu", "nv", "nyu", "ru"}), ("a", set())]
)
def test_a_character_has_all_its_readings(character: str, wanted: set[str]) -> None:
    assert readings(character) == wanted
