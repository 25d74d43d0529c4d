"""How times, distances and amounts are written, in the language in use."""

from datetime import date, datetime

from mobile.i18n.catalogue import current, tr

FOOT_M, MILE_M = 0.3048, 1609.344
DECIMAL_COMMA = ("de", "es")
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "KRW": "₩"}
WITHOUT_MINOR = ("KRW", "JPY", "VND", "CLP", "ISK")
MONTHS = (
    lambda: tr("Jan"), lambda: tr("Feb"), lambda: tr("Mar"), lambda: tr("Apr"), lambda: tr("May"), lambda: tr("Jun"),
    lambda: tr("Jul"), lambda: tr("Aug"), lambda: tr("Sep"), lambda: tr("Oct"), lambda: tr("Nov"), lambda: tr("Dec"),
)  # fmt: skip
WEEKDAYS = (lambda: tr("Mon"), lambda: tr("Tue"), lambda: tr("Wed"), lambda: tr("Thu"), lambda: tr("Fri"), lambda: tr("Sat"), lambda: tr("Sun"))


def number(value: float, decimals: int = 0) -> str:
    """With the decimal sign of the language."""
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if current() in DECIMAL_COMMA else text


def clock(moment: datetime) -> str:
    """24 hours, in the zone the moment carries."""
    return f"{moment:%H:%M}"


def span(start: datetime, end: datetime) -> str:
    return f"{clock(start)} – {clock(end)}"


def duration(seconds: float) -> str:
    """In full minutes, rounded; 0 only for nothing at all."""
    minutes = minutes_of(seconds)
    if minutes < 60:
        return tr("{n} min", n=minutes)
    hours, rest = divmod(minutes, 60)
    return tr("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else tr("{hours} h", hours=hours)


def minutes_of(seconds: float) -> int:
    return max(1, round(seconds / 60)) if seconds > 0 else 0


def distance(metres: float, units: str = "metric") -> str:
    """Rounded so that it can be trusted: metres to ten from 100 on, kilometres to a tenth below ten."""
    unit, value, decimals = measure(metres, units)
    return {
        "m": lambda: tr("{n} m", n=number(value)), "km": lambda: tr("{n} km", n=number(value, decimals)),
        "ft": lambda: tr("{n} ft", n=number(value)), "mi": lambda: tr("{n} mi", n=number(value, decimals)),
    }[unit]()  # fmt: skip


def measure(metres: float, units: str) -> tuple[str, float, int]:
    """Unit, value and decimals that both the written and the spoken form use."""
    if units == "imperial":
        feet = metres / FOOT_M
        if feet < 995:
            return "ft", round(feet / 10) * 10 if feet >= 95 else round(feet), 0
        miles = metres / MILE_M
        return "mi", miles, 1 if miles < 9.95 else 0
    rounded = round(metres / 10) * 10 if metres >= 100 else round(metres)
    if rounded < 1000:
        return "m", rounded, 0
    kilometres = metres / 1000
    return "km", kilometres, 1 if kilometres < 9.95 else 0


def co2(grams: float) -> str:
    """Grams of CO₂, as kilograms with one decimal from 100 g on."""
    if grams < 100:
        return tr("{n} g CO₂", n=number(round(grams)))
    return tr("{n} kg CO₂", n=number(grams / 1000, 1))


def money(amount_minor: int, currency: str) -> str:
    """An amount with the sign of its currency where that is known to everybody."""
    decimals = 0 if currency in WITHOUT_MINOR else 2
    amount, sign = number(amount_minor / 10**decimals, decimals), SIGNS.get(currency)
    if current() in DECIMAL_COMMA:
        return f"{amount} {sign or currency}"
    return f"{sign}{amount}" if sign else f"{amount} {currency}"


def day(of: date, today: date, inside: bool = False) -> str:
    """Today, tomorrow, or the date; `inside` a sentence without a capital where the language has none there."""
    near = {0: lambda: tr("Today"), 1: lambda: tr("Tomorrow"), -1: lambda: tr("Yesterday")}.get((of - today).days)
    if near:
        words = near()
        return words[:1].lower() + words[1:] if inside else words
    return tr("{weekday} {day} {month}", weekday=WEEKDAYS[of.weekday()](), day=of.day, month=MONTHS[of.month - 1]())
