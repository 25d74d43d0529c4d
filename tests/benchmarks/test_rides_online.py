"""A short day of rides in a made-up town: the same people for both ways, every promise kept, and figures that add up."""
import numpy as np
import pytest

from benchmarks import rides_online, rides_quotes
from benchmarks.rides_day import END_S, WAYS, Day, drive, figures
from benchmarks.rides_static import write_section
from benchmarks.rides_town import People, Service, Town
from routing.dispatch.rides.advance import Done
from tests.routing.dispatch.rides.worlds import random_travel

SHORT = Service("short", vehicles=3, wheelchairs=0.2, hours=0.5)


@pytest.fixture(scope="module")
def town() -> Town:
    travel = random_travel(np.random.default_rng(6), 12)
    return Town("made up", travel, lambda a, b: 10.0 * travel[a, b])


@pytest.mark.parametrize("way", WAYS)
def test_every_promise_is_kept(town, way):
    people = People.of(town, SHORT, 60, 3)
    found = drive(people, WAYS[way])
    assert found.broken == 0
    assert 0.2 < found.accepted <= 1
    assert 0 <= found.wait_s <= SHORT.wait_s
    assert found.detour >= 1
    assert found.km_each > 0
    assert found.wishes == len(people.wishes)


def test_people_are_those_of_the_seed(town):
    assert People.of(town, SHORT, 60, 3) == People.of(town, SHORT, 60, 3)
    assert People.of(town, SHORT, 60, 3).wishes != People.of(town, SHORT, 60, 4).wishes
    assert all(wish.direct_s >= 180 for wish in People.of(town, SHORT, 60, 3).wishes)


def test_a_broken_promise_is_counted(town):
    """Whoever never gets in, or too late, or sits too long."""
    people = People.of(town, SHORT, 60, 3)
    day = Day.of(people)
    starts = day.world.fleet.start_place.tolist()
    day.ask(people.wishes[0], WAYS["insertion"])
    promise, longest = day.told[0][1], people.wishes[0].ride.longest_ride
    assert figures(day, starts).broken == 1
    comes, service = promise.pickup_from, people.wishes[0].ride.pickup_service
    for there, at, broken in (
        (comes, promise.arrive_by, 0), (comes, promise.arrive_by + 1, 1), (promise.pickup_to + 1, promise.arrive_by, 1), (comes, END_S, 1),
    ):  # fmt: skip
        day.done = [Done(0, 0, there), Done(0, 1, at)]
        assert figures(day, starts).broken == (broken or at - there - service > longest)


def test_the_page_says_what_was_measured(town, monkeypatch, tmp_path):
    monkeypatch.setattr(rides_online, "towns", {"made up": town})
    monkeypatch.setattr(rides_online, "SERVICE", SHORT)
    runs = [("made up", "short", 0.8, way, seed) for way in WAYS for seed in range(2)]
    done = dict(rides_online.run(key) for key in runs)
    text = rides_online.section(rides_online.machine(), 2, runs, done)
    assert f"| made up | 3 | short | {town.per_hour(0.8, 3)} | insertion | {100 * np.mean([done[key].accepted for key in runs[:2]]):.1f} |" in text
    page = tmp_path / "RIDES.md"
    write_section(page, rides_online.TITLE, f"{rides_online.TITLE}\n\nbefore\n")
    write_section(page, "## Static", "## Static\n\nas it was\n")
    write_section(page, rides_online.TITLE, text)
    assert page.read_text().count("## Online") == 1
    assert "before" not in page.read_text()
    assert page.read_text().endswith("\n## Static\n\nas it was\n")


def test_a_quote_is_timed_by_what_passes_and_by_what_is_worked(town):
    day = Day.of(People.of(town, SHORT, 60, 3))
    passed, worked = rides_quotes.timed(day.world, [wish.ride for wish in day.people.wishes[:5]])
    assert len(passed) == len(worked) == 5
    assert (passed > 0).all()
    text = rides_quotes.section(rides_online.machine(), [("made up", "alone", np.array([[1.0, 3.0], [0.5, 0.7]]))])
    assert "| made up | alone | 2.00 / 0.60 | 2.98 / 0.70 | 3.00 / 0.70 |" in text
