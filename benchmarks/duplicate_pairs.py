"""Pairs of requests that are the same and pairs that are not, on places where people really told a city something.

No citizen's words are in the sample, and almost none of its rows say which other row they repeat: so the places are real, squeezed into sixty days,
and what is told is made up: each kind of problem in four English ways and a German one.
"""
import csv
import math
import random
from dataclasses import dataclass
from pathlib import Path

SIDES = ("left", "right", "north", "south")
AROUND = (
    "", "", "please mend it", "dangerous", "again", "near the school", "beside the shop", "since last week", "children walk here", "at the corner",
    "",
)  # fmt: skip
DAYS, TWIN_M = 60.0, 75.0
METRES_PER_DEGREE = 111_195.0
# kind: (category, ways to tell it; the last one is German)
KINDS = {
    "pothole": ("road", ("deep pothole on the {s}", "crater in the asphalt", "road surface broken open", "hit a hole with my front wheel",
        "Schlagloch in der Strasse")),
    "lid": ("road", ("drain cover clatters", "loose metal lid bangs all night", "noisy manhole", "iron plate moves under cars",
        "Gullideckel klappert laut")),
    "lines": ("road", ("zebra stripes worn away", "crosswalk paint gone", "no markings left", "white lines cannot be seen",
        "Fussgaengerstreifen verblasst")),
    "slabs": ("path", ("pavement slabs lifted, {s} side", "uneven sidewalk, I fell", "trip hazard by the roots", "broken paving",
        "Gehwegplatten hochgedrueckt")),
    "kerb": ("path", ("no dropped kerb here", "wheelchair cannot get up", "ramp is missing", "step too high for a pram",
        "Bordstein zu hoch fuer Rollstuhl")),
    "dumped": ("waste", ("mattress dumped", "old sofa on the footway", "bulky rubbish left, {s} side", "somebody tipped furniture",
        "Sperrmuell liegt herum")),
    "bin": ("waste", ("litter bin overflows", "trash can is full", "waste basket not emptied", "rubbish bin spills over",
        "Abfalleimer quillt ueber")),
    "glass": ("waste", ("broken glass on the bike lane", "shards everywhere", "smashed bottles", "punctured by splinters",
        "Scherben auf dem Radweg")),
    "dark": ("light", ("street lamp out", "light does not work", "lamp post dead, {s} side", "pitch dark at night", "Laterne ist aus")),
    "flicker": ("light", ("lamp flickers", "light goes on and off", "blinking street light", "strobing lantern", "Laterne flackert staendig")),
    "signal": ("light", ("crossing light stays red", "green man never comes", "button at the junction broken", "traffic signal dead",
        "Fussgaengerampel bleibt rot")),
    "smell": ("water", ("bad smell from the gully", "drain stinks", "odour of sewage", "rotten eggs by the catch basin", "Es riecht nach Abwasser")),
    "flood": ("water", ("road floods in rain", "gully blocked, huge puddle", "drain clogged by leaves", "water stands on the {s}",
        "Ablauf verstopft")),
    "leak": ("water", ("water comes out of the ground", "pipe burst", "hydrant leaks", "main is leaking, {s} side", "Rohrbruch, Wasser tritt aus")),
    "tags": ("vandal", ("graffiti on the wall", "spray paint on the shelter", "tags all over", "offensive words sprayed",
        "Schmierereien an der Wand")),
    "shelter": ("vandal", ("bus shelter glass smashed", "seat at the stop broken", "timetable case torn off", "shelter roof hangs",
        "Wartehaeuschen demoliert")),
    "lane": ("parking", ("car on the bike lane", "van blocks cyclists", "vehicle parked in the cycle track", "lorry unloads there daily",
        "Auto steht auf dem Radstreifen")),
    "wreck": ("parking", ("abandoned car", "wreck stands for weeks", "no plates, flat tyres", "vehicle left behind, {s}", "Schrottauto abgestellt")),
    "scooter": ("parking", ("scooters block the footway", "rental scooter lies across", "e-scooters piled up", "scooters in the way",
        "Roller versperren den Gehweg")),
    "noise": ("noise", ("building noise at night", "jackhammer after ten", "loud construction", "site works too early", "Baulaerm in der Nacht")),
    "branch": ("green", ("branch about to fall", "dead tree leans", "hedge covers the path", "limb hangs over the {s}", "Ast droht abzubrechen")),
}  # fmt: skip
CATEGORIES = sorted({category for category, _ in KINDS.values()})


