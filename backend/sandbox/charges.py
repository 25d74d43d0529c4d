"""Charges: what an intent does to a card. Made and changed by intents only."""

from backend.sandbox.amounts import fee_of
from backend.sandbox.balance import PENDING_S, book
from backend.sandbox.cards import CARDS, Card
from backend.sandbox.lists import paged
from backend.sandbox.world import Call, World

MESSAGES = {
    "expired_card": "Your card has expired.",
    "insufficient_funds": "Your card has insufficient funds.",
}
RISKS = {"normal": ("authorized", 12), "elevated": ("manual_review", 68), "highest": ("blocked", 92)}


def make_charge(world: World, intent: dict, method: dict, authenticated: bool) -> dict:
    """Asks the issuer: a charge that succeeded or failed, not yet captured."""
    card = CARDS[method["_card"]]
    sure, now = card.decline is None, world.clock.now()
    manual = intent["capture_method"] == "manual"
    before = now + card.holds_s if manual and sure else None
    return world.new(
        "ch", "charge", amount=intent["amount"], amount_captured=0, amount_refunded=0, captured=False, refunded=False, paid=sure,
        currency=intent["currency"],
        status="succeeded" if sure else "failed", customer=intent["customer"], description=intent["description"], disputed=False,
        metadata=intent["metadata"],
        payment_intent=intent["id"], payment_method=method["id"], outcome=outcome(card), balance_transaction=None, failure_balance_transaction=None,
        failure_code=None if sure else card.code, failure_message=None if sure else MESSAGES.get(card.decline or "", "Your card was declined."),
        payment_method_details={"type": "card", "card": card_details(method, card, intent, before, authenticated)},
        transfer_group=intent["transfer_group"], application=None, application_fee=None, application_fee_amount=None, on_behalf_of=None, dispute=None,
        billing_details=method["billing_details"], calculated_statement_descriptor="SANDBOX", fraud_details={}, receipt_url=None,
        receipt_email=None, review=None,
        shipping=None, source_transfer=None, statement_descriptor=None, statement_descriptor_suffix=None, transfer_data=None, _card=method["_card"],
        _captures=0,
    )  # fmt: skip


def card_details(method: dict, card: Card, intent: dict, before: int | None, authenticated: bool) -> dict:
    asked = (intent["payment_method_options"].get("card") or {}).get("request_multicapture") == "if_available"
    many = "available" if card.multicapture and asked and before else "unavailable"
    secure = {"result": "authenticated", "authentication_flow": "challenge", "version": "2.2.0"} if authenticated else None
    shared = {name: method["card"][name] for name in ("brand", "last4", "exp_month", "exp_year", "funding", "country", "fingerprint")}
    return shared | {
        "capture_before": before, "multicapture": {"status": many}, "overcapture": {"status": "unavailable",
        "maximum_amount_capturable": intent["amount"]},
        "extended_authorization": {"status": "disabled"}, "incremental_authorization": {"status": "unavailable"}, "three_d_secure": secure,
        "network": card.brand, "checks": {"cvc_check": "pass", "address_line1_check": None, "address_postal_code_check": None},
        "amount_authorized": intent["amount"],
        "wallet": None,
    }  # fmt: skip


def outcome(card: Card) -> dict:
    type_, score = RISKS[card.risk]
    sure = card.decline is None
    return {
        "type": type_ if sure or type_ == "blocked" else "issuer_declined", "risk_level": card.risk, "risk_score": score, "reason": card.decline,
        "network_status": "approved_by_network" if sure else "declined_by_network", "network_decline_code": None, "network_advice_code": None,
        "seller_message": "Payment complete." if sure else "The bank did not return any further details with this decline.",
    }  # fmt: skip


def payment_error(charge: dict) -> dict:
    card = CARDS[charge["_card"]]
    return {"type": "card_error", "code": card.code, "decline_code": card.decline, "charge": charge["id"], "message": charge["failure_message"]}


def take(world: World, charge: dict, amount: int, final: bool) -> None:
    """Captures an amount; with the last capture the rest goes back to the card, which Stripe counts as refunded."""
    taken = charge["amount_captured"] + amount
    now = world.clock.now()
    line = book(world, "charge", amount, charge["currency"], charge["id"], fee=fee_of(amount), available_on=now + PENDING_S)
    released = charge["amount"] - taken if final else 0
    world.change(
        charge, amount_captured=taken, captured=final, amount_refunded=charge["amount_refunded"] + released, balance_transaction=line["id"],
        _captures=charge["_captures"] + 1, _released=released,
    )  # fmt: skip


def retrieve(world: World, call: Call) -> dict:
    return world.get("charge", call.ids[0])


def list_all(world: World, call: Call) -> dict:
    asked = call.params
    found = world.store.list_objects(
        "charge", payment_intent=asked.get("payment_intent"), customer=asked.get("customer"), transfer_group=asked.get("transfer_group")
    )  # fmt: skip
    return paged(found, asked, "/v1/charges")
