"""Tariffs of garages and driveways, random ones, and a twin of the price that goes minute by minute."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from payments.parking.tariff import CapFrom, Tariff, Window, ladder

BERLIN, MINUTE = ZoneInfo("Europe/Berlin"), timedelta(minutes=1)
WEEK = frozenset(range(7))
POSTSTRASSE = Tariff("Europe/Berlin", (
    Window(WEEK, 7 * 60, 21 * 60, ladder([
        (40, 100), (20, 50), (60, 250), (120, 500), (180, 750), (240, 900), (300, 1050), (360, 1150), (420, 1250), (480, 1300),
    ]), 60, 50),
    Window(WEEK, 21 * 60, 7 * 60, (), 60, 50, 500),
), cap_minor=2000)  # fmt: skip
DRIVEWAY = Tariff("Europe/Berlin", (Window(WEEK, 0, 0, (), 30, 100),), cap_minor=1200, cap_from=CapFrom.DAY)
WITH_FREE = Tariff("Europe/Berlin", (Window(WEEK, 0, 0, ladder([(60, 200)]), 30, 80),), free_min=20)


def berlin(*numbers, fold=0) -> datetime:
    return datetime(*numbers, tzinfo=BERLIN, fold=fold)


def later(start: datetime, minutes: int) -> datetime:
    """So many real minutes, whatever the clock does."""
    return start.astimezone(UTC) + minutes * MINUTE


def twin_price(tariff: Tariff, start: datetime, end: datetime) -> int | None:
    """Every minute asks the calendar by itself; the visit it belongs to goes on while window and day of the cap stay the same."""
    start = start.astimezone(UTC)
    minutes = -((start - end.astimezone(UTC)) // MINUTE)
    walls = [(start + number * MINUTE).astimezone(ZoneInfo(tariff.zone)) for number in range(minutes)]
    windows = [twin_window(tariff, wall) for wall in walls]
    if any(window is None for window in windows):
        return None
    if minutes <= tariff.free_min:
        return 0
    visits = []
    for number in range(tariff.free_min if tariff.free_deducted else 0, minutes):
        day = walls[number].date() if tariff.cap_from is CapFrom.DAY else number // 1440
        key = windows[number], None if tariff.cap_minor is None else day
        if not visits or visits[-1][0] != key:
            visits.append([key, 0])
        visits[-1][1] += 1
    by_day = {}
    for (window, day), count in visits:
        part = twin_visit(window, count, tariff.cap_minor)
        if part is None:
            return None
        by_day[day] = by_day.get(day, 0) + part
    return sum(part if tariff.cap_minor is None else min(part, tariff.cap_minor) for part in by_day.values())


def twin_window(tariff: Tariff, wall: datetime) -> Window | None:
    minute, today = wall.hour * 60 + wall.minute, wall.date()
    dated = [window for window in tariff.windows if window.dates and twin_holds(window, minute, today)]
    weekly = [window for window in tariff.windows if not window.dates and today not in tariff.closed and twin_holds(window, minute, today)]
    return next(iter(dated + weekly), None)


def twin_holds(window: Window, minute: int, today: date) -> bool:
    """Whether it began today or yesterday and is not over."""
    whole, late = window.from_min == window.to_min, window.from_min > window.to_min
    for day, at in ((today, minute), (today - timedelta(days=1), minute + 1440)):
        begins = day in window.dates if window.dates else day.weekday() in window.days
        first, until = (0, 1440) if whole else (window.from_min, window.to_min + 1440 * late)
        if begins and first <= at < until:
            return True
    return False


def twin_visit(window: Window, minutes: int, most: int | None) -> int | None:
    """One minute after the other: each that begins a rung or a step sets the total."""
    total = 0
    for minute in range(1, minutes + 1):
        covering = [rung for rung in window.ladder if rung.up_to_min >= minute]
        last = window.ladder[-1] if window.ladder else None
        if covering:
            total = covering[0].total_minor
        elif window.step_min and (minute - 1 - (last.up_to_min if last else 0)) % window.step_min == 0:
            total += window.step_minor
        elif not window.step_min and not any(cap is not None and last and last.total_minor >= cap for cap in (window.cap_minor, most)):
            return None
    return total if window.cap_minor is None else min(total, window.cap_minor)


@st.composite
def ladders(draw):
    pairs, at, total = [], 0, 0
    for _ in range(draw(st.integers(0, 4))):
        at, total = at + draw(st.integers(1, 200)), total + draw(st.sampled_from([0, 50, 130, 400]))
        pairs.append((at, total))
    return ladder(pairs)


@st.composite
def windows(draw, from_min, to_min, days=WEEK, **more):
    rungs = draw(ladders())
    step = draw(st.sampled_from([0, 15, 60, 90] if rungs else [1, 15, 60, 90]))
    return Window(days, from_min, to_min, rungs, step, draw(st.sampled_from([0, 30, 80])), draw(st.none() | st.integers(100, 900)), **more)


@st.composite
def tariffs(draw):
    """A day cut into some windows, the last of which goes on over midnight; sometimes one of them is missing, or a date has its own."""
    edges = sorted(draw(st.sets(st.integers(0, 1439), min_size=1, max_size=4)))
    spans = list(zip(edges, edges[1:] + edges[:1], strict=True)) if len(edges) > 1 else [(0, 0)]
    if len(spans) > 2 and draw(st.booleans()):
        spans.pop(draw(st.integers(0, len(spans) - 1)))
    found = [draw(windows(first, until)) for first, until in spans]
    if draw(st.booleans()):
        fair = frozenset([draw(st.dates(date(2024, 3, 30), date(2024, 4, 2)))])
        found.append(draw(windows(600, draw(st.sampled_from([90, 900])), dates=fair)))
    closed = frozenset([date(2024, 4, 1)]) if draw(st.integers(0, 2)) == 0 else frozenset()
    return Tariff(
        draw(st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Seoul"])), tuple(found), draw(st.sampled_from([0, 0, 20, 90])),
        draw(st.booleans()), draw(st.none() | st.integers(200, 2500)), draw(st.sampled_from(list(CapFrom))), closed,
    )  # fmt: skip


# Around both nights in which clocks are moved, at a leap day, at the turn of a year and on ordinary days.
NOONS = [datetime(*day, 12, tzinfo=UTC) for day in ((2024, 3, 30), (2024, 10, 26), (2024, 2, 28), (2024, 12, 31), (2024, 6, 7), (2024, 3, 9))]
starts = st.builds(lambda day, minute: day + minute * MINUTE, st.sampled_from(NOONS), st.integers(0, 1440))
stays = st.integers(0, 29 * 60) | st.integers(0, 180)
