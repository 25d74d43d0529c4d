"""What tickets cost less for, what a day costs at most, and who sells. Choosing a right tells nobody."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from backend.contract.fares import FareCap, FareEffect, FareEffectKind, FaresResponse
from mobile.client import ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.payments.rights import Rights, name_of

ICONS = {
    "child": "human-child", "infant": "baby-carriage", "student": "school", "pupil": "school", "senior": "human-cane",
    "companion": "account-multiple", "disability": "human-wheelchair", "disabled": "human-wheelchair",
}  # fmt: skip
ICON = "card-account-details-outline"


@dataclass(frozen=True)
class FaresState:
    """`phase`: loading, ready or trouble. `held` are the rights that were chosen; `sentence` says what is the matter and what to do."""

    phase: str = "loading"
    fares: FaresResponse | None = None
    held: tuple[str, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class RightRow:
    entitlement: str
    icon: str
    title: str
    detail: str
    spoken: str
    on: bool


async def load(rights: Rights) -> AsyncIterator[FaresState]:
    """What was known at once, then what is so now; without network what was known stays."""
    known = FaresState("ready" if rights.fares else "loading", rights.fares, rights.held)
    yield known
    try:
        fares = await rights.refresh()
    except ClientError as trouble:
        yield replace(known, phase="ready" if known.fares else "trouble", sentence=trouble.sentence)
        return
    yield FaresState("ready", fares, rights.held)


def rows_of(state: FaresState) -> tuple[RightRow, ...]:
    fares = state.fares
    if fares is None:
        return ()
    return tuple(
        RightRow(
            right.entitlement, ICONS.get(right.entitlement, ICON), name_of(right), effects_words(right.effects, fares, write),
            effects_words(right.effects, fares, say), right.entitlement in state.held,
        )
        for right in fares.rights
    )  # fmt: skip


def effects_words(effects: Sequence[FareEffect], fares: FaresResponse, form) -> str:
    """A sentence for each. form: written or spoken."""
    return " ".join(effect_words(effect, fares, form) for effect in effects)


def effect_words(effect: FareEffect, fares: FaresResponse, form) -> str:
    operators = operator_names(effect.operators, fares)
    if effect.kind is FareEffectKind.FREE:
        return tr("Free with {operators}.", operators=operators)
    if effect.kind is FareEffectKind.FACTOR and effect.factor_bp is not None:
        share = effect.factor_bp / 100
        return tr("{n} % of the price with {operators}.", n=form.number(share, 0 if effect.factor_bp % 100 == 0 else 1), operators=operators)
    if effect.kind is FareEffectKind.AMOUNT and effect.amount_minor is not None:
        price = form.money(effect.amount_minor, fares.currency)
        return tr("{price} a ticket with {operators}.", price=price, operators=operators)
    return tr("A lower fare with {operators}.", operators=operators)


def operator_names(ids: Sequence[str], fares: FaresResponse) -> str:
    named = {operator.id: operator.name for operator in fares.operators}
    return ", ".join(named.get(one, one) for one in ids)


def cap_words(cap: FareCap, fares: FaresResponse, form) -> str:
    amounts = (
        (cap.day_minor, lambda price: tr("{price} a day", price=price)),
        (cap.week_minor, lambda price: tr("{price} a week", price=price)),
        (cap.month_minor, lambda price: tr("{price} a month", price=price)),
    )
    return ", ".join(words(form.money(amount, fares.currency)) for amount, words in amounts if amount is not None)


def fee_words(fares: FaresResponse, form) -> str:
    if not fares.booking_fee_minor:
        return tr("Booking here costs nothing on top.")
    return tr("Booking here costs {price} on top, once for a trip.", price=form.money(fares.booking_fee_minor, fares.currency))


def promise_words() -> str:
    return tr(
        "What you choose stays on this phone. Ways and the prices beside them are looked for without it. Only when you ask for a price to book"
        " is it sent, as a bare word, and you are asked before. Carry the proof: whoever checks tickets may ask for it."
    )


def nothing_words() -> str:
    return tr("This city sells no tickets here. What operators charge is on their own pages.")


def no_rights_words() -> str:
    return tr("Everybody pays the same here.")


def switched_words(title: str, on: bool) -> str:
    return tr("Counted from the next price on: {right}", right=title) if on else tr("No longer counted: {right}", right=title)


def full_words() -> str:
    return tr("More rights than these cannot be counted at once. Switch one off first.")


def value_words(rights: Rights) -> str:
    """Second line of the row that leads here."""
    return ", ".join(rights.held_names()) or tr("Ordinary fare")


def describe(state: FaresState) -> list[str]:
    """What can be heard of it, in reading order."""
    fares = state.fares
    if fares is None:
        return [state.sentence] if state.sentence else []
    if fares.currency is None:
        return [nothing_words()]
    rows = [f"{row.title}, {tr('on') if row.on else tr('off')}. {row.spoken}" for row in rows_of(state)] or [no_rights_words()]
    caps = [f"{operator_names(cap.operators, fares)}: {cap_words(cap, fares, say)}" for cap in fares.caps]
    return [promise_words(), *rows, *caps, fee_words(fares, say)] + ([state.sentence] if state.sentence else [])
