"""Finds in what somebody was answered whatever belongs to somebody else, packed or plain."""
import io
import re
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

WORD = re.compile(rb"canary-([a-z]+)-([a-z]+)", re.IGNORECASE)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
ID = re.compile(rb"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)


class Trace(NamedTuple):
    owner: str
    what: str


def name_in(text: bytes) -> str | None:
    found = WORD.search(text)
    return found.group(1).decode().lower() if found else None


def unpacked(body: bytes) -> bytes:
    """With what lies in a ZIP or the streams of a PDF."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return b"\n".join(packed.read(name) for name in packed.namelist())
    if body.startswith(b"%PDF"):
        return body + b"\n".join(zlib.decompressobj().decompress(part) for part in STREAM.findall(body) if part[:1] == b"x")
    return body


class Canaries:
    """ids: of rows, as 32 hexadecimal digits. marks: other things that only their owner may get, in every form they could have in an answer."""

    def __init__(self) -> None:
        self.ids: dict[str, Trace] = {}
        self.marks: dict[bytes, Trace] = {}
        self.alike: set[bytes] = set()

    def add_id(self, key: UUID, owner: str, what: str) -> None:
        self.ids[key.hex] = Trace(owner, what)

    def add_bytes(self, value: bytes, owner: str, what: str) -> None:
        plain, web = b64encode(value).rstrip(b"="), urlsafe_b64encode(value).rstrip(b"=")
        self.marks |= dict.fromkeys((value, value.hex().encode(), plain, web), Trace(owner, what))

    def add_text(self, value: str, owner: str, what: str) -> None:
        """What two have alike says nothing of either."""
        mark = value.encode()
        if mark not in self.alike and self.marks.setdefault(mark, Trace(owner, what)).owner != owner:
            self.alike.add(mark)
            del self.marks[mark]

    def found_in(self, text: bytes, asked: frozenset[str]) -> set[Trace]:
        """asked: ids, as hexadecimal digits, that the caller named: to hear them again tells nothing."""
        named = {key.decode().replace("-", "").lower() for key in ID.findall(text)} - asked
        ids = {self.ids[key] for key in named if key in self.ids}
        return self.words_in(text) | ids

    def words_in(self, text: bytes) -> set[Trace]:
        """Without ids of rows, which say nothing by themselves."""
        words = {Trace(owner.decode().lower(), what.decode().lower()) for owner, what in WORD.findall(text)}
        return words | {trace for mark, trace in self.marks.items() if mark in text}
