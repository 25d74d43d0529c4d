import time
from datetime import UTC, date, datetime

import pytest

from signing import cose
from signing.codes import CodeKind, read_code, write_code
from signing.keys import KeyRefused, SigningKey
from signing.refused import CodeRefused, Refusal
from signing.tables import MOST_BYTES, PURPOSE, MarkerPlace, read_table, write_table
from tests.signing.conftest import NOW

UNTIL = date(2027, 11, 24)
MARKET = MarkerPlace(7, CodeKind.STOP, "market:a", "Market Square A", 160, 49.41, 8.69)
FAR = MarkerPlace(7, CodeKind.STOP, "forest", "Forest", 160, 49.43, 8.69)  # the same slot, 2.2 km north
LIFT = MarkerPlace(8, CodeKind.LIFT, "lift-1", "", 200, 49.41, 8.69)
BUS = MarkerPlace(9, CodeKind.VEHICLE, "bus-204", "204", 200)
PLACES = (MARKET, FAR, LIFT, BUS)


def table_of(ring, key, places=PLACES):
    return read_table(write_table(places, "36h11", UNTIL, ring, key, NOW), ring, NOW)


def refusal(token, ring, now=NOW):
    with pytest.raises(CodeRefused) as caught:
        read_table(token, ring, now)
    return caught.value.reason


def test_a_table_is_read_as_it_was_written(ring, key):
    table = table_of(ring, key)
    assert (table.city, table.family, table.issued, table.until, table.places) == ("littletown", "36h11", NOW.date(), UNTIL, PLACES)


def test_one_slot_stands_for_the_place_near_by(ring, key):
    table = table_of(ring, key)
    assert table.find(7, (49.4101, 8.6901), 20.0) == MARKET
    assert table.find(7, (49.4299, 8.69), 20.0) == FAR
    assert table.find(8, (49.41, 8.69)) == LIFT


def test_far_from_every_place_of_a_slot_it_stands_for_none(ring, key):
    table = table_of(ring, key)
    assert table.find(7, (49.42, 8.69), 20.0) is None
    assert table.find(7, (49.41, 8.75), 20.0) is None
    assert table.find(500, (49.41, 8.69), 20.0) is None


def test_where_it_could_be_two_it_is_none(ring, key):
    table = table_of(ring, key)
    assert table.find(7, None) is None
    assert table.find(7, (49.42, 8.69), 5000.0) is None
    assert table.find(8, None) == LIFT


def test_what_moves_is_found_everywhere(ring, key):
    assert table_of(ring, key).find(9, (49.5, 8.5), 5.0) == BUS


def test_every_flipped_bit_and_every_cut_is_refused(ring, key):
    token = write_table(PLACES, "36h11", UNTIL, ring, key, NOW)
    for bit in range(8 * len(token)):
        flipped = bytearray(token)
        flipped[bit // 8] ^= 1 << bit % 8
        assert refusal(bytes(flipped), ring) in (Refusal.FORGED, Refusal.UNKNOWN_KEY, Refusal.DAMAGED)
    for length in range(len(token)):
        assert refusal(token[:length], ring) is Refusal.DAMAGED


def test_an_old_table_is_refused(ring, key):
    token = write_table(PLACES, "36h11", date(2026, 12, 24), ring, key, NOW)
    assert refusal(token, ring, datetime(2026, 12, 25, tzinfo=UTC)) is Refusal.OUT_OF_DATE
    assert read_table(token, ring, datetime(2026, 12, 25, tzinfo=UTC), even_old=True).places == PLACES
    assert refusal(token, ring.without(key.id)) is Refusal.UNKNOWN_KEY
    assert refusal(bytes(MOST_BYTES + 1), ring) is Refusal.NOT_OURS


@pytest.mark.parametrize(
    "row",
    [
        [7, 1, "a", "", 160, 49_000_000], [7, 1, "a", "", 160, 91_000_000, 0], [7, 1, "a", "", 160, 0, 181_000_000], [-1, 1, "a", "", 160],
        [7, 9, "a", "", 160], [7, 1, "", "", 160], [7, 1, "a", "", 0], [7, 1, "a", "", 160, "x", 0], [5000, 1, "a", "", 160], "row",
    ],
)  # fmt: skip
def test_even_a_true_signature_covers_no_impossible_place(ring, key, row):
    day = cose.day_number(NOW.date())
    assert refusal(cose.sign({1: "littletown", 2: day, 3: day, 4: "36h11", 5: [row]}, key, PURPOSE), ring) is Refusal.DAMAGED


def test_a_table_of_another_city_is_refused(ring, key):
    day = cose.day_number(NOW.date())
    assert refusal(cose.sign({1: "othertown", 2: day, 3: day, 4: "36h11", 5: []}, key, PURPOSE), ring) is Refusal.OTHER_CITY


def test_a_code_is_no_table_and_a_table_no_code(ring, key):
    from signing import base41

    text = write_code(CodeKind.STOP, "a", "", ring, key, NOW)
    start = "HTTPS://CODES.LITTLETOWN.EXAMPLE/C/"
    assert refusal(base41.decode(text.removeprefix(start)), ring) is Refusal.FORGED
    with pytest.raises(CodeRefused) as caught:
        read_code(start + base41.encode(write_table((BUS,), "36h11", UNTIL, ring, key, NOW)), ring, NOW)
    assert caught.value.reason is Refusal.FORGED


def test_a_foreign_key_and_an_impossible_place_are_not_written(ring, key):
    with pytest.raises(KeyRefused):
        write_table(PLACES, "36h11", UNTIL, ring, SigningKey.new(), NOW)
    with pytest.raises(ValueError, match="within bounds"):
        write_table((MarkerPlace(7, CodeKind.STOP, "a", "", 160, 91.0, 0.0),), "36h11", UNTIL, ring, key, NOW)


def test_a_large_city_fits(ring, key):
    places = tuple(
        MarkerPlace(n % 587, CodeKind.STOP, f"de:08221:{n}:1:{n % 4}", f"Long Name of Street {n}", 160, 49 + n / 1e5, 8.0) for n in range(20_000)
    )
    token = write_table(places, "36h11", UNTIL, ring, key, NOW)
    begun = time.process_time()
    assert len(read_table(token, ring, NOW).places) == 20_000
    print(f"PROOF table_of_20000_bytes={len(token)}")
    print(f"PROOF table_of_20000_read_s={time.process_time() - begun:.2f}")
