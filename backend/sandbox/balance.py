"""Balances: what came in is pending for two days, and what went out leaves what is available."""

from backend.sandbox.amounts import check_currency, check_positive
from backend.sandbox.clock import DAY_S
from backend.sandbox.errors import refused
from backend.sandbox.lists import paged
from backend.sandbox.world import PLATFORM, Call, World, later

PENDING_S = 2 * DAY_S
CATEGORIES = {"payment": "charge", "payment_refund": "refund", "adjustment": "dispute"}


def book(
    world: World, kind: str, amount: int, currency: str, source: str, *, fee: int = 0, owner: str = PLATFORM, available_on: int | None = None
) -> dict:
    """A balance transaction; amount is what comes in, below zero what goes out."""
    now = world.clock.now()
    details = [{"amount": fee, "application": None, "currency": currency, "description": "Processing fees", "type": "stripe_fee"}] if fee else []
    ready = now if available_on is None else available_on
    line = world.new(
        "txn", "balance_transaction", owner, amount=amount, fee=fee, net=amount - fee, currency=currency, source=source, type=kind,
        fee_details=details,
        available_on=ready, reporting_category=CATEGORIES.get(kind, kind), description=None,
        exchange_rate=None,
        balance_type="payments",
    )  # fmt: skip
    world.store.add_fund(owner, currency, ready, line["net"])
    return line


def status_of(world: World, line: dict) -> dict:
    return line | {"status": "available" if line["available_on"] <= world.clock.now() else "pending"}


def sums(world: World, owner: str) -> dict[str, list[int]]:
    """Available and pending per currency."""
    found: dict[str, list[int]] = {}
    for currency, pending, net in world.store.sum_funds(owner, world.clock.now()):
        found.setdefault(currency, [0, 0])[pending] = net
    return found


def available(world: World, owner: str, currency: str) -> int:
    return sums(world, owner).get(currency, [0, 0])[0]


def retrieve(world: World, call: Call) -> dict:
    found = sums(world, call.account) or {"eur": [0, 0]}
    kinds = [
        [{"amount": both[at], "currency": currency, "source_types": {"card": both[at]}} for currency, both in sorted(found.items())] for at in (0, 1)
    ]
    return {"object": "balance", "livemode": False, "available": kinds[0], "pending": kinds[1]}


def retrieve_line(world: World, call: Call) -> dict:
    return status_of(world, world.get("balance_transaction", call.ids[0], owner=call.account))


def list_lines(world: World, call: Call) -> dict:
    asked = call.params
    found = world.store.list_objects(
        "balance_transaction", call.account, type=asked.get("type"), source=asked.get("source"), currency=asked.get("currency")
    )
    return paged([status_of(world, line) for line in found], asked, "/v1/balance_transactions")


def pay_out(world: World, call: Call) -> dict:
    """To the bank of whoever asks; it arrives two days later."""
    asked = call.params
    currency = check_currency(asked["currency"])
    check_positive(asked["amount"])
    if asked["amount"] > available(world, call.account, currency):
        raise refused("You have insufficient funds in your balance for this payout.", "balance_insufficient", "amount")
    arrival = world.clock.now() + PENDING_S
    payout = world.new(
        "po", "payout", call.account, amount=asked["amount"], currency=currency, status="pending", method="standard", type="bank_account",
        automatic=False,
        arrival_date=arrival, description=asked.get("description"), metadata=asked.get("metadata") or {}, failure_code=None, failure_message=None,
        failure_balance_transaction=None, statement_descriptor=None, source_type="card", destination=None, _account=call.account,
    )  # fmt: skip
    line = book(world, "payout", -asked["amount"], currency, payout["id"], owner=call.account)
    world.change(payout, balance_transaction=line["id"])
    world.store.at(arrival, "payout.arrives", payout["id"])
    world.tell("payout.created", payout, account=call.account)
    return payout


@later("payout.arrives")
def arrive(world: World, payout: dict) -> None:
    if payout["status"] == "pending":
        before = dict(payout)
        world.change(payout, status="paid")
        world.tell("payout.paid", payout, before, payout["_account"])


def fail_payout(world: World, payout: dict) -> None:
    """The bank sends it back, even after it had arrived."""
    if payout["status"] not in ("pending", "paid"):
        raise refused("The payout has failed already.", "payout_unexpected_state")
    before = dict(payout)
    line = book(world, "payout_failure", payout["amount"], payout["currency"], payout["id"], owner=payout["_account"])
    words = {"failure_code": "account_closed", "failure_message": "The bank account has been closed."}
    world.change(payout, status="failed", failure_balance_transaction=line["id"], **words)
    world.tell("payout.failed", payout, before, payout["_account"])


def retrieve_payout(world: World, call: Call) -> dict:
    return world.get("payout", call.ids[0], owner=call.account)


def list_payouts(world: World, call: Call) -> dict:
    found = world.store.list_objects("payout", call.account, status=call.params.get("status"))
    return paged(found, call.params, "/v1/payouts")
