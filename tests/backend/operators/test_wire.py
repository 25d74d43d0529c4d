"""Whom we speak to, and how much of an answer we take."""
import asyncio

import pytest

from backend.feeds.addresses import Allowed
from backend.operators.operator import OperatorSilent
from backend.operators.wire import MOST_BYTES, Wire


async def answering(answer: bytes, *, drip_s: float = 0.0):
    """A server of this machine that answers every connection with these bytes; (server, its address)."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        for start in range(0, len(answer), len(answer) if not drip_s else 1):
            writer.write(answer[start : start + (len(answer) if not drip_s else 1)])
            await asyncio.sleep(drip_s)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


def wire_to(port: int, **more) -> Wire:
    return Wire(f"http://127.0.0.1:{port}", {}, Allowed(("127.0.0.1", port)), **more)


@pytest.mark.parametrize("answer, code", [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n", "operator_too_large"),
    (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * (MOST_BYTES + 1), "operator_too_large"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "operator_unreachable"),
    (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nab", "operator_unreadable"),
    (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab", "operator_unreadable"),
    (b"SSH-2.0-OpenSSH\r\n", "operator_unreachable"),
    (b"", "operator_unreachable"),
])  # fmt: skip
async def test_what_is_no_whole_bounded_answer_is_none(answer, code):
    server, port = await answering(answer or b"\x00")
    async with server:
        with pytest.raises(OperatorSilent) as silent:
            await wire_to(port).send("GET", "/bookings/leg-1")
    assert silent.value.code == code


async def test_an_answer_that_drips_is_cut(monkeypatch):
    server, port = await answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + b"x" * 10, drip_s=0.1)
    async with server:
        with pytest.raises(OperatorSilent) as silent:
            await wire_to(port, deadline_s=0.5).send("GET", "/bookings/leg-1")
    assert silent.value.code == "operator_timeout"


async def test_a_redirect_is_an_answer_and_not_followed():
    server, port = await answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    async with server:
        assert (await wire_to(port).send("GET", "/bookings/leg-1")).status == 302


async def test_nobody_there_is_no_answer():
    server, port = await answering(b"HTTP/1.1 200 OK\r\n\r\n")
    server.close()
    await server.wait_closed()
    with pytest.raises(OperatorSilent, match="operator_unreachable"):
        await wire_to(port).send("GET", "/bookings/leg-1")


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"])
async def test_a_name_that_leads_inside_is_not_connected_to(inside):
    async def resolve(host, port):
        return [inside]

    wire = Wire("https://operator.example/tomp", {}, Allowed(), resolve=resolve)
    with pytest.raises(OperatorSilent, match="operator_address_refused"):
        await wire.send("GET", "/bookings/leg-1")


async def test_another_place_on_this_machine_than_its_own_is_refused():
    server, port = await answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    async with server:
        wire = Wire(f"http://127.0.0.1:{port}", {}, Allowed(("127.0.0.1", port + 1)))
        with pytest.raises(OperatorSilent, match="operator_address_refused"):
            await wire.send("GET", "/bookings/leg-1")
