"""The forms in which robots and systems are told: where it goes, what is sent, and what an answer means.

WeCom and DingTalk answer 200 to everything and say in ``errcode`` what it came to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from imaging.exchange.signed_hook import signed_headers
from imaging.exchange.telling.calling import Answer, result_of
from imaging.exchange.telling.hooks import Hook, Shape
from imaging.exchange.telling.news import Told
from imaging.exchange.telling.outcomes import Later, Never, Result, Sent, Trouble
from imaging.exchange.telling.wording import Message

# Too often within a minute, or the platform is busy; the minute is over soon.
_BUSY_CODES: Final = frozenset({-1, 45009, 45033, 130101, 410100})
_BUSY_SECONDS: Final = 60.0
# A key that is not known, a signature that does not fit, a robot that was taken away.
_NOT_LET_IN_CODES: Final = frozenset({93000, 93008, 300001, 300005, 310000, 40014, 400101, 400102})
_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Call:
    """What is posted where."""

    url: str = field(repr=False)
    body: bytes
    headers: Mapping[str, str] = field(repr=False)


def call_for(hook: Hook, message: Message, told: Sequence[Told], base_url: str, at: datetime, name: str) -> Call:
    """Return what is posted to a hook; without news it is a trial."""
    link = f"{base_url}{message.path}"
    if hook.shape is Shape.SIGNED:
        body = _written(_said(message, told, link))
        return Call(hook.address.url, body, {**_JSON, **signed_headers(hook.address.secret, body, at, name)})
    text = "\n\n".join((f"**{message.title}**", *message.lines, f"[{_host(base_url)}]({link})"))
    if hook.shape is Shape.WECOM:
        return Call(hook.address.url, _written({"msgtype": "markdown", "markdown": {"content": text}}), _JSON)
    said = {"msgtype": "markdown", "markdown": {"title": message.title, "text": text}, "at": {"isAtAll": False}}
    return Call(_signed_url(hook.address.url, hook.address.secret, at), _written(said), _JSON)


def meaning_of(shape: Shape, answer: Answer) -> Result:
    """Return what an answer means."""
    result = result_of(answer)
    if shape is Shape.SIGNED or not isinstance(result, Sent):
        return result
    try:
        said = json.loads(answer.body)
        code = int(said["errcode"])
    except (ValueError, KeyError, TypeError):
        # A page of something in between, such as a proxy that wants to be signed in to.
        return Later(Trouble.NOT_UNDERSTOOD)
    if code == 0:
        return Sent()
    if code in _BUSY_CODES:
        return Later(Trouble.BUSY, _BUSY_SECONDS)
    return Never(Trouble.NOT_LET_IN if code in _NOT_LET_IN_CODES else Trouble.REFUSED)


def _signed_url(url: str, secret: str, at: datetime) -> str:
    """Return DingTalk's address with the moment and its signature; without a secret the robot knows us otherwise."""
    if not secret:
        return url
    timestamp = str(int(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    query = urlencode({"timestamp": timestamp, "sign": base64.b64encode(digest).decode()})
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _said(message: Message, told: Sequence[Told], link: str) -> dict[str, Any]:
    about = {"kind": told[0].kind, "urgency": told[0].urgency, "hospital": told[0].hospital} if told else {}
    step = {"is_reminder": told[0].step > 0} if told else {"kind": "test"}
    return {**about, **step, "title": message.title, "link": link}


def _written(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def _host(base_url: str) -> str:
    return base_url.partition("://")[2]
