import os
import random
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.caps import CappedLeg, CapScheme, Period, cheapest, last_of_month, last_of_week, payable, service_day, shown_next

MONDAY = date(2026, 11, 23)  # the month ends within its second week
TRIPS = 10_000
CASES = 4_000 if os.environ.get("ALLWAYS_PROOF") else 150
caps = st.none() | st.integers(0, 3000)
schemes = st.builds(CapScheme, st.just("city"), st.just("eur"), caps, caps, caps)


@st.composite
def legs(draw, most=9, days=45):
    rows = draw(st.lists(st.tuples(st.integers(0, days), st.integers(0, 900), st.integers(0, 900)), max_size=most))
    return [CappedLeg(str(i), MONDAY + timedelta(days=day), base, min(base, shown)) for i, (day, base, shown) in enumerate(rows)]


def slow_twin(scheme, legs):
    """The cheapest of all sets of passes: every subset of days is paid by the day, the rest by passes of their weeks or months from any day on."""
    days = sorted({leg.service_day for leg in legs})
    if not days:
        return 0
    day_cost = {day: sum(leg.base_minor for leg in legs if leg.service_day == day) for day in days}
    if scheme.day_minor is not None:
        day_cost = {day: min(cost, scheme.day_minor) for day, cost in day_cost.items()}
    best = None

    def covers(left, spent):
        nonlocal best
        if not left:
            best = spent if best is None else min(best, spent)
            return
        day = left[0]
        covers(left[1:], spent + day_cost[day])
        for cap, same in ((scheme.week_minor, week_of), (scheme.month_minor, month_of)):
            if cap is not None:
                covers([other for other in left if same(other) != same(day)], spent + cap)

    covers(days, 0)
    return best


def week_of(day):
    return day.isocalendar()[:2]


def month_of(day):
    return (day.year, day.month)


@settings(max_examples=CASES, deadline=None)
@given(schemes, legs())
def test_the_cheapest_cover_agrees_with_trying_all(scheme, legs):
    assert cheapest(scheme, legs).total_minor == slow_twin(scheme, legs)


@given(schemes, legs())
def test_the_cover_says_how_the_total_comes_about(scheme, legs):
    found = cheapest(scheme, legs)
    assert sum(cover.cost_minor for cover in found.covers) == found.total_minor
    assert all(any(cover.first_day <= leg.service_day <= cover.last_day for cover in found.covers) for leg in legs)
    assert all(earlier.last_day < later.first_day for earlier, later in zip(found.covers, found.covers[1:]))


@given(schemes, legs(), st.integers(0, 45), st.integers(0, 900))
def test_one_more_leg_costs_no_more_than_its_price_and_nothing_below_zero(scheme, legs, day, base):
    assert 0 <= shown_next(scheme, legs, "more", MONDAY + timedelta(days=day), base) <= base


@given(schemes, legs(), st.randoms())
def test_the_price_knows_no_order(scheme, legs, random):
    price = payable(scheme, legs)
    random.shuffle(legs)
    assert payable(scheme, legs) == price


@settings(max_examples=60, deadline=None)
@given(schemes, legs(most=5))
def test_all_orders_of_use_and_cancelling_give_one_price(scheme, legs):
    kept = [leg for leg in legs if int(leg.leg_id) % 2 == 0]
    assert len({payable(scheme, [legs[i] for i in order if legs[i] in kept]) for order in permutations(range(len(legs)))}) == 1


@given(schemes, legs())
def test_no_period_costs_more_than_its_cap(scheme, legs):
    for same, cap in ((lambda day: day, scheme.day_minor), (week_of, scheme.week_minor), (month_of, scheme.month_minor)):
        for group in {same(leg.service_day) for leg in legs}:
            of_group = [leg for leg in legs if same(leg.service_day) == group]
            assert cap is None or payable(scheme, of_group) <= cap


