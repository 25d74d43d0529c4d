"""What one's spaces have earned, in words: what is owed now, when it is paid, and stay by stay where it comes from. Without Kivy."""

from dataclasses import dataclass
from datetime import datetime

from backend.contract.earnings import EarningsLine, EarningsMonth, EarningsResponse
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.i18n.written import MONTHS
from mobile.parking.words import times_words

KINDS = {
    "earn": lambda: tr("A stay"), "refund_due": lambda: tr("Given back to a driver"), "host_payout": lambda: tr("Paid to you"),
}  # fmt: skip


@dataclass(frozen=True)
class SumLine:
    """`amount` written, `spoken` the whole line."""

    title: str
    detail: str
    amount: str
    spoken: str


def balance_words(told: EarningsResponse, now: datetime, form=write) -> tuple[str, str]:
    """What is owed, and when it comes."""
    if told.currency is None:
        return tr("Nothing earned yet"), tr("What stays bring is here a day after they end.")
    title = tr("{price} for you", price=form.money(told.balance_minor, told.currency.upper()))
    if told.balance_minor < 0:
        return title, tr("It is taken off what is earned next. Nobody asks you to pay it.")
    if told.payout_at is None or not told.payable_minor:
        return title, tr("Small sums are paid once a month.")
    day = write.day(told.payout_at.date(), now.date(), inside=True)
    return title, tr("{price} is paid until {day}.", price=form.money(told.payable_minor, told.currency.upper()), day=day)


def month_words(month: str) -> str:
    """2026-11 as Nov 2026."""
    year, number = month.split("-")[:2]
    return f"{MONTHS[int(number) - 1]()} {year}"


def months_of(told: EarningsResponse) -> tuple[SumLine, ...]:
    return tuple(month_line(one, told.currency.upper()) for one in told.months if told.currency)


def month_line(one: EarningsMonth, currency: str) -> SumLine:
    details = [tr("paid {price}", price=write.money(one.paid_minor, currency))]
    if one.taken_back_minor:
        details.append(tr("given back {price}", price=write.money(one.taken_back_minor, currency)))
    title = month_words(one.month)
    spoken = f"{title}, {say.money(one.earned_minor, currency)}, {tr('paid {price}', price=say.money(one.paid_minor, currency))}"
    return SumLine(title, ", ".join(details), write.money(one.earned_minor, currency), spoken)


def lines_of(told: EarningsResponse, now: datetime) -> tuple[SumLine, ...]:
    return tuple(line_of(one, told.currency.upper(), now) for one in told.lines if told.currency)


def line_of(one: EarningsLine, currency: str, now: datetime) -> SumLine:
    """A stay says of how much it is a share: what was due for the time, less the commission with its tax."""
    title = KINDS.get(one.kind, lambda: one.kind)()
    stays = one.starts_at and one.ends_at
    when, said = (
        times_words(one.starts_at, one.ends_at, now.date(), form) if stays else write.day(one.booked_at.date(), now.date()) for form in (write, say)
    )
    share = ""
    if one.share_bp is not None:
        percent = write.number(one.share_bp / 100, 0 if one.share_bp % 100 == 0 else 1)
        share = tr("{n} % of {price}", n=percent, price=write.money(one.base_minor, currency))
    detail = " · ".join(part for part in (when, share) if part)
    return SumLine(title, detail, write.money(one.amount_minor, currency), f"{title}, {said}, {say.money(one.amount_minor, currency)}")


def describe(told: EarningsResponse, now: datetime) -> list[str]:
    """What can be heard of it, in reading order."""
    return [". ".join(balance_words(told, now, say)), *(one.spoken for one in (*months_of(told), *lines_of(told, now)))]
