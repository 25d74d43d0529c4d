"""The keys of the spoken keyboard, by language, and what each is called."""
from mobile.i18n import tr
from mobile.voice import hangul

LETTERS = {
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "de": ("qwertzuiopü", "asdfghjklöä", "yxcvbnmß"),
    "es": ("qwertyuiop", "asdfghjklñ", "zxcvbnm", "áéíóúü"),
    "ko": ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"),
}
DIGITS = ("1234567890", "-/.,:'&()", "@#+?_")
DOUBLED = dict(zip("ㅂㅈㄷㄱㅅㅐㅔ", "ㅃㅉㄸㄲㅆㅒㅖ"))  # the other letter of a key of the Korean keyboard

# The names of the Korean consonants are Korean words, the same in every language of the app.
CONSONANTS = dict(zip(
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㄲㄸㅃㅆㅉ",
    ("기역", "니은", "디귿", "리을", "미음", "비읍", "시옷", "이응", "지읒", "치읓", "키읔", "티읕", "피읖", "히읗",
     "쌍기역", "쌍디귿", "쌍비읍", "쌍시옷", "쌍지읒"),
))


def rows(language: str, digits: bool, capitals: bool) -> list[str]:
    """The keys line by line, as one string of letters each."""
    if digits:
        return list(DIGITS)
    return ["".join(raised(letter) if capitals else letter for letter in line) for line in LETTERS.get(language, LETTERS["en"])]


def raised(letter: str) -> str:
    """The other letter of a key."""
    return DOUBLED.get(letter, letter if letter == "ß" else letter.upper())


def fitted(lines: list[str], most: int) -> list[str]:
    """Lines cut into equal parts of at most `most` keys each."""
    cut = []
    for line in lines:
        parts = -(-len(line) // most)
        each = -(-len(line) // parts)
        cut += [line[start:start + each] for start in range(0, len(line), each)]
    return cut


def spoken(letter: str) -> str:
    """What a key is called."""
    if letter in CONSONANTS:
        return CONSONANTS[letter]
    if letter and letter in hangul.VOWELS:
        return hangul.syllable("ㅇ", letter)
    if letter.isalpha() and letter != letter.lower():
        return tr("capital {letter}", letter=letter)
    return marks().get(letter, letter)


def marks() -> dict[str, str]:
    """Names of what is neither letter nor digit."""
    return {
        " ": tr("space"), "-": tr("hyphen"), "/": tr("slash"), ".": tr("full stop"), ",": tr("comma"), ":": tr("colon"), "'": tr("apostrophe"),
        "&": tr("and sign"), "(": tr("bracket opens"), ")": tr("bracket closes"), "@": tr("at sign"), "#": tr("number sign"), "+": tr("plus"),
        "?": tr("question mark"), "_": tr("underscore"),
    }
