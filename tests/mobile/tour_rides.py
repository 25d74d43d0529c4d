"""The screens of rides in the city's own vans, in states worth looking at."""
from mobile.asking import Ask, Spot
from tests.mobile.rides.told import HOSPITAL, RIDE_ID, STATION, a_ride, left_behind, own_way, put_off, there
from tests.mobile.tour_account import signed_in, still


def ride(made):
    async def opened(person):
        await signed_in(person)
        session = person.session
        session.rides.keep((made(session.now()),))
        person.app.router.choose("plan")
        person.app.router.go("ride", ride_id=RIDE_ID)
        session.tasks.stop(session.rides)
        await still(person)

    return opened


async def coming_late(person):
    await ride(a_ride)(person)
    person.page.act("late")


async def trip_with_van(person):
    person.app.router.choose("plan")
    ask = Ask(Spot("Main Station", *STATION), Spot("St Anna Hospital", *HOSPITAL))
    person.app.router.go("itinerary", itinerary=own_way(person.session.now()), ask=ask)
    await still(person)


async def who_rides(person):
    await trip_with_van(person)
    person.page.open_riders()


RIDES = {
    "van coming": ride(a_ride), "van there": ride(there), "van put off": ride(put_off), "no van": ride(left_behind), "late for the van": coming_late,
    "trip with a van": trip_with_van, "who rides": who_rides,
}  # fmt: skip
