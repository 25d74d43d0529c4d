"""Who travels: names with their needs in a few words. Without Kivy."""

from dataclasses import dataclass

from mobile.i18n import tr, trn
from mobile.screens.needs.words import needs_in_words
from mobile.store.needs import limits_of
from mobile.store.people import MOST_LETTERS, MOST_PEOPLE, People, Person


@dataclass(frozen=True)
class PersonRow:
    key: str
    name: str
    needs: str
    spoken: str
    travels: bool


def name_of(person: Person) -> str:
    return person.name or tr("Me")


def rows_of(people: People, units: str) -> tuple[PersonRow, ...]:
    """As they are kept, the person of this phone first."""
    return tuple(
        PersonRow(
            person.key,
            name_of(person),
            needs_in_words(person.needs, units),
            f"{name_of(person)}: {needs_in_words(person.needs, units, spoken=True)}",
            person.key in people.travelling,
        )
        for person in people.everyone
    )


def together_words(people: People) -> str:
    """Who travels, as on a chip: My needs where only the person of this phone does."""
    going = [person for person in people.everyone if person.key in people.travelling]
    return ", ".join(name_of(person) for person in going) if len(people.everyone) > 1 else tr("My needs")


def chip_name(people: People, needs: str) -> str:
    """As the chip is heard. `needs`: those of all who travel, in a few words."""
    if len(people.everyone) == 1:
        return tr("My needs: {needs}", needs=needs)
    return tr("Who travels: {who}. {needs}", who=together_words(people), needs=needs)


def pill_words(people: People) -> str:
    """What ways are, in a word, "" where there are no limits."""
    if len(people.travelling) > 1:
        return trn("{n} person", "{n} people", len(people.travelling))
    limits = limits_of(people.needs)
    return "" if limits is None else tr("My limits") if limits.steps else tr("Step-free")


def checked_name(people: People, typed: str, key: str = "") -> str:
    """The name as it is kept. Raises ValueError with a sentence that says what to do."""
    name = " ".join(typed.split())
    if not name:
        raise ValueError(tr("Type a name, as in: with my mother."))
    if len(name) > MOST_LETTERS:
        raise ValueError(tr("Choose a name of at most {n} letters.", n=MOST_LETTERS))
    if any(person.key != key and name_of(person).casefold() == name.casefold() for person in people.everyone):
        raise ValueError(tr("There is somebody of this name already. Choose another."))
    if not key and len(people.everyone) >= MOST_PEOPLE:
        raise ValueError(tr("There is room for {n} people. Delete one first.", n=MOST_PEOPLE))
    return name


def toggled(people: People, key: str) -> People:
    """Along or not; the last one stays."""
    keys = tuple(one for one in people.travelling if one != key) if key in people.travelling else (*people.travelling, key)
    return people.going(keys) if keys else people
