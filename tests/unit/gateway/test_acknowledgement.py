"""What a receiver answers, and what becomes of the message for it."""

from __future__ import annotations

import pytest

from gateway.hl7.acknowledgement import Acknowledgement, read_acknowledgement
from imaging.exchange.shipment import Verdict
from imaging.exchange.trouble import Trouble

ID = "0123456789abcdef0123"
MSH = "MSH|^~\\&|HIS|H|FILMLESS|MAIN|20260301||ACK^R01^ACK|77|P|2.5.1"


def answered(msa: str, *more: str) -> tuple[Verdict, str]:
    found = read_acknowledgement("\r".join((MSH, msa, *more)).encode())
    assert found is not None
    answer = found.answer_to(ID)
    return answer.verdict, answer.code


@pytest.mark.parametrize(
    ("msa", "err", "verdict"),
    [
        ("MSA|AA|" + ID, (), Verdict.ARRIVED),
        ("MSA|CA|" + ID, (), Verdict.ARRIVED),
        ("MSA|AE|" + ID, (), Verdict.REFUSED),
        ("MSA|AE|" + ID, ("ERR||PID^1|204^Unknown key identifier^HL70357|E",), Verdict.REFUSED),
        ("MSA|AE|" + ID, ("ERR|||207^Application internal error^HL70357|E",), Verdict.LATER),
        ("MSA|AE|" + ID, ("ERR|||206^Application record locked^HL70357|E",), Verdict.LATER),
        ("MSA|AR|" + ID, (), Verdict.LATER),
        ("MSA|AR|" + ID, ("ERR|||203^Unsupported version id^HL70357|E",), Verdict.REFUSED),
        ("MSA|AR|" + ID, ("ERR|||207|E",), Verdict.LATER),
        ("MSA|CR|" + ID, (), Verdict.LATER),
        ("MSA|XX|" + ID, (), Verdict.DOWN),
        # The answer to another message says nothing of this one.
        ("MSA|AA|another", (), Verdict.DOWN),
    ],
)
def test_what_becomes_of_a_message(msa: str, err: tuple[str, ...], verdict: Verdict) -> None:
    assert answered(msa, *err)[0] is verdict


def test_the_code_says_what_was_answered() -> None:
    assert answered("MSA|AE|" + ID, "ERR|||204^x|E")[1] == "AE 204"
    # Free text of a receiver may name a patient: it goes nowhere.
    assert answered("MSA|AR|" + ID + "|Wang Xiaoming unknown", "ERR|||Wang Xiaoming|E")[1] == "AR"


def test_separators_are_those_that_are_declared() -> None:
    found = read_acknowledgement(f"MSH#@~\\&#HIS\rMSA#AA#{ID}\rERR###207@x".encode())
    assert found == Acknowledgement("AA", ID, "207")


@pytest.mark.parametrize("message", [b"", b"HTTP/1.1 400 Bad Request", b"MSH|^~\\&|x", b"MSH", b"\xff\xfe\r\r"])
def test_what_is_no_answer(message: bytes) -> None:
    assert read_acknowledgement(message) is None


def test_an_id_that_does_not_fit_is_not_understood() -> None:
    assert Acknowledgement("AA", "x").answer_to(ID).trouble is Trouble.NOT_UNDERSTOOD
