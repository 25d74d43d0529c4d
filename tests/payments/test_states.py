"""All ways a booking can go keep its promises, and a walk that finds a broken rule is one that looks."""
import os
from functools import cache

import pytest

from payments.states import FOLLOWS, BookingState, PaymentState, RefundState, TicketState
from tests.payments.bounds import Bounds
from tests.payments.explorer import Explorer
from tests.payments.walk import walk

PROOF = bool(os.environ.get("ALLWAYS_PROOF"))
SPACE, TWO = (True, False), (False, False)
SMALL = {
    "a space and an operator": Bounds(SPACE, again=0),
    "two workers, to confirmation": Bounds(SPACE, workers=2, again=0, after=False),
    "an operator that leaves no tombstone and is polled": Bounds(SPACE, tombstone=False, again=0, after=False),
    "an authorisation that lapses": Bounds(SPACE, lapse=True, again=0),
    "a substitute that costs its traveller nothing": Bounds(SPACE, again=0, transfers=True, free=True),
}
FULL = {
    "a space and an operator, a late claim, repeated webhooks": Bounds(SPACE, claim=True),
    "two operators and two workers, to confirmation": Bounds(TWO, workers=2, again=0, after=False),
    "two operators": Bounds(TWO, again=0),
    "two workers and a late claim": Bounds(SPACE, workers=2, again=0, claim=True),
    "transfers and their reversal": Bounds(SPACE, again=0, claim=True, transfers=True),
    "an operator that leaves no tombstone and is polled, whole life": Bounds(SPACE, tombstone=False, again=0),
    "a space and two operators": Bounds((True, False, False), again=0),
}
MUTATIONS = {
    "redirect confirms": Bounds(SPACE, "redirect confirms", fresh_read=False),
    "redirect confirms, but payments are read before tickets": Bounds(SPACE, "redirect confirms"),
    "last report wins": Bounds(SPACE, "last report wins"),
    "void forgotten where nothing was seen": Bounds(SPACE, "void forgotten where nothing was seen"),
    "captured before the operators answer": Bounds(SPACE, "captured before the operators answer"),
    "hold lapses while confirming": Bounds(SPACE, "hold lapses while confirming"),
    "no outbox": Bounds(SPACE, "no outbox", again=0),
    "refund without a key": Bounds(SPACE, "refund without a key", again=0),
    "late confirmation taken": Bounds(SPACE, "late confirmation taken", workers=2, again=0, after=False),
    "released without telling operators": Bounds(SPACE, "released without telling operators", again=0, tombstone=False, poll=False),
    "late yes of an operator, neither tombstone nor poll": Bounds(SPACE, tombstone=False, poll=False, again=0, after=False),
    "tickets without asking the payment service": Bounds(SPACE, lapse=True, fresh_read=False, again=0, after=False),
}
ONLY_FULL = {
    "refund row named by kind": Bounds(SPACE, "refund row named by kind", workers=2, again=0, claim=True),
    "late confirmation taken, two operators": Bounds(TWO, "late confirmation taken", workers=2, again=0, after=False),
}
B = BookingState


@cache
def walked(name: str):
    """All ways of one of the worlds, once for all tests: what was found, and the moves that were made."""
    explorer = Explorer((SMALL | FULL)[name])
    return walk(explorer.bounds, explorer), explorer.seen_moves


@pytest.mark.parametrize("name", [*SMALL, *(FULL if PROOF else ())])
def test_every_way_keeps_every_promise_and_comes_to_rest(name):
    bounds, (result, _) = (SMALL | FULL)[name], walked(name)
    print(f"PROOF booking_worlds={result.worlds:,} ({name})")
    assert result.error is None, " > ".join(result.trace)
    endings = {(B.RELEASED, 0, 0), (B.SETTLED, 0, 0)} if bounds.free else {(B.RELEASED, 0, 0), (B.SETTLED, 2, 0)}
    if bounds.after and not bounds.free:
        endings |= {(B.SETTLED, 0, 0), (B.SETTLED, 1, 0), (B.SETTLED, 2, 1), (B.SETTLED, 2, 2)}
    assert endings <= result.endings


@pytest.mark.parametrize("name", [*MUTATIONS, *(ONLY_FULL if PROOF else ())])
def test_a_broken_rule_is_found(name):
    assert walk((MUTATIONS | ONLY_FULL)[name]).error


def test_the_tables_hold_nothing_that_never_happens():
    """Every move of the tables is one that the walks make, but for those that need people or an amount, which test_step shows."""
    seen = set()
    for name in ("a space and an operator", "an authorisation that lapses"):
        seen |= walked(name)[1]
    claims = Explorer(Bounds((True,), claim=True))
    walk(claims.bounds, claims)
    seen |= claims.seen_moves
    through = {(B, B.HELD, B.RELEASED): B.RELEASING, (B, B.CONFIRMED, B.SETTLED): B.SETTLING}  # two moves in one step
    for (machine, old, new), between in through.items():
        if (machine, old, new) in seen:
            seen = seen - {(machine, old, new)} | {(machine, old, between), (machine, between, new)}
    P, R, T = PaymentState, RefundState, TicketState
    shown_elsewhere = {
        (P, P.CREATING, P.CAPTURED), (P, P.CREATED, P.CAPTURED), (P, P.AUTHORISED, P.CAPTURED), (P, P.VOIDING, P.CAPTURED),
        (P, P.CAPTURING, P.VOIDING), (R, R.ORDERED, R.SUCCEEDED), (R, R.SENT, R.SUCCEEDED), (R, R.SENT, R.FAILED), (R, R.SUCCEEDED, R.FAILED),
        (T, T.LIVE, T.EXPIRED), (P, P.CREATING, P.AUTHORISED), (P, P.CREATING, P.VOIDED),
    }  # fmt: skip
    moves = {(machine, old, new) for machine, table in FOLLOWS.items() for old, all_new in table.items() for new in all_new}
    assert seen <= moves
    assert moves - seen <= shown_elsewhere
