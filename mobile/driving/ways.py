"""The way to the next stop by our own streets: kept for when there is no network, asked for anew where one drives otherwise. Without Kivy."""

from dataclasses import dataclass

from backend.contract.driving import DrivenStop
from backend.contract.trips import Itinerary, Leg, LegMode, Place, PlanRequest, TripMode
from mobile.client import ClientError
from mobile.earth import flat_distance_m
from mobile.screens.underway.along import Along, Path, Point, locate, paths_of
from mobile.screens.underway.turn import Turn, turn_of

ANEW_S, NEAR_M = 20.0, 40.0


@dataclass(frozen=True)
class Way:
    """From a point to a stop. paths: as `locate` wants them."""

    start: Point
    end: Point
    itinerary: Itinerary
    paths: tuple[Path | None, ...]

    @property
    def legs(self) -> tuple[Leg, ...]:
        return self.itinerary.legs

    @property
    def shape(self) -> list[Point]:
        return [point for path in self.paths if path for point in path.points]


class Ways:
    """Of a session. The session is told "driving" when there is another way, and "progress" as one gets on along it."""

    def __init__(self, session):
        self.session = session
        self.along: Along | None = None
        self._way: Way | None = None
        self._ahead: Way | None = None
        self._goals: tuple[Point, ...] = ()
        self._asked_s: float | None = None

    @property
    def way(self) -> Way | None:
        """To the next stop, as far as one is known."""
        return self._way if self._way and self._goals and self._way.end == self._goals[0] else None

    def turn(self) -> Turn | None:
        """The next one; None without a way, away from it, and on its last stretch."""
        if self.way is None or self.along is None:
            return None
        return turn_of(self.way.legs[self.along.leg], self.along, self.session.settings.units)

    def left_m(self) -> float | None:
        """Metres to the stop: along the way, else as the crow flies."""
        if self.way and self.along:
            return self.along.left_m + sum(leg.distance_m for leg in self.way.legs[self.along.leg + 1 :])
        fix = self.session.fix
        return flat_distance_m((fix.lat, fix.lon), self._goals[0]) if fix and self._goals else None

    def lead(self, stops: tuple[DrivenStop, ...]) -> None:
        """To the first of these; the way from there to the second is asked for as well, so that it is there without network."""
        goals = tuple((stop.place.lat, stop.place.lon) for stop in stops[:2])
        if goals == self._goals:
            return
        self._goals, self.along, self._asked_s = goals, None, None
        if self._ahead and goals and self._ahead.end == goals[0]:
            self._way, self._ahead = self._ahead, None
        self.see()

    def see(self) -> None:
        """The phone is somewhere else."""
        fix, way = self.session.fix, self.way
        if not self._goals or fix is None:
            return
        if way:
            number = self.along.leg if self.along else 0
            self.along = locate(way.paths, way.legs, number, fix, self.along)
        here = (fix.lat, fix.lon)
        if (way is None or self.along is None) and flat_distance_m(here, self._goals[0]) > NEAR_M:
            self._ask(here)
        self.session.tell("progress")

    def _ask(self, here: Point) -> None:
        now_s = self.session.driving.clock()
        if (self._asked_s is not None and now_s - self._asked_s < ANEW_S) or self.session.tasks.runs(self, "way"):
            return
        self._asked_s = now_s
        self.session.tasks.start(self, "way", self._find(here, self._goals))

    async def _find(self, here: Point, goals: tuple[Point, ...]) -> None:
        found = await self._plan(here, goals[0])
        if found and goals == self._goals:
            self._way, self.along = found, None
            if self.session.fix:
                self.along = locate(found.paths, found.legs, 0, self.session.fix, None)
            self.session.tell("driving")
        if len(goals) > 1 and goals[1] != goals[0]:
            self._ahead = await self._plan(goals[0], goals[1])

    async def _plan(self, start: Point, end: Point) -> Way | None:
        """None without network, and where no street leads there."""
        request = PlanRequest(Place(*start), Place(*end), modes=(TripMode.CAR,))
        try:
            answer = await self.session.client.plan(request)
        except ClientError:
            return None
        found = next((one for one in answer.itineraries if any(leg.mode is LegMode.CAR for leg in one.legs)), None)
        if found is None:
            return None
        try:
            return Way(start, end, found, paths_of(found))
        except ValueError:
            return None
