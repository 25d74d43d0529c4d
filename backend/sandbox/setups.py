"""SetupIntents: a card is kept for later, with the bank's leave."""

import secrets

from backend.sandbox.addresses import check_return_url
from backend.sandbox.cards import CARDS
from backend.sandbox.confirming import AUTHENTICATION_FAILED
from backend.sandbox.customers import keep_for, merged, standing
from backend.sandbox.errors import Refusal, card_refused, refused, unexpected_state
from backend.sandbox.intents import check_card_allowed, usable_method
from backend.sandbox.world import Call, World, shown

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(world: World, call: Call) -> dict:
    asked = call.params
    check_card_allowed(asked)
    customer = standing(world, asked["customer"])["id"] if asked.get("customer") else None
    method = usable_method(world, asked["payment_method"], customer)["id"] if asked.get("payment_method") else None
    setup = world.new(
        "seti", "setup_intent", customer=customer, payment_method=method, status="requires_confirmation" if method else "requires_payment_method",
        usage=asked.get("usage", "off_session"), payment_method_types=["card"], metadata=merged({}, asked),
        description=asked.get("description"), next_action=None, last_setup_error=None, cancellation_reason=None, latest_attempt=None, mandate=None,
        automatic_payment_methods=asked.get("automatic_payment_methods"), payment_method_options=asked.get("payment_method_options") or {},
        application=None,
        on_behalf_of=None, single_use_mandate=None,
    )  # fmt: skip
    world.change(setup, client_secret=f"{setup['id']}_secret_{secrets.token_urlsafe(18)}")
    world.tell("setup_intent.created", setup)
    return confirm_setup(world, setup, asked) if asked.get("confirm") else setup


def confirm(world: World, call: Call) -> dict:
    return confirm_setup(world, world.get("setup_intent", call.ids[0]), call.params)


def confirm_setup(world: World, setup: dict, asked: dict) -> dict:
    if setup["status"] not in OPEN:
        raise unexpected_state(shown(setup), "confirmed")
    if asked.get("payment_method"):
        world.change(setup, payment_method=usable_method(world, asked["payment_method"], setup["customer"])["id"])
    if setup["payment_method"] is None:
        raise refused("The SetupIntent is missing a payment method.", "setup_intent_unexpected_state", setup_intent=shown(setup))
    method = world.get("payment_method", setup["payment_method"])
    if CARDS[method["_card"]].challenge == "never":
        return keep(world, setup, method)
    before, back = dict(setup), check_return_url(asked["return_url"]) if asked.get("return_url") else None
    page = {"url": f"{world.address}/_authenticate/{setup['id']}", "return_url": back}
    world.change(setup, status="requires_action", next_action={"type": "redirect_to_url", "redirect_to_url": page}, _return_url=back)
    world.tell("setup_intent.requires_action", setup, before)
    return setup


def answer_bank(world: World, setup: dict, agreed: bool) -> dict:
    """What the traveller did at the bank's page."""
    if setup["status"] != "requires_action":
        raise unexpected_state(shown(setup), "authenticated")
    method = world.get("payment_method", setup["payment_method"])
    if not agreed or CARDS[method["_card"]].fails_challenge:
        fail(world, setup, {"type": "invalid_request_error", "code": "setup_intent_authentication_failure", "message": AUTHENTICATION_FAILED})
        return setup
    world.change(method, _set_up=True)
    return keep(world, setup, method)


def keep(world: World, setup: dict, method: dict) -> dict:
    try:
        if setup["customer"] and method["customer"] is None:
            keep_for(world, method, setup["customer"])
    except Refusal as refusal:
        fail(world, setup, refusal.error)
        raise card_refused(refusal.error, setup_intent=shown(setup), payment_method=shown(method)) from None
    before = dict(setup)
    world.change(setup, status="succeeded", next_action=None, last_setup_error=None)
    world.tell("setup_intent.succeeded", setup, before)
    return setup


def fail(world: World, setup: dict, error: dict) -> None:
    before, told = dict(setup), error | {"payment_method": shown(world.get("payment_method", setup["payment_method"]))}
    world.change(setup, status="requires_payment_method", payment_method=None, next_action=None, last_setup_error=told)
    world.tell("setup_intent.setup_failed", setup, before)


def cancel(world: World, call: Call) -> dict:
    setup = world.get("setup_intent", call.ids[0])
    if setup["status"] not in OPEN:
        raise unexpected_state(shown(setup), "canceled")
    before = dict(setup)
    world.change(setup, status="canceled", cancellation_reason=call.params.get("cancellation_reason"), next_action=None)
    world.tell("setup_intent.canceled", setup, before)
    return setup


def retrieve(world: World, call: Call) -> dict:
    return world.get("setup_intent", call.ids[0])
