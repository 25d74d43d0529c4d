"""One price for the whole trip: a total, a line for each operator, what is taken off, and what giving it back costs. Without Kivy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.contract.quotes import CaptureMode, LineKind, QuotedLeg, QuoteResponse, SoldKind
from backend.contract.trips import Leg
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.words import drawn_mode, line_of, line_word, mode_word

NOTHING_TOLD: Mapping[str, str] = {}
KIND_MODES = {SoldKind.RENTAL: "SHARED_BIKE", SoldKind.TAXI: "TAXI", SoldKind.PARKING: "CAR", SoldKind.ON_DEMAND: "ON_DEMAND"}
KIND_WORDS = {
    SoldKind.TRANSIT: lambda: tr("Ticket"), SoldKind.RENTAL: lambda: tr("Shared vehicle"), SoldKind.TAXI: lambda: tr("Taxi"),
    SoldKind.PARKING: lambda: tr("Parking"), SoldKind.ON_DEMAND: lambda: tr("On-demand van"),
}  # fmt: skip


@dataclass(frozen=True)
class PriceLine:
    """A part of the total. `badge` is mode and line, "" for none, then `icon` stands there. `tone` ok: it makes the trip cheaper."""

    title: str
    detail: str
    price: str
    spoken: str
    badge: tuple[str, str, tuple[str | None, str | None]] | None = None
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True)
class PriceSheet:
    """What stands on the sheet. `total_spoken` is in full words. `rights`: what rights to pay less did, "" where none was told."""

    total: str
    total_spoken: str
    lines: tuple[PriceLine, ...]
    saved: str
    rights: str
    tax: str
    cancel: str
    charged: str


def sheet_of(quote: QuoteResponse, legs: Sequence[Leg], now: datetime, told: Mapping[str, str] = NOTHING_TOLD) -> PriceSheet:
    """`legs` are those that were asked about, for the names of their lines. `told` are names of the rights that were told, by concession id."""
    currency = quote.currency.upper()
    return PriceSheet(
        total=write.money(quote.total_minor, currency),
        total_spoken=say.money(quote.total_minor, currency),
        lines=(*(line_of_leg(quote, sold, legs) for sold in quote.legs), *other_lines(quote)),
        saved=saved_words(quote),
        rights=rights_words(quote, told),
        tax=tax_words(quote),
        cancel=cancel_words(quote.legs, now),
        charged=tr("No card is charged with so little: it costs you nothing.") if quote.too_small else charged_words(quote.capture_mode),
    )


def line_of_leg(quote: QuoteResponse, sold: QuotedLeg, legs: Sequence[Leg]) -> PriceLine:
    """The fare of what one operator is booked for; what is taken off stands in lines of its own."""
    currency = quote.currency.upper()
    fares = [line for line in quote.lines if line.leg == sold.number and line.kind is LineKind.FARE]
    shown, listed = sum(line.shown_minor for line in fares), sum(line.list_minor for line in fares)
    covered = [legs[number] for number in sold.covers if number < len(legs)]
    title = title_of(sold, covered)
    less_written, less_spoken = (
        tr("instead of {price}", price=form.money(listed, currency)) if listed > shown else "" for form in (write, say)
    )
    detail = [sold.operator, write.clock(sold.starts_at), less_written]
    told = [title, sold.operator, say.clock(sold.starts_at), say.money(shown, currency), less_spoken]
    written, spoken = " · ".join(part for part in detail if part), ", ".join(part for part in told if part)
    return PriceLine(title, written, write.money(shown, currency), spoken, badge_of(sold, covered))


def title_of(sold: QuotedLeg, covered: Sequence[Leg]) -> str:
    """Tram 4 + bus 12; without rides of a line, what it is."""
    names = [line_word(leg.mode, line_of(leg)) for leg in covered if leg.route]
    if not names and covered:
        names = [mode_word(drawn_mode(covered[0], "walk"))]
    return " + ".join(dict.fromkeys(names)) or KIND_WORDS[sold.kind]()


def badge_of(sold: QuotedLeg, covered: Sequence[Leg]) -> tuple[str, str, tuple[str | None, str | None]]:
    first = next((leg for leg in covered if leg.route), covered[0] if covered else None)
    if first is None:
        return KIND_MODES.get(sold.kind, "BUS"), "", (None, None)
    if first.route is None:
        return drawn_mode(first, "walk"), "", (None, None)
    line = line_of(first)
    return str(first.mode), line if len(line) <= 5 else "", (first.route.colour, first.route.text_colour)


OTHERS = {
    LineKind.BOOKING_FEE: ("receipt-text-outline", lambda: tr("Booking fee")),
    LineKind.DISCOUNT: ("tag-outline", lambda: tr("Discount")),
    LineKind.CAP_CREDIT: ("tag-outline", lambda: tr("Cap reached: you save")),
    LineKind.VOUCHER: ("ticket-percent-outline", lambda: tr("Voucher")),
}


def other_lines(quote: QuoteResponse) -> Iterator[PriceLine]:
    """What is not the fare of a leg, each kind in one line."""
    currency = quote.currency.upper()
    for kind, (icon, words) in OTHERS.items():
        amounts = [line.shown_minor for line in quote.lines if line.kind is kind]
        if not amounts:
            continue
        amount, title = sum(amounts), words()
        written, told = write.money(abs(amount), currency), say.money(abs(amount), currency)
        price = f"−{written}" if amount < 0 else written
        yield PriceLine(title, "", price, f"{title} {told}", icon=icon, tone="ok" if amount < 0 else "")


def saved_words(quote: QuoteResponse) -> str:
    """What is saved beside what a line of its own tells already."""
    told = -sum(line.shown_minor for line in quote.lines if line.kind in (LineKind.CAP_CREDIT, LineKind.DISCOUNT))
    if quote.saved_minor <= max(0, told):
        return ""
    return tr("You save {price} against single tickets.", price=write.money(quote.saved_minor, quote.currency.upper()))


def rights_words(quote: QuoteResponse, told: Mapping[str, str]) -> str:
    """How much less is paid than without them; that they changed nothing is said too."""
    if not told:
        return ""
    used = dict.fromkeys(told[name] for line in quote.lines for name in line.concessions if name in told)
    rights = ", ".join(used or dict.fromkeys(told.values()))
    if not quote.rights_saved_minor:
        return tr("{rights}: nothing is cheaper on this trip.", rights=rights)
    return tr("{rights}: {price} less than without.", rights=rights, price=write.money(quote.rights_saved_minor, quote.currency.upper()))


def tax_words(quote: QuoteResponse) -> str:
    price, rates = write.money(quote.tax_minor, quote.currency.upper()), {line.tax_rate_bp for line in quote.lines if line.tax_minor}
    if not quote.tax_minor:
        return tr("No tax is part of it.")
    if len(rates) > 1:
        return tr("With {price} tax.", price=price)
    return tr("With {rate} % tax, {price}.", rate=percent(rates.pop()), price=price)


def percent(basis_points: int) -> str:
    return write.number(basis_points / 100, 0 if basis_points % 100 == 0 else 1)


def free_until(leg: QuotedLeg, now: datetime) -> datetime | None:
    """Until when giving it back costs nothing; None where it costs something from now on."""
    return max((step.until for step in leg.fees if step.fee_minor == 0 and step.until > now), default=None)


def cancel_words(legs: Sequence[QuotedLeg], now: datetime) -> str:
    """The one sentence beside the total; all steps are one press away."""
    ends = [(leg, free_until(leg, now)) for leg in legs]
    known = [end for _, end in ends if end]
    if not known:
        return tr("Giving it back costs money, or is not possible.")
    if len(known) < len(ends):
        return tr("Parts of it can be given back for nothing.")
    if all(end >= leg.starts_at for leg, end in ends):
        return tr("Cancel free until each start.")
    return tr("Cancel free until {time}.", time=write.clock(min(known)))


def charged_words(mode: CaptureMode) -> str:
    if mode is CaptureMode.TRIP_END:
        return tr("Your card is charged after the trip, for what you used.")
    return tr("Your card is charged as soon as all is confirmed. What you do not use is given back.")


def all_or_nothing() -> str:
    return tr("All or nothing: if one part cannot be booked, no money is taken.")


def terms_of(quote: QuoteResponse, legs: Sequence[Leg], now: datetime) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What giving back costs, leg by leg: a heading and its sentences."""
    told = []
    for sold in quote.legs:
        heading = title_of(sold, [legs[number] for number in sold.covers if number < len(legs)])
        told.append((f"{heading}, {sold.operator}", tuple(fee_words(quote, sold, now))))
    return tuple(told)


