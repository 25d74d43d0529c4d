"""What a traveller is given in place of a leg whose operator let them down: at no price, and up to a bound of what it may cost us."""

# So many times what the legs were worth: a bus for a tram, a taxi for a bus, but no taxi to the next city.
BOUND = 3
OUR_BOUND = 8  # where we ourselves let somebody down: a taxi for a van
MOST_TRIES = 3  # operators that refuse, and substitutes that fall through themselves


def most_minor(worth_minor: int, ours: bool = False) -> int:
    """What a substitute may cost at most: what is given back for the legs it is instead of, and twice as much on top. ours: a leg that we drive."""
    if worth_minor < 0:
        raise ValueError("a leg is worth nothing or more")
    return (OUR_BOUND if ours else BOUND) * worth_minor
