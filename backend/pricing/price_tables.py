"""`prices.toml` of a city as it is written: its tables and keys, before anything is worked out from them."""
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.contract.quotes import Entitlement, SoldKind

Word = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]
Outside = Annotated[str, Meta(min_length=1, max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
VatId = Annotated[str, Meta(pattern="^[A-Z0-9][A-Za-z0-9 ./-]{3,29}$")]
Rate = Annotated[int, Meta(ge=0, le=10_000)]
Amount = Annotated[str, Meta(max_length=24)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file. A key nobody knows is refused: a misspelt term must not be dropped in silence."""


class FeeTable(Table, frozen=True):
    """What giving a leg back costs at least `before_min` minutes before it begins: an amount and a part of its price."""

    before_min: Annotated[int, Meta(ge=0, le=60 * 24 * 90)]
    amount: Amount = "0"
    factor_bp: Rate = 0


class SellerTable(Table, frozen=True):
    """Who sells, as the law of taxes wants it on a receipt. address: its lines. vat_id: such as DE123456789."""

    legal_name: Name
    address: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=6)]
    vat_id: VatId | None = None


class OperatorTable(Table, frozen=True):
    """agencies: of GTFS, `feed:id` where a city has several feeds. systems: of GBFS. taxis: names of operators as taxi feeds tell them.

    agreed_price: it takes the price worked out before as agreed, also where the way driven or a surge might change it
    seller: who it is for the law, on receipts
    """

    id: Word
    name: Name
    kind: SoldKind
    tax_rate_bp: Rate
    agencies: tuple[Outside, ...] = ()
    systems: tuple[Outside, ...] = ()
    taxis: tuple[Outside, ...] = ()
    agreed_price: bool = False
    fees: Annotated[tuple[FeeTable, ...], Meta(max_length=10)] = ()
    seller: SellerTable | None = None


class FeeOfOurs(Table, frozen=True):
    amount: Amount
    tax_rate_bp: Rate


class RiderTable(Table, frozen=True):
    """Who has this right belongs to this rider category of a feed. One that is written like the category needs no table.

    name: what people call it, where it is no word known everywhere
    """

    entitlement: Entitlement
    category: Outside
    name: Name | None = None


class ConcessionTable(Table, frozen=True):
    id: Word
    entitlement: Entitlement
    operators: Annotated[tuple[Word, ...], Meta(min_length=1)]
    factor_bp: Rate | None = None
    amount: Amount | None = None
    stacks_on: tuple[Word, ...] = ()
    name: Name | None = None


class OnDemandTable(Table, frozen=True):
    """What rides on demand of ours cost. zones: the services, by their keys. operator: who is paid, of `operators`.

    base, per_km: of one person, for the way that a car takes by itself. per_further_person: each of the others; a wheelchair is a person, no more.
    fees: giving a ride back; none: as the operator's
    """

    zones: Annotated[tuple[Outside, ...], Meta(min_length=1, max_length=100)]
    operator: Word
    base: Amount
    per_km: Amount = "0"
    per_further_person: Amount = "0"
    fees: Annotated[tuple[FeeTable, ...], Meta(max_length=10)] = ()


class CapTable(Table, frozen=True):
    """The most that rides with these operators cost together."""

    id: Word
    operators: Annotated[tuple[Word, ...], Meta(min_length=1)]
    day: Amount | None = None
    week: Amount | None = None
    month: Amount | None = None


class PricesFile(Table, frozen=True):
    """currency: of all amounts in the file, and of all that is sold. seller: the city itself, who sells the booking."""

    currency: str
    seller: SellerTable | None = None
    operators: Annotated[tuple[OperatorTable, ...], Meta(max_length=1000)] = ()
    on_demand: Annotated[tuple[OnDemandTable, ...], Meta(max_length=100)] = ()
    booking_fee: FeeOfOurs | None = None
    riders: Annotated[tuple[RiderTable, ...], Meta(max_length=100)] = ()
    concessions: Annotated[tuple[ConcessionTable, ...], Meta(max_length=100)] = ()
    caps: Annotated[tuple[CapTable, ...], Meta(max_length=100)] = ()
