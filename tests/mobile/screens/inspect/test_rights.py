"""Rights to pay less: what to look at, and what was seen."""
from datetime import timedelta

import pytest

from backend.contract.fares import FareNames
from backend.contract.tickets import (
    TicketRight,
)
from mobile.screens.inspect.rights import right_words
from mobile.screens.inspect.state import with_right_noted
from signing import cose, tickets
from signing.rights import WORDS
from signing.showing import show
from tests.mobile.screens.inspect.test_states import (
    ANN,
    CITY,
    TOKEN,
    SignedInTo,
    a_number,
    found_ticket,
    look,
    states_of,
)
from tests.signing.city import NOW

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "word, words",
    [
        ("child", "Child: look at the face"), ("companion", "Companion: travels with somebody who has a pass for it, look at both"),
        ("disabled", "With a disability: look at the pass, ask nothing about health"), ("low_income", "Low income: look at the proof"),
        ("art_school", "art school: look at the proof"),
        ("#4711", "A right that is newer than this app, number 4711: look it up by the number of the ticket"),
    ],
)  # fmt: skip
def test_a_right_says_what_to_look_at(checked, word, words):
    state = look(checked, ANN.shows(CITY, rights=(word,)))
    assert state.answer.rights == (words,)
    assert state.say == f"Valid. {words}. tram: market-square:b to hospital:a. Until 11:30"


def test_a_right_is_called_as_the_city_calls_it():
    assert right_words("art_school", {"art_school": "Art students"}.get) == "Art students: look at the proof"
    assert all(right_words(word)[0].isupper() for word in WORDS.values()), "this phone has a name for each that has a number"


def test_an_old_ticket_says_that_it_does_not_say(checked):
    state = look(checked, show(format_1(), ANN.phone, NOW))
    assert state.answer.rights == ("This ticket does not say whether it was cheaper. Its number tells.",)
    assert not state.answer.asks


def format_1() -> bytes:
    ticket = ANN.ticket()
    return cose.sign(tickets.value_of(ticket, NOW.date(), tickets.as_is), CITY.ticket, tickets.PURPOSE_1)


def test_what_was_seen_of_the_right_waits_with_the_check(checked):
    state = look(checked, ANN.shows(CITY, rights=("child",)))
    assert state.answer.asks
    (before,) = checked.waiting()
    checked.sent([before.inspection])
    noted = with_right_noted(state, checked, False)
    assert noted.say == "Noted: it was not shown. Without it this ticket is no ticket for this person."
    assert (noted.answer.asks, noted.answer.right_shown) == (False, False)
    (after,) = checked.waiting()
    assert (after.inspection.id, after.inspection.right_shown) == (before.inspection.id, False)
    assert with_right_noted(noted, checked, True).say == "", "it is said once"


def test_an_answer_that_comes_after_the_right_was_noted_does_not_lose_it(checked):
    state = look(checked, ANN.shows(CITY, rights=("child",)))
    (before,) = checked.waiting()
    with_right_noted(state, checked, True)
    checked.sent([before.inspection])
    assert [one.inspection.right_shown for one in checked.waiting()] == [True]


def test_a_plain_ticket_asks_nothing(checked):
    assert not look(checked, show(TOKEN, ANN.phone, NOW)).answer.asks
    refused = look(checked, ANN.shows(CITY, rights=("child",)), now=NOW + MINUTE)
    assert (refused.answer.rights, refused.answer.asks) == (("Child: look at the face",), False)


async def test_a_number_tells_the_right(checked):
    right = TicketRight("old", FareNames("Old people", "Alte Leute", "Mayores", "어르신"))
    state = (await states_of(a_number(), SignedInTo(found_ticket(True, None, right)), checked))[-1]
    assert state.say == "Valid. Old people: look at the proof. City Tram: Market Square to Hospital. Until 11:30"
    assert state.answer.asks
