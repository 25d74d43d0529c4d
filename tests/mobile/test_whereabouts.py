"""What the city is told of where somebody is: nothing unasked, seldom, and at once that they agree no longer."""
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mobile.device.protocols import Fix
from mobile.whereabouts import Whereabouts

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def fix(metres_north: float = 0, seconds: float = 0) -> Fix:
    return Fix(49.41 + metres_north / 111_320, 8.690049, 8, None, after(seconds))


def tell(whereabouts: Whereabouts, agrees: bool, here: Fix | None, seconds: float, arrives: bool = True):
    """What goes out at a moment; it is answered, or lost, at once."""
    update = whereabouts.due(agrees, here, after(seconds))
    if update:
        whereabouts.begin(update, after(seconds))
        whereabouts.end(update, arrives)
    return update


def sharing() -> Whereabouts:
    whereabouts = Whereabouts()
    assert tell(whereabouts, True, fix(), 0).share_position is True
    return whereabouts


def test_without_consent_nothing_is_ever_told():
    whereabouts = Whereabouts()
    assert [tell(whereabouts, False, fix(100 * second, second), second) for second in range(0, 300, 10)] == [None] * 30
    assert not whereabouts.shares


def test_consent_comes_before_the_first_place():
    whereabouts = sharing()
    told = tell(whereabouts, True, fix(), 1)
    assert (told.position.lat, told.position.lon, told.position.at, told.share_position) == (49.41, 8.69, NOW, None)


def test_only_who_has_moved_is_told_of_and_not_before_half_a_minute():
    whereabouts = sharing()
    walk = [(0, 0), (10, 200), (29, 300), (31, 40), (40, 45), (50, 120), (60, 300), (90, 400)]
    told = [second for second, metres in walk if tell(whereabouts, True, fix(metres, second), second)]
    assert told == [0, 50, 90]


def test_an_old_place_says_nothing():
    whereabouts = sharing()
    assert tell(whereabouts, True, fix(0, 0), 121) is None
    assert tell(whereabouts, True, None, 121) is None


def test_a_phone_whose_clock_is_wrong_tells_the_time_of_the_city():
    whereabouts = sharing()
    assert whereabouts.due(True, fix(0, 5), after(6), timedelta(hours=-1)).position.at == after(5) - timedelta(hours=1)


def test_switching_off_waits_for_nothing_and_is_repeated_until_it_arrives():
    whereabouts = sharing()
    under_way = whereabouts.due(True, fix(), after(1))
    whereabouts.begin(under_way, after(1))
    off = whereabouts.due(False, fix(), after(1.5))
    assert (off.share_position, off.position) == (False, None)
    whereabouts.begin(off, after(1.5))
    assert whereabouts.due(False, fix(), after(2)) is None
    whereabouts.end(under_way, False)  # it was given up
    assert whereabouts.shares
    whereabouts.end(off, False)
    assert whereabouts.shares
    assert [bool(tell(whereabouts, False, fix(), second, second > 8)) for second in (3, 7, 8, 13, 20, 60)] == [False, True, False, True, False, False]
    assert not whereabouts.shares


def test_what_the_city_believes_is_put_right():
    whereabouts = Whereabouts()
    whereabouts.hear(True)
    assert tell(whereabouts, False, fix(), 0).share_position is False
    whereabouts = sharing()
    whereabouts.hear(False)
    assert tell(whereabouts, True, fix(), 10).share_position is True


def test_after_the_app_was_closed_the_city_is_told_again_what_is_agreed():
    assert tell(Whereabouts(None), False, None, 0).share_position is False
    assert tell(Whereabouts(None), True, None, 0).share_position is True


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(-80, 80), st.booleans(), st.booleans()), max_size=40))
def test_two_places_told_are_far_enough_apart_in_time_and_none_follows_a_no(moves):
    whereabouts, second, metres, agreed = Whereabouts(), 0.0, 0.0, False
    told_at = known = None
    for wait, step, agrees, arrives in moves:
        second, metres = second + wait, metres + step
        update = tell(whereabouts, agrees, fix(metres, second), second, arrives)
        assert agrees or update is None or update.share_position is False
        if update and update.share_position is not None:
            agreed, known = agrees and arrives, None
        if update and update.position:
            assert agreed
            assert told_at is None or second - told_at >= 30 - 1e-3
            assert known is None or abs(metres - known) > 50 - 6  # it was rounded
            told_at, known = second, metres if arrives else None
