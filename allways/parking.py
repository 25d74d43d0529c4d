"""`allways parking train` and `allways parking evaluate`: learn how full car parks will be, and see how good that is."""
import platform
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allways.errors import CommandError
from allways.progress import progress_bars

LEARNED_DAYS = 42  # of a made-up city


def run(options: Namespace) -> int:
    return train(options) if options.action == "train" else evaluate(options)


def train(options: Namespace) -> int:
    from routing.occupancy.model import TooLittleHistory, pack

    with progress_bars() as progress:
        try:
            model = of_made_up_city(options.city, progress, options.seed) if options.city else of_history(options, progress)
        except TooLittleHistory as error:
            raise CommandError(str(error)) from error
    write(options.out, pack(model))
    print(f"{options.out}: {len(model.keys)} car parks, {options.out.stat().st_size / 1e6:.1f} MB. Serve with ALLWAYS_FORECAST={options.out}.")
    return 0


def of_history(options: Namespace, progress):
    from allways.parking_history import read_history
    from routing.occupancy.clock import Clock
    from routing.occupancy.model import learn_model

    if options.history is None:
        raise CommandError("Nothing to learn from: name a file with --history, or a built city with made-up life with --city.")
    try:
        zone = ZoneInfo(options.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CommandError(f"--zone {options.zone}: write a name such as Europe/London.") from error
    progress("read", 0.0)
    history = read_history(options.history, zone, options.feed)
    progress("learn", 0.0)
    first, last = (int(edge(series.minute[which] for series in history.every)) for edge, which in ((min, 0), (max, -1)))
    return learn_model(history.every, Clock.of(zone, first, last + 2 * 1440), last + 1)


def of_made_up_city(folder: Path, progress, seed: int = 1):
    """From what the simulator would have told in the last weeks."""
    from backend.demo.live.history import readings
    from backend.demo.live.town import Town
    from backend.occupancy.foreseen import key_of
    from routing.occupancy.clock import Clock, minute_of
    from routing.occupancy.model import learn_model
    from routing.occupancy.series import clean

    progress("life of the last weeks", 0.0)
    town, now = Town.open(folder, None, seed), datetime.now(UTC)
    minute, free = readings(town, seed, now - timedelta(days=LEARNED_DAYS), now)
    # The ids that the simulator gives in its feed.
    every = [clean(key_of("parking", str(row + 1)), site.capacity, minute, free[:, row]) for row, site in enumerate(town.car_parks)]
    progress("learn", 0.0)
    return learn_model(every, Clock.of(town.zone, int(minute[0]), int(minute[-1])), minute_of(now))


def evaluate(options: Namespace) -> int:
    """1 where a target is missed."""
    from allways.parking_history import read_history
    from allways.parking_report import evaluation, missed, report

    with progress_bars() as progress:
        progress("read", 0.0)
        history = read_history(options.history, ZoneInfo("UTC"), "")
        found = evaluation(history, progress)
    command = f"allways parking evaluate {options.history.name}" + (f" --out {options.out}" if options.out else "")
    words = report(history, found, f"{datetime.now(UTC):%Y-%m-%d}", machine(), command)
    print(words)
    if options.out:
        write(options.out, f"{words}\n".encode())
    failures = missed(found)
    for failure in failures:
        print(f"missed: {failure}")
    return 1 if failures else 0


def write(path: Path, body: bytes) -> None:
    try:
        path.write_bytes(body)
    except OSError as error:
        raise CommandError(f"--out {path}: cannot be written ({error.strerror}).") from error


def machine() -> str:
    import os

    import numpy as np

    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}"
