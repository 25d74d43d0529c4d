"""Steps of the stories of guidance: ways from the station of the demonstration city, and setting out along one of them."""
from mobile.asking import Spot, When
from tests.mobile.tour import results, soon
from tests.mobile.walked import Walker

STATION = (55.4897, 3.5036)
NEAR = Spot("Corner", 55.4921, 3.5036)


async def ways(person, destination=NEAR):
    """The ways of now from the station, asked of the city."""
    session = person.session
    session.set_ask(origin=Spot("Station", *STATION), destination=destination, when=When())
    person.app.router.choose("plan")
    person.app.router.go("results")
    await person.until(lambda: person.page.state.phase == "ready", "ways")
    return [result.itinerary for result in person.page.state.results]


async def open_way_on_foot(person) -> Walker:
    """The page of the walk from the results, for somebody at its start."""
    found = await ways(person)
    trip = next(itinerary for itinerary in found if not any(leg.route for leg in itinerary.legs))
    walker = Walker(person)
    walker.stand_at_start_of(trip)
    person.app.router.go("itinerary", itinerary=trip, ask=person.session.ask)
    return walker


async def set_out_on_foot(person) -> Walker:
    """Begun by finger."""
    walker = await open_way_on_foot(person)
    await person.tap("Start guidance")
    await person.until(lambda: person.page.title == "Guidance", "guidance")
    return walker


async def set_out_by_tram(person) -> Walker:
    """A trip with a ride that leaves in some minutes."""
    await results(person)
    session = person.session
    trip = next(result.itinerary for result in person.page.state.results if any(leg.route for leg in result.itinerary.legs))
    trip = soon(trip, session.now())
    walker = Walker(person)
    walker.stand_at_start_of(trip)
    person.app.router.go("itinerary", itinerary=trip, ask=session.ask)
    person.page.start_guidance()
    session.underway.leave_city()  # these times are made up, and the city would say so
    await person.until(lambda: person.page.title == "Guidance", "guidance")
    return walker
