"""What bytes most probably say when the declared character set can't be right.

Chinese devices write GBK or UTF-8 under ISO_IR 100 or under nothing at all. Three things tell it from Western text:

- a character of UTF-8 is a pattern that Western names don't have (``Ã¼`` is no name);
- a hanzi of GBK is two bytes that are seldom both letters of Latin-1, and never four such letters in a row;
- a letter with an accent has letters beside it, a hanzi has other hanzi, spaces or delimiters beside it.
"""

from __future__ import annotations

import re
from typing import Final

LATIN_CODECS: Final = frozenset(
    {None, "ascii", "latin_1", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_9", "iso8859_15"}
)
MULTI_BYTE_CODECS: Final = frozenset({"utf_8", "gb18030"})

HANZI: Final = "\u3400-\u4dbf\u4e00-\u9fff"
# Everything that Chinese text is made of besides ASCII: hanzi, punctuation, full-width forms, and common signs.
CHINESE_TEXT: Final = re.compile(
    f"[\\x00-\\x7f{HANZI}\u3000-\u303f\uff00-\uffef\u2000-\u206f\u2150-\u2179\u2460-\u249b°±×÷·]*"
)
HANZI_RUN: Final = re.compile(f"[{HANZI}]+")
# Signs of Latin-1 that are no letters, and the C1 controls: no name and few descriptions have them.
C1_CONTROL: Final = re.compile("[\x80-\x9f]")
LATIN_SIGN: Final = re.compile("[\x80-\xbf×÷]")
ASCII_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


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
    if declared in LATIN_CODECS and len(codecs) > 1:
        # Text without an escape sequence whose first set is ASCII can only be of one of the others.
        declared = _first_that_fits(raw, codecs[1:]) or declared
    if declared in LATIN_CODECS:
        return _under_latin(raw, declared)
    text = _strictly(raw, declared or "ascii")
    utf8 = _strictly(raw, "utf_8")
    if utf8 is not None and (text is None or _is_better(utf8, text)):
        return utf8
    if text is not None and not C1_CONTROL.search(text):
        return text
    return _chinese(raw) or text or raw.decode(declared or "latin_1", "replace")


def _first_that_fits(raw: bytes, codecs: tuple[str | None, ...]) -> str | None:
    fitting = (codec for codec in codecs if codec in {"gb18030", "euc_kr", "shift_jis"})
    return next((codec for codec in fitting if _strictly(raw, codec) is not None), None)


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _under_latin(raw: bytes, declared: str | None) -> str:
    utf8 = _strictly(raw, "utf_8")
    if utf8 is not None:
        return utf8
    codec = "latin_1" if declared in {None, "ascii"} else str(declared)
    latin = raw.decode(codec, "replace")
    chinese = _chinese(raw)
    return chinese if chinese is not None and _is_chinese(chinese) else latin


def _chinese(raw: bytes) -> str | None:
    """Return the bytes read as GB18030 if that is Chinese text from the first to the last character."""
    text = _strictly(raw, "gb18030")
    return text if text is not None and CHINESE_TEXT.fullmatch(text) and HANZI_RUN.search(text) else None


def _is_chinese(text: str) -> bool:
    """Whether text read as GB18030 is more probable than the same bytes read as Latin-1."""
    runs = list(HANZI_RUN.finditer(text))
    pairs = "".join(run.group() for run in runs).encode("gb18030")
    in_gb2312 = sum(1 for lead, trail in zip(pairs[::2], pairs[1::2], strict=True) if lead >= 0xA1 and trail >= 0xA1)
    if in_gb2312 * 4 < len(pairs):
        # Mostly a high byte and an ASCII byte: letters with accents, each followed by a plain letter.
        return False
    if any(len(run.group()) > 1 for run in runs):
        return True
    return any(not _is_within_word(text, run) for run in runs)


def _is_within_word(text: str, run: re.Match[str]) -> bool:
    """Whether a lone hanzi is two accented letters in a Western word, as in Größe or AÑÓN."""
    neighbours = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
    if ASCII_LETTERS.isdisjoint(neighbours):
        return False
    letters = run.group().encode("gb18030").decode("latin_1")
    return not LATIN_SIGN.search(letters) and (letters.islower() or letters.isupper())


def _is_better(utf8: str, declared: str) -> bool:
    """Whether the bytes, which are sound UTF-8, are also more probable as UTF-8 than as the declared set."""
    if C1_CONTROL.search(declared):
        return True
    wide = [character for character in utf8 if character >= "\u0800"]
    return bool(wide) and all(HANZI_RUN.match(character) for character in wide) and not CHINESE_TEXT.fullmatch(declared)
