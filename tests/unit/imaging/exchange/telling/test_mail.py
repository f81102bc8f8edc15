"""Letters, as a mail server gets them."""

from __future__ import annotations

import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from imaging.clock import SetClock
from imaging.errors import ConflictError, MalformedError
from imaging.exchange.telling.channels import Channel, Language
from imaging.exchange.telling.deliveries import LEASE
from imaging.exchange.telling.mail_server import MailServer as Address
from imaging.exchange.telling.mail_server import Protection
from imaging.exchange.telling.news import Kind, Urgency
from imaging.exchange.telling.outcomes import Later, Never, Sent, Trouble
from imaging.exchange.telling.quiet import QuietHours
from tests.houses import open_house
from tests.prepared import MEMORY
from tests.receivers import MailServer, localhost_context, running_mail_server
from tests.unit.imaging.exchange.telling.conftest import Ward, code_in, ward_in

ANN = "ann@hospital.example"


def test_an_address_counts_when_its_code_was_told(mailing: Ward, mail: MailServer, clock: SetClock) -> None:
    mailboxes, ann = mailing.house.telling.mailboxes, mailing.ann.user_id
    assert mailboxes.ask(ann, ANN, Language.ZH) == Sent()
    assert (mailboxes.of(ann).address, mailboxes.of(ann).wanted) == ("", ANN)
    assert mail.letters[0]["Subject"] == "确认您的邮箱"
    code = code_in(mail.letters[0].get_content())
    with pytest.raises(ConflictError):
        mailboxes.ask(ann, "other@hospital.example", Language.ZH)
    for _ in range(4):
        with pytest.raises(MalformedError):
            mailboxes.confirm(ann, f"{(int(code) + 1) % 10**6:06}")
    mailboxes.confirm(ann, code)
    assert mailboxes.of(ann).address == ANN
    # The same code opens nothing else, and the former address counts until the new one is confirmed.
    clock.advance(timedelta(minutes=1))
    mailboxes.ask(ann, "other@hospital.example", Language.ZH)
    with pytest.raises(MalformedError):
        mailboxes.confirm(ann, code)
    assert mailboxes.of(ann).address == ANN
    clock.advance(timedelta(minutes=31))
    with pytest.raises(MalformedError):
        mailboxes.confirm(ann, code_in(mail.letters[1].get_content()))
    mailboxes.remove(ann)
    assert mailboxes.of(ann).address == ""


def test_a_code_is_guessed_five_times_at_most(mailing: Ward, mail: MailServer) -> None:
    mailboxes, ann = mailing.house.telling.mailboxes, mailing.ann.user_id
    mailboxes.ask(ann, ANN, Language.EN)
    code = code_in(mail.letters[0].get_content())
    for guess in (*(f"{(int(code) + number) % 10**6:06}" for number in range(1, 6)), code):
        with pytest.raises(MalformedError):
            mailboxes.confirm(ann, guess)


@pytest.mark.parametrize("address", ["", "ann", "ann@", "a b@c", "ann@x\r\nBcc: b@c", "王@hospital.example", "x" * 260])
def test_what_is_no_address_is_refused(mailing: Ward, mail: MailServer, address: str) -> None:
    with pytest.raises(MalformedError):
        mailing.house.telling.mailboxes.ask(mailing.ann.user_id, address, Language.EN)
    assert mail.letters == []


def test_a_letter_says_what_waits_and_where(mailing: Ward, mail: MailServer) -> None:
    mailing.address(mailing.ann, ANN, mail, Language.ZH)
    mailing.choose(mailing.ann, language=Language.ZH)
    mailing.tell([mailing.ann, mailing.ben], urgency=Urgency.EMERGENCY)
    mailing.work()
    (letter,) = mail.letters
    assert (letter["To"], letter["From"]) == (ANN, "Filmless <filmless@hospital.example>")
    assert letter["Subject"] == "有一个会诊在等您"
    text = letter.get_content()
    assert "MAIN · 紧急" in text
    assert f"{mailing.house.settings.base_url}/c/7" in text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == mailing.house.clock.now()


def test_twenty_news_are_two_letters(mailing: Ward, mail: MailServer, clock: SetClock) -> None:
    mailing.address(mailing.ann, ANN, mail)
    mailing.choose(mailing.ann, digest_minutes=15)
    for number in range(20):
        mailing.tell([mailing.ann], key=f"consult-{number}")
        mailing.work()
        clock.advance(timedelta(seconds=30))
    assert len(mail.letters) == 1
    clock.advance(timedelta(minutes=15))
    mailing.work()
    assert [each["Subject"] for each in mail.letters] == ["A consult waits for you", "19 pieces of news wait for you"]
    assert "A consult waits for you × 19" in mail.letters[1].get_content()
    assert "/#/inbox" in mail.letters[1].get_content()
    assert {each[:3] for each in mailing.settled()} == {("mail", "sent", "")}


