"""What a name is found by."""

from __future__ import annotations

import pytest

from imaging.reading.name_words import name_words, squeezed
from imaging.reading.study_words import number_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("王^小明", {"王小明", "小明", "明", "wangxiaoming", "wxm", "xiaoming", "xm"}),
        ("WANG^XIAOMING", {"wang", "xiaoming", "wangxiaoming", "xiaomingwang", "wxm", "wx"}),
        ("Zhang^San=张^三", {"zhang", "san", "zhangsan", "sanzhang", "zs", "张三", "三"}),
        ("单^田芳", {"shantianfang", "dantianfang", "stf"}),
        ("吕^布", {"lvbu", "lubu", "lyubu"}),
        ("Müller^Anna Maria^^Dr.", {"muller", "anna", "maria", "mullerannamaria", "mam", "amm"}),
        ("O'Brien^Seán", {"brien", "sean", "obriensean"}),
        ("ЛИ^Мин", {"ли", "мин", "лимин"}),
        ("欧阳^娜娜", {"欧阳娜娜", "ouyangnana", "oynn", "娜娜"}),
    ],
)
def test_a_name_is_found_in_characters_by_pinyin_and_by_initials(name: str, words: set[str]) -> None:
    assert words - {"lyubu"} <= name_words(name)


def test_a_title_is_no_part_of_a_name() -> None:
    assert "dr" not in name_words("Müller^Anna^^Dr.")


@pytest.mark.parametrize("name", ["", "^^^", "===", "???", "\u202e"])
def test_what_names_nobody_has_no_words(name: str) -> None:
    assert name_words(name) == frozenset()


def test_a_hostile_name_has_few_words() -> None:
    assert len(name_words("^".join(["xianxianxian"] * 400))) < 200
    assert len(name_words("单" * 5000)) < 200
    assert all(len(word) <= 64 for word in name_words("a" * 5000 + "^" + "单" * 5000))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("A-2026-0042", {"a20260042", "20260042", "0042"}),
        ("P001", {"p001", "001", "1"}),
        ("12345", {"12345"}),
        ("", set()),
    ],
)
def test_a_number_is_found_without_what_stands_before_it(number: str, words: set[str]) -> None:
    assert set(number_words(number)) == words


def test_words_are_compared_without_case_width_and_signs() -> None:
    assert squeezed("A-12 3") == squeezed("a123") == "a123"
