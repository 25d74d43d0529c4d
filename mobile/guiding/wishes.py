"""Who is led and how they want to hear it: from the needs and the settings of the app. Nothing of it leaves the phone. Without Kivy."""

from accessibility.guidance import Profile, Settings
from accessibility.profiles import ProfileId
from backend.contract.city import CityResponse
from backend.contract.trips import Itinerary
from mobile.guiding.route import CYCLED
from mobile.store.needs import Needs
from mobile.store.settings import Settings as AppSettings

WITHOUT_SIGHT = (ProfileId.BLIND, ProfileId.LOW_VISION)
BESIDE_CM = 20  # a passage of the least width leaves so much beside the person


def profile_of(needs: Needs, itinerary: Itinerary) -> Profile:
    rolls = needs.moves == "roll"
    cycles = any(leg.mode in CYCLED for leg in itinerary.legs)
    kerb, width, slope = needs.limit("max_kerb_m"), needs.limit("min_width_m"), needs.limit("max_incline_up_pct")
    limited = needs.profile is not ProfileId.NONE
    return Profile(
        way="wheel" if rolls else "cycle" if cycles else "walk",
        aid=needs.profile.value if limited else "",
        max_slope_pct=slope,
        max_kerb_cm=None if kerb is None else kerb * 100,
        width_cm=None if width is None else max(0.0, width * 100 - BESIDE_CM),
        cautious=limited and needs.limit("unknown") == "cautious",
    )


def settings_of(app: AppSettings, city: CityResponse | None = None) -> Settings:
    """city: where one is led, as far as it is known; it may name whom to call."""
    feet = app.guide_units == "feet" or (app.guide_units == "same" and app.units == "imperial")
    return Settings(
        detail=app.guide_detail,
        units="ft" if feet else "m",
        clock_face=app.guide_directions == "clock",
        compass_words=app.guide_directions == "compass",
        step_m=app.guide_step_cm / 100 if app.guide_units == "steps" else None,
        speech_rate=max(0.5, min(5.0, app.voice_rate / 100)),
        help_number=city and city.help_phone,
        offer_brief=app.guide_offer_brief,
    )


def wants_corners(app: AppSettings, needs: Needs) -> bool:
    """The screen of four corners: by what the person has chosen, else by their needs."""
    return app.guide_screen == "corners" or (app.guide_screen == "needs" and any(one in WITHOUT_SIGHT for one in needs.profiles))
