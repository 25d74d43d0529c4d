"""Earlier and later departures: a cursor is a time to ask for in place of the one in the question."""
import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backend.service.errors import Unprocessable
from backend.service.moments import EARLIEST, LATEST

FORM = struct.Struct(">cqHB")  # version, Unix seconds, minutes, arriving by
VERSION = b"1"
MOST_WINDOW_MIN = 720


@dataclass(frozen=True)
class Page:
    """at: leaving from then on or, if arrive_by, arriving until then; departures of window_min minutes are looked at."""

    at: datetime
    window_min: int
    arrive_by: bool

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=max(1, self.window_min))

    def text(self, steps: int = 0) -> str:
        """The cursor of the page so many pages later."""
        at_s = int((self.at + steps * self.step).timestamp())
        return base64.urlsafe_b64encode(FORM.pack(VERSION, at_s, self.window_min, self.arrive_by)).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str, name: str) -> "Page":
        """Raises Unprocessable."""
        try:
            version, at_s, window_min, arrive_by = FORM.unpack(base64.b64decode(cursor[:64] + "===", b"-_"))
            known = version == VERSION and EARLIEST.timestamp() <= at_s < LATEST.timestamp() and window_min <= MOST_WINDOW_MIN and arrive_by < 2
        except (struct.error, binascii.Error, ValueError):
            known = False
        if not known:
            raise Unprocessable("Give a cursor as it was answered, or none.", name)
        return cls(datetime.fromtimestamp(at_s, UTC), window_min, bool(arrive_by))
