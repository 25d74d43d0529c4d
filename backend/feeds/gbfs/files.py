"""The files of a GBFS system, opened, and their texts in the language that is wanted."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from backend.feeds.entries import TEXT_CHARACTERS, Entry, cleaned, read_object
from backend.feeds.gbfs.facts import RentalLinks
from backend.feeds.problems import UNREADABLE, WRONG_VERSION, FeedUnreadable, ProblemLog

MOST_BYTES = 64 * 1024 * 1024
READ_VERSIONS = ("1", "2", "3")
OPTIONAL = ("system_regions", "system_alerts", "gbfs")
MOST_LANGUAGES = 100
LONGEST_TTL_S = 86_400


class Files:
    """Bodies by name as `gbfs.json` lists them, decoded when first asked for. languages: those wanted, best first."""

    def __init__(self, bodies: Mapping[str, bytes], languages: Sequence[str], log: ProblemLog):
        self.bodies, self.languages, self.log = bodies, tuple(languages), log
        self._open: dict[str, Entry | None] = {}

    def find(self, name: str) -> Entry | None:
        """A whole file. None where there is none, or where it is a broken one that one can do without. Raises FeedUnreadable."""
        if name not in self._open:
            try:
                self._open[name] = self._read(name) if name in self.bodies else None
            except FeedUnreadable:
                if name not in OPTIONAL:
                    raise
                self.log.add("file_unreadable", name)
                self._open[name] = None
        return self._open[name]

    def _read(self, name: str) -> Entry:
        file = read_object(self.bodies[name], MOST_BYTES, self.log)
        version = file.members.get("version", "1.0")  # files did not say it before version 1.1
        if not isinstance(version, str) or version.partition(".")[0] not in READ_VERSIONS:
            raise FeedUnreadable(WRONG_VERSION, "The system is of a version of GBFS that cannot be read. Give the address of version 2 or 3.")
        if not isinstance(file.members.get("data"), dict):
            raise FeedUnreadable(UNREADABLE, f"{name} holds no data. The operator of the feed has to mend it.")
        return file

    def list_of(self, name: str, key: str, most: int) -> list[Entry]:
        """The entries of a file; none where there is no such file."""
        file = self.find(name)
        return Entry(file.members["data"], self.log, name).list_of(key, most) if file else []

    def last_updated(self, name: str) -> datetime | None:
        file = self.find(name)
        return file.moment("last_updated") if file else None

    def ttl_s(self, name: str) -> int | None:
        file = self.find(name)
        ttl_s = file.number("ttl", 0, LONGEST_TTL_S) if file else None
        return None if ttl_s is None else int(ttl_s)

    def text(self, entry: Entry, key: str, most: int = TEXT_CHARACTERS) -> str:
        """A text, from version 3 on one of several languages: the first wanted one that is there, else the first."""
        value = entry.find(key)
        if not isinstance(value, list):
            return entry.text(key, most)
        texts = {language: text for part in value[:MOST_LANGUAGES] for language, text in [localised(part)] if text is not None}
        if value and not texts:
            entry.bad(key)
        for wanted in self.languages:
            for language, text in texts.items():
                if short(language) == short(wanted):
                    return cleaned(text, most)
        return cleaned(next(iter(texts.values()), ""), most)


def localised(part: Any) -> tuple[str, str | None]:
    if isinstance(part, dict) and isinstance(part.get("text"), str):
        language = part.get("language")
        return language if isinstance(language, str) else "", part["text"]
    return "", None


def short(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def links(entry: Entry) -> RentalLinks:
    told = entry.child("rental_uris")
    if told is None:
        return RentalLinks()
    return RentalLinks(told.link("web"), told.link("android", only_web=False), told.link("ios", only_web=False))
