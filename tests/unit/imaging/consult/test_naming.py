from __future__ import annotations

import pytest

from imaging.consult.hiding import age_at
from imaging.consult.naming import Naming

CHINESE = Naming(frozenset({"Zhang^Xiaoming=张^小明"}), frozenset({"P0012345", "A-778"}), frozenset({"19800105"}))
GERMAN = Naming(frozenset({"Müller^Jörg"}), frozenset({"4711"}), frozenset({"19551231"}))
CHARACTERS = Naming(frozenset({"王^小红"}))
LONG = Naming(frozenset({"Long^May"}))


@pytest.mark.parametrize(
    ("naming", "text", "left"),
    [
        (CHINESE, "患者张小明，胸痛三天", "患者***，胸痛三天"),
        (CHINESE, "患者张 小明复查", "患者***复查"),
        (CHINESE, "ZHANG XIAOMING chest", "*** chest"),
        (CHINESE, "Xiaoming Zhang, chest", "***, chest"),
        (CHINESE, "CT of zhangxiaoming", "CT of ***"),
        (CHINESE, "Xiao-Ming Zhang", "***"),
        (CHINESE, "小明的片子", "***的片子"),
        (CHINESE, "ID P0012345.", "ID ***."),
        (CHINESE, "ＩＤ Ｐ００１２３４５", "ID ***"),
        (CHINESE, "born 1980-01-05", "born ***"),
        (CHINESE, "1980年1月5日出生", "***出生"),
        (CHINESE, "19800105", "***"),
        (CHINESE, "05.01.1980", "***"),
        (CHARACTERS, "Wang Xiaohong, liver", "***, liver"),
        (GERMAN, "Herr Müller", "Herr ***"),
        (GERMAN, "MULLER, JORG", "***"),
        (GERMAN, "Number 4711 of today", "Number *** of today"),
        (GERMAN, "Milling of 47112 pieces", "Milling of 47112 pieces"),
        (LONG, "May Long", "***"),
        (CHINESE, "Chest CT, 1.25 mm, 2026-01-31", "Chest CT, 1.25 mm, 2026-01-31"),
        (Naming(), "Anything", "Anything"),
    ],
)
def test_whatever_may_name_the_patient_is_taken_out(naming: Naming, text: str, left: str) -> None:
    assert naming.without(text) == left


@pytest.mark.parametrize(
    ("naming", "text", "names"),
    [
        (CHINESE, "张小明怎么办？", True),
        (CHINESE, "Is Xiaoming Zhang's lesion new?", True),
        (CHINESE, "P0012345", True),
        (CHARACTERS, "wangxiaohong", True),
        (GERMAN, "Was hat Jörg Müller?", True),
        # Words of everyday language that are parts of names.
        (LONG, "May this take long?", False),
        (CHINESE, "What is this?", False),
        (CHINESE, "小明", False),
    ],
)
def test_a_question_is_refused_for_a_whole_name_or_number(naming: Naming, text: str, names: bool) -> None:
    assert naming.names_in(text) is names


def test_it_masks_itself() -> None:
    assert "Zhang" not in repr(CHINESE)
    assert "4711" not in repr(GERMAN)


@pytest.mark.parametrize(
    ("born", "seen", "age"),
    [
        ("19700131", "20260130", "055Y"),
        ("19700131", "20260131", "056Y"),
        ("20240601", "20260131", "019M"),
        ("20260110", "20260131", "021D"),
        ("", "20260131", ""),
        ("20270101", "20260131", ""),
    ],
)
def test_the_age_stays(born: str, seen: str, age: str) -> None:
    assert age_at(born, seen) == age
