"""What bytes most probably say when the declared character set can't be right.

Chinese devices write GBK or UTF-8 under ISO_IR 100 or under nothing at all. Five things tell it from Western text:

- a character of UTF-8 is a pattern that Western names don't have (``Ã¼`` is no name);
- a hanzi of GBK is two bytes that are seldom both letters of Latin-1, and never four such letters in a row;
- what Latin-1 has for it are controls and signs, which stand in no word;
- a letter with an accent has letters beside it, a hanzi has other hanzi, spaces or delimiters beside it;
- everyday hanzi are those of GB2312; bytes that were UTF-8 give rare ones when read as GBK.
"""

from __future__ import annotations

import re
from typing import Final

LATIN_CODECS: Final = frozenset(
    {None, "ascii", "latin_1", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_9", "iso8859_15"}
)
DOUBLE_BYTE_CODECS: Final = frozenset({"gb18030", "euc_kr", "shift_jis"})

HANZI: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
HANZI_RUN: Final = re.compile(f"{HANZI.pattern}+")
# Everything besides hanzi and ASCII that Chinese text is made of: punctuation, full-width forms, Greek, common signs.
CHINESE_TEXT: Final = re.compile(
    f"(?:[\x00-\x7f\u3000-\u303f\uff00-\uffef\u2000-\u26ff\u0391-\u03c9\ufffd¤§¨°±·×÷]|{HANZI.pattern})*"
)
BEYOND_ASCII: Final = re.compile("[^\x00-\x7f\ufffd]")
C1_CONTROL: Final = re.compile("[\x80-\x9f]")
# Letters to Unicode that stand in no word.
_NO_LETTERS: Final = "ªµº"
ASCII_LETTER: Final = re.compile("[A-Za-z]")
# What Western text in UTF-8 is made of where each character takes two bytes: signs beside numbers, letters with accents
# beside plain ones, words of Greek or Cyrillic.
MEASURE: Final = re.compile("[\x00-\x7f°±²³µ·½¼¾×]*")
LATIN_WORDS: Final = re.compile("(?:[\x00-\x7f]|(?<=[A-Za-z])[À-ſ]+|[À-ſ]+(?=[A-Za-z]))*")
GREEK_OR_CYRILLIC: Final = re.compile("[\x00-\x7f]*(?:[Ά-ώ]{3}[\x00-\x7fΆ-ώ]*|[Ё-ё]{3}[\x00-\x7fЁ-ё]*)")
WESTERN_FORMS: Final = (MEASURE, LATIN_WORDS, GREEK_OR_CYRILLIC)


def guess_text(raw: bytes, codecs: tuple[str | None, ...]) -> str:
    """Decode bytes without escape sequences.

    Parameters
    ----------
    raw
        The bytes.
    codecs
        Python's names of the declared sets, the first for the beginning of the value; None stands for no or an
        unknown declaration.
    """
    if raw.isascii():
        return raw.decode("ascii")
    declared = codecs[0]
    if declared in {None, "ascii"}:
        # Bytes beyond ASCII without an escape sequence can only be of one of the other sets.
        declared = next((codec for codec in codecs[1:] if codec in DOUBLE_BYTE_CODECS), declared)
    if declared in LATIN_CODECS or declared is None:
        return _under_latin(raw, declared)
    text = _decoded(raw, declared)
    utf8 = _decoded(raw, "utf_8")
    if utf8 is not None and (text is None or _plausibility(utf8) > _plausibility(text)):
        return utf8
    if text is None and declared in {"utf_8", "gb18030"}:
        return _under_latin(raw, None)
    return text or _chinese(raw) or raw.decode(declared, "replace")


def everyday_share(text: str) -> float:
    """Return how much of what is not ASCII are hanzi that GB2312 has, from 0 to 1."""
    beyond = "".join(BEYOND_ASCII.findall(text))
    everyday = sum(1 for character in HANZI.findall(beyond) if _decoded(character.encode("gb18030"), "gb2312"))
    return everyday / len(beyond) if beyond else 0.0


def _plausibility(text: str) -> tuple[float, bool]:
    return everyday_share(text), not text.endswith("\ufffd")


def _decoded(raw: bytes, codec: str) -> str | None:
    """Decode strictly; only a last character may be cut off, as devices do that count bytes. None if it is not that."""
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        if error.end < len(raw) or raw[: error.start].isascii():
            return None
        try:
            return raw[: error.start].decode(codec) + "\ufffd"
        except UnicodeDecodeError:
            return None


def _under_latin(raw: bytes, declared: str | None) -> str:
    utf8, chinese = _decoded(raw, "utf_8"), _chinese(raw)
    if utf8 is not None and (chinese is None or not _is_chinese_in_spite_of(utf8, chinese)):
        return utf8
    latin = "latin_1" if declared in {None, "ascii"} else str(declared)
    if chinese is not None and _is_chinese(chinese, latin):
        return chinese
    text = raw.decode(latin, "replace")
    # Windows writes quotation marks and more where Latin-1 has controls.
    return raw.decode("cp1252", "replace") if C1_CONTROL.search(text) else text


def _chinese(raw: bytes) -> str | None:
    """Return the bytes read as GB18030 if that is Chinese text from the first to the last character."""
    text = _decoded(raw, "gb18030")
    return text if text is not None and CHINESE_TEXT.fullmatch(text) and HANZI.search(text) else None


def _is_chinese_in_spite_of(utf8: str, chinese: str) -> bool:
    """Whether bytes that are sound UTF-8 are GBK all the same: a few hanzi are, such as the surnames 谢 and 陆."""
    if any(character >= "\u0800" for character in BEYOND_ASCII.findall(utf8)):
        return False
    return everyday_share(chinese) == 1 and not any(form.fullmatch(utf8) for form in WESTERN_FORMS)


def _is_chinese(text: str, latin: str) -> bool:
    """Whether text read as GB18030 is more probable than the same bytes read in a Latin alphabet."""
    runs = list(HANZI_RUN.finditer(text))
    if _is_no_western_text(text, latin):
        return True
    if everyday_share("".join(run.group() for run in runs)) < 0.5:
        # Mostly a high byte and an ASCII byte: letters with accents, each followed by a plain letter.
        return False
    if text.endswith("\ufffd"):
        return any(len(run.group()) > 1 for run in runs)
    return any(len(run.group()) > 1 or not _is_within_word(text, run, latin) for run in runs)


def _is_no_western_text(text: str, latin: str) -> bool:
    """Whether hanzi, rare ones too, are made of what is no text in a Latin alphabet: controls, and signs within words.

    No hanzi may touch a plain letter: a quotation mark of Windows does, between two words.
    """
    runs = list(HANZI_RUN.finditer(text))
    hanzi = "".join(run.group() for run in runs)
    if len(hanzi) < max(2, len(BEYOND_ASCII.findall(text))) or any(_touches_letter(text, run) for run in runs):
        return False
    raw = hanzi.encode("gb18030")
    has_control = any(not each.isalpha() for each in raw.decode("cp1252", "replace") if ord(each) > 0xFF)
    return has_control or _signs(raw.decode(latin, "replace")) > 1


def _is_within_word(text: str, run: re.Match[str], latin: str) -> bool:
    """Whether a lone hanzi is two accented letters in a Western word, as in Größe, AÑÓN or Þórður."""
    letters = run.group().encode("gb18030").decode(latin, "replace")
    has_case_of_word = letters.islower() or letters.isupper() or letters.istitle()
    return _touches_letter(text, run) and not _signs(letters) and has_case_of_word


def _signs(text: str) -> int:
    """Count what is no letter of a word."""
    return sum(1 for each in text if each > "\x7f" and (not each.isalpha() or each in _NO_LETTERS))


def _touches_letter(text: str, run: re.Match[str]) -> bool:
    neighbours = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
    return ASCII_LETTER.search(neighbours) is not None
