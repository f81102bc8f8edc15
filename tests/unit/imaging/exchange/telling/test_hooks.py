"""Robots of groups and signed web hooks, as their platforms see them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from imaging.access.actors import Role
from imaging.clock import SetClock
from imaging.errors import ConflictError, ForbiddenError, MalformedError, NotFoundError
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.hooks import MOST_HOOKS, Shape
from imaging.exchange.telling.news import Kind, Urgency
from imaging.exchange.telling.outcomes import Later, Never, Sent, Trouble
from imaging.problems import Problem
from tests.receivers import Answer, Receiver
from tests.unit.imaging.exchange.telling.conftest import HOSPITAL, PASSWORD, Ward

KEY = "a key that is long enough"


def said(code: int) -> Answer:
    return 200, {"Content-Type": "application/json"}, b'{"errcode":%d,"errmsg":"as you see"}' % code


def test_a_wecom_robot_is_told_once_of_what_concerns_several(ward: Ward, receiver: Receiver) -> None:
    ward.hook(Shape.WECOM, f"{receiver.url}/cgi-bin/webhook/send?key=693a91f6")
    ward.tell([ward.ann, ward.ben], urgency=Urgency.URGENT)
    ward.work()
    (received,) = receiver.received
    assert received.path == "/cgi-bin/webhook/send?key=693a91f6"
    assert received.headers["content-type"].startswith("application/json")
    assert received.json["msgtype"] == "markdown"
    base = ward.house.settings.base_url
    assert received.json["markdown"]["content"].split("\n\n") == [
        "**有一个会诊在等您**",
        "MAIN · 加急",
        f"[{base.removeprefix('http://')}]({base}/c/7)",
    ]


def test_a_dingtalk_robot_knows_us_by_our_signature(ward: Ward, receiver: Receiver, clock: SetClock) -> None:
    ward.hook(Shape.DINGTALK, f"{receiver.url}/robot/send?access_token=abc", "SEC0123", language=Language.EN)
    ward.tell([ward.ann])
    ward.work()
    (received,) = receiver.received
    query = {name: values[0] for name, values in parse_qs(urlsplit(received.path).query, strict_parsing=True).items()}
    assert query["access_token"] == "abc"
    assert query["timestamp"] == str(int(clock.now().timestamp() * 1000))
    digest = hmac.new(b"SEC0123", f"{query['timestamp']}\nSEC0123".encode(), hashlib.sha256).digest()
    assert query["sign"] == base64.b64encode(digest).decode()
    assert received.json["msgtype"] == "markdown"
    assert received.json["markdown"]["title"] == "A consult waits for you"
    assert "MAIN · routine" in received.json["markdown"]["text"]


def test_a_system_verifies_that_it_is_we_who_call(ward: Ward, receiver: Receiver, clock: SetClock) -> None:
    ward.hook(Shape.SIGNED, f"{receiver.url}/hook", KEY, language=Language.EN)
    receiver.answers = [(500, {}, b""), (204, {}, b"")]
    ward.tell([ward.ann])
    ward.work()
    clock.advance(timedelta(seconds=10))
    ward.work()
    first, second = receiver.received
    for each, ago in ((first, 10), (second, 0)):
        timestamp = each.headers["filmless-timestamp"]
        assert int(timestamp) == int(clock.now().timestamp()) - ago
        digest = hmac.new(KEY.encode(), timestamp.encode() + b"." + each.body, hashlib.sha256).hexdigest()
        assert each.headers["filmless-signature"] == f"v1={digest}"
    assert first.headers["filmless-id"] == second.headers["filmless-id"]
    assert second.json == {
        "kind": "consult-asked",
        "urgency": "routine",
        "hospital": "MAIN",
        "is_reminder": False,
        "title": "A consult waits for you",
        "link": f"{ward.house.settings.base_url}/c/7",
    }


@pytest.mark.parametrize(
    ("answer", "pause", "settled"),
    [
        (said(45009), 60, ("hook", "sent", "", 2)),
        (said(130101), 60, ("hook", "sent", "", 2)),
        (said(-1), 60, ("hook", "sent", "", 2)),
        ((502, {}, b"bad gateway"), 10, ("hook", "sent", "", 2)),
        ((200, {}, b"<html>sign in to the proxy</html>"), 10, ("hook", "sent", "", 2)),
        ((200, {}, b"[]"), 10, ("hook", "sent", "", 2)),
        (said(93000), 60, ("hook", "failed", "not-let-in", 1)),
        (said(310000), 60, ("hook", "failed", "not-let-in", 1)),
        (said(40008), 60, ("hook", "failed", "refused", 1)),
        ((302, {"Location": "/elsewhere"}, b""), 60, ("hook", "failed", "address", 1)),
    ],
)
def test_what_a_platform_says_in_a_success_is_heeded(
    ward: Ward, receiver: Receiver, clock: SetClock, answer: Answer, pause: int, settled: tuple[str, str, str, int]
) -> None:
    hook = ward.hook(Shape.WECOM, f"{receiver.url}/send?key=1")
    receiver.answers = [answer]
    ward.tell([ward.ann])
    ward.work()
    hooks = ward.house.telling.hooks
    assert hooks.by_id(hook.id).failing_since == clock.now()
    clock.advance(timedelta(seconds=pause - 1))
    ward.work()
    assert len(receiver.received) == 1
    clock.advance(timedelta(seconds=1))
    ward.work()
    assert ward.settled() == [settled]
    has_arrived = settled[1] == "sent"
    assert (hooks.by_id(hook.id).failing_since is None) == has_arrived
    assert hooks.by_id(hook.id).trouble == ("" if has_arrived else settled[2])


def test_a_department_has_its_own_robot_for_what_it_wants(ward: Ward, receiver: Receiver) -> None:
    house = ward.house
    heart, brain = (house.departments.add(HOSPITAL, name).id for name in ("Heart", "Brain"))
    house.departments.set_of(ward.ann.user_id, HOSPITAL, [heart])
    for name, department, kinds in (
        ("all", None, [Kind.CONSULT_ASKED]),
        ("heart", heart, [Kind.CONSULT_ASKED, Kind.CONSULT_LIVE]),
        ("brain", brain, list(Kind)),
    ):
        ward.hook(Shape.WECOM, f"{receiver.url}/{name}?key=1", department_id=department, kinds=frozenset(kinds))
    elsewhere = house.hospitals.add("OTHER", "Other")
    stranger = house.people.add("carl", PASSWORD, elsewhere.id, Role.CLINICIAN)
    ward.tell([ward.ann])
    ward.tell([ward.ben], Kind.CONSULT_LIVE, key="live")
    ward.tell([stranger], key="elsewhere")
    ward.work()
    assert sorted(each.path for each in receiver.received) == ["/all?key=1", "/heart?key=1"]


def test_a_hook_that_was_removed_is_told_nothing(ward: Ward, receiver: Receiver, clock: SetClock) -> None:
    hook = ward.hook(Shape.WECOM, f"{receiver.url}/send?key=1")
    receiver.answers = [(500, {}, b"")]
    ward.tell([ward.ann])
    ward.work()
    ward.house.telling.hooks.remove(ward.ann, hook.id, HOSPITAL)
    clock.advance(timedelta(hours=1))
    ward.tell([ward.ann], key="second")
    ward.work()
    assert (len(receiver.received), ward.settled()) == (1, [("hook", "dropped", "busy", 1)])


def test_a_test_says_at_once_whether_it_works(ward: Ward, receiver: Receiver) -> None:
    hook = ward.hook(Shape.DINGTALK, f"{receiver.url}/robot/send?access_token=1")
    receiver.answers = [said(0), said(310000)]
    sending = ward.house.telling.sending
    assert sending.try_hook(hook) == Sent()
    assert sending.try_hook(hook) == Never(Trouble.NOT_LET_IN)
    assert receiver.received[0].json["markdown"]["title"] == "这是一条测试消息"


@pytest.mark.parametrize(
    ("shape", "url", "given"),
    [
        (Shape.WECOM, "http://10.1.2.3/send?key=1", {}),
        (Shape.WECOM, "https://user:word@robot.example/", {}),
        (Shape.WECOM, "file:///etc/passwd", {}),
        (Shape.WECOM, "https://robot.example/", {"kinds": frozenset()}),
        (Shape.SIGNED, "https://robot.example/", {"secret": "short"}),
        (Shape.SIGNED, "https://robot.example/", {"secret": "\n" * 30}),
    ],
)
def test_what_can_be_no_hook_is_refused(ward: Ward, shape: Shape, url: str, given: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        ward.hook(shape, url, **given)


def test_hooks_belong_to_one_hospital_and_are_few(ward: Ward) -> None:
    house = ward.house
    elsewhere = house.hospitals.add("OTHER", "Other").id
    foreign = house.departments.add(elsewhere, "Heart").id
    with pytest.raises(NotFoundError):
        ward.hook(Shape.WECOM, "https://robot.example/", department_id=foreign)
    kept = ward.hook(Shape.WECOM, "https://robot.example/")
    with pytest.raises(NotFoundError):
        house.telling.hooks.by_id(kept.id, elsewhere)
    with pytest.raises(NotFoundError):
        house.telling.hooks.remove(ward.ann, kept.id, elsewhere)
    assert house.telling.hooks.of_hospital(elsewhere) == ()
    for _ in range(MOST_HOOKS - 1):
        ward.hook(Shape.WECOM, "https://robot.example/")
    with pytest.raises(ConflictError):
        ward.hook(Shape.WECOM, "https://robot.example/")


def test_the_key_lies_sealed_and_masks_itself(ward: Ward) -> None:
    kept = ward.hook(Shape.WECOM, "https://robot.example/send?key=very-secret")
    assert "very-secret" not in repr(kept)
    for path in ward.house.settings.data_dir.glob("index.sqlite3*"):
        assert b"very-secret" not in path.read_bytes()


def test_what_takes_no_test_is_not_tried_without_end(ward: Ward, receiver: Receiver) -> None:
    robot = ward.hook(Shape.SIGNED, f"{receiver.url}/hook", KEY)
    trying = ward.house.telling.trying
    assert [trying.test(ward.ann, robot.id, HOSPITAL) for _ in range(12)] == [Sent()] * 12
    receiver.usual = (503, {}, b"")
    assert {trying.test(ward.ann, robot.id, HOSPITAL, "10.0.0.9") for _ in range(10)} == {Later(Trouble.BUSY)}
    with pytest.raises(ForbiddenError) as refused:
        trying.test(ward.ann, robot.id, HOSPITAL)
    assert refused.value.problem is Problem.MACHINE_TESTS
    with pytest.raises(NotFoundError):
        trying.test(ward.ann, robot.id, HOSPITAL + 1)
    assert len(receiver.received) == 22
    tests = [each for each in ward.house.audit.list(hospital_id=HOSPITAL) if each.action == "test-hook"]
    assert [each.outcome for each in tests] == ["denied", *["failed"] * 10, *["success"] * 12]
    assert (tests[1].address, tests[1].detail) == ("10.0.0.9", f'{{"hook": {robot.id}, "why": "busy"}}')
