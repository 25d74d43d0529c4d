"""What is said of a right to pay less: what to look at, and whether it was shown. The ticket itself proves nothing of it."""

from collections.abc import Callable, Iterable

from mobile.i18n import tr

# What a city calls a right, in the language of the person; None where it does not say.
Named = Callable[[str], str | None]

NAMES = {
    "child": lambda: tr("Child"), "infant": lambda: tr("Small child"), "youth": lambda: tr("Young person"), "pupil": lambda: tr("Pupil"),
    "student": lambda: tr("Student"), "apprentice": lambda: tr("Apprentice"), "senior": lambda: tr("Senior"), "companion": lambda: tr("Companion"),
    "disability": lambda: tr("With a disability"), "jobseeker": lambda: tr("Looking for work"), "low_income": lambda: tr("Low income"),
    "veteran": lambda: tr("Veteran"), "resident": lambda: tr("Lives here"), "concession": lambda: tr("Reduced fare"),
}  # fmt: skip
ALIKE = {"children": "child", "teen": "youth", "elderly": "senior", "attendant": "companion", "disabled": "disability", "reduced": "concession"}
LOOKS = {
    **dict.fromkeys(("child", "infant"), lambda name: tr("{right}: look at the face", right=name)),
    **dict.fromkeys(("youth", "senior"), lambda name: tr("{right}: look at the face, in doubt at the date of birth on a card", right=name)),
    **dict.fromkeys(("pupil", "student", "apprentice"), lambda name: tr("{right}: look at the card of the school", right=name)),
    "companion": lambda name: tr("{right}: travels with somebody who has a pass for it, look at both", right=name),
    "disability": lambda name: tr("{right}: look at the pass, ask nothing about health", right=name),
}  # fmt: skip


def unnamed(word: str) -> str | None:
    return None


def right_words(word: str, named: Named = unnamed) -> str:
    """word: as it stands in the ticket."""
    if word.startswith("#"):
        return tr("A right that is newer than this app, number {number}: look it up by the number of the ticket", number=word[1:])
    known = ALIKE.get(word, word)
    name = named(word) or (NAMES[known]() if known in NAMES else word.replace("_", " "))
    return LOOKS[known](name) if known in LOOKS else tr("{right}: look at the proof", right=name)


def rights_lines(rights: Iterable[str] | None, named: Named = unnamed) -> tuple[str, ...]:
    """None: a ticket from before tickets said so."""
    if rights is None:
        return (tr("This ticket does not say whether it was cheaper. Its number tells."),)
    return tuple(right_words(word, named) for word in rights)


def noted_words(shown: bool) -> str:
    return tr("Noted: it was shown.") if shown else tr("Noted: it was not shown. Without it this ticket is no ticket for this person.")
