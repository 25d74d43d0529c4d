"""Tariffs as they are written down, what a feed tells of a gate made into one, and what a host asks for."""
import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from backend.contract.listings import ListingPrice
from backend.feeds.parking.facts import GatePrices, Ladder
from payments.parking.checking import is_refused
from payments.parking.tariff import CapFrom, Rung, Tariff, Window, ladder

EVERY_DAY = frozenset(range(7))
DAY_MIN = 24 * 60


class TariffUnusable(ValueError):
    """What is written down is no tariff, or one by which staying longer could cost less."""


def as_json(tariff: Tariff) -> dict[str, Any]:
    """Everything of it, with lists in a fixed order: equal tariffs are written alike."""
    return {
        "zone": tariff.zone, "free_min": tariff.free_min, "free_deducted": tariff.free_deducted, "cap_minor": tariff.cap_minor,
        "cap_from": str(tariff.cap_from), "closed": days_of(tariff.closed), "windows": [window_json(window) for window in tariff.windows],
    }  # fmt: skip


def window_json(window: Window) -> dict[str, Any]:
    return {
        "days": sorted(window.days), "from_min": window.from_min, "to_min": window.to_min, "ladder": [list(rung) for rung in window.ladder],
        "step_min": window.step_min, "step_minor": window.step_minor, "cap_minor": window.cap_minor, "dates": days_of(window.dates),
    }  # fmt: skip


def days_of(dates: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(dates)]


def from_json(content: dict[str, Any]) -> Tariff:
    """What `as_json` wrote. Raises TariffUnusable."""
    try:
        windows = tuple(
            Window(
                frozenset(told["days"]), told["from_min"], told["to_min"], tuple(Rung(*rung) for rung in told["ladder"]), told["step_min"],
                told["step_minor"], told["cap_minor"], frozenset(map(date.fromisoformat, told["dates"])),
            )
            for told in content["windows"]
        )  # fmt: skip
        return Tariff(
            content["zone"], windows, content["free_min"], content["free_deducted"], content["cap_minor"], CapFrom(content["cap_from"]),
            frozenset(map(date.fromisoformat, content["closed"])),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise TariffUnusable("This is no tariff.") from error


def digest_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def of_host(price: ListingPrice, zone: str) -> Tariff:
    """Steps all day, free for short stays, with a cap for each day of the calendar."""
    window = Window(EVERY_DAY, 0, DAY_MIN, (), price.step_min, price.step_minor)
    return Tariff(zone, (window,), price.free_min, cap_minor=price.day_cap_minor, cap_from=CapFrom.DAY)


def of_gate(prices: GatePrices | None, opening: tuple[int, int] | None, zone: str, decimals: int) -> Tariff | None:
    """None: unknown, and so is one with a night ladder and no night, or hours that do not fit the windows. Nothing between rungs is made up.

    opening: minutes of each day, equal or None: always.
    """
    if prices is None or not prices.day:
        return None
    all_day = prices.day_from_min == prices.day_to_min
    if all_day and prices.night:
        return None
    day = minor_ladder(prices.day, decimals)
    hours = [(prices.day_from_min, prices.day_to_min, day)]
    if prices.night:
        hours.append((prices.day_to_min, prices.day_from_min, minor_ladder(prices.night, decimals)))
    windows = [window for window in (clipped(*one, opening) for one in hours) if window is not None]
    if len(windows) != len(hours):
        return None
    tariff = Tariff(zone, tuple(windows), cap_minor=day[-1].total_minor if prices.capped else None)
    return None if is_refused(tariff) else tariff


def clipped(from_min: int, to_min: int, rungs: tuple[Rung, ...], opening: tuple[int, int] | None) -> Window | None:
    """Within the hours of opening. None: they cut it in two or leave nothing."""
    if opening is not None and opening[0] != opening[1]:
        opens, closes = opening
        if from_min == to_min:
            from_min, to_min = opens, closes
        elif not is_within((from_min, to_min), opening):
            return None
    return Window(EVERY_DAY, from_min, to_min, rungs)


def is_within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    """Minutes of a day, the second of each possibly of the next one."""
    begins, ends = ((minute - outer[0]) % DAY_MIN for minute in inner)
    return begins < (ends or DAY_MIN) <= (outer[1] - outer[0]) % DAY_MIN


def minor_ladder(rungs: Ladder, decimals: int) -> tuple[Rung, ...]:
    """In minor units; a currency without them is rounded to whole ones."""
    return ladder((minutes, int((amount * Decimal(10) ** decimals).to_integral_value(ROUND_HALF_UP))) for minutes, amount in rungs)
