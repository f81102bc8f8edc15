"""Push messages to browsers (RFC 8030): content-free, and encrypted for the one browser."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from imaging.access.directory.outgoing import Outgoing
from imaging.exchange.telling.calling import Answer, post, result_of
from imaging.exchange.telling.outcomes import Result
from imaging.exchange.telling.push_encryption import encrypt
from imaging.exchange.telling.subscriptions import Subscription
from imaging.exchange.telling.vapid import Vapid
from imaging.exchange.telling.wording import Message

# RFC 8030, section 5.4.
LONGEST_TOPIC: Final = 32


@dataclass(frozen=True)
class Push:
    """Sends to browsers."""

    outgoing: Outgoing
    vapid: Vapid

    def send(self, to: Subscription, message: Message, name: str, lasts_seconds: int, *, is_pressing: bool) -> Result:
        """Send a message; one of this name that has not reached the browser yet is replaced by it."""
        said = {
            "title": message.title,
            "body": "\n".join(message.lines),
            "path": message.path,
            "tag": name,
            "language": to.language,
            "stays": is_pressing,
        }
        headers = {
            "TTL": str(lasts_seconds),
            "Urgency": "high" if is_pressing else "normal",
            "Topic": name[:LONGEST_TOPIC],
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self.vapid.authorization(to.endpoint),
        }
        body = encrypt(json.dumps(said, ensure_ascii=False).encode(), to.keys)
        answer = post(self.outgoing, to.endpoint, body, headers)
        return result_of(answer) if isinstance(answer, Answer) else answer
