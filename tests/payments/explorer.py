"""Walks every way a booking can go: our steps together with a payment service, operators, messages under way, workers that crash, and a traveller.

What survives a crash is the booking, its outbox, the service, the operators and the messages; a worker is lost. Legs cost 1, so money counts legs.
A mutation breaks one rule in the world around the steps or in what a step returns; the walk must then find something broken.
"""
from payments import events as e
from payments.states import BookingState, Effect, EffectKind, Leg, LegState, PaymentState, RefundState, Refused, Report
from payments.step import hold, step, wanted
from tests.payments.bounds import Bounds, World, put
from tests.payments.mutations import MUTATED

K = EffectKind
SAGA = {K.INTENT_CREATE, K.INTENT_VOID, K.INTENT_CAPTURE, K.OPERATOR_CONFIRM, K.OPERATOR_RELEASE, K.TICKET_ISSUE, K.REFUND_CREATE}
MOVING = {K.TRANSFER_CREATE, K.TRANSFER_REVERSE}
SAYS = {"n": Report.CREATED, "a": Report.AUTHORISED, "x": Report.VOIDED, "k": Report.CAPTURED}  # by what the service holds
KNOWN = {"a": PaymentState.AUTHORISED, "x": PaymentState.VOIDED, "k": PaymentState.CAPTURED}
FREE = {LegState.RELEASED, LegState.CANCELLED, LegState.DISRUPTED}


