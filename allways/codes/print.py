"""`allways codes print`: sheets with a signed code and a long-range marker, and the signed table of what hangs where."""
import os
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from allways.codes.key import read_ring
from allways.codes.layout import LABELS_ACROSS, LABELS_DOWN, LEAST_SIDE_MM, Coded, Sheet, labels_of, most_side_mm, sheet_of
from allways.codes.paper import Fonts, write_pdf
from allways.codes.places import CodedPlace, read_places, stops_of
from allways.codes.slots import Slots
from allways.codes.words import words_in
from allways.errors import CommandError
from mobile.scan.detect import USUAL_SIDE_MM
from mobile.scan.family import OPEN_FAMILY, open_family
from routing.city import City
from signing.codes import write_code
from signing.keys import KeyRefused, Ring, SigningKey
from signing.refused import CodeRefused
from signing.tables import read_table, write_table

TABLE_DAYS = 366
EXAMPLES = 5


def run(options: Namespace) -> int:
    city, ring = City.open(options.city), read_ring(options.ring)
    places = wanted_places(city, options)
    fonts, words = Fonts(options.font), words_in(options.language or city.manifest.language)
    refuse_missing_letters(places, fonts)
    try:
        key = SigningKey.read(path=options.key)
        coded, without = code_all(places, options, ring, key)
    except KeyRefused as error:
        raise CommandError(str(error)) from error
    count = write_pdf(options.out, sheets(coded, options, words, fonts), fonts, f"{city.manifest.name}: codes")
    print(f"{options.out}: {len(coded)} codes on {count} sheets. Print at 100 % and measure the ruler: it is 50 mm.")
    if not options.labels:
        print(f"{options.table}: what hangs where, signed; give it to the service and keep it for the next print.")
    if without:
        print(f"{len(without)} without a marker, as too many hang within a kilometre: {examples(without)}")
    return 0


def wanted_places(city: City, options: Namespace) -> list[CodedPlace]:
    if not (options.all or options.stops or options.places):
        raise CommandError("Say what to print: --all, --stops with ids or names, or --places FILE.csv.")
    stops = stops_of(city, None if options.all else options.stops) if options.all or options.stops else []
    places = stops + (read_places(options.places) if options.places else [])
    seen: set[tuple[str, str]] = set()
    for place in places:
        if (place.kind, place.id) in seen:
            raise CommandError(f"{place.kind} {place.id} is there twice.")
        seen.add((place.kind, place.id))
    return places


def refuse_missing_letters(places: list[CodedPlace], fonts: Fonts) -> None:
    lacking = fonts.lacking("".join(place.name + place.detail for place in places))
    if lacking:
        raise CommandError(f"The font has no {' '.join(lacking[:20])}: give one that has with --font FILE.ttf.")


def code_all(places: list[CodedPlace], options: Namespace, ring: Ring, key: SigningKey) -> tuple[list[Coded], list[CodedPlace]]:
    """Everything signed, and the places no marker was left for. Raises KeyRefused. The table comes first: no sheet may hang that is not in it."""
    now = datetime.now(UTC)
    slots = None if options.labels else given_slots(places, options, ring, now)
    coded, without = [], []
    for place in places:
        text = write_code(place.kind, place.id, place.short_name, ring, key, now)
        marker = slots.give(place, options.side_mm) if slots else None
        if slots and not marker:
            without.append(place)
        named = f"{place.kind} {place.id} · {ring.city} · {now.date()} · {key.id.hex()[:8]}"
        coded.append(Coded(place, text, marker.slot if marker else None, f"{named} · {OPEN_FAMILY} {marker.slot}" if marker else named))
    if slots:
        table = write_table(tuple(slots.places), OPEN_FAMILY, now.date() + timedelta(days=TABLE_DAYS), ring, key, now)
        replace_file(options.table, table)
    return coded, without


def given_slots(places: list[CodedPlace], options: Namespace, ring: Ring, now: datetime) -> Slots:
    """With what hangs already. Raises CommandError."""
    family, table = open_family(), options.table
    if table is None:
        raise CommandError("Markers need --table FILE: the signed table of what hangs where, kept from one print to the next. Or print --labels.")
    most = most_side_mm(options.paper, family)
    if not LEAST_SIDE_MM <= options.side_mm <= most:
        raise CommandError(f"--side-mm {options.side_mm}: give {LEAST_SIDE_MM} to {most} on {options.paper.upper()}, {USUAL_SIDE_MM} as a rule.")
    if not table.exists():
        return Slots((), family.slots, len(places))
    try:
        hanging = read_table(table.read_bytes(), ring, now, even_old=True)
    except OSError as error:
        raise CommandError(f"{table}: cannot be read ({error.strerror}).") from error
    except CodeRefused as error:
        again = "Take the ring it was signed by, or another file to begin anew: then every sheet that hangs has to be replaced."
        raise CommandError(f"{table}: is not believed ({error}). {again}") from error
    if hanging.family != OPEN_FAMILY:
        raise CommandError(f"{table}: is of markers of the family {hanging.family}, these are {OPEN_FAMILY}. Begin another file.")
    return Slots(hanging.places, family.slots, len(places))


def replace_file(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as error:
        raise CommandError(f"{path}: cannot be written ({error.strerror}).") from error


def sheets(coded: list[Coded], options: Namespace, words: dict[str, str], fonts: Fonts) -> Iterator[Sheet]:
    if options.labels:
        for start in range(0, len(coded), LABELS_ACROSS * LABELS_DOWN):
            yield labels_of(coded[start : start + LABELS_ACROSS * LABELS_DOWN], options.paper, words, fonts.width)
        return
    for one in coded:
        yield sheet_of(one, options.paper, options.side_mm, open_family(), words, fonts.width)


def examples(places: list[CodedPlace]) -> str:
    return ", ".join(place.id for place in places[:EXAMPLES]) + (", …" if len(places) > EXAMPLES else "")
