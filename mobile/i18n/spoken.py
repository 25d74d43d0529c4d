"""How times, distances and lines are said: in full words, never an abbreviation."""

import re
from datetime import date, datetime

from mobile.i18n.catalogue import tr, trc, trn
from mobile.i18n.written import day as written_day
from mobile.i18n.written import measure, minutes_of, number
from mobile.i18n.written import money as written_money

WEEKDAYS = (
    lambda: tr("Monday"), lambda: tr("Tuesday"), lambda: tr("Wednesday"), lambda: tr("Thursday"), lambda: tr("Friday"), lambda: tr("Saturday"),
    lambda: tr("Sunday"),
)  # fmt: skip
MONTHS = (
    lambda: tr("January"), lambda: tr("February"), lambda: tr("March"), lambda: tr("April"), lambda: trc("in full", "May"), lambda: tr("June"),
    lambda: tr("July"), lambda: tr("August"), lambda: tr("September"), lambda: tr("October"), lambda: tr("November"), lambda: tr("December"),
)  # fmt: skip


def day(of: date, today: date, inside: bool = False) -> str:
    """Today, tomorrow, or the weekday and the date in full; `inside` a sentence as in `written`."""
    if abs((of - today).days) <= 1:
        return written_day(of, today, inside)
    return tr("{weekday} {day} {month}", weekday=WEEKDAYS[of.weekday()](), day=of.day, month=MONTHS[of.month - 1]())


def clock(moment: datetime) -> str:
    """As people say it: 8 47; the full hour has a word of its own."""
    hour, minute = moment.hour, moment.minute
    if minute == 0:
        return tr("{hour} o'clock", hour=hour)
    if minute < 10:
        return tr("{hour} oh {minute}", hour=hour, minute=minute)
    return tr("{hour} {minute}", hour=hour, minute=minute)


def duration(seconds: float) -> str:
    minutes = minutes_of(seconds)
    hours, rest = divmod(minutes, 60)
    parts = [trn("{n} hour", "{n} hours", hours)] if hours else []
    if rest or not hours:
        parts.append(trn("{n} minute", "{n} minutes", rest))
    return " ".join(parts)


def distance(metres: float, units: str = "metric") -> str:
    unit, value, decimals = measure(metres, units)
    if decimals:
        words = {"km": lambda: tr("{n} kilometres", n=number(value, decimals)), "mi": lambda: tr("{n} miles", n=number(value, decimals))}
        return words[unit]()
    count = round(value)
    return {
        "m": lambda: trn("{n} metre", "{n} metres", count), "km": lambda: trn("{n} kilometre", "{n} kilometres", count),
        "ft": lambda: trn("{n} foot", "{n} feet", count), "mi": lambda: trn("{n} mile", "{n} miles", count),
    }[unit]()  # fmt: skip


def money(amount_minor: int, currency: str) -> str:
    """Euros in words, as in 2 euros 80, and cents alone below one; other currencies by number and name."""
    if currency != "EUR":
        return written_money(amount_minor, currency)
    whole, cents = divmod(amount_minor, 100)
    if cents and not whole:
        return trn("{n} cent", "{n} cents", cents)
    words = trn("{n} euro", "{n} euros", whole)
    return f"{words} {cents}" if cents else words


def line(name: str) -> str:
    """Letters apart from digits, so that U5 is not read as a word."""
    return re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", name)


def digits(text: str) -> str:
    """One by one, as numbers that are copied down: 4821 as 4 8 2 1."""
    return " ".join(character for character in text if not character.isspace())
