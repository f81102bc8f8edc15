from __future__ import annotations

import pytest

from imaging.access.passwords import check_new_password, is_common
from imaging.errors import MalformedError
from imaging.problems import Problem


@pytest.mark.parametrize(
    ("password", "is_alone", "problem"),
    [
        ("tr4mway", False, Problem.PASSWORD_LENGTH),
        ("tramway-7", True, Problem.PASSWORD_LENGTH),
        ("x7-" * 43, False, Problem.PASSWORD_LENGTH),
        ("qwertyuiop", False, Problem.PASSWORD_COMMON),
        ("Password2026!", True, Problem.PASSWORD_COMMON),
        ("woaini1314", False, Problem.PASSWORD_COMMON),
        ("aaaaaaaaaaaa", True, Problem.PASSWORD_COMMON),
        ("121212121212", True, Problem.PASSWORD_COMMON),
        ("zhangsan-likes-tea", True, Problem.PASSWORD_NAMES),
        ("a tram for Mayer", True, Problem.PASSWORD_NAMES),
    ],
)
def test_what_would_be_guessed_is_refused(password: str, is_alone: bool, problem: Problem) -> None:
    with pytest.raises(MalformedError) as refused:
        check_new_password(password, "zhangsan@east", "Mayer, Dr", is_alone=is_alone)
    assert refused.value.problem is problem
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", ["tramway-7", "八个汉字做成密码", "correct horse", "Dr 14 likes tea", "k8-zq" * 25]
)
def test_what_would_not_be_guessed_is_taken(password: str) -> None:
    check_new_password(password, "zhangsan@east", "Mayer, Dr", is_alone=False)


def test_the_list_knows_what_everybody_takes() -> None:
    assert all(map(is_common, ("12345678", "iloveyou", "1qaz2wsx", "admin123456", "Hospital123", "P@ssw0rd")))