def test_routine_news_wait_for_the_morning_and_urgent_ones_do_not(
    mailing: Ward, mail: MailServer, clock: SetClock
) -> None:
    # It is 20:00 in Shanghai, and 13:00 in Berlin.
    mailing.address(mailing.ann, ANN, mail)
    mailing.address(mailing.ben, "ben@hospital.example", mail)
    mailing.choose(mailing.ann, quiet=QuietHours(19 * 60, 7 * 60))
    mailing.choose(mailing.ben, quiet=QuietHours(19 * 60, 7 * 60), time_zone="Europe/Berlin")
    for number in range(3):
        mailing.tell([mailing.ann, mailing.ben], key=f"routine-{number}")
    mailing.tell([mailing.ann], key="urgent", urgency=Urgency.URGENT)
    mailing.work()
    # Both have letters that press at once; whoever has no quiet hours now has one of all others.
    assert sorted((each["To"], each["Subject"]) for each in mail.letters) == [
        (ANN, "A consult waits for you"),
        ("ben@hospital.example", "3 pieces of news wait for you"),
    ]
    clock.advance(timedelta(hours=10, minutes=59))
    mailing.work()
    assert len(mail.letters) == 2
    clock.advance(timedelta(minutes=1))
    mailing.work()
    assert [each["Subject"] for each in mail.letters[2:]] == ["3 pieces of news wait for you"]


def test_what_was_read_meanwhile_is_no_letter(mailing: Ward, mail: MailServer, clock: SetClock) -> None:
    mailing.address(mailing.ann, ANN, mail)
    mailing.choose(mailing.ann, quiet=QuietHours(19 * 60, 7 * 60))
    mailing.tell([mailing.ann])
    mailing.work()
    mailing.house.telling.inbox.read(mailing.ann.user_id)
    clock.advance(timedelta(hours=12))
    mailing.work()
    assert (mail.letters, mailing.settled()) == ([], [("mail", "dropped", "", 0)])


def test_who_wants_no_letters_of_a_kind_gets_none(mailing: Ward, mail: MailServer) -> None:
    mailing.address(mailing.ann, ANN, mail)
    mailing.choose(mailing.ann, channels={Kind.CONSULT_CONCLUDED: frozenset({Channel.MAIL})})
    mailing.tell([mailing.ann])
    mailing.tell([mailing.ann], Kind.CONSULT_CONCLUDED, key="concluded")
    mailing.work()
    assert [each["Subject"] for each in mail.letters] == ["A consult is concluded"]


@pytest.mark.parametrize(
    ("answer", "settled", "letters"),
    [
        ("451 try later", ("mail", "sent", "", 2), 1),
        ("550 no such mailbox", ("mail", "failed", "gone", 1), 0),
    ],
)
def test_a_server_that_refuses_is_asked_again_only_if_that_helps(
    mailing: Ward, mail: MailServer, clock: SetClock, answer: str, settled: tuple[str, str, str, int], letters: int
) -> None:
    mailing.address(mailing.ann, ANN, mail)
    mail.answers = [answer]
    mailing.tell([mailing.ann], urgency=Urgency.URGENT)
    mailing.work()
    assert mail.letters == []
    clock.advance(timedelta(seconds=10))
    mailing.work()
    assert (mailing.settled(), len(mail.letters)) == ([settled], letters)


def test_a_letter_that_failed_before_the_quiet_hours_takes_nothing_along_in_them(
    mailing: Ward, mail: MailServer, clock: SetClock
) -> None:
    mailing.address(mailing.ann, ANN, mail)
    mailing.choose(mailing.ann, quiet=QuietHours(20 * 60 + 5, 7 * 60))
    mail.answers = ["451 try later"]
    mailing.tell([mailing.ann], key="before")
    mailing.work()
    clock.advance(timedelta(minutes=6))
    mailing.tell([mailing.ann], key="within")
    mailing.work()
    clock.advance(timedelta(hours=10, minutes=53))
    mailing.work()
    assert mail.letters == []
    clock.advance(timedelta(minutes=1))
    mailing.work()
    assert [each["Subject"] for each in mail.letters] == ["2 pieces of news wait for you"]


@pytest.mark.parametrize("parting", ["221 Bye", "421 too busy for that"])
def test_a_server_that_looks_long_at_a_letter_gets_it_once(
    mailing: Ward, mail: MailServer, monkeypatch: pytest.MonkeyPatch, parting: str
) -> None:
    mailing.address(mailing.ann, ANN, mail)
    for module in ("mail", "sending"):
        monkeypatch.setattr(f"imaging.exchange.telling.{module}.STEP_SECONDS", 0.4)
    mail.looks_seconds, mail.parting = 1.0, parting
    mailing.tell([mailing.ann], urgency=Urgency.URGENT)
    mailing.work()
    assert (mailing.settled(), len(mail.letters)) == ([("mail", "sent", "", 1)], 1)
    # Whoever sits before the page does not wait for so long.
    assert mailing.house.telling.sending.try_out(mailing.ann.user_id, Channel.MAIL) == (Later(Trouble.SILENT),)


