"""Connected accounts, transfers to them, and transfers taken back."""

from backend.sandbox.amounts import check_currency, check_positive
from backend.sandbox.balance import available, book, sums
from backend.sandbox.customers import merged
from backend.sandbox.errors import bad_call, refused
from backend.sandbox.lists import listed, paged
from backend.sandbox.world import PLATFORM, Call, World


def create_account(world: World, call: Call) -> dict:
    asked = call.params
    return world.new(
        "acct", "account", type=asked.get("type", "express"), country=asked.get("country", "DE"), email=asked.get("email"), charges_enabled=True,
        payouts_enabled=True, details_submitted=True, default_currency="eur", capabilities={"transfers": "active", "card_payments": "active"},
        metadata=merged({}, asked), business_type=asked.get("business_type"), business_profile=asked.get("business_profile"),
        controller=asked.get("controller"),
        requirements={"currently_due": [], "past_due": [], "eventually_due": [], "disabled_reason": None}, settings=asked.get("settings") or {},
    )  # fmt: skip


def retrieve_account(world: World, call: Call) -> dict:
    return world.get("account", call.ids[0])


def create(world: World, call: Call) -> dict:
    asked = call.params
    currency = check_currency(asked["currency"])
    if "amount" not in asked:
        raise bad_call("Missing required param: amount.", "parameter_missing", "amount")
    amount = asked["amount"]
    check_positive(amount)
    payee = world.get("account", asked["destination"], "destination")
    source = world.get("charge", asked["source_transaction"], "source_transaction") if asked.get("source_transaction") else None
    ready = check_source(world, source, amount, currency) if source else None
    if source is None and amount > available(world, PLATFORM, currency):
        raise refused("You have insufficient available funds in your account for this transfer.", "balance_insufficient")
    group = asked.get("transfer_group") or (source["transfer_group"] if source else None)
    transfer = world.new(
        "tr", "transfer", amount=amount, amount_reversed=0, reversed=False, currency=currency, destination=payee["id"],
        description=asked.get("description"),
        metadata=merged({}, asked), source_transaction=source["id"] if source else None, transfer_group=group, source_type="card",
        destination_payment=None,
        reversals=None,
    )  # fmt: skip
    line = book(world, "transfer", -amount, currency, transfer["id"], available_on=ready)
    book(world, "payment", amount, currency, transfer["id"], owner=payee["id"], available_on=ready)
    world.change(transfer, balance_transaction=line["id"], reversals=listed([], False, f"/v1/transfers/{transfer['id']}/reversals"))
    world.tell("transfer.created", transfer)
    return transfer


def check_source(world: World, charge: dict, amount: int, currency: str) -> int | None:
    """When the charge's money is there. Raises Refusal when the charge has not that much left to pass on."""
    if charge["payment_method_details"]["card"]["multicapture"]["status"] == "available":
        raise refused("source_transaction is not supported for charges with multicapture.", "parameter_invalid", "source_transaction")
    if charge["currency"] != currency or not charge["captured"]:
        raise refused("The charge must be captured and of the transfer's currency.", "parameter_invalid", "source_transaction")
    passed = sum(one["amount"] for one in world.store.list_objects("transfer", source_transaction=charge["id"]))
    if passed + amount > charge["amount_captured"]:
        words = f"Transfers using this transaction as a source must not exceed the source amount of {charge['amount_captured']}."
        raise refused(words, "balance_insufficient", "amount")
    return world.get("balance_transaction", charge["balance_transaction"])["available_on"]


def reverse(world: World, call: Call) -> dict:
    """Needs the money at the payee's, and never more than the transfer has left."""
    transfer, asked = world.get("transfer", call.ids[0]), call.params
    rest = transfer["amount"] - transfer["amount_reversed"]
    amount = asked.get("amount", rest)
    if rest <= 0:
        raise refused("The transfer is already fully reversed.", "transfer_already_reversed")
    check_positive(amount)
    if amount > rest:
        raise refused(f"The reversal is greater than what is left of the transfer ({rest}).", "amount_too_large", "amount")
    if amount > sum(sums(world, transfer["destination"]).get(transfer["currency"], [0, 0])):
        raise refused("The connected account has insufficient funds to reverse this transfer.", "balance_insufficient")
    reversal = world.new(
        "trr", "transfer_reversal", amount=amount, currency=transfer["currency"], transfer=transfer["id"], metadata=merged({}, asked),
        destination_payment_refund=None, source_refund=None, description=asked.get("description"),
    )  # fmt: skip
    line = world.get("balance_transaction", transfer["balance_transaction"])
    ready = max(world.clock.now(), line["available_on"])
    back = book(world, "transfer_refund", amount, transfer["currency"], reversal["id"], available_on=ready)
    book(world, "payment_refund", -amount, transfer["currency"], reversal["id"], owner=transfer["destination"], available_on=ready)
    world.change(reversal, balance_transaction=back["id"])
    before, taken = dict(transfer), transfer["amount_reversed"] + amount
    world.change(transfer, amount_reversed=taken, reversed=taken == transfer["amount"], reversals=reversals_of(world, transfer, {}))
    world.tell("transfer.reversed", transfer, before)
    return reversal


def reversals_of(world: World, transfer: dict, asked: dict) -> dict:
    return paged(world.store.list_objects("transfer_reversal", transfer=transfer["id"]), asked, f"/v1/transfers/{transfer['id']}/reversals")


def list_reversals(world: World, call: Call) -> dict:
    return reversals_of(world, world.get("transfer", call.ids[0]), call.params)


def update(world: World, call: Call) -> dict:
    transfer = world.get("transfer", call.ids[0])
    before = dict(transfer)
    changes = {"description": call.params["description"]} if "description" in call.params else {}
    world.change(transfer, metadata=merged(transfer["metadata"], call.params), **changes)
    world.tell("transfer.updated", transfer, before)
    return transfer


def retrieve(world: World, call: Call) -> dict:
    return world.get("transfer", call.ids[0])


def list_all(world: World, call: Call) -> dict:
    asked = call.params
    found = world.store.list_objects("transfer", transfer_group=asked.get("transfer_group"), destination=asked.get("destination"))
    return paged(found, asked, "/v1/transfers")
