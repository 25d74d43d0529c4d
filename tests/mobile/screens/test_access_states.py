"""What is told of ways for somebody with limits, asked of the real backend; and at the real window, who travels is chosen by a tap."""
from datetime import timedelta

import msgspec
import pytest
from kivy.metrics import dp

from accessibility.profiles import ProfileId
from backend.contract.limits import Accessibility, Blocked, FactName, Knowledge, Limits, StepFact, Wall
from backend.demo.city import HELP_PHONE
from mobile.asking import Ask, When, WhenKind
from mobile.i18n import LANGUAGES, use
from mobile.screens.itinerary import state as itinerary
from mobile.screens.results import state as results
from mobile.screens.results.access import access_facts, blocked_words, help_words, not_known
from mobile.store.needs import Needs, limits_of
from tests.mobile.driver import using
from tests.mobile.share.trip import START, a_trip
from tests.mobile.tour import STATION, UNIVERSITY, no_way

CHAIR = Needs(ProfileId.MANUAL_CHAIR)
KNOWN = Accessibility(True, 2, 620, 1, 0, 4.0, None, 0.03, 1.2)
UNKNOWN = (StepFact(FactName.WIDTH, None, Knowledge.UNKNOWN), StepFact(FactName.KERB, 0.03, Knowledge.TAGGED),
           StepFact(FactName.SMOOTHNESS, None, Knowledge.UNKNOWN))  # fmt: skip
WALLS = (Wall(FactName.STEPS, None, 0, 0, "Long Steps", "English of the service"), Wall(FactName.KERB, 0.12, 0, 0, "", "English of the service"))


class Listening:
    """A client that keeps what it sends."""

    def __init__(self, client):
        self.client, self.sent = client, []

    async def plan(self, request):
        self.sent.append(msgspec.json.encode(request))
        return await self.client.plan(request)


@pytest.fixture
def client(client):
    return Listening(client)


async def ways(client, needs: Needs) -> results.ResultsState:
    now = (await client.client.departures_near(STATION.lat, STATION.lon)).as_of
    morning = now.replace(hour=8, minute=5, second=0, microsecond=0) + timedelta(days=1)
    ask = Ask(STATION, UNIVERSITY, When(WhenKind.DEPART, morning))
    return [state async for state in results.look_for_ways(results.ResultsState(), ask, needs, client, "metric", lambda: morning)][-1]


def known_trip(known: Accessibility | None = KNOWN):
    trip = a_trip()
    first = trip.legs[0]
    steps = (msgspec.structs.replace(first.steps[0], facts=UNKNOWN), *first.steps[1:])
    return msgspec.structs.replace(trip, accessibility=known, legs=(msgspec.structs.replace(first, steps=steps), *trip.legs[1:]))


async def test_bare_limits_are_sent_and_the_ways_say_that_they_are_free_of_steps(client):
    found = await ways(client, CHAIR)
    (sent,) = client.sent
    body = msgspec.json.decode(sent)
    assert msgspec.convert(body["limits"], Limits) == limits_of(CHAIR)
    assert b"manual" not in sent
    assert "profile" not in body
    assert found.phase == "ready"
    for result in found.results:
        assert "Step-free all the way" in [fact.text for fact in result.facts]
        assert "Step-free all the way" in result.spoken


async def test_whoever_has_no_limits_sends_none_and_is_told_nothing_of_them(client):
    found = await ways(client, Needs())
    assert msgspec.json.decode(client.sent[0]).get("limits") is None
    assert not any("tep-free" in result.spoken for result in found.results)


async def test_where_limits_leave_no_way_it_is_told_how_near_one_comes_and_why(client):
    flat = Needs(ProfileId.CUSTOM, {"max_incline_up_pct": 0, "max_incline_down_pct": 0, "steps": False})
    found = await ways(client, flat)
    assert (found.phase, found.results) == ("none", ())
    assert "limits" in found.sentence
    assert "In the way" in found.blocked[0]
    assert found.help_phone == HELP_PHONE
    assert results.describe(found) == [found.sentence, found.blocked[1], help_words(HELP_PHONE, spoken=True)]
    free = await ways(client, Needs())
    assert (free.blocked[0], free.help_phone) == ("", "")


def test_whom_to_call_is_heard_digit_by_digit():
    assert (help_words("+44 1632"), help_words("+44 1632", spoken=True), help_words("")) == ("Call +44 1632", "Call + 4 4 1 6 3 2", "")


