"""Text as it is searched: without case, accents and punctuation, with the short forms that people type for streets and stations."""
import functools
import re
import unicodedata

MAX_QUERY = 200
MAX_WORDS = 8
MAX_WORD = 40

SPECIAL = str.maketrans({"ß": "ss", "æ": "a", "ø": "o", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
NOT_WORD = re.compile(r"[^\w/]+|_+", re.UNICODE)
# Written short on signs and in timetables. A short form may mean several words.
SPELLED_OUT = {
    "str": ("strasse",), "strase": ("strasse",), "st": ("street", "saint", "sankt", "strasse"), "rd": ("road",), "ave": ("avenue",),
    "av": ("avenue", "avenida"), "sq": ("square",), "ln": ("lane",), "dr": ("drive", "doktor"), "blvd": ("boulevard",), "bd": ("boulevard",),
    "pl": ("platz", "place", "plaza"), "hbf": ("hauptbahnhof",), "bhf": ("bahnhof",), "bf": ("bahnhof",), "sta": ("station",),
    "uni": ("universitat", "university"), "univ": ("universitat", "university"), "mt": ("mount",), "ft": ("fort",), "pde": ("parade",),
    "hwy": ("highway",), "ctr": ("center",), "centre": ("center",), "theatre": ("theater",),
}  # fmt: skip
# Ends of compound names that people write apart: "Haupt Straße", "Bismarck Platz".
ENDINGS = ("strasse", "platz", "gasse", "brucke", "bahnhof", "weg", "allee", "ufer", "markt", "street")
STREET_WORDS = ("strasse", "street")


def fold(text: str) -> str:
    """Lower case without accents: ß is ss, and ä, ae and a are one (so are o and u), as people type names they have heard.

    Folding a beginning of a word gives a beginning of the folded word, which search while typing relies on.
    """
    lowered = text.replace("\0", " ").casefold().translate(SPECIAL)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return re.sub("([aou])e", r"\1", plain)


# The same with the long forms folded as everything else is.
SHORT = {short: tuple(fold(long) for long in longs) for short, longs in SPELLED_OUT.items()}


def split(text: str) -> list[str]:
    """Folded words in order. `Str.` at the end of a compound is written out."""
    return [word[:MAX_WORD] for word in NOT_WORD.sub(" ", fold(text)).replace("/", " ").split()]


def written_out(word: str) -> str:
    """`hauptstr` is `hauptstrasse`; `str` is `strasse`. Words that merely end in str keep their beginning."""
    if word.endswith("str") and word != "str":
        return word + "asse"
    return SHORT[word][0] if word == "str" else word


@functools.lru_cache(4096)
def forms(word: str) -> tuple[str, ...]:
    """All words that a typed word may stand for, itself first."""
    others = SHORT.get(word, ())
    long = written_out(word)
    same = STREET_WORDS if word in STREET_WORDS or long in STREET_WORDS else ()
    return tuple(dict.fromkeys((word, long, *others, *same)))


def indexed(text: str) -> list[str]:
    """Words under which a name is filed: as written, written out, and the parts of compounds. The full words come first."""
    whole = [written_out(word) for word in split(text)]
    more: list[str] = []
    for word in whole:
        more += SHORT.get(word, ())
        for ending in ENDINGS:
            if word.endswith(ending) and len(word) >= len(ending) + 3:
                more += [word[: -len(ending)], ending]
    return list(dict.fromkeys([*whole, *more]))


def street_key(name: str) -> str:
    """Two spellings of one street name have one key."""
    key = "".join(written_out(word) for word in split(name))
    return key[: -len("street")] + "strasse" if key.endswith("street") else key
