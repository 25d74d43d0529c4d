"""Orders to the sandbox itself, under /_sandbox/: what a test or a person makes happen that no client of Stripe could."""

import json
import re
from collections.abc import Callable

from backend.sandbox import balance, confirming, disputes, refunds, setups
from backend.sandbox.clock import FURTHEST_S
from backend.sandbox.errors import Refusal, bad_call
from backend.sandbox.events import move
from backend.sandbox.faults import FaultError, add_fault
from backend.sandbox.world import World, shown

MOST_LINES = 1_000
MOST_REPEATS = 20


def obey(world: World, method: str, path: str, query: dict[str, str], body: bytes) -> dict:
    """The answer to one order. Raises Refusal."""
    with world.alone():
        for verb, pattern, kinds, act in ORDERS:
            found = re.fullmatch(pattern, path)
            if found and verb == method:
                order = read_order(body) if method == "POST" else dict(query)
                check_order(order, kinds)
                return act(world, order, *found.groups())
    raise Refusal(404, "invalid_request_error", f"No such order. There are: {', '.join(f'{verb} {pattern}' for verb, pattern, *_ in ORDERS)}.")


def read_order(body: bytes) -> dict:
    try:
        order = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        order = None
    if not isinstance(order, dict):
        raise bad_call("An order is a JSON object.")
    return order


def check_order(order: dict, kinds: dict[str, type] | None) -> None:
    """Raises BadCall for a name that the order does not have, or a value of another kind."""
    if kinds is None:
        return
    for name, value in order.items():
        if name not in kinds or not isinstance(value, kinds[name]) or (isinstance(value, bool) and kinds[name] is not bool):
            raise bad_call(f"This order takes {', '.join(f'{key} ({kind.__name__})' for key, kind in kinds.items()) or 'nothing'}.")


def see_clock(world: World, order: dict) -> dict:
    return {"now": world.clock.now(), "frozen": world.clock.frozen_at is not None}


def set_clock(world: World, order: dict) -> dict:
    """set: Unix seconds; advance: seconds; freeze: stands still when true, runs on when false."""
    if "freeze" in order:
        world.clock.freeze() if order["freeze"] else world.clock.run()
        world.save_clock()
    if "set" in order or "advance" in order:
        move(world, order["set"] if "set" in order else world.clock.now() + min(order["advance"], FURTHEST_S + 1))
    return see_clock(world, {})


def see_faults(world: World, order: dict) -> dict:
    return {"faults": world.store.setting("faults", [])}


def order_fault(world: World, order: dict) -> dict:
    try:
        add_fault(world, order)
    except FaultError as trouble:
        raise bad_call(str(trouble)) from None
    return see_faults(world, {})


def clear_faults(world: World, order: dict) -> dict:
    world.store.set("faults", [])
    return see_faults(world, {})


def see_events(world: World, order: dict) -> dict:
    rows = world.store.db.execute("SELECT number, event, endpoint, due, attempts, state FROM delivery ORDER BY number DESC LIMIT ?", (MOST_LINES,))
    return {"rules": world.store.setting("events", {}), "deliveries": [dict(row) for row in rows]}


def rule_events(world: World, order: dict) -> dict:
    """hold: none goes out; repeat: each goes out so often; drop: the next of each kind is lost; reverse: newest first; delay_s: each waits."""
    if not 1 <= order.get("repeat", 1) <= MOST_REPEATS or not 0 <= order.get("delay_s", 0) <= FURTHEST_S:
        raise bad_call(f"repeat is from 1 to {MOST_REPEATS}, delay_s not below 0.")
    world.store.set("events", world.store.setting("events", {}) | order)
    return see_events(world, {})


def release_events(world: World, order: dict) -> dict:
    """Lets go what was held; order: kinds or ids of events, in which they go out, before all others."""
    ranks = {word: number - len(order.get("order", [])) for number, word in enumerate(order.get("order", [])) if isinstance(word, str)}
    for row in world.store.db.execute("SELECT number, event FROM delivery WHERE state = 'waiting'").fetchall():
        event = world.store.find(row["event"]) or {}
        rank = ranks.get(row["event"], ranks.get(event.get("type", ""), 0))
        world.store.db.execute("UPDATE delivery SET rank = ? WHERE number = ?", (rank, row["number"]))
    world.store.set("events", world.store.setting("events", {}) | {"hold": False})
    return see_events(world, {})


