"""Spaces, a stay and a listing in words: what fits, what it costs for exactly this time, what is agreed to, what is not known."""
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from backend.contract.listings import Approval, ListingKind, OpenHours
from backend.contract.live import CarPark, Source
from backend.contract.parking import FitAbout, FitNote, FitVerdict, PriceState, SpaceFit, SpaceRefusal
from backend.contract.reservation_care import OverstayDue
from backend.contract.reservations import ReservationState, SpaceRequest, SpaceRequestState
from backend.contract.reservations import SpaceAlternative as Alternative
from backend.contract.trips import LegMode
from mobile.asking import Spot
from mobile.client import Refused
from mobile.i18n import LANGUAGES, use
from mobile.i18n import spoken as say
from mobile.parking.wish import facts_of
from mobile.parking.words import fit_words, late_words, likely_words, live_fact, price_words
from mobile.screens.hosting import calendar, money
from mobile.screens.hosting import state as hosting
from mobile.screens.itinerary.buying import parks
from mobile.screens.itinerary.taxi import parked_facts
from mobile.screens.my_parking import state as mine
from mobile.screens.my_parking.care import left_words, quote_words
from mobile.screens.parking import state as parking
from mobile.screens.space import state as space
from tests.mobile.parking.hosts import WEEK, a_calendar, a_listing, some_earnings
from tests.mobile.parking.told import (
    BAY,
    NOON,
    OTHER,
    STATION,
    TERMS,
    VAN,
    a_driveway,
    a_garage,
    a_low_one,
    a_reservation,
    a_search,
    a_space,
    an_answer,
)
from tests.mobile.parking.told import price as a_price
from tests.mobile.parking.town import Town
from tests.mobile.payments.shop import problem
from tests.mobile.share.trip import a_trip

READY = parking.ParkingState("ready", an_answer())


def test_what_fits_comes_first_and_what_is_not_sure_is_a_group_of_its_own():
    rows = parking.rows_of(READY, False, VAN, "metric", NOON)
    assert [(row.group, row.title) for row in rows] == [
        ("fits", "Chapel Row 22, bay 7"), ("fits", "Saddler Street car park"), ("unsure", "North Avenue"),
    ]  # fmt: skip
    assert [row.group for row in parking.rows_of(READY, True, VAN, "metric", NOON)] == ["fits", "fits"]
    assert parking.heading_of(READY) == "2 fit, 1 not sure"
    none = parking.ParkingState("none", an_answer(fits=(), unsure=()))
    assert [row.group for row in parking.rows_of(none, False, VAN, "metric", NOON)] == ["unfit"]


def test_sorts_by_walk_and_by_price_with_what_nobody_prices_last():
    unknown = a_space(space_id=OTHER, price=a_price(None, PriceState.UNKNOWN))
    near = msgspec.structs.replace(READY.answer, fits=(unknown, a_garage(), a_space()))
    told = [[row.space.space_id for row in parking.rows_of(parking.ParkingState("ready", near, sort), True, VAN, "metric", NOON)]
            for sort in ("near", "cheap", "best")]  # fmt: skip
    assert told == [[OTHER, BAY, a_garage().space_id], [a_garage().space_id, BAY, OTHER], [OTHER, a_garage().space_id, BAY]]


def test_a_space_is_heard_in_one_sentence_with_the_price_for_exactly_this_time():
    first, garage, driveway = (row.spoken for row in parking.rows_of(READY, False, VAN, "metric", NOON))
    assert first.startswith("Chapel Row 22, bay 7. 3 euros 60, for 3 hours, all fees in. 240 metres, 4 minutes · step-free · covered")
    assert "Forecast: likely free, counted 40 seconds ago, came true 78 of 100 times" in garage
    assert "14 of 120 free, Live" in garage
    assert "about 520 metres" in driveway
    assert "Not known here: width. Your own risk" in driveway
    assert "Ask the host" in driveway


def test_a_price_is_never_made_up():
    assert [price_words(a_price(total, state)) for total, state in (
        (360, PriceState.BOOKED), (0, PriceState.BOOKED), (None, PriceState.UNKNOWN), (None, PriceState.CLOSED), (0, PriceState.FREE),
    )] == ["€3.60", "Free of charge", "Price not known", "Closed then", "Free of charge"]  # fmt: skip
    marks = parking.marks_of(parking.rows_of(READY, False, VAN, "metric", NOON), a_garage().space_id)
    assert [mark.text for mark in marks] == ["€2.40", "€3.60", "€3.00"]


