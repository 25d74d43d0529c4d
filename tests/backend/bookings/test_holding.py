"""Places that are all the same, given out by hand: whoever fits by count gets one."""
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.bookings.holding import Full, Stay, given_out

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
stays = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=25)


def moment(slice_no: int) -> datetime:
    return NOON + timedelta(minutes=30) * slice_no


def fits_by_count(held: list[tuple[int, int]], begins: int, ends: int, places: int) -> bool:
    return all(sum(one <= time < other for one, other in held) < places for time in range(begins, ends))


@settings(max_examples=150, deadline=None)
@given(stays, st.integers(1, 4))
def test_whoever_fits_by_count_gets_a_place_and_all_others_keep_one(asked, places):
    slots = [f"place {number}" for number in range(places)]
    held: dict[UUID, tuple[int, int, str]] = {}
    for begins, length in asked:
        ends = begins + length
        later = sorted((one for one in held.items() if one[1][1] > begins), key=lambda one: one[1][0])
        known = [Stay(moment(first), moment(last), slot, key) for key, (first, last, slot) in later]
        wanted = fits_by_count([(first, last) for first, last, _ in held.values()], begins, ends, places)
        try:
            chosen, moves = given_out(slots, known, moment(begins), moment(ends))
        except Full:
            assert not wanted
            continue
        assert wanted
        for key, slot in moves.items():
            assert held[key][0] >= begins  # who is there already stays
            held[key] = (*held[key][:2], slot)
        held[uuid4()] = (begins, ends, chosen)
        for slot in slots:
            own = sorted(one[:2] for one in held.values() if one[2] == slot)
            assert all(before[1] <= after[0] for before, after in pairwise(own))
