"""The screens of reports, in states worth looking at."""
from PIL import Image

from backend.contract.around import LiveLayer
from mobile.asking import Spot
from mobile.screens.live.state import LiveState, area_to_ask
from mobile.screens.report.state import Same, request_of
from mobile.store.reports import About, Draft
from signing.codes import CodeKind
from tests.mobile.living import a_town
from tests.mobile.requests.told import a_request

STATION = Spot("Main Station", 55.4897, 3.5036)
STOP = About(CodeKind.STOP, "stop-1", "Main Station", STATION.lat, STATION.lon)


async def begin(person):
    """Without what was begun on another screen."""
    person.app.router.choose("report")
    page = person.page
    page.reporting.reports.keep_draft(Draft())
    page.sent = ""
    page.forget_offers()
    page.shown()
    page.ids.list.scroll_y = 1


async def report(person):
    """With everything on it that can be."""
    await begin(person)
    page, photo = person.page, person.session.folder / "photo.png"
    Image.effect_noise((640, 400), 60).convert("RGB").save(photo)
    page.change(kind="broken_paving", photo=page.reporting.photos.take_in(photo), note="Two slabs are loose.", about=STOP)
    words = "Same problem 20 m away, 2 days ago", "Broken paving · 3 follow it", "Two slabs are loose."
    page.offers = (Same("K7M2PX4Q", *words, ". ".join(words), False),)
    page.redraw()
    await person.frames(3)
    page.ids.list.scroll_y = 0.55


async def report_sent(person):
    """As the city answers."""
    await begin(person)
    page, reporting, now = person.page, person.session.reporting, person.session.now()
    page.choose_kind("broken_paving")
    body = request_of(page.draft, page.place(), now, "en")
    kept = reporting.reports.add("elsewhere", "Mill Lane 31", body)
    reporting.reports.keep_sent(kept.key, a_request(now))
    page.sent = kept.key
    page.start_afresh()
    page.follow_sent()


async def report_refused(person):
    """What is nothing for a form."""
    await begin(person)
    page, session = person.page, person.session
    page.choose_kind("street_light")
    body = request_of(page.draft, page.place(), session.now(), "en")
    kept = session.reporting.reports.add("elsewhere", "Mill Lane 31", body)
    session.reporting.reports.refuse(kept.key, "Call 112 now.")
    session.requests.danger[kept.key] = "112"
    page.sent = kept.key
    page.follow_sent()


async def on_map(person):
    """What others report, over the map among all else that is live."""
    person.app.router.choose("plan")
    page, now = person.page, person.session.now()
    await person.until(lambda: page.state.phase == "ready", "departures")
    lively(page, now)
    await person.frames(4)


def lively(page, now):
    page.live.state = LiveState(a_town(now), area_to_ask(page.live.seen()), tuple(LiveLayer), now)
    page.live.redraw()


async def asked_on_map(person):
    await on_map(person)
    page = person.page
    lively(page, person.session.now())  # once more: meanwhile the city may have told what is really there
    page.live.open(next(mark for mark in page.ids.map.marks.live.marks if mark.layer is LiveLayer.OBSTACLES))


REPORTS = {
    "report": report, "report begun": begin, "report sent": report_sent, "report refused": report_refused, "obstacles on the map": on_map,
    "still there?": asked_on_map,
}  # fmt: skip
