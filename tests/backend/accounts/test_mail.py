"""Mails leave over SMTP, or stay on this machine where a developer reads them."""
import asyncio
import email
from contextlib import asynccontextmanager
from email.policy import default
from uuid import uuid4

import httpx
import pytest

from backend.accounts.letters import link_mail
from backend.accounts.links import Letter
from backend.accounts.mail import Mail, SmtpServer, read_origin, read_smtp
from backend.accounts.page_words import PAGES
from backend.accounts.purposes import PURPOSES
from backend.accounts.words import KEPT, LANGUAGES, MAILS
from backend.contract.consents import Purpose
from backend.outbox.worker import GiveUp
from backend.service.settings import Settings, SettingsError
from tests.backend.accounts.people import CODE, LINK, ORIGIN, Phone, deliver, quiet, served

SENDER = "Allways <no-reply@example.org>"
MAIL = Mail("ann@example.org", "Bei Allways anmelden – jetzt", "Grüße\n", "one")


class PostOffice:
    """Speaks as much of SMTP as a sender needs. answers: instead of its own, per command."""

    def __init__(self, **answers: str):
        self.answers, self.taken, self.port = answers, [], 0

    async def serve(self, reader, writer) -> None:
        await self.say(writer, "220 here")
        while line := (await reader.readline()).decode().strip():
            command = line.split()[0].upper()
            answer = self.answers.get(command, {"EHLO": "250-here\r\n250 SMTPUTF8", "DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 ok"))
            await self.say(writer, answer)
            if command == "DATA" and answer.startswith("354"):
                self.taken.append((await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n"))
                await self.say(writer, self.answers.get("END", "250 taken"))
            if command == "QUIT":
                break
        writer.close()

    @staticmethod
    async def say(writer, text: str) -> None:
        writer.write(f"{text}\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def post_office(**answers: str):
    office = PostOffice(**answers)
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    async with server:
        yield office


def sender_to(office: PostOffice) -> SmtpServer:
    return read_smtp(f"smtp://127.0.0.1:{office.port}", SENDER)


async def test_a_mail_arrives_as_it_was_written():
    async with post_office() as office:
        await sender_to(office).send(MAIL)
    message = email.message_from_bytes(office.taken[0], policy=default)
    assert (message["from"], message["to"], message["subject"]) == (SENDER, MAIL.recipient, MAIL.subject)
    assert message.get_content().replace("\r\n", "\n") == MAIL.text
    assert message["message-id"] == "<one@example.org>"
    assert message["auto-submitted"] == "auto-generated"


@pytest.mark.parametrize("answers, code", [({"RCPT": "550 nobody here"}, "recipient_refused"), ({"END": "554 no"}, "mail_refused")])
async def test_what_is_refused_for_good_is_given_up(answers, code):
    async with post_office(**answers) as office:
        with pytest.raises(GiveUp) as given_up:
            await sender_to(office).send(MAIL)
    assert given_up.value.code == code


@pytest.mark.parametrize("answers", [
    {"RCPT": "451 later"}, {"END": "452 full"}, {"MAIL": "530 who are you"}, {"EHLO": "421 busy", "HELO": "421 busy"},
])  # fmt: skip
async def test_what_may_work_later_is_tried_again(answers):
    async with post_office(**answers) as office:
        with pytest.raises(OSError):
            await sender_to(office).send(MAIL)


async def test_nothing_is_sent_to_another_machine_without_tls(monkeypatch):
    monkeypatch.setattr("backend.accounts.mail.is_this_machine", lambda host: False)
    async with post_office() as office:
        with pytest.raises(OSError):
            await sender_to(office).send(MAIL)
    assert office.taken == []


@pytest.mark.parametrize("change", [{"recipient": "ann@example.org\r\nBcc: eve@example.org"}, {"subject": "Hello\r\nBcc: eve@example.org"}])
async def test_a_line_break_makes_no_header(change):
    async with post_office() as office:
        with pytest.raises(ValueError, match=r"linefeed|invalid"):
            await sender_to(office).send(Mail(**{"recipient": "ann@example.org", "subject": "Hello", "text": "", "name": "one"} | change))
    assert office.taken == []


async def test_the_service_itself_sends_what_was_asked_for(database_url):
    async with post_office() as office, served(database_url, smtp=sender_to(office), public_origin=ORIGIN) as client:
        asked = (await client.post("/v1/auth/email-links", json=Phone().request("ann@example.org", locale="ko"))).json()
        async with asyncio.timeout(60):
            while not office.taken:
                await asyncio.sleep(0.02)
        assert (await client.get("/dev/mailbox")).status_code == 404
    message = email.message_from_bytes(office.taken[0], policy=default)
    assert message["subject"] == MAILS["ko"]["link_subject"]
    assert f"{ORIGIN}/sign-in#{asked['requestId']}." in message.get_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(language):
    assert MAILS[language].keys() == MAILS["en"].keys()
    assert PAGES[language].keys() == PAGES["en"].keys()
    mail = link_mail(Letter(uuid4(), "ann@example.org", language, "Pixel 8", "s" * 43, "ABCD2345"), ORIGIN, "one")
    assert CODE.search(mail.text).group(1) == "ABCD-2345"
    assert LINK.search(mail.text)
    assert "Pixel 8" in mail.text
    for about in ("new_device", "stolen"):
        assert "Pixel 8" in MAILS[language][about].format(device="Pixel 8", when="2026-11-24 08:30")
    for about in ("passkey_added", "passkey_off", "deletion_asked"):
        assert "Key ring" in MAILS[language][about].format(name="Key ring", when="2026-11-24 08:30")
    assert len(KEPT[language]) == len(KEPT["en"])
    assert all(PURPOSES[purpose].texts[language] for purpose in Purpose)


def test_a_letter_is_never_written_to_a_log():
    told = repr(Letter(uuid4(), "ann@example.org", "en", "Pixel 8", "the-secret", "ABCD2345"))
    assert "the-secret" not in told
    assert "ABCD2345" not in told


async def test_the_mailbox_is_for_this_machine_only(client, database):
    await client.post("/v1/auth/email-links", json=Phone().request("ann@example.org"))
    await deliver(database)
    assert (await client.get("/dev/mailbox")).status_code == 404, "the peer is none of this machine"
    here = httpx.ASGITransport(app=client.app, client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=here, base_url="http://localhost:8000") as local:
        page = await local.get("/dev/mailbox")
        assert page.status_code == 200
        assert "ann@example.org" in page.text
        assert 'href="/sign-in#' in page.text
        assert "script" not in page.headers["content-security-policy"]
        for header in ("X-Forwarded-For", "Forwarded", "Via"):
            assert (await local.get("/dev/mailbox", headers={header: "198.51.100.7"})).status_code == 404


async def test_there_is_no_mailbox_where_people_come_from_elsewhere(sqlite_url, monkeypatch):
    quiet(monkeypatch)
    async with served(sqlite_url, public_origin=ORIGIN) as client:
        here = httpx.ASGITransport(app=client.app, client=("127.0.0.1", 50000))
        async with httpx.AsyncClient(transport=here, base_url="http://localhost:8000") as local:
            assert (await local.get("/dev/mailbox")).status_code == 404


@pytest.mark.parametrize("text, read", [
    ("smtps://ann:p%40ss@mail.example.org", SmtpServer("mail.example.org", 465, True, "ann", "p@ss", SENDER)),
    ("smtp://mail.example.org", SmtpServer("mail.example.org", 587, False, sender=SENDER)),
    ("smtp://127.0.0.1:2525", SmtpServer("127.0.0.1", 2525, False, sender=SENDER)), ("", None), (" ", None),
])  # fmt: skip
def test_a_mail_server_is_read(text, read):
    assert read_smtp(text, SENDER) == read


@pytest.mark.parametrize("text", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://u@h", "smtp://h:x", "smtp://h/path", "smtp://[h"])
def test_a_mail_server_that_cannot_be_read_is_said_and_not_repeated(text):
    with pytest.raises(SettingsError, match="ALLWAYS_SMTP") as refused:
        Settings.read({"ALLWAYS_SMTP": text, "ALLWAYS_MAIL_FROM": SENDER})
    assert text not in str(refused.value).replace("smtps://user:password@mail.example.org or smtp://mail.example.org:587", "")


@pytest.mark.parametrize("sender", ["", "Allways", "a@b\r\nBcc: c@d"])
def test_a_mail_server_needs_a_sender(sender):
    with pytest.raises(SettingsError, match="ALLWAYS_MAIL_FROM"):
        Settings.read({"ALLWAYS_SMTP": "smtp://mail.example.org", "ALLWAYS_MAIL_FROM": sender})


def test_the_password_of_the_mail_server_is_not_told():
    settings = Settings.read({"ALLWAYS_SMTP": "smtps://ann:pass-word@mail.example.org", "ALLWAYS_MAIL_FROM": SENDER})
    assert "pass-word" not in repr(settings) + repr(settings.smtp)


@pytest.mark.parametrize("text, read", [
    ("https://Allways.example.org/", "https://allways.example.org"), ("https://a.example.org:8443", "https://a.example.org:8443"),
    ("http://127.0.0.1:8123", "http://127.0.0.1:8123"), ("http://[::1]:8000", "http://[::1]:8000"),
])  # fmt: skip
def test_an_origin_is_read(text, read):
    assert read_origin(text) == read


@pytest.mark.parametrize("text", ["http://allways.example.org", "allways.example.org", "https://a.org/path", "https://u@a.org", "https://a.org:x", "https://"])
def test_an_origin_is_https_and_nothing_but_an_origin(text):
    with pytest.raises(SettingsError, match="ALLWAYS_PUBLIC_ORIGIN"):
        Settings.read({"ALLWAYS_PUBLIC_ORIGIN": text})
