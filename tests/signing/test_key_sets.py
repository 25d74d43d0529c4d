from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import cose
from signing.key_sets import MOST_BYTES, PURPOSE, fresh_key, read_key_set, root_hash, take_newer, write_key_set
from signing.keys import MOST_KEYS, KeyRefused, KeyUse, SigningKey
from signing.refused import TicketRefusal, TicketRefused
from tests.signing.city import NOW, City

CITY = City()
TOKEN = CITY.set_token(version=4)


def refusal(token: bytes, root: bytes = CITY.root.public, now=NOW) -> TicketRefusal:
    with pytest.raises(TicketRefused) as caught:
        read_key_set(token, root, now)
    return caught.value.reason


def test_a_set_is_read_as_it_was_written():
    found = read_key_set(TOKEN, CITY.root.public, NOW)
    assert (found.city, found.version, found.keys, found.next_root) == ("littletown", 4, CITY.ring_keys(), b"")
    assert found.counts_on(NOW.date() + timedelta(days=7))
    assert not found.counts_on(NOW.date() + timedelta(days=8))


def test_keys_sign_for_ninety_days_and_count_until_the_longest_ticket_is_long_over():
    key = fresh_key(CITY.ticket.public, KeyUse.TICKET, NOW.date())
    assert (key.sign_until - key.sign_from).days == 89
    assert (key.verify_until - key.sign_until).days == 61


def test_only_the_pinned_root_signs_a_set():
    assert refusal(TOKEN, SigningKey.new().public) is TicketRefusal.UNKNOWN_KEY
    assert refusal(CITY.set_token(root=CITY.ticket, keys=())) is TicketRefusal.UNKNOWN_KEY
    assert refusal(cose.sign({1: "x"}, CITY.root, PURPOSE)) is TicketRefusal.DAMAGED
    assert refusal(cose.sign({1: "x"}, CITY.root, "allways/ticket/1")) is TicketRefusal.FORGED
    assert refusal(TOKEN, b"short") is TicketRefusal.NOT_OURS
    assert refusal(b"x" * (MOST_BYTES + 1)) is TicketRefusal.NOT_OURS


@given(st.binary(max_size=300) | st.integers(0, 8 * len(TOKEN) - 1).map(lambda bit: flipped(TOKEN, bit)))
def test_anything_else_is_refused(token):
    refusal(token)


def flipped(token: bytes, bit: int) -> bytes:
    changed = bytearray(token)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_key_for_something_new_is_passed_over():
    row = [SigningKey.new().public, 9, 20_000, 20_001, 20_002]
    good = {1: "littletown", 2: 1, 3: cose.day_number(NOW.date()), 4: cose.day_number(NOW.date()) + 7}
    found = read_key_set(cose.sign(good | {5: [row]}, CITY.root, PURPOSE), CITY.root.public, NOW)
    assert found.keys == ()
    twice = [[CITY.ticket.public, 2, 20_000, 20_001, 20_002]] * 2
    for rows in (twice, [[b"short", 2, 1, 2, 3]], [[CITY.ticket.public, 2, 3, 2, 1]], [7], [["x", 2]]):
        assert refusal(cose.sign(good | {5: rows}, CITY.root, PURPOSE)) is TicketRefusal.DAMAGED
    for other in ({4: good[4] + 1}, {4: good[3] - 1}, {2: -1}, {1: "No City"}, {6: b"x"}, {6: 7}, {7: 1}):
        assert refusal(cose.sign(good | {5: []} | other, CITY.root, PURPOSE)) is TicketRefusal.DAMAGED


def test_a_set_of_tomorrow_shows_a_wrong_clock():
    assert refusal(CITY.set_token(NOW + timedelta(days=3))) is TicketRefusal.CLOCK_WRONG
    assert read_key_set(CITY.set_token(NOW + timedelta(days=1)), CITY.root.public, NOW)


def test_an_older_set_does_not_come_back():
    """Whoever sits between phone and city cannot undo that a key was taken out."""
    older, newer = CITY.set_token(version=4), CITY.set_token(version=5, keys=CITY.ring_keys()[1:])
    held = take_newer(None, CITY.root.public, newer, CITY.root.public, NOW)
    assert take_newer(held, CITY.root.public, older, CITY.root.public, NOW) is held
    assert take_newer(held, CITY.root.public, CITY.set_token(version=6), CITY.root.public, NOW).version == 6


def test_the_next_root_is_believed_because_the_last_one_named_it():
    coming, stranger = SigningKey.new(), SigningKey.new()
    held = CITY.keys(next_root=coming.public)
    assert held.next_root == root_hash(coming.public)
    after = take_newer(held, CITY.root.public, CITY.set_token(version=2, root=coming), coming.public, NOW)
    assert after.version == 2
    for held_before, root in ((held, stranger), (None, coming), (CITY.keys(), coming)):
        with pytest.raises(TicketRefused, match="unknown_key"):
            take_newer(held_before, CITY.root.public, CITY.set_token(version=3, root=root), root.public, NOW)


def test_a_set_of_another_city_does_not_take_its_place():
    held = CITY.keys()
    other = write_key_set("oaktown", 9, (), CITY.root, NOW)
    assert take_newer(held, CITY.root.public, other, CITY.root.public, NOW) is held


def test_the_root_signs_sets_and_is_in_none():
    with pytest.raises(KeyRefused):
        CITY.set_token(keys=(fresh_key(CITY.root.public, KeyUse.TICKET, NOW.date()),))
    many = tuple(fresh_key(SigningKey.new().public, KeyUse.TICKET, NOW.date()) for _ in range(MOST_KEYS + 1))
    with pytest.raises(KeyRefused):
        CITY.set_token(keys=many)
    assert len(CITY.set_token(keys=many[1:])) <= MOST_BYTES
    assert replace(CITY.keys(), keys=()).find(CITY.ticket.id, KeyUse.TICKET) is None
