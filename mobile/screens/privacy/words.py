"""What privacy means here, in plain words, true for what the app does today. Without Kivy."""

from mobile.i18n import tr


def sections() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each with its heading, in the order of the page."""
    return (
        (tr("Stays on this phone"), on_this_phone()),
        (tr("Is sent to the city service"), to_the_city()),
        (tr("When you sign in and buy"), when_buying()),
        (tr("Vans of the city"), in_vans()),
        (tr("Is sent to others"), to_others()),
    )


def on_this_phone() -> tuple[str, ...]:
    return (
        tr("Your needs, saved places and trips, recent places, settings and the map you have seen."),
        tr("Who travels with you: names, needs, and what you answered while setting them up."),
        tr("The trip you are on, until it ends, so that it goes on when the app was closed."),
        tr("Which fares you have a right to, until you ask for a price to book."),
        tr("Your vehicles: their names and how many you have."),
        tr("Speech is made on this phone. Nothing you hear is sent anywhere."),
    )


def to_the_city() -> tuple[str, ...]:
    return (
        tr("Two points, a time and bare limits when you plan. The letters you type when you search. A point when you look around."),
        tr("The part of the map you look at, to some hundred metres, for what is live there."),
        tr("Where and when you want to park, with the bare sizes of one vehicle. A number plate only if you type it to enter by it."),
        tr("Without signing in: no account, no name, no number of this phone."),
        tr(
            "While you are on a trip, its way and your limits are kept sealed, so that you hear when something breaks."
            " Ending the trip deletes them; else they go two hours after it."
        ),
        tr("Where you are on the trip only if you switch that on, below."),
        tr(
            "What you tell the city: what it is, where and when, your words and photo, and the vehicle, stop or space you are at. Before it is"
            " sent you choose who sees it, and may change that at any time; your name goes only where you write it. Of a photo only the"
            " picture is kept, and others see it only with faces and plates hidden. Your words go with your pass or account."
        ),
        tr("While you write it: what it is and where, so that you see who answers and what is the same. Areas you follow, until you stop."),
        tr("A pass that says nothing about you goes with them. It runs out 30 days after its last use."),
    )


def when_buying() -> tuple[str, ...]:
    return (
        tr(
            "Your e-mail address, the kind of device, and what you book. The card is typed on a page in the browser and never comes"
            " into this app."
        ),
        tr("A right to pay less, as a bare word such as child, with the price you ask for, and only if you agreed to that."),
        tr(
            "Each operator gets its own part of the trip, without your name. Planning stays without an account, also while you are"
            " signed in."
        ),
        tr(
            "Bookings and tickets on this phone go when you sign out. All the city keeps can be taken along or deleted in your"
            " account."
        ),
        tr("A right that made a ticket cheaper stands on it, so that whoever checks it can look."),
        tr("An account that nobody uses for two years is deleted. You hear of it thirty days before."),
    )


def in_vans() -> tuple[str, ...]:
    return (
        tr(
            "When one fetches you: from where to where, when, and which places in it you need. Its driver sees that and a code, not your name."
            " The places are kept for ninety days."
        ),
        tr("You see where your van is from a quarter of an hour before it comes until you are out, and of other vans nothing."),
        tr(
            "If you drive one: where it is, while your shift is under way. Only the last place is kept, to about ten metres. Whoever waits for"
            " the van or sits in it sees it, and so does the city's desk. It is deleted when you end the shift, at the latest about an hour after"
            " its end."
        ),
        tr("Of a stop where nobody came: how long the van waited, and how many metres from the place. Not where it was."),
    )


def to_others() -> tuple[str, ...]:
    return (
        tr("Nothing. No maps, speech, advertising or counting by other companies."),
        tr("The page of an operator opens in the browser only when you press for it."),
    )
