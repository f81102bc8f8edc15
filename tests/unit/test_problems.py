"""Whatever the desk can be refused has a word, and the page has a sentence for each word in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging import errors
from imaging.access.people import SignInRefusal
from imaging.access.probing import EchoOutcome
from imaging.errors import FilmlessError, LimitError, UnavailableError
from imaging.problems import Problem

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "viewer/web/src/desk/problems.ts"
# What somebody at the desk, or a file that they bring, can be refused by.
PLACES = (
    "imaging/orders", "imaging/sharing", "imaging/access", "imaging/consult/asking", "imaging/exchange/destination.py",
    "imaging/exchange/destinations.py", "imaging/exchange/dead_letters.py", "imaging/exchange/reaching.py",
    "viewer/desk", "viewer/cross_site.py",
)  # fmt: skip
# Hospitals are made by a command, DICOM reports are taken by the worker.
ELSEWHERE = {"hospitals.py", "dicom_reports.py"}
# These always need somebody to act: no usual word says how.
CLOSER = {"RefusedError", "MalformedError", "LimitError", "MismatchError", "ConflictError", "GoneError"}
OF_ERRORS = {"limit", "retry_after_seconds"}
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, FilmlessError)}


def made() -> Iterator[tuple[str, ast.Call]]:
    """Every error that is made where the desk can meet it, with its place."""
    for place in PLACES:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if file.name in ELSEWHERE:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def named(call: ast.Call) -> Problem | None:
    """The word that an error is given, if it is given one."""
    word = call.args[1] if len(call.args) > 1 else None
    return Problem[word.attr] if isinstance(word, ast.Attribute) else None


def test_the_page_knows_every_word_of_the_server_and_what_is_told_with_it() -> None:
    found = re.findall(r'^  "?([a-z-]+)"?: \[(.*?)\],$', PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {word: tuple(re.findall(r'"(\w+)"', told)) for word, told in found} == {
        word.value: word.told for word in Problem
    }


def test_what_a_person_must_act_on_has_a_word_of_its_own() -> None:
    found = dict(made())
    assert len(found) > 40
    lacking = [
        place for place, call in found.items() if isinstance(call.func, ast.Name) and call.func.id in CLOSER
        and named(call) is None
    ]  # fmt: skip
    assert lacking == []


def test_every_error_tells_what_its_word_promises() -> None:
    for place, call in made():
        word, told = named(call), {each.arg for each in call.keywords} - OF_ERRORS
        assert told == set(word.told if word else ()), place


def test_every_kind_of_error_has_a_word_without_being_given_one() -> None:
    usual = {getattr(errors, name).usual for name in KINDS - {"SettingsError", "MalformedError"}}
    assert len(usual) == len(KINDS) - 2
    assert all(word.told == () for word in usual)


def noted() -> Iterator[Problem]:
    """Every word that the audit notes a refusal or a failure under."""
    for path in (ROOT / "imaging/access/directory").glob("*.py"):
        yield from _problems(path)
    yield from (Problem.MACHINE_ADDRESS, Problem.MACHINE_TESTS)
    for path in (ROOT / "viewer").rglob("*.py"):
        if ".reader.refused(" in path.read_text(encoding="utf-8"):
            yield from _problems(path)


def _problems(path: Path) -> Iterator[Problem]:
    yield from (Problem[name] for name in re.findall(r"\bProblem\.([A-Z_]+)", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_audit_says_in_few_words_why_something_was_refused(language: str) -> None:
    text = (ROOT / f"viewer/web/src/desk/words/{language}-why.ts").read_text(encoding="utf-8")
    said = set(re.findall(r'^  "?([a-z-]+)"?: "', text, re.MULTILINE))
    whys = {word.value for word in noted()} | set(SignInRefusal) | set(EchoOutcome) - {EchoOutcome.ANSWERS}
    assert {"paper-of-another", "machine-tests", "too-many-tries", "directory-silent", "no-dicom"} <= whys
    assert whys - said == set()


@pytest.mark.parametrize("error", [LimitError("x", limit=1), UnavailableError("x", retry_after_seconds=1)])
def test_an_error_with_values_of_its_own_has_its_usual_word(error: FilmlessError) -> None:
    assert (error.problem, error.told) == (type(error).usual, {})
