from __future__ import annotations

import random
from collections import Counter

import pytest

from imaging.sharing.secrets import Secret, new_secret, read_secret
from imaging.sharing.short_code import ALPHABET, LENGTH, code_hash, new_code, read_code, spaced


@pytest.fixture(scope="module")
def code() -> str:
    return new_code().text


def test_a_code_is_read_as_it_was_made() -> None:
    codes = [new_code() for _ in range(1000)]
    assert all(read_code(code.text) == code for code in codes)
    assert len({code.text for code in codes}) == 1000


@pytest.mark.parametrize("place", range(LENGTH))
def test_any_wrong_symbol_is_noticed(code: str, place: int) -> None:
    others = [code[:place] + symbol + code[place + 1 :] for symbol in ALPHABET if symbol != code[place]]
    assert [other for other in others if read_code(other)] == []


def test_any_two_wrong_symbols_are_noticed(code: str) -> None:
    chance = random.Random(1)
    for _ in range(5000):
        wrong = list(code)
        for place in chance.sample(range(LENGTH), 2):
            wrong[place] = chance.choice([symbol for symbol in ALPHABET if symbol != code[place]])
        assert read_code("".join(wrong)) is None


def test_any_two_symbols_that_changed_places_are_noticed(code: str) -> None:
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            swapped = list(code)
            swapped[first], swapped[second] = code[second], code[first]
            assert (read_code("".join(swapped)) is None) is (code[first] != code[second])


def test_it_is_printed_in_groups_and_read_however_it_is_typed() -> None:
    made = new_code()
    printed = spaced(made)
    assert [len(group) for group in printed.split("-")] == [4, 4, 4]
    full_width = "".join(chr(ord(symbol) + 0xFEE0) for symbol in made.text)
    for typed in (printed, printed.lower(), made.text, f" {printed} ", printed.replace("-", " – "), full_width):
        assert read_code(typed) == made


@pytest.mark.parametrize(("typed", "meant"), [("O", "0"), ("o", "0"), ("I", "1"), ("l", "1"), ("i", "1")])
def test_letters_that_look_like_digits_are_those_digits(typed: str, meant: str) -> None:
    made = next(code for code in iter(new_code, None) if code is not None and meant in code.text)
    assert read_code(made.text.replace(meant, typed)) == made


@pytest.mark.parametrize("typed", ["", "-", "ABC", "U" * LENGTH, "A" * 1000, "\x00" * LENGTH, "扫" * LENGTH])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_its_hash_needs_the_key() -> None:
    made = new_code()
    assert code_hash(made, b"ours") != code_hash(made, b"theirs")
    assert code_hash(made, b"ours") != made.hash


def test_secrets_have_256_bits_of_even_chance() -> None:
    """Chi-square over the symbols of 20,000 secrets: 31 degrees of freedom, 1 in a million above 83 or below 8."""
    made = [new_secret().text for _ in range(20_000)]
    assert len(set(made)) == 20_000
    assert {len(text) for text in made} == {52}
    # The last symbol carries one bit only, because 256 is no multiple of five.
    counts = Counter(symbol for text in made for symbol in text[:-1])
    expected = sum(counts.values()) / 32
    assert set(counts) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert 8 < sum((count - expected) ** 2 / expected for count in counts.values()) < 83
    assert {text[-1] for text in made} == {"A", "Q"}


def test_a_secret_masks_itself_wherever_it_is_written() -> None:
    secret = new_secret()
    for written in (str(secret), repr(secret), f"{secret}", "{}".format(secret), repr([secret]), "%s" % secret):  # noqa: UP031, UP032
        assert secret.text not in written


def test_what_was_scanned_is_read_in_any_case_and_anything_else_is_a_secret_nobody_has() -> None:
    secret = new_secret()
    assert read_secret(f" {secret.text.lower()}\n") == secret
    assert read_secret("../../etc/passwd").hash != Secret("").hash
