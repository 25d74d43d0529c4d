"""What must hold in every world of a walk, and when it has come to rest."""
from payments.states import BookingState, LegState, PaymentState, RefundState, TicketState


def broken(explorer, world):
    """The first rule that does not hold, or None."""
    booking = explorer.bookings[world.booking]
    live = [leg for leg in booking.legs if leg.ticket is TicketState.LIVE]
    held = (PaymentState.AUTHORISED, PaymentState.CAPTURING, PaymentState.CAPTURED)
    outside = [leg for leg in booking.legs if not leg.own]
    rules = {
        "live ticket although we know the payment is gone": live and booking.payment.state not in held,
        "live ticket without money held or taken": live and world.service not in "ak" and not world.lapsed and not explorer.bounds.free,
        "somebody paid for a substitute": explorer.bounds.free and (world.service != "-" or booking.due_minor),
        "ticket issued on a hold that was already dead": live and world.blind,
        "operator asked before money is held": world.service in "-n" and not explorer.bounds.free and any(
            world.operators[leg.leg_no] == "c" or world.net[leg.leg_no] for leg in outside),
        "live ticket without its operator": any(not leg.own and world.operators[leg.leg_no] != "c" for leg in live),
        "confirmed trip with an unconfirmed leg": booking.state is BookingState.CONFIRMED and any(
            leg.state in (LegState.HELD, LegState.ASKED, LegState.RELEASING, LegState.RELEASED) for leg in booking.legs),
        "ticket of a released trip": booking.state in (BookingState.RELEASING, BookingState.RELEASED) and any(
            leg.ticket in (TicketState.LIVE, TicketState.USED) for leg in booking.legs),
        "money kept for a released trip": booking.state is BookingState.RELEASED and world.captured > world.refunded,
        "released trip still holds money": booking.state is BookingState.RELEASED and world.service == "a",
        "captured more than shown": world.captured > len(booking.legs) or world.captured > booking.payment.ordered_minor,
        "refunded more than owed": world.refunded > world.captured or world.refunded > booking.refunded_minor,
        "captured before every leg is confirmed": world.captured and booking.state in (BookingState.HELD, BookingState.CONFIRMING),
        "settled, and what was kept is not what is due": booking.state is BookingState.SETTLED
        and booking.payment.state is PaymentState.CAPTURED
        and booking.payment.captured_minor - booking.refunded_minor != booking.due_minor,
        "double booking": world.rival and any(
            leg.own and leg.state in (LegState.HELD, LegState.ASKED, LegState.CONFIRMED) for leg in booking.legs),
    }  # fmt: skip
    return next((rule for rule, is_broken in rules.items() if is_broken), None)


def settled(explorer, world):
    """Nothing pending anywhere, nobody owes, nothing held; the money kept is what is due."""
    booking = explorer.bookings[world.booking]
    quiet = not (world.outbox or world.workers or any(world.net) or booking.claim_minor)
    owed = any(refund.state in (RefundState.ORDERED, RefundState.FAILED) for refund in booking.refunds)
    kept = 0 if world.lapsed and world.service == "x" else booking.due_minor
    seats = any(world.operators[x.leg_no] == "c" and x.state is not LegState.USED for x in booking.legs if not x.own)
    paid_on = {leg.leg_no for leg in booking.legs if leg.earned_minor}
    moved = not explorer.bounds.transfers or (world.service != "k" and not explorer.bounds.free) or world.moved - world.back == paid_on
    return (
        quiet and not owed and not seats and moved and booking.state in (BookingState.RELEASED, BookingState.SETTLED)
        and world.service in "-xk" and world.captured - world.refunded == kept
        and all(leg.ticket is not TicketState.LIVE for leg in booking.legs)
    )  # fmt: skip
