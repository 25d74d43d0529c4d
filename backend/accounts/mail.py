"""Sending a mail: to a server that speaks SMTP, under TLS, or into the mailbox of a developer's machine."""
import asyncio
import ipaddress
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

from backend.accounts.models import LocalMail
from backend.database.database import Database
from backend.outbox.worker import GiveUp

TIMEOUT_S = 10.0
PORTS = {"smtps": 465, "smtp": 587}
EXAMPLE = "smtps://user:password@mail.example.org or smtp://mail.example.org:587"
REFUSED_FOR_GOOD = 500


@dataclass(frozen=True)
class Mail:
    """name: one per mail, for its Message-ID. stop: where one POST ends mails like this one (RFC 8058), empty where none is to be ended."""

    recipient: str
    subject: str
    text: str
    name: str
    stop: str = ""


class MailWay(Protocol):
    async def send(self, mail: Mail) -> None:
        """Raises GiveUp where trying again will not help, anything else where it may."""


@dataclass(frozen=True)
class SmtpServer:
    """implicit_tls: from the first byte; else STARTTLS, which only a server on this machine may lack."""

    host: str
    port: int
    implicit_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""

    async def send(self, mail: Mail) -> None:
        await asyncio.to_thread(self.deliver, mail)

    def deliver(self, mail: Mail) -> None:
        try:
            with self.connect() as connection:
                if self.user:
                    connection.login(self.user, self.password)
                connection.send_message(written(mail, self.sender))
        except smtplib.SMTPRecipientsRefused as error:
            if all(code >= REFUSED_FOR_GOOD for code, _ in error.recipients.values()):
                raise GiveUp("recipient_refused") from error
            raise
        except smtplib.SMTPDataError as error:
            if error.smtp_code >= REFUSED_FOR_GOOD:
                raise GiveUp("mail_refused") from error
            raise

    def connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.implicit_tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        if not is_this_machine(self.host):
            connection.starttls(context=context)
        return connection


@dataclass(frozen=True)
class LocalMailbox:
    """Nothing leaves the machine: `/dev/mailbox` shows it."""

    database: Database

    async def send(self, mail: Mail) -> None:
        async with self.database.writing() as session:
            session.add(LocalMail(recipient=mail.recipient, subject=mail.subject, text=mail.text))


def written(mail: Mail, sender: str) -> EmailMessage:
    """A header with a line break is refused by the library itself."""
    message = EmailMessage(policy=SMTP if mail.recipient.isascii() else SMTPUTF8)
    message["From"], message["To"], message["Subject"] = sender, mail.recipient, mail.subject
    message["Date"], message["Message-ID"] = formatdate(), f"<{mail.name}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.stop:
        message["List-Unsubscribe"], message["List-Unsubscribe-Post"] = f"<{mail.stop}>", "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    return message


def read_smtp(text: str, sender: str) -> SmtpServer | None:
    """None where no server is named. Raises ValueError, which says what to write and repeats nothing."""
    if not text.strip():
        return None
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as error:
        raise ValueError(f"Write the mail server like {EXAMPLE}.") from error
    beside = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in PORTS or not parts.hostname or beside or (parts.username and not parts.password):
        raise ValueError(f"Write the mail server like {EXAMPLE}.")
    if "@" not in parseaddr(sender)[1] or any(sign in sender for sign in "\r\n\0"):
        raise ValueError("With a mail server ALLWAYS_MAIL_FROM is needed, the sender, such as Allways <no-reply@example.org>.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.hostname, port or PORTS[parts.scheme], parts.scheme == "smtps", user, password, sender)


def read_origin(text: str) -> str:
    """Raises ValueError, which says what to write."""
    wanted = "Write it like https://allways.example.org, without a path; http only for this machine itself."
    try:
        parts = urlsplit(text.strip().rstrip("/"))
        port = parts.port
    except ValueError as error:
        raise ValueError(wanted) from error
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(wanted)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_this_machine(parts.hostname)):
        raise ValueError(wanted)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
