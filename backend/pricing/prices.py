"""`prices.toml` of a city: who sells what, and at which terms. Fares of rides are those of the feeds, prices of vehicles those they publish."""
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from backend.contract.quotes import SoldKind
from backend.pricing.price_tables import CapTable, ConcessionTable, FeeTable, OnDemandTable, OperatorTable, PricesFile, SellerTable
from payments.cancelling import FeeStep, Ladder
from payments.caps import CapScheme
from payments.concessions import Concession
from payments.money import MoneyError, currency_of, parse_minor
from payments.quote import OURS

MOST_BYTES = 1_000_000


class PricesUnusable(Exception):
    """The message names the file and the key and says what to write."""


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
class RideFare:
    """Of one service on demand, minor units; as in `OnDemandTable`."""

    zone: str
    operator_id: str
    base_minor: int
    per_km_minor: int
    per_further_minor: int


@dataclass(frozen=True)
class Prices:
    """sellers: by kind and the id or name by which feeds know them. categories: of riders in feeds, by entitlement, beside those of its name.

    ride_fares: by the key of the service
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
    ride_fares: Mapping[str, RideFare] = field(default_factory=dict)

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
    ride_fares: dict[str, RideFare] = {}
    for table in told.on_demand:
        seller = driver_of(table, told, currency)
        for zone in table.zones:
            if zone in ride_fares:
                raise ValueError(f"on_demand: {zone} stands twice")
            sellers[SoldKind.ON_DEMAND, zone], ride_fares[zone] = seller, ride_fare_of(zone, table, currency)
    categories: dict[str, frozenset[str]] = {}
    for rider in told.riders:
        categories[rider.entitlement] = categories.get(rider.entitlement, frozenset()) | {rider.category}
    fee = told.booking_fee
    fee_minor = 0 if fee is None else amount_of("booking_fee", fee.amount, currency)
    return Prices(
        currency, fee_minor, 0 if fee is None else fee.tax_rate_bp, sellers, categories, given_names(told), digest, legal_of(told), ride_fares
    )


def driver_of(table: OnDemandTable, told: PricesFile, currency: str) -> Seller:
    """Who is paid for rides on demand, at the terms of these."""
    operator = next((operator for operator in told.operators if operator.id == table.operator), None)
    if operator is None:
        raise ValueError(f"on_demand: there is no operator {table.operator}")
    own = seller_of(operator, told, currency)
    ladder = ladder_of(operator.id, table.fees, currency) if table.fees else own.ladder
    return replace(own, kind=SoldKind.ON_DEMAND, ladder=ladder)


def ride_fare_of(zone: str, table: OnDemandTable, currency: str) -> RideFare:
    base, per_km, per_further = (amount_of("on_demand", text, currency) for text in (table.base, table.per_km, table.per_further_person))
    return RideFare(zone, table.operator, base, per_km, per_further)


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
    drives = operator.kind is SoldKind.ON_DEMAND and any(table.operator == operator.id for table in told.on_demand)
    if not (names or drives) or len(names) != len(operator.agencies) + len(operator.systems) + len(operator.taxis):
        raise ValueError(
            f"{operator.id}: give agencies for transit, systems for rental, taxis for taxi, and nothing else of them; on_demand has tables of its own"
        )
    concessions = (concession_of(table, currency) for table in told.concessions if operator.id in table.operators)
    caps = (cap_of(table, currency) for table in told.caps if operator.id in table.operators)
    return Seller(
        operator.id, operator.name, operator.kind, operator.tax_rate_bp, operator.agreed_price,
        ladder_of(operator.id, operator.fees, currency), tuple(concessions), next(caps, None),
    )  # fmt: skip


def ladder_of(name: str, fees: Iterable[FeeTable], currency: str) -> Ladder:
    return Ladder(tuple(FeeStep(fee.before_min * 60, amount_of(name, fee.amount, currency), fee.factor_bp) for fee in fees))


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
