"""Who travels: the person of this phone, and whoever else they have set needs for. Names and needs never leave the phone."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import msgspec

from backend.contract.limits import Limits
from mobile.store.database import Store
from mobile.store.needs import Needs, limits_of, load_needs, of_all, read_needs, save_needs

ME = "me"
NAME = "people"
MOST_PEOPLE, MOST_LETTERS = 12, 40


@dataclass(frozen=True, repr=False)
class Person:
    """`name` is "" for the person of this phone."""

    key: str
    name: str
    needs: Needs

    def __repr__(self) -> str:
        return "Person(not shown)"


@dataclass(frozen=True, repr=False)
class People:
    """The person of this phone comes first; of those `travelling`, at least one, each limit is the stricter one."""

    everyone: tuple[Person, ...] = (Person(ME, "", Needs()),)
    travelling: tuple[str, ...] = (ME,)

    def __repr__(self) -> str:
        return "People(not shown)"

    @property
    def needs(self) -> Needs:
        return of_all([person.needs for person in self.everyone if person.key in self.travelling])

    def find(self, key: str) -> Person | None:
        return next((person for person in self.everyone if person.key == key), None)

    def changed(self, key: str, **values) -> "People":
        """Another name, or other needs, of one."""
        return replace(self, everyone=tuple(replace(one, **values) if one.key == key else one for one in self.everyone))

    def added(self, name: str) -> "People":
        """One more, who travels along from now on. Raises ValueError where there are too many."""
        if len(self.everyone) >= MOST_PEOPLE:
            raise ValueError(f"at most {MOST_PEOPLE} people")
        person = Person(uuid.uuid4().hex, name, Needs())
        return People((*self.everyone, person), (*self.travelling, person.key))

    def without(self, key: str) -> "People":
        """The person of this phone stays."""
        everyone = tuple(person for person in self.everyone if person.key != key or key == ME)
        return People(everyone, tuple(one for one in self.travelling if any(person.key == one for person in everyone)) or (ME,))

    def going(self, keys: Sequence[str]) -> "People":
        """These travel; without any, the person of this phone."""
        return replace(self, travelling=tuple(person.key for person in self.everyone if person.key in keys) or (ME,))


class Asked(msgspec.Struct, frozen=True):
    """With whose needs a trip was asked for, by key, and what limits they were then."""

    who: tuple[str, ...]
    limits: Limits


def asked_by(people: People, who: tuple[str, ...] | None = None) -> Asked:
    """As those who travel now would ask, or those in `who`."""
    going = people if who is None else people.going(who)
    needs = going.needs
    return Asked(going.travelling, msgspec.structs.replace(limits_of(needs) or Limits(), max_walk_m=needs.max_walk_m))


def asks_otherwise(asked: Asked | None, people: People) -> bool:
    """Whether the same people would ask with other limits now. Not of trips of older apps, and not of people who are gone."""
    if asked is None or not all(people.find(key) for key in asked.who):
        return False
    return asked_by(people, asked.who).limits != asked.limits


def load_people(store: Store) -> People:
    """What was kept; whoever cannot be read is left out, the person of this phone is always there."""
    raw = store.find_kept(NAME)
    try:
        kept = msgspec.json.decode(raw, type=dict) if raw else {}
    except msgspec.MsgspecError:
        kept = {}
    others = kept.get("others") if isinstance(kept.get("others"), list) else []
    found = {ME: Person(ME, "", load_needs(store))}
    for one in others[: MOST_PEOPLE - 1]:
        if isinstance(one, dict) and all(isinstance(one.get(name), kind) for name, kind in (("key", str), ("name", str), ("needs", dict))):
            found.setdefault(one["key"], Person(one["key"], one["name"][:MOST_LETTERS], read_needs(one["needs"])))
    travelling = kept.get("travelling") if isinstance(kept.get("travelling"), list) else []
    return People(tuple(found.values())).going(travelling)


def save_people(store: Store, people: People) -> None:
    mine, *others = people.everyone
    with store.together():
        save_needs(store, mine.needs)
        store.keep(NAME, msgspec.json.encode({"others": [asdict(one) for one in others], "travelling": people.travelling}))
