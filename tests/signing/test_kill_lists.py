from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import cose
from signing.keys import KeyRefused
from signing.kill_lists import (
    DIGEST_BYTES,
    MOST_BYTES,
    MOST_KILLED,
    PURPOSE,
    digest_of,
    digests_of,
    read_kill_list,
    take_newer,
    write_kill_list,
)
from signing.refused import TicketRefusal, TicketRefused
from tests.signing.city import NOW, City

CITY = City()
KEYS = CITY.keys()


def refusal(token: bytes, now=NOW, keys=KEYS) -> TicketRefusal:
    with pytest.raises(TicketRefused) as caught:
        read_kill_list(token, keys, now)
    return caught.value.reason


def listed(digests: bytes, version: int = 1, at=NOW) -> bytes:
    return write_kill_list(digests, version, CITY.keys(at), CITY.kill_list, at)


@given(st.lists(st.uuids(), max_size=60), st.uuids())
def test_what_was_killed_is_found_and_nothing_else(killed, other):
    found = read_kill_list(listed(digests_of(killed)), KEYS, NOW)
    assert found.count == len(set(killed))
    assert all(found.has(ticket_id) for ticket_id in killed)
    assert found.has(other) is (other in killed)


def test_it_is_small_and_whole():
    ids = [uuid4() for _ in range(10_000)]
    token = listed(digests_of(ids + ids))
    assert len(token) < 10_000 * DIGEST_BYTES + 200
    found = read_kill_list(token, KEYS, NOW)
    assert all(found.has(ticket_id) for ticket_id in ids)
    assert not any(found.has(uuid4()) for _ in range(10_000))


def test_it_is_bounded():
    most = b"".join(number.to_bytes(8, "big") for number in range(MOST_KILLED))
    token = listed(most)
    assert len(token) <= MOST_BYTES
    assert read_kill_list(token, KEYS, NOW).count == MOST_KILLED
    with pytest.raises(ValueError, match="at most"):
        listed(most + b"\xff" * 8)
    assert refusal(b"x" * (MOST_BYTES + 1)) is TicketRefusal.NOT_OURS


def test_a_list_out_of_order_would_pass_tickets_over_so_it_is_refused():
    one, other = sorted((digest_of(uuid4()), digest_of(uuid4())))
    assert refusal(listed(other + one)) is TicketRefusal.DAMAGED
    assert refusal(listed(one + one)) is TicketRefusal.DAMAGED
    assert refusal(listed(one + other[:7])) is TicketRefusal.DAMAGED


def test_it_is_signed_by_a_key_for_lists_and_for_nothing_else():
    value = {1: "littletown", 2: 1, 3: int(NOW.timestamp()), 4: b""}
    assert read_kill_list(cose.sign(value, CITY.kill_list, PURPOSE), KEYS, NOW).version == 1
    assert refusal(cose.sign(value, CITY.ticket, PURPOSE)) is TicketRefusal.UNKNOWN_KEY
    assert refusal(cose.sign(value, CITY.kill_list, "allways/ticket/1")) is TicketRefusal.FORGED
    assert refusal(cose.sign(value | {1: "oaktown"}, CITY.kill_list, PURPOSE)) is TicketRefusal.UNKNOWN_KEY
    for other in ({2: -1}, {3: 1 << 33}, {5: 1}, {4: "none"}):
        assert refusal(cose.sign(value | other, CITY.kill_list, PURPOSE)) is TicketRefusal.DAMAGED
    with pytest.raises(KeyRefused):
        write_kill_list(b"", 1, KEYS, CITY.ticket, NOW)


@given(st.binary(max_size=200))
def test_bytes_of_strangers_are_refused(token):
    refusal(token)


def test_an_older_list_does_not_undo_a_newer_one():
    older, newer = CITY.killed(version=3), CITY.killed(uuid4(), version=4, at=NOW - timedelta(hours=1))
    assert take_newer(None, older) is older
    assert take_newer(newer, older) is newer
    assert take_newer(older, newer) is newer
    again = CITY.killed(version=3, at=NOW + timedelta(minutes=10))
    assert take_newer(older, again) is again, "the same list, signed anew"
