"""What a way costs, as far as it is known. Without Kivy."""

from backend.contract.trips import Itinerary
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.live import Fact


def price_facts(itinerary: Itinerary) -> tuple[Fact, ...]:
    """One, or none where nothing is known of it. A taxi all the way has its own fact."""
    price = itinerary.price
    if price is None or not any(leg.route or leg.rental for leg in itinerary.legs):
        return ()
    written, spoken = (form.money(price.amount_minor, price.currency) for form in (write, say))
    if price.not_counted:
        words, heard = (tr("{price} and more: not every price is known", price=money) for money in (written, spoken))
    elif price.estimated:
        words, heard = (tr("About {price}, estimated", price=money) for money in (written, spoken))
    else:
        words, heard = written, tr("Costs {price}", price=spoken)
    return (Fact("cash", words, "quiet", "", heard),)
