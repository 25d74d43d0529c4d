"""`/v1/parking/earnings`: what a host earned with their spaces, stay by stay, and when it is paid.

Amounts are whole minor units of `currency` (ISO 4217, `decimals` places). Times are in the zone of the city.
"""
from backend.contract.base import Answer, Moment


class EarningsLine(Answer, frozen=True):
    """A posting on the host's account. `kind`: `earn` for a stay, `refund_due` for what was given back to a driver, `host_payout` for what was paid.

    `amountMinor`: above zero is owed to the host, below zero was paid or taken back. Of a stay it is `shareBp` (hundredths of a per cent) of
    `baseMinor`, which is what was due for the time; the rest is our commission, `commissionTaxMinor` of it tax at `commissionTaxRateBp`. `spaceId`,
    `startsAt`, `endsAt`: which space, and from when to when it was booked.
    """

    booked_at: Moment
    kind: str
    reference: str
    amount_minor: int
    base_minor: int
    commission_minor: int
    commission_tax_minor: int
    share_bp: int | None = None
    commission_tax_rate_bp: int | None = None
    space_id: str | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class EarningsMonth(Answer, frozen=True):
    """`earnedMinor` is what stays brought, `takenBackMinor` what was given back to drivers afterwards, `closingMinor` what is owed at the end."""

    month: str
    earned_minor: int
    taken_back_minor: int
    paid_minor: int
    closing_minor: int


class EarningsResponse(Answer, frozen=True):
    """`months` are the last twelve, the latest first. `openingMinor` + the sum of `lines` is `closingMinor`, of the asked month.

    `balanceMinor` is what is owed now. `payableMinor` is paid with the next payout, at `payoutAt` at the latest, null while there is nothing to pay:
    small sums once a month, larger ones at once, each a day after the stay was settled. Below zero is taken off what is earned next.
    `next`: for more lines ask again with `after` set to it. Without any earnings `currency` is null.
    """

    month: str
    timezone: str
    currency: str | None
    decimals: int
    balance_minor: int
    payable_minor: int
    payout_at: Moment | None
    months: tuple[EarningsMonth, ...]
    opening_minor: int
    lines: tuple[EarningsLine, ...]
    closing_minor: int
    next: str | None = None
