"""Setting up needs in four steps, who travels, and what the ground is like: what the pages decide; the try-out asks the real backend."""

from datetime import UTC, datetime

import pytest

from accessibility.profiles import ProfileId
from backend.contract.limits import CrossingKind, FactName, Knowledge, Smoothness, StepFact, Surface
from mobile.asking import Spot
from mobile.client import Client
from mobile.i18n import LANGUAGES, use
from mobile.screens.needs.words import needs_in_words
from mobile.screens.people import state as people_page
from mobile.screens.results.access import known
from mobile.screens.saved.state import rows_of
from mobile.screens.wizard import state as wizard
from mobile.screens.wizard.tryout import try_out
from mobile.store.draft import STEPS, Draft
from mobile.store.needs import Needs, limits_of
from mobile.store.people import ME, MOST_PEOPLE, People, asked_by
from mobile.store.trips import SavedTrip
from tests.mobile.share.trip import a_trip
from tests.mobile.tour import STATION, UNIVERSITY

MORNING = datetime(2026, 11, 27, 8, tzinfo=UTC)


# What somebody says of themselves


def test_all_that_fit_are_chosen_together_and_none_of_these_clears_them():
    draft = wizard.tick(wizard.tick(wizard.tick(Draft(), "wheels"), "pram"), "deaf")
    assert [wizard.checked(draft, group) for group in wizard.GROUPS] == [True, False, False, True, True, False]
    assert draft.needs.profiles == (ProfileId.MANUAL_CHAIR, ProfileId.PRAM)
    cleared = wizard.tick(draft, "none")
    assert [wizard.checked(cleared, group) for group in wizard.GROUPS] == [False] * 5 + [True]
    assert cleared.needs == Needs()
    assert not wizard.checked(wizard.tick(cleared, "sight"), "none")
    assert wizard.tick(wizard.tick(cleared, "none"), "none") == cleared


@pytest.mark.parametrize("group", [group for group in wizard.GROUPS if group != "none"])
def test_what_is_checked_is_unchecked_by_the_same_press(group):
    assert wizard.tick(wizard.tick(Draft(), group), group) == Draft()


def test_a_choice_that_may_mean_several_things_is_asked_closer_and_only_one_of_them_holds():
    chair = wizard.tick(Draft(), "wheels").needs
    assert [(one, on) for _, choices in wizard.closer(chair) for one, _, on in choices] == [
        (ProfileId.MANUAL_CHAIR, True), (ProfileId.POWER_CHAIR, False),
    ]  # fmt: skip
    motor = wizard.fit(chair, ProfileId.POWER_CHAIR)
    assert motor.profiles == (ProfileId.POWER_CHAIR,)
    assert wizard.fit(motor, ProfileId.POWER_CHAIR) is motor
    assert wizard.closer(Needs(ProfileId.PRAM)) == ()


def test_every_profile_that_has_limits_can_be_reached_from_the_six_choices():
    reached = {profile for *_, profiles in wizard.GROUPS.values() for profile in profiles}
    assert reached == set(ProfileId) - {ProfileId.NONE, ProfileId.CUSTOM}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_says_where_one_is_in_each_language(language):
    use(language)
    said = [wizard.words_of(step) for step in range(1, STEPS + 1)]
    assert len({words.spoken for words in said}) == STEPS
    assert all(str(number) in words.number and words.question in words.spoken for number, words in enumerate(said, 1))
    use("en")


def test_deaf_is_no_limit_and_nothing_of_it_is_sent():
    assert limits_of(wizard.tick(Draft(), "deaf").needs) is None


# The try-out


async def tried(client, needs, here=None, saved=()):
    return [state async for state in try_out(needs, client, here, saved, "metric", lambda: MORNING)]


async def test_a_real_way_from_the_middle_of_the_city_is_tried_with_these_limits(client):
    loading, found = await tried(client, Needs(ProfileId.MANUAL_CHAIR))
    assert (loading.phase, found.phase) == ("loading", "ready")
    assert found.result.itinerary.accessibility.step_free
    assert "Step-free all the way" in found.result.spoken
    assert found.trip.startswith("From ")
    assert 0 <= min(part.start_s for part in found.result.parts) <= found.span_s


async def test_a_place_of_ones_own_comes_first_and_one_is_not_tried_from_outside_the_city(client):
    *_, found = await tried(client, Needs(), STATION, (UNIVERSITY,))
    assert found.trip == "From Main Station to University of Quenama"
    *_, found = await tried(client, Needs(), Spot("Far away", 0, 0))
    assert "Far away" not in found.trip


async def test_where_nothing_fits_it_says_what_stands_in_the_way(client):
    *_, found = await tried(client, Needs(ProfileId.CUSTOM, {"max_incline_up_pct": 0, "max_incline_down_pct": 0, "steps": False}), STATION)
    assert (found.phase, found.result) == ("none", None)
    assert "limits" in found.sentence
    assert found.blocked[0]


