"""How the words and numbers of a feed are read so that nothing is lost unseen: what cannot be used is counted, and taken as not said."""
import re
from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec

from backend.feeds.problems import TOO_MANY_ENTITIES, UNREADABLE, FeedUnreadable, ProblemLog, refuse_size

ID_CHARACTERS, TEXT_CHARACTERS, NUMBER_CHARACTERS, LINK_CHARACTERS = 200, 500, 40, 2000
# Of one message, counted before it is decoded: each opens an object of Python that is many times larger.
MOST_BRACKETS, MOST_COMMAS = 400_000, 2_000_000
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
MILLISECONDS_FROM = 1e11  # as seconds, a year after 5000
# Control characters, and those that turn the direction of all text after them.
UNSEEN = dict.fromkeys((*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)) | {10: "\n", 9: " "}
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+\Z", re.IGNORECASE)
NEVER_LINKED = ("javascript", "data", "vbscript", "file", "blob", "about", "intent")


class Entry:
    """An object of a feed's JSON, read field by field. A field that is absent, null or an empty text is not said; one of a wrong kind is counted
    as `bad_<field>` and taken as not said.
    """

    def __init__(self, members: dict[str, Any], log: ProblemLog, name: str = ""):
        self.members, self.log, self.name = members, log, name

    def find(self, key: str) -> Any:
        value = self.members.get(key)
        return None if value == "" else value

    def bad(self, key: str) -> None:
        self.log.add(f"bad_{key}", self.name or self.members.get(key))

    def id(self, key: str) -> str:
        """An outside key exactly as it is told, numbers as text; `""`: not said."""
        value = self.find(key)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 64:
            return str(value)
        if isinstance(value, str) and len(value) <= ID_CHARACTERS and value.isprintable():
            return value
        if value is not None:
            self.bad(key)
        return ""

    def ids(self, key: str) -> tuple[str, ...]:
        """A list of outside keys, without those that are none."""
        listed = self.find(key)
        if listed is None:
            return ()
        if not isinstance(listed, list):
            self.bad(key)
            return ()
        return tuple(text for value in listed if (text := Entry({key: value}, self.log, self.name).id(key)))

    def text(self, key: str, most: int = TEXT_CHARACTERS) -> str:
        value = self.find(key)
        if isinstance(value, str):
            return cleaned(value, most)
        if value is not None:
            self.bad(key)
        return ""

    def link(self, key: str, only_web: bool = True) -> str:
        """An address that may be opened on request; `""`: not said, or none."""
        value = self.find(key)
        if isinstance(value, str) and len(value) <= LINK_CHARACTERS and SCHEME.match(value):
            scheme = value.partition(":")[0].lower()
            if scheme in ("http", "https") or not (only_web or scheme in NEVER_LINKED):
                return value
        if value is not None:
            self.bad(key)
        return ""

    def number(self, key: str, low: float, high: float) -> float | None:
        """Numbers that stand in quotes are read too."""
        value = self.find(key)
        if value is None:
            return None
        if isinstance(value, str) and len(value) <= NUMBER_CHARACTERS:
            try:
                value = float(value)
            except ValueError:
                value = None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        self.bad(key)
        return None

    def whole(self, key: str, low: int, high: int) -> int | None:
        value = self.number(key, low, high)
        if value is not None and not value.is_integer():
            self.bad(key)
            return None
        return None if value is None else int(value)

    def truth(self, key: str) -> bool | None:
        """Old feeds say 0 and 1."""
        value = self.find(key)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, str)) and str(value).lower() in ("0", "1", "true", "false"):
            return str(value).lower() in ("1", "true")
        self.bad(key)
        return None

    def moment(self, key: str, zone: tzinfo = UTC) -> datetime | None:
        """In UTC, from POSIX seconds or milliseconds or ISO 8601; zone: that of texts without one."""
        value = self.find(key)
        if value is None:
            return None
        moment = read_moment(value, zone)
        if moment is None:
            self.bad(key)
        return moment

    def child(self, key: str) -> "Entry | None":
        value = self.find(key)
        if isinstance(value, dict):
            return Entry(value, self.log, self.name)
        if value is not None:
            self.bad(key)
        return None

    def list_of(self, key: str, most: int | None = None) -> "list[Entry]":
        """The objects of a list. Raises FeedUnreadable where there are more than `most`."""
        listed = self.find(key)
        if listed is None:
            return []
        if not isinstance(listed, list):
            self.bad(key)
            return []
        if most is not None and len(listed) > most:
            raise FeedUnreadable(TOO_MANY_ENTITIES, f"The message has more than {most:,} {key}. Ask its operator for a smaller part.")
        for value in listed:
            if not isinstance(value, dict):
                self.bad(key)
        return [Entry(value, self.log, self.name) for value in listed if isinstance(value, dict)]


def read_object(body: bytes, most_bytes: int, log: ProblemLog) -> Entry:
    """The JSON object that a message is. Raises FeedUnreadable."""
    refuse_size(body, most_bytes)
    if body.count(b"{") + body.count(b"[") > MOST_BRACKETS or body.count(b",") > MOST_COMMAS:
        raise FeedUnreadable(TOO_MANY_ENTITIES, "The message has too many parts. Ask its operator for a smaller part, such as one city.")
    try:
        value = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise FeedUnreadable(UNREADABLE, "The message is no JSON. Check that the address leads to the feed itself.") from None
    except RecursionError:
        raise FeedUnreadable(UNREADABLE, "The message is nested too deeply. The operator of the feed has to mend it.") from None
    if not isinstance(value, dict):
        raise FeedUnreadable(UNREADABLE, "The message is no JSON object. Check that the address leads to the feed itself.")
    return Entry(value, log)


def read_moment(value: object, zone: tzinfo = UTC) -> datetime | None:
    """None where it is no moment, or none of this century."""
    if isinstance(value, str) and len(value) <= NUMBER_CHARACTERS:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
        return moment.astimezone(UTC) if EARLIEST_YEAR <= moment.year < LATEST_YEAR else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= MILLISECONDS_FROM * 1000:
        return None
    moment = datetime.fromtimestamp(value / 1000 if value > MILLISECONDS_FROM else value, UTC)
    return moment if EARLIEST_YEAR <= moment.year < LATEST_YEAR else None


def cleaned(text: str, most: int = TEXT_CHARACTERS) -> str:
    """A text of others, fit to be shown and spoken: without unseen characters, shortened."""
    text = text[: 2 * most].translate(UNSEEN).strip()
    return text if len(text) <= most else text[: most - 1] + "…"
