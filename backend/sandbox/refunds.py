"""Refunds: back to the card, never more than was captured, and not always for good."""

from backend.sandbox.amounts import check_positive
from backend.sandbox.balance import book, sums
from backend.sandbox.cards import CARDS
from backend.sandbox.clock import DAY_S
from backend.sandbox.customers import merged
from backend.sandbox.errors import bad_call, refused
from backend.sandbox.lists import paged
from backend.sandbox.world import PLATFORM, Call, World, later

FAILS_AFTER_S = 3_600
ARRIVES_AFTER_S = DAY_S
GONE = ("failed", "canceled")


def create(world: World, call: Call) -> dict:
    asked = call.params
    charge = charge_asked(world, asked)
    if not charge["amount_captured"]:
        raise refused(
            "This payment has no captured charge to refund.",
            "payment_intent_unexpected_state" if asked.get("payment_intent") else "charge_not_refundable",
        )
    if charge["dispute"] and not world.get("dispute", charge["dispute"])["is_charge_refundable"]:
        raise refused("The charge is disputed; it cannot be refunded.", "charge_disputed")
    rest = charge["amount_captured"] - refunded_of(world, charge)
    if rest <= 0:
        raise refused("The charge has already been refunded.", "charge_already_refunded")
    amount = asked.get("amount", rest)
    check_positive(amount)
    if amount > rest:
        raise refused(f"Refund amount is greater than the unrefunded amount on the charge ({rest}).", "amount_too_large", "amount")
    return send(world, charge, amount, asked)


def charge_asked(world: World, asked: dict) -> dict:
    if bool(asked.get("charge")) == bool(asked.get("payment_intent")):
        raise bad_call("Name either a charge or a payment_intent.", "parameter_missing", "payment_intent")
    if asked.get("charge"):
        return world.get("charge", asked["charge"], "charge")
    intent = world.get("payment_intent", asked["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None:
        raise refused("This PaymentIntent does not have a successful charge to refund.", "payment_intent_unexpected_state", "payment_intent")
    return world.get("charge", intent["latest_charge"])


def refunded_of(world: World, charge: dict) -> int:
    return sum(one["amount"] for one in world.store.list_objects("refund", charge=charge["id"]) if one["status"] not in GONE)


def send(world: World, charge: dict, amount: int, asked: dict) -> dict:
    card = CARDS[charge["_card"]]
    short = sum(sums(world, PLATFORM).get(charge["currency"], [0, 0])) < amount
    waits = short or card.refund == "pending"
    refund = world.new(
        "re", "refund", amount=amount, charge=charge["id"], payment_intent=charge["payment_intent"], currency=charge["currency"],
        reason=asked.get("reason"),
        metadata=merged({}, asked), status="pending" if waits else "succeeded",
        pending_reason="insufficient_funds" if short else "processing" if waits else None,
        balance_transaction=None, receipt_number=None, source_transfer_reversal=None, transfer_reversal=None, description=None,
        instructions_email=None,
        destination_details={"type": "card", "card": {"type": "refund", "reference_status": "pending",
        "reference_type": "acquirer_reference_number"}},
    )  # fmt: skip
    if not short:
        draw(world, refund)
    if waits:
        world.store.at(world.clock.now() + ARRIVES_AFTER_S, "refund.arrives", refund["id"])
    elif card.refund == "fails":
        world.store.at(world.clock.now() + FAILS_AFTER_S, "refund.fails", refund["id"])
    world.tell("refund.created", refund)
    count(world, charge, "charge.refunded")
    return refund


def draw(world: World, refund: dict) -> None:
    line = book(world, "refund", -refund["amount"], refund["currency"], refund["id"])
    world.change(refund, balance_transaction=line["id"])


def count(world: World, charge: dict, event: str) -> None:
    """The charge's own sum of what went back, with what was never captured."""
    before, sent = dict(charge), refunded_of(world, charge)
    back = sent + charge.get("_released", 0)
    world.change(charge, amount_refunded=back, refunded=sent >= charge["amount_captured"])
    world.tell(event, charge, before)


@later("refund.arrives")
def arrive(world: World, refund: dict) -> None:
    """A refund that waited for money is tried again every day."""
    if refund["status"] != "pending":
        return
    before = dict(refund)
    if refund["balance_transaction"] is None:
        if sum(sums(world, PLATFORM).get(refund["currency"], [0, 0])) < refund["amount"]:
            world.store.at(world.clock.now() + ARRIVES_AFTER_S, "refund.arrives", refund["id"])
            return
        draw(world, refund)
    world.change(refund, status="succeeded", pending_reason=None)
    world.tell("refund.updated", refund, before)


@later("refund.fails")
def fail_by_itself(world: World, refund: dict) -> None:
    if refund["status"] not in GONE:
        fail(world, refund, "expired_or_canceled_card")


def fail(world: World, refund: dict, reason: str) -> dict:
    """The bank sends the money back to us, also after success."""
    if refund["status"] in GONE:
        raise refused("The refund has failed or was canceled already.", "refund_unexpected_state")
    before = dict(refund)
    changes: dict = {"status": "failed", "failure_reason": reason, "pending_reason": None}
    if refund["balance_transaction"]:
        changes["failure_balance_transaction"] = book(world, "refund_failure", refund["amount"], refund["currency"], refund["id"])["id"]
    world.change(refund, **changes)
    world.tell("refund.failed", refund, before)
    count(world, world.get("charge", refund["charge"]), "charge.updated")
    return refund


def cancel(world: World, call: Call) -> dict:
    """Only while it waits for money."""
    refund = world.get("refund", call.ids[0])
    if refund["status"] != "pending" or refund["balance_transaction"]:
        raise refused(f"A refund that is {refund['status']} cannot be canceled.", "refund_unexpected_state")
    before = dict(refund)
    world.change(refund, status="canceled", pending_reason=None)
    world.tell("refund.updated", refund, before)
    count(world, world.get("charge", refund["charge"]), "charge.updated")
    return refund


def update(world: World, call: Call) -> dict:
    refund = world.get("refund", call.ids[0])
    before = dict(refund)
    world.change(refund, metadata=merged(refund["metadata"], call.params))
    world.tell("refund.updated", refund, before)
    return refund


def retrieve(world: World, call: Call) -> dict:
    return world.get("refund", call.ids[0])


def list_all(world: World, call: Call) -> dict:
    asked = call.params
    found = world.store.list_objects("refund", charge=asked.get("charge"), payment_intent=asked.get("payment_intent"))
    return paged(found, asked, "/v1/refunds")
