"""What somebody who wants to ride could be promised: a pure question to one plan, which nothing keeps."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from backend.contract.quotes import NotSellable
from backend.contract.rides import RideLoad
from backend.pricing.driven import RideForSale, RideWish
from backend.rides.board import Board, set_off
from backend.rides.streets import OffStreet, Streets
from backend.rides.terms import ZoneTerms
from routing.dispatch.rides.city_times import TooManyPlaces
from routing.dispatch.rides.model import NEVER, Dispatch, Ride
from routing.dispatch.rides.promise import Quote, commit, find_quote, why_none

# Of the reasons that `why_none` has, the one that another time may help with.
OTHER_TIME = "no_time"


@dataclass(frozen=True)
class Zone:
    """A service of ours, and what it promises by."""

    id: UUID
    key: str
    operator_id: str
    operator_name: str
    terms: ZoneTerms


@dataclass(frozen=True)
class Wanted:
    """A board that knows both places of a wish, as of now, and the wish as a ride of it."""

    board: Board
    ride: Ride
    direct_s: int


@dataclass(frozen=True)
class Offered:
    """quote, wanted: what it was found by, so that another wish of the same person can count with it."""

    sale: RideForSale
    quote: Quote
    wanted: Wanted

    @property
    def taken(self) -> Board:
        """As if it were sold."""
        board = self.wanted.board
        made = commit(board.dispatch, self.wanted.ride, self.quote, board.terms.engine)
        return board if made is None else board.with_dispatch(made.dispatch)


class NoOffer(Exception):
    """No van of this plan can."""

    def __init__(self, reason: NotSellable):
        super().__init__(reason.value)
        self.reason = reason


def offered(zone: Zone, board: Board, wish: RideWish, streets: Streets, at: datetime) -> Offered:
    """The cheapest way to drive it too that breaks no promise. Raises NoOffer."""
    wanted = wanted_of(board, wish, streets, at)
    board, terms = wanted.board, zone.terms
    quote = find_quote(board.dispatch, wanted.ride, terms.engine)
    if quote is None:
        raise NoOffer(NotSellable.FULL if is_full(board.dispatch, wanted.ride) else NotSellable.NO_OFFER)
    start, end = (board.times.snaps[place] for place in (wanted.ride.pickup_place, wanted.ride.dropoff_place))
    pickup_from, pickup_to, arrive_by = (board.moment(tick) for tick in vars(quote.promise).values())
    sale = RideForSale(
        wish=wish, operator_id=zone.operator_id, operator_name=zone.operator_name, service_day_start=board.epoch, pickup_from=pickup_from,
        pickup_to=pickup_to, arrive_by=arrive_by, direct_s=wanted.direct_s, direct_m=streets.metres(board.day, start, end), vehicle=quote.vehicle,
        plan_version=quote.version, valid_until=min(at + timedelta(seconds=terms.offer_s), pickup_to),
    )  # fmt: skip
    return Offered(sale, quote, wanted)


def is_full(dispatch: Dispatch, ride: Ride) -> bool:
    """Whether a van that drives then, and could be made to hold them, has others to drive."""
    fleet = dispatch.fleet
    drives = (fleet.end_by > ride.earliest_pickup) & (fleet.start_at < ride.latest_dropoff)
    return bool(drives.any()) and why_none(dispatch, ride) == OTHER_TIME


def wanted_of(board: Board, wish: RideWish, streets: Streets, at: datetime) -> Wanted:
    """Raises NoOffer."""
    now = board.tick_after(at)
    board, start, end = placed(board, wish, streets)
    direct = int(board.dispatch.travel_ticks[start, end])
    if direct >= NEVER or start == end:
        raise NoOffer(NotSellable.NO_OFFER)
    terms, ready, by = board.terms, max(now, board.tick_after(wish.ready_at)), board.tick(wish.be_there_by)
    pickup_by = ready + terms.most_wait_s if wish.pickup_by is None else board.tick(wish.pickup_by)
    if ready > min(by, pickup_by):
        raise NoOffer(NotSellable.LEFT)
    ride = Ride(start, end, ready, min(by, pickup_by), by, load_of(wish.load), longest_s(terms, direct), 0, *service_of(terms, wish.load))
    return Wanted(board.with_dispatch(set_off(board.dispatch, now)), ride, direct)


def placed(board: Board, wish: RideWish, streets: Streets) -> tuple[Board, int, int]:
    """The board with both places, and their rows. Raises NoOffer."""
    try:
        snaps = [streets.snap(board.day, end.lat, end.lon) for end in (wish.start, wish.end)]
        board = board.with_places(snaps)
    except (OffStreet, TooManyPlaces) as error:
        raise NoOffer(NotSellable.NO_OFFER) from error
    return board, board.times.row(snaps[0]), board.times.row(snaps[1])


def promised_ride(board: Board, sale: RideForSale, streets: Streets) -> tuple[Board, Ride]:
    """What was promised as windows, whatever the times of the plan are by now. Raises NoOffer."""
    board, start, end = placed(board, sale.wish, streets)
    terms, load = board.terms, sale.wish.load
    longest = longest_s(terms, max(sale.direct_s, min(NEVER // 8, int(board.dispatch.travel_ticks[start, end]))))
    pickup_from, pickup_to, arrive_by = board.tick_after(sale.pickup_from), board.tick(sale.pickup_to), board.tick(sale.arrive_by)
    return board, Ride(start, end, pickup_from, pickup_to, arrive_by, load_of(load), longest, 0, *service_of(terms, load))


def load_of(load: RideLoad) -> tuple[int, int, int, int]:
    return load.seats, load.wheelchairs, load.child_seats, load.guide_dogs


def service_of(terms: ZoneTerms, load: RideLoad) -> tuple[int, int]:
    return terms.service_s(load.wheelchairs)


def longest_s(terms: ZoneTerms, direct_s: int) -> int:
    return int(direct_s * terms.ride_share) + terms.ride_more_s


def days_of(ready_at: datetime, streets: Streets) -> tuple[date, date]:
    """The service days that somebody who is ready then may ride on: a night belongs to the evening before."""
    day = ready_at.astimezone(streets.zone).date()
    return day - timedelta(days=1), day


def best_of(offers: Iterable[Offered]) -> Offered | None:
    """Who is there first; of two that are there at the same time the earlier day's."""
    return min(offers, key=lambda one: (one.sale.arrive_by, one.sale.service_day_start), default=None)
