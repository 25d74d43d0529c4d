"""What is told before sending is what becomes of it when it is sent."""
from datetime import timedelta

import pytest

from backend.bodies.beforehand import beforehand
from backend.bodies.refusals import NoCategory
from backend.bodies.words import ClockKind
from backend.contract.bodies import WhoAnswers
from backend.contract.requests import RequestPlace
from backend.requests.places import read_place
from tests.backend.bodies.office import local
from tests.backend.bodies.world import at


class Anywhere:
    def check(self, lat, lon, field):
        pass


async def asked(desk, category: str, x: float, y: float):
    lat, lon = at(x, y)
    told = WhoAnswers(category, RequestPlace(lat=lat, lon=lon))
    async with desk.database.reading() as session:
        return await beforehand(session, desk.bodies, told, read_place(told.place, Anywhere()), desk.now)


@pytest.mark.parametrize(("category", "x", "y"), [("pothole", 300, 300), ("pothole", 300, 0), ("street_light", -700, 300), ("litter", 9000, 9000)])
@pytest.mark.parametrize("when", ["2026-11-30T10:00", "2026-12-24T23:30"])
async def test_the_body_and_the_dates_are_those_of_the_request(desk, category, x, y, when):
    desk.now = local(when)
    before = await asked(desk, category, x, y)
    row = await desk.file(category, x, y)
    async with desk.database.reading() as session:
        assert before.body == (await desk.bodies.body(session, row.body_id)).name
    assert before.undecided == row.triage
    assert abs(before.answer_by - row.first_due_at) < timedelta(seconds=1)
    assert abs(before.fix_by - (await desk.dues(row))[ClockKind.FIX.value].due_at) < timedelta(seconds=1)


async def test_nothing_is_kept_and_what_is_unknown_is_refused(desk):
    await asked(desk, "pothole", 300, 300)
    assert await desk.wait(hours=1) == 0, "no clock has begun"
    with pytest.raises(NoCategory):
        await asked(desk, "dragon", 300, 300)
