"""Customers and the payment methods kept for them."""

from backend.sandbox.cards import CARDS, KEPT_AND_REFUSED
from backend.sandbox.errors import Refusal, missing, refused
from backend.sandbox.lists import paged
from backend.sandbox.world import Call, World

FIRST_YEAR_AHEAD = 4


def create(world: World, call: Call) -> dict:
    asked = call.params
    customer = world.new(
        "cus", "customer", name=asked.get("name"), email=asked.get("email"), phone=asked.get("phone"), description=asked.get("description"),
        metadata=merged({}, asked), balance=0, delinquent=False, currency=None, default_source=None,
        preferred_locales=asked.get("preferred_locales") or [],
        invoice_settings={"default_payment_method": None},
    )  # fmt: skip
    world.tell("customer.created", customer)
    return customer


def retrieve(world: World, call: Call) -> dict:
    return world.get("customer", call.ids[0])


def update(world: World, call: Call) -> dict:
    customer = standing(world, call.ids[0], "id")
    before, asked = dict(customer), call.params
    changes = {name: asked[name] or None for name in ("name", "email", "phone", "description") if name in asked}
    world.change(customer, metadata=merged(customer["metadata"], asked), **changes)
    world.tell("customer.updated", customer, before)
    return customer


def delete(world: World, call: Call) -> dict:
    """The customer's cards go with it; payments stay, as at Stripe."""
    customer = standing(world, call.ids[0], "id")
    for method in world.store.list_objects("payment_method", customer=customer["id"]):
        world.change(method, customer=None, _used=True)
    gone = {"id": customer["id"], "object": "customer", "deleted": True}
    world.store.save(gone)
    world.tell("customer.deleted", customer)
    return gone


def list_all(world: World, call: Call) -> dict:
    found = [one for one in world.store.list_objects("customer", email=call.params.get("email")) if not one.get("deleted")]
    return paged(found, call.params, "/v1/customers")


def standing(world: World, name: str, param: str = "customer") -> dict:
    """A customer that was not deleted."""
    customer = world.get("customer", name, param)
    if customer.get("deleted"):
        raise missing("customer", name, param)
    return customer


def merged(old: dict, asked: dict) -> dict:
    """Metadata as Stripe merges it: an empty value takes a key away, an empty text takes all."""
    new = asked.get("metadata", {})
    return {key: value for key, value in {**old, **new}.items() if value != ""} if isinstance(new, dict) else {}


def make_method(world: World, name: str) -> dict:
    """A payment method of a test card's name."""
    card = CARDS[name]
    year = 1970 + world.clock.now() // 31_556_952 + FIRST_YEAR_AHEAD
    details = {
        "brand": card.brand, "last4": card.last4, "exp_month": 12, "exp_year": year, "funding": "credit", "country": "DE",
        "fingerprint": f"fp{card.number[-8:]}",
        "networks": {"available": [card.brand], "preferred": None}, "three_d_secure_usage": {"supported": True}, "wallet": None, "checks": None,
        "generated_from": None, "display_brand": card.brand,
    }  # fmt: skip
    billing = {"address": None, "email": None, "name": None, "phone": None}
    return world.new(
        "pm", "payment_method", type="card", card=details, customer=None, metadata={}, billing_details=billing, _card=name, _set_up=False
    )


def method_named(world: World, name: str, param: str = "payment_method") -> dict:
    """The payment method of an id, or a new one of a test card's name. Raises Refusal."""
    return make_method(world, name) if name in CARDS else world.get("payment_method", name, param)


def retrieve_method(world: World, call: Call) -> dict:
    return method_named(world, call.ids[0], "id")


def attach(world: World, call: Call) -> dict:
    method = method_named(world, call.ids[0], "id")
    customer = standing(world, call.params["customer"])
    if method.get("_used") or method["customer"] not in (None, customer["id"]):
        raise refused(
            "This payment method was used or belongs to another customer; it cannot be attached.", "payment_method_unexpected_state", "payment_method"
        )
    keep_for(world, method, customer["id"])
    return method


def keep_for(world: World, method: dict, customer: str) -> None:
    """Raises Refusal when the issuer refuses the card."""
    card = CARDS[method["_card"]]
    if card.decline and method["_card"] != KEPT_AND_REFUSED and card.challenge == "never":
        raise Refusal(402, "card_error", "Your card was declined.", code=card.code, decline_code=card.decline, param="")
    world.change(method, customer=customer)
    world.tell("payment_method.attached", method)


def detach(world: World, call: Call) -> dict:
    method = world.get("payment_method", call.ids[0])
    if method["customer"] is None:
        raise refused("The payment method is attached to no customer.", "payment_method_unexpected_state", "payment_method")
    before = dict(method)
    world.change(method, customer=None, _used=True)
    world.tell("payment_method.detached", method, before)
    return method


def list_methods(world: World, call: Call) -> dict:
    customer = call.ids[0] if call.ids else call.params.get("customer")
    if customer is not None:
        standing(world, customer, "id" if call.ids else "customer")
    found = world.store.list_objects("payment_method", customer=customer, type=call.params.get("type"))
    path = f"/v1/customers/{customer}/payment_methods" if call.ids else "/v1/payment_methods"
    return paged([one for one in found if one["customer"]], call.params, path)
