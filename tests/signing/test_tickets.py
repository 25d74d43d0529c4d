from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import cbor2
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from signing import cose, rights
from signing.key_sets import LONGEST_TICKET_DAYS
from signing.keys import KeyRefused, SigningKey
from signing.refused import TicketRefusal, TicketRefused
from signing.showing import MOST_SIGNS, show
from signing.tickets import (
    LAST_OF_FORMAT_1,
    MOST_BYTES,
    PURPOSE,
    PURPOSE_1,
    TicketLeg,
    compressed,
    read_ticket,
    read_unchecked,
    same_id,
    write_ticket,
)
from tests.signing.city import NOW, TRAM, City, Traveller

CITY, ANN = City(), Traveller()
KEYS = CITY.keys()
TOKEN = ANN.token(CITY, id=UUID(int=7))
GOOD = {
    1: UUID(int=7).bytes, 2: [["tram", "market-square:b", "hospital:a"]], 3: int(NOW.timestamp()), 4: int(NOW.timestamp()) + 7200, 5: 1,
    6: compressed(ANN.phone.public), 7: cose.day_number(NOW.date()), 8: [],
}  # fmt: skip
OLD = {key: GOOD[key] for key in range(1, 8)}
ids = st.text(min_size=1, max_size=120).filter(lambda text: text.isprintable())
legs = st.builds(TicketLeg, ids, ids, ids)
words = st.one_of(st.sampled_from(sorted(rights.NUMBERS)), st.from_regex(rights.WORD, fullmatch=True))


def refusal(token: bytes, keys=KEYS, now: datetime = NOW) -> TicketRefusal:
    with pytest.raises(TicketRefused) as caught:
        read_ticket(token, keys, now)
    return caught.value.reason


def signed(value, purpose=PURPOSE, key=CITY.ticket) -> bytes:
    return cose.sign(value, key, purpose)


@given(st.lists(legs, min_size=1, max_size=4), st.integers(1, 99), st.integers(1, LONGEST_TICKET_DAYS * 86400))
def test_a_ticket_is_read_as_it_was_written(chain, count, lasts_s):
    ticket = ANN.ticket(legs=tuple(chain), count=count, valid_until=NOW + timedelta(seconds=lasts_s))
    found = read_ticket(write_ticket(ticket, KEYS, CITY.ticket, NOW), KEYS, NOW)
    assert replace(found, legs=()) == replace(ticket, legs=(), issued=NOW.date(), key_id=CITY.ticket.id)
    for written, leg in zip(found.legs, chain, strict=True):
        assert same_id(written.operator, leg.operator)
        assert same_id(written.origin, leg.origin)
        assert same_id(written.destination, leg.destination)


@given(st.lists(legs, min_size=1, max_size=4), st.lists(words, max_size=2))
def test_every_ticket_of_four_legs_fits_into_600_signs(chain, held):
    token = ANN.token(CITY, legs=tuple(chain), rights=tuple(held))
    assert len(token) <= MOST_BYTES
    assert len(show(token, ANN.phone, NOW)) <= MOST_SIGNS


def test_ids_that_are_too_long_are_short_and_of_nobody_else():
    long = TicketLeg("an-operator", "platform:" + "9" * 150, "stop:" + "8" * 150)
    (leg,) = read_ticket(ANN.token(CITY, legs=(long,)), KEYS, NOW).legs
    assert leg.origin.startswith("#")
    assert same_id(leg.origin, long.origin)
    assert not same_id(leg.origin, long.destination)
    again = ANN.token(CITY, legs=(leg,))
    assert read_ticket(again, KEYS, NOW).legs == (leg,)


def test_it_is_a_cose_message_others_can_check():
    message = cbor2.loads(TOKEN)
    protected, unprotected, payload, signature = message.value
    assert message.tag == 18
    assert (cbor2.loads(protected), unprotected) == ({1: -8, 4: CITY.ticket.id}, {})
    assert cbor2.loads(payload) == GOOD
    assert cbor2.dumps(GOOD, canonical=True) == payload
    Ed25519PublicKey.from_public_bytes(CITY.ticket.public).verify(signature, cbor2.dumps(["Signature1", protected, b"allways/ticket/2", payload]))