class Explorer:
    def __init__(self, bounds: Bounds):
        self.bounds = bounds
        self.bookings, self.numbers, self.steps = [], {}, {}
        self.seen_moves = set()

    def number(self, booking):
        if booking not in self.numbers:
            self.numbers[booking] = len(self.bookings)
            self.bookings.append(booking)
        return self.numbers[booking]

    def rows(self, effects):
        kinds = SAGA | (MOVING if self.bounds.transfers else set())
        return frozenset((effect.kind, effect.no, effect.amount_minor) for effect in effects if effect.kind in kinds)

    def start(self):
        free = self.bounds.free
        booking, effects = hold(Leg(no, own, 0 if free else 1, cost_minor=1 if free else 0) for no, own in enumerate(self.bounds.legs))
        none = ("-",) * len(self.bounds.legs)
        return World(
            self.number(booking), none, (False,) * len(none), "-", 0, 0, frozenset(), self.bounds.again, self.rows(effects), (), False, False, False,
            self.bounds.claim, frozenset(), frozenset(), frozenset(),
        )  # fmt: skip

    def apply(self, world, event):
        """The world after our transaction, or None where it is refused and may be right later."""
        key = world.booking, event
        if key not in self.steps:
            self.steps[key] = self.stepped(self.bookings[world.booking], event)
        found = self.steps[key]
        if found is None or isinstance(found, str):
            return None if found is None else world
        number, rows = found
        outbox = world.outbox | rows
        if self.bounds.mutation == "refund row named by kind":
            outbox = frozenset((kind, 0 if kind is K.REFUND_CREATE else no, 0 if kind is K.REFUND_CREATE else amount) for kind, no, amount in outbox)
        return world._replace(booking=number, outbox=outbox)

    def stepped(self, booking, event):
        try:
            after, effects = self.mutated(booking, event) or step(booking, event)
        except Refused as refused:
            return None if refused.again else refused.code
        self.note(booking, after)
        return self.number(after), self.rows(effects)

    def note(self, before, after):
        pairs = [(before.state, after.state), (before.payment.state, after.payment.state)]
        for old, new in zip(before.legs, after.legs):
            pairs += [(old.state, new.state), (old.ticket, new.ticket)]
        pairs += [(old.state, new.state) for old, new in zip(before.refunds, after.refunds)]
        self.seen_moves |= {(type(old), old, new) for old, new in pairs if old != new}

    def mutated(self, booking, event):
        change = MUTATED.get(self.bounds.mutation)
        return change(booking, event) if change else None

    def wants(self, world, row):
        return wanted(self.bookings[world.booking], Effect(row[0], row[1], row[2]))

    def effects(self, world, row):
        """What a worker does outside for a row: pairs of the answer and the world after it. Our database is untouched."""
        kind, no, amount = row
        bounds, service = self.bounds, world.service
        if not self.wants(world, row):
            yield "done", world
        elif kind is K.INTENT_CREATE:
            yield "n" if service == "-" else service, (world._replace(service="n") if service == "-" else world)
        elif kind is K.INTENT_VOID:  # where the id is not known the intent is created under the same key first
            if service in "-na":
                yield "x", world._replace(service="x", hooks=world.hooks | {"x"})
            else:
                yield service, world
        elif kind is K.INTENT_CAPTURE:
            if service == "a":
                yield "k", world._replace(service="k", captured=amount, hooks=world.hooks | {"k"})
            else:
                yield service, world
        elif kind is K.TICKET_ISSUE:
            if bounds.free:  # there is nothing to be read
                yield "k", world
                return
            yield (service if bounds.fresh_read else "a" if service in "ak" else "blind"), world
        elif kind is K.REFUND_CREATE:
            yield from self.refund_effects(world, row)
        elif kind is K.OPERATOR_CONFIRM:
            yield "sent", world._replace(net=put(world.net, no, True))
        elif kind is K.OPERATOR_RELEASE:
            known = world.operators[no] == "c" or bounds.tombstone
            yield "ok", (world._replace(operators=put(world.operators, no, "x")) if known else world)
        elif kind is K.TRANSFER_CREATE:
            yield "ok", world._replace(moved=world.moved | {no})
        elif no in world.moved:
            yield "ok", world._replace(back=world.back | {no})

    def refund_effects(self, world, row):
        amount = row[2]
        mutation = self.bounds.mutation
        if mutation == "refund row named by kind":
            booking = self.bookings[world.booking]
            amount = booking.refunded_minor - world.refunded
        answers = dict(world.keys)
        if row in answers and not mutation.startswith("refund"):
            yield answers[row], world
            return
        paid = world._replace(refunded=world.refunded + amount)
        yield "ok", paid._replace(keys=world.keys | {(row, "ok")})
        if self.bounds.after and not mutation:
            yield "fail", paid._replace(keys=world.keys | {(row, "fail")})

    def recorded(self, world, row, answer):
        """Our transaction that records an answer; None where the row stays. Who comes second finds the row done and rolls back."""
        if row not in world.outbox and not self.bounds.mutation:
            return world
        kind, no, _ = row
        done = world._replace(outbox=world.outbox - {row})
        if answer in ("done",) or kind in MOVING:
            return done
        event = None
        if kind in (K.INTENT_CREATE, K.INTENT_VOID, K.INTENT_CAPTURE):
            if answer in {K.INTENT_VOID: "na", K.INTENT_CAPTURE: "n"}.get(kind, ""):
                return None
            event = e.Reported(SAYS[answer], self.amount(world, answer), e.Cause.WORKER)
        elif kind is K.TICKET_ISSUE:
            if answer == "blind":
                done, answer = done._replace(blind=True), "a"
            event = e.PaymentRead(SAYS.get(answer, Report.CREATED))
        elif kind is K.OPERATOR_CONFIRM:
            event = e.OperatorConfirmed(no) if answer == "c" else e.OperatorRefused(no)
        elif kind is K.OPERATOR_RELEASE:
            event = e.LegReleased(no)
        elif self.bounds.mutation == "refund row named by kind":
            return self.all_refunds_sent(done)
        else:
            event = e.RefundSent(no) if answer == "ok" else e.RefundFailed(no, e.Cause.WORKER)
        return self.apply(done, event)

    def all_refunds_sent(self, world):
        for refund in self.bookings[world.booking].refunds:
            if refund.state is RefundState.ORDERED:
                world = self.apply(world, e.RefundSent(refund.serial))
        return world

    def amount(self, world, answer):
        return {"a": len(world.net), "k": world.captured}.get(answer, 0)

    def moves(self, world):
        """(kind, label, world after it). kinds: us our workers and timers, net messages, hook webhooks, read reconciliation, user, people, fate."""
        yield from self.worker_moves(world)
        yield from self.message_moves(world)
        yield from self.outside_moves(world)
        yield from self.our_moves(world)
        yield from self.people_moves(world)

    def worker_moves(self, world):
        bounds = self.bounds
        busy = {row for row, _ in world.workers}
        if len(world.workers) < bounds.workers:
            for row in sorted(world.outbox if bounds.workers > 1 else world.outbox - busy):
                for answer, after in self.effects(world, row):
                    yield "us", f"do {row}={answer}", after._replace(workers=tuple(sorted((*after.workers, (row, answer)))))
        for row, answer in sorted(set(world.workers)):
            rest = list(world.workers)
            rest.remove((row, answer))
            free = world._replace(workers=tuple(rest))
            if answer == "sent":
                if not world.net[row[1]] and world.operators[row[1]] != "-":
                    answered = "c" if world.operators[row[1]] == "c" else "f"
                    yield "us", f"record {row}={answered}", self.recorded(free, row, answered) or free
                yield "us", f"no answer {row}", free
            else:
                yield "us", f"record {row}={answer}", self.recorded(free, row, answer) or free
            lost = free._replace(outbox=free.outbox - {row}) if bounds.mutation == "no outbox" else free
            yield "fate", f"crash in {row}", lost

    def message_moves(self, world):
        for no, under_way in enumerate(world.net):
            if under_way:
                arrived = world._replace(net=put(world.net, no, False))
                if world.operators[no] == "-":
                    yield "net", f"operator {no} confirms", arrived._replace(operators=put(world.operators, no, "c"))
                    yield "net", f"operator {no} refuses", arrived._replace(operators=put(world.operators, no, "f"))
                else:
                    yield "net", f"operator {no} repeats itself", arrived
                yield "net", f"message to {no} lost", arrived
        for hook in sorted(world.hooks):
            told = self.apply(world, e.Reported(SAYS[hook], self.amount(world, hook))) or world
            yield "hook", f"webhook {hook}", told._replace(hooks=told.hooks - {hook})
            if world.again:
                yield "hook", f"webhook {hook}, and again later", told._replace(again=world.again - 1)
            yield "fate", f"webhook {hook} lost", world._replace(hooks=world.hooks - {hook})

    def outside_moves(self, world):
        booking, bounds = self.bookings[world.booking], self.bounds
        if world.service in "axk" and booking.payment.state is not KNOWN[world.service]:
            yield "read", "reconcile", self.apply(world, e.Reported(SAYS[world.service], self.amount(world, world.service))) or world
        if bounds.poll:
            for leg in booking.legs:
                row = (K.OPERATOR_RELEASE, leg.leg_no, 0)
                if not leg.own and leg.state in FREE and world.operators[leg.leg_no] == "c" and row not in world.outbox:
                    yield "read", f"poll operator {leg.leg_no}", world._replace(outbox=world.outbox | {row})
        if world.service == "n" and booking.payment.state is not PaymentState.CREATING:
            yield "user", "authorise", world._replace(service="a", hooks=world.hooks | {"a"})
        if bounds.mutation.startswith("redirect") and booking.payment.state is PaymentState.CREATED and booking.state is BookingState.HELD:
            yield "user", "redirect says paid", self.apply(world, e.Reported(Report.AUTHORISED, len(booking.legs)))
        if bounds.lapse and world.service == "a" and not world.lapsed:
            yield "fate", "authorisation lapses", world._replace(service="x", hooks=world.hooks | {"x"}, lapsed=True)
        own = [leg for leg in booking.legs if leg.own]
        lapsed = bounds.mutation == "hold lapses while confirming" and booking.state is BookingState.CONFIRMING
        if own and not world.rival and (own[0].state in FREE or lapsed):
            yield "fate", "another driver takes the space", world._replace(rival=True)

    def our_moves(self, world):
        booking = self.bookings[world.booking]
        if booking.state is BookingState.HELD:
            said = {"-": None, "n": Report.CREATED}.get(world.service) if world.service in "-n" else SAYS[world.service]
            yield "us", "hold expires", self.apply(world, e.HoldExpired(said))
            yield "us", "hold expires, nobody answers", self.apply(world, e.HoldExpired())
            yield "user", "abandon", self.apply(world, e.Abandoned())
        if booking.state is BookingState.CONFIRMING:
            yield "us", "confirm expires", self.apply(world, e.ConfirmExpired())
        if booking.state is BookingState.CONFIRMED:
            for leg in booking.legs:
                if leg.state is LegState.CONFIRMED:
                    yield "us", f"use {leg.leg_no}", self.apply(world, e.Used(leg.leg_no))
                    if self.bounds.after and leg.own:
                        yield "user", f"leave {leg.leg_no} at once", self.apply(world, e.LeftEarly(leg.leg_no, 0))
                    if self.bounds.after:
                        yield "user", f"cancel {leg.leg_no} free", self.apply(world, e.Cancelled(leg.leg_no, 0))
                        yield "user", f"cancel {leg.leg_no} late", self.apply(world, e.Cancelled(leg.leg_no, leg.price_minor))
                        yield "fate", f"disrupt {leg.leg_no}", self.apply(world, e.Disrupted(leg.leg_no))
            if self.bounds.after and booking.payment.state is PaymentState.AUTHORISED:
                yield "us", "capture window ends", self.apply(world, e.CaptureWindowEnds())

    def people_moves(self, world):
        booking = self.bookings[world.booking]
        used = next((leg for leg in booking.legs if leg.state is LegState.USED and leg.due_minor), None)
        if world.claims and booking.state is BookingState.SETTLED and booking.payment.state is PaymentState.CAPTURED and used:
            yield "user", "late claim", self.apply(world, e.ClaimUpheld(used.leg_no))._replace(claims=False)
        for refund in booking.refunds:
            if refund.state is RefundState.FAILED:
                yield "people", "failed refund paid otherwise", self.apply(world, e.RefundPaidOtherwise(refund.serial))
        if booking.claim_minor:
            yield "people", "claim paid or written off", self.apply(world, e.ClaimSettled())
