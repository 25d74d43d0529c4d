"""My day, empty, being put together, and answered, as a person would come to it."""
from dataclasses import replace
from datetime import timedelta

from mobile.screens.day.state import request_of
from mobile.store.day import DayWish, ErrandWish, KeptDay, KeptSpot, save_day
from mobile.store.needs import limits_of

# In the demonstration city.
STATION, UNIVERSITY, HOSPITAL = (55.4897, 3.5036), (55.5066, 3.4845), (55.509508, 3.529199)
AROUND_TOWN = (HOSPITAL, UNIVERSITY, HOSPITAL, STATION)


def errands(places: tuple[tuple[float, float], ...]) -> tuple[ErrandWish, ...]:
    """Medicine until half past six, a letter if there is time, the child at four, and a shop that is shut by then."""
    chemist, post, school, shop = (KeptSpot(name, *at) for name, at in zip(("Market Chemist", "Post Office", "School", "Elm Bakery"), places))
    return (
        ErrandWish(chemist, 5, opens=8 * 60, closes=18 * 60 + 30), ErrandWish(post, 10, opens=17 * 60, closes=18 * 60, optional=True),
        ErrandWish(school, 0, at=16 * 60), ErrandWish(shop, 10, opens=7 * 60, closes=12 * 60 + 30),
    )  # fmt: skip


def tomorrow(person, home: tuple[float, float], places: tuple[tuple[float, float], ...]) -> DayWish:
    date = (person.session.now() + timedelta(days=1)).date().isoformat()
    return DayWish(date, 13 * 60 + 30, 20 * 60, KeptSpot("Home", *home), errands=errands(places))


async def my_day(person):
    await answered(person, STATION, AROUND_TOWN)


async def errand(person):
    await one_errand(person, STATION, AROUND_TOWN)


async def empty(person):
    person.app.router.choose("saved")
    person.app.router.go("day")


async def answered(person, home, places):
    """What the city says to that day."""
    await person.until(lambda: person.session.city, "which city it is")
    session, wish = person.session, tomorrow(person, home, places)
    answer = await session.client.day(request_of(wish, session.needs, session.now()))
    save_day(session.store, KeptDay(wish, answer, limits_of(session.needs)))
    await empty(person)


async def one_errand(person, home, places):
    wish = tomorrow(person, home, places)
    save_day(person.session.store, KeptDay(replace(wish, errands=wish.errands[:2])))
    await empty(person)
    person.page.open_errand(0)


DAYS = {"my day": my_day, "errand": errand}
