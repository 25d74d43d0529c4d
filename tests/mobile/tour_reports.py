"""The screens of reports, in states worth looking at."""
from PIL import Image

from backend.contract.around import LiveLayer
from backend.contract.obstacles import NewObstacle, ObstacleKind, ObstacleState
from mobile.asking import Spot
from mobile.screens.live.state import LiveState, area_to_ask
from mobile.store.reports import Draft
from tests.mobile.lively import an_obstacle
from tests.mobile.living import a_town

STATION = Spot("Main Station", 55.4897, 3.5036)


async def report(person):
    """With everything on it that can be."""
    person.app.router.choose("report")
    page, photo = person.page, person.session.folder / "photo.png"
    Image.effect_noise((640, 400), 60).convert("RGB").save(photo)
    page.known = (an_obstacle(STATION, person.session.now()),)
    page.change(kind=ObstacleKind.HOLE_OR_DAMAGE, photo=page.reporting.photos.take_in(photo), note="Two slabs are loose.")
    await person.frames(3)
    page.ids.list.scroll_y = 0.55


async def report_begun(person):
    person.app.router.choose("report")
    person.page.reporting.reports.keep_draft(Draft())
    person.page.shown()


async def report_sent(person):
    await report_begun(person)
    person.page.choose_kind(ObstacleKind.BINS)
    person.page.send()
    await person.until(lambda: person.page.reporting.reports.find(person.page.sent).obstacle, "the city has it")


async def reports(person):
    await report_begun(person)
    reporting, now = person.session.reporting, person.session.now()
    for kind, state in ((ObstacleKind.BINS, ObstacleState.CONFIRMED), (ObstacleKind.ICE, ObstacleState.ENDED)):
        kept = reporting.reports.add("elsewhere", "Mill Lane 3", NewObstacle(kind=kind, lat=STATION.lat, lon=STATION.lon, observed_at=now))
        reporting.reports.keep_sent(kept.key, an_obstacle(STATION, now, kind, state), False)
    reporting.reports.add("elsewhere", "Market Square", NewObstacle(kind=ObstacleKind.WORKS, lat=STATION.lat, lon=STATION.lon, observed_at=now))
    person.app.router.go("reports")


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
    "report": report, "report begun": report_begun, "report sent": report_sent, "reports": reports, "obstacles on the map": on_map,
    "still there?": asked_on_map,
}  # fmt: skip
