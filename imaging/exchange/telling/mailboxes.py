"""The e-mail addresses of people: one counts when its owner has told the code that was sent there."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.engine import Row

from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.mail import Mail
from imaging.exchange.telling.outcomes import Result, Sent
from imaging.index.engine import Index
from imaging.index.tables import mail_addresses
from imaging.problems import Problem

CODE_LASTS: Final = timedelta(minutes=30)
# Nobody has a stranger's mailbox filled.
PAUSE: Final = timedelta(seconds=60)
MOST_TRIES: Final = 5
_LONGEST: Final = 254
# What a server surely takes without the extension for addresses in other characters (RFC 5321, section 4.1.2).
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)


@dataclass(frozen=True)
class Mailbox:
    """Somebody's address."""

    # Empty: none that is confirmed.
    address: str = ""
    # What waits for its code.
    wanted: str = ""


@dataclass(frozen=True)
class Mailboxes:
    """The addresses of everybody."""

    index: Index
    clock: Clock
    mail: Mail
    key: bytes = field(repr=False)

    def of(self, user_id: int) -> Mailbox:
        """Return somebody's address."""
        with self.index.read() as connection:
            row = _row(connection, user_id)
        return Mailbox() if row is None else Mailbox(row.address, row.wanted)

    def ask(self, user_id: int, address: str, language: Language) -> Result:
        """Send a code to an address; the former one counts until the code is told."""
        if not self.mail.is_set_up:
            raise ConflictError("This installation sends no e-mail.", Problem.MAIL_NOT_SET_UP)
        if len(address) > _LONGEST or not _ADDRESS.fullmatch(address) or len(address.partition("@")[0]) > 64:
            raise MalformedError("An address has the form name@hospital.example.", Problem.MAIL_ADDRESS)
        now, code = self.clock.now(), f"{secrets.randbelow(10**6):06}"
        values = {"wanted": address, "code_hash": self._hash(user_id, code), "code_sent_at": now, "code_tries": 0}
        query = self.index.insert(mail_addresses).values(user_id=user_id, address="", **values)
        with self.index.write() as connection:
            former = _row(connection, user_id)
            if former is not None and former.code_sent_at is not None and now - former.code_sent_at < PAUSE:
                seconds = int(PAUSE.total_seconds())
                raise ConflictError("A code was sent just now.", Problem.MAIL_TOO_SOON, seconds=seconds)
            connection.execute(query.on_conflict_do_update(index_elements=["user_id"], set_=values))
        result = self.mail.send_code(address, code, language, secrets.token_hex(16), now)
        if not isinstance(result, Sent):
            # Whoever set it right meanwhile need not wait.
            self._change(user_id, {"code_sent_at": None, "code_hash": None})
        return result

    def confirm(self, user_id: int, code: str) -> None:
        """Take the address to which this code was sent."""
        with self.index.write() as connection:
            row = _row(connection, user_id)
            is_right = row is not None and self._is_right(row, code)
            if row is not None:
                values: dict[str, Any] = {"code_tries": row.code_tries + 1}
                if is_right:
                    values |= {"address": row.wanted, "wanted": "", "code_hash": None}
                connection.execute(_own(user_id).values(values))
        if not is_right:
            raise MalformedError("This is not the code that was sent.", Problem.MAIL_CODE)

    def remove(self, user_id: int) -> None:
        """Send somebody no letters any more."""
        with self.index.write() as connection:
            connection.execute(delete(mail_addresses).where(mail_addresses.c.user_id == user_id))

    def _change(self, user_id: int, values: dict[str, Any]) -> None:
        with self.index.write() as connection:
            connection.execute(_own(user_id).values(values))

    def _is_right(self, row: Row[Any], code: str) -> bool:
        if row.code_hash is None or row.code_tries >= MOST_TRIES or self.clock.now() - row.code_sent_at > CODE_LASTS:
            return False
        return hmac.compare_digest(row.code_hash, self._hash(row.user_id, code.strip()))

    def _hash(self, user_id: int, code: str) -> bytes:
        return hmac.digest(self.key, f"{user_id} {code}".encode(), sha256)


def _row(connection: Connection, user_id: int) -> Row[Any] | None:
    return connection.execute(select(mail_addresses).where(mail_addresses.c.user_id == user_id)).one_or_none()


def _own(user_id: int) -> Any:
    return update(mail_addresses).where(mail_addresses.c.user_id == user_id)
