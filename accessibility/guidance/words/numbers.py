"""Whole numbers in words, up to 999 999, in four languages; and one figure after the point."""

EN = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
EN_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
DE = [
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn",
    "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
]  # fmt: skip
DE_TENS = ["-", "-", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
ES = [
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece", "catorce", "quince",
    "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco",
    "veintiséis", "veintisiete", "veintiocho", "veintinueve",
]  # fmt: skip
ES_TENS = ["-", "-", "-", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
ES_HUNDREDS = ["-", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos", "novecientos"]
KO = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"]
KO_NATIVE = ["-", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"]
KO_NATIVE_TENS = ["-", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"]


def english(n: int) -> str:
    if n < 20:
        return EN[n]
    if n < 100:
        return EN_TENS[n // 10] + (f"-{EN[n % 10]}" if n % 10 else "")
    big, rest, word = (n // 100, n % 100, "hundred") if n < 1000 else (n // 1000, n % 1000, "thousand")
    return f"{english(big)} {word}" + (f" {'and ' if rest < 100 else ''}{english(rest)}" if rest else "")


def german(n: int) -> str:
    if n < 20:
        return DE[n]
    if n < 100:
        return (f"{_ein(n % 10)}und" if n % 10 else "") + DE_TENS[n // 10]
    big, rest, word = (n // 100, n % 100, "hundert") if n < 1000 else (n // 1000, n % 1000, "tausend")
    return ("ein" if big == 1 else german(big).removesuffix("s") if big % 100 == 1 else german(big)) + word + (german(rest) if rest else "")


def _ein(n: int) -> str:
    return "ein" if n == 1 else DE[n]


def spanish(n: int, feminine: bool = False, before_noun: bool = False) -> str:
    """`before_noun` shortens uno to un; hundreds agree with a feminine noun."""
    if n >= 1000:
        big, rest = divmod(n, 1000)
        head = "mil" if big == 1 else f"{spanish(big, feminine, True)} mil"
        return f"{head} {spanish(rest, feminine, before_noun)}" if rest else head
    if n == 100:
        return "cien"
    if n > 100:
        head = ES_HUNDREDS[n // 100]
        head = head[:-2] + "as" if feminine and n >= 200 else head
        return f"{head} {spanish(n % 100, feminine, before_noun)}" if n % 100 else head
    if n >= 30:
        return ES_TENS[n // 10] + (f" y {spanish(n % 10, feminine, before_noun)}" if n % 10 else "")
    if n % 10 == 1 and n != 11:
        if feminine:
            return ES[n][:-1] + "a"
        return ({1: "un", 21: "veintiún"}[n]) if before_noun else ES[n]
    return ES[n]


def korean(n: int) -> str:
    """Sino-Korean, as with metres, minutes and lines."""
    if n < 10:
        return KO[n]
    words = ""
    for size, word in ((10_000, "만"), (1000, "천"), (100, "백"), (10, "십")):
        big, n = divmod(n, size)
        if big:
            words += ("" if big == 1 else korean(big).replace(" ", "")) + word
    return words + (KO[n] if n else "")


def korean_native(n: int) -> str:
    """As with hours and things counted, up to 99; above, Sino-Korean."""
    if not 0 < n < 100:
        return korean(n)
    if n == 20:
        return "스무"
    return (KO_NATIVE_TENS[n // 10] if n >= 10 else "") + (KO_NATIVE[n % 10] if n % 10 else "")


WHOLE = {"en": english, "de": german, "es": spanish, "ko": korean}
MINUS = {"en": "minus", "de": "minus", "es": "menos", "ko": "마이너스"}
POINT = {"en": "point", "de": "Komma", "es": "coma", "ko": "점"}


def whole(language: str, n: int) -> str:
    return f"{MINUS[language]} {WHOLE[language](-n)}" if n < 0 else WHOLE[language](n)


def tenths(language: str, value: float) -> str:
    """1.2 as one point two; a whole value without its zero."""
    tens = round(abs(value) * 10)
    words = whole(language, tens // 10)
    return f"{words} {POINT[language]} {whole(language, tens % 10)}" if tens % 10 else words
