"""Customers, cards kept for later, and the bank's page of 3-D Secure."""

import urllib.error
import urllib.parse
import urllib.request

import pytest

stripe = pytest.importorskip("stripe", reason="the official SDK is not installed")

ORDER = {"amount": 1080, "currency": "eur", "confirm": True, "capture_method": "manual"}
SECURE = "pm_card_threeDSecure2Required"


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def press(url: str, agreed: str):
    """The status and where the browser is sent."""
    try:
        with urllib.request.build_opener(Stay).open(url, urllib.parse.urlencode({"agreed": agreed}).encode(), timeout=20) as answer:
            return answer.status, None
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["Location"]


def asked(v1, card=SECURE, **more):
    return v1.payment_intents.create({**ORDER, "payment_method": card, "return_url": "http://127.0.0.1:1/pay/b1?lang=de", **more})


def test_a_customer_keeps_a_card_and_takes_it_away(v1):
    customer = v1.customers.create({"email": "ada@example.org", "metadata": {"account": "a1", "old": "x"}})
    changed = v1.customers.update(customer.id, {"name": "Ada", "metadata": {"old": ""}})
    assert (changed.name, changed.metadata.to_dict()) == ("Ada", {"account": "a1"})
    card = v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    assert (card.card.last4, card.customer) == ("4242", customer.id)
    assert [one.id for one in v1.customers.payment_methods.list(customer.id).data] == [card.id]
    assert v1.payment_methods.detach(card.id).customer is None
    assert v1.customers.payment_methods.list(customer.id).data == []
    with pytest.raises(stripe.InvalidRequestError):
        v1.payment_methods.attach(card.id, {"customer": customer.id})
    with pytest.raises(stripe.CardError):
        v1.payment_methods.attach("pm_card_visa_chargeDeclined", {"customer": customer.id})


def test_metadata_come_back_whatever_they_are_called(v1):
    customer = v1.customers.create({"metadata": {"_trip": "t1"}})
    assert v1.customers.retrieve(customer.id).metadata.to_dict() == customer.metadata.to_dict() == {"_trip": "t1"}


def test_a_deleted_customer_leaves_payments_and_no_cards(v1):
    customer = v1.customers.create({})
    card = v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    intent = v1.payment_intents.create({**ORDER, "customer": customer.id, "payment_method": card.id})
    assert v1.customers.delete(customer.id).deleted
    assert v1.customers.retrieve(customer.id).deleted
    assert v1.payment_methods.retrieve(card.id).customer is None
    assert v1.payment_intents.capture(intent.id).status == "succeeded"


def test_the_bank_asks_and_the_traveller_agrees(v1):
    intent = asked(v1)
    page = intent.next_action.redirect_to_url
    assert (intent.status, page.return_url) == ("requires_action", "http://127.0.0.1:1/pay/b1?lang=de")
    with urllib.request.urlopen(page.url, timeout=20) as answer:
        assert b"1080 EUR" in answer.read()
    status, back = press(page.url, "yes")
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))
    assert (status, query["lang"], query["payment_intent"], query["redirect_status"]) == (303, "de", intent.id, "succeeded")
    held = v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (held.status, held.amount_capturable, held.next_action) == ("requires_capture", 1080, None)
    assert held.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"
    assert press(page.url, "no") == (200, None)
    assert v1.payment_intents.retrieve(intent.id).status == "requires_capture"


@pytest.mark.parametrize(
    "card, agreed", [(SECURE, "no"), ("pm_card_sb_threeDSecureFails", "yes"), ("pm_card_threeDSecureRequiredChargeDeclined", "yes")]
)
def test_the_bank_refuses_and_another_card_is_tried(v1, card, agreed):
    intent = asked(v1, card)
    _, back = press(intent.next_action.redirect_to_url.url, agreed)
    assert "redirect_status=failed" in back
    left = v1.payment_intents.retrieve(intent.id)
    assert (left.status, left.last_payment_error is not None, left.amount_capturable) == ("requires_payment_method", True, 0)
    assert v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "requires_capture"


def test_an_abandoned_confirmation_can_be_given_up(v1):
    intent = asked(v1)
    assert v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"}).status == "canceled"
    assert press(intent.next_action.redirect_to_url.url, "yes") == (200, None)
    assert v1.payment_intents.retrieve(intent.id).status == "canceled"


def test_a_card_kept_with_the_banks_leave_pays_while_the_traveller_is_away(v1, control):
    customer = v1.customers.create({})
    setup = v1.setup_intents.create(
        {"customer": customer.id, "payment_method": "pm_card_authenticationRequiredOnSetup", "confirm": True, "usage": "off_session"}
    )
    assert setup.status == "requires_action"
    control(f"intents/{setup.id}/authenticate")
    kept = v1.setup_intents.retrieve(setup.id)
    assert (kept.status, v1.payment_methods.retrieve(kept.payment_method).customer) == ("succeeded", customer.id)
    paid = v1.payment_intents.create({**ORDER, "customer": customer.id, "payment_method": kept.payment_method, "off_session": True})
    assert paid.status == "requires_capture"


def test_a_card_that_always_needs_the_traveller_does_not_pay_without(v1):
    customer = v1.customers.create({})
    card = v1.payment_methods.attach("pm_card_authenticationRequired", {"customer": customer.id})
    with pytest.raises(stripe.CardError) as refused:
        v1.payment_intents.create({**ORDER, "customer": customer.id, "payment_method": card.id, "off_session": True})
    assert (refused.value.http_status, refused.value.code) == (402, "authentication_required")
    intent = refused.value.error.payment_intent
    assert v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"


def test_a_setup_is_refused_or_given_up(v1, control):
    customer = v1.customers.create({})
    setup = v1.setup_intents.create({"customer": customer.id})
    with pytest.raises(stripe.CardError):
        v1.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa_chargeDeclined"})
    assert v1.setup_intents.retrieve(setup.id).status == "requires_payment_method"
    v1.setup_intents.confirm(setup.id, {"payment_method": SECURE})
    control(f"intents/{setup.id}/refuse")
    assert v1.setup_intents.retrieve(setup.id).last_setup_error.code == "setup_intent_authentication_failure"
    assert v1.setup_intents.cancel(setup.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError) as late:
        v1.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa"})
    assert late.value.code == "setup_intent_unexpected_state"


def test_a_card_used_without_a_customer_is_used_up(v1):
    method = v1.payment_methods.retrieve("pm_card_visa")
    v1.payment_intents.create({**ORDER, "payment_method": method.id})
    with pytest.raises(stripe.InvalidRequestError):
        v1.payment_intents.create({**ORDER, "payment_method": method.id})


@pytest.mark.parametrize("address", ["javascript:alert(1)", "pay/b1", "http://a.example/\r\nX: 1", "data:text/html,x"])
def test_a_browser_is_sent_to_addresses_only(v1, address):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        asked(v1, return_url=address)
    assert (refused.value.code, refused.value.param) == ("url_invalid", "return_url")
