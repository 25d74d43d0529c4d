"""What stands about fares: what each right does in words, what is kept on the phone, and what a right did to a price."""
import msgspec
import pytest

from backend.contract.fares import FareCap, FareEffect, FareEffectKind, FareNames, FareOperator, FareRight, FaresResponse
from backend.contract.quotes import LineKind, SoldKind
from mobile.i18n import LANGUAGES, use
from mobile.i18n import spoken as say
from mobile.i18n import written as write
from mobile.payments.rights import Rights
from mobile.screens.fares import state as fares
from mobile.screens.pay import state as pay
from mobile.store.database import Store
from mobile.store.rights import FARES, MOST_HELD, RIGHTS, KeptFares, find_fares, load_rights, save_fares, save_rights
from tests.mobile.payments.told import NOON, a_quote, line

CITY, OTHER = "http://elm.example", "http://ash.example"


def right(word: str, *effects: FareEffect, name: str = "") -> FareRight:
    return FareRight(word, FareNames(*[name or word.capitalize()] * 4), effects)


CHILD = right("child", FareEffect("child", FareEffectKind.OWN_FARE, ("tram", "boat")))
COMPANION = right("companion", FareEffect("companion", FareEffectKind.FREE, ("tram",)))
OPERATORS = (FareOperator("tram", "City Lines", SoldKind.TRANSIT), FareOperator("boat", "River Boats", SoldKind.TRANSIT))
TOLD = FaresResponse("EUR", 2, 30, 1900, OPERATORS, (CHILD, COMPANION), (FareCap("day", ("tram", "boat"), 720, 2800, None),))


class AtHome:
    """What rights need of a session, with a real store."""

    def __init__(self, folder, city: str = CITY):
        self.store, self.told = Store(folder / "allways.db"), []
        self.client, self.tell = type("Client", (), {"backend": city})(), self.told.append


@pytest.fixture
def session(tmp_path):
    session = AtHome(tmp_path)
    save_fares(session.store, KeptFares(CITY, '"e"', TOLD))
    return session


@pytest.mark.parametrize(("effect", "written", "spoken"), [
    (FareEffect("a", FareEffectKind.FREE, ("tram", "boat")), "Free with City Lines, River Boats.", "Free with City Lines, River Boats."),
    (FareEffect("a", FareEffectKind.FACTOR, ("tram",), factor_bp=5000), "50 % of the price with City Lines.", "50 % of the price with City Lines."),
    (FareEffect("a", FareEffectKind.FACTOR, ("tram",), factor_bp=3350), "33.5 % of the price with City Lines.", None),
    (FareEffect("a", FareEffectKind.AMOUNT, ("tram",), amount_minor=120), "€1.20 a ticket with City Lines.", "1 euro 20 a ticket with City Lines."),
    (FareEffect("a", FareEffectKind.OWN_FARE, ("tram",)), "A lower fare with City Lines.", "A lower fare with City Lines."),
])  # fmt: skip
def test_what_a_right_does_is_said_in_words(effect, written, spoken):
    assert fares.effect_words(effect, TOLD, write) == written
    if spoken:
        assert fares.effect_words(effect, TOLD, say) == spoken


def test_the_most_one_pays_and_what_booking_costs():
    assert fares.cap_words(TOLD.caps[0], TOLD, write) == "€7.20 a day, €28.00 a week"
    assert fares.fee_words(TOLD, write) == "Booking here costs €0.30 on top, once for a trip."
    assert fares.fee_words(msgspec.structs.replace(TOLD, booking_fee_minor=0), write) == "Booking here costs nothing on top."


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_can_be_heard_in_every_language(language):
    use(language)
    told = fares.describe(fares.FaresState("ready", TOLD, ("child",)))
    assert all(told)
    assert len(told) == 5
    assert fares.describe(fares.FaresState("ready", FaresResponse(None, 0, 0, 0, (), (), ()))) == [fares.nothing_words()]


def test_rights_are_kept_for_the_city_that_knows_them(session):
    rights = Rights(session)
    assert rights.switch("companion")
    assert rights.held == ("companion",)
    assert load_rights(session.store, OTHER) == ()
    assert not rights.switch("companion")
    assert rights.held == ()
    assert session.told == ["rights", "rights"]


def test_what_the_city_does_not_know_any_longer_is_not_told_to_it(session):
    save_rights(session.store, CITY, ("hero", "child"))
    assert Rights(session).held == ("child",)
    assert Rights(session).held_names() == ["Child"]
    assert Rights(session).names_by_concession() == {"child": "Child"}


def test_no_more_than_a_price_can_be_asked_for_with(session):
    many = tuple(right(f"r{number}", FareEffect(f"r{number}", FareEffectKind.FREE, ("tram",))) for number in range(MOST_HELD + 1))
    save_fares(session.store, KeptFares(CITY, '"e"', msgspec.structs.replace(TOLD, rights=many)))
    rights = Rights(session)
    assert [rights.switch(one.entitlement) for one in many] == [True] * MOST_HELD + [False]
    assert len(rights.held) == MOST_HELD


@pytest.mark.parametrize("damaged", [b"", b"{", b"[1]", b'{"http://elm.example": 3}'])
def test_what_was_kept_and_makes_no_sense_is_the_ordinary_price(session, damaged):
    session.store.keep(RIGHTS, damaged)
    session.store.keep(FARES, damaged)
    assert load_rights(session.store, CITY) == ()
    assert find_fares(session.store, CITY) is None


def test_a_price_says_what_the_right_made_cheaper():
    free = msgspec.structs.replace(line(1, LineKind.FARE, 0, 280), concessions=("companion",))
    lines = (line(0, LineKind.BOOKING_FEE, 30), free, line(2, LineKind.FARE, 620))
    quote = a_quote(lines=lines, saved_minor=280, tax_minor=0, rights_saved_minor=240)
    assert pay.rights_words(quote, {"companion": "Companion", "child": "Child"}) == "Companion: €2.40 less than without."
    assert pay.rights_words(a_quote(), {"child": "Child"}) == "Child: nothing is cheaper on this trip."
    assert pay.rights_words(quote, {}) == ""
    heard = pay.describe(pay.sheet_of(quote, (), NOON, {"companion": "Companion"}))
    assert "Companion: €2.40 less than without." in heard