def resend(world: World, order: dict, name: str) -> dict:
    """Once more to every address, as from Stripe's dashboard."""
    event = world.get("event", name)
    for endpoint in world.store.list_objects("webhook_endpoint"):
        world.deliver(event["id"], endpoint["id"], world.clock.now())
    return shown(event)


def see_journal(world: World, order: dict) -> dict:
    after = order.get("after", "0")
    if not re.fullmatch(r"[0-9]{1,15}", after):
        raise bad_call("after is the number of a line.", param="after")
    rows = world.store.db.execute("SELECT * FROM journal WHERE number > ? ORDER BY number LIMIT ?", (int(after), MOST_LINES))
    return {"lines": [dict(row) | {"effect": json.loads(row["effect"]), "replayed": bool(row["replayed"])} for row in rows]}


def reset(world: World, order: dict) -> dict:
    world.store.clear()
    return {"reset": True}


def authenticate(world: World, name: str, agreed: bool) -> dict:
    """What the bank's page says of an intent of either kind."""
    if name.startswith("seti_"):
        return setups.answer_bank(world, world.get("setup_intent", name), agreed)
    return confirming.answer_bank(world, world.get("payment_intent", name), agreed)


def cancel_intent(world: World, order: dict, name: str) -> dict:
    intent = world.get("payment_intent", name)
    if intent["status"] not in (*confirming.OPEN, "requires_capture"):
        raise bad_call("The intent is over.")
    return shown(confirming.end(world, intent, "requested_by_customer"))


def lapse(world: World, order: dict, name: str) -> dict:
    intent = world.get("payment_intent", name)
    confirming.lapse(world, intent)
    return shown(intent)


def fail_refund(world: World, order: dict, name: str) -> dict:
    return shown(refunds.fail(world, world.get("refund", name), order.get("reason", "unknown")))


def dispute(world: World, order: dict, name: str) -> dict:
    return shown(disputes.open_dispute(world, world.get("charge", name), order.get("reason", "fraudulent"), order.get("refundable", False)))


def decide(world: World, order: dict, name: str, outcome: str) -> dict:
    return shown(disputes.decide(world, world.get("dispute", name), outcome == "won"))


def fail_payout(world: World, order: dict, name: str) -> dict:
    payout = world.get("payout", name)
    balance.fail_payout(world, payout)
    return shown(payout)


NAME = "([A-Za-z0-9_]{1,80})"
# Method, address, what it takes (None: it looks for itself), act.
ORDERS: tuple[tuple[str, str, dict[str, type] | None, Callable[..., dict]], ...] = (
    ("GET", "clock", {}, see_clock), ("POST", "clock", {"set": int, "advance": int, "freeze": bool}, set_clock),
    ("GET", "faults", {}, see_faults), ("POST", "faults", None, order_fault), ("DELETE", "faults", {}, clear_faults),
    ("GET", "events", {}, see_events),
    ("POST", "events", {"hold": bool, "repeat": int, "drop": list, "reverse": bool, "delay_s": int}, rule_events),
    ("POST", "events/release", {"order": list}, release_events), ("POST", f"events/{NAME}/resend", {}, resend),
    ("GET", "journal", {"after": str}, see_journal), ("POST", "reset", {}, reset),
    ("POST", f"payment_intents/{NAME}/cancel", {}, cancel_intent), ("POST", f"payment_intents/{NAME}/lapse", {}, lapse),
    ("POST", f"intents/{NAME}/authenticate", {}, lambda world, order, name: shown(authenticate(world, name, True))),
    ("POST", f"intents/{NAME}/refuse", {}, lambda world, order, name: shown(authenticate(world, name, False))),
    ("POST", f"refunds/{NAME}/fail", {"reason": str}, fail_refund),
    ("POST", f"charges/{NAME}/dispute", {"reason": str, "refundable": bool}, dispute),
    ("POST", f"disputes/{NAME}/(won|lost)", {}, decide), ("POST", f"payouts/{NAME}/fail", {}, fail_payout),
)  # fmt: skip
