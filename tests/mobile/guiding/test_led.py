"""Somebody who is led, without a phone: what is heard on a corner, by tram, from the city, and what is played how."""

from uuid import UUID

import msgspec
import pytest

from accessibility.guidance import Profile, Settings
from accessibility.guidance import events as e
from accessibility.profiles import ProfileId
from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.contract.trips import LegMode, ObstacleOnWay
from backend.demo.city import HELP_PHONE
from mobile.client import Client
from mobile.device.protocols import Fix, Heading
from mobile.guiding.led import BACK_S, KEPT, Led
from mobile.guiding.rehearsal import rehearse, walk_of
from mobile.guiding.route import route_of
from mobile.guiding.wishes import profile_of, settings_of, wants_corners
from mobile.store.needs import Needs
from mobile.store.settings import Settings as AppSettings
from tests.mobile.guiding.ways import CORNER, START, at, told, tram_trip, trip


class Played:
    """A clock, and what was played on it; words end when the test says so."""

    def __init__(self):
        self.t_s, self.said, self.ends = 0.0, [], []

    def __call__(self) -> float:
        return self.t_s

    def play(self, said, on_done) -> None:
        self.said.append(said)
        self.ends.append(on_done)

    @property
    def texts(self) -> list[str]:
        return [said.shown for said in self.said if said.shown]

    @property
    def ids(self) -> list[str]:
        return [said.id for said in self.said]


def led_on(itinerary, played: Played, profile=None, **settings) -> Led:
    return Led(itinerary, route_of(itinerary, "the library"), profile or Profile(), "en", Settings(**settings), played, played.play)


def fix(x: float, y: float, accuracy_m: float = 5, course=None, speed=0.0) -> Fix:
    return Fix(*at(x, y), accuracy_m, course, START, speed)


def go(led: Led, played: Played, events) -> None:
    begin = played.t_s
    for event in events:
        played.t_s = begin + event.t_s
        if isinstance(event, e.PositionSeen):
            led.see(Fix(event.lat, event.lon, event.accuracy_m, event.course_deg, START, event.speed_mps))
        elif isinstance(event, e.UserAsked):
            led.ask(event.what, event.value)
        else:
            led.tick()


def test_round_a_corner():
    played = Played()
    led = led_on(trip(CORNER), played)
    go(led, played, walk_of(led.scene.route, 1.0))
    assert played.texts == [
        "To the library: 220 metres, 1 turn, no crossings mapped. Straight on along Station Street.",
        "In 25 metres, turn right onto Mill Road.",
        "Turn right onto Mill Road.",
        "On Mill Road. The library in 130 metres.",
        "80 metres to the library.",
        "The library in 30 metres.",
        "The library is close by.",
        "Guidance ends. The library should be within 10 metres.",
    ]
    assert led.arrived
    assert [said.text for said in led.kept if said.text] == played.texts


def test_the_same_events_give_the_same_words():
    heard = []
    for _ in range(2):
        played = Played()
        led = led_on(tram_trip(), played)
        go(led, played, walk_of(led.scene.route, 1.0))
        heard.append(played.said)
    assert heard[0] == heard[1]


def test_by_tram_the_stop_and_getting_off_are_told():
    played = Played()
    led = led_on(tram_trip(), played)
    led.hear(None, START)
    go(led, played, walk_of(led.scene.route, 1.0))
    off = ("Next stop is yours: Bridge.", "Bridge. This is your stop.")
    for words in ("Stop Market, 15 metres.", "On tram 4 to Depot. 2 stops. Off at Bridge.", *off):
        assert words in played.texts
    assert any(text.startswith("Tram 4 to Depot in ") and text.endswith(", by timetable.") for text in played.texts)


def test_a_code_at_the_stop_says_where_one_is_without_a_position():
    played = Played()
    led = led_on(tram_trip(), played)
    board = led.scene.route.rides[0].board
    led.tick()
    led.scan(f"stop:{board.stop_id}x", 3.0, 10.0, True)
    led.scan(f"stop:{board.stop_id}", 3.0, 10.0, False)
    led.tick()
    assert "code_seen" not in played.ids
    led.scan(f"stop:{board.stop_id}", 3.0, 10.0, True)
    for second in range(1, 9):
        played.t_s = second
        if played.ends:
            played.ends[-1]()
        led.tick()
    assert "Market, 3 metres, ahead." in played.texts
    assert abs(led.scene.progress.s_m - board.s_m) < 1


def test_what_is_rehearsed_is_what_is_heard():
    played = Played()
    itinerary = trip(CORNER)
    led = led_on(itinerary, played)
    go(led, played, walk_of(led.scene.route, 1.0))
    steps = [step for step in rehearse(route_of(itinerary, "the library"), Profile(), "en", Settings()) if step]
    assert [step.text for step in steps] == [text for text in played.texts if not text.startswith("80 metres to")]
    assert [step.s_m for step in steps] == sorted(step.s_m for step in steps)
    assert (steps[0].lat, steps[0].lon) == pytest.approx(at(0, 0), abs=1e-6)


def test_the_end_of_words_is_told_once_and_only_of_the_last():
    played = Played()
    led = led_on(trip(CORNER), played)
    led.see(fix(0, 0))
    led.tick()
    assert led.guide.queue.sounding is not None
    led.tell("Yes.", "Yes.")
    played.ends[0]()
    assert led.guide.queue.sounding is not None
    played.ends[-1]()
    assert led.guide.queue.sounding is None


