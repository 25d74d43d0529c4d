"""As much of HTTP/1.1 as a publisher of files needs (RFC 9110, RFC 9112): requests read within limits, answers written, faults acted out."""
import asyncio
import zlib
from dataclasses import dataclass, field

LONGEST_HEAD, LONGEST_BODY = 16 * 1024, 64 * 1024
HEAD_TIMEOUT_S, IDLE_TIMEOUT_S = 10.0, 75.0
CHUNK = 64 * 1024
DRIP_S = 0.05
REASONS = {
    200: "OK", 304: "Not Modified", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
    411: "Length Required", 413: "Content Too Large", 415: "Unsupported Media Type", 500: "Internal Server Error", 503: "Service Unavailable",
}  # fmt: skip


class BadRequest(Exception):
    """What cannot be answered; the connection ends after it."""

    def __init__(self, status: int, words: str):
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]  # names in small letters
    body: bytes

    def accepts_gzip(self) -> bool:
        codings = [part.strip().replace(" ", "").lower() for part in self.headers.get("accept-encoding", "").split(",")]
        return any(coding == "gzip" or (coding.startswith("gzip;q=") and not coding.endswith(("=0", "=0.0"))) for coding in codings)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """None where the other side has gone or kept silent. Raises BadRequest."""
    try:
        first = await asyncio.wait_for(reader.readline(), IDLE_TIMEOUT_S)
        if not first:
            return None
        async with asyncio.timeout(HEAD_TIMEOUT_S):
            return await read_rest(first, reader)
    except (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
        return None
    except ValueError as error:  # of StreamReader: a line over its limit
        raise BadRequest(400, "A line of the request is too long.") from error


async def read_rest(first: bytes, reader: asyncio.StreamReader) -> Request:
    words = first.decode("latin-1").split()
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise BadRequest(400, "This is no HTTP/1.1 request.")
    headers: dict[str, str] = {}
    size = len(first)
    while (line := await reader.readline()) not in (b"\r\n", b"\n", b""):
        size += len(line)
        if size > LONGEST_HEAD:
            raise BadRequest(400, "The head of the request is too long.")
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if "transfer-encoding" in headers:
        raise BadRequest(411, "Send the body with a Content-Length.")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        raise BadRequest(413, f"The body may have {LONGEST_BODY} bytes.")
    return Request(words[0], words[1].partition("?")[0], headers, await reader.readexactly(int(length)))


def head_of(answer: Answer, length: int | None, goes_on: bool) -> bytes:
    """length: of the body; None: chunked."""
    lines = [f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Error')}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    if answer.status != 304:  # its length would be taken for that of the page
        lines.append("Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}")
    lines.append(f"Connection: {'keep-alive' if goes_on else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def send(writer: asyncio.StreamWriter, answer: Answer, goes_on: bool, with_body: bool = True) -> None:
    """with_body: not for HEAD, which is answered with the head alone."""
    writer.write(head_of(answer, len(answer.body), goes_on) + (answer.body if with_body else b""))
    await writer.drain()


async def send_slowly(writer: asyncio.StreamWriter, answer: Answer, bytes_per_s: int) -> None:
    """Head at once, body drop by drop."""
    writer.write(head_of(answer, len(answer.body), goes_on=False))
    step = max(1, round(bytes_per_s * DRIP_S))
    pause_s = step / bytes_per_s
    for begin in range(0, len(answer.body), step):
        writer.write(answer.body[begin : begin + step])
        await writer.drain()
        await asyncio.sleep(pause_s)


async def send_half(writer: asyncio.StreamWriter, answer: Answer) -> None:
    """The length of all, and the first half."""
    writer.write(head_of(answer, len(answer.body), goes_on=False) + answer.body[: len(answer.body) // 2])
    await writer.drain()


async def send_huge(writer: asyncio.StreamWriter, answer: Answer, size: int) -> None:
    """size bytes of spaces in chunks, so that no length warns."""
    writer.write(head_of(answer, None, goes_on=False))
    for begin in range(0, size, CHUNK):
        part = b" " * min(CHUNK, size - begin)
        writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()


def bomb(size: int) -> bytes:
    """gzip of size spaces, made piece by piece."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b" " * min(CHUNK, size - begin)) for begin in range(0, size, CHUNK)]
    return b"".join(parts) + packer.flush()
