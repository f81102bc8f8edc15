"""Asking guests besides: all is looked at before anything is written, and all of it is written at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imaging.access.actors import Person
from imaging.consult.asking.asking import Consults, NewConsult
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.offers import studies_of
from imaging.consult.guests import Guests, IssuedGuest, NewGuest, refuse_naming
from imaging.index.engine import Index


@dataclass(frozen=True)
class AskingWithGuests:
    """Asks people with and without an account; whoever asks was asked before whether they may."""

    index: Index
    consults: Consults
    guests: Guests

    def ask(self, person: Person, new: NewConsult, invited: Sequence[NewGuest]) -> tuple[Consult, list[IssuedGuest]]:
        """Ask, and return what each guest is given, which is told once.

        Raises
        ------
        ConflictError
            The question says whose images these are although guests must not learn it.
        """
        self.consults.check(person, new)
        if invited and new.hides_identity:
            with self.index.read() as connection:
                opened = studies_of(connection, new.series_ids, new.records)
            refuse_naming(self.guests.namings.of_studies(opened | {new.study_id}), new.question)
        # To hash digits takes long enough that nobody should have to wait for it.
        drawn = [self.guests.draw(each) for each in invited]
        with self.index.write() as connection:
            consult = self.consults.ask_within(connection, person, new)
            issued = [
                self.guests.invite_within(connection, person, consult.id, consult.hospital_id, each) for each in drawn
            ]
        return consult, issued
