"""The screens of requests, in states worth looking at."""
from backend.contract.request_words import RequestState, Visibility
from mobile.screens.nearby.state import NearbyState
from mobile.screens.report.state import Same
from tests.mobile.requests.told import a_closed_one, a_late_one, a_request, kept_of
from tests.mobile.tour_reports import begin


def kept(person, *requests):
    """What the city would have told; it is not asked meanwhile."""
    person.session.requests._keep(kept_of(*requests, now=person.session.now()))


def show(person, name: str, **values):
    router = person.app.router
    router.choose("report")
    router.go(name, **values)
    person.session.tasks.stop(person.page)


async def my_requests(person):
    now = person.session.now()
    kept(person, a_request(now), a_late_one(now), a_closed_one(now), a_request(now, "2222AAAA", RequestState.WAITING, reason="weather", paused=True))
    show(person, "requests")


async def one_closed(person):
    await my_requests(person)
    show(person, "request", code="CLSD2345")


async def who_sees(person):
    await my_requests(person)
    page = person.page
    page.choose_seen(a_request(person.session.now(), visibility=Visibility.PUBLIC_NAME, author="Anna"))


async def near_here(person):
    now = person.session.now()
    show(person, "nearby")
    late = a_late_one(now)
    person.page.state = NearbyState("ready", (a_request(now, mine=False, distance_m=40), late))
    person.page.redraw_list()


async def kinds(person):
    await begin(person)
    person.page.show_all()


async def danger(person):
    await begin(person)
    person.page.choose_kind("danger_to_life")


async def same(person):
    await begin(person)
    page = person.page
    words = "Same problem 20 m away, 2 days ago", "Broken paving · 3 follow it", "Two slabs are loose."
    page.offers = (Same("K7M2PX4Q", *words, ". ".join(words), False),)
    page.look()


REQUESTS = {
    "my requests": my_requests, "a closed request": one_closed, "who sees it": who_sees, "reported near here": near_here, "all kinds": kinds,
    "danger": danger, "is it one of these": same,
}  # fmt: skip