def test_whoever_still_sends_is_succeeded_by_nobody(
    mailing: Ward, mail: MailServer, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing.address(mailing.ann, ANN, mail)
    monkeypatch.setattr("imaging.exchange.telling.sending.RENEWED_AFTER_SECONDS", 0.05)
    mail.looks_seconds = 1.5
    mailing.tell([mailing.ann], urgency=Urgency.URGENT)
    mailing.house.telling.planning.run()
    sending = mailing.house.telling.sending
    thread = threading.Thread(target=sending.run)
    thread.start()
    for _ in range(3):
        time.sleep(0.4)
        assert sending.deliveries.take() == ()
        clock.advance(LEASE - timedelta(seconds=1))
    thread.join(30)
    assert (mailing.settled(), len(mail.letters)) == ([("mail", "sent", "", 1)], 1)


def test_a_server_that_is_away_keeps_nothing_from_arriving_later(mail: MailServer, clock: SetClock) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="filmless-", dir=MEMORY) as directory,
        open_house(Path(directory), clock, smtp_url="smtp://127.0.0.1:9") as house,
    ):
        mailboxes, ann = house.telling.mailboxes, ward_in(house).ann.user_id
        assert mailboxes.ask(ann, ANN, Language.EN) == Later(Trouble.SILENT)
        # Nobody waits a minute because of it.
        assert mailboxes.ask(ann, ANN, Language.EN) == Later(Trouble.SILENT)


def test_without_a_server_nobody_is_asked_for_an_address(ward: Ward) -> None:
    with pytest.raises(ConflictError):
        ward.house.telling.mailboxes.ask(ward.ann.user_id, ANN, Language.EN)


# A warning of the test's server, which does not count TLS from the first byte on.
WITHOUT_WARNING = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@WITHOUT_WARNING
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_letters_and_logins_travel_only_protected(
    scheme: str, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = localhost_context(tmp_path)
    is_tls = scheme == "smtps"
    with running_mail_server(context, is_tls=is_tls, needs_login=True) as mail:
        query = "" if is_tls else "?tls=starttls"
        url = f"{scheme}://robot:se%2Fcret%401@127.0.0.1:{mail.port}{query}"
        with open_house(tmp_path / "data", clock, smtp_url=url) as house:
            ann = ward_in(house).ann.user_id
            # Nobody whom this machine does not trust learns the login.
            assert house.telling.mailboxes.ask(ann, ANN, Language.EN) == Later(Trouble.NOT_UNDERSTOOD)
            assert mail.logins == []
            monkeypatch.setenv("SSL_CERT_FILE", str(authority))
            assert house.telling.mailboxes.ask(ann, ANN, Language.EN) == Sent()
    assert (mail.was_protected, mail.logins) == ([True], [(b"robot", b"se/cret@1")])


def test_a_server_without_starttls_gets_nothing(mail: MailServer, clock: SetClock, tmp_path: Path) -> None:
    with open_house(tmp_path, clock, smtp_url=f"{mail.url}?tls=starttls") as house:
        ann = ward_in(house).ann.user_id
        assert house.telling.mailboxes.ask(ann, ANN, Language.EN) == Later(Trouble.NOT_UNDERSTOOD)
    assert mail.letters == []


@WITHOUT_WARNING
def test_a_wrong_password_is_for_somebody_to_set_right(clock: SetClock, tmp_path: Path) -> None:
    context, authority = localhost_context(tmp_path)
    with running_mail_server(context, is_tls=True, needs_login=True) as mail:
        url = f"smtps://robot:wrong@127.0.0.1:{mail.port}"
        with pytest.MonkeyPatch.context() as patch, open_house(tmp_path / "data", clock, smtp_url=url) as house:
            patch.setenv("SSL_CERT_FILE", str(authority))
            ann = ward_in(house).ann.user_id
            assert house.telling.mailboxes.ask(ann, ANN, Language.EN) == Later(Trouble.NOT_LET_IN)


@pytest.mark.parametrize(
    ("url", "host", "port", "protection"),
    [
        ("smtp://mail.example", "mail.example", 587, Protection.STARTTLS),
        ("smtp://mail.example:25?tls=none", "mail.example", 25, Protection.NONE),
        ("smtps://mail.example", "mail.example", 465, Protection.TLS),
        ("smtp://localhost:2525", "localhost", 2525, Protection.NONE),
    ],
)
def test_an_address_says_how_the_server_is_spoken_to(url: str, host: str, port: int, protection: Protection) -> None:
    assert Address.parse(url) == Address(host, port, protection)


def test_a_test_letter_is_sent_at_once(mailing: Ward, mail: MailServer) -> None:
    sending, ann = mailing.house.telling.sending, mailing.ann.user_id
    assert sending.try_out(ann, Channel.MAIL) == (Never(Trouble.GONE),)
    mailing.address(mailing.ann, ANN, mail)
    assert sending.try_out(ann, Channel.MAIL) == (Sent(),)
    assert len(mail.letters) == 1
