"""The one way to the backend: real answers, and for every failure a sentence that says what to do."""
import asyncio
import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from backend.contract.trips import Place, PlanRequest, TripMode
from mobile.client import MOST_BYTES, Client, Refused, Unreachable
from mobile.i18n import use
from tests.mobile import loopback
from tests.mobile.tour import STATION, UNIVERSITY

REQUEST = PlanRequest(
    origin=Place(lat=STATION.lat, lon=STATION.lon), destination=Place(lat=UNIVERSITY.lat, lon=UNIVERSITY.lon), modes=(TripMode.WALK,), window_min=0
)


async def test_every_question_has_an_answer(client):
    assert (await client.city()).name == "Selwenhaven"
    assert (await client.plan(REQUEST)).itineraries
    places = (await client.places("main station", (STATION.lat, STATION.lon))).places
    assert places[0].name == "Main Station"
    assert (await client.place_at(STATION.lat, STATION.lon)).place
    stops = (await client.stops_near(STATION.lat, STATION.lon, limit=3)).stops
    assert len(stops) == 3
    leaving = await client.departures_near(STATION.lat, STATION.lon)
    assert leaving.departures
    morning = leaving.departures[0].next[0].depart_at.replace(hour=8)
    departures = (await client.departures(stops[0].stop.id, at=morning, limit=5)).departures
    assert [departure.depart_at >= morning for departure in departures] == [True] * 5
    status, etag, body = await client.tile(15, 16703, 10166, None)
    assert (status, body[:2]) == (200, b"\x1f\x8b")
    assert (await client.tile(15, 16703, 10166, etag))[0] == 304


async def test_a_place_outside_the_city_is_told_in_the_language_of_the_person(client):
    use("de")
    outside = PlanRequest(origin=Place(lat=0, lon=0), destination=Place(lat=UNIVERSITY.lat, lon=UNIVERSITY.lon))
    with pytest.raises(Refused) as refused:
        await client.plan(outside)
    assert (refused.value.code, refused.value.field) == ("outside_city", "origin")
    assert refused.value.sentence == "Dieser Ort liegt außerhalb der Stadt. Einen auf der Karte wählen."


async def test_no_answer_is_told_once_it_is_gone_and_once_it_is_back(backend, client):
    heard = []
    client.on_reach = heard.append
    await client.city()
    backend.stop()
    try:
        with pytest.raises(Unreachable, match="Saved trips"):
            await client.city()
        with pytest.raises(OSError, match="no tile"):
            await client.tile(15, 16703, 10166, None)
    finally:
        await asyncio.to_thread(backend.start)
    await client.city()
    assert heard == [True, False, False, True]


@contextmanager
def answering(status: int, body: bytes, kind: str = "application/json"):
    """A real server that always says the same."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    with loopback.answering(Handler) as address:
        yield address


def problem(code: str) -> bytes:
    about = {"type": "about:blank", "title": "T", "status": 400, "instance": "/"}
    return json.dumps({**about, "code": code, "detail": "As the service says it."}).encode()


@pytest.mark.parametrize(
    ("status", "body", "code", "says"),
    [
        (200, b"<html>hello</html>", "unreadable", "Update the app"),
        (200, b'{"name": 5}', "unreadable", "Update the app"),
        (404, b"<html>not here</html>", "no_city", "Check it there"),
        (302, b"", "no_city", "Check it there"),
        (200, b" " * (MOST_BYTES + 1), "no_city", "Check it there"),
        (429, problem("rate_limited"), "rate_limited", "Wait a minute"),
        (503, problem("busy"), "busy", "few seconds"),
        (400, problem("something_new"), "something_new", "As the service says it."),
    ],
)
async def test_answers_that_are_none(status, body, code, says):
    with answering(status, body) as address:
        client = Client(address)
        with pytest.raises(Refused, match=says) as refused:
            await client.city()
        assert refused.value.code == code
        await client.close()


async def test_a_tile_without_end_is_not_taken():
    with answering(200, bytes(MOST_BYTES + 1), "application/octet-stream") as address:
        client = Client(address)
        with pytest.raises(OSError, match="too large"):
            await client.tile(15, 1, 1, None)
        await client.close()


