"""What the page decides, without a window and without a network."""
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from backend.contract.tickets import (
    MOST_UPLOADED,
    FoundTicket,
    Inspected,
    InspectionOutcome,
    InspectionsResponse,
    InspectionsUpload,
    TicketPlace,
    TicketRight,
)
from mobile.client import Unreachable
from mobile.i18n import use
from mobile.screens.inspect.book import TicketBook
from mobile.screens.inspect.checked import REMEMBERED
from mobile.screens.inspect.state import InspectState, asking, describe, find, looking, seen, send, without_camera
from mobile.screens.inspect.words import BUZZES, ICONS, OUTCOMES, REASONS, TONES, list_age_words, until_words, waiting_words
from signing.inspecting import Outcome
from signing.numbers import new_number, said
from signing.refused import TicketRefusal
from signing.showing import show
from tests.signing.city import NOW, TRAM, City, Traveller

CITY, ANN = City(), Traveller()
BERLIN = ZoneInfo("Europe/Berlin")
BOOK = TicketBook(CITY.keys(), CITY.killed())
TICKET_ID = UUID(int=7)
TOKEN = ANN.token(CITY, id=TICKET_ID)
ADDRESS = "http://city.example"
MINUTE = timedelta(minutes=1)


def look(checked, *texts: str, book: TicketBook = BOOK, now: datetime = NOW) -> InspectState:
    return seen(looking(0.0), texts, book, checked, now, 1.0, BERLIN)


def test_a_ticket_that_counts_is_said_and_kept(checked):
    state = look(checked, "https://example.org", show(TOKEN, ANN.phone, NOW))
    assert (state.phase, state.answer.outcome) == ("answered", Outcome.VALID)
    assert state.say == "Valid. tram: market-square:b to hospital:a. Until 11:30"
    assert describe(state) == [state.say]
    (kept,) = checked.waiting()
    assert (kept.ticket, kept.inspection.at) == (str(TICKET_ID), NOW)


def test_a_second_use_on_the_same_phone_is_told_first_without_a_network(checked):
    look(checked, show(TOKEN, ANN.phone, NOW))
    later = NOW + 5 * MINUTE
    state = look(checked, show(TOKEN, ANN.phone, later), now=later)
    assert state.answer.outcome is Outcome.VALID
    assert state.say.startswith("Valid. Checked before, at 09:30. ")
    assert len(checked.waiting()) == 2


def test_a_screenshot_is_refused_and_not_kept(checked):
    state = look(checked, show(TOKEN, ANN.phone, NOW), now=NOW + MINUTE)
    assert state.answer.outcome is Outcome.REFUSED
    assert state.say.startswith("Not valid. This is a picture of a ticket")
    assert checked.list_all() == []


@pytest.mark.parametrize(
    "book, words",
    [
        (TicketBook(), "Cannot say. The keys of this city are not on this phone yet."),
        (TicketBook(CITY.keys()), "Cannot say. This phone does not know which tickets were given back."),
        (TicketBook(CITY.keys(), replace(CITY.killed(), issued_at=NOW - timedelta(days=8))), "Cannot say. This phone has not heard for a week"),
    ],
)
def test_nobody_can_say(checked, book, words):
    state = look(checked, show(TOKEN, ANN.phone, NOW), book=book)
    assert state.say.startswith(words)
    assert checked.list_all() == []


def test_an_old_list_is_told(checked):
    book = TicketBook(CITY.keys(), replace(CITY.killed(), issued_at=NOW - timedelta(hours=30)))
    assert look(checked, show(TOKEN, ANN.phone, NOW), book=book).say.endswith("The list of tickets given back is 30 hours old")


def test_several_people_and_another_day(checked):
    text = ANN.shows(CITY, count=3, valid_until=NOW + timedelta(days=2))
    assert look(checked, text).answer.lines == ("tram: market-square:b to hospital:a", "Until 2026-11-26, 09:30", "For 3 people")


def test_a_killed_ticket_names_its_legs_still(checked):
    state = look(checked, show(TOKEN, ANN.phone, NOW), book=TicketBook(CITY.keys(), CITY.killed(TICKET_ID)))
    assert state.answer.lines[0] == f"{TRAM.operator}: {TRAM.origin} to {TRAM.destination}"
    assert state.say.startswith("Not valid. This ticket was given back, or is on another phone now. tram")


def test_hints_come_every_nine_seconds_at_most(checked):
    state, heard = looking(0.0), []
    for tenth in range(1, 300):
        state = seen(state, (), BOOK, checked, NOW, tenth / 10, BERLIN)
        heard += [state.say] if state.say else []
    assert heard == ["No code in view"] * 3


def test_after_an_answer_nothing_more_is_said(checked):
    state = look(checked, show(TOKEN, ANN.phone, NOW))
    assert seen(state, ("other",), BOOK, checked, NOW, 2.0, BERLIN).say == ""
    assert without_camera("No camera here").say == "No camera here"


