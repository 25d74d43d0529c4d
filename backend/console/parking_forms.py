"""Forms of the room of parking as the messages they stand for."""
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from backend.console.forms import Fields
from backend.console.words import WORDS
from backend.contract.closings import SiteClosing
from backend.contract.gatherings import MOST_SITES, GatheringDeclaration
from backend.parking.spaces import Site

LEAST_MIN, MOST_MIN = 5, 720
# As the API names what it refuses → the field of the page.
OF_EVENT = {"startsAt": "starts", "endsAt": "ends", "assignAt": "assign", "lat": "event_place", "siteIds": "sites"}
OF_CLOSING = {"startsAt": "shut_from", "endsAt": "shut_until"}


def read_gathering(fields: Fields, sites: Collection[Site]) -> GatheringDeclaration | None:
    """None where something is wrong, which the fields then say."""
    name, place = fields.text("name", least=1, most=100), fields.points("event_place", 1)
    starts, ends, assign = (needed(fields, field) for field in ("starts", "ends", "assign"))
    round_min, hold_min = (minutes(fields, field) for field in ("round_min", "hold_min"))
    ticked = set(fields.form.getall("sites", []))
    chosen = tuple(site.id for site in sites if str(site.id) in ticked)
    if not chosen:
        fields.wrong("sites", "tick_site")
    if len(chosen) > MOST_SITES:
        fields.refused["sites"] = WORDS[fields.language]["tick_fewer"].format(most=MOST_SITES)
    if not place:
        fields.wrong("event_place", "one_place")
    if not fields.right or starts is None or ends is None or assign is None:
        return None
    (lat, lon), *_ = place
    return GatheringDeclaration(name, lat, lon, starts, ends, assign, chosen, round_min, hold_min)


def read_closing(fields: Fields, sites: Collection[Site], carry_out: bool) -> tuple[UUID, SiteClosing] | None:
    """The car park and for how long; None where something is wrong."""
    site_id, reason = fields.uuid("site"), fields.text("reason", least=1, most=200)
    starts, ends = (needed(fields, field) for field in ("shut_from", "shut_until"))
    if site_id is None or all(site.id != site_id for site in sites):
        fields.wrong("site", "required")
    if not fields.right or site_id is None or starts is None or ends is None:
        return None
    return site_id, SiteClosing(starts, ends, reason, carry_out)


def needed(fields: Fields, name: str) -> datetime | None:
    moment = fields.moment(name)
    if moment is None:
        fields.wrong(name, "required")
    return moment


def minutes(fields: Fields, name: str) -> int:
    text = fields.text(name, most=4)
    if text.isdecimal() and LEAST_MIN <= int(text) <= MOST_MIN:
        return int(text)
    fields.refused.setdefault(name, WORDS[fields.language]["must_number"].format(least=LEAST_MIN, most=MOST_MIN))
    return LEAST_MIN
