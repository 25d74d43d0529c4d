"""PaymentIntents: made, changed, read."""

import secrets

from backend.sandbox.amounts import check_charge, check_currency
from backend.sandbox.customers import merged, method_named, standing
from backend.sandbox.errors import bad_call, refused, unexpected_state
from backend.sandbox.lists import paged
from backend.sandbox.world import Call, World

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
ECHOED = ("description", "receipt_email", "setup_future_usage", "statement_descriptor_suffix", "transfer_group", "shipping")


def make_intent(world: World, asked: dict) -> dict:
    """Not yet confirmed. Raises Refusal."""
    currency = check_currency(asked["currency"])
    check_charge(asked["amount"], currency)
    check_card_allowed(asked)
    if not asked.get("confirm"):
        check_confirmed_only(asked)
    customer = standing(world, asked["customer"])["id"] if asked.get("customer") else None
    method = usable_method(world, asked["payment_method"], customer)["id"] if asked.get("payment_method") else None
    intent = world.new("pi", "payment_intent", **fresh(asked, currency, customer, method))
    world.change(intent, client_secret=f"{intent['id']}_secret_{secrets.token_urlsafe(18)}")
    world.tell("payment_intent.created", intent)
    return intent


def fresh(asked: dict, currency: str, customer: str | None, method: str | None) -> dict:
    """What a new intent begins with."""
    return {name: asked.get(name) for name in ECHOED} | {
        "amount": asked["amount"], "amount_capturable": 0, "amount_received": 0, "amount_details": {"tip": {}}, "currency": currency,
        "customer": customer,
        "capture_method": asked.get("capture_method", "automatic_async"), "confirmation_method": asked.get("confirmation_method", "automatic"),
        "status": "requires_confirmation" if method else "requires_payment_method", "latest_charge": None, "last_payment_error": None,
        "next_action": None,
        "canceled_at": None, "cancellation_reason": None, "metadata": merged({}, asked), "payment_method": method, "processing": None, "review": None,
        "payment_method_options": asked.get("payment_method_options") or {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"], "allowed_payment_method_types": asked.get("allowed_payment_method_types"),
        "automatic_payment_methods": asked.get("automatic_payment_methods"),
        "application": None, "application_fee_amount": None, "on_behalf_of": None, "statement_descriptor": None, "transfer_data": None,
        "source": None,
        "_return_url": None,
    }  # fmt: skip


def check_card_allowed(asked: dict) -> None:
    if "card" not in (asked.get("allowed_payment_method_types") or ["card"]):
        raise bad_call("The sandbox has cards only.", "sandbox_parameter_unsupported", "allowed_payment_method_types")


def check_confirmed_only(asked: dict) -> None:
    for name in ("off_session", "return_url", "error_on_requires_action"):
        if name in asked:
            raise bad_call(f"{name} may be given only together with confirm=true.", "parameter_unknown", name)


def usable_method(world: World, name: str, customer: str | None) -> dict:
    method = method_named(world, name)
    if method["customer"] not in (None, customer):
        raise refused("The payment method belongs to a customer: name that customer too.", "payment_method_customer_mismatch", "payment_method")
    if method.get("_used"):
        raise refused("This payment method was detached or used without a customer; it cannot be used again.", None, "payment_method")
    return method


def update(world: World, call: Call) -> dict:
    """Amount, card and customer only while the traveller has not been asked to pay."""
    intent, asked = world.get("payment_intent", call.ids[0]), call.params
    before = dict(intent)
    changes: dict = {name: asked[name] or None for name in ECHOED if name in asked}
    if {"amount", "currency", "customer", "payment_method", "payment_method_options", "capture_method"} & asked.keys():
        if intent["status"] not in OPEN:
            raise unexpected_state(intent, "updated")
        changes |= money_changes(world, intent, asked)
    world.change(intent, metadata=merged(intent["metadata"], asked), **changes)
    if intent["status"] == "requires_payment_method" and intent["payment_method"]:
        world.change(intent, status="requires_confirmation")
    if before != intent:
        world.tell("payment_intent.updated", intent, before)
    return intent


def money_changes(world: World, intent: dict, asked: dict) -> dict:
    currency = check_currency(asked.get("currency", intent["currency"]))
    check_charge(asked.get("amount", intent["amount"]), currency)
    changes = {"currency": currency} | {name: asked[name] for name in ("amount", "capture_method", "payment_method_options") if name in asked}
    if asked.get("customer"):
        changes["customer"] = standing(world, asked["customer"])["id"]
    if asked.get("payment_method"):
        changes["payment_method"] = usable_method(world, asked["payment_method"], changes.get("customer", intent["customer"]))["id"]
    return changes


def retrieve(world: World, call: Call) -> dict:
    intent = world.get("payment_intent", call.ids[0])
    secret = call.params.get("client_secret")
    if secret is not None and not secrets.compare_digest(secret, intent["client_secret"]):
        raise bad_call("The client_secret does not belong to this PaymentIntent.", "payment_intent_invalid_parameter", "client_secret")
    return intent


def list_all(world: World, call: Call) -> dict:
    if call.params.get("customer"):
        world.get("customer", call.params["customer"], "customer")
    return paged(world.store.list_objects("payment_intent", customer=call.params.get("customer")), call.params, "/v1/payment_intents")
