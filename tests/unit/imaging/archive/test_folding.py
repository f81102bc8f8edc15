from __future__ import annotations

import pytest

from imaging.archive.folding import fold, fold_name


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("MÜLLER^Jürgen", "muller^jurgen"),
        ("Weiß", "weiss"),
        ("Łódź Ørsted İzmir", "lodz orsted izmir"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("张^三", "张^三"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("홍^길동", "홍^길동"),
        (" padded ", "padded"),
        ("张\u200b三", "张三"),
    ],
)
def test_case_width_and_accents_do_not_count_in_a_search(text: str, searched: str) -> None:
    assert fold(text) == searched
    assert fold(searched) == searched


def test_each_group_of_a_name_is_a_line_of_words() -> None:
    assert fold_name("Wang^XiaoDong=王^小东=") == "\n wang xiaodong \n 王 小东 \n"
    assert fold_name("") == "\n"
