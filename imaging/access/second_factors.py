"""The second factor of people: a secret that their phone holds too, and codes on paper for when the phone is lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import Person
from imaging.access.sealed import Sealed
from imaging.access.secret_key import SecretKey
from imaging.access.throttle import Throttle
from imaging.access.totp import address, new_secret, step_of
from imaging.clock import Clock
from imaging.errors import ConflictError
from imaging.index.engine import Index
from imaging.index.tables import recovery_codes, second_factors
from imaging.problems import Problem

ISSUER: Final = "Filmless"
RECOVERY_CODES: Final = 10
_ALPHABET: Final = "abcdefghjkmnpqrstvwxyz23456789"


@dataclass(frozen=True)
class Enrolment:
    """What the authenticator application is given, once."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class SecondFactors:
    """The second factors of this installation."""

    index: Index
    clock: Clock
    key: SecretKey = field(repr=False)
    throttle: Throttle = field(init=False, repr=False)
    _sealed: Sealed = field(init=False, repr=False)
    _pepper: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "throttle", Throttle(self.index, self.clock))
        object.__setattr__(self, "_sealed", Sealed(self.key.derive("second-factor")))
        object.__setattr__(self, "_pepper", self.key.derive("recovery-code"))

    def has(self, user_id: int) -> bool:
        """Whether this person signs in with a second factor."""
        query = select(second_factors.c.user_id).where(
            second_factors.c.user_id == user_id, second_factors.c.confirmed_at.is_not(None)
        )
        with self.index.read() as connection:
            return connection.scalar(query) is not None

    def begin(self, person: Person) -> Enrolment:
        """Draw a secret that counts as soon as a code made with it was shown; the former one counts until then."""
        secret = new_secret()
        sealed = self._sealed.seal(secret, _row(person.user_id))
        with self.index.write() as connection:
            query = update(second_factors).where(second_factors.c.user_id == person.user_id)
            if connection.execute(query.values(offered=sealed)).rowcount == 0:
                values = {"user_id": person.user_id, "offered": sealed, "last_step": 0}
                connection.execute(insert(second_factors).values(values))
        return Enrolment(secret, address(secret, person.login, ISSUER))

    def confirm(self, user_id: int, code: str) -> tuple[str, ...] | None:
        """Take the offered secret for good and return the recovery codes, which are shown once; None: a wrong code."""
        with self.index.read() as connection:
            offered = connection.scalar(select(second_factors.c.offered).where(second_factors.c.user_id == user_id))
        if offered is None:
            raise ConflictError("Begin with a new secret first.", Problem.SIGN_IN_OVER)
        step = step_of(self._sealed.open(offered, _row(user_id)), code, self.clock.now())
        if step is None:
            return None
        drawn = _draw()
        with self.index.write() as connection:
            values = {"secret": offered, "offered": None, "confirmed_at": self.clock.now(), "last_step": step}
            query = update(second_factors).where(
                second_factors.c.user_id == user_id, second_factors.c.offered == offered
            )
            if connection.execute(query.values(values)).rowcount == 0:
                return None
            self._replace_codes(connection, user_id, drawn)
        return drawn

    def check(self, user_id: int, code: str) -> bool | None:
        """Whether this is the code of the moment or an unused one from paper; either counts once. None: too many tries.

        Tries count whatever address they come from: only who knows the password comes so far.
        """
        try_number = self.throttle.begin(f"code of {user_id}", f"user {user_id}")
        if try_number is None:
            return None
        is_right = self._is_code(user_id, code) or self._is_recovery_code(user_id, code)
        if is_right:
            self.throttle.was_right(try_number)
        return is_right

    def renew_codes(self, user_id: int) -> tuple[str, ...]:
        """Draw new recovery codes; the former ones open nothing any more."""
        drawn = _draw()
        with self.index.write() as connection:
            self._replace_codes(connection, user_id, drawn)
        return drawn

    def codes_left(self, user_id: int) -> int:
        """How many recovery codes have not been used."""
        query = select(func.count()).where(recovery_codes.c.user_id == user_id, recovery_codes.c.used_at.is_(None))
        with self.index.read() as connection:
            return connection.scalar(query) or 0

    def remove(self, user_id: int) -> None:
        """Forget the second factor, as for somebody who lost phone and paper."""
        with self.index.write() as connection:
            connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
            connection.execute(delete(second_factors).where(second_factors.c.user_id == user_id))

    def _is_code(self, user_id: int, code: str) -> bool:
        kept = second_factors.c
        with self.index.read() as connection:
            sealed = connection.scalar(select(kept.secret).where(kept.user_id == user_id))
        step = None if sealed is None else step_of(self._sealed.open(sealed, _row(user_id)), code, self.clock.now())
        if step is None:
            return False
        # Of two who show the same code at once, one is refused: only one moves the step on.
        with self.index.write() as connection:
            moved = update(second_factors).where(kept.user_id == user_id, kept.last_step < step)
            return connection.execute(moved.values(last_step=step)).rowcount == 1

    def _is_recovery_code(self, user_id: int, code: str) -> bool:
        kept = recovery_codes.c
        unused = update(recovery_codes).where(
            kept.user_id == user_id, kept.code_hash == self._hash(code), kept.used_at.is_(None)
        )
        with self.index.write() as connection:
            return connection.execute(unused.values(used_at=self.clock.now())).rowcount == 1

    def _replace_codes(self, connection: Connection, user_id: int, codes: tuple[str, ...]) -> None:
        connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
        rows = [{"user_id": user_id, "code_hash": self._hash(code)} for code in codes]
        connection.execute(insert(recovery_codes), rows)

    def _hash(self, code: str) -> bytes:
        """60 random bits under a pepper need no slow hash."""
        plain = "".join(each for each in code.casefold() if each.isalnum())
        return hmac.digest(self._pepper, plain.encode(errors="surrogatepass"), hashlib.sha256)


def _draw() -> tuple[str, ...]:
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(RECOVERY_CODES)
    )


def _row(user_id: int) -> str:
    return f"second factor of {user_id}"
