"""`prices.toml` of a city: who sells what, and at which terms. Fares of rides are those of the feeds, prices of vehicles those they publish."""
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.contract.quotes import Entitlement, SoldKind
from payments.cancelling import FeeStep, Ladder
from payments.caps import CapScheme
from payments.concessions import Concession
from payments.money import MoneyError, currency_of, parse_minor
from payments.quote import OURS

MOST_BYTES = 1_000_000
Word = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]
Outside = Annotated[str, Meta(min_length=1, max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
VatId = Annotated[str, Meta(pattern="^[A-Z0-9][A-Za-z0-9 ./-]{3,29}$")]
Rate = Annotated[int, Meta(ge=0, le=10_000)]
Amount = Annotated[str, Meta(max_length=24)]


class PricesUnusable(Exception):
    """The message names the file and the key and says what to write."""


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
    booking_fee: FeeOfOurs | None = None
    riders: Annotated[tuple[RiderTable, ...], Meta(max_length=100)] = ()
    concessions: Annotated[tuple[ConcessionTable, ...], Meta(max_length=100)] = ()
    caps: Annotated[tuple[CapTable, ...], Meta(max_length=100)] = ()


@dataclass(frozen=True)
class Seller:
    """An operator whose legs are sold. ladder: what giving one back costs. cap: the scheme its legs count for, None: none."""

    operator_id: str
    name: str
    kind: SoldKind
    tax_rate_bp: int
    agreed_price: bool
    ladder: Ladder
    concessions: tuple[Concession, ...]
    cap: CapScheme | None


@dataclass(frozen=True)
class Prices:
    """sellers: by kind and the id or name by which feeds know them. categories: of riders in feeds, by entitlement, beside those of its name.

    names: what the city itself calls rights, by entitlement
    legal: who sells for the law, by the id of the operator, `us.` for the city
    """

    currency: str
    fee_minor: int
    fee_rate_bp: int
    sellers: Mapping[tuple[SoldKind, str], Seller]
    categories: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    digest: str
    legal: Mapping[str, SellerTable] = field(default_factory=dict)

    def find_seller(self, kind: SoldKind, known_as: str) -> Seller | None:
        return self.sellers.get((kind, known_as))

    def find_cap(self, scheme_id: str) -> CapScheme | None:
        return next((seller.cap for seller in self.sellers.values() if seller.cap is not None and seller.cap.scheme_id == scheme_id), None)

    def sells(self, kind: SoldKind) -> bool:
        return any(sold is kind for sold, _ in self.sellers)


def read_prices(path: Path) -> Prices:
    """Raises PricesUnusable."""
    try:
        content = path.read_bytes()
        if len(content) > MOST_BYTES:
            raise PricesUnusable(f"{path}: has more than {MOST_BYTES} bytes. Leave out what nobody needs.")
        told = msgspec.convert(tomllib.loads(content.decode()), PricesFile)
        return prices_of(told, hashlib.sha256(content).hexdigest())
    except OSError as error:
        raise PricesUnusable(f"{path}: cannot be read ({error.strerror or error}). Correct the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PricesUnusable(f"{path}: is no TOML in UTF-8 ({error}). Correct it there.") from error
    except (msgspec.ValidationError, ValueError) as error:
        raise PricesUnusable(f"{path}: {error}. Correct it there.") from error


def prices_of(told: PricesFile, digest: str) -> Prices:
    """Raises ValueError that names what is wrong."""
    currency = currency_of(told.currency)
    known = {operator.id for operator in told.operators}
    unique("operators", (operator.id for operator in told.operators))
    unique("concessions", (concession.id for concession in told.concessions))
    unique("caps", (cap.id for cap in told.caps))
    named = [(concession.id, concession.operators) for concession in told.concessions] + [(cap.id, cap.operators) for cap in told.caps]
    for table, operators in named:
        if missing := sorted(set(operators) - known):
            raise ValueError(f"{table}: there is no operator {missing[0]}")
    unique("operators of caps", (name for cap in told.caps for name in cap.operators))
    sellers: dict[tuple[SoldKind, str], Seller] = {}
    for operator in told.operators:
        seller = seller_of(operator, told, currency)
        for known_as in (*operator.agencies, *operator.systems, *operator.taxis):
            if sellers.setdefault((operator.kind, known_as), seller) is not seller:
                raise ValueError(f"{operator.id}: somebody else has {known_as} already")
    categories: dict[str, frozenset[str]] = {}
    for rider in told.riders:
        categories[rider.entitlement] = categories.get(rider.entitlement, frozenset()) | {rider.category}
    fee = told.booking_fee
    fee_minor = 0 if fee is None else amount_of("booking_fee", fee.amount, currency)
    return Prices(currency, fee_minor, 0 if fee is None else fee.tax_rate_bp, sellers, categories, given_names(told), digest, legal_of(told))


def legal_of(told: PricesFile) -> dict[str, SellerTable]:
    named = [(OURS, told.seller), *((operator.id, operator.seller) for operator in told.operators)]
    return {id: seller for id, seller in named if seller is not None}


def given_names(told: PricesFile) -> dict[str, str]:
    """Raises ValueError where one right has two names."""
    names: dict[str, str] = {}
    for table in (*told.riders, *told.concessions):
        if table.name is not None and names.setdefault(table.entitlement, table.name) != table.name:
            raise ValueError(f"{table.entitlement}: has two names")
    return names


def seller_of(operator: OperatorTable, told: PricesFile, currency: str) -> Seller:
    names = {SoldKind.TRANSIT: operator.agencies, SoldKind.RENTAL: operator.systems, SoldKind.TAXI: operator.taxis}.get(operator.kind, ())
    if not names or len(names) != len(operator.agencies) + len(operator.systems) + len(operator.taxis):
        raise ValueError(f"{operator.id}: give agencies for transit, systems for rental, taxis for taxi, and nothing else of them")
    steps = (FeeStep(fee.before_min * 60, amount_of(operator.id, fee.amount, currency), fee.factor_bp) for fee in operator.fees)
    concessions = (concession_of(table, currency) for table in told.concessions if operator.id in table.operators)
    caps = (cap_of(table, currency) for table in told.caps if operator.id in table.operators)
    return Seller(
        operator.id, operator.name, operator.kind, operator.tax_rate_bp, operator.agreed_price, Ladder(tuple(steps)), tuple(concessions),
        next(caps, None),
    )  # fmt: skip


def concession_of(table: ConcessionTable, currency: str) -> Concession:
    fixed = None if table.amount is None else amount_of(table.id, table.amount, currency)
    try:
        return Concession(table.id, table.entitlement, table.factor_bp, fixed, frozenset(table.stacks_on))
    except ValueError as error:
        raise ValueError(f"{table.id}: {error}") from error


def cap_of(table: CapTable, currency: str) -> CapScheme:
    amounts = [None if text is None else amount_of(table.id, text, currency) for text in (table.day, table.week, table.month)]
    return CapScheme(table.id, currency, *amounts)


def amount_of(name: str, text: str, currency: str) -> int:
    try:
        amount_minor = parse_minor(text, currency)
    except MoneyError as error:
        raise ValueError(f"{name}: {error}") from error
    if amount_minor < 0:
        raise ValueError(f"{name}: an amount is below zero")
    return amount_minor


def unique(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise ValueError(f"{what}: {name} stands twice")
        seen.add(name)