def fee_words(quote: QuoteResponse, sold: QuotedLeg, now: datetime) -> Iterator[str]:
    currency, day = quote.currency.upper(), sold.starts_at.date()
    ahead = sorted((step for step in sold.fees if step.until > now), key=lambda step: step.until)
    for step in ahead:
        until = write.clock(step.until) if step.until.date() == day else f"{write.day(step.until.date(), day)} {write.clock(step.until)}"
        fee = write.money(step.fee_minor, currency)
        yield tr("Until {time}: free", time=until) if not step.fee_minor else tr("Until {time}: {fee}", time=until, fee=fee)
    yield tr("After that its whole price is kept.") if ahead else tr("It cannot be given back for less than its price.")
    for number in sold.sold_with:
        yield tr("One ticket together with part {number}: given back alone, that part may cost more.", number=number)


def countdown(until: datetime, now: datetime) -> str:
    """Minutes and seconds that are left, as 9:42."""
    left = max(0, round((until - now).total_seconds()))
    return f"{left // 60}:{left % 60:02}"


def describe(sheet: PriceSheet) -> list[str]:
    """What can be heard of it, in reading order."""
    told = [tr("Pay once for everything"), sheet.total_spoken, *(line.spoken for line in sheet.lines)]
    return told + [words for words in (sheet.rights or sheet.saved, sheet.tax, sheet.cancel, sheet.charged, all_or_nothing()) if words]
