"""Whoever checks has keys, a list and a clock, and no network."""
import os
import random
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from mobile.scan.read import read_texts
from signing import base41
from signing.inspecting import Outcome, Verdict, inspect
from signing.refused import TicketRefusal
from signing.showing import (
    ORDER,
    PART_BYTES,
    START,
    STEP_S,
    HolderKey,
    is_by,
    message_of,
    next_change,
    read_shown,
    show,
    step_of,
)
from tests.signing.city import NOW, City, Traveller

CITY, ANN = City(), Traveller()
KEYS, NONE_KILLED = CITY.keys(), CITY.killed()
TICKET_ID = UUID(int=7)
TOKEN = ANN.token(CITY, id=TICKET_ID)
S = timedelta(seconds=1)
FORGED = 10_000 if os.environ.get("ALLWAYS_PROOF") else 2_000


def seen(text: str, now=NOW, killed=NONE_KILLED, keys=KEYS) -> Verdict:
    return inspect(text, keys, killed, now)


def refused(text: str, now=NOW, killed=NONE_KILLED, keys=KEYS) -> TicketRefusal | None:
    verdict = seen(text, now, killed, keys)
    assert verdict.outcome is Outcome.REFUSED, verdict
    return verdict.reason


def test_a_ticket_of_now_counts():
    verdict = seen(show(TOKEN, ANN.phone, NOW))
    assert (verdict.outcome, verdict.reason, verdict.ticket.id) == (Outcome.VALID, None, TICKET_ID)
    assert (verdict.list_age, verdict.list_old) == (timedelta(), False)


@given(st.integers(0, 10_000_000))
def test_a_screenshot_is_worthless_after_a_minute(ms):  # N51
    """Taken at any moment: it counts until the end of the next half minute, so at most 60 s, and never after."""
    taken = NOW + timedelta(milliseconds=ms % 60_000)
    text = show(TOKEN, ANN.phone, taken)
    assert seen(text, taken).outcome is Outcome.VALID
    last = next_change(taken) + STEP_S * S
    assert last - taken <= 60 * S
    assert seen(text, last - timedelta(milliseconds=1)).outcome is Outcome.VALID
    for later in (last, taken + 60 * S, taken + 3600 * S):
        assert refused(text, later) is TicketRefusal.SUFFIX_EXPIRED


@pytest.mark.parametrize(
    "ahead_s, reason",
    [(-600, TicketRefusal.SUFFIX_EXPIRED), (-61, TicketRefusal.SUFFIX_EXPIRED), (-30, None), (0, None), (30, TicketRefusal.SUFFIX_EARLY)],
)
def test_clocks_of_phones_differ(ahead_s, reason):
    assert seen(show(TOKEN, ANN.phone, NOW + ahead_s * S)).reason is reason


def test_a_phone_is_told_when_to_draw_anew():
    assert next_change(NOW) == NOW + 30 * S
    assert next_change(NOW + 29.999 * S) == NOW + 30 * S
    assert step_of(NOW + 30 * S) == step_of(NOW) + 1


def test_a_cloned_ticket_needs_the_phone_it_was_issued_to():  # N52
    eve = HolderKey.new()
    assert refused(show(TOKEN, eve, NOW)) is TicketRefusal.HOLDER_MISMATCH
    own = show(TOKEN, ANN.phone, NOW)
    other = show(Traveller(ANN.phone).token(CITY, id=uuid4()), ANN.phone, NOW)
    mixed = START + base41.encode(read_bytes(own)[: len(TOKEN)] + read_bytes(other)[-68:])
    assert refused(mixed) is TicketRefusal.HOLDER_MISMATCH, "a suffix belongs to one ticket"


def test_a_step_that_was_changed_is_of_nobody():
    plain = bytearray(read_bytes(show(TOKEN, ANN.phone, NOW - 300 * S)))
    plain[-68:-64] = step_of(NOW).to_bytes(4, "big")
    assert refused(START + base41.encode(bytes(plain))) is TicketRefusal.HOLDER_MISMATCH


