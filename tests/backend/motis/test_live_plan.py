"""Plans while a tram is late or does not come."""
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient

from backend.service.services import Services
from tests.backend.motis.asking import clock, plan
from tests.backend.motis.conftest import app_of
from tests.backend.motis.test_board import board, update


@pytest.fixture(params=[{"delay_s": 240}, {"cancelled": True}], ids=["late", "cancelled"])
def told(request, town):
    """(client, whether the tram of 8:15 is cancelled)"""
    now, services = datetime.now(UTC), Services.of(town.planner.live.snapshot.city, town.places)
    live = services.planner.live
    snapshot = live.snapshot.with_trip_updates(update(town, "E495", **request.param), "trams", now)
    live.fresh_s["trams"] = 3600  # or the next sweep lets them go
    live.swap(replace(live.view, snapshot=snapshot, told={"trams": now}))
    with TestClient(app_of(services), base_url="http://localhost") as client:
        yield client, "cancelled" in request.param
    live.close()


def test_a_plan_goes_by_what_is_expected(told):
    client, cancelled = told
    first = plan(client)["itineraries"][0]["legs"][1]
    if cancelled:
        assert (clock(first["startTime"]), first["realTime"]) == ("07:30", False)
    else:
        assert (clock(first["startTime"]), clock(first["scheduledStartTime"]), first["realTime"]) == ("07:19", "07:15", True)
        assert (clock(first["to"]["arrival"]), clock(first["to"]["scheduledArrival"])) == ("07:31", "07:27")


def test_so_does_what_leaves(told):
    client, cancelled = told
    first, second = board(client, stopId="west", n="2")["stopTimes"]
    assert (first["tripId"], first["realTime"]) == ("E480", False)
    assert (second["tripId"], second["realTime"], second["tripCancelled"]) == ("E495", True, cancelled)
    assert clock(second["place"]["departure"]) == ("07:15" if cancelled else "07:19")
