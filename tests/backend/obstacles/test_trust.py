"""How far voices are believed: what more of them, and the passing of time, may and may not change."""
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.obstacles.trust import Voice, judge

HALF_LIFE = timedelta(hours=6)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
HOURS = st.integers(-72 * 3600, 0).map(lambda seconds: NOON + timedelta(seconds=seconds))
NETWORKS = st.sampled_from([None, b"home", b"work", b"tram"])
VOICES = st.builds(Voice, st.booleans(), HOURS, NETWORKS)
THERE, GONE = st.builds(Voice, st.just(True), HOURS, NETWORKS), st.builds(Voice, st.just(False), HOURS, NETWORKS)


def there(hours_ago: float = 0, network: bytes | None = None) -> Voice:
    return Voice(True, NOON - timedelta(hours=hours_ago), network)


def gone(hours_ago: float = 0, network: bytes | None = None) -> Voice:
    return Voice(False, NOON - timedelta(hours=hours_ago), network)


def until(*voices: Voice) -> datetime:
    """When it is no wall any more; long ago where it never was one."""
    return judge(voices, HALF_LIFE).confirmed_until or LONG_AGO


def test_one_voice_warns_and_two_confirm_for_a_half_life():
    assert judge([there()], HALF_LIFE).confirmed_until is None
    assert until(there(), there()) == NOON + HALF_LIFE


def test_the_same_network_is_one_voice_however_many_passes_it_got():
    verdict = judge([there(n / 10, b"home") for n in range(9)], HALF_LIFE)
    assert (verdict.reports, verdict.confirmed_until) == (1, None)
    assert judge([there(2, b"home"), gone(1, b"bot"), gone(0.5, b"bot"), gone(0, b"bot")], HALF_LIFE).denied is False


def test_two_who_passed_since_end_it_and_one_does_not():
    assert not judge([there(2), there(1), gone()], HALF_LIFE).denied
    assert judge([there(2), there(1), gone(), gone(0.5)], HALF_LIFE).denied
    assert not judge([there(2), gone(1), there(0.5), gone()], HALF_LIFE).denied, "somebody saw it in between"


def test_whoever_alone_reported_it_may_take_it_back():
    assert judge([gone()], HALF_LIFE).denied
    assert not judge([], HALF_LIFE).denied


def test_a_denial_makes_a_wall_last_shorter():
    assert until(there(), there(), gone()) < until(there(), there())


@given(st.lists(VOICES, max_size=8), THERE)
def test_one_more_who_saw_it_never_makes_it_less_believed(voices, more):
    before, after = judge(voices, HALF_LIFE), judge([*voices, more], HALF_LIFE)
    assert until(*voices, more) >= until(*voices) - SECOND
    assert after.reports >= before.reports
    assert before.denied or not after.denied


@given(st.lists(VOICES, max_size=8), GONE)
def test_one_more_who_did_not_see_it_never_makes_it_more_believed(voices, more):
    before, after = judge(voices, HALF_LIFE), judge([*voices, more], HALF_LIFE)
    assert until(*voices, more) <= until(*voices) + SECOND
    assert after.denials >= before.denials
    assert after.denied or not before.denied


@given(st.lists(VOICES, max_size=8))
def test_a_lone_network_confirms_nothing(voices):
    alone = [Voice(voice.there, voice.at, b"home") for voice in voices]
    verdict = judge(alone, HALF_LIFE)
    assert verdict.confirmed_until is None
    assert verdict.reports <= 1


@given(st.lists(VOICES, min_size=1, max_size=8), st.integers(0, 14 * 24 * 3600))
def test_time_alone_confirms_nothing_and_moves_no_end(voices, later_s):
    """The verdict is on what was said when; to hear the same later shifts it by just that."""
    later = timedelta(seconds=later_s)
    shifted = judge([Voice(voice.there, voice.at + later, voice.network) for voice in voices], HALF_LIFE)
    verdict = judge(voices, HALF_LIFE)
    assert (shifted.confirmed_until is None) == (verdict.confirmed_until is None)
    if verdict.confirmed_until and shifted.confirmed_until:
        assert abs(shifted.confirmed_until - verdict.confirmed_until - later) < SECOND


@given(st.lists(VOICES, max_size=8), st.randoms())
def test_the_order_in_which_voices_arrive_does_not_matter(voices, random):
    mixed = list(voices)
    random.shuffle(mixed)
    one, other = judge(voices, HALF_LIFE), judge(mixed, HALF_LIFE)
    assert (one.reports, one.denials, one.denied) == (other.reports, other.denials, other.denied)
    assert abs(until(*voices) - until(*mixed)) < SECOND


@given(st.lists(VOICES, max_size=8))
def test_a_wall_ends_at_last(voices):
    most = max(len(voices), 1).bit_length() * HALF_LIFE
    assert until(*voices) <= NOON + most
