"""Led through the demonstration city: planned, begun, walked and heard as it was rehearsed; by tram; and nobody without a trip."""
import pytest

from accessibility.guidance import Guide
from mobile.guiding.led import Led
from mobile.guiding.rehearsal import rehearse
from mobile.guiding.wishes import profile_of, settings_of
from tests.accessibility.guidance import linter
from tests.mobile.driver import using
from tests.mobile.flows.setting_out import STATION, set_out_by_tram, set_out_on_foot


@pytest.fixture
def noted(monkeypatch):
    """Every event that guidance was given, in order."""
    events, take = [], Led._take
    monkeypatch.setattr(Led, "_take", lambda self, event: (events.append(event), take(self, event))[1])
    return events


async def test_a_whole_walk_is_heard_as_it_was_rehearsed(tmp_path, backend, noted):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        led, session = walker.led, person.session
        route = led.scene.route
        profile, wishes = profile_of(session.needs, led.itinerary), settings_of(session.settings)
        await walker.walk(walker.way())
        heard = walker.told
        assert "trip_start" in [name for name, _ in heard[:2]]  # a door at once is told of first
        assert dict(heard)["trip_start"].startswith("To Corner: ")
        assert heard[-1] == ("arrived", "Guidance ends. Corner should be within 10 metres.")
        turned = [text for name, text in heard if name in ("turn_near", "turn_pair") or "then" in text or "After it" in text]
        assert turned, heard
        assert [said.words for said in led.kept if said.words] == [text for text in person.transcript if text in {said.words for said in led.kept}]
        assert not any(letter.isdigit() for said in led.kept for letter in said.words)
        assert len(noted) > 300
        again = Guide(route, profile, "en", wishes)
        moments = linter.follow(again, noted)
        linter.check(moments)
        assert [moment.u.shown for moment in moments if moment.u.shown][-len(heard) :] == [text for _, text in heard]
        rehearsed = [step.text for step in rehearse(route, profile, "en", wishes) if step]
        turns = [text for text in rehearsed if text.startswith(("Turn", "Slightly", "Keep"))]
        assert [text for _, text in heard if text.startswith(("Turn", "Slightly", "Keep"))] == turns
        await person.see("Done")
        await person.tap("Done")
        await person.until(lambda: session.underway.trip is None and not session.leading.on, "all over")


async def test_by_tram_boarding_and_getting_off_are_heard_in_order(tmp_path, backend, noted):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_by_tram(person)
        profile, wishes = profile_of(person.session.needs, walker.led.itinerary), settings_of(person.session.settings)
        route = walker.led.scene.route
        await walker.walk(walker.way())
        first = route.rides[0]
        moments = linter.follow(Guide(route, profile, "en", wishes), noted)
        linter.check(moments)
        told = [(moment.u.id, moment.u.shown) for moment in moments if moment.u.shown]
        assert told[-len(walker.told) :] == walker.told
        heard, names = dict(reversed(told)), [name for name, _ in told]
        assert f"Off at {first.alight.name}." in heard["aboard_ok"]
        assert [text for name, text in told if name == "alight_next"] == [f"Next stop is yours: {ride.alight.name}." for ride in route.rides]
        assert heard["alight_here"] == f"{first.alight.name}. This is your stop."
        at_stop = min(names.index(name) for name in ("stop_near", "platform_on") if name in names)
        assert at_stop < names.index("aboard_ok") < names.index("alight_next") < names.index("alight_here")
        assert names[-1] == "arrived"


async def test_without_a_trip_nobody_is_led(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        assert person.session.leading.begin() == "There is no trip to be led along. Choose a way first."
