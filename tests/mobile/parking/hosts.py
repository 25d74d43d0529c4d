"""What a city tells somebody who lets a driveway: the space, its days, and what it has earned."""
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from backend.contract.earnings import EarningsLine, EarningsMonth, EarningsResponse
from backend.contract.listings import (
    Approval,
    CalendarBlock,
    Listing,
    ListingCalendar,
    ListingKind,
    ListingPhoto,
    ListingPrice,
    ListingsResponse,
    ListingState,
    OpenHours,
    PhotoState,
    Stretch,
)
from backend.contract.parking import SpaceFacts

NOON = datetime(2026, 11, 30, 9, tzinfo=UTC)
LISTING, SPACE = UUID(int=31), UUID(int=32)
WEEK = tuple(OpenHours(day, 480, 1080) for day in range(5))


def a_listing(**changes) -> Listing:
    told = Listing(
        LISTING, SPACE, ListingKind.DRIVEWAY, ListingState.ACTIVE, "North Avenue", "9", "Left of the gate", 55.49, 3.50, WEEK,
        ListingPrice(60, 120, 0, 900), "EUR", 2, SpaceFacts(), Approval.INSTANT, 60, 0, (ListingPhoto(UUID(int=33), 1, PhotoState.WAITING),),
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)


def some_listings(*listings: Listing) -> ListingsResponse:
    return ListingsResponse(listings, 1, "You let what is yours to let, and keep it free for whoever has booked.", 6000)


def a_calendar(now: datetime = NOON) -> ListingCalendar:
    """Open from eight to six today and tomorrow, booked for two hours tomorrow, closed the day after."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    hours = [(day + timedelta(days=after, hours=8), day + timedelta(days=after, hours=18)) for after in (0, 1)]
    booked = Stretch(hours[1][0] + timedelta(hours=1), hours[1][0] + timedelta(hours=3))
    block = CalendarBlock(UUID(int=34), day + timedelta(days=2), day + timedelta(days=3), False)
    return ListingCalendar(day, day + timedelta(days=14), tuple(Stretch(*one) for one in hours), (booked,), (block,))


def some_earnings(now: datetime = NOON) -> EarningsResponse:
    start = now - timedelta(days=1, hours=5)
    stay = EarningsLine(now - timedelta(days=1), "earn", "ref", 240, 400, 160, 26, 6000, 1900, str(SPACE), start, start + timedelta(hours=3))
    months = (EarningsMonth("2026-11", 1880, 0, 1640, 240), EarningsMonth("2026-10", 920, 100, 820, 0))
    return EarningsResponse("2026-11", "Europe/Berlin", "EUR", 2, 240, 240, now + timedelta(days=1), months, 0, (stay,), 240)