def test_what_was_seen_some_minutes_ago_is_not_told_as_now_and_a_forecast_never_as_a_fact():
    garage = a_garage(NOON)
    assert (live_fact(garage, NOON).text, live_fact(garage, NOON).tone) == ("14 of 120 free", "ok")
    late = live_fact(garage, NOON + timedelta(minutes=6))
    assert (late.text, late.tone) == ("14 of 120 free, seen 6 min ago", "warn")
    assert likely_words(garage.likely)[1].startswith("Forecast:")
    assert likely_words(None) is None
    usual = msgspec.structs.replace(garage.likely, age_s=None, hit_pct=None, new_here=True)
    assert likely_words(usual)[1] == "Forecast: likely free, usual for this time, new here"


@pytest.mark.parametrize(("about", "most", "words"), [
    (FitAbout.HEIGHT, 1850, "Too high: at most 1.85 m."), (FitAbout.WIDTH, 2000, "Too wide: at most 2.00 m."),
    (FitAbout.WEIGHT, 2500, "Too heavy: at most 2500 kg."), (FitAbout.PLUG, None, "It has no plug for your vehicle."),
    (FitAbout.LENGTH, None, "It does not fit: length."), (FitAbout.GAS, None, "Vehicles on gas may not stand there."),
])  # fmt: skip
def test_why_a_vehicle_does_not_fit(about, most, words):
    low = msgspec.structs.replace(a_low_one(), fit=SpaceFit(FitVerdict.NO, (FitNote(about, FitVerdict.NO, most),)))
    assert fit_words(low, VAN) == ("close-circle", "error", words)
    assert not space.can_reserve(low)


def test_the_page_of_a_space_answers_the_three_fears_before_paying():
    view = space.view_of(space.SpaceState("ready", a_space(), a_search()), VAN, "metric", NOON)
    assert view.fit[2] == "Your vehicle, 1.98 m high, fits. Entrance 2.10 m."
    assert [words for _, words in view.rules] == [
        "Give it back for nothing until today 09:00. Leave early, and unused time is paid back.",
        "Up to 10 min late costs nothing. Then €0.40 for each 10 min, at most €12.00.",
        "Space taken? Another one at no extra cost, or your money back.",
    ]
    assert (view.price, view.price_detail, view.button_spoken, view.blocked) == ("€3.60", "for 3 h, all fees in", "Reserve for 3 euros 60", "")
    assert space.describe(view)[2] == "Arrive Today 9 o'clock, leave Today 12 o'clock"
    once = msgspec.structs.replace(TERMS, grace_min=0, overstay_fee_minor=50)
    assert late_words(once, "EUR") == "Late? Then €0.40 for each 10 min, and €0.50 once, at most €12.00."


def test_what_cannot_be_reserved_says_why():
    for refusal in SpaceRefusal:
        assert space.why_not(a_space(refusals=(refusal,), free=0))
    assert space.why_not(a_space(free=0)) == "Somebody else has it for some of this time."
    assert not space.can_reserve(a_garage())
    ask = msgspec.structs.replace(a_space(), fit=SpaceFit(FitVerdict.ASK, (FitNote(FitAbout.HEIGHT, FitVerdict.ASK),)))
    view = space.view_of(space.SpaceState("ready", ask, a_search()), None, "metric", NOON)
    assert view.asks
    assert view.fit[2] == "Not known of your vehicle: height. Say it first."


def test_a_host_who_wants_to_be_asked_is_asked_first():
    state, asked = space.SpaceState("ready", a_driveway(), a_search()), a_search()
    assert space.asks_host(state)
    assert space.view_of(state, VAN, "metric", NOON).button == "Ask the host"
    request = SpaceRequest(UUID(int=1), a_driveway().space_id, SpaceRequestState.AGREED, asked.starts_at, asked.ends_at, asked.vehicle, NOON)
    assert space.request_for(state, (request,)) is request
    assert space.request_for(state, (msgspec.structs.replace(request, ends_at=NOON),)) is None
    agreed = space.SpaceState("ready", a_driveway(), asked, request=request)
    assert not space.asks_host(agreed)
    assert "The host says yes" in space.view_of(agreed, VAN, "metric", NOON).notes[0][2]
    assert all(space.request_words(msgspec.structs.replace(request, state=state), NOON)[2] for state in SpaceRequestState)
    assert "Van, 1.98 m" in hosting.asked_words(msgspec.structs.replace(request, vehicle=facts_of(VAN)), NOON)


