"""Events: signed as Stripe's, told in order or as ordered, and never lost."""

import json
import time

import pytest

stripe = pytest.importorskip("stripe", reason="the official SDK is not installed")

ORDER = {"amount": 1080, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True, "capture_method": "manual"}
HELD = ["payment_intent.created", "charge.succeeded", "payment_intent.amount_capturable_updated"]


@pytest.fixture
def secret(v1, receiver):
    return v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]}).secret


def kinds(events):
    return [event["type"] for event in events]


def test_every_event_is_signed_and_says_what_changed(v1, receiver, secret):
    intent = v1.payment_intents.create(ORDER, {"idempotency_key": "row-1"})
    assert kinds(receiver.wait(3)) == HELD
    for body, header in receiver.taken:
        event = stripe.Webhook.construct_event(body, header, secret)
        assert (event.api_version, event.livemode, event.request.idempotency_key) == (stripe.api_version, False, "row-1")
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body + b" ", header, secret)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, header, "whsec_other")
    last = json.loads(receiver.taken[-1][0])
    assert last["data"]["previous_attributes"] == {"status": "requires_confirmation", "amount_capturable": 0}
    assert (last["data"]["object"]["id"], last["data"]["object"]["status"]) == (intent.id, "requires_capture")
    assert not [name for name in last["data"]["object"] if name.startswith("_")]


def test_the_whole_life_of_a_payment_is_told(v1, receiver, secret):
    intent = v1.payment_intents.create(ORDER)
    v1.payment_intents.capture(intent.id, {"amount_to_capture": 730})
    v1.refunds.create({"payment_intent": intent.id, "amount": 280})
    other = v1.payment_intents.create(ORDER)
    v1.payment_intents.cancel(other.id)
    told = kinds(receiver.wait(12))
    assert told == HELD + ["charge.captured", "payment_intent.succeeded", "refund.created", "charge.refunded"] + HELD + [
        "charge.refunded",
        "payment_intent.canceled",
    ]


def test_events_can_be_read_by_those_who_got_none(v1, receiver):
    v1.payment_intents.create(ORDER)
    assert kinds(v1.events.list().data) == HELD[::-1]
    assert kinds(v1.events.list({"types": ["charge.succeeded"]}).data) == ["charge.succeeded"]
    receiver.refusals = 10**6
    v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["payment_intent.created"]})
    v1.payment_intents.create(ORDER)
    receiver.wait_asked(1)
    undelivered = v1.events.list({"delivery_success": False}).data
    assert [(event.type, event.pending_webhooks) for event in undelivered] == [("payment_intent.created", 1)]
    assert v1.events.retrieve(undelivered[0].id).data.object.object == "payment_intent"


def test_what_a_receiver_refuses_comes_again_for_three_days(v1, receiver, secret, control):
    receiver.refusals = 2
    v1.customers.create({"name": "Ada"})
    for _ in range(400):  # a refusal is noted a moment after it was given
        if receiver.taken:
            break
        control.advance(120)
        time.sleep(0.05)
    assert kinds(receiver.wait(1)) == ["customer.created"]
    assert receiver.asked == 3
    receiver.refusals = 10**6
    v1.customers.create({"name": "Grace"})
    while control("events", method="GET")["deliveries"][0]["state"] == "waiting":
        control.advance(43_200)
    assert control("events", method="GET")["deliveries"][0]["state"] == "given_up"


def test_events_are_held_and_let_go_in_any_order(v1, receiver, secret, control):
    control("events", {"hold": True})
    v1.payment_intents.create(ORDER)
    order = [HELD[2], HELD[0], HELD[1]]
    control("events/release", {"order": order})
    assert kinds(receiver.wait(3)) == order
    control("events", {"hold": True, "reverse": True})
    v1.payment_intents.create(ORDER)
    control("events/release")
    assert kinds(receiver.wait(6))[3:] == HELD[::-1]


def test_events_are_repeated_lost_and_sent_once_more(v1, receiver, secret, control):
    control("events", {"repeat": 3})
    v1.customers.create({"name": "Ada"})
    assert len({event["id"] for event in receiver.wait(3)}) == 1
    control("events", {"repeat": 1, "drop": ["payment_intent.created"]})
    v1.payment_intents.create(ORDER)
    assert kinds(receiver.wait(5))[3:] == HELD[1:]
    lost = v1.events.list({"type": "payment_intent.created"}).data[0]
    control(f"events/{lost.id}/resend")
    assert receiver.wait(6)[5]["id"] == lost.id
    control("events", {"delay_s": 3600})
    v1.customers.create({"name": "Grace"})
    assert len(receiver.taken) == 6
    control.advance(3600)
    assert kinds(receiver.wait(7))[6:] == ["customer.created"]


def test_only_addresses_of_this_machine_are_told(v1):
    for url in ("https://example.org/hook", "http://10.0.0.1/hook", "http://127.0.0.1@example.org/", "http://127.0.0.1:99999/"):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            v1.webhook_endpoints.create({"url": url, "enabled_events": ["*"]})
        assert refused.value.code == "url_invalid"
    assert v1.webhook_endpoints.list().data == []


def test_an_endpoint_tells_its_secret_once_and_can_go(v1, receiver, secret):
    endpoint = v1.webhook_endpoints.list().data[0]
    assert "secret" not in endpoint
    v1.webhook_endpoints.delete(endpoint.id)
    v1.customers.create({"name": "Ada"})
    assert v1.events.list({"delivery_success": False}).data == []