def test_of_two_signatures_that_are_as_good_one_counts():
    shown = read_shown(show(TOKEN, ANN.phone, NOW))
    r, s = shown.signature[:PART_BYTES], int.from_bytes(shown.signature[PART_BYTES:], "big")
    other = replace(shown, signature=r + (ORDER - s).to_bytes(PART_BYTES, "big"))
    holder = read_holder()
    assert is_by(holder, shown)
    assert not is_by(holder, other)


def test_a_killed_ticket_is_refused_whatever_the_age_of_the_list():  # N53
    text = show(TOKEN, ANN.phone, NOW)
    killed = CITY.killed(uuid4(), TICKET_ID, uuid4())
    assert refused(text, killed=killed) is TicketRefusal.KILLED
    month = NOW + timedelta(days=20)
    late = ANN.shows(CITY, month, id=TICKET_ID, valid_from=month, valid_until=month + timedelta(hours=1))
    assert refused(late, month, killed, CITY.keys(month)) is TicketRefusal.KILLED


@pytest.mark.parametrize(
    "age, outcome, reason, old",
    [
        (timedelta(hours=23), Outcome.VALID, None, False), (timedelta(hours=25), Outcome.VALID, None, True),
        (timedelta(days=7), Outcome.VALID, None, True),
        (timedelta(days=7, seconds=1), Outcome.UNSURE, TicketRefusal.LIST_TOO_OLD, True),
        (timedelta(days=8), Outcome.UNSURE, TicketRefusal.LIST_TOO_OLD, True), (timedelta(minutes=-5), Outcome.VALID, None, False),
        (timedelta(minutes=-11), Outcome.UNSURE, TicketRefusal.CLOCK_WRONG, False),
    ],
)  # fmt: skip
def test_an_old_list_calls_nothing_valid(age, outcome, reason, old):  # N53
    city = City(made=NOW - timedelta(days=10))
    killed = city.killed(at=NOW - age)
    verdict = seen(ANN.shows(city), killed=killed, keys=city.keys())
    assert (verdict.outcome, verdict.reason, verdict.list_old) == (outcome, reason, old)


def test_without_a_list_nobody_can_say():
    verdict = seen(show(TOKEN, ANN.phone, NOW), killed=None)
    assert (verdict.outcome, verdict.reason, verdict.list_age) == (Outcome.UNSURE, TicketRefusal.LIST_MISSING, None)


def test_with_keys_of_last_week_nobody_can_say():
    now = NOW + timedelta(days=8)
    text = ANN.shows(CITY, now, valid_until=now + timedelta(hours=1))
    verdict = seen(text, now, CITY.killed(at=now), KEYS)
    assert (verdict.outcome, verdict.reason) == (Outcome.UNSURE, TicketRefusal.KEYS_TOO_OLD)
    assert seen(text, now, CITY.killed(at=now), CITY.keys(now)).outcome is Outcome.VALID


@pytest.mark.parametrize(
    "begins_s, ends_s, reason",
    [(61, 7200, TicketRefusal.NOT_YET), (60, 7200, None), (-7200, 0, None), (-7200, -1, TicketRefusal.OVER)],
)
def test_not_yet_and_over(begins_s, ends_s, reason):
    text = ANN.shows(CITY, valid_from=NOW + begins_s * S, valid_until=NOW + ends_s * S)
    assert seen(text).reason is reason


def test_what_is_sure_is_said_even_where_the_rest_is_not():
    text = show(TOKEN, ANN.phone, NOW + 5 * 3600 * S)
    assert refused(text, NOW + 5 * 3600 * S, None) is TicketRefusal.OVER


def test_keys_change_while_tickets_are_under_way():
    """The new key signs, the old one still counts; ninety days and two months later it does not."""
    old, new = City(made=NOW - timedelta(days=89)), City()
    both = new.keys(keys=(*old.ring_keys(), *new.ring_keys()))
    killed = new.killed()
    for city in (old, new):
        assert seen(ANN.shows(city), keys=both, killed=killed).outcome is Outcome.VALID
    leaked = new.keys(keys=new.ring_keys())
    assert refused(ANN.shows(old), keys=leaked, killed=killed) is TicketRefusal.UNKNOWN_KEY
    much_later = NOW + timedelta(days=63)
    text = ANN.shows(old, much_later, valid_from=NOW, valid_until=NOW + timedelta(days=31))
    assert refused(text, much_later, killed, new.keys(much_later, keys=both.keys)) is TicketRefusal.KEY_EXPIRED


