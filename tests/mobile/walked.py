"""A person who is led: the phone moves along the way a second at a time on a clock of the test, and what is heard is written down."""
from collections.abc import Iterable

from accessibility.guidance import events as e
from mobile.guiding.rehearsal import walk_of
from mobile.guiding.route import route_of
from tests.mobile.driver import Person


class Seconds:
    """A clock that goes when the test says so."""

    def __init__(self):
        self.t_s = 0.0

    def __call__(self) -> float:
        return self.t_s


class Walker:
    """Made before guidance begins: from then on its time is that of the test. `accuracy_m` is what the phone claims."""

    def __init__(self, person: Person, accuracy_m: float = 6):
        self.person, self.session, self.accuracy_m = person, person.session, accuracy_m
        self.seconds = person.session.leading.clock = Seconds()

    def stand_at_start_of(self, itinerary) -> None:
        self.session.device.location.move(*route_of(itinerary).points[0], self.accuracy_m)

    @property
    def led(self):
        return self.session.leading.led

    def way(self, pace_mps: float = 1.0) -> Iterable[e.Event]:
        """What the sensors of somebody tell who goes as planned; time no longer goes by itself."""
        self.session.tasks.stop(self.session.leading, "count")
        begin = self.seconds.t_s
        for event in walk_of(self.led.scene.route, pace_mps):
            self.seconds.t_s = begin + event.t_s
            yield event

    def feel(self, event: e.Event) -> None:
        if isinstance(event, e.PositionSeen):
            self.session.device.location.move(event.lat, event.lon, self.accuracy_m, event.course_deg, event.speed_mps)
        elif isinstance(event, e.UserAsked):
            self.session.leading.ask(event.what, event.value)
        else:
            self.session.leading.tick()

    async def walk(self, events: Iterable[e.Event], until=lambda: False, every: int = 25) -> None:
        """Until it ends, or something holds; the screen is drawn now and then."""
        for number, event in enumerate(events):
            self.feel(event)
            if number % every == 0:
                await self.person.frames(1)
            if until():
                return

    async def stand(self, seconds: int) -> None:
        for _ in range(seconds):
            self.seconds.t_s += 1
            self.session.leading.tick()
        await self.person.frames(2)

    @property
    def told(self) -> list[tuple[str, str]]:
        """(id, text) in order, of all that was told and still is kept."""
        return [(said.ids[0], said.text) for said in self.led.kept if said.text]
