"""The scripts of the pages, run as a browser runs them, against the service. Needs node."""
import asyncio
import json
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from backend.accounts.page_words import PAGES
from tests.backend.accounts.authenticator import Authenticator
from tests.backend.accounts.people import CODE, LINK, Phone, bearer, deliver, signed_in
from tests.backend.accounts.test_device_codes import ask, redeem

BROWSER = Path(__file__).with_name("browser.mjs")
EN = PAGES["en"]
ANN = "ann@example.org"
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: it stands for the browser")


@asynccontextmanager
async def listening(answer):
    """A port of this machine for as long as it lasts; answer(path, body, headers) -> (status, text)."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            sent = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:]) if value}
            body = await reader.readexactly(int(sent.get("content-length", "0")))
            kept = {name: sent[name] for name in ("content-type", "accept-language") if name in sent}
            status, text = await answer(method, path, body, kept)
            data = text.encode()
            writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode() + data)
            await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


class Tab:
    """A browser at the pages of a service, of somebody with an authenticator who reads their mails."""

    def __init__(self, client, database, key: Authenticator):
        self.client, self.database, self.key = client, database, key

    async def serve(self, method: str, path: str, body: bytes, sent: dict) -> tuple[int, str]:
        answer = await self.client.request(method, path, content=body, headers=sent)
        return answer.status_code, answer.text

    async def touch(self, method: str, path: str, body: bytes, sent: dict) -> tuple[int, str]:
        if path == "/mail":
            return 200, CODE.search((await deliver(self.database))[-1].text).group(1)
        options = json.loads(body)
        return 200, self.key.make(options) if path == "/make" else self.key.sign(options)

    async def does(self, address: str, *steps: dict) -> dict:
        async with listening(self.serve) as service, listening(self.touch) as key:
            command = ["node", str(BROWSER), service, address, key, json.dumps(steps)]
            pipe = asyncio.subprocess.PIPE
            ran = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
            out, error = await asyncio.wait_for(ran.communicate(), 120)
        assert ran.returncode == 0, error.decode()
        return json.loads(out)


@pytest.fixture
def tab(client, database) -> Tab:
    return Tab(client, database, Authenticator())


async def test_a_passkey_is_made_and_signs_in_a_desktop(client, database, tab):
    session = await signed_in(client, database, Phone())
    made = (await client.post("/v1/account/passkeys", json={"name": "Key ring"}, headers=bearer(session))).json()
    seen = await tab.does(made["address"], {"click": "make"}, {"says": EN["made"]})
    assert seen["hash"] == "", "the secret is gone from the address"
    phone = Phone("Desk")
    asked = await ask(client, phone)
    seen = await tab.does(asked["address"], {"until": "passkey"}, {"click": "passkey"}, {"until": "done"})
    assert "Desk" in seen["texts"]["where"]
    assert seen["focused"] == "done", "whoever does not see is told"
    assert not {"prove", "typed", "how"} & set(seen["shown"])
    assert (await redeem(client, asked, phone, seen["texts"]["shown"])).status_code == 200


async def test_a_code_by_mail_does_as_well(client, database, tab):
    phone = Phone("Desk")
    asked = await ask(client, phone)
    asking = ({"until": "prove"}, {"into": "email", "type": f" {ANN} "}, {"submit": "prove"}, {"until": "typed"})
    wrong = ({"into": "code", "type": "WRNG-0000"}, {"submit": "typed"}, {"says": EN["wrong"]})
    seen = await tab.does(asked["address"], *asking, *wrong, {"into": "code", "fetch": "mail"}, {"submit": "typed"}, {"until": "done"})
    assert (await redeem(client, asked, phone, seen["texts"]["shown"])).status_code == 200
    first, last = await deliver(database)
    assert first.recipient == last.recipient == ANN
    assert "“Browser for Desk”" in first.text, "the mail says for which device"


async def test_a_link_says_who_asked_and_opens_the_app(client, database, tab):
    await client.post("/v1/auth/email-links", json=Phone("Pixel 8").request(ANN))
    link_id, secret = LINK.search((await deliver(database))[-1].text).groups()
    seen = await tab.does(f"http://localhost:8000/sign-in#{link_id}.{secret}", {"says": "Pixel 8"})
    assert seen["open"] == f"allways://sign-in#{link_id}.{secret}"
    assert not {"prove", "typed", "done"} & set(seen["shown"])


@pytest.mark.parametrize("fragment", ["01890000-0000-7000-8000-000000000000", "01890000-0000-7000-8000-000000000000." + "x" * 43, "nonsense"])
async def test_what_is_over_says_so(client, tab, fragment):
    seen = await tab.does(f"http://localhost:8000/sign-in#{fragment}", {"says": EN["over"]})
    assert not {"prove", "typed", "done"} & set(seen["shown"])


async def test_a_passkey_of_nobody_is_told(client, tab):
    tab.key.host = "localhost"
    seen = await tab.does((await ask(client, Phone()))["address"], {"until": "passkey"}, {"click": "passkey"}, {"says": EN["wrong"]})
    assert "prove" in seen["shown"], "they may try again, or by mail"
