"""What one poll brings: the one body of most feeds, or, of a shared system (GBFS), the files its `gbfs.json` lists, as a set that belongs together.

https://gbfs.org/specification/reference/
"""
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from backend.contract.feeds import FeedKind
from backend.feeds.addresses import origin_of, read_url
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.failures import FailureCode, FetchFailed
from backend.feeds.fetch import MOST_BYTES, Asked, Fetched, NotModified

Fetch = Callable[[Asked], Awaitable[Fetched | NotModified]]

MESSAGE = "message"  # the name of the part where there is only one
DISCOVERY = "gbfs"
# What changes slowly first: a state then seldom speaks of a station that is not known yet.
SLOW = ("system_information", "vehicle_types", "system_regions", "system_pricing_plans", "geofencing_zones", "station_information")
QUICK = ("station_status", "free_bike_status", "vehicle_status", "system_alerts")
# Without these one can still ride, by the rules and at the price; without any other the set is refused.
DISPENSABLE = ("system_regions", "system_alerts")
MOST_LISTED, MOST_LANGUAGES = 100, 100
LONGEST_TTL_S = 3600


@dataclass(frozen=True)
class Part:
    """A body and what lets its server say that it still holds. due_s: before this second of the clock it need not be asked for."""

    url: str = field(repr=False)
    body: bytes = field(repr=False)
    etag: str
    last_modified: str
    due_s: float = 0.0


@dataclass(frozen=True)
class Collected:
    """left_out: parts that could not be fetched now; where they were known before, the older ones stand in."""

    parts: Mapping[str, Part]
    left_out: tuple[str, ...] = ()
    received_bytes: int = 0

    def bodies(self) -> dict[str, bytes]:
        return {name: part.body for name, part in self.parts.items()}


class Listed(msgspec.Struct):
    name: str = ""
    url: str = ""


class Listing(msgspec.Struct):
    feeds: list[Listed]


class Discovery(msgspec.Struct):
    """GBFS 3."""

    data: Listing


class DiscoveryByLanguage(msgspec.Struct):
    """GBFS 1 and 2."""

    data: dict[str, Listing]


class Lasting(msgspec.Struct):
    ttl: float = 0.0


class Collector:
    """One poll of one feed. known: what was applied last; only that is asked about, so a message that was refused is fetched again."""

    def __init__(self, feed: FeedDeclaration, headers: Mapping[str, str], fetch: Fetch, known: Collected | None, now_s: float):
        self.feed, self.headers, self.fetch, self.now_s = feed, headers, fetch, now_s
        self.known: Mapping[str, Part] = known.parts if known else {}
        self.received_bytes = 0
        self.held_bytes = 0

    async def collect(self) -> Collected:
        """Raises FetchFailed."""
        if self.feed.kind is FeedKind.GBFS:
            return await self._shared_system()
        part = await self._part(MESSAGE, self.feed.url)
        return Collected({MESSAGE: part}, (), self.received_bytes)

    async def _shared_system(self) -> Collected:
        discovery = await self._part(DISCOVERY, self.feed.url)
        links = listed_files(discovery.body, self.feed.languages)
        parts, left_out = {DISCOVERY: discovery}, []
        for name in (*SLOW, *QUICK):
            if name not in links:
                continue
            try:
                parts[name] = await self._file(name, links[name])
            except FetchFailed:
                if name not in DISPENSABLE:
                    raise
                left_out.append(name)
                if name in self.known:
                    parts[name] = self.known[name]
        return Collected(parts, tuple(left_out), self.received_bytes)

    async def _file(self, name: str, link: str) -> Part:
        known = self.known.get(name)
        if known is not None and known.url == link and self.now_s < known.due_s:
            self.held_bytes += len(known.body)
            return known
        url, home = read_url(link), origin_of(read_url(self.feed.url))
        if url.scheme != "https" and origin_of(url) != home:
            raise FetchFailed(FailureCode.NOT_HTTPS, "gbfs.json lists a file that is not on https. The operator of the feed has to mend it.")
        part = await self._part(name, link, self.headers if origin_of(url) == home else {})
        return replace(part, due_s=self.now_s + ttl_s(part.body)) if name in SLOW else part

    async def _part(self, name: str, url: str, headers: Mapping[str, str] | None = None) -> Part:
        known = self.known.get(name)
        if known is not None and known.url != url:
            known = None
        asked = Asked(
            url, self.headers if headers is None else headers, min(self.feed.max_bytes, MOST_BYTES - self.held_bytes),
            known.etag if known else "", known.last_modified if known else "",
        )  # fmt: skip
        answer = await self.fetch(asked)
        if isinstance(answer, Fetched):
            self.received_bytes += answer.received_bytes
            part = Part(url, answer.body, answer.etag, answer.last_modified)
        else:
            part = known  # only what is known can be unchanged
        self.held_bytes += len(part.body)
        return part


def listed_files(body: bytes, languages: tuple[str, ...]) -> dict[str, str]:
    """Name of a file → its address, from `gbfs.json`; before version 3 those of the best language. Raises FetchFailed."""
    listing = decoded(body, Discovery)
    if listing is None:
        by_language = decoded(body, DiscoveryByLanguage)
        if by_language is None or not by_language.data or len(by_language.data) > MOST_LANGUAGES:
            raise FetchFailed(FailureCode.UNREADABLE, "The address leads to no gbfs.json. Give the one that lists the files of the system.")
        feeds = best_language(by_language.data, languages).feeds
    else:
        feeds = listing.data.feeds
    if len(feeds) > MOST_LISTED:
        raise FetchFailed(FailureCode.UNREADABLE, f"gbfs.json lists more than {MOST_LISTED} files. Give the address of one system.")
    links = {entry.name.removesuffix(".json"): entry.url for entry in feeds if entry.name and entry.url}
    if not links.keys() & set(QUICK):
        raise FetchFailed(FailureCode.UNREADABLE, "gbfs.json lists neither stations nor vehicles. Give the address of a system that has some.")
    return links


def best_language(by_language: dict[str, Listing], languages: tuple[str, ...]) -> Listing:
    """The first wanted one that is there, `de` standing for `de-AT` and the other way round; else the first of all."""
    for wanted in languages:
        for language, listing in by_language.items():
            if language.partition("-")[0].lower() == wanted.partition("-")[0].lower():
                return listing
    return next(iter(by_language.values()))


def ttl_s(body: bytes) -> float:
    lasting = decoded(body, Lasting)
    return min(max(lasting.ttl, 0.0), LONGEST_TTL_S) if lasting else 0.0


def decoded(body: bytes, kind: type[msgspec.Struct]) -> Any:
    """None where it is not of that kind."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
