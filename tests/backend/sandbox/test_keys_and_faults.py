"""One effect per key, whatever goes wrong on the way."""

import threading
from urllib.error import HTTPError

import pytest

from tests.backend.sandbox.conftest import client_of

stripe = pytest.importorskip("stripe", reason="the official SDK is not installed")

ORDER = {"amount": 1080, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True, "capture_method": "manual"}
KEYED = {"idempotency_key": "row-1"}
INTENTS = "/v1/payment_intents"


def test_a_repeated_key_gets_the_same_answer_and_does_nothing_more(v1, control):
    first, again = (v1.payment_intents.create(ORDER, KEYED) for _ in range(2))
    assert first.id == again.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.request_id == first.last_response.request_id
    assert len(control.effects("payment_intent")) == 1


def test_a_key_with_other_parameters_is_refused(v1):
    v1.payment_intents.create(ORDER, KEYED)
    with pytest.raises(stripe.IdempotencyError) as refused:
        v1.payment_intents.create({**ORDER, "amount": 1081}, KEYED)
    assert refused.value.http_status == 400


def test_a_declined_card_is_replayed_too_and_a_call_that_made_no_sense_is_not(v1, control):
    declined = {**ORDER, "payment_method": "pm_card_visa_chargeDeclined"}
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            v1.payment_intents.create(declined, KEYED)
    assert len(control.effects("charge")) == 1
    with pytest.raises(stripe.InvalidRequestError):
        v1.payment_intents.create({"amount": 500}, {"idempotency_key": "row-2"})
    assert v1.payment_intents.create(ORDER, {"idempotency_key": "row-2"}).status == "requires_capture"


def test_keys_are_forgotten_after_a_day_of_the_sandbox(v1, control):
    first = v1.payment_intents.create(ORDER, KEYED)
    control.advance(86_400 - 60)
    assert v1.payment_intents.create(ORDER, KEYED).id == first.id
    control.advance(61)
    assert v1.payment_intents.create(ORDER, KEYED).id != first.id


def test_fifty_at_once_with_one_key_make_one_payment(sandbox, control):
    found, start = [], threading.Barrier(50)

    def pay():
        start.wait(20)
        try:
            found.append(client_of(sandbox.url, max_network_retries=8).v1.payment_intents.create(ORDER, KEYED).id)
        except stripe.StripeError as refused:
            found.append(refused.error.code)

    threads = [threading.Thread(target=pay) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 50
    assert len(set(found) - {"idempotency_key_in_use"}) == 1
    assert len(control.effects("payment_intent")) == len(control.effects("charge")) == 1


@pytest.mark.parametrize("do, effects", [("drop_before", 0), ("drop_after", 1), ("reset", 0)])
def test_a_lost_answer_is_found_again_under_its_key(v1, control, do, effects):
    control.fault(do, INTENTS)
    with pytest.raises(stripe.APIConnectionError):
        v1.payment_intents.create(ORDER, KEYED)
    assert len(control.effects("charge")) == effects
    assert v1.payment_intents.create(ORDER, KEYED).status == "requires_capture"
    assert len(control.effects("charge")) == 1


def test_the_connection_may_break_after_the_work_too(v1, control):
    control.fault("reset", INTENTS, after=True)
    with pytest.raises(stripe.APIConnectionError):
        v1.payment_intents.create(ORDER, KEYED)
    assert (len(control.effects("charge")), v1.payment_intents.create(ORDER, KEYED).status) == (1, "requires_capture")
    assert len(control.effects("charge")) == 1


def test_the_sdk_tries_again_by_itself(sandbox, control):
    control.fault("drop_after", INTENTS)
    intent = client_of(sandbox.url, max_network_retries=2).v1.payment_intents.create(ORDER)
    assert [line["replayed"] for line in control("journal", method="GET")["lines"]] == [False, True]
    assert control.effects("payment_intent") == [f"payment_intent:{intent.id}"]


@pytest.mark.parametrize("after, effects", [(False, 0), (True, 1)])
def test_a_stored_500_stays_whether_the_work_was_done_or_not(v1, control, after, effects):
    control.fault("status", INTENTS, status=500, after=after)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            v1.payment_intents.create(ORDER, KEYED)
        assert (failed.value.http_status, failed.value.headers["Stripe-Should-Retry"]) == (500, "false")
    assert len(v1.payment_intents.list().data) == len(control.effects("payment_intent")) == effects


def test_too_many_requests_is_not_stored(v1, control):
    control.fault("status", INTENTS, status=429)
    with pytest.raises(stripe.RateLimitError):
        v1.payment_intents.create(ORDER, KEYED)
    assert v1.payment_intents.create(ORDER, KEYED).status == "requires_capture"


def test_only_the_request_that_was_meant_goes_wrong(v1, control):
    control.fault("status", f"{INTENTS}/*/capture", status=503, nth=2, stored=False)
    first, second = (v1.payment_intents.create(ORDER) for _ in range(2))
    assert v1.payment_intents.capture(first.id).status == "succeeded"
    with pytest.raises(stripe.APIError):
        v1.payment_intents.capture(second.id)
    assert v1.payment_intents.capture(second.id).status == "succeeded"
    assert control("faults", method="GET") == {"faults": []}


def test_two_at_one_object_or_one_key_are_told_so(sandbox, v1, control):
    intent = v1.payment_intents.create(ORDER)
    control.fault("delay", f"{INTENTS}/*/capture", seconds=4)
    slow = threading.Thread(target=v1.payment_intents.capture, args=(intent.id, {}, {"idempotency_key": "take"}))
    slow.start()
    while "key take" not in sandbox.desk.busy:
        slow.join(0.01)
    with pytest.raises(stripe.StripeError) as same_key:
        v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "take"})
    with pytest.raises(stripe.StripeError) as same_object:
        v1.payment_intents.cancel(intent.id)
    slow.join(20)
    assert (same_key.value.http_status, same_key.value.error.code) == (409, "idempotency_key_in_use")
    assert (same_object.value.http_status, same_object.value.error.code) == (409, "lock_timeout")
    assert v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_slow_body_arrives_whole(v1, control):
    control.fault("slow_body", INTENTS, seconds=0.5)
    assert v1.payment_intents.create(ORDER).status == "requires_capture"


@pytest.mark.parametrize(
    "order",
    [{"do": "explode"}, {"do": "delay", "seconds": -1}, {"do": "status", "status": 200}, {"do": "reset", "when": 3}, {"match": [], "do": "reset"}],
)
def test_an_order_that_makes_no_sense_is_refused(control, order):
    with pytest.raises(HTTPError) as refused:
        control("faults", order)
    assert refused.value.code == 400


@pytest.mark.parametrize("path", ["reset", "events/release", "payment_intents/pi_sb_1/lapse"])
def test_a_word_that_an_order_does_not_know_is_refused(control, path):
    with pytest.raises(HTTPError) as refused:
        control(path, {"whatever": True})
    assert refused.value.code == 400


def test_an_order_that_is_refused_leaves_the_clock_as_it_was(control):
    with pytest.raises(HTTPError):
        control("clock", {"freeze": True, "set": 1})
    assert control("clock", method="GET")["frozen"] is False
