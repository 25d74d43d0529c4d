"""The tables of what is sold, by topic: offered, booked, paid, owed, issued."""
from backend.bookings.booked import Booking, BookingLeg, BookingNotice, CancellationQuote, PricePeriod, ResourceHold
from backend.bookings.issued import Ticket
from backend.bookings.offered import Quote, QuoteLine
from backend.bookings.owed import CapKept, DebtSettlement, Dispute, LegClaim, PaidOtherwise
from backend.bookings.paid import Payment, Refund, Transfer, TransferReversal

__all__ = [
    "Booking", "BookingLeg", "BookingNotice", "CancellationQuote", "CapKept", "DebtSettlement", "Dispute", "LegClaim", "PaidOtherwise", "Payment",
    "PricePeriod", "Quote", "QuoteLine", "Refund", "ResourceHold", "Ticket", "Transfer", "TransferReversal",
]  # fmt: skip
