"""Why nothing was sold or moved is said in the language of the person, whatever the reason."""
import msgspec
import pytest

from backend.bookings import quoting, selling
from backend.contract.quotes import LegNotSellableProblem, NotSellable
from backend.pricing import errors
from backend.tickets import issuing
from mobile.client import Refused, Unreachable
from mobile.i18n import LANGUAGES, use
from mobile.payments import refusals
from mobile.payments.refusals import REASONS, SENTENCES, sentence_of


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use("en")


def not_sold(reason: str) -> Refused:
    problem = LegNotSellableProblem(type="", title="", status=422, detail="", instance="", code="leg_not_sellable", leg=0, reason=NotSellable.LEFT)
    body = msgspec.json.encode(msgspec.to_builtins(problem) | {"reason": reason})
    return Refused("As the city says it.", "leg_not_sellable", status=422, problem=body)


@pytest.mark.parametrize("reason", NotSellable, ids=str)
def test_every_reason_why_a_leg_is_not_sold_has_words_in_every_language(reason):
    said = set()
    for language in LANGUAGES:
        use(language)
        said.add(sentence_of(not_sold(reason)))
    assert len(said) == len(LANGUAGES)
    assert "As the city says it." not in said


def test_a_reason_newer_than_the_app_keeps_the_words_of_the_city():
    assert sentence_of(not_sold("on_the_moon")) == "As the city says it."
    assert sentence_of(Refused("As the city says it.", "leg_not_sellable")) == "As the city says it."
    assert sentence_of(Refused("As the city says it.", "something_new")) == "As the city says it."


def test_what_has_words_here_is_what_the_service_says():
    known = (
        quoting.QuoteLimit, selling.PayFirst, selling.HoldLimit, issuing.TooManyPhones, issuing.TicketOver, errors.MixedCurrency,
        errors.OperatorSilent, errors.VehicleDoesNotFit, errors.LegNotSellable,
    )  # fmt: skip
    assert {one.code for one in known} | {refusals.TAKEN} == SENTENCES.keys() | {refusals.NOT_SOLD}
    assert REASONS.keys() == set(NotSellable)
    assert sentence_of(Refused("", "pay_first")).startswith("This price counts on a trip that waits for your payment.")


def test_without_a_network_the_sentence_is_that_of_the_network():
    assert sentence_of(Unreachable()) == Unreachable().sentence