def test_ten_thousand_trips_in_any_order():
    """Trips are shown, ridden, cancelled and reported in random orders: what is due in the end is one number, within all caps and what was shown."""
    chance = random.Random(20261129)
    scheme = CapScheme("city", "eur", 500, 2200, 7900)
    for _ in range(TRIPS // 20):
        booked = []
        for number in range(20):
            day, base = MONDAY + timedelta(days=chance.randrange(20)), chance.choice((140, 280, 350, 420))
            booked.append(CappedLeg(str(number), day, base, shown_next(scheme, booked, str(number), day, base)))
        assert sum(leg.shown_minor for leg in booked) == cheapest(scheme, booked).total_minor <= sum(leg.base_minor for leg in booked)
        ridden = [leg for leg in booked if chance.random() < 0.8]
        prices = set()
        for _ in range(3):
            chance.shuffle(ridden)
            prices.add(payable(scheme, ridden))
        assert len(prices) == 1
        assert prices.pop() == min(slow_twin_by_week(scheme, ridden), sum(leg.shown_minor for leg in ridden))


def slow_twin_by_week(scheme, legs):
    """All sets of weeks and months that are paid as a whole."""
    weeks, months = sorted({week_of(leg.service_day) for leg in legs}), sorted({month_of(leg.service_day) for leg in legs})
    whole = [*weeks, *months]
    totals = []
    for chosen in range(1 << len(whole)):
        passes = {period for bit, period in enumerate(whole) if chosen >> bit & 1}
        left = [leg for leg in legs if week_of(leg.service_day) not in passes and month_of(leg.service_day) not in passes]
        by_day = {}
        for leg in left:
            by_day[leg.service_day] = by_day.get(leg.service_day, 0) + leg.base_minor
        cost = sum(scheme.week_minor if period in weeks else scheme.month_minor for period in passes)
        totals.append(cost + sum(min(base, scheme.day_minor) for base in by_day.values()))
    return min(totals)


def test_two_rides_of_a_day_with_a_cap_and_one_that_fell_out():
    """Day cap 5.00, two rides of 2.80: the second is shown at 2.20. Whichever falls out, the other costs what is right."""
    scheme = CapScheme("city", "eur", day_minor=500)
    first = CappedLeg("a", MONDAY, 280, 280)
    second = CappedLeg("b", MONDAY, 280, shown_next(scheme, [first], "b", MONDAY, 280))
    assert second.shown_minor == 220
    assert payable(scheme, [first, second]) == 500
    assert payable(scheme, [second]) == 220  # the first was disrupted: 280 back
    assert payable(scheme, [first]) == 280  # the second was disrupted: 220 back
    assert payable(scheme, []) == 0


def test_a_week_that_begins_in_its_middle_and_a_month_are_passes_too():
    scheme = CapScheme("city", "eur", 500, 1200, 3000)
    week = [CappedLeg(str(i), MONDAY + timedelta(days=i), 600, 600) for i in range(5)]
    assert cheapest(scheme, week).covers[0][:4] == (Period.WEEK, MONDAY, MONDAY + timedelta(days=6), 1200)
    assert last_of_week(date(2026, 11, 29)) == date(2026, 11, 29)
    assert [last_of_month(date(2026, month, 1)).day for month in (2, 4, 12)] == [28, 30, 31]


@pytest.mark.parametrize("at, day", [
    (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 24)),  # 02:30 for the second time, the clocks went back
    (datetime(2026, 10, 25, 2, 59, tzinfo=UTC), date(2026, 10, 24)),
    (datetime(2026, 10, 25, 3, 0, tzinfo=UTC), date(2026, 10, 25)),  # 04:00
    (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), date(2026, 3, 28)),  # 03:59, the clocks went forward
    (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), date(2026, 11, 23)),
])  # fmt: skip
def test_a_service_day_goes_from_four_to_four_by_the_local_clock(at, day):
    assert service_day(at, ZoneInfo("Europe/Berlin")) == day


def test_what_is_no_set_of_legs_is_refused():
    scheme = CapScheme("city", "eur", day_minor=500)
    leg = CappedLeg("a", MONDAY, 280, 280)
    for legs in ([leg, leg], [leg._replace(base_minor=-1)], [leg._replace(shown_minor=300)], [leg._replace(shown_minor=-1)]):
        with pytest.raises(ValueError):
            payable(scheme, legs)
    with pytest.raises(ValueError):
        CapScheme("city", "eur", day_minor=-1)
    with pytest.raises(ValueError):
        service_day(datetime(2026, 11, 23, 12), ZoneInfo("Europe/Berlin"))  # noqa: DTZ001
