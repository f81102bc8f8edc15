"""Letters by SMTP: plain text in the reader's language, without anything that looks like a patient."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final

from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.mail_server import MailServer, Protection
from imaging.exchange.telling.outcomes import Later, Never, Result, Sent, Trouble
from imaging.exchange.telling.wording import Message

# For each answer, and for all of them where somebody waits before the page.
STEP_SECONDS: Final = 15.0
# For the answer to the letter itself: a server that scans it is slow there, and has taken it whether or not anybody
# waits (RFC 5321, section 4.5.3.2.6). Whoever leaves earlier sends it twice.
LETTER_SECONDS: Final = 600.0
# RFC 5321, section 4.2.1: from here on an answer says that it will never do.
_FOR_GOOD: Final = 500
_FOOT: Final = {
    Language.ZH: "打开：{}\n\n为保护隐私，邮件中不含患者信息。\n收哪些邮件，可在“我的账户”中选择。",
    Language.EN: "Open: {}\n\nFor privacy, letters say nothing about patients.\n"
    "You can choose under “My account” which of them you get.",
}
_CODE: Final = {
    Language.ZH: ("确认您的邮箱", "验证码：{}\n\n如果不是您本人操作，请忽略此邮件。"),
    Language.EN: ("Confirm your address", "The code is {}\n\nIf this was not you, nothing needs to be done."),
}


@dataclass(frozen=True)
class Mail:
    """Sends letters; without a server it sends none."""

    server: MailServer | None
    sender: str
    base_url: str

    @property
    def is_set_up(self) -> bool:
        """Whether letters can be sent at all."""
        return self.server is not None

    def send(
        self, to: str, message: Message, language: Language, name: str, at: datetime, seconds: float = LETTER_SECONDS
    ) -> Result:
        """Send a letter that says what waits; the server has so many seconds to take it."""
        foot = _FOOT[language].format(f"{self.base_url}{message.path}")
        return self._deliver(self._letter(to, message.title, "\n".join((*message.lines, "", foot)), name, at), seconds)

    def send_code(self, to: str, code: str, language: Language, name: str, at: datetime) -> Result:
        """Send the code by which somebody shows that they read what comes to this address."""
        subject, text = _CODE[language]
        return self._deliver(self._letter(to, subject, text.format(code), name, at), STEP_SECONDS)

    def _letter(self, to: str, subject: str, text: str, name: str, at: datetime) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        letter["From"] = Address("Filmless", addr_spec=self.sender)
        letter["To"] = Address(addr_spec=to)
        letter["Subject"] = subject
        letter["Date"] = format_datetime(at)
        # The same when it is sent again: mail servers know by it what came twice.
        letter["Message-ID"] = f"<{name}@{self.sender.rpartition('@')[2]}>"
        # Nobody's absence is answered to (RFC 3834).
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(f"{text}\n")
        return letter

    def _deliver(self, letter: EmailMessage, seconds: float) -> Result:
        if self.server is None:
            return Later(Trouble.NOT_SET_UP)
        try:
            with _session(self.server, seconds) as session:
                session.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            return _refusal(next(iter(error.recipients.values()))[0], Trouble.GONE)
        except smtplib.SMTPAuthenticationError:
            # Somebody will set it right; what waits is sent then.
            return Later(Trouble.NOT_LET_IN)
        except smtplib.SMTPResponseException as error:
            return _refusal(error.smtp_code, Trouble.REFUSED)
        except (smtplib.SMTPNotSupportedError, ssl.SSLError):
            return Later(Trouble.NOT_UNDERSTOOD)
        except (smtplib.SMTPException, OSError):
            return Later(Trouble.SILENT)
        return Sent()


class _Session(smtplib.SMTP):
    """Waits longer for the answer to a letter than for any other."""

    letter_seconds = STEP_SECONDS

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over a letter."""
        self._wait_for(self.letter_seconds)
        try:
            return super().data(msg)
        finally:
            self._wait_for(STEP_SECONDS)

    def _wait_for(self, seconds: float) -> None:
        # Where the line broke there is no socket any more.
        if self.sock is not None:
            self.sock.settimeout(seconds)


class _TlsSession(_Session, smtplib.SMTP_SSL):
    """The same, protected from its first byte on."""


@contextmanager
def _session(server: MailServer, letter_seconds: float) -> Iterator[smtplib.SMTP]:
    if server.protection is Protection.TLS:
        session: _Session = _TlsSession(server.host, server.port, timeout=STEP_SECONDS, context=server.context())
    else:
        session = _Session(server.host, server.port, timeout=STEP_SECONDS)
    session.letter_seconds = letter_seconds
    try:
        if server.protection is Protection.STARTTLS:
            session.starttls(context=server.context())
        if server.login:
            session.login(server.login, server.password)
        yield session
    finally:
        # What was taken is taken, whatever is said at parting.
        with suppress(smtplib.SMTPException, OSError):
            session.quit()
        session.close()


def _refusal(code: int, trouble: Trouble) -> Result:
    return Never(trouble) if code >= _FOR_GOOD else Later(Trouble.BUSY)
