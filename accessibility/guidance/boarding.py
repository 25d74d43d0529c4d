"""Where in the chain of walking, waiting and riding the person is."""
from collections.abc import Sequence

from accessibility.guidance.events import AlightSoon, MotionSeen, VehicleAt
from accessibility.guidance.geometry import Line, Plane, apart, turned
from accessibility.guidance.progress import Progress
from accessibility.guidance.route import Ride
from accessibility.guidance.tracking import Tracker

VEHICLE_AGE_S = 30.0
CONFIRMED_M = 200.0
LEFT_STEPS, LEFT_S, LEFT_OFF_M = 15, 15.0, 20.0
FAST_MPS, FAST_S = 6.0, 15.0
TOGETHER_MPS, TOGETHER_S, TOGETHER_DEG = 4.0, 20.0, 30.0


class Boarding:
    """`phase` is walking, waiting or aboard; `ride` the one that is next or under way, None after the last."""

    def __init__(self, rides: Sequence[Ride], line: Line, plane: Plane):
        self._rides, self._line, self._plane = rides, line, plane
        self.idx, self.phase, self.confirmed = 0, "walking", False
        self.vehicle: VehicleAt | None = None
        self.soon: AlightSoon | None = None
        self.left_at: tuple[float, tuple[float, float] | None] | None = None
        self._since: dict[str, float] = {}
        self._steps = 0
        self._motion: MotionSeen | None = None
        self._departed = False

    @property
    def ride(self) -> Ride | None:
        return self._rides[self.idx] if self.idx < len(self._rides) else None

    def take_vehicle(self, seen: VehicleAt) -> None:
        if (ride := self.ride) is None or seen.trip_id != ride.trip_id:
            return
        at_stop = seen.stop_id == ride.board.stop_id
        self._departed = self._departed or (self.vehicle is not None and self.vehicle.stop_id == ride.board.stop_id and not at_stop)
        self.vehicle = seen

    def take_motion(self, seen: MotionSeen) -> None:
        self._motion = seen
        self._steps = self._steps + max(0, seen.steps) if seen.kind == "walk" else 0

    def say(self, value: str, tracker: Tracker) -> None:
        """The person says where they are: waiting, aboard or off."""
        if self.ride is None:
            return
        if value == "off" and self.phase == "aboard":
            self._leave(tracker)
        elif value == "aboard":
            self.phase, self._steps = "aboard", 0
        elif value == "waiting" and self.phase == "walking":
            self.phase = "waiting"

    def tick(self, tracker: Tracker, progress: Progress) -> None:
        ride = self.ride
        if ride is None:
            return
        if self.phase == "aboard":
            self._stay(ride, tracker, progress)
            return
        located = progress.known and not tracker.lost
        near_m = max(15.0, tracker.a_m + 10)
        if located and self.phase == "walking" and tracker.still_for(10) and abs(ride.board.s_m - progress.s_m) <= near_m:
            self.phase = "waiting"
        riding = self._motion is not None and self._motion.kind == "vehicle"
        if self._fast(ride, tracker, progress) or self._together(tracker) or (self.phase == "waiting" and riding and self._departed):
            self.phase, self._steps = "aboard", 0

    def _held(self, name: str, holds: bool, now_s: float) -> float:
        if not holds:
            self._since.pop(name, None)
            return 0.0
        return now_s - self._since.setdefault(name, now_s)

    def _fast(self, ride: Ride, tracker: Tracker, progress: Progress) -> bool:
        on_pattern = progress.known and progress.x_m <= 30 + tracker.a_m and ride.board.s_m - 30 <= progress.s_m <= ride.alight.s_m + 30
        return self._held("fast", tracker.speed > FAST_MPS and on_pattern and tracker.way != "cycle", tracker.now_s) >= FAST_S

    def _together(self, tracker: Tracker) -> bool:
        seen, holds = self.vehicle, False
        fresh, xy, course = self.vehicle_age_s(tracker) <= VEHICLE_AGE_S, tracker.xy, tracker.course
        if fresh and seen and seen.lat is not None and seen.lon is not None and xy is not None and course is not None:
            close = apart(xy, self._plane.xy(seen.lat, seen.lon)) <= tracker.a_m + 50
            same = seen.course_deg is None or abs(turned(seen.course_deg, course)) <= TOGETHER_DEG
            holds = close and same and tracker.speed > TOGETHER_MPS and seen.speed_mps > TOGETHER_MPS
        return self._held("together", holds, tracker.now_s) >= TOGETHER_S

    def _stay(self, ride: Ride, tracker: Tracker, progress: Progress) -> None:
        at = self.at_m(tracker, progress)
        if at is not None and at - ride.board.s_m >= CONFIRMED_M and progress.x_m <= 60 + 2 * tracker.a_m:
            self.confirmed = True
        located = progress.known and not tracker.lost
        slow = self._held("slow", located and tracker.speed < 2 and progress.x_m >= LEFT_OFF_M, tracker.now_s) >= LEFT_S
        stepped = self._steps >= LEFT_STEPS and tracker.speed < 2
        if slow or stepped:
            self._leave(tracker)

    def _leave(self, tracker: Tracker) -> None:
        self.idx, self.phase, self.confirmed, self.vehicle, self.soon = self.idx + 1, "walking", False, None, None
        self.left_at, self._steps, self._departed = (tracker.now_s, tracker.xy), 0, False
        self._since.clear()

    def settling(self, tracker: Tracker) -> bool:
        """Just off the vehicle: the next words for walking wait until 10 m or 15 s from it."""
        if self.left_at is None or tracker.now_s - self.left_at[0] >= 15:
            return False
        return self.left_at[1] is None or tracker.xy is None or apart(tracker.xy, self.left_at[1]) < 10

    def vehicle_age_s(self, tracker: Tracker) -> float:
        return float("inf") if self.vehicle is None else tracker.now_s - self.vehicle.t_s + self.vehicle.age_s

    def vehicle_m(self, tracker: Tracker) -> float | None:
        """Where the booked vehicle is along the route, from its position or its stop; None when that is not fresh."""
        ride, seen = self.ride, self.vehicle
        if ride is None or seen is None or self.vehicle_age_s(tracker) > VEHICLE_AGE_S:
            return None
        end_m = ride.after.s_m if ride.after else ride.alight.s_m + 500
        if seen.lat is not None and seen.lon is not None:
            return self._line.nearest(self._plane.xy(seen.lat, seen.lon), ride.board.s_m, end_m).s_m
        return next((stop.s_m for stop in ride.stops if stop.stop_id == seen.stop_id), None)

    def at_m(self, tracker: Tracker, progress: Progress) -> float | None:
        """Where one is aboard: the vehicle first, then the phone."""
        if (at := self.vehicle_m(tracker)) is not None:
            return at
        return progress.s_m if progress.known and not tracker.lost and tracker.age_s <= 10 else None
