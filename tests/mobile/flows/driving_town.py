"""Elmstead with a tram and a van of its own, served for real: its prices, the operator of the tram and a payment service on this machine, somebody
who drives, and a clock that is put forward."""
import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import numpy as np
import pytest

import backend.database.base
import backend.feeds.poller
import backend.rides.clock
import backend.stops.near
import backend.stops.service
import backend.tickets.controller
import backend.trips.mapping
import mobile.session
from backend.around.service import LiveArea
from backend.city.service import CityFacts
from backend.contract.accounts import Role
from backend.contract.driving import DrivingEvent, DrivingKind, RunSheet
from backend.contract.trips import Leg
from backend.operators.declaration import SUITE
from backend.operators.signatures import write_public_key
from backend.operators.simulated.server import SimulatedOperator
from backend.operators.simulated.telling import Teller, own_key
from backend.paying.provider import sandbox_at
from backend.rides.models import RideShift
from backend.sandbox.server import Sandbox
from backend.service.services import Services
from backend.stops.near import Surroundings
from mobile.client import Client
from mobile.driving import calls
from routing.transit.live import TripUpdates
from tests.backend.accounts.people import account_with
from tests.backend.pricing.driven_world import elm, shop_with
from tests.backend.rides.world import Hands, Town
from tests.mobile.server import LiveBackend
from tests.worlds.town import STOPS_AT_M, open_town_anew

EAST = (2400.0, 4100.0)  # metres along Main Street between which the van drives; the tram goes all along it
DEPOT = (3000.0, 0.0)
TELL_THE_TIME = (
    backend.database.base, backend.feeds.poller, backend.stops.near, backend.stops.service, backend.tickets.controller, backend.trips.mapping,
    mobile.session,
)  # fmt: skip
LOOKS_EVERY_S = 1.0
TRAMS, KEPT_S = "trams", 3600
Done = TypeVar("Done")


def keep_time(patch: pytest.MonkeyPatch, hands: Hands) -> None:
    """The city and the phone live by these hands from now on, and not by the clock of this machine."""

    class TownTime(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return hands.now.astimezone(tz)

    for module in TELL_THE_TIME:
        patch.setattr(module, "datetime", TownTime)


def services(hands: Hands, folder: Path) -> Services:
    town, shop = open_town_anew(), shop_with(hands, folder, elm(area=EAST, wheelchair=1))
    surroundings, facts = Surroundings(shop.live.snapshot, town.timetables), CityFacts(shop.live.snapshot.city)
    area = LiveArea(shop.live, town.timetables)
    return Services(shop.live, shop.planner, town.timetables, surroundings, town.places, town.tiles, facts, area)


class DrivingTown(LiveBackend):
    """The town while it is served."""

    def __init__(self, folder: Path, hands: Hands):
        super().__init__(services(hands, folder))
        self.hands, self.zone_id, self.shift_id, self.driver = hands, uuid4(), uuid4(), ""

    def does(self, work: Callable[[Town], Awaitable[Done]]) -> Done:
        """What is done in the running service, by whoever has no app."""

        async def done() -> Done:
            state = self._app.state
            return await work(Town(state.database, state.rides, self.hands, self.zone_id))

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(60)

    async def send_van(self, town: Town) -> None:
        """On the road from six to ten in the evening."""
        await town.add_zone()
        self.shift_id = await town.add_van(day=self.hands.now.date(), depot=DEPOT)
        await town.rides.boards.look()

    async def give_van(self, town: Town) -> None:
        """To somebody who drives it from now on."""
        driver = await account_with(town.database, "driver@example.org", Role.DRIVER)
        async with town.database.writing() as session:
            (await session.get_one(RideShift, self.shift_id)).driver_id = UUID(driver["accountId"])
        self.driver = driver["accessToken"]

    async def delay(self, leg: Leg, minutes: int) -> None:
        """The tram of a leg comes so late to where it is left."""
        live, reader = self.services.live, self._app.state.following.desk.reader
        row, stop = reader.trips[leg.trip_id][0], list(STOPS_AT_M).index("bridge")
        late = np.array([minutes * 60], np.int32)
        told = TripUpdates(
            np.array([row], np.int32), np.array([self.hands.now.date().toordinal()], np.int32), np.array([False]), np.array([0, 1], np.int64),
            np.array([stop], np.int32), np.array([0], np.uint8), late, late,
        )  # fmt: skip
        live.fresh_s[TRAMS] = KEPT_S
        snapshot = live.snapshot.with_trip_updates(told, TRAMS, self.hands.now)
        live.swap(replace(live.view, snapshot=snapshot, told={TRAMS: self.hands.now}))

    async def begin(self) -> RunSheet:
        """The shift, on the phone of whoever drives."""
        return await self.on_their_phone(lambda client: calls.begin(client, self.driver, self.shift_id))

    async def say(self, *kinds: DrivingKind, ride: UUID, code: str | None = None) -> RunSheet:
        """What whoever drives says that happened just now, one after the other."""
        events = tuple(DrivingEvent(uuid4(), kind, self.hands.now, ride, code=code) for kind in kinds)
        told = await self.on_their_phone(lambda client: calls.send(client, self.driver, self.shift_id, events))
        assert [one.refusal for one in told.taken] == [None] * len(kinds)
        return told.sheet

    async def on_their_phone(self, work: Callable[[Client], Awaitable[Done]]) -> Done:
        client = Client(self.address)
        try:
            return await work(client)
        finally:
            await client.close()


def operator_of_the_tram(folder: Path, port: int) -> SimulatedOperator:
    """With the declaration by which the service on that port books with it."""
    operator = SimulatedOperator(Teller("town", f"http://localhost:{port}", own_key(folder / "town.key")), folder / "town.sqlite")
    operator.serve_in_thread()
    key = write_public_key(operator.teller.key)
    declared = f'[[operators]]\nid = "town"\nurl = "{operator.url}"\nevent_keys = ["{key}"]\ntombstones = true\npassed_suite = {SUITE}\n'
    (folder / "operators.toml").write_text(declared)
    return operator


@contextmanager
def opened(folder: Path, hands: Hands) -> Iterator[DrivingTown]:
    with ExitStack() as closing:
        patch = closing.enter_context(pytest.MonkeyPatch.context())
        keep_time(patch, hands)
        patch.setattr(backend.rides.clock.RideClock.run, "__defaults__", (LOOKS_EVERY_S,))
        town, sandbox = DrivingTown(folder, hands), Sandbox(folder / "sandbox.sqlite")
        operator = operator_of_the_tram(folder, town.port)
        sandbox.serve_in_thread()
        closing.callback(operator.stop)
        closing.callback(sandbox.stop)
        town.settings = replace(
            town.settings, provider=sandbox_at(sandbox.url), public_origin=f"http://localhost:{town.port}", operators=folder / "operators.toml",
            simulated_operators=operator.url.removeprefix("http://"),
        )  # fmt: skip
        closing.callback(town.stop)
        town.start()
        town.does(town.send_van)
        yield town
