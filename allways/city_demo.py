"""`allways city demo`: the input files of the demonstration city."""
from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

from allways.errors import CommandError
from allways.progress import progress_bars


def run(options: Namespace) -> int:
    from backend.demo.city import write_city

    try:
        first_day = date.fromisoformat(options.first_day) if options.first_day else datetime.now(UTC).date() - timedelta(days=30)
    except ValueError as error:
        raise CommandError(f"--first-day {options.first_day}: write a date such as 2026-10-25.") from error
    with progress_bars() as progress:
        summary = write_city(options.folder, first_day, options.seed, progress)
    for name, value in asdict(summary).items():
        print(f"{name.replace('_', ' ')}: {value}")
    print(f"Next: allways city build {options.folder / 'city.toml'}")
    return 0
