"""Confirming an intent, with 3-D Secure between the traveller and the bank; then capture and cancel."""

from backend.sandbox.addresses import check_return_url
from backend.sandbox.amounts import SMALLEST, check_positive
from backend.sandbox.cards import CARDS
from backend.sandbox.charges import make_charge, payment_error, take
from backend.sandbox.customers import keep_for, merged
from backend.sandbox.disputes import open_dispute
from backend.sandbox.errors import Refusal, card_refused, refused, unexpected_state
from backend.sandbox.intents import OPEN, make_intent, usable_method
from backend.sandbox.world import Call, World, later, shown

AUTHENTICATION_FAILED = "We are unable to authenticate your payment method. Please choose a different payment method and try again."
AUTHENTICATION_NEEDED = "Your card was declined. This transaction requires authentication."
MOST_CAPTURES = 50


def create(world: World, call: Call) -> dict:
    intent = make_intent(world, call.params)
    return confirm_intent(world, intent, call.params) if call.params.get("confirm") else intent


def confirm(world: World, call: Call) -> dict:
    return confirm_intent(world, world.get("payment_intent", call.ids[0]), call.params)


def confirm_intent(world: World, intent: dict, asked: dict) -> dict:
    if intent["status"] not in OPEN:
        raise unexpected_state(shown(intent), "confirmed")
    back = check_return_url(asked["return_url"]) if asked.get("return_url") else None
    if asked.get("payment_method"):
        world.change(intent, payment_method=usable_method(world, asked["payment_method"], intent["customer"])["id"])
    if intent["payment_method"] is None:
        words = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise refused(words, "payment_intent_unexpected_state", payment_intent=shown(intent))
    changes = {name: asked[name] for name in ("setup_future_usage", "capture_method", "payment_method_options") if asked.get(name)}
    world.change(intent, _return_url=back, last_payment_error=None, next_action=None, **changes)
    method = world.get("payment_method", intent["payment_method"])
    if must_ask(method):
        if asked.get("off_session") or asked.get("error_on_requires_action"):
            raise needs_authentication(world, intent, method)
        return ask_bank(world, intent)
    return charge_card(world, intent, method, authenticated=False)


def must_ask(method: dict) -> bool:
    challenge = CARDS[method["_card"]].challenge
    return challenge == "always" or (challenge == "on_setup" and not method["_set_up"])


def ask_bank(world: World, intent: dict) -> dict:
    """Waits for the traveller at the page of the bank."""
    page = {"url": f"{world.address}/_authenticate/{intent['id']}", "return_url": intent["_return_url"]}
    before = dict(intent)
    world.change(intent, status="requires_action", next_action={"type": "redirect_to_url", "redirect_to_url": page})
    world.tell("payment_intent.requires_action", intent, before)
    return intent


def needs_authentication(world: World, intent: dict, method: dict) -> Refusal:
    error = {"type": "card_error", "code": "authentication_required", "decline_code": "authentication_required", "message": AUTHENTICATION_NEEDED}
    fail(world, intent, method, error)
    return card_refused(error, payment_intent=shown(intent))


def fail(world: World, intent: dict, method: dict, error: dict) -> None:
    """Back to where another card can be tried."""
    told = error | {"payment_method": shown(method), "doc_url": f"https://docs.stripe.com/error-codes#{error['code'].replace('_', '-')}"}
    before = dict(intent)
    world.change(intent, status="requires_payment_method", payment_method=None, next_action=None, last_payment_error=told)
    world.tell("payment_intent.payment_failed", intent, before)


def answer_bank(world: World, intent: dict, agreed: bool) -> dict:
    """What the traveller did at the bank's page. The intent afterwards; a refused card is no error here."""
    if intent["status"] != "requires_action":
        raise unexpected_state(shown(intent), "authenticated")
    method = world.get("payment_method", intent["payment_method"])
    if not agreed or CARDS[method["_card"]].fails_challenge:
        fail(
            world,
            intent,
            method,
            {"type": "invalid_request_error", "code": "payment_intent_authentication_failure", "message": AUTHENTICATION_FAILED},
        )
        return intent
    try:
        return charge_card(world, intent, method, authenticated=True)
    except Refusal as refusal:
        if not refusal.keeps:
            raise
        return intent


def charge_card(world: World, intent: dict, method: dict, authenticated: bool) -> dict:
    charge = make_charge(world, intent, method, authenticated)
    world.change(intent, latest_charge=charge["id"], next_action=None)
    if charge["status"] == "failed":
        world.tell("charge.failed", charge)
        error = payment_error(charge)
        fail(world, intent, method, error)
        raise card_refused(error, charge=charge["id"], payment_intent=shown(intent))
    world.tell("charge.succeeded", charge)
    keep_method(world, intent, method, authenticated)
    before = dict(intent)
    if intent["capture_method"] == "manual":
        world.change(intent, status="requires_capture", amount_capturable=intent["amount"])
        world.store.at(charge["payment_method_details"]["card"]["capture_before"], "intent.lapses", intent["id"])
        world.tell("payment_intent.amount_capturable_updated", intent, before)
        return intent
    take(world, charge, intent["amount"], final=True)
    world.change(intent, status="succeeded", amount_received=intent["amount"])
    world.tell("payment_intent.succeeded", intent, before)
    after_capture(world, charge)
    return intent


