"""STOW-RS, as the one who sends (PS3.18 section 10.5): one object a request, bit for bit as it is stored."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import requests

from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom.uids import IMPLEMENTATION_CLASS_UID
from imaging.exchange.delivery import StoredObject
from imaging.exchange.destination import Destination
from imaging.exchange.http_calls import HttpCalls, NoAnswerError, auth_of, unwilling
from imaging.exchange.shipment import ARRIVED, Answer, Means, Patience, Shipment, down, later, refused
from imaging.exchange.store_statuses import verdict_of
from imaging.exchange.stow_answers import StoreSaid, stored_or_not
from imaging.exchange.trouble import Trouble

_JSON: Final = {"Accept": "application/dicom+json"}
# To all that is asked of the service it says the same: we are not known, or this is no place for objects.
_OUTSIDE: Final = frozenset({401, 403, 404, 405, 407})
_MEDIA_TYPE_REFUSED: Final = 415
_ACCEPTED: Final = 202


@dataclass(frozen=True)
class _Body:
    """One object as multipart/related, read while it is sent; its length is known before."""

    retrieve: Retrieve
    instance: StoredInstance
    boundary: str

    def __len__(self) -> int:
        return len(self._head) + self.instance.size_bytes + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        yield from self.retrieve.open(self.instance)
        yield self._tail

    @property
    def content_type(self) -> str:
        """How it is announced."""
        return f'multipart/related; type="application/dicom"; boundary={self.boundary}'

    @property
    def _head(self) -> bytes:
        return f"--{self.boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()

    @property
    def _tail(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()


@dataclass(frozen=True)
class Stow:
    """Stores objects at other archives."""

    means: Means

    def send(self, shipment: Shipment) -> Answer:
        """Store one object."""
        if not isinstance(shipment.payload, StoredObject):
            return refused(Trouble.KIND_REFUSED)
        retrieve = self.means.transcoder.retrieve
        instance = retrieve.by_id(shipment.payload.instance_id)
        body = _Body(retrieve, instance, secrets.token_hex(16))
        headers = _JSON | {"Content-Type": body.content_type}
        to = shipment.destination
        try:
            answer = self._calls.call("POST", _studies(to), shipment.patience, body, headers, auth_of(to))
        except NoAnswerError as error:
            return down(error.trouble)
        return meaning_of(answer)

    def reach(self, destination: Destination, patience: Patience) -> Answer:
        """Ask for a study that nobody has: that shows the way and the login, and no patient."""
        url = f"{_studies(destination)}?StudyInstanceUID={IMPLEMENTATION_CLASS_UID}.0&limit=1"
        try:
            answer = self._calls.call("GET", url, patience, headers=_JSON, auth=auth_of(destination))
        except NoAnswerError as error:
            return down(error.trouble)
        if answer.status_code in _OUTSIDE:
            return down(Trouble.NOT_LET_IN, str(answer.status_code))
        return unwilling(answer) or ARRIVED

    @property
    def _calls(self) -> HttpCalls:
        return HttpCalls(self.means.allows_loopback)


def _studies(destination: Destination) -> str:
    return f"{destination.address.url.rstrip('/')}/studies"


def meaning_of(answer: requests.Response) -> Answer:
    """Read an answer (PS3.18 section 10.5.3): also one of success may tell that the object was not stored."""
    code = str(answer.status_code)
    if answer.status_code in _OUTSIDE:
        return down(Trouble.NOT_LET_IN, code)
    if (not_now := unwilling(answer)) is not None:
        return not_now
    said = stored_or_not(answer.content)
    if said.reason is not None:
        return verdict_of(said.reason)
    if answer.ok:
        return ARRIVED if _is_success(answer, said) else later(code=code)
    return refused(Trouble.KIND_REFUSED if answer.status_code == _MEDIA_TYPE_REFUSED else Trouble.REFUSED, code)


def _is_success(answer: requests.Response, said: StoreSaid) -> bool:
    """Whether it was stored, as far as the answer says: "accepted" alone says only that something was not as it should.

    A page for people that comes with a status of success is of something that stands before the archive.
    """
    if said.is_failed:
        return False
    return said.is_stored or (answer.status_code != _ACCEPTED and not said.is_for_people)
