"""House numbers: the one that was typed, or the nearest one known."""
import re

LEADING = re.compile(r"\d+")


def choose(asked: str, numbers: list[str]) -> tuple[int, bool]:
    """Index of the number that fits best, and whether it is the one asked for; -1 where no number is known.

    Without an exact match: the same number with another letter, else the nearest number, rather on the same side of the street.
    """
    wanted = LEADING.match(asked)
    best, best_cost = -1, (9, 0, "")
    for i, number in enumerate(numbers):
        key = re.sub(r"\s+", "", number).casefold().replace("–", "-")
        if key == asked:
            return i, True
        leading = LEADING.match(key)
        if wanted is None or leading is None:
            continue
        apart = abs(int(leading.group()) - int(wanted.group()))
        other_side = apart % 2
        cost = (0 if apart == 0 else 1, apart + 3 * other_side, key)
        if cost < best_cost:
            best, best_cost = i, cost
    # A range such as 12-14 holds 12, 13 and 14.
    for i, number in enumerate(numbers):
        ends = [int(end) for end in LEADING.findall(number)]
        if wanted and len(ends) == 2 and "-" in number and ends[0] <= int(wanted.group()) <= ends[1]:
            return i, True
    return best, False
