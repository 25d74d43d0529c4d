"""Names of streets, stops and lines as they sound: abbreviations in full, digits in words, letters that make no word one by one."""
import re

from accessibility.guidance.words.korean import LETTERS
from accessibility.guidance.words.numbers import english, whole

ABBREVIATIONS = {
    "en": {"St.": "Street", "Rd.": "Road", "Rd": "Road", "Ave.": "Avenue", "Ave": "Avenue", "Sq.": "Square", "Ln.": "Lane", "Blvd": "Boulevard"},
    "de": {"Str.": "Straße", "Pl.": "Platz", "Hbf": "Hauptbahnhof", "Bf": "Bahnhof", "Bhf": "Bahnhof", "St.": "Sankt", "Nr.": "Nummer"},
    "es": {"C/": "calle", "Av.": "avenida", "Avda.": "avenida", "Pza.": "plaza", "Pl.": "plaza", "Pº": "paseo", "Sta.": "santa"},
    "ko": {},
}
MOST_NAME, MOST_QUOTED = 120, 600
SAINT = re.compile(r"\bSt\.? (?=[A-Z])")  # St. Mary, not Mill St.
UNSPEAKABLE = re.compile(r"[\U00010000-\U0010FFFF\uE000-\uF8FF\u2600-\u27BF]|https?://\S+")  # pictures, private glyphs, addresses
NO_VOWEL = re.compile(r"\b[B-DF-HJ-NP-TV-XZ]{2,}\b")


def clean(name: str, most: int = MOST_NAME) -> str:
    """Without what no voice can say, and not without end."""
    return re.sub(r"\s+", " ", UNSPEAKABLE.sub("", name[: 2 * most])).strip()[:most].rstrip()


def spoken_name(language: str, name: str) -> str:
    name = clean(name)
    if language == "en":
        name = SAINT.sub("Saint ", name)
    if language == "de":
        name = re.sub(r"(?<=\w)str\.", "straße", name)
    for short, full in ABBREVIATIONS[language].items():
        name = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", full, name)
    name = NO_VOWEL.sub(lambda m: " ".join(m[0]), name)
    if language == "ko":
        name = re.sub(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", lambda m: f" {LETTERS[m[0].lower()]} ", name)
    return re.sub(r"\s+", " ", digits_in_words(language, name)).strip()


def digits_in_words(language: str, text: str) -> str:
    """Up to four digits as a number, more of them one by one."""
    text = re.sub(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", text)
    return re.sub(r"\d+", lambda m: whole(language, int(m[0])) if len(m[0]) <= 4 else " ".join(whole(language, int(d)) for d in m[0]), text)


def spoken_line(language: str, name: str) -> str:
    """402 is four oh two in English and a number elsewhere; N7 is N seven."""
    if language == "en" and re.fullmatch(r"\d{3}", name):
        return f"{english(int(name[0]))} {_last_two(int(name[1:]))}"
    return spoken_name(language, name)


def _last_two(n: int) -> str:
    return "hundred" if n == 0 else f"oh {english(n)}" if n < 10 else english(n)