@dataclass(frozen=True)
class Told:
    """x_m, y_m: in the city. day: 0 to 60. same_as: number of the one it repeats, None: it is new."""

    kind: str
    category: str
    x_m: float
    y_m: float
    day: float
    words: str
    same_as: int | None = None


def places(path: Path, most: int, chance: random.Random) -> list[tuple[float, float]]:
    """Metres east and north of the middle; 0, 0 is no place and left out."""
    with path.open(encoding="utf-8", newline="") as file:
        degrees = [(float(row["latitude"] or 0), float(row["longitude"] or 0)) for row in csv.DictReader(file)]
    degrees = [(lat, lon) for lat, lon in degrees if abs(lat) > 1]
    chosen = chance.sample(degrees, min(most, len(degrees)))
    lat0, lon0 = (sum(one[axis] for one in chosen) / len(chosen) for axis in (0, 1))
    across = METRES_PER_DEGREE * math.cos(math.radians(lat0))
    return [((lon - lon0) * across + chance.gauss(0, 12), (lat - lat0) * METRES_PER_DEGREE + chance.gauss(0, 12)) for lat, lon in chosen]


def first_told(spots: list[tuple[float, float]], chance: random.Random) -> list[Told]:
    made = []
    for x_m, y_m in spots:
        kind = chance.choice(tuple(KINDS))
        made.append(Told(kind, KINDS[kind][0], x_m, y_m, chance.uniform(0, DAYS), words(kind, chance.randrange(4), chance)))
    return made


def told_again(base: list[Told], count: int, chance: random.Random) -> list[Told]:
    """5 to 60 m off, six days later on the mean, in other words, one in ten with another category."""
    made = []
    for _ in range(count):
        number = chance.randrange(len(base))
        first = base[number]
        category = first.category if chance.random() < 0.9 else chance.choice(CATEGORIES)
        way = chance.randrange(5) if chance.random() < 0.6 else chance.randrange(4)
        made.append(moved(first, 5, 60, chance, first.kind, category, way, number))
    return made


def told_new(base: list[Told], count: int, chance: random.Random) -> list[Told]:
    """Something else 10 to 90 m away, half of it of the same category."""
    made = []
    for _ in range(count):
        first = chance.choice(base)
        others = [kind for kind in KINDS if kind != first.kind]
        alike = [kind for kind in others if KINDS[kind][0] == first.category]
        kind = chance.choice(alike if alike and chance.random() < 0.5 else others)
        made.append(moved(first, 10, 90, chance, kind, KINDS[kind][0], chance.randrange(4), None))
    return made


def moved(first: Told, least_m: float, most_m: float, chance: random.Random, kind: str, category: str, way: int, same_as: int | None) -> Told:
    angle, away_m = chance.uniform(0, 2 * math.pi), chance.uniform(least_m, most_m)
    x_m, y_m = first.x_m + away_m * math.cos(angle), first.y_m + away_m * math.sin(angle)
    return Told(kind, category, x_m, y_m, first.day + chance.expovariate(1 / 6), words(kind, way, chance), same_as)


def words(kind: str, way: int, chance: random.Random) -> str:
    """With something around it, and a slip of the pen in every third."""
    told = " ".join(part for part in (chance.choice(AROUND), KINDS[kind][1][way].format(s=chance.choice(SIDES)), chance.choice(AROUND)) if part)
    if chance.random() < 0.35 and len(told) > 8:
        at = chance.randint(1, len(told) - 2)
        told = told[:at] + told[at + 1] + told[at] + told[at + 2 :]
    return told
