from __future__ import annotations

import pytest

from imaging.dicom.person_names import (
    PersonName,
    displayable,
    masked_name,
    readable_forms,
    readable_name,
    split_person_name,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wang^XiaoDong=王^小东=", PersonName("Wang^XiaoDong", "王^小东", "")),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", PersonName("Yamada^Tarou", "山田^太郎", "やまだ^たろう")),
        ("张三", PersonName("张三")),
        ("=王^小东", PersonName("", "王^小东")),
        ("", PersonName()),
        ("a=b=c=d", PersonName("a", "b", "c")),
    ],
)
def test_names_are_split_into_their_groups(text: str, name: PersonName) -> None:
    assert split_person_name(text) == name


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("Wang^XiaoDong=王^小东=", "王小东"),
        ("欧阳^修", "欧阳修"),
        ("Müller^Jürgen^^Dr.", "Dr. Jürgen Müller"),
        ("Adams^John Robert Quincy^^Rev.^B.A. M.Div.", "Rev. John Robert Quincy Adams B.A. M.Div."),
        ("Hong^Gildong=洪^吉洞=홍^길동", "洪吉洞"),
        ("ANONYMOUS", "ANONYMOUS"),
        ("", ""),
    ],
)
def test_names_are_written_for_people(text: str, readable: str) -> None:
    assert readable_name(text) == readable


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", ("山田太郎", "Tarou Yamada", "やまだたろう")),
        ("Wang^Fang", ("Fang Wang",)),
        ("^^", ()),
        ("", ()),
    ],
)
def test_every_form_of_a_name_can_be_had(text: str, forms: tuple[str, ...]) -> None:
    assert readable_forms(text) == forms


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张\u200b三", "张三"),
        ("abc\u202egnp.exe", "abc\ufffdgnp.exe"),
        ("a\x00b\x1bc", "a\ufffdb\ufffdc"),
        ("line 1\r\nline 2\t", "line 1\r\nline 2\t"),
        ("José 张三 ﾔﾏﾀﾞ", "José 张三 ﾔﾏﾀﾞ"),
    ],
)
def test_what_hides_is_marked_and_what_is_nothing_goes(text: str, shown: str) -> None:
    assert displayable(text) == shown


@pytest.mark.parametrize(
    ("text", "masked"),
    [("Wang^Fang=王^芳", "王*"), ("Smith^John", "J*** S****"), ("Ouyang^Nana=欧阳^娜娜", "欧***"), ("", "")],
)
def test_a_masked_name_is_known_to_who_knows_it(text: str, masked: str) -> None:
    assert masked_name(text) == masked
