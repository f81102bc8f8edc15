"""Query (PS3.4 annex C): C-FIND in the patient root and the study root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gateway.channel import Channel, Message
from gateway.command_set import Key
from gateway.dimse.identifiers import read_identifier, write_identifier
from gateway.dimse.levels import QueryLevel, level_of
from gateway.dimse.statuses import Status, status_of
from gateway.dimse.written_identifiers import DicomJson
from gateway.session import Session
from imaging.access.actors import Action
from imaging.archive.query import Level, Match, Query
from imaging.dicom.header import DataSet
from imaging.dicom.tags import (
    INSTANCE_AVAILABILITY,
    ISSUER_OF_PATIENT_ID,
    PATIENT_ID,
    QUERY_RETRIEVE_LEVEL,
    RETRIEVE_AE_TITLE,
    SPECIFIC_CHARACTER_SET,
)
from imaging.errors import FilmlessError

PAGE = 500
# What an identifier says about itself, and what is answered without being matched.
_NOT_MATCHED = {SPECIFIC_CHARACTER_SET, QUERY_RETRIEVE_LEVEL, RETRIEVE_AE_TITLE, INSTANCE_AVAILABILITY}
_LEVELS = {
    QueryLevel.PATIENT: Level.STUDY,
    QueryLevel.STUDY: Level.STUDY,
    QueryLevel.SERIES: Level.SERIES,
    QueryLevel.IMAGE: Level.INSTANCE,
}


def find(session: Session, channel: Channel, message: Message) -> None:
    """Answer with one pending response for each match, and a last one without."""
    context, command = message.context, message.command
    data = channel.receive_identifier(context)
    session.counts["queries"] += 1
    try:
        session.require(Action.SEARCH)
        identifier = read_identifier(data, context.abstract_syntax, context.transfer_syntax)
        for answer in answers(session, identifier, context.abstract_syntax):
            if channel.is_cancelled(command.message_id):
                channel.send(context, command.answer(Status.CANCELLED))
                return
            written = write_identifier(answer, context.transfer_syntax)
            channel.send(context, command.answer(Status.PENDING, has_data_set=True), (written,))
            session.counts["matches"] += 1
    except FilmlessError as error:
        channel.send(context, command.answer(status_of(error), {Key.ERROR_COMMENT: session.comment(error)}))
        return
    channel.send(context, command.answer(Status.SUCCESS))


def answers(session: Session, identifier: DataSet, sop_class_uid: str) -> Iterator[DicomJson]:
    """Give every match as the requested attributes, absent ones empty (PS3.4 C.4.1.1.3.2)."""
    level = level_of(identifier, sop_class_uid)
    query = Query(
        level=_LEVELS[level],
        matches=tuple(_matches(identifier)),
        include=frozenset(identifier) - _NOT_MATCHED,
        hospital_ids=frozenset({session.caller.hospital_id}),
    )
    seen: set[tuple[str, str]] = set()
    for found in _pages(session, query):
        if level is QueryLevel.PATIENT:
            patient = (_text(found, PATIENT_ID), _text(found, ISSUER_OF_PATIENT_ID))
            if patient in seen:
                continue
            seen.add(patient)
        yield _answer(identifier, found, level, session.house.settings.ae_title)


def _pages(session: Session, query: Query) -> Iterator[DicomJson]:
    """Ask page by page, so that a question for everything does not hold everything."""
    offset = 0
    while True:
        page = session.house.archive.search.find(replace(query, limit=PAGE, offset=offset))
        yield from page
        if len(page) < PAGE:
            return
        offset += PAGE


def _matches(dataset: DataSet, path: tuple[int, ...] = ()) -> Iterator[Match]:
    """Read the matching keys; empty ones match everything and need no match."""
    for tag, element in dataset.items():
        if not path and tag in _NOT_MATCHED:
            continue
        if element.is_sequence:
            for item in dataset.items_of(tag)[:1]:
                yield from _matches(item, (*path, tag))
        elif value := dataset.text(tag).strip():
            yield Match((*path, tag), value)


def _answer(identifier: DataSet, found: DicomJson, level: QueryLevel, ae_title: str) -> dict[str, dict[str, Any]]:
    answer: dict[str, dict[str, Any]] = {}
    for tag in identifier:
        name = f"{tag:08X}"
        answer[name] = dict(found.get(name, {"vr": identifier[tag].vr}))
    answer |= {
        f"{SPECIFIC_CHARACTER_SET:08X}": {"vr": "CS", "Value": ["ISO_IR 192"]},
        f"{QUERY_RETRIEVE_LEVEL:08X}": {"vr": "CS", "Value": [level.value]},
        f"{RETRIEVE_AE_TITLE:08X}": {"vr": "AE", "Value": [ae_title]},
        f"{INSTANCE_AVAILABILITY:08X}": {"vr": "CS", "Value": ["ONLINE"]},
    }
    return {name: answer[name] for name in sorted(answer)}


def _text(found: DicomJson, tag: int) -> str:
    values = found.get(f"{tag:08X}", {}).get("Value", ())
    return str(values[0]) if values else ""
