"""Servers on this machine that behave well or badly, and roads that lead public addresses to them."""
import asyncio
import gzip
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpcore

PUBLIC, ELSEWHERE = "93.184.216.34", "198.41.0.4"


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]


Answering = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FeedServer:
    """Answers each path as told and remembers what was asked."""

    answers: dict[str, Answering] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    open_now: int = 0
    most_open: int = 0
    port: int = 0
    _server: asyncio.Server | None = None

    async def open(self, tls: ssl.SSLContext | None = None) -> "FeedServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        self._server.close()

    @property
    def host(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
            request = Request(lines[0].split()[1], headers)
            self.asked.append(request)
            await self.answers.get(request.path, status(404))(request, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


class Roads(httpcore.AsyncNetworkBackend):
    """Leads each public address to a port of this machine, and remembers where somebody wanted to go."""

    def __init__(self):
        self.ports: dict[str, int] = {}
        self.taken: list[tuple[str, int]] = []

    def lead(self, address: str, port: int) -> "Roads":
        self.ports[address] = port
        return self

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.taken.append((host, port))
        if host not in self.ports:
            raise httpcore.ConnectError("no road")
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self.ports[host], timeout)


def names(**book: list[str] | str):
    """A resolver; `feed_example=…` is the name feed.example."""
    entries = {name.replace("_", "."): [found] if isinstance(found, str) else found for name, found in book.items()}

    async def resolve(host: str, port: int) -> list[str]:
        if host not in entries:
            raise OSError("no such name")
        return entries[host]

    return resolve


def head(code: int, **headers: str | int) -> bytes:
    lines = [f"HTTP/1.1 {code} X", "Connection: close", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def raw(sent: bytes) -> Answering:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)

    return answer


def body(content: bytes, **headers: str | int) -> Answering:
    return raw(head(200, Content_Length=len(content), **headers) + content)


def packed(content: bytes, **headers: str | int) -> Answering:
    return body(gzip.compress(content), Content_Encoding="gzip", **headers)


def status(code: int, **headers: str | int) -> Answering:
    return raw(head(code, Content_Length=0, **headers))


def to(location: str, code: int = 302) -> Answering:
    return status(code, Location=location)


def tagged(content: bytes, etag: str) -> Answering:
    """Says 304 to those who have it."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        known = request.headers.get("if-none-match") == etag
        writer.write(head(304, ETag=etag) if known else head(200, ETag=etag, Content_Length=len(content)) + content)

    return answer


def drip(first: bytes, piece: bytes = b"x", pause_s: float = 0.02) -> Answering:
    """Sends a little now and then, for ever."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            await writer.drain()
            await asyncio.sleep(pause_s)
            writer.write(piece)

    return answer


def reset(first: bytes) -> Answering:
    """Breaks the connection off the hard way."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        await writer.drain()
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return answer


def chunked(content: bytes, size: int) -> Answering:
    """Without saying how much will come."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Transfer_Encoding="chunked"))
        for begin in range(0, len(content), size):
            piece = content[begin : begin + size]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
        writer.write(b"0\r\n\r\n")

    return answer
