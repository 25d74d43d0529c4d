"""Texts, moments and names of choices out of decoded entities."""
from collections.abc import Iterable
from datetime import UTC, datetime

from google.protobuf.descriptor import EnumDescriptor
from google.transit.gtfs_realtime_pb2 import TranslatedString

from backend.feeds.entries import ID_CHARACTERS, cleaned, read_moment
from backend.feeds.problems import ProblemLog

EARLIEST, LATEST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2000, 2100))
MOST_TRANSLATIONS = 40
HEADER_CHARACTERS, TEXT_CHARACTERS = 500, 10_000


def word(text: str | bytes) -> str:
    """An id as told; "" for one that no file could hold. What is not UTF-8 comes as bytes."""
    return text if isinstance(text, str) and len(text) <= ID_CHARACTERS else ""


def seconds(value: int) -> int | None:
    """POSIX seconds; None for 0 and what is not of this century."""
    return value if EARLIEST <= value < LATEST else None


def moment(value: int) -> datetime | None:
    return None if seconds(value) is None else read_moment(value)


def name_of(choice: EnumDescriptor, value: int) -> str:
    return choice.values_by_number[value].name


def translations(told: TranslatedString, most: int, log: ProblemLog, name: str) -> tuple[tuple[str, str], ...]:
    """(language, text) as told, the unusable counted."""
    return tuple(usable(((part.language, part.text) for part in told.translation[:MOST_TRANSLATIONS]), most, log, name))


def usable(pairs: Iterable[tuple[str | bytes, str | bytes]], most: int, log: ProblemLog, name: str) -> Iterable[tuple[str, str]]:
    for language, text in pairs:
        if isinstance(text, str) and (text := cleaned(text, most)):
            yield (word(language) if word(language).isascii() else ""), text
        else:
            log.add("bad_translation", name)
