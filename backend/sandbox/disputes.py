"""Disputes: the traveller's bank takes the money back, and a fee with it, until it is decided."""

from backend.sandbox.balance import book
from backend.sandbox.clock import DAY_S
from backend.sandbox.errors import refused
from backend.sandbox.lists import paged
from backend.sandbox.world import Call, World, shown

FEE = 2_000
ANSWER_S = 7 * DAY_S
OVER = ("won", "lost")


def open_dispute(world: World, charge: dict, reason: str, refundable: bool = False) -> dict:
    if charge["dispute"] or not charge["amount_captured"]:
        raise refused("The charge is disputed already, or was not captured.", "charge_disputed")
    due = world.clock.now() + ANSWER_S
    dispute = world.new(
        "du", "dispute", amount=charge["amount_captured"], charge=charge["id"], payment_intent=charge["payment_intent"], currency=charge["currency"],
        reason=reason, status="needs_response", is_charge_refundable=refundable, metadata={}, balance_transactions=[], network_reason_code="10.4",
        evidence={}, evidence_details={"due_by": due, "has_evidence": False, "past_due": False, "submission_count": 0}, enhanced_eligibility_types=[],
    )  # fmt: skip
    before = dict(charge)
    world.change(charge, disputed=True, dispute=dispute["id"])
    world.tell("charge.updated", charge, before)
    world.tell("charge.dispute.created", dispute)
    line = book(world, "adjustment", -dispute["amount"], dispute["currency"], dispute["id"], fee=FEE)
    before = dict(dispute)
    world.change(dispute, balance_transactions=[shown(line)])
    world.tell("charge.dispute.funds_withdrawn", dispute, before)
    return dispute


def decide(world: World, dispute: dict, won: bool) -> dict:
    if dispute["status"] in OVER:
        raise refused(f"The dispute is {dispute['status']} already.", "dispute_unexpected_state")
    before = dict(dispute)
    lines = dispute["balance_transactions"]
    if won:
        lines = [*lines, shown(book(world, "adjustment", dispute["amount"], dispute["currency"], dispute["id"]))]
    world.change(dispute, status="won" if won else "lost", is_charge_refundable=False, balance_transactions=lines)
    world.tell("charge.dispute.updated", dispute, before)
    if won:
        world.tell("charge.dispute.funds_reinstated", dispute)
    world.tell("charge.dispute.closed", dispute, before)
    return dispute


def close(world: World, call: Call) -> dict:
    """We give in: the dispute is lost."""
    return decide(world, world.get("dispute", call.ids[0]), won=False)


def retrieve(world: World, call: Call) -> dict:
    return world.get("dispute", call.ids[0])


def list_all(world: World, call: Call) -> dict:
    asked = call.params
    found = world.store.list_objects("dispute", charge=asked.get("charge"), payment_intent=asked.get("payment_intent"))
    return paged(found, asked, "/v1/disputes")
