"""What is said outside the house: that something waits, from which hospital and how urgent; never of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.news import Kind, Told, Urgency

INBOX_PATH: Final = "/#/inbox"


@dataclass(frozen=True)
class Message:
    """Something that waits, in words."""

    title: str
    lines: tuple[str, ...]
    path: str


_SAID: Final[Mapping[Language, Mapping[Kind, str]]] = {
    Language.ZH: {
        Kind.CONSULT_ASKED: "有一个会诊在等您",
        Kind.CONSULT_ANSWERED: "您的会诊邀请有了答复",
        Kind.CONSULT_SCHEDULED: "会诊时间已定",
        Kind.CONSULT_STARTS_SOON: "会诊即将开始",
        Kind.CONSULT_LIVE: "会诊已经开始",
        Kind.CONSULT_CONCLUDED: "会诊有了结论",
        Kind.CONSULT_MENTIONED: "有人在会诊中提到了您",
        Kind.CONSULT_NEW: "会诊中有新内容",
        Kind.CONSULT_GUEST_WAITS: "有来宾等您允许其进入会诊",
        Kind.CONSULT_ESCALATED: "有一个会诊无人答复",
        Kind.CONSULT_TO_SIGN: "有一份会诊意见等您签名",
        Kind.CONSULT_HANDED_ON: "有一个会诊转交给了您",
        Kind.CONSULT_PASSED_ON: "您的会诊邀请已转交他人",
        Kind.CONSULT_TIME_PROPOSED: "有人为您的会诊提议了时间",
        Kind.CONSULT_WITHDRAWN: "有一个会诊已撤回",
        Kind.CRITICAL_RESULT: "有一个危急值等您确认",
    },
    Language.EN: {
        Kind.CONSULT_ASKED: "A consult waits for you",
        Kind.CONSULT_ANSWERED: "Your consult was answered",
        Kind.CONSULT_SCHEDULED: "A consult has its time",
        Kind.CONSULT_STARTS_SOON: "A consult starts soon",
        Kind.CONSULT_LIVE: "A consult has begun",
        Kind.CONSULT_CONCLUDED: "A consult is concluded",
        Kind.CONSULT_MENTIONED: "Somebody mentioned you in a consult",
        Kind.CONSULT_NEW: "There is something new in a consult",
        Kind.CONSULT_GUEST_WAITS: "A guest waits to be let into a consult",
        Kind.CONSULT_ESCALATED: "Nobody has answered a consult",
        Kind.CONSULT_TO_SIGN: "A consult's opinion waits for your signature",
        Kind.CONSULT_HANDED_ON: "A consult was handed on to you",
        Kind.CONSULT_PASSED_ON: "Your consult was handed on to somebody else",
        Kind.CONSULT_TIME_PROPOSED: "A time is proposed for your consult",
        Kind.CONSULT_WITHDRAWN: "A consult was withdrawn",
        Kind.CRITICAL_RESULT: "A critical result waits for you",
    },
}
_URGENCY: Final[Mapping[Language, Mapping[Urgency, str]]] = {
    Language.ZH: {Urgency.ROUTINE: "常规", Urgency.URGENT: "加急", Urgency.EMERGENCY: "紧急"},
    Language.EN: {Urgency.ROUTINE: "routine", Urgency.URGENT: "urgent", Urgency.EMERGENCY: "emergency"},
}
_UNANSWERED: Final = {Language.ZH: "仍未答复：", Language.EN: "Still unanswered: "}
_MANY: Final = {Language.ZH: "{} 条消息在等您", Language.EN: "{} pieces of news wait for you"}
_TEST: Final = {
    Language.ZH: ("这是一条测试消息", "收到它，说明通知可以送达。"),
    Language.EN: ("This is a test", "As it has come, news will come too."),
}
_BETWEEN: Final = " · "


def worded(told: Sequence[Told], language: Language) -> Message:
    """Return one piece of news in words, or what several of them are."""
    if len(told) == 1:
        return Message(_title(told[0], language), (_about(told[0], language),), told[0].path)
    counted = Counter(_SAID[language][each.kind] for each in told)
    lines = tuple(f"{said} × {count}" if count > 1 else said for said, count in counted.items())
    return Message(_MANY[language].format(len(told)), lines, INBOX_PATH)


def trial(language: Language) -> Message:
    """Return what says that a way works."""
    title, line = _TEST[language]
    return Message(title, (line,), INBOX_PATH)


def _title(told: Told, language: Language) -> str:
    said = _SAID[language][told.kind]
    return f"{_UNANSWERED[language]}{said}" if told.step else said


def _about(told: Told, language: Language) -> str:
    return _BETWEEN.join((told.hospital, _URGENCY[language][told.urgency]))
