"""What is live in the city comes to the person: a late ride on the first page and at its stop, and the timetable once nobody vouches for it."""
from datetime import UTC, datetime

import pytest

from backend.contract.feeds import FeedKind
from mobile.screens.home.state import SHOWN
from tests.backend.live.messages import feed, trips
from tests.mobile.driver import using

STATION = (55.4897, 3.5036)
TRIPS = feed("city-trips", FeedKind.TRIP_UPDATES)


@pytest.fixture(autouse=True)
def _forgotten(demo):
    """The city is that of other tests as well: what it was told here is gone afterwards."""
    before = demo.live.view
    yield
    demo.live.view = before


async def tell(backend, seconds: int, *leaving):
    """The feed of the city says that these departures are so late."""
    now = datetime.now(UTC)
    late = {first.trip_id: seconds for first in leaving}
    await backend.services.live.apply(TRIPS, trips(now, leaving[0].service_day, late), now)


async def test_a_late_ride_is_told_on_the_first_page_and_at_its_stop(tmp_path, backend):
    live, before = backend.services.live, backend.services.live.view
    async with using(tmp_path, backend.address, STATION) as person:
        await person.until(lambda: person.page.state.phase == "ready", "departures")
        answer = await person.session.client.departures_near(*STATION, limit=5 * SHOWN)
        # All that have a time of their own are late, so that none of them leaves the few rows because of it.
        await tell(backend, 120, *(entry.next[0] for entry in answer.departures if entry.next[0].exact))
        person.page.watch()
        await person.until(lambda: any("2 minutes late." in row.spoken for row in person.page.state.rows), "a late ride")
        row = next(row for row in person.page.state.rows if row.tone)
        assert (row.tone, row.status[0]) == ("warn", "2 min late")
        await person.see("Partly live, ")
        await person.tap(row.spoken)
        await person.until(lambda: getattr(person.page.state, "rows", ()) and person.page.state.phase == "ready", "its stop")
        assert any(leaves.at.words == "2 min late" for leaves in person.page.state.rows)
        live.view = before
        person.app.router.back()
        await person.until(lambda: person.page.title == "Plan" and not any(row.tone for row in person.page.state.rows), "the timetable again")
        await person.see("Timetable, not live")
