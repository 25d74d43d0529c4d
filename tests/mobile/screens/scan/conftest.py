"""The demonstration city with signs at its main station, and a camera that sees what a test shows it."""
import asyncio

import httpx
import numpy as np
import pytest

from allways.codes.places import CodedPlace
from mobile.device.fake import FakeViewfinder
from signing.codes import CodeKind
from tests.mobile.scan.street import Street, in_colour
from tests.mobile.server import LiveBackend

STATION = (55.4897, 3.5036)


@pytest.fixture(scope="module")
def signs(demo, tmp_path_factory):
    """The service with codes, and who prints them: a stop near the station, and its lift."""
    folder = tmp_path_factory.mktemp("codes")
    street = Street("quenama", "codes.quenama.example")
    street.publish(folder)
    live = LiveBackend(demo, codes=folder).start()
    try:
        near = httpx.get(f"{live.address}/v1/stops", params={"lat": STATION[0], "lon": STATION[1]}).json()["stops"]
        stop = near[0]["stop"]
        street.places = (
            CodedPlace(CodeKind.STOP, stop["id"], "Main Station", "B", stop["lat"], stop["lon"]),
            CodedPlace(CodeKind.LIFT, "lift-1", "Lift to platform B", "", stop["lat"], stop["lon"]),
        )
        street.publish(folder)
        street.folder, street.live = folder, live
        yield street
    finally:
        live.stop()


async def show(person, picture: np.ndarray) -> None:
    """Hold the camera on it until it was looked at."""
    camera: FakeViewfinder = person.session.device.viewfinder
    await person.until(lambda: camera.on_frame, "the camera")
    await person.until(lambda: not person.page._looks, "the look before")
    colour = in_colour(picture)
    camera.show(colour.shape[1], colour.shape[0], colour.tobytes())
    await asyncio.sleep(0)
    await person.until(lambda: not person.page._looks, "the look")
    await person.frames(3)
