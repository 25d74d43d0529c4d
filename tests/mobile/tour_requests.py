"""The screens of requests, in states worth looking at."""
from PIL import Image

from backend.contract.request_photos import PhotoPhase, RequestPhoto, RequestPhotoState, SeenBy
from backend.contract.request_words import RequestState, Visibility
from mobile.screens.hide.state import drawn, switched
from mobile.screens.nearby.state import NearbyState
from mobile.screens.report.state import Same
from tests.mobile.requests.news import areas, kept_news
from tests.mobile.requests.told import PHOTO, a_closed_one, a_late_one, a_request, kept_of
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
    person.session.notices._keep(kept_news(now))
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


async def news(person):
    await my_requests(person)
    session = person.session
    session.notices.areas = areas(session.now())
    show(person, "notices")
    person.page.fresh |= {one.id for one in session.notices.kept.notices[:2]}
    person.page.redraw_list()


async def object_to_it(person):
    await one_closed(person)
    page, photo = person.page, person.session.folder / "photo.png"
    Image.effect_noise((640, 400), 60).convert("RGB").save(photo)
    page.object_to("CLSD2345")
    page.sheet.show_photo(page.session.reporting.photos.take_in(photo), photo)


async def hide_more(person):
    await one_closed(person)
    path, now = person.session.folder / "photo.png", person.session.now()
    Image.effect_noise((640, 400), 60).convert("RGB").save(path)
    photo = RequestPhoto(PHOTO, PhotoPhase.BEFORE, RequestPhotoState.HIDDEN, SeenBy.EVERYBODY, 640, 400, 1, 1, 0, 0, now, True)
    show(person, "hide", code="CLSD2345", photo=photo, path=path)
    page = person.page
    page.take(drawn(switched(page.state, "left"), (0.6, 0.1), (0.9, 0.5)))


REQUESTS = {
    "my requests": my_requests, "a closed request": one_closed, "who sees it": who_sees, "reported near here": near_here, "all kinds": kinds,
    "danger": danger, "is it one of these": same, "news": news, "object": object_to_it, "hide more": hide_more,
}  # fmt: skip
