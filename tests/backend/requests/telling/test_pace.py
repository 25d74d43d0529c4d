"""When a letter may go: by the wall of the city, over midnight and over the nights on which clocks change."""
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.requests.telling.kinds import ListenerRole
from backend.requests.telling.pace import APART, CLOSES, MOST_A_DAY, Before, Digest, Later, Now, decide, is_night, midnight, next_morning

BERLIN = ZoneInfo("Europe/Berlin")
REPORTER, FOLLOWER, AREA = ListenerRole
FIRST = Before()
moments = st.integers(1_735_700_000, 1_830_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
zones = st.sampled_from(["Europe/Berlin", "Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]).map(ZoneInfo)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(("at", "goes"), [
    ("2026-11-30T12:00", None), ("2026-11-30T08:00", None), ("2026-11-30T20:59:59", None), ("2026-11-30T21:00", "2026-12-01T08:00"),
    ("2026-11-30T23:59", "2026-12-01T08:00"), ("2026-12-01T00:00", "2026-12-01T08:00"), ("2026-12-01T07:59:59", "2026-12-01T08:00"),
    ("2026-12-31T22:00", "2027-01-01T08:00"),
    # Nights that are an hour shorter, and longer.
    ("2026-03-28T22:00", "2026-03-29T08:00"), ("2026-03-29T01:59", "2026-03-29T08:00"), ("2026-10-25T02:30", "2026-10-25T08:00"),
])  # fmt: skip
def test_nobody_is_woken(at, goes):
    decided = decide(wall(at), BERLIN, REPORTER, False, FIRST)
    assert decided == (Now() if goes is None else Later(wall(goes)))
    assert decide(wall(at), BERLIN, REPORTER, True, FIRST) == Now(), "what is of danger waits for no morning"


def test_nights_on_which_clocks_change_are_as_long_as_they_are():
    spring, autumn, usual = (wall(f"{day}T21:00") for day in ("2026-03-28", "2026-10-24", "2026-11-30"))
    assert [next_morning(at, BERLIN) - at for at in (spring, autumn, usual)] == [timedelta(hours=hours) for hours in (10, 12, 11)]


def test_ten_minutes_apart_for_each_request():
    at = wall("2026-11-30T12:00")
    assert decide(at, BERLIN, REPORTER, False, Before(at - timedelta(minutes=4))) == Later(at + timedelta(minutes=6))
    assert decide(at, BERLIN, REPORTER, True, Before(at - timedelta(minutes=4))) == Later(at + timedelta(minutes=6)), "however urgent it is"
    assert decide(at, BERLIN, FOLLOWER, False, Before(at - APART)) == Now()
    evening = wall("2026-11-30T20:55")
    assert decide(evening, BERLIN, REPORTER, False, Before(evening)) == Later(wall("2026-12-01T08:00")), "what would come at night comes after it"


def test_the_fourth_of_a_day_waits_for_the_digest():
    at, morning = wall("2026-11-30T12:00"), wall("2026-12-01T08:00")
    assert decide(at, BERLIN, FOLLOWER, False, Before(None, MOST_A_DAY - 1)) == Now()
    assert decide(at, BERLIN, FOLLOWER, False, Before(None, MOST_A_DAY)) == Digest(morning)
    assert decide(at, BERLIN, FOLLOWER, True, Before(None, MOST_A_DAY)) == Now()
    assert decide(at, BERLIN, REPORTER, False, Before(None, MOST_A_DAY)) == Now(), "of one's own requests one hears at once"
    assert decide(at, BERLIN, AREA, True, FIRST) == Digest(morning)
    early = wall("2026-12-01T07:54")
    assert decide(early, BERLIN, AREA, False, FIRST) == Digest(morning)
    assert decide(early + timedelta(minutes=2), BERLIN, AREA, False, FIRST) == Digest(wall("2026-12-02T08:00")), "that digest is being written"


@given(moments, zones, st.sampled_from(list(ListenerRole)), st.booleans(), st.integers(0, 5), st.none() | st.timedeltas(timedelta(0), 3 * APART))
def test_whatever_happens(at, zone, role, urgent, today, ago):
    decided = decide(at, zone, role, urgent, Before(None if ago is None else at - ago, today))
    goes = at if isinstance(decided, Now) else decided.at
    assert at <= goes <= at + timedelta(hours=36), "soon after the next morning at the latest"
    assert isinstance(decided, Now) or goes > at
    assert (urgent and not isinstance(decided, Digest)) or not is_night(goes, zone)
    assert isinstance(decided, Digest) or ago is None or goes >= at - ago + APART
    if isinstance(decided, Digest):
        assert goes.astimezone(zone).time() == time(8)
        assert goes - at >= CLOSES
    assert midnight(at, zone) <= at < midnight(at, zone) + timedelta(hours=25, minutes=1)
    assert midnight(at, zone).astimezone(zone).date() == at.astimezone(zone).date()
