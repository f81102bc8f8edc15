"""What becomes of an object by what its receiver answers, over DIMSE and over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from requests.models import Response

from imaging.dicom.dicom_xml import to_dicom_xml
from imaging.exchange.shipment import Verdict
from imaging.exchange.store_statuses import verdict_of
from imaging.exchange.stow import meaning_of


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (0x0000, Verdict.ARRIVED),
        # Coercion, elements discarded, data set does not match: stored with a warning.
        (0xB000, Verdict.ARRIVED),
        (0xB006, Verdict.ARRIVED),
        (0xB007, Verdict.ARRIVED),
        # It has it already: only the answer was lost.
        (0x0111, Verdict.ARRIVED),
        (0xA700, Verdict.DOWN),
        (0xA701, Verdict.DOWN),
        (0x0110, Verdict.LATER),
        (0xC000, Verdict.LATER),
        (0xC123, Verdict.LATER),
        (0xA900, Verdict.REFUSED),
        (0x0122, Verdict.REFUSED),
        (0x0124, Verdict.REFUSED),
        (0x0117, Verdict.REFUSED),
    ],
)
def test_what_a_status_says(status: int, verdict: Verdict) -> None:
    answer = verdict_of(status)
    assert answer.verdict is verdict
    assert answer.code == ("" if verdict is Verdict.ARRIVED else f"{status:04X}")


def answered(status: int, said: Any = None) -> Response:
    answer = Response()
    answer.status_code = status
    answer._content = b"" if said is None else said if isinstance(said, bytes) else json.dumps(said).encode()
    return answer


STORED = {"00081199": {"vr": "SQ", "Value": [{"00081150": {"vr": "UI", "Value": ["1.2"]}}]}}
# A declaration within, by which a parser could be made to read other files.
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "c">]><NativeDicomModel>&b;</NativeDicomModel>'


def failed(reason: int) -> dict[str, Any]:
    """A Store Instances Response of one object that was not stored (PS3.18 table I.2-1)."""
    return {"00081198": {"vr": "SQ", "Value": [{"00081197": {"vr": "US", "Value": [reason]}}]}}


@pytest.mark.parametrize(
    ("status", "said", "verdict", "code"),
    [
        (200, {"00081199": {"vr": "SQ", "Value": [{}]}}, Verdict.ARRIVED, ""),
        (200, None, Verdict.ARRIVED, ""),
        (
            202,
            {"00081199": {"vr": "SQ", "Value": [{"00081196": {"vr": "US", "Value": [0xB000]}}]}},
            Verdict.ARRIVED,
            "",
        ),
        # Success, says the status; that it was not stored, says the body.
        (200, failed(0xA700), Verdict.DOWN, "A700"),
        (202, failed(0xC000), Verdict.LATER, "C000"),
        (202, STORED, Verdict.ARRIVED, ""),
        (202, [STORED], Verdict.ARRIVED, ""),
        # Some speak XML, whatever they are asked for.
        (202, to_dicom_xml(STORED), Verdict.ARRIVED, ""),
        (200, to_dicom_xml(failed(0xA700)), Verdict.DOWN, "A700"),
        (202, to_dicom_xml(failed(0xA900)), Verdict.REFUSED, "A900"),
        (409, to_dicom_xml(failed(0x0111)), Verdict.ARRIVED, ""),
        # "Accepted" says that something is not as it should be; without a word of what, it is no success.
        (202, None, Verdict.LATER, "202"),
        (202, b"accepted", Verdict.LATER, "202"),
        (202, {"00081190": {"vr": "UR", "Value": ["http://pacs/studies/1"]}}, Verdict.LATER, "202"),
        (202, b"<NativeDicomModel><broken", Verdict.LATER, "202"),
        (202, ENTITIES, Verdict.LATER, "202"),
        (202, b"[" * 100_000, Verdict.LATER, "202"),
        (200, {"00081198": {"vr": "SQ", "Value": [{}]}}, Verdict.LATER, "200"),
        (
            200,
            {"00081198": {"vr": "SQ", "Value": [failed(0xA900)["00081198"]["Value"][0], {}]}},
            Verdict.REFUSED,
            "A900",
        ),
        # A page to sign in, of what stands before the archive.
        (200, b"<!doctype html><html><body>Sign in</body></html>", Verdict.LATER, "200"),
        (200, b"<html><body><p>Sign in</html>", Verdict.LATER, "200"),
        (200, b"OK", Verdict.ARRIVED, ""),
        (409, failed(0x0111), Verdict.ARRIVED, ""),
        (409, failed(0xA900), Verdict.REFUSED, "A900"),
        (409, None, Verdict.REFUSED, "409"),
        (400, {"message": "王小明 is malformed"}, Verdict.REFUSED, "400"),
        (415, None, Verdict.REFUSED, "415"),
        (401, None, Verdict.DOWN, "401"),
        (404, None, Verdict.DOWN, "404"),
        (429, None, Verdict.DOWN, "429"),
        (500, None, Verdict.DOWN, "500"),
        (503, failed(0xA900), Verdict.DOWN, "503"),
    ],
)
def test_what_an_answer_to_stow_says(status: int, said: Any, verdict: Verdict, code: str) -> None:
    answer = meaning_of(answered(status, said))
    assert (answer.verdict, answer.code) == (verdict, code)
