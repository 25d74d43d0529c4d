"""`make proof [parts="ways screens"]`: the heavy proofs at full size, in parts that are proved anew by themselves. Writes docs/PROOF.md.

Runs tests with ALLWAYS_PROOF=1. A test reports a figure by printing a line `PROOF name=value`; a section has nothing that a test did not print in
the run it names, and the other sections stay as they were.
"""
import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import Machine, machine

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "PROOF.md"
PARTS = {
    "ways": (
        "tests/oracle", "tests/routing/streets", "tests/routing/transit", "tests/routing/door", "tests/routing/test_oracle.py",
        "tests/routing/test_plan.py", "tests/routing/test_plan_city.py",
    ),
    "screens": ("tests/mobile/flows/test_every_screen.py",),
    "living": ("tests/flows/test_a_day_of_faults.py",),
    "codes": ("tests/benchmarks/test_markers.py",),
    "money": ("tests/payments", "tests/backend/bookings", "tests/flows/test_killed_while_booking.py"),
    "parking": (
        "tests/payments/parking", "tests/routing/occupancy", "tests/routing/dispatch/test_assignment.py", "tests/routing/dispatch/test_stays.py",
        "tests/backend/parking", "tests/backend/reservations", "tests/allways/test_parking.py", "tests/flows/test_park.py",
    ),
    "requests": (
        "tests/backend/requests", "tests/backend/bodies", "tests/backend/open311", "tests/backend/pictures", "tests/backend/console",
        "tests/flows/test_tell_the_city.py", "tests/flows/test_open311.py",
    ),
    "rides": (
        "tests/routing/dispatch/rides", "tests/routing/dispatch/search", "tests/backend/rides", "tests/flows/test_driven_in_the_demo_city.py",
        "tests/mobile/flows/test_ride_for_real.py",
    ),
}  # fmt: skip
TITLES = {
    "ways": "Ways and timetables", "screens": "Every screen", "living": "A city that lives and fails", "codes": "Codes in the street",
    "money": "Money", "parking": "Parking", "requests": "Requests", "rides": "Rides on demand",
}  # fmt: skip
INTRODUCTION = """# Proofs at full size

Written by `make proof`, or `make proof parts="..."` for some of them: pytest with `ALLWAYS_PROOF=1`. Figures are as the tests printed
them, each section in the run that it names.
"""
FIGURE = re.compile(r"^PROOF ([\w.-]+)=(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One test: where it stands, how it ended, how long it took and which figures it printed."""

    place: str
    name: str
    outcome: str  # passed, failed or skipped
    seconds: float
    figures: tuple[tuple[str, str], ...]
    reason: str


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. Parts: {', '.join(PARTS)}.")
        return 2
    return max([prove(name) for name in names or PARTS])


def prove(name: str) -> int:
    """One part, written down as soon as it is through."""
    before, begun = machine(), time.perf_counter()
    places = [place for place in PARTS[name] if (ROOT / place).exists()]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--timeout=3000", "-o", "junit_logging=system-out", *places]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = subprocess.run([*command, f"--junitxml={report}"], cwd=ROOT, env={**os.environ, "ALLWAYS_PROOF": "1"}).returncode
        if not report.exists():
            print(f"{name}: the tests could not be started; docs/PROOF.md is as it was.")
            return code or 1
        cases = read_cases(report)
    section = write_section(TITLES[name], name, cases, before, time.perf_counter() - begun)
    PAGE.write_text(replace_section(PAGE.read_text(encoding="utf-8") if PAGE.exists() else "", section), encoding="utf-8")
    print(f"docs/PROOF.md, {name}: {summary(cases)}")
    return code


def replace_section(page: str, section: str) -> str:
    """The page with this section in place of the one of the same title, in the order of the parts; sections of no part are dropped."""
    found = {part.split("\n", 1)[0]: part for part in page.split("\n## ")[1:]}
    found[section.split("\n", 1)[0].removeprefix("## ")] = section.removeprefix("## ")
    return INTRODUCTION + "".join(f"\n## {found[title].rstrip()}\n" for title in TITLES.values() if title in found)


def read_cases(report: Path) -> list[Case]:
    cases = []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        outcome, reason = "passed", ""
        for child in case:
            if child.tag in ("failure", "error"):
                outcome, reason = "failed", first_line(child.get("message"))
            elif child.tag == "skipped":
                outcome, reason = "skipped", first_line(child.get("message"))
        printed = "".join(child.text or "" for child in case if child.tag == "system-out")
        place = case.get("classname", "").replace(".", "/") + ".py"
        cases.append(Case(place, case.get("name", ""), outcome, float(case.get("time", 0)), tuple(FIGURE.findall(printed)), reason))
    return cases


def first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]


def summary(cases: list[Case]) -> str:
    counts = {outcome: sum(case.outcome == outcome for case in cases) for outcome in ("passed", "failed", "skipped")}
    return ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count)


def write_section(title: str, name: str, cases: list[Case], host: Machine, seconds: float) -> str:
    """Machine, command, figures as printed, then every file with what passed."""
    on = f"{host.cpu}, {host.cores} cores, {host.memory_gb:.0f} GB, load {host.load:.1f}"
    lines = [
        f"## {title}",
        "",
        f"`make proof parts={name}` · {host.when} · {on} · Python {host.python}",
        "",
        f"**{summary(cases)}** in {seconds:.0f} s.",
        "",
        "| figure | value | test |",
        "|---|---|---|",
    ]
    for case in cases:
        lines += [f"| {name.replace('_', ' ')} | {value} | `{case.place}::{case.name}` |" for name, value in case.figures]
    lines += ["", "| file | passed | failed | skipped | seconds |", "|---|---|---|---|---|"]
    for place in dict.fromkeys(case.place for case in cases):
        here = [case for case in cases if case.place == place]
        counts = [str(sum(case.outcome == outcome for case in here)) for outcome in ("passed", "failed", "skipped")]
        lines.append(f"| `{place}` | {' | '.join(counts)} | {sum(case.seconds for case in here):.1f} |")
    troubles = [f"- {case.outcome}: `{case.place}::{case.name}`: {case.reason}" for case in cases if case.outcome != "passed"]
    return "\n".join([*lines, *(["", *troubles] if troubles else []), ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
