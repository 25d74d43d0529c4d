"""Why nothing was priced, booked or moved, in the language of the person. Codes and reasons this app does not know keep the words of the city."""

import msgspec

from backend.contract.quotes import LegNotSellableProblem, NotSellable
from mobile.client import ClientError, Refused
from mobile.i18n import tr

NOT_SOLD, SILENT, MIXED, TAKEN, MANY = "leg_not_sellable", "operator_silent", "mixed_currency", "resource_taken", "hold_limit"
UNPAID, ASKED_TOO_OFTEN, PHONES, OVER, NOT_FIT = "pay_first", "quote_limit", "too_many_phones", "ticket_over", "vehicle_does_not_fit"
SENTENCES = {
    SILENT: lambda: tr("An operator does not answer, so there is no price now. Ask again in a minute."),
    MIXED: lambda: tr("This trip is sold in two currencies. Buy its parts one by one."),
    TAKEN: lambda: tr("Somebody else was quicker. Nothing was booked, no money was taken. Look for another way."),
    MANY: lambda: tr("Some trips are held for you already. Pay or give up one of them first."),
    UNPAID: lambda: tr("This price counts on a trip that waits for your payment. Pay it or give it up, then ask for the price again."),
    ASKED_TOO_OFTEN: lambda: tr("So many prices were asked for that no more are given now. Wait an hour, then ask again."),
    PHONES: lambda: tr("This ticket was on too many phones already. Show it on the one that has it, or say its number."),
    OVER: lambda: tr("This ticket cannot be shown any longer."),
    NOT_FIT: lambda: tr("Your vehicle does not fit there, or more has to be known of it. Choose another space."),
}
REASONS = {
    NotSellable.FARE_UNKNOWN: lambda: tr("No fare is known for one of the rides. Buy its ticket from the operator."),
    NotSellable.NO_SELLER: lambda: tr("Nobody sells one part of this trip here. Book it with its operator."),
    NotSellable.PRICE_NOT_FIXED: lambda: tr("What one part of this trip costs is known only afterwards. Book it with its operator."),
    NotSellable.NO_OFFER: lambda: tr("Nothing is offered any longer for one part of this trip. Look for the way again."),
    NotSellable.PARKING: lambda: tr("Of this trip only parking costs something. Choose a space, or pay at the car park."),
    NotSellable.LEFT: lambda: tr("One part of this trip has begun. Look for the way again."),
    NotSellable.NOTHING: lambda: tr("No part of this trip costs anything. There is nothing to book."),
    NotSellable.CLOSED: lambda: tr("The space is closed for some of this time. Choose another time or another space."),
    NotSellable.TAKEN: lambda: tr("The space is taken for some of this time. Choose another one."),
    NotSellable.TOO_SHORT: lambda: tr("The space is let for a longer time only. Choose a later end."),
    NotSellable.TOO_LONG: lambda: tr("The space is not let for so long. Choose an earlier end."),
    NotSellable.TOO_FAR_AHEAD: lambda: tr("The space cannot be booked so far ahead. Try again nearer to the day."),
    NotSellable.FULL: lambda: tr("No van can take you then without breaking its word to somebody else. Try half an hour later."),
    NotSellable.TOO_LATE: lambda: tr("It is too late to book this van. Look for the way again."),
    NotSellable.TOO_EARLY: lambda: tr("This van cannot be booked so early. Try again nearer to the day."),
    NotSellable.APPROVAL: lambda: tr("Who lets this space wants to be asked first. Ask them, and book once they agree."),
}


def sentence_of(trouble: ClientError) -> str:
    if trouble.code == NOT_SOLD and isinstance(trouble, Refused) and (reason := reason_of(trouble)):
        return REASONS[reason]()
    return SENTENCES[trouble.code]() if trouble.code in SENTENCES else trouble.sentence


def reason_of(trouble: Refused) -> NotSellable | None:
    """None for one that is newer than this app."""
    try:
        return msgspec.json.decode(trouble.problem, type=LegNotSellableProblem).reason
    except msgspec.MsgspecError:
        return None
