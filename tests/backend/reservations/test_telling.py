"""A space that was taken is a request of its driver alone, and what that ends with counts for the incident."""
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from backend.contract.request_words import Rejection, Resolution, Visibility
from backend.contract.reservation_care import IncidentDecision, SpaceTakenRequest
from backend.identity.actor import GUEST
from backend.outbox.models import OutboxEntry
from backend.requests.changes import By, Disputed, Reject, Reopen, Resolve, Role, SetVisibility
from backend.requests.from_incidents import NOTHING_FOUND
from backend.requests.models import Request
from backend.requests.photos.models import RequestPhoto
from backend.requests.refusals import ChangeRefused
from backend.reservations.announcing import TELL, announce
from backend.reservations.incidents import Incident, IncidentState
from payments.states import LegState
from tests.backend.obstacles.pictures import jpeg
from tests.backend.reservations.test_care import asked, third_claim
from tests.backend.reservations.test_taken import arrives, taps
from tests.backend.reservations.told import REPORTER, open_told


@pytest.fixture
def database_url(sqlite_url):
    """What both databases have to keep is tried in test_living_on_both.py."""
    return sqlite_url


@pytest.fixture
async def city(world):
    return await open_told(world)


async def test_its_driver_follows_it_and_nobody_else_ever_sees_it(world, city):
    booking_id, _ = await arrives(world)
    await taps(world, booking_id)
    await city.work()
    (request,) = await city.requests()
    async with world.database.reading() as session:
        (mine,) = (await city.telling.requests.own(session, world.actor, "en")).sent
        other = await city.telling.requests.find(session, request.code, await world.person())
        anybody = await city.telling.requests.find(session, request.code, GUEST)
    assert (mine.code, mine.followers, mine.following, other, anybody) == (request.code, 1, True, None, None)
    for visibility, name in ((Visibility.PUBLIC, None), (Visibility.PUBLIC_NAME, "Ann")):
        with pytest.raises(ChangeRefused) as refused:
            await city.change(request, SetVisibility(visibility, name), REPORTER)
        assert refused.value.code == "for_body"


async def test_the_address_of_a_driveway_is_told_to_nobody(world, city):
    booking_id, _ = await arrives(world, world.places.driveway)
    await taps(world, booking_id)
    await city.work()
    (request,) = await city.requests()
    async with world.database.reading() as session:
        exact = await world.parking.place(session, world.places.driveway_site)
    told = " ".join(str(getattr(request, column.key)) for column in Request.__table__.columns)
    assert exact.street not in told
    assert exact.directions not in told
    assert (request.accuracy_m, request.place_id) == (100, f"site/{world.places.driveway_site}")
    assert (request.lat_e7, request.lon_e7) != (round(exact.lat * 1e7), round(exact.lon * 1e7))


async def test_what_is_to_be_looked_at_again_is_nothing_yet(world, city):
    async with world.database.writing() as session:
        await announce(session, Incident(id=uuid4(), state=IncidentState.LOOK_AGAIN))
        assert await session.scalar(select(func.count()).where(OutboxEntry.kind == TELL)) == 0


@pytest.mark.parametrize(("resolution", "proven"), [(Resolution.FIXED, True), (Resolution.NOT_FOUND, False), (Resolution.PLANNED, None)])
async def test_what_people_found_there_is_known(world, city, resolution, proven):
    booking_id, _ = await arrives(world)
    incident_id, state, _ = await taps(world, booking_id)
    await city.work()
    (request,) = await city.requests()
    day = world.clock().date() if resolution is Resolution.PLANNED else None
    await city.change(request, Resolve(resolution, "We were there.", None, "Wardens", day))
    await city.work()
    found = await city.incident(incident_id)
    assert (found.proven, found.state) == (proven, state)


async def test_its_end_decides_where_a_person_had_to(world, city):
    booking_id, told = await third_claim(world, city.telling.care)
    await city.work()
    request = await city.of(told.id)
    await city.change(request, Resolve(Resolution.NOT_FOUND, "Nobody was there.", None, "Wardens"))
    await city.work()
    refused = await city.incident(told.id)
    assert (refused.state, refused.reason) == (IncidentState.REFUSED, "Nobody was there.")
    await city.change(request, Disputed("He was."), REPORTER)
    await city.change(request, Reopen("We look again."), By(Role.STAFF, uuid4()))
    await city.change(request, Resolve(Resolution.FIXED, "He was, a camera shows.", None, "Wardens"))
    await city.work()
    upheld = await city.incident(told.id)
    assert upheld.state in (IncidentState.REPLACED, IncidentState.REFUNDED)
    assert (await world.rows(booking_id)).legs[0].state == LegState.DISRUPTED
    assert await world.proof() == []


async def test_a_decision_ends_it_in_words_for_its_driver(world, city):
    _, told = await third_claim(world, city.telling.care)
    await city.work()
    await asked(world, city.telling.care.decide, told.id, IncidentDecision(False, "for the staff"))
    await city.work()
    request = await city.of(told.id)
    assert (request.state, request.state_reason, request.closing_words) == ("rejected", Rejection.NOT_A_DEFECT, NOTHING_FOUND["en"])
    assert (await city.incident(told.id)).state == IncidentState.REFUSED
    with pytest.raises(ChangeRefused):
        await city.change(request, Reject(Rejection.ABUSE, "Twice."))


async def test_its_picture_goes_along_once_and_is_for_those_who_answer(world, city):
    booking_id, _ = await arrives(world)
    await asked(world, city.telling.care.taken, world.actor, booking_id, SpaceTakenRequest())
    await asked(world, city.telling.care.keep_photo, world.actor, booking_id, jpeg())
    await city.work()
    await asked(world, city.telling.care.keep_photo, world.actor, booking_id, jpeg())
    await city.work()
    async with world.database.reading() as session:
        (photo,) = await session.scalars(select(RequestPhoto))
    assert (photo.state, photo.for_body, photo.round, photo.by_staff) == ("quarantined", True, 1, False)
