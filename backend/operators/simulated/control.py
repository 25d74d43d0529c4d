"""Orders to the operator itself, under /_operator/: what a test or a person makes happen that no client of TOMP could."""
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from backend.operators.simulated.desk import Desk
from backend.operators.simulated.faults import FaultError, add_fault
from backend.operators.simulated.telling import Teller

MOST_LINES = 1_000
MOST_REPEATS = 20
FURTHEST_S = 366 * 86_400
# act: the state a booking goes to (None: it stays), and what the service is told
ACTS = {
    "confirm": ("CONFIRMED", "CONFIRMED"), "refuse": ("REJECTED", "REFUSED"), "release": ("CANCELLED", "RELEASED"), "use": ("STARTED", "USED"),
    "finish": ("FINISHED", "USED"), "disrupt": ("CANCELLED", "DISRUPTED"),
}  # fmt: skip


class OrderError(Exception):
    """The message says what there is."""


def obey(desk: Desk, teller: Teller, method: str, path: str, query: dict[str, str], body: bytes) -> Callable[[], Any]:
    """The change is made; what is returned gives the answer, and tells the service before that, which may take its time. Raises OrderError."""
    order = read_order(body) if method == "POST" else dict(query)
    with desk.lock, desk.store.transaction():
        desk.tick()
        if method == "POST" and (found := re.fullmatch(r"bookings/([^/]{1,64})/([a-z]{1,10})", path)):
            return act(desk, teller, order, *found.groups())
        do = ORDERS.get((method, path))
        if do is None:
            there_are = ", ".join(" ".join(one) for one in ORDERS)
            raise OrderError(f"No such order. There are {there_are}, POST bookings/REF/{'|'.join(ACTS)}.")
        answer = do(desk, order)
    return lambda: answer


def read_order(body: bytes) -> dict:
    try:
        order = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        order = None
    if not isinstance(order, dict):
        raise OrderError("An order is a JSON object.")
    return order


def only(order: dict, **kinds: type) -> dict:
    """Raises OrderError for a word that the order does not have, or a value of another kind."""
    for name, value in order.items():
        if name not in kinds or type(value) is not kinds[name]:
            raise OrderError(f"This order takes {', '.join(f'{key} ({kind.__name__})' for key, kind in kinds.items()) or 'nothing'}.")
    return order


def act(desk: Desk, teller: Teller, order: dict, ref: str, name: str) -> Callable[[], Any]:
    """tell: false to change only the booking; repeat: the same event so many times."""
    only(order, tell=bool, repeat=int, eventId=str)
    if name not in ACTS or not 1 <= order.get("repeat", 1) <= MOST_REPEATS:
        raise OrderError(f"There are {', '.join(ACTS)}; repeat is from 1 to {MOST_REPEATS}.")
    state, kind = ACTS[name]
    if desk.store.state(ref) is not None:
        desk.store.put(ref, state)
        desk.store.note(name, ref, None, None, f"to {state}")
    at_s, event_id = desk.store.now(), order.get("eventId", "")
    return partial(told, teller, kind, ref, at_s, event_id, order.get("repeat", 1) if order.get("tell", True) else 0)


def told(teller: Teller, kind: str, ref: str, at_s: int, event_id: str, times: int) -> dict:
    event_id = event_id or f"{ref}-{kind.lower()}-{at_s}"[-64:]
    return {"eventId": event_id, "answers": [teller.tell(kind, ref, at_s, event_id) for _ in range(times)]}


def see_bookings(desk: Desk, order: dict) -> dict:
    rows = desk.store.db.execute("SELECT ref, state FROM booking ORDER BY rowid LIMIT ?", (MOST_LINES,))
    return {"bookings": {row["ref"]: row["state"] for row in rows}}


def see_asked(desk: Desk, order: dict) -> dict:
    """What the last offers were asked for."""
    rows = desk.store.db.execute("SELECT ref, asked FROM booking ORDER BY rowid DESC LIMIT ?", (MOST_LINES,))
    return {"asked": {row["ref"]: json.loads(row["asked"]) for row in rows}}


def see_journal(desk: Desk, order: dict) -> dict:
    after = order.get("after", "0")
    if not re.fullmatch(r"[0-9]{1,15}", after):
        raise OrderError("after is the number of a line.")
    rows = desk.store.db.execute("SELECT * FROM journal WHERE number > ? ORDER BY number LIMIT ?", (int(after), MOST_LINES))
    return {"lines": [dict(row) for row in rows]}


def see_faults(desk: Desk, order: dict) -> dict:
    return {"faults": desk.store.setting("faults", [])}


def order_fault(desk: Desk, order: dict) -> dict:
    try:
        add_fault(desk.store, order)
    except FaultError as trouble:
        raise OrderError(str(trouble)) from None
    return see_faults(desk, {})


def clear_faults(desk: Desk, order: dict) -> dict:
    desk.store.set("faults", [])
    return see_faults(desk, {})


def see_settings(desk: Desk, order: dict) -> dict:
    return {"now": desk.store.now(), "tombstones": desk.store.setting("tombstones", True)}


def set_tombstones(desk: Desk, order: dict) -> dict:
    desk.store.set("tombstones", only(order, on=bool).get("on", True))
    return see_settings(desk, {})


def advance(desk: Desk, order: dict) -> dict:
    seconds = only(order, advance=int).get("advance", 0)
    if not 0 <= seconds <= FURTHEST_S:
        raise OrderError("The clock goes forward only, and a year at most.")
    desk.store.set("ahead_s", desk.store.setting("ahead_s", 0) + seconds)
    desk.tick()
    return see_settings(desk, {})


def reset(desk: Desk, order: dict) -> dict:
    desk.store.clear()
    return {"reset": True}


ORDERS: dict[tuple[str, str], Callable[[Desk, dict], dict]] = {
    ("GET", "bookings"): see_bookings, ("GET", "asked"): see_asked, ("GET", "journal"): see_journal, ("GET", "faults"): see_faults,
    ("POST", "faults"): order_fault, ("DELETE", "faults"): clear_faults, ("GET", "clock"): see_settings, ("POST", "clock"): advance,
    ("POST", "tombstones"): set_tombstones, ("POST", "reset"): reset,
}  # fmt: skip
