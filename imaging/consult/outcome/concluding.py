"""Concluding: what was drawn is measured, what was written is frozen, and from then on it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.consult.outcome.audited import CONCLUDE, frozen_detail
from imaging.consult.outcome.concerning import concerned_within
from imaging.consult.outcome.conclusions import Conclusion, conclusions_within
from imaging.consult.outcome.drafting import draft_of, require_words
from imaging.consult.outcome.facts import Facts, PatientFacts
from imaging.consult.outcome.frozen import Frozen, Question, TookPart, digest_of
from imaging.consult.outcome.moving import lock_within, move_within
from imaging.consult.outcome.speakers import here_within
from imaging.consult.outcome.standing import Drawing, Standing, chain_within, drawings_within, standing_within
from imaging.consult.outcome.telling import OutcomeNews
from imaging.consult.participants import Gathering, Part
from imaging.consult.room.appending import news_of
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, NotFoundError
from imaging.events.bus import EventBus
from imaging.index.engine import Index
from imaging.index.tables import consult_conclusions, consults, series
from imaging.problems import Problem
from imaging.reading.annotations import ImagePlace
from imaging.reading.measuring import Measuring
from imaging.reading.operations import Author, Recorded

# From an accepted one where it is answered in writing; a further version of one that is concluded already.
_CONCLUDABLE: Final = frozenset(
    {ConsultState.ACCEPTED, ConsultState.SCHEDULED, ConsultState.LIVE, ConsultState.CONCLUDED}
)
_MOST_TRIES: Final = 5


@dataclass(frozen=True)
class _Found:
    """What was looked at before anybody had to wait: what stands in the room, measured, and whom it shows."""

    standing: Standing
    figures: tuple[Recorded, ...]
    patient: PatientFacts = field(repr=False)


@dataclass(frozen=True)
class Concluding:
    """Freezes a draft; whoever calls has asked whether they may."""

    index: Index
    clock: Clock
    audit: Audit
    retrieve: Retrieve
    measuring: Measuring
    facts: Facts
    events: EventBus
    news: OutcomeNews

    def drawings(self, consult_id: int) -> tuple[Drawing, ...]:
        """Return what is drawn in a room now."""
        with self.index.read() as connection:
            return drawings_within(connection, consult_id)

    def is_referral(self, consult_id: int) -> bool:
        """Tell whether the plan is to say where the patient goes."""
        with self.index.read() as connection:
            return bool(connection.scalar(select(consults.c.is_referral).where(consults.c.id == consult_id)))

    def conclude(self, gathering: Gathering, actor: Actor, revision: int, address: str = "") -> Conclusion:
        """Freeze the draft that whoever asks sees before them.

        Raises
        ------
        ConflictError
            It says something else by now, or the room does not rest.
        MalformedError
            It says nothing, or of a referral not where the patient goes.
        """
        for _ in range(_MOST_TRIES):
            with self.index.read() as connection:
                standing = standing_within(connection, gathering.id)
                # Who drew may have come in after the page was asked, and is in the room before they draw.
                here = here_within(connection, gathering.id)
            # Pixels are read before anybody has to wait.
            found = _Found(standing, self._figures(here, standing), self.facts.now(here.study_id).facts)
            done = self._freeze(here.id, actor, revision, found, address)
            if done is not None:
                self.events.publish(news_of(gathering.hospital_id, gathering.id))
                return done
        raise ConflictError("Somebody still draws: try again.", Problem.CONFLICT)

    def _freeze(self, consult_id: int, actor: Actor, revision: int, found: _Found, address: str) -> Conclusion | None:
        """Return the frozen version; None: something was drawn since it was measured."""
        standing = found.standing
        with self.index.write() as connection:
            state = lock_within(connection, consult_id, _CONCLUDABLE)
            gathering = here_within(connection, consult_id)
            me = gathering.participant_of(actor)
            draft = draft_of(conclusions_within(connection, gathering.id))
            if draft is None or me is None or draft.revision != revision:
                raise ConflictError("Somebody else has written meanwhile.", Problem.CONCLUSION_CHANGED)
            asked = connection.execute(select(consults).where(consults.c.id == gathering.id)).one()
            require_words(draft.wording, is_referral=asked.is_referral)
            if chain_within(connection, gathering.id) != standing.chain:
                return None
            frozen = Frozen(
                draft.version,
                Question(asked.code, asked.question, asked.asked_at, asked.is_referral),
                draft.wording,
                _took_part(gathering),
                found.figures,
                standing.windows,
                standing.sequence,
                standing.chain,
                standing.zooms,
                concerned_within(connection, gathering, found.patient, draft.wording, found.figures),
            )
            self._write(connection, draft, frozen, me.id)
            if state is not ConsultState.CONCLUDED:
                move_within(connection, gathering.id, ConsultState.CONCLUDED, self.clock.now())
            concluded = conclusions_within(connection, gathering.id)[-1]
            self.news.concluded(connection, gathering, me, concluded.version)
            self._note(connection, gathering, actor, concluded, address)
        return concluded

    def _write(self, connection: Connection, draft: Conclusion, frozen: Frozen, participant_id: int) -> None:
        written = frozen.written()
        connection.execute(
            update(consult_conclusions)
            .where(consult_conclusions.c.id == draft.id)
            .values(
                content=written,
                sha256=digest_of(written),
                frozen_by=participant_id,
                frozen_at=self.clock.now(),
                revision=draft.revision + 1,
            )
        )

    def _note(
        self, connection: Connection, gathering: Gathering, actor: Actor, concluded: Conclusion, address: str
    ) -> None:
        detail = frozen_detail(concluded)
        subject = Subject(SubjectKind.CONSULT, gathering.id)
        event = AuditEvent(actor, CONCLUDE, subject, hospital_id=gathering.hospital_id, address=address, detail=detail)
        self.audit.append(connection, event)

    def _figures(self, gathering: Gathering, standing: Standing) -> tuple[Recorded, ...]:
        """Measure what stands in the room; what lies on no picture of the consult is left out."""
        by_id = {each.id: each for each in gathering.participants}
        studies = self._studies(gathering)
        found = []
        for drawing in standing.drawings:
            figure = self._measured(drawing, studies)
            if figure is None:
                continue
            study_id, measured = figure
            who = by_id[drawing.participant_id]
            author = Author(who.id, who.name, who.hospital)
            found.append(
                Recorded(
                    drawing.id,
                    study_id,
                    drawing.version,
                    drawing.sequence,
                    is_deleted=False,
                    annotation=drawing.annotation,
                    measured=measured,
                    author=author,
                    at=drawing.at,
                )
            )
        return tuple(found)

    def _measured(self, drawing: Drawing, studies: Mapping[int, int]) -> tuple[int, Any] | None:
        place = drawing.annotation.place
        image: StoredInstance | None = None
        if isinstance(place, ImagePlace):
            try:
                image = self.retrieve.by_id(place.instance_id)
            except NotFoundError:
                return None
        series_id = image.series_id if image is not None else getattr(place, "series_id", 0)
        if series_id not in studies:
            return None
        return studies[series_id], self.measuring.measured(drawing.annotation, image)

    def _studies(self, gathering: Gathering) -> dict[int, int]:
        """Return of which study each opened series is."""
        query = select(series.c.id, series.c.study_id).where(series.c.id.in_(gathering.series_ids))
        with self.index.read() as connection:
            return {row.id: row.study_id for row in connection.execute(query)}


def _took_part(gathering: Gathering) -> tuple[TookPart, ...]:
    return tuple(
        TookPart(each.id, each.name, each.hospital, each.part.value, each.guest_id is not None)
        for each in gathering.participants
        if each.part in {Part.ASKS, Part.SPEAKS, Part.WATCHES}
    )
