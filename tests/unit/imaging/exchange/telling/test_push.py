"""Push messages, as a browser and its push service see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imaging.clock import SetClock
from imaging.errors import MalformedError
from imaging.exchange.telling.channels import Channel, Language
from imaging.exchange.telling.news import Kind, Urgency
from imaging.exchange.telling.outcomes import Never, Sent, Trouble
from imaging.exchange.telling.subscriptions import NewSubscription
from tests.receivers import PushedBrowser, Receiver, text_of
from tests.unit.imaging.exchange.telling.conftest import Ward


def test_a_browser_reads_what_nobody_between_can(ward: Ward, receiver: Receiver, clock: SetClock) -> None:
    browser = PushedBrowser(receiver)
    ward.subscribe(ward.ann, browser)
    ward.tell([ward.ann, ward.ben], urgency=Urgency.URGENT)
    ward.work()
    (received,) = receiver.received
    said = browser.read(received)
    assert (said["title"], said["body"], said["path"]) == ("A consult waits for you", "MAIN · urgent", "/c/7")
    claims = browser.claims(received, clock.now())
    assert claims["sub"] == "mailto:filmless@localhost"
    assert claims["k"] == ward.house.telling.vapid.public_key()
    assert (received.headers["urgency"], received.headers["ttl"]) == ("high", "86400")
    assert received.headers["content-encoding"] == "aes128gcm"
    assert b"consult" not in received.body
    assert ward.settled() == [("push", "sent", "", 1)]


def test_each_browser_hears_of_it_in_its_language(ward: Ward, receiver: Receiver) -> None:
    browsers = [PushedBrowser(receiver, f"/push/{number}") for number in range(3)]
    for browser, language in zip(browsers, (Language.ZH, Language.EN, Language.EN), strict=True):
        ward.subscribe(ward.ann, browser, language)
    # Whoever subscribes in somebody's browser takes it over.
    ward.subscribe(ward.ben, browsers[2])
    ward.tell([ward.ann], Kind.CONSULT_LIVE)
    ward.work()
    titles = [[browser.read(each)["title"] for each in browser.arrived()] for browser in browsers]
    assert titles == [["会诊已经开始"], ["A consult has begun"], []]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(ward: Ward, receiver: Receiver, status: int) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    receiver.usual = (status, {}, b"")
    for key in ("first", "second"):
        ward.tell([ward.ann], key=key, urgency=Urgency.URGENT)
        ward.work()
    assert len(receiver.received) == 1
    assert ward.house.telling.subscriptions.of(ward.ann.user_id) == ()


def test_a_busy_service_is_asked_again_when_it_said(ward: Ward, receiver: Receiver, clock: SetClock) -> None:
    browser = PushedBrowser(receiver)
    ward.subscribe(ward.ann, browser)
    receiver.answers = [(429, {"Retry-After": "120"}, b""), (500, {}, b""), (201, {}, b"")]
    ward.tell([ward.ann], urgency=Urgency.URGENT)
    for seconds, count in ((0, 1), (119, 1), (1, 2), (29, 2), (1, 3), (3600, 3)):
        clock.advance(timedelta(seconds=seconds))
        ward.work()
        assert len(receiver.received) == count
    assert len({each.headers["topic"] for each in receiver.received}) == 1
    assert len({browser.read(each)["tag"] for each in receiver.received}) == 1
    assert ward.settled() == [("push", "sent", "", 3)]


def test_news_that_outlived_their_use_are_not_sent(ward: Ward, receiver: Receiver, clock: SetClock) -> None:
    browser = PushedBrowser(receiver)
    ward.subscribe(ward.ann, browser)
    receiver.answers = [(503, {}, b"")]
    expires_at = clock.now() + timedelta(minutes=10)
    ward.tell([ward.ann], Kind.CONSULT_STARTS_SOON, expires_at=expires_at)
    ward.work()
    assert receiver.received[0].headers["ttl"] == "600"
    clock.advance(timedelta(minutes=10))
    ward.work()
    assert (len(receiver.received), ward.settled()) == (1, [("push", "dropped", "busy", 1)])


def test_whoever_may_not_sign_in_any_more_hears_nothing(ward: Ward, receiver: Receiver) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    ward.house.people.disable(ward.ann.user_id)
    ward.tell([ward.ann], urgency=Urgency.EMERGENCY)
    ward.work()
    assert receiver.received == []


def test_a_test_goes_out_at_once(ward: Ward, receiver: Receiver) -> None:
    browser, sending = PushedBrowser(receiver), ward.house.telling.sending
    assert sending.try_out(ward.ann.user_id, Channel.PUSH) == ()
    ward.subscribe(ward.ann, browser)
    receiver.answers = [(201, {}, b""), (403, {}, b"")]
    assert sending.try_out(ward.ann.user_id, Channel.PUSH) == (Sent(),)
    assert browser.read(receiver.received[0])["title"] == "This is a test"
    assert sending.try_out(ward.ann.user_id, Channel.PUSH) == (Never(Trouble.NOT_LET_IN),)


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "http://10.0.0.1/push"},
        {"endpoint": "ftp://127.0.0.1/push"},
        {"p256dh": text_of(b"\x04" + bytes(64))},
        {"p256dh": "!"},
        {"auth": text_of(bytes(15))},
    ],
)
def test_what_no_browser_gives_is_refused(ward: Ward, receiver: Receiver, change: dict[str, str]) -> None:
    browser = PushedBrowser(receiver)
    given = {"endpoint": browser.endpoint, "p256dh": text_of(browser.public), "auth": text_of(browser.auth)}
    with pytest.raises(MalformedError):
        ward.house.telling.subscriptions.add(
            ward.ann.user_id, NewSubscription(**{**given, **change}, language=Language.EN)
        )


def test_at_most_ten_browsers_are_kept(ward: Ward, receiver: Receiver) -> None:
    for number in range(12):
        ward.subscribe(ward.ann, PushedBrowser(receiver, f"/push/{number}"))
    kept = ward.house.telling.subscriptions.of(ward.ann.user_id)
    assert [each.endpoint.rpartition("/")[2] for each in kept] == [str(number) for number in range(2, 12)]
