"""Rights to pay less as they stand in a ticket: a number for each word that is known everywhere, the word itself for what a city has beside those.

A number is never given to another word. Whoever checks is told what the traveller said they have; the ticket proves nothing of it.
"""
import re

WORDS = {
    1: "child", 2: "children", 3: "infant", 4: "youth", 5: "teen", 6: "pupil", 7: "student", 8: "apprentice", 9: "senior", 10: "elderly",
    11: "companion", 12: "attendant", 13: "disability", 14: "disabled", 15: "jobseeker", 16: "low_income", 17: "veteran", 18: "resident",
    19: "concession", 20: "reduced",
}  # fmt: skip
NUMBERS = {word: number for number, word in WORDS.items()}
MOST_RIGHTS = 2  # of one leg: a concession, and one that is worked out on its price
MOST_SHORT = 12
WORD = re.compile("[a-z][a-z0-9_]{0,39}")
LATER = re.compile("#[1-9][0-9]{0,4}")  # the number of a word that is newer than this program


def is_right(word: str) -> bool:
    """As `POST /v1/quotes` takes it, or as `read` gives it."""
    return bool(WORD.fullmatch(word)) or (bool(LATER.fullmatch(word)) and int(word[1:]) not in WORDS)


def written(word: str) -> int | str:
    return int(word[1:]) if word.startswith("#") else NUMBERS.get(word, word)


def shortened(word: str) -> int | str:
    """What is left of a long word where a ticket has no room for it: enough to be read, and to be found among the rights of a city."""
    number = written(word)
    return number if isinstance(number, int) else number[:MOST_SHORT]


def read(item: object) -> str | None:
    """None for what is no right, or not as we write it."""
    match item:
        case int():
            word = WORDS.get(item, f"#{item}")
            return word if is_right(word) else None
        case str() if WORD.fullmatch(item) and item not in NUMBERS:
            return item
    return None


def same_right(found: str, word: str) -> bool:
    """Does what stands in a ticket stand for this word?"""
    return found == word or (len(found) == MOST_SHORT and word.startswith(found) and not isinstance(written(word), int))
