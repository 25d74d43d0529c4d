"""The line itself: how long it waits, how much it takes, through whom it goes. And the rule that every write has a key."""
import ast
import asyncio
from pathlib import Path

import pytest
import stripe

import backend.paying
from backend.paying import refusals
from backend.paying.gateway import Gateway
from backend.paying.line import Line
from backend.paying.provider import Provider
from backend.paying.refusals import ProviderRefused, ProviderSilent, translated
from backend.paying.seen import CardReason

FOLDER = Path(backend.paying.__file__).parent
WRITES = {"create_async", "update_async", "confirm_async", "capture_async", "cancel_async", "attach_async", "detach_async", "close_async"}
OURS = {("line.py", "close_async"), ("gateway.py", "close_async")}


def writes(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            yield node


def has_key(call: ast.Call) -> bool:
    last = call.args[-1] if call.args else None
    return isinstance(last, ast.Call) and isinstance(last.func, ast.Name) and last.func.id == "keyed"


def test_every_write_has_a_key_of_ours():
    found = 0
    for path in sorted(FOLDER.glob("*.py")):
        for call in writes(ast.parse(path.read_text(encoding="utf-8"))):
            if (path.name, call.func.attr) in OURS and not call.args:
                continue
            found += 1
            assert has_key(call), f"{path.name}:{call.lineno} writes without a key"
    assert found >= 10


def test_the_rule_would_see_a_write_without_one():
    (call,) = writes(ast.parse("self.v1.refunds.create_async(asked)"))
    assert not has_key(call)


async def serve(answer: bytes, every_s: float = 0.0):
    """A server that says the same to everybody, byte by byte if told so."""

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        try:
            for start in range(0, len(answer), len(answer) if not every_s else 1):
                writer.write(answer[start : start + (len(answer) if not every_s else 1)])
                await writer.drain()
                await asyncio.sleep(every_s)
            writer.close()
        except ConnectionError:
            return

    return await asyncio.start_server(talk, "127.0.0.1", 0)


@pytest.fixture
async def asked():
    """Asks a server for a payment; what it raised."""

    async def ask(server, line: Line):
        port = server.sockets[0].getsockname()[1]
        gateway = Gateway(Provider(f"http://127.0.0.1:{port}", "sk_test_0123456789"), line)
        try:
            with pytest.raises((ProviderSilent, ProviderRefused)) as raised:
                await gateway.read_intent("pi_1")
        finally:
            await gateway.close()
            server.close()
        return raised.value

    return ask


def answer(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def test_an_answer_that_drips_is_none(asked):
    """Each byte comes in time; the whole never does."""
    assert (await asked(await serve(answer(b"{}" + b" " * 200), every_s=0.05), Line(0.5))).code == "provider_silent"


async def test_an_answer_without_end_is_cut(asked):
    assert (await asked(await serve(answer(b" " * (5 * 1024 * 1024))), Line(10))).code == "provider_silent"


@pytest.mark.parametrize("body, status, code", [
    (b"<html>", "502 Bad Gateway", "provider_failed"), (b"<html>", "200 OK", "provider_failed"), (b"", "503 Busy", "provider_failed"),
    (b'{"error": "no"}', "500 Broken", "provider_failed"),
    (b'{"error": {"type": "invalid_request_error", "code": "resource_missing"}}', "404 Not Found", "resource_missing"),
    (b'{"error": {"type": "invalid_request_error", "code": "Robert\'); DROP"}}', "400 Bad Request", "invalid_request"),
    (b'{"error": {"type": "invalid_request_error"}}', "403 Forbidden", "provider_key_refused"),
])  # fmt: skip
async def test_whatever_comes_is_told_in_two_kinds_of_trouble(asked, body, status, code):
    raised = await asked(await serve(answer(body, status)), Line(5))
    assert raised.code == code
    assert "DROP" not in str(raised)


async def test_no_proxy_of_the_environment_is_used(asked, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    body = b'{"error": {"type": "invalid_request_error", "code": "resource_missing"}}'
    assert (await asked(await serve(answer(body, "404 Not Found")), Line(5))).code == "resource_missing"


async def test_waiting_for_the_payment_service_keeps_nobody_else_waiting(gateway, control):
    control.fault("delay", "/v1/payment_intents/*", method="GET", seconds=1)
    looking = asyncio.create_task(gateway.find_intent("none"))
    await looking
    waiting, turns = asyncio.create_task(gateway.read_intent("pi_0")), 0
    while not waiting.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 20
    assert waiting.exception().code == "resource_missing"


@pytest.mark.parametrize("told, reason", [
    ({"code": "card_declined", "decline_code": "stolen_card"}, CardReason.DECLINED), ({"code": "incorrect_cvc"}, CardReason.DETAILS),
    ({"code": "card_declined", "decline_code": "try_again_later"}, CardReason.LATER), ({}, CardReason.DECLINED),
    ({"code": "authentication_required"}, CardReason.NOT_RECOGNISED),
])  # fmt: skip
def test_a_traveller_is_told_what_their_bank_would_tell(told, reason):
    error = stripe.CardError("no", None, told.get("code"), b"{}", 402, {"error": told})
    refused = translated(error)
    assert isinstance(refused, ProviderRefused)
    assert refused.failure.reason is reason


def test_a_failure_kept_under_its_key_is_told_from_a_fresh_one():
    fresh = translated(stripe.APIError("no", b"{}", 500, {"error": {}}, {}))
    kept = translated(stripe.APIError("no", b"{}", 500, {"error": {}}, {"Idempotent-Replayed": "true"}))
    assert (fresh.stored, kept.stored) == (False, True)
    assert refusals.translated(stripe.APIError("no", b"{}", 409, {"error": {"code": "idempotency_key_in_use"}}, {})).code == "idempotency_key_in_use"