@pytest.mark.parametrize("language", ["en", "de", "es", "ko"])
def test_everything_has_words_a_picture_and_a_feel(language):
    use(language)
    assert set(REASONS) == set(TicketRefusal)
    for words in (*REASONS.values(), *OUTCOMES.values()):
        assert words()
    assert set(ICONS) == set(TONES) == set(BUZZES) == set(Outcome)
    assert list_age_words(timedelta(hours=25))
    assert waiting_words(2)
    assert until_words(NOW, NOW, None)


class SignedInTo:
    """Whoever is signed in, and the city that answers them, one question after the other."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def ask(self, question, path: str = "", answer: type | None = None, *, body=None, token: str = "", key: str = ""):
        if callable(question):
            return await question(self, "token")
        self.asked.append((path, body, key))
        given = self.answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return given(body) if callable(given) else given


def all_of(upload: InspectionsUpload) -> InspectionsResponse:
    return InspectionsResponse(tuple(Inspected(one.id, InspectionOutcome.COUNTED) for one in upload.inspections))


async def test_everything_that_waits_is_sent_in_parts(checked):
    for number in range(MOST_UPLOADED + 5):
        checked.add(f"t{number}", NOW, shown="AWT1:A")
    city = SignedInTo(all_of, all_of)
    assert await send(city, checked) == MOST_UPLOADED + 5
    assert [len(body.inspections) for _, body, _ in city.asked] == [MOST_UPLOADED, 5]
    assert checked.waiting() == []
    assert await send(SignedInTo(), checked) == 0


async def test_without_a_network_it_waits_on_and_is_sent_by_the_same_ids(checked):
    checked.add("t", NOW, shown="AWT1:A")
    city = SignedInTo(Unreachable(), all_of)
    with pytest.raises(Unreachable):
        await send(city, checked)
    assert len(checked.waiting()) == 1
    assert await send(city, checked) == 1
    assert city.asked[0] == city.asked[1]


async def test_a_city_that_answers_of_nothing_is_not_asked_for_ever(checked):
    checked.add("t", NOW, shown="AWT1:A")
    assert await send(SignedInTo(InspectionsResponse(())), checked) == 0
    assert len(checked.waiting()) == 1


def test_what_was_sent_is_remembered_for_a_day(checked):
    one = checked.add("t", NOW, shown="AWT1:A")
    checked.sent([one.inspection])
    assert checked.first_at("t") == NOW
    checked.add("other", NOW + REMEMBERED + MINUTE, shown="AWT1:A")
    assert checked.first_at("t") is None
    assert len(checked.waiting()) == 1


def test_what_was_not_sent_is_kept_however_long(checked):
    checked.add("t", NOW, shown="AWT1:A")
    checked.add("other", NOW + timedelta(days=40), shown="AWT1:A")
    assert len(checked.waiting()) == 2


def test_damaged_notes_are_begun_anew(checked, store):
    store.keep(checked.name, b"nonsense")
    assert checked.list_all() == []
    assert checked.add("t", NOW, number="7K2M94") in checked.list_all()


def found_ticket(valid: bool = True, reason: str | None = None, *rights: TicketRight) -> FoundTicket:
    places = TicketPlace("Market Square"), TicketPlace("Hospital")
    return FoundTicket("7K2-M94", valid, reason, "City Tram", *places, NOW, NOW + timedelta(hours=2), 0, rights=rights)


async def states_of(typed: str, city, checked) -> list[InspectState]:
    return [state async for state in find(asking(), typed, city, checked, NOW, BERLIN)]


def a_number() -> str:
    return said(new_number(lambda below: 7 % below))


async def test_a_number_finds_a_ticket(checked):
    state = (await states_of(a_number(), SignedInTo(found_ticket()), checked))[-1]
    assert state.say == "Valid. City Tram: Market Square to Hospital. Until 11:30"
    assert checked.waiting()[0].inspection.number


async def test_a_number_of_a_ticket_that_does_not_count(checked):
    state = (await states_of(a_number(), SignedInTo(found_ticket(False, "over")), checked))[-1]
    assert state.say.startswith("Not valid. This ticket is not valid any longer. City Tram")
    new = (await states_of(a_number(), SignedInTo(found_ticket(False, "a_new_reason")), checked))[-1]
    assert new.say.startswith("Not valid. City Tram")
    assert checked.list_all() == []


async def test_numbers_need_a_network_and_right_signs(checked):
    asked = SignedInTo(Unreachable())
    assert (await states_of(a_number(), asked, checked))[-1].trouble.startswith("No connection")
    (state,) = await states_of("7K2", asked, checked)
    assert state.trouble.startswith("A number has six letters and digits")
    assert len(asked.asked) == 1


# Keys and list
