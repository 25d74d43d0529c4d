"""Booked trips as a calendar (RFC 5545) and as places on a map (GPX 1.1)."""
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

GPX = "http://www.topografix.com/GPX/1/1"
ICS_TIME = "%Y%m%dT%H%M%SZ"
LINE_BYTES = 74
SPECIAL = re.compile(r"([\\;,])")
# XML has no way to write these.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Stay:
    """A booked leg. points: (name, lat, lon) of the places its row knows."""

    name: str
    starts_at: datetime
    ends_at: datetime
    from_name: str
    to_name: str
    points: tuple[tuple[str, float, float], ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Stay":
        facts = row.get("facts") or {}
        ends = (("from", row["from_name"]), ("to", row["to_name"]))
        points = tuple((name, *place) for end, name in ends if (place := point(facts.get(end))))
        starts_at, ends_at = (datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at"))
        return cls(str(row.get("id", "")), starts_at, ends_at, row["from_name"], row["to_name"], points)


def point(place: Any) -> tuple[float, float] | None:
    if not isinstance(place, dict):
        return None
    lat, lon = place.get("lat"), place.get("lon")
    return (float(lat), float(lon)) if isinstance(lat, (int, float)) and isinstance(lon, (int, float)) else None


def calendar(stays: Sequence[Stay], made_at: datetime) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Allways//Export//EN"]
    for stay in stays:
        lines += [
            "BEGIN:VEVENT", f"UID:{escaped(stay.name)}@allways", f"DTSTAMP:{made_at.astimezone(UTC):{ICS_TIME}}",
            f"DTSTART:{stay.starts_at.astimezone(UTC):{ICS_TIME}}", f"DTEND:{stay.ends_at.astimezone(UTC):{ICS_TIME}}",
            f"SUMMARY:{escaped(stay.from_name)} – {escaped(stay.to_name)}", "END:VEVENT",
        ]  # fmt: skip
    return "".join(folded(line) for line in [*lines, "END:VCALENDAR"])


def escaped(text: str) -> str:
    return CONTROL.sub(" ", SPECIAL.sub(r"\\\1", text)).replace("\r", " ").replace("\n", "\\n")


def folded(line: str) -> str:
    """Lines of 75 bytes at most, never cut inside a letter."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > LINE_BYTES:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part]) + "\r\n"


def track(stays: Sequence[Stay]) -> str:
    ElementTree.register_namespace("", GPX)
    root = ElementTree.Element(f"{{{GPX}}}gpx", {"version": "1.1", "creator": "Allways"})
    for stay in stays:
        if stay.points:
            route = ElementTree.SubElement(root, f"{{{GPX}}}rte")
            ElementTree.SubElement(route, f"{{{GPX}}}name").text = CONTROL.sub(" ", f"{stay.from_name} – {stay.to_name}")
            for name, lat, lon in stay.points:
                place = ElementTree.SubElement(route, f"{{{GPX}}}rtept", {"lat": f"{lat:.7f}", "lon": f"{lon:.7f}"})
                ElementTree.SubElement(place, f"{{{GPX}}}name").text = CONTROL.sub(" ", name)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)