def test_what_else_is_free_where_somebody_was_quicker():
    status, body = problem("resource_taken", alternatives=[{"spaceId": str(OTHER), "name": "Bay 9", "walkM": 40, "priceMinor": 360}])
    trouble = Refused("Taken.", "resource_taken", None, status, msgspec.json.encode(body))
    assert space.alternatives_of(trouble) == (Alternative(OTHER, "Bay 9", 40, 360),)
    assert space.alternative_words(Alternative(OTHER, "Bay 9", 40, 360), "EUR", "metric", say) == ("Bay 9", "40 metres from there, 3 euros 60")
    assert space.alternatives_of(None) == space.alternatives_of(Refused("No.", "busy")) == ()


@pytest.mark.parametrize(("at", "big", "tone"), [
    (timedelta(hours=-2), "Begins in 1 h", "info"), (timedelta(minutes=-65), "Begins in 5 min", "ok"), (timedelta(0), "2:00:00 left", "ok"),
    (timedelta(minutes=110, seconds=55), "9:05 left", "warn"), (timedelta(minutes=125), "5:00 over", "warn"),
    (timedelta(minutes=131), "11:00 over", "error"),
])  # fmt: skip
def test_the_countdown_before_during_and_after(at, big, tone):
    told = mine.countdown_of(a_reservation(), NOON + at)
    assert (told.big, told.tone) == (big, tone)


@pytest.mark.parametrize(("late_min", "grace", "step", "minor", "fee", "due"), [
    (20, 0, 10, 50, 50, 150), (10, 10, 10, 40, 0, 0), (11, 10, 10, 40, 0, 40), (20, 10, 15, 100, 0, 100), (9999, 10, 10, 40, 0, 1200),
])  # fmt: skip
def test_what_being_late_has_cost_so_far_is_never_more_than_was_shown(late_min, grace, step, minor, fee, due):
    terms = msgspec.structs.replace(TERMS, grace_min=grace, overstay_step_min=step, overstay_step_minor=minor, overstay_fee_minor=fee)
    assert mine.overstay_minor(terms, NOON, NOON + timedelta(minutes=late_min)) == due


def test_what_can_be_done_depends_on_how_it_stands():
    stay, car = a_reservation(), facts_of(VAN)
    assert mine.actions_of(stay, NOON, car) == ("way", "extend", "leave", "taken", "vehicle", "booking")
    assert mine.actions_of(stay, NOON - timedelta(hours=3), None) == ("way", "extend", "booking")
    assert mine.actions_of(a_reservation(state=ReservationState.INSIDE), NOON, None) == ("extend", "leave", "taken", "booking")
    assert mine.actions_of(stay, stay.ends_at, car) == ("leave", "booking")
    assert mine.actions_of(a_reservation(state=ReservationState.HELD), NOON, car) == ("pay",)
    for state in ReservationState:
        assert mine.countdown_of(a_reservation(state=state), NOON).spoken
    view = mine.view_of(stay, NOON, car)
    assert (view.title, view.code, view.code_spoken) == ("Chapel Row, bay 7", "482 106", "Code at the gate: 4 8 2 1 0 6")
    assert not mine.view_of(a_reservation(state=ReservationState.CANCELLED), NOON, car).code


def test_the_refund_is_told_before_leaving():
    stay, town = a_reservation(), Town(NOON)
    assert quote_words(town.leaving(), stay) == "You get back €1.20. The stay costs €2.40 then."
    assert left_words(town.left()) == "The stay is over. You get back €1.20."
    town.refund_minor = 0
    assert quote_words(town.leaving(), stay) == "Nothing comes back: so little time is left. The stay costs €3.60 then."
    kept = a_reservation(terms=msgspec.structs.replace(TERMS, early_leave=False))
    assert quote_words(town.leaving(), kept) == "Time that is not used is not paid back here. The stay costs €3.60 then."


def test_what_staying_longer_costs_is_told_before_leaving_too():
    stay, town = a_reservation(), Town(NOON)
    town.refund_minor, town.overstay = 0, OverstayDue(25, 120, 50, None)
    assert quote_words(town.leaving(), stay) == "You stayed longer: €1.70 are to be paid. The stay costs €3.60 then."
    assert left_words(town.left()) == "The stay is over. You stayed longer: €1.70 are to be paid."
    town.overstay = OverstayDue(25, 120, 50, None, "space_taken")
    assert quote_words(town.leaving(), stay, say) == "Staying longer costs you nothing. The stay costs 3 euros 60 then."


