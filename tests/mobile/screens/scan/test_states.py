"""What the page decides, without a window: what is said and when, and what is kept for when there is no network."""
from dataclasses import replace
from itertools import pairwise

import msgspec
import pytest

from mobile.asking import Spot
from mobile.client import Client, Unreachable
from mobile.i18n import use
from mobile.scan.look import Glance, Side
from mobile.scan.seen import Find
from mobile.screens.scan.book import Book, CodeBook, Kept
from mobile.screens.scan.state import HINT_S, SAME_S, ScanState, describe, hint_of, looking, place_of, told
from mobile.screens.scan.words import HINTS, KINDS, REFUSALS, direction, sentence_of
from mobile.store.database import Store
from signing.codes import CodeKind
from signing.keys import Ring
from signing.refused import Refusal
from tests.mobile.scan.street import NOW, Street
from tests.mobile.server import free_port

KEYS = Book(Street().ring, None, asked=True)
STOP = Find(CodeKind.STOP, "s-1", "Main Station B", 4.2, -9.0, 55.49, 3.50)
LIFT = Find(CodeKind.LIFT, "l-1", "Lift to platform B", None, 2.0)


def test_a_find_is_said_at_once_with_distance_and_direction():
    state = told(looking(ScanState(), 0.0), Glance(found=(STOP, LIFT)), KEYS, "metric", 0.1)
    assert (state.phase, state.find, state.others) == ("found", STOP, (LIFT,))
    assert state.say == state.sentence == "Stop Main Station B, 4 metres, slightly left"
    assert describe(state) == [state.sentence]


@pytest.mark.parametrize(
    ("bearing_deg", "words"),
    [(0, "straight ahead"), (-3.9, "straight ahead"), (10, "slightly right"), (-10, "slightly left"), (25, "to the right"), (-25, "to the left")],
)
def test_directions(bearing_deg, words):
    assert direction(bearing_deg) == words


def test_a_code_at_hand_has_no_distance():
    assert sentence_of(LIFT, "metric") == "Lift to platform B, right in front of you"
    assert sentence_of(STOP, "imperial") == "Stop Main Station B, 14 feet, slightly left"


def said(glances, book=KEYS):
    """(second, words) of all that is said while these are seen, ten looks a second."""
    state, heard = looking(ScanState(), 0.0), []
    for number, glance in enumerate(glances, 1):
        state = told(state, glance, book, "metric", number / 10)
        if state.say:
            heard.append((number / 10, state.say))
    return heard


def test_hints_come_every_three_seconds_at_most():
    left, right = Glance(likely=Side.LEFT), Glance(likely=Side.RIGHT)
    heard = said([left if number // 4 % 2 else right for number in range(300)])
    assert len(heard) >= 4
    assert all(later - earlier >= HINT_S for (earlier, _), (later, _) in pairwise(heard))


def test_the_same_is_said_once_more_after_nine_seconds():
    seconds = [second for second, _ in said([Glance()] * 300)]
    assert seconds[0] == pytest.approx(HINT_S, abs=0.2)
    assert all(later - earlier >= SAME_S - 0.01 for earlier, later in pairwise(seconds))


def test_after_a_find_nothing_more_is_said():
    heard = said([Glance(found=(STOP,)), *[Glance(likely=Side.LEFT)] * 100])
    assert [words for _, words in heard] == ["Stop Main Station B, 4 metres, slightly left"]


@pytest.mark.parametrize("why", list(Refusal))
def test_every_refusal_is_one_sentence_and_opens_nothing(why):
    words, warning = hint_of(Glance(refused=why), KEYS)
    assert warning
    assert words == REFUSALS[why]()
    state = told(looking(ScanState(), 0.0), Glance(refused=why), KEYS, "metric", 5.0)
    assert (state.phase, state.find, state.say) == ("looking", None, words)


def test_a_phone_without_keys_says_what_to_do_and_a_city_without_codes_that_there_are_none():
    refused = Glance(refused=Refusal.UNKNOWN_KEY)
    assert hint_of(refused, Book())[0].startswith("The keys of this city are not on this phone yet.")
    assert hint_of(refused, Book(asked=True))[0].startswith("This city has no codes")
    assert hint_of(Glance(strange=True), KEYS)[0] == "A marker that is not known here. It leads nowhere."


@pytest.mark.parametrize("language", ["en", "de", "es", "ko"])
def test_everything_has_words_in_every_language(language):
    use(language)
    for words in (*KINDS.values(), *REFUSALS.values(), *HINTS.values()):
        assert words()


def test_a_place_is_where_the_table_says_else_where_one_stands():
    here = Spot("My location", 1.0, 2.0, here=True)
    assert place_of(ScanState("found", STOP), here) == Spot("Main Station B", 55.49, 3.50)
    assert place_of(ScanState("found", LIFT), here) == Spot("Lift to platform B", 1.0, 2.0)
    assert place_of(ScanState("found", LIFT), None) is None


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "allways.db")
    yield opened
    opened.close()


async def renewed(store, address) -> Book:
    client = Client(address)
    try:
        return await CodeBook(store, address).renew(client, NOW)
    finally:
        await client.close()


async def test_keys_and_markers_are_kept_for_when_there_is_no_network(signs, store):
    book = await renewed(store, signs.live.address)
    assert book.ring == signs.ring
    assert len(book.table.places) == 2
    kept = CodeBook(store, signs.live.address).open(NOW)
    assert kept == replace(book, asked=False)
    with pytest.raises(Unreachable):
        await renewed(store, f"http://127.0.0.1:{free_port()}")
    assert CodeBook(store, signs.live.address).open(NOW) == kept
    assert await renewed(store, signs.live.address) == book  # 304: what is kept still holds


async def test_keys_of_one_city_do_not_count_in_another(signs, store):
    await renewed(store, signs.live.address)
    assert CodeBook(store, "https://other.example").open(NOW) == Book()


async def test_a_city_that_takes_its_codes_back_is_obeyed(signs, demo, store, backend):
    await renewed(store, signs.live.address)
    client = Client(backend.address)  # serves no codes
    try:
        assert await CodeBook(store, signs.live.address).renew(client, NOW) == Book(asked=True)
    finally:
        await client.close()
    assert CodeBook(store, signs.live.address).open(NOW) == Book()


async def test_a_table_that_was_changed_on_the_phone_is_not_believed(signs, store):
    await renewed(store, signs.live.address)
    codes = CodeBook(store, signs.live.address)
    content = store.find_kept("codes markers")
    store.keep("codes markers", content[:-1] + bytes([content[-1] ^ 1]))
    assert codes.open(NOW).table is None
    store.keep("codes ring", b"\x00nonsense")
    assert codes.open(NOW) == Book()


def test_a_table_is_not_believed_by_a_ring_without_its_key(store):
    street = Street()
    ring = Ring("littletown", "codes.littletown.example", Street().ring.keys)
    codes = CodeBook(store, "x")
    store.keep("codes ring", msgspec.msgpack.encode(Kept("x", "", ring.to_json().encode())))
    store.keep("codes markers", msgspec.msgpack.encode(Kept("x", "", street.table())))
    assert codes.open(NOW) == Book(ring, None)
