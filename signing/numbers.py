"""The number of a ticket, such as 7K2-M94: what one says aloud or writes down, so that a dead phone is no fare evasion.

31 signs that are not taken for one another, and the last one checks the others: 31 is a prime, so any one wrong sign and any two that changed places
are noticed. Nothing is in it; only the city can look one up, and counts how often somebody tries.
"""
from collections.abc import Callable

SIGNS = "0123456789ABCDEFGHJKMNPQRSTWXYZ"  # no I, L, O; no U and V
LENGTH = 6
BASE = len(SIGNS)
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
WEIGHTS = range(2, LENGTH + 1)  # the check sign weighs 1


def new_number(random_below: Callable[[int], int]) -> str:
    """As it is kept, without its hyphen. random_below: like secrets.randbelow."""
    plain = [random_below(BASE) for _ in range(LENGTH - 1)]
    return "".join(SIGNS[value] for value in (*plain, check_of(plain)))


def check_of(plain: list[int]) -> int:
    return -sum(weight * value for weight, value in zip(WEIGHTS, plain)) % BASE


def find_number(typed: str) -> str | None:
    """As it is kept, however it was typed; None for what is no number of a ticket."""
    text = typed.upper().translate(READ_AS) if len(typed) <= 2 * LENGTH else ""
    values = [SIGNS.find(sign) for sign in text]
    if len(values) != LENGTH or min(values) < 0 or check_of(values[:-1]) != values[-1]:
        return None
    return text


def said(number: str) -> str:
    """As it is shown."""
    return f"{number[:3]}-{number[3:]}"