def test_only_so_much_is_kept():
    played = Played()
    led = led_on(trip(CORNER), played)
    for number in range(KEPT + 10):
        led.tell(str(number), "number")
    assert [said.text for said in led.kept] == [str(number) for number in range(10, KEPT + 10)]


def test_near_the_way_one_is_led_back_before_a_new_one_is_asked_for():
    played = Played()
    led = led_on(trip(CORNER), played)
    for second in range(200):
        played.t_s = second
        led.see(fix(-min(second, 40), 40, course=270.0, speed=1.0 if second < 40 else 0.0))
        led.tick()
        if led.wants_new_way():
            break
    assert "off_route" in played.ids
    assert BACK_S <= played.t_s - led.scene.progress.off_since_s < BACK_S + 25
    assert not led.wants_new_way()


def test_far_from_it_a_new_way_is_asked_for_at_once():
    played = Played()
    led = led_on(trip(CORNER), played)
    for second in range(200):
        played.t_s = second
        led.see(fix(-1.2 * second, 40, course=270.0, speed=1.2))
        led.tick()
        if led.wants_new_way():
            break
    assert 80 <= led.scene.progress.x_m < 110


def test_a_new_way_is_told_and_led_along():
    played = Played()
    led = led_on(trip(CORNER), played)
    led.see(fix(0, 0))
    led.tick()
    other = trip(CORNER)
    led.follow(other, route_of(other, "the library"), "off route")
    for _ in range(20):
        played.t_s += 1
        led.see(fix(0, 0))
        led.tick()
    assert led.itinerary is other
    assert "rerouted" in played.ids


def test_only_a_headset_that_was_there_can_be_missed():
    played = Played()
    led = led_on(trip(CORNER), played)
    led.device(True, 80.0, False)
    assert led.scene.news.headset
    led.device(True, 80.0, True)
    led.device(True, 80.0, False)
    assert not led.scene.news.headset


def test_where_one_points_is_known_only_held_flat():
    played = Played()
    led = led_on(trip(CORNER), played)
    led.see(fix(0, 0))
    led.point(Heading(90.0, 15.0, flat=False))
    led.tick()
    assert led.scene.facing.now(led.scene.tracker) is None
    led.point(Heading(90.0, 15.0, flat=True))
    assert led.scene.facing.now(led.scene.tracker) == (90.0, 15.0)


# Who is led


def test_needs_decide_the_words():
    wheels = profile_of(Needs(profile=ProfileId.MANUAL_CHAIR), trip(CORNER))
    assert (wheels.way, wheels.max_slope_pct, wheels.max_kerb_cm, wheels.width_cm, wheels.cautious) == ("wheel", 6.0, 3.0, 70.0, True)
    assert profile_of(Needs(), trip(CORNER)) == Profile()
    assert profile_of(Needs(), trip(msgspec.structs.replace(CORNER, mode=LegMode.BIKE))).way == "cycle"


def test_settings_decide_how_it_is_said():
    assert settings_of(AppSettings()) == Settings()
    odd = AppSettings(units="imperial", guide_detail=3, guide_directions="clock", voice_rate=30)
    assert (settings_of(odd).units, settings_of(odd).detail, settings_of(odd).clock_face, settings_of(odd).speech_rate) == ("ft", 3, True, 0.5)
    steps = settings_of(AppSettings(units="imperial", guide_units="steps", guide_directions="compass"))
    assert (steps.step_m, steps.units, steps.compass_words) == (0.7, "m", True)


async def test_guidance_knows_whom_the_city_names_to_call(backend):
    client = Client(backend.address)
    assert settings_of(AppSettings(), await client.city()).help_number == HELP_PHONE
    await client.close()


@pytest.mark.parametrize(("screen", "profile", "corners"), [
    ("needs", ProfileId.NONE, False), ("needs", ProfileId.BLIND, True), ("needs", ProfileId.LOW_VISION, True), ("map", ProfileId.BLIND, False),
    ("corners", ProfileId.NONE, True),
])  # fmt: skip
def test_four_corners_for_who_needs_or_wants_them(screen, profile, corners):
    assert wants_corners(AppSettings(guide_screen=screen), Needs(profile=profile)) is corners


def test_by_the_compass_north_is_said_instead_of_ahead():
    from backend.contract.guidance import Landmark

    played = Played()
    led = led_on(trip(CORNER, landmarks=(Landmark("Bakery", *at(0, 40)),)), played, compass_words=True)
    for second in range(8):
        played.t_s = second
        led.see(fix(0, second, course=0.0, speed=1.0))
        led.tick()
    led.ask("around")
    assert "North, Bakery." in played.texts


def test_a_hazard_comes_and_goes_with_what_people_say():
    played = Played()
    led = led_on(tram_trip(), played)
    spot = at(0, 50)
    seen = ObstacleOnWay(UUID(int=1), ObstacleKind.HOLE_OR_DAMAGE, *spot, ObstacleState.CONFIRMED, START, 0, 50.0)
    far = msgspec.structs.replace(seen, id=UUID(int=2), lat=spot[0] + 0.01)
    led.hear(told(obstacles=(seen, far)), START)
    (hazard,) = led.scene.news.hazards.values()
    assert (hazard.kind, round(hazard.s_m), hazard.confirmed, hazard.gone) == ("hole", 50, True, False)
    led.hear(told(), START)
    assert led.scene.news.hazards[str(seen.id)].gone