def test_a_listing_is_made_of_what_was_said_and_asks_for_what_is_missing():
    draft = hosting.ListingDraft()
    assert hosting.missing(draft, "place") == "Choose the place on the map."
    draft = hosting.ListingDraft(**hosting.place_taken(draft, Spot("North Avenue 9", *STATION)), days=frozenset({0, 1}), from_min=480, to_min=1080,
                                 typed={"width_mm": "2,4", "height_mm": ""}, plug="type2", power_w=11_000)  # fmt: skip
    assert not hosting.missing(draft, "place")
    assert hosting.missing(draft, "agree")
    new = hosting.listing_of(draft, 1)
    assert (new.address.street, new.address.house_number, new.kind) == ("North Avenue", "9", ListingKind.DRIVEWAY)
    assert new.week == (OpenHours(0, 480, 1080), OpenHours(1, 480, 1080))
    assert (new.size.width_mm, new.size.height_mm, new.charger.power_w, new.approval) == (2400, None, 11_000, Approval.INSTANT)
    wrong = hosting.ListingDraft(typed={"width_mm": "wide"}, days=frozenset())
    assert hosting.missing(wrong, "size") == "Type a number."
    assert hosting.missing(wrong, "hours") == "Choose at least one day."


def test_steps_of_hours_and_prices_stay_within_what_can_be():
    draft = hosting.ListingDraft(from_min=0, to_min=1440, step_minor=0)
    assert hosting.moved_hours(draft, "from", -1) == {"from_min": 0}
    assert hosting.moved_hours(draft, "to", 1) == {"to_min": 1440}
    assert hosting.moved_price(draft, -1) == {"step_minor": 0}
    assert hosting.moved_cap(draft, -1) == {}
    assert hosting.moved_cap(draft, 1) == {"cap_minor": 1000}
    assert hosting.moved_cap(hosting.ListingDraft(cap_minor=100), -1) == {"cap_minor": None}


def test_a_host_hears_their_spaces_days_and_money():
    assert hosting.hours_words(WEEK) == "Mon, Tue, Wed, Thu, Fri 08:00 – 18:00"
    assert hosting.describe_listings((a_listing(),))[0].startswith("North Avenue 9, Is let, 1 euro 20 for each 1 hour, 9 euros a day at most")
    days = calendar.rows_of(a_calendar(), NOON)
    assert [row.spoken for row in days[:3]] == [
        "Today, 08:00 – 18:00", "Tomorrow, 08:00 – 18:00 · 1 booking: 09:00 – 11:00", "Wed 2 Dec, closed",
    ]  # fmt: skip
    assert days[2].blocks
    assert not days[0].blocks
    assert len(days) == calendar.DAYS
    told = money.describe(some_earnings(), NOON)
    assert told[0] == "2 euros 40 for you. 2 euros 40 is paid until tomorrow."
    assert any(line.startswith("A stay, ") and line.endswith("2 euros 40") for line in told)
    nothing = msgspec.structs.replace(some_earnings(), currency=None, months=(), lines=())
    assert money.describe(nothing, NOON) == ["Nothing earned yet. What stays bring is here a day after they end."]


def test_all_of_it_can_be_said_in_every_language():
    for language in LANGUAGES:
        use(language)
        view = space.view_of(space.SpaceState("ready", a_driveway(), a_search()), VAN, "metric", NOON)
        told = [*parking.describe(READY, False, VAN, "metric", NOON), *space.describe(view), *money.describe(some_earnings(), NOON)]
        told += mine.describe(mine.view_of(a_reservation(), NOON, None), mine.countdown_of(a_reservation(), NOON))
        assert all(told)
        assert not any("{" in line for line in told)
    use("en")


def test_a_trip_by_car_leads_to_a_space_for_when_it_arrives():
    way = a_trip()
    drive = msgspec.structs.replace(way.legs[0], mode=LegMode.CAR)
    goal = Spot("Hospital", *STATION)
    only = msgspec.structs.replace(way, legs=(drive, msgspec.structs.replace(drive, mode=LegMode.WALK)))
    assert parks(only, goal) == (goal, drive.arrive_at)
    riding = msgspec.structs.replace(way, legs=(drive, *way.legs))
    spot, _ = parks(riding, goal)
    assert (spot.lat, spot.lon) == (drive.to.lat, drive.to.lon)
    assert parks(way, goal) is None
    garage = CarPark("Mill", 4, 90, Source("g", NOON, 5), a_garage().likely)
    assert [fact.text[:9] for fact in parked_facts(garage)] == ["Park at M", "Forecast:"]
