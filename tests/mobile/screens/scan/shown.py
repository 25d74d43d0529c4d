"""The page that scans, in states worth looking at: part of the tour through all screens."""
from mobile.i18n import tr
from mobile.scan.look import Glance
from mobile.scan.seen import Find
from mobile.screens.scan.book import Book
from mobile.screens.scan.state import ScanState, found, told
from signing.codes import CodeKind
from signing.refused import Refusal
from tests.mobile.scan.street import framed_nothing, in_colour

STATION = (55.4897, 3.5036)


async def scan(person):
    person.app.router.choose("plan")
    person.app.router.go("scan")
    colour = in_colour(framed_nothing(400, 360))
    person.session.device.viewfinder.show(colour.shape[1], colour.shape[0], colour.tobytes())
    await person.until(lambda: not person.session.tasks.runs(person.page, "look"), "the picture is looked at")


async def scan_refused(person):
    await scan(person)
    person.page.turn_to(told(ScanState("looking"), Glance(refused=Refusal.FORGED), Book(), "metric", 10.0))


async def scan_found(person):
    await scan(person)
    near = await person.session.client.stops_near(*STATION)
    stop = near.stops[0].stop
    lift = Find(CodeKind.LIFT, "lift-1", "Lift to platform B", 6.2, 24.0)
    person.page.turn_to(found(Find(CodeKind.STOP, stop.id, stop.name, 4.2, -9.0, stop.lat, stop.lon), (lift,), "metric"))
    await person.until(lambda: person.page.state.stop and person.page.state.stop.phase == "ready", "departures")


async def scan_without_camera(person):
    person.app.router.choose("plan")
    person.session.device.viewfinder.why = tr("There is no camera here. Choose a picture of the code instead.")
    person.app.router.go("scan")
    person.session.device.viewfinder.why = ""


SCANNED = {"scan": scan, "scan refused": scan_refused, "scan found": scan_found, "scan without camera": scan_without_camera}
