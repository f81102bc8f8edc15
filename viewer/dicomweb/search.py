"""QIDO-RS: searches at every level (PS3.18 10.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from imaging.access.access_log import NO_STUDY
from imaging.access.actors import Action
from imaging.archive.query import Level
from imaging.archive.search import Search
from imaging.dicom import tags as tag
from viewer.dicomweb.addresses import Addresses
from viewer.dicomweb.admission import Admission
from viewer.dicomweb.models import list_answer, list_offer
from viewer.dicomweb.question import MAX_ANSWERS, Question, read_question, warning
from viewer.dicomweb.target import target_of

RETRIEVE_URL = "00081190"
UIDS = ("0020000D", "0020000E", "00080018")


@dataclass(frozen=True)
class Searches:
    """The search transactions."""

    admission: Admission
    search: Search
    addresses: Addresses

    async def studies(self, request: Request) -> Response:
        """Search for studies."""
        return await self._answer(request, Level.STUDY)

    async def series(self, request: Request) -> Response:
        """Search for series, of a study or of all."""
        return await self._answer(request, Level.SERIES)

    async def instances(self, request: Request) -> Response:
        """Search for instances, of a series, of a study or of all."""
        return await self._answer(request, Level.INSTANCE)

    async def _answer(self, request: Request, level: Level) -> Response:
        offer = list_offer(request)
        target = target_of(request)
        visitor = await self.admission.visitor(request, Action.SEARCH)
        path = {tag.STUDY_INSTANCE_UID: target.study_instance_uid, tag.SERIES_INSTANCE_UID: target.series_instance_uid}
        fixed = {which: uid for which, uid in path.items() if uid}
        within = await self.admission.within(visitor)
        question = read_question(level, request.query_params.multi_items(), fixed, visitor.hospital_id, within)
        found = await self.admission.offload.index(self.search.find, question.query)
        for answer in found:
            self._address(answer, target.study_instance_uid, target.series_instance_uid)
        await self.admission.note(visitor, Action.SEARCH, NO_STUDY)
        models = [dict(sorted(answer.items())) for answer in found]
        return list_answer(request, offer, models, _warnings(question, found))

    def _address(self, answer: dict[str, Any], study: str, series: str) -> None:
        """Say where what was found is had; where the path named a level its UID may be missing in the answer."""
        study_uid, series_uid, sop_uid = (answer.get(uid, {}).get("Value", ("",))[0] for uid in UIDS)
        url = self.addresses.of(study_uid or study, series_uid or series, sop_uid)
        answer[RETRIEVE_URL] = {"vr": "UR", "Value": [url]}


def _warnings(question: Question, found: list[dict[str, Any]]) -> dict[str, str]:
    texts = [f"The attribute {name} can't be matched here and was passed over." for name in question.unmatched]
    if len(found) == question.query.limit == MAX_ANSWERS:
        texts.append("The number of results exceeded the maximum supported by the server; ask on with offset.")
    return warning(texts)
