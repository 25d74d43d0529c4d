"""Server-sent events, as they come in pieces. Source: HTML Living Standard, 9.2 Server-sent events. Without Kivy."""

import re
from dataclasses import dataclass

MOST_BYTES = 2**20  # of one event: an itinerary is some 50 kB
LINE_END = re.compile(rb"\r\n|\n|\r(?!\Z)")  # a \r at the end may be half of a \r\n
MARK = b"\xef\xbb\xbf"


class EventTooLarge(ValueError):
    """What was sent has no end."""


@dataclass(frozen=True)
class Event:
    """`id` is what to send as Last-Event-ID to go on after this one."""

    name: str
    text: str
    id: str


class EventParser:
    """Bytes in, events out. Comments, and names of fields that nobody knows, are passed over."""

    def __init__(self):
        self._rest = b""
        self._begun = False
        self._name, self._lines, self._size, self._id = "", [], 0, ""

    def feed(self, part: bytes) -> list[Event]:
        """The events that this piece completes. Raises EventTooLarge."""
        self._rest += part
        if not self._begun and len(self._rest) >= len(MARK):
            self._begun, self._rest = True, self._rest.removeprefix(MARK)
        if len(self._rest) + self._size > MOST_BYTES:
            raise EventTooLarge
        *lines, self._rest = LINE_END.split(self._rest)
        found = [self._take(line.decode("utf-8", "replace")) for line in lines]
        return [event for event in found if event]

    def _take(self, line: str) -> Event | None:
        if not line:
            return self._end()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._lines.append(value)
            self._size += len(value) + 1
        elif name == "event":
            self._name = value
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _end(self) -> Event | None:
        event = Event(self._name or "message", "\n".join(self._lines), self._id) if self._lines else None
        self._name, self._lines, self._size = "", [], 0
        return event
