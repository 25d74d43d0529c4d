"""Page after page is the whole timetable: nothing lost, nothing twice."""
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backend.motis.asking import plan

# The tram leaves every quarter of an hour; whoever takes it leaves home 192 seconds before and is there 646 seconds after its arrival.
FIRST_TRAM = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
EVERY, WALK_THERE, RIDE_AND_WALK = timedelta(minutes=15), timedelta(seconds=192), timedelta(seconds=12 * 60 + 526)
TRAMS = [FIRST_TRAM + timedelta(days=day) + n * EVERY for day in (-1, 0, 1) for n in range(84)]
BY_DAY = [datetime(2026, 11, 24, 5, tzinfo=UTC), datetime(2026, 11, 24, 20, tzinfo=UTC)]


def trams_of(body: dict) -> list[datetime]:
    """Between six and seven there is a bus as well."""
    return [datetime.fromisoformat(one["legs"][1]["startTime"]) for one in body["itineraries"] if one["legs"][1]["mode"] == "TRAM"]


@given(
    minutes=st.integers(120, 900), window_s=st.sampled_from([0, 900, 3600]), count=st.integers(1, 6), arrive_by=st.booleans(),
    turns=st.lists(st.booleans(), min_size=2, max_size=4),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_pages_in_any_order_hold_what_the_timetable_holds(client, minutes, window_s, count, arrive_by, turns):
    at = FIRST_TRAM + timedelta(minutes=minutes)
    wishes = {
        "time": at.isoformat(), "searchWindow": str(window_s), "numItineraries": str(count), "arriveBy": str(arrive_by).lower(), "directModes": "",
    }  # fmt: skip
    body = plan(client, **wishes)
    found, shown = trams_of(body), len(body["itineraries"])
    before, after = body["previousPageCursor"], body["nextPageCursor"]
    for later in turns:
        body = plan(client, **wishes, pageCursor=after if later else before)
        assert body["direct"] == []
        shown += len(body["itineraries"])
        if later:
            found, after = found + trams_of(body), body["nextPageCursor"]
        else:
            found, before = trams_of(body) + found, body["previousPageCursor"]
    leaves, comes = [tram - WALK_THERE for tram in TRAMS], [tram + RIDE_AND_WALK for tram in TRAMS]
    fits = [come <= at for come in comes] if arrive_by else [leave >= at for leave in leaves]
    assert found == sorted(set(found)), "in order, none twice"
    first, last = TRAMS.index(found[0]), TRAMS.index(found[-1])
    assert found == TRAMS[first : last + 1], "none left out"
    border = fits.index(False) - 1 if arrive_by else fits.index(True)
    assert first <= border <= last
    assert shown >= count * (1 + len(turns))


def test_at_night_the_first_tram_of_the_morning_is_found(client):
    body = plan(client, time="2026-11-24T01:40:00Z", numItineraries="2")
    assert trams_of(body) == [FIRST_TRAM, FIRST_TRAM + EVERY]


def test_a_day_without_service_is_an_empty_page_with_cursors_that_go_on(client):
    body = plan(client, time="2027-05-01T08:00:00Z")
    assert body["itineraries"] == []
    reached = int(body["nextPageCursor"].partition("|")[2])
    assert reached > datetime(2027, 5, 1, 20, tzinfo=UTC).timestamp()
    assert plan(client, time="2027-05-01T08:00:00Z", pageCursor=body["nextPageCursor"])["itineraries"] == []


@pytest.mark.parametrize("at", BY_DAY)
def test_the_page_before_ends_where_the_first_one_began(client, at):
    wishes = {"time": at.isoformat(), "numItineraries": "3"}
    first = plan(client, **wishes)
    before = plan(client, **wishes, pageCursor=first["previousPageCursor"])
    assert trams_of(before)[-1] + EVERY == trams_of(first)[0]
    again = plan(client, **wishes, pageCursor=before["nextPageCursor"])
    assert trams_of(again) == trams_of(first)


def test_so_many_and_no_more_are_looked_for(client):
    assert len(plan(client, searchWindow="7200", numItineraries="1", maxItineraries="2")["itineraries"]) == 2
    assert len(plan(client, searchWindow="7200", numItineraries="1")["itineraries"]) == 8