def test_it_makes_a_qr_code_that_is_read_from_a_phone():
    code = segno.make(show(TOKEN, ANN.phone, NOW), error="m", micro=False)
    assert code.mode == "alphanumeric"
    assert code.version <= 13


def test_every_flipped_bit_is_refused():
    reasons = set()
    for bit in range(8 * len(TOKEN)):
        flipped = bytearray(TOKEN)
        flipped[bit // 8] ^= 1 << bit % 8
        reasons.add(refusal(bytes(flipped)))
    assert reasons == {TicketRefusal.FORGED, TicketRefusal.UNKNOWN_KEY, TicketRefusal.DAMAGED}


@given(st.binary(max_size=2000))
def test_bytes_of_strangers_are_refused(token):
    refusal(token)
    with pytest.raises(TicketRefused):
        read_unchecked(token)


@pytest.mark.parametrize(
    "value",
    [
        GOOD | {9: 1}, OLD, {key: GOOD[key] for key in range(2, 9)}, GOOD | {8: 1}, GOOD | {8: [0]}, GOOD | {8: [1 << 17]}, GOOD | {8: ["child"]},
        GOOD | {8: ["Child"]}, GOOD | {8: [1, 1]}, GOOD | {8: [1, 2, 3]}, GOOD | {8: [-1]}, GOOD | {8: [b"x"]}, GOOD | {8: [[]]},
        GOOD | {1: b"short"}, GOOD | {2: []}, GOOD | {2: [["t", "a", "b"]] * 5},
        GOOD | {2: [["tram", "a"]]},
        GOOD | {2: [["tram", "", "b"]]}, GOOD | {2: [["tram", "a\u202e", "b"]]}, GOOD | {2: [["tram", b"seven", "b"]]},
        GOOD | {2: [["tram", "#0123456789abcdef", "b"]]}, GOOD | {4: GOOD[3]}, GOOD | {4: GOOD[3] + 40 * 86400}, GOOD | {4: 1 << 33}, GOOD | {3: -1},
        GOOD | {5: 0}, GOOD | {5: 100}, GOOD | {6: b"\x02" * 32}, GOOD | {7: 1 << 20}, [1], "ticket", 7,
    ],
)  # fmt: skip
def test_even_a_true_signature_covers_nothing_but_a_ticket(value):
    assert refusal(signed(value)) is TicketRefusal.DAMAGED


def test_a_true_one_is_taken_by_the_same_path():
    assert read_ticket(signed(GOOD), KEYS, NOW).legs == (TRAM,)


def test_a_code_of_the_street_is_no_ticket():  # N50
    """Neither by what it is, nor by the key that signs such codes."""
    assert refusal(signed(GOOD, key=CITY.code)) is TicketRefusal.WRONG_KEY_USE
    assert refusal(cose.sign({1: 1, 2: "littletown", 3: "a", 4: 20_000}, CITY.code, "allways/code/1")) is TicketRefusal.WRONG_KEY_USE
    assert refusal(signed(GOOD, key=CITY.kill_list)) is TicketRefusal.WRONG_KEY_USE
    assert refusal(signed(GOOD, purpose="allways/code/1")) is TicketRefusal.FORGED
    assert refusal(signed(GOOD, purpose="allways/kill-list/1")) is TicketRefusal.FORGED


def test_a_key_nobody_knows_signs_nothing():
    assert refusal(signed(GOOD, key=SigningKey.new())) is TicketRefusal.UNKNOWN_KEY
    assert refusal(ANN.token(City())) is TicketRefusal.UNKNOWN_KEY


def test_a_ticket_is_made_while_its_key_signs():
    early = CITY.keys(NOW - timedelta(days=1))
    with pytest.raises(KeyRefused):
        write_ticket(ANN.ticket(), early, CITY.ticket, NOW - timedelta(days=1))
    assert refusal(signed(GOOD | {7: GOOD[7] - 1})) is TicketRefusal.KEY_EXPIRED
    assert refusal(signed(GOOD | {7: GOOD[7] + 90})) is TicketRefusal.KEY_EXPIRED
    assert refusal(signed(GOOD | {7: GOOD[7] + 2})) is TicketRefusal.NOT_YET


def test_a_key_that_ends_before_the_ticket_does_not_sign_it():
    later = {"valid_from": NOW + timedelta(days=160), "valid_until": NOW + timedelta(days=161)}
    with pytest.raises(KeyRefused, match="newer"):
        ANN.token(CITY, **later)


@pytest.mark.parametrize(
    "more",
    [
        {"legs": ()}, {"legs": (TRAM,) * 5}, {"legs": (TicketLeg("", "a", "b"),)}, {"legs": (TicketLeg("tram", "a\n", "b"),)}, {"count": 0},
        {"count": 100},
        {"valid_until": NOW}, {"valid_until": NOW + timedelta(days=32)}, {"holder": b"\x05" * 33}, {"holder": ANN.phone.public},
        {"rights": None}, {"rights": ("child", "student", "senior")}, {"rights": ("Ann Smith",)}, {"rights": ("#1",)}, {"rights": ("a" * 41,)},
    ],
)  # fmt: skip
def test_what_cannot_be_a_ticket_is_not_written(more):
    with pytest.raises(ValueError):
        ANN.token(CITY, **more)


def test_the_phone_reads_its_own_without_keys():
    assert read_unchecked(TOKEN) == read_ticket(TOKEN, KEYS, NOW)


def test_a_refusal_repeats_nothing_of_what_was_scanned():
    with pytest.raises(TicketRefused) as caught:
        read_ticket(b"SECRET", KEYS, NOW)
    assert str(caught.value) == "damaged"


def test_ids_of_issues_are_their_own():
    one, other = (read_ticket(ANN.token(CITY, id=uuid4()), KEYS, NOW) for _ in range(2))
    assert one.id != other.id
    assert one.valid_from == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


@given(st.lists(words, max_size=2, unique=True))
def test_rights_are_read_as_they_were_sold(held):
    assert read_ticket(ANN.token(CITY, rights=tuple(held)), KEYS, NOW).rights == tuple(held)


def test_a_known_right_costs_one_byte_and_no_larger_picture():
    plain, child = (show(ANN.token(CITY, rights=held), ANN.phone, NOW) for held in ((), ("child",)))
    versions = {segno.make(text, error="m", micro=False).version for text in (plain, child)}
    assert len(ANN.token(CITY, rights=("child",))) == len(TOKEN) + 1
    assert len(versions) == 1


def test_long_words_give_way_where_legs_take_the_room():
    long = TicketLeg("o" * 100, "p" * 100, "q" * 100)
    held = ("students_of_the_art_school", "students_of_the_music_school")
    found = read_ticket(ANN.token(CITY, legs=(long,) * 4, rights=held), KEYS, NOW).rights
    assert found == ("students_of_",)
    assert all(rights.same_right(found[0], word) for word in held)
    assert not rights.same_right(found[0], "student")
    assert read_ticket(ANN.token(CITY, legs=(long,), rights=held), KEYS, NOW).rights == held, "one ride has room"


def test_the_number_of_a_later_word_is_kept_and_told():
    token = signed(GOOD | {8: [1, 4711]})
    assert read_ticket(token, KEYS, NOW).rights == ("child", "#4711")
    assert read_ticket(ANN.token(CITY, rights=("#4711",)), KEYS, NOW).rights == ("#4711",)


def test_numbers_of_rights_are_published_once_and_for_all():
    assert (rights.WORDS[1], rights.WORDS[11], rights.WORDS[13], rights.WORDS[20]) == ("child", "companion", "disability", "reduced")
    assert sorted(rights.WORDS) == list(range(1, 21))


def test_tickets_of_format_1_are_read_until_the_last_of_them_is_over():
    assert read_ticket(signed(OLD, PURPOSE_1), KEYS, NOW).rights is None
    assert read_unchecked(signed(OLD, PURPOSE_1)).rights is None
    assert refusal(signed(GOOD, PURPOSE_1)) is TicketRefusal.DAMAGED, "rights are signed as what they are"
    for day, reason in ((LAST_OF_FORMAT_1, None), (LAST_OF_FORMAT_1 + timedelta(days=1), TicketRefusal.KEY_EXPIRED)):
        token = signed(OLD | {7: cose.day_number(day)}, PURPOSE_1)
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        if reason:
            assert refusal(token, now=at) is reason
        else:
            assert read_ticket(token, KEYS, at).issued == day
    assert date(2027, 1, 31) == LAST_OF_FORMAT_1, "docs/TICKETS.md names it"