def test_thousands_of_changed_tickets_are_refused():
    """What a forger can do to a true ticket: signs changed, swapped, left out, put in, taken from another ticket; bytes below them the same.

    Ten thousand of them with ALLWAYS_PROOF=1.
    """
    chance = random.Random(53)
    text, other = show(TOKEN, ANN.phone, NOW), Traveller().shows(CITY)
    changed = [mutated(text, other, chance) for _ in range(FORGED + FORGED // 20)]
    forged = [one for one in changed if one not in (text, other)]
    assert len(forged) >= FORGED
    assert [one for one in forged if let_through(one)] == []
    assert let_through(text)


def let_through(text: str) -> bool:
    return seen(text).outcome is not Outcome.REFUSED


def mutated(text: str, other: str, chance: random.Random) -> str:
    how, at = chance.randrange(6), chance.randrange(len(text))
    if how == 0:
        return text[:at] + chance.choice(base41.SIGNS) + text[at + 1 :]
    if how == 1:
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    if how == 2:
        return text[:at] + text[at + chance.randrange(1, 9) :]
    if how == 3:
        return text[:at] + "".join(chance.choices(base41.SIGNS, k=chance.randrange(1, 9))) + text[at:]
    if how == 4:
        return text[:at] + other[at:]
    plain = bytearray(read_bytes(text))
    for _ in range(chance.randrange(1, 4)):
        plain[chance.randrange(len(plain))] ^= 1 << chance.randrange(8)
    return START + base41.encode(bytes(plain))


@given(st.text(max_size=700) | st.text(alphabet=base41.SIGNS, max_size=620).map(lambda rest: START + rest))
def test_whatever_is_shown_there_is_a_verdict(text):
    assert seen(text).outcome is Outcome.REFUSED


@given(st.binary(max_size=396).map(lambda plain: START + base41.encode(plain)))
def test_any_bytes_in_the_right_dress_are_refused(text):
    assert seen(text).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    "text", ["", "HTTPS://CODES.LITTLETOWN.EXAMPLE/C/ABC", "AWT1:", "awt1:ABC", "javascript:alert(1)", "A" * 5000, START + "A" * 5000]
)
def test_other_texts_are_no_tickets(text):
    assert refused(text) is TicketRefusal.NOT_OURS


def test_a_code_drawn_is_read_back_by_the_decoder_of_the_app():
    for text in (ANN.shows(CITY), Traveller().shows(CITY, legs=Traveller().ticket().legs * 4)):
        code = segno.make(text, error="m", micro=False, boost_error=False)
        modules = np.array(code.matrix, dtype=np.uint8)
        picture = np.kron(255 * (1 - np.pad(modules, 4)), np.full((4, 4), 1)).astype(np.uint8)
        assert read_texts(picture) == [text]
        assert seen(text).outcome is Outcome.VALID


def test_the_key_of_a_phone_is_kept_as_a_text():
    again = HolderKey.from_text(ANN.phone.text)
    assert again.public == ANN.phone.public
    assert seen(show(TOKEN, again, NOW)).outcome is Outcome.VALID
    decode_dss_signature(again.sign(message_of(TOKEN, 1)))
    for text in ("", "0" * 63, "0" * 64, "z" * 64):
        with pytest.raises(ValueError):
            HolderKey.from_text(text)


def test_a_moment_without_a_zone_is_a_bug():
    with pytest.raises(ValueError, match="time zone"):
        show(TOKEN, ANN.phone, NOW.replace(tzinfo=None))


def test_the_days_of_the_keys_are_those_of_the_city():
    assert KEYS.find(CITY.ticket.id, next(key.use for key in KEYS.keys)).sign_from == date(2026, 11, 24)


def read_bytes(text: str) -> bytes:
    return base41.decode(text.removeprefix(START))


def read_holder() -> bytes:
    return seen(show(TOKEN, ANN.phone, NOW)).ticket.holder
