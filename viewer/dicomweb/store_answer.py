"""What STOW-RS answers: which instances are kept, which are not and why (PS3.18 10.5.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from imaging.archive.ingest import Accepted, Outcome
from imaging.errors import (
    FilmlessError,
    LimitError,
    MalformedError,
    MismatchError,
    NoSpaceError,
    UnavailableError,
    UnsupportedError,
)

# Failure Reason (0008,1197), PS3.3 C.14.1.1.
REASONS: Mapping[type[FilmlessError], int] = {
    FilmlessError: 0x0110,
    MalformedError: 0xC000,
    LimitError: 0xC000,
    MismatchError: 0xA900,
    UnsupportedError: 0x0122,
    UnavailableError: 0x0110,
    NoSpaceError: 0xA700,
}
DUPLICATE_SOP_INSTANCE = 0x0111


@dataclass(frozen=True)
class Named:
    """What a part says it is, empty where it does not."""

    sop_class_uid: str = ""
    sop_instance_uid: str = ""


@dataclass(frozen=True)
class Refused:
    """A part that is not kept."""

    named: Named
    reason: int


PartResult = Accepted | Refused


def refusal(error: FilmlessError, named: Named) -> Refused:
    """Return why a part is not kept, in the standard's numbers."""
    return Refused(named, next(REASONS[kind] for kind in type(error).__mro__ if kind in REASONS))


def settle(result: Accepted) -> PartResult:
    """Tell an instance that stands in the archive from one that was set aside because its UID is taken."""
    if result.outcome is Outcome.QUARANTINED:
        return Refused(Named(result.sop_class_uid, result.sop_instance_uid), DUPLICATE_SOP_INSTANCE)
    return result


def status_of(results: Sequence[PartResult]) -> HTTPStatus:
    """Return 200 when every part is kept, 202 when some are, 409 when none is."""
    kept = sum(isinstance(result, Accepted) for result in results)
    if kept == len(results):
        return HTTPStatus.OK
    return HTTPStatus.ACCEPTED if kept else HTTPStatus.CONFLICT


def write_answer(results: Sequence[PartResult], url_of: Callable[..., str]) -> dict[str, Any]:
    """Write the Store Instances Response Module as DICOM JSON; ``url_of`` gives the address of study or instance."""
    kept = [result for result in results if isinstance(result, Accepted)]
    refused = [result for result in results if isinstance(result, Refused)]
    studies = sorted({result.study_instance_uid for result in kept})
    answer: dict[str, Any] = {}
    if len(studies) == 1:
        answer["00081190"] = {"vr": "UR", "Value": [url_of(studies[0])]}
    failed = [_failed(result) for result in refused if result.named.sop_instance_uid]
    others = [_reason(result) for result in refused if not result.named.sop_instance_uid]
    sequences = {"00081198": failed, "00081199": [_kept(result, url_of) for result in kept], "0008119A": others}
    return answer | {tag: {"vr": "SQ", "Value": items} for tag, items in sequences.items() if items}


def _kept(result: Accepted, url_of: Callable[..., str]) -> dict[str, Any]:
    url = url_of(result.study_instance_uid, result.series_instance_uid, result.sop_instance_uid)
    return _sop(result.sop_class_uid, result.sop_instance_uid) | {"00081190": {"vr": "UR", "Value": [url]}}


def _failed(result: Refused) -> dict[str, Any]:
    return _sop(result.named.sop_class_uid, result.named.sop_instance_uid) | _reason(result)


def _sop(sop_class_uid: str, sop_instance_uid: str) -> dict[str, Any]:
    return {
        "00081150": {"vr": "UI", "Value": [sop_class_uid]},
        "00081155": {"vr": "UI", "Value": [sop_instance_uid]},
    }


def _reason(result: Refused) -> dict[str, Any]:
    return {"00081197": {"vr": "US", "Value": [result.reason]}}
