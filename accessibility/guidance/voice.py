"""Whether words may sound: the person's wish for quiet, a call, and where the sound would come out."""
from dataclasses import dataclass

from accessibility.guidance.callouts import GUARDED, Callout
from accessibility.guidance.item import Item
from accessibility.guidance.news import News
from accessibility.guidance.settings import Settings

FOREVER = float("inf")


@dataclass
class Quiet:
    """Until a time, or until the next turn was told."""

    until_s: float | None = None
    until_turn: bool = False

    def ask(self, value: str, now_s: float) -> None:
        if value == "off":
            self.until_s, self.until_turn = None, False
        elif value == "turn":
            self.until_s, self.until_turn = FOREVER, True
        else:
            minutes = int(value) if value.isdecimal() and len(value) <= 3 else None
            self.until_s, self.until_turn = (now_s + 60 * minutes if minutes else FOREVER), False

    def on(self, now_s: float) -> bool:
        return self.until_s is not None and now_s < self.until_s

    def ended(self, now_s: float) -> bool:
        """True once, when its time is over."""
        if self.until_s is None or now_s < self.until_s:
            return False
        self.until_s = None
        return True


def unheard(news: News, settings: Settings) -> bool:
    """In a call, or without the headset: nothing may leap from the loudspeaker unless the person chose it."""
    return news.call or not (news.headset or settings.loudspeaker)


def held(item: Item, quiet: bool, unheard: bool) -> bool:
    """Not even a sound: what is not assertive waits, or goes by."""
    callout = item.callout
    if unheard:
        return callout.kind in "PM"
    return quiet and callout.kind in "PM" and not callout.quiet


def worded(item: Item, quiet: bool, unheard: bool) -> bool:
    """False where only sound, pulse and screen tell it."""
    if unheard:
        return False
    return not quiet or item.callout.quiet or item.first or item.callout.kind in "PMU"


def haptic(callout: Callout, item: Item, unheard: bool) -> str:
    if unheard and item.id in GUARDED:
        return "LLL"
    if callout.haptic == "turn":
        return {"left": "short-long", "right": "long-short"}.get(item.side, "1")
    return callout.haptic
