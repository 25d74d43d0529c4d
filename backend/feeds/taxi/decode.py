"""Taxi offers in our own JSON; the README of this folder describes it."""
from backend.feeds.closures.geojson import GeometryKind, GeometryReader, GeometryUnusable
from backend.feeds.entries import Entry, read_object
from backend.feeds.problems import UNREADABLE, WRONG_VERSION, FeedUnreadable, ProblemLog
from backend.feeds.taxi.facts import TaxiFare, TaxiOffer, TaxiOffers

MOST_BYTES = 2 * 1024 * 1024
MOST_ZONES, MOST_POSITIONS = 1000, 100_000
VERSION = 1
LONGEST_WAIT_S, MOST_MINOR = 6 * 3600, 100_000_000
AMOUNTS = ("baseMinor", "perKmMinor", "perMinMinor", "minMinor")
PHONE_CHARACTERS = 40


def decode(body: bytes) -> TaxiOffers:
    """Raises FeedUnreadable."""
    log = ProblemLog()
    whole = read_object(body, MOST_BYTES, log)
    version = whole.members.get("version")
    if version != VERSION or isinstance(version, bool):
        raise FeedUnreadable(WRONG_VERSION, 'The message is of a version that cannot be read. It has to say "version": 1.')
    if not isinstance(whole.members.get("zones"), list):
        raise FeedUnreadable(UNREADABLE, 'The message lists no zones. It has to have "zones", if need be an empty list.')
    entries, shapes = whole.list_of("zones", MOST_ZONES), GeometryReader(MOST_POSITIONS)
    offers: dict[str, TaxiOffer] = {}
    for entry in entries:
        offer = read_offer(entry, shapes)
        if offer is not None and offer.id in offers:
            log.add("repeated_zone", offer.id)
        elif offer is not None:
            offers[offer.id] = offer
    return TaxiOffers(whole.moment("lastUpdated"), tuple(offers.values()), len(entries), log.problems())


def read_offer(entry: Entry, shapes: GeometryReader) -> TaxiOffer | None:
    entry.name = zone_id = entry.id("id")
    if not zone_id:
        entry.log.add("zone_without_id")
        return None
    try:
        zone = shapes.read(entry.find("geometry"))
    except GeometryUnusable as error:
        entry.log.add(str(error), zone_id)
        return None
    fare = read_fare(entry.child("fare"))
    if zone.kind is not GeometryKind.AREA or fare is None:
        entry.log.add("bad_geometry" if fare is not None else "zone_without_fare", zone_id)
        return None
    operator = entry.child("operator") or Entry({}, entry.log)
    return TaxiOffer(
        zone_id, zone, entry.whole("waitS", 0, LONGEST_WAIT_S), fare, operator.text("name"), operator.text("phone", PHONE_CHARACTERS),
        entry.link("bookUrl", only_web=False),
    )  # fmt: skip


def read_fare(entry: Entry | None) -> TaxiFare | None:
    """None where a part of it cannot be read: the estimate would be too low."""
    if entry is None:
        return None
    currency = entry.text("currency", 3).upper()
    amounts = [entry.whole(key, 0, MOST_MINOR) for key in AMOUNTS]
    told = [amount for amount in amounts if amount is not None]
    if len(told) < len(AMOUNTS) or not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        return None
    return TaxiFare(currency, *told)
