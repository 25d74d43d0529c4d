"""A trip as a calendar file that every calendar opens. Source: RFC 5545."""

import hashlib
from datetime import UTC, datetime

from backend.contract.trips import Itinerary
from mobile.i18n import tr
from mobile.share.text import leg_sentences

LINE_OCTETS = 75
REMIND_MIN = 10


def ics(itinerary: Itinerary, origin: str, destination: str, now: datetime) -> bytes:
    """One event from departure to arrival, with the legs as description and a reminder ten minutes before. UTF-8, lines end in CRLF."""
    first = itinerary.legs[0].from_ if itinerary.legs else None
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Allways//Allways//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid_of(itinerary, origin, destination)}",
        f"DTSTAMP:{utc(now)}",
        f"DTSTART:{utc(itinerary.depart_at)}",
        f"DTEND:{utc(itinerary.arrive_at)}",
        f"SUMMARY:{escaped(tr('{origin} to {destination}', origin=origin, destination=destination))}",
        f"LOCATION:{escaped(origin)}",
        f"DESCRIPTION:{escaped(chr(10).join(leg_sentences(itinerary, origin, destination)))}",
        *([f"GEO:{first.lat:.6f};{first.lon:.6f}"] if first else []),
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-PT{REMIND_MIN}M",
        f"DESCRIPTION:{escaped(tr('Leave soon for {place}', place=destination))}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def uid_of(itinerary: Itinerary, origin: str, destination: str) -> str:
    """The same for the same trip, so that a calendar that gets it twice keeps one."""
    trips = ",".join(leg.trip_id or str(leg.mode) for leg in itinerary.legs)
    text = f"{utc(itinerary.depart_at)}|{utc(itinerary.arrive_at)}|{origin}|{destination}|{trips}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@allways"


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """TEXT of RFC 5545, 3.3.11; control characters, which it forbids, are dropped."""
    kept = "".join(letter for letter in text.replace("\r\n", "\n").replace("\r", "\n") if letter == "\n" or letter.isprintable())
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """At most 75 octets in a line; a letter of several octets is never cut."""
    out, room = bytearray(), LINE_OCTETS
    for letter in line:
        octets = letter.encode()
        if len(octets) > room:
            out += b"\r\n "
            room = LINE_OCTETS - 1
        out += octets
        room -= len(octets)
    return bytes(out + b"\r\n")
