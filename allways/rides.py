"""`allways rides replay`: whether what better plans were taken over for, or not, comes out again and breaks no promise."""
import asyncio
from argparse import Namespace
from datetime import date

from allways.errors import CommandError


def run(options: Namespace) -> int:
    """1 where anything comes out otherwise."""
    from backend.rides.replaying import judge_all
    from backend.service.settings import Settings

    try:
        day = date.fromisoformat(options.day) if options.day else None
    except ValueError as error:
        raise CommandError(f"--day {options.day}: write a date such as 2026-11-29.") from error
    judged = asyncio.run(judge_all(Settings.read().database_url, options.zone, day))
    wrong = [one for one in judged if one.wrong]
    for one in wrong:
        print(f"{one.zone}  {one.day}  {one.at:%H:%M:%S}  {one.outcome}  {'; '.join(one.wrong)}")
    taken = sum(one.outcome == "taken" for one in judged)
    print(f"Decisions judged again: {len(judged):,}, of which {taken:,} became the plan. Wrong: {len(wrong):,}.")
    return 1 if wrong else 0
