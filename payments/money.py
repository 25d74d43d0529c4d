"""Currencies and amounts: integers of the minor unit, read from and written as decimals in one place.

Decimals are those of ISO 4217. What is not in the table is refused and not guessed: a wrong number of decimals is a price a hundred times too high.
"""

import re
from collections.abc import Set

BASIS = 10_000  # basis points in a whole

ZERO_DECIMAL = "bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf"
TWO_DECIMAL = (
    "aed all amd ang aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd "
    "fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr "
    "mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd szl "
    "thb tjs top try ttd twd tzs uah usd uyu uzs wst xcd yer zar zmw"
)
THREE_DECIMAL = "bhd iqd jod kwd lyd omr tnd"
DECIMALS = {code: places for places, codes in enumerate((ZERO_DECIMAL, "", TWO_DECIMAL, THREE_DECIMAL)) for code in codes.split()}

# What the card service takes at least and at most, by currency of the charge. To be compared with its account before the first live charge.
MINIMUM_CHARGE_MINOR = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17_500,
    "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
MOST_CHARGE = 99_999_999  # of the number that the card service is given
# The card service counts these in hundredths although they have none, and takes whole units only.
COUNTED_IN_HUNDREDTHS = frozenset({"isk", "ugx"})

LONGEST_AMOUNT = 24  # signs of a text, so that no stranger's number is worked on for long
AMOUNT = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]*))?|([+-]?)\.([0-9]+)", re.ASCII)


class MoneyError(ValueError):
    """An amount or a currency that money cannot be. The message says what to do and repeats no value."""


class UnknownCurrency(MoneyError):
    """Not a currency of the table."""


class MixedCurrency(MoneyError):
    """Amounts of two currencies where there can be only one."""


def currency_of(text: str) -> str:
    """The currency of a code in any case, such as `EUR`. Raises UnknownCurrency."""
    code = text.strip().lower()
    if code not in DECIMALS:
        raise UnknownCurrency("unknown currency: give a code of three letters of ISO 4217, such as EUR")
    return code


def decimals(currency: str) -> int:
    if currency not in DECIMALS:
        raise UnknownCurrency("unknown currency: give a code of three letters of ISO 4217, such as eur")
    return DECIMALS[currency]


def one_currency(currencies: Set[str]) -> str:
    """The only one of the set. Raises MixedCurrency."""
    if len(currencies) != 1:
        raise MixedCurrency("one price has one currency: ask for one price per currency")
    return next(iter(currencies))


def parse_minor(text: str, currency: str) -> int:
    """`1.25`, `-0.5`, `3` as minor units. Raises MoneyError for anything else and for more decimals than the currency has, zeros excepted."""
    places = decimals(currency)
    text = text.strip()
    found = AMOUNT.fullmatch(text) if len(text) <= LONGEST_AMOUNT else None
    if found is None:
        raise MoneyError("not an amount: write digits and at most one point, such as 2.50")
    sign, whole, part = found[1] or found[4], found[2] or "0", found[3] or found[5] or ""
    if part[places:].strip("0"):
        raise MoneyError(f"the currency has {places} decimals: write no more of them")
    minor = int(whole + part[:places].ljust(places, "0"))
    return -minor if sign == "-" else minor


def plain(amount_minor: int, currency: str) -> str:
    """Minor units as a decimal with all its places, such as `1.20`; `parse_minor` reads it back. Screens write it as their language does."""
    places = decimals(currency)
    sign, digits = "-" if amount_minor < 0 else "", str(abs(amount_minor)).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def round_half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to a fraction, halves away from zero, so that a refund rounds as its charge did."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    nearest = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -nearest if numerator < 0 else nearest


def too_small_to_charge(amount_minor: int, currency: str) -> bool:
    """Whether a total is waived instead of charged. A currency whose minimum is not known is tried."""
    return 0 < amount_minor < MINIMUM_CHARGE_MINOR.get(currency, 0)


def charge_units(amount_minor: int, currency: str) -> int:
    """The number that the card service is given for an amount. Raises MoneyError for one that no card is charged with."""
    places = decimals(currency)
    units = amount_minor * 100 if currency in COUNTED_IN_HUNDREDTHS else amount_minor
    if not 0 <= units <= MOST_CHARGE:
        raise MoneyError("a card cannot be charged with this amount: sell the trip in parts")
    if places == 3 and amount_minor % 10:
        raise MoneyError("cards are charged in steps of ten of this currency: round the price")
    return units