def keep_method(world: World, intent: dict, method: dict, authenticated: bool) -> None:
    """A card kept for later asks the bank only once; one of no customer is used up."""
    if intent["customer"] and intent["setup_future_usage"]:
        world.change(method, _set_up=method["_set_up"] or authenticated)
        if method["customer"] is None:
            keep_for(world, method, intent["customer"])
    elif method["customer"] is None:
        world.change(method, _used=True)


def capture(world: World, call: Call) -> dict:
    intent, asked = world.get("payment_intent", call.ids[0]), call.params
    if intent.get("_lapsed"):
        raise refused("The authorization has expired; it cannot be captured.", "capture_charge_authorization_expired", payment_intent=shown(intent))
    if intent["status"] != "requires_capture":
        raise unexpected_state(shown(intent), "captured")
    charge = world.get("charge", intent["latest_charge"])
    amount, final = asked.get("amount_to_capture", intent["amount_capturable"]), asked.get("final_capture", True)
    check_capture(intent, charge, amount, final)
    before, charged_before = dict(intent), dict(charge)
    take(world, charge, amount, final)
    rest = 0 if final else intent["amount_capturable"] - amount
    world.change(
        intent, amount_received=intent["amount_received"] + amount, amount_capturable=rest, status="succeeded" if final else "requires_capture",
        metadata=merged(intent["metadata"], asked),
    )  # fmt: skip
    world.tell("charge.captured", charge, charged_before)
    world.tell("payment_intent.succeeded" if final else "payment_intent.amount_capturable_updated", intent, before)
    after_capture(world, charge)
    return intent


def check_capture(intent: dict, charge: dict, amount: int, final: bool) -> None:
    check_positive(amount, "amount_to_capture")
    if amount > intent["amount_capturable"]:
        raise refused(f"The remaining amount that can be captured is {intent['amount_capturable']}.", "amount_too_large", "amount_to_capture")
    if amount < SMALLEST[intent["currency"]]:
        raise refused(f"Amount must be at least {SMALLEST[intent['currency']]}.", "amount_too_small", "amount_to_capture")
    many = charge["payment_method_details"]["card"]["multicapture"]["status"] == "available"
    if not final and not many:
        raise refused("This charge cannot be captured in parts: multicapture is not available for it.", "parameter_invalid", "final_capture")
    if not final and charge["_captures"] + 1 >= MOST_CAPTURES:
        raise refused("This charge was captured 49 times; the next capture must be the last.", "parameter_invalid", "final_capture")


def after_capture(world: World, charge: dict) -> None:
    if CARDS[charge["_card"]].disputed and charge["captured"]:
        open_dispute(world, charge, "fraudulent")


def cancel(world: World, call: Call) -> dict:
    intent = world.get("payment_intent", call.ids[0])
    if intent["status"] not in (*OPEN, "requires_capture"):
        raise unexpected_state(shown(intent), "canceled")
    return end(world, intent, call.params.get("cancellation_reason"))


def end(world: World, intent: dict, reason: str | None) -> dict:
    """Nothing of what was held and not captured is ever taken. An intent that was captured in parts has succeeded with these."""
    before = dict(intent)
    charge = world.store.find(intent["latest_charge"]) if intent["status"] == "requires_capture" else None
    over = {"amount_capturable": 0, "next_action": None}
    if charge and charge["amount_captured"]:
        rest = charge["amount"] - charge["amount_captured"] - charge.get("_released", 0)
        world.change(charge, captured=True, amount_refunded=charge["amount_refunded"] + rest, _released=charge.get("_released", 0) + rest)
        world.change(intent, status="succeeded", **over)
        world.tell("payment_intent.succeeded", intent, before)
        return intent
    world.change(intent, status="canceled", canceled_at=world.clock.now(), cancellation_reason=reason, **over)
    if charge:
        world.change(charge, amount_refunded=charge["amount"], refunded=True, _released=charge["amount"])
        if reason == "automatic":
            world.tell("charge.expired", charge)
        world.tell("charge.refunded", charge)
    world.tell("payment_intent.canceled", intent, before)
    return intent


@later("intent.lapses")
def lapse(world: World, intent: dict) -> None:
    """The bank gives the held money back."""
    if intent["status"] == "requires_capture":
        world.change(intent, _lapsed=not intent["amount_received"])
        end(world, intent, "automatic")
