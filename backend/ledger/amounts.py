"""Minor units as people read them, on every paper: with the sign of the currency where everybody knows it, and the decimal sign of the language."""
from payments.money import plain

SIGNS = {"eur": "€", "usd": "$", "gbp": "£", "krw": "₩", "jpy": "¥"}
SIGN_LAST = ("de", "es")
NO_BREAK = "\u00a0"


def written(amount_minor: int, currency: str, language: str) -> str:
    """`€8.30`, `8,30 €`, `8.30 CHF`; below zero with a minus in front. Raises UnknownCurrency."""
    number, sign = plain(abs(amount_minor), currency), SIGNS.get(currency)
    minus = "−" if amount_minor < 0 else ""
    if language in SIGN_LAST:
        return f"{minus}{number.replace('.', ',')}{NO_BREAK}{sign or currency.upper()}"
    return f"{minus}{sign}{number}" if sign else f"{minus}{number}{NO_BREAK}{currency.upper()}"


def percent(rate_bp: int, language: str) -> str:
    """`19 %`, `7.5 %`."""
    whole, part = divmod(rate_bp, 100)
    number = f"{whole}.{part:02}".rstrip("0") if part else str(whole)
    return f"{number.replace('.', ',') if language in SIGN_LAST else number}{NO_BREAK}%"