def test_a_card_and_its_page_tell_lifts_and_what_is_not_known():
    facts = access_facts(KNOWN, "metric")
    assert [fact.text for fact in facts] == ["Step-free all the way", "2 lifts", "1 crossing not known", "620 m not known"]
    assert facts[-1].spoken == "620 metres not known"
    assert access_facts(None, "metric") == ()
    assert access_facts(Accessibility(False, 0, 0, 0, 0, None, None, None, None), "metric") == ()
    state = itinerary.state_of(known_trip(), ("", ""), "roll", "metric", START)
    assert ("elevator-passenger", "2 lifts", "quiet") in state.tags


def test_a_turn_says_what_is_not_known_of_its_way():
    leg = itinerary.state_of(known_trip(), ("", ""), "roll", "metric", START).lines[1]
    assert leg.inner[1] == ("check", "Dropped kerbs", "")
    assert leg.inner[2] == ("help-circle-outline", "Not known: width, evenness", "")
    assert (len(leg.inner), leg.inner_spoken[1:3]) == (4, ("Dropped kerbs", "Not known: width, evenness"))
    assert len(leg.inner) == len(leg.inner_spoken)
    assert not_known(UNKNOWN[1:2]) == ""


def test_what_stands_in_the_way_is_told_in_words_of_the_app():
    blocked = Blocked(49.4, 8.6, 120, WALLS)
    assert blocked_words(blocked, "metric") == "You get as far as 120 m from there. In the way, Long Steps: steps. In the way: a kerb of 12 cm."
    assert "120 metres" in blocked_words(blocked, "metric", spoken=True)
    assert "12 centimetres" in blocked_words(blocked, "metric", spoken=True)
    assert blocked_words(Blocked(None, None, 900, ()), "metric") == "You cannot set out within your limits."
    assert blocked_words(None, "metric") == ""
    over = Blocked(1, 1, 50, (Wall(FactName.INCLINE_UP, 6.3, 0, 0, "", ""), Wall(FactName.KERB, 0.034, 0, 0, "", "")))
    assert "6.3 %" in blocked_words(over, "metric")
    assert "3.4 cm" in blocked_words(over, "metric", spoken=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [None, 0.5, "bad"])
@pytest.mark.parametrize("name", list(FactName))
def test_every_kind_of_wall_has_words_in_each_language(language, name, value):
    use(language)
    words = blocked_words(Blocked(1, 1, 50, (Wall(name, value, 0, 0, "Lane", "English of the service"),)), "metric")
    assert "Lane: " in words
    assert "English of the service" not in words


async def test_who_travels_is_chosen_by_a_tap_and_what_that_means_is_changed_by_more(backend, tmp_path):
    async with using(tmp_path, backend.address, (STATION.lat, STATION.lon)) as person:
        person.app.router.go("needs")
        await person.see("Wheelchair, by hand", "checkbox")
        assert person.find("No steps") is None
        await person.tap("Wheelchair, by hand", "checkbox")
        await person.until(lambda: person.session.needs.profile is ProfileId.MANUAL_CHAIR, "the chair chosen")
        assert (await person.see("No steps", "switch")).value == "on"
        node = await person.see("Kerbs at most", "slider")
        person.scroll_to(node)
        await person.frames(4)
        _, bottom, right, top = person.find("Kerbs at most", "slider").rect
        await person.tap_at(right - dp(36), (bottom + top) / 2)
        await person.until(lambda: person.session.needs.changed == {"max_kerb_m": 0.05}, "higher kerbs")
        assert (await person.see("Kerbs at most", "slider")).value == "5 centimetres"
        await person.tap("Only where everything is known", "switch")
        await person.until(lambda: person.session.needs.changed.get("unknown") == "strict", "only what is known")


async def test_where_there_is_no_way_the_number_of_the_city_is_dialled_by_a_tap(backend, tmp_path):
    async with using(tmp_path, backend.address, (STATION.lat, STATION.lon)) as person:
        await no_way(person)
        node = await person.see(help_words(HELP_PHONE, spoken=True), "button")
        person.scroll_to(node)
        await person.frames(4)
        _, bottom, _, top = person.find(help_words(HELP_PHONE, spoken=True)).rect
        assert top - bottom >= dp(48)
        await person.tap(help_words(HELP_PHONE, spoken=True), "button")
        assert person.session.device.links.calls == [("dial", HELP_PHONE)]


async def test_a_device_that_cannot_dial_shows_the_number(backend, tmp_path):
    async with using(tmp_path, backend.address, (STATION.lat, STATION.lon)) as person:
        person.session.device.links.dials = False
        await no_way(person)
        await person.see(help_words(HELP_PHONE, spoken=True), "text")
        assert person.find(help_words(HELP_PHONE, spoken=True), "button") is None