async def test_without_network_it_says_so():
    gone = Client("http://127.0.0.1:9")
    *_, found = await tried(gone, Needs())
    await gone.close()
    assert (found.phase, bool(found.sentence)) == ("offline", True)


# Who travels


def two() -> tuple[People, str]:
    people = People().added("with my mother")
    key = people.everyone[-1].key
    return people.changed(key, needs=Needs(ProfileId.MANUAL_CHAIR)), key


def test_a_name_is_kept_when_it_can_be_told_from_the_others():
    people, key = two()
    assert people_page.checked_name(people, "  Oma   Erika ") == "Oma Erika"
    assert people_page.checked_name(people, "With my Mother", key) == "With my Mother"
    for typed in ("", "   ", "x" * 41, "with MY mother", "me"):
        with pytest.raises(ValueError, match=r"name|letters|already"):
            people_page.checked_name(people, typed)
    while len(people.everyone) < MOST_PEOPLE:
        people = people.added(f"Person {len(people.everyone)}")
    with pytest.raises(ValueError, match="Delete one"):
        people_page.checked_name(people, "one more")


def test_somebody_has_to_travel():
    people, key = two()
    alone = people_page.toggled(people, key)
    assert alone.travelling == (ME,)
    assert people_page.toggled(alone, ME) == alone
    assert people_page.toggled(alone, key).travelling == people.travelling


def test_who_travels_is_on_the_chip_once_there_is_a_choice():
    people, key = two()
    assert people_page.together_words(People()) == "My needs"
    assert people_page.together_words(people) == "Me, with my mother"
    assert people_page.chip_name(People(), "Walk") == "My needs: Walk"
    assert people_page.chip_name(people.going([key]), "Walk") == "Who travels: with my mother. Walk"
    assert people_page.pill_words(People()) == ""
    assert people_page.pill_words(people) == "2 people"
    assert people_page.pill_words(people.going([key])) == "Step-free"
    assert people_page.pill_words(People().changed(ME, needs=Needs(ProfileId.BLIND))) == "My limits"
    assert people_page.rows_of(people, "metric")[1].spoken.endswith("Hand wheelchair, no steps, kerbs up to 3 centimetres, up to 3 changes")


def test_needs_in_a_few_words():
    assert needs_in_words(Needs(), "metric") == "Walk, up to 3 changes"
    mine = Needs(ProfileId.PRAM, also=(ProfileId.BLIND,), max_walk_m=800, max_transfers=0)
    assert needs_in_words(mine, "metric") == "With a pram or bags, without seeing, no steps, kerbs up to 10 cm, at most 800 m, no change"
    assert "4 inches" not in needs_in_words(mine, "imperial", spoken=True)
    assert "3.9 inches" in needs_in_words(mine, "imperial", spoken=True)


def test_a_saved_trip_says_that_it_was_asked_for_with_other_needs():
    people, key = two()
    trip = SavedTrip("a", "Home", "Work", a_trip(), asked_by(people))
    old = SavedTrip("b", "Home", "Work", a_trip())
    same, older = rows_of((trip, old), MORNING.date(), people)
    assert not same.outdated
    assert not older.outdated
    (changed,) = rows_of((trip,), MORNING.date(), people.changed(key, needs=Needs(ProfileId.WALKER)))
    assert changed.outdated
    assert "asked for with other needs" in changed.detail
    assert changed.spoken.endswith("asked for with other needs")


# The ground


def fact(name, value, knowledge=Knowledge.TAGGED):
    return StepFact(name, value, knowledge)


def test_what_is_known_of_the_ground_is_told_in_plain_words():
    facts = (
        fact(FactName.INCLINE_UP, 1.2), fact(FactName.INCLINE_DOWN, 0.4), fact(FactName.KERB, 0.02), fact(FactName.CROSSING, "signals"),
        fact(FactName.WIDTH, None, Knowledge.UNKNOWN),
    )  # fmt: skip
    assert known(facts, "metric") == "Flat, dropped kerbs, crossing with lights"
    rough = (fact(FactName.INCLINE_UP, 5.5), fact(FactName.KERB, 0.12), fact(FactName.SURFACE, "sett", Knowledge.DERIVED), fact(FactName.WIDTH, 1.2))
    assert known(rough, "metric") == "A slope uphill of 5.5 %, a kerb of 12 cm, probably setts, 1.2 m wide".replace("1.2 m", "120 cm")
    assert "12 centimetres" in known(rough, "metric", spoken=True)
    assert known((), "metric") == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "values"),
    [(FactName.SURFACE, Surface), (FactName.SMOOTHNESS, Smoothness), (FactName.CROSSING, CrossingKind), (FactName.BARRIER, [None, "gate"]),
     (FactName.WHEELCHAIR, ["yes"]), (FactName.STEPS, [None]), (FactName.KERB, [0, 0.05]), (FactName.LIFT, [None])],
)  # fmt: skip
def test_every_fact_has_words_in_each_language(language, name, values):
    use(language)
    said = {str(value): known((fact(name, value),), "metric") for value in values}
    use("en")
    assert all(words and "none" not in words.casefold() and "_" not in words for words in said.values())
