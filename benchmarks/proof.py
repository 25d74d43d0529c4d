"""`make proof`: the heavy proofs at full size. Runs the tests with ALLWAYS_PROOF=1 and writes what they counted to docs/PROOF.md.

A test reports a figure by printing a line `PROOF name=value`; nothing is written here that a test did not print in this very run.
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
SELECTION = (
    "tests/oracle", "tests/routing/streets", "tests/routing/transit", "tests/routing/door", "tests/routing/test_oracle.py",
    "tests/routing/test_plan.py", "tests/routing/test_plan_city.py", "tests/mobile/flows/test_every_screen.py", "tests/flows/test_a_day_of_faults.py",
    "tests/benchmarks/test_markers.py", "tests/payments",
)  # fmt: skip
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


def main() -> int:
    before, begun = machine(), time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--timeout=3000", "-o", "junit_logging=system-out", *selected()]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = subprocess.run([*command, f"--junitxml={report}"], cwd=ROOT, env={**os.environ, "ALLWAYS_PROOF": "1"}).returncode
        if not report.exists():
            print("The tests could not be started; docs/PROOF.md is as it was.")
            return code or 1
        cases = read_cases(report)
    text = write_text(cases, before, time.perf_counter() - begun)
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "PROOF.md").write_text(text, encoding="utf-8")
    print(f"docs/PROOF.md: {summary(cases)}")
    return code


def selected() -> list[str]:
    return [place for place in SELECTION if (ROOT / place).exists()]


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


def write_text(cases: list[Case], host: Machine, seconds: float) -> str:
    """The page: machine, command, figures as printed, then every file with what passed."""
    lines = [
        "# Proofs at full size",
        "",
        "Written by `make proof` (`python -m benchmarks.proof`: pytest with `ALLWAYS_PROOF=1`). Figures are as the tests printed them.",
        "",
        f"{host.when} · {host.cpu}, {host.cores} cores, {host.memory_gb:.0f} GB, load {host.load:.1f} · Python {host.python}",
        "",
        f"**{summary(cases)}** in {seconds:.0f} s.",
        "",
        "## Figures",
        "",
        "| figure | value | test |",
        "|---|---|---|",
    ]
    for case in cases:
        lines += [f"| {name.replace('_', ' ')} | {value} | `{case.place}::{case.name}` |" for name, value in case.figures]
    lines += ["", "## Tests", "", "| file | passed | failed | skipped | seconds |", "|---|---|---|---|---|"]
    for place in dict.fromkeys(case.place for case in cases):
        here = [case for case in cases if case.place == place]
        counts = [str(sum(case.outcome == outcome for case in here)) for outcome in ("passed", "failed", "skipped")]
        lines.append(f"| `{place}` | {' | '.join(counts)} | {sum(case.seconds for case in here):.1f} |")
    troubles = [f"- {case.outcome}: `{case.place}::{case.name}`: {case.reason}" for case in cases if case.outcome != "passed"]
    return "\n".join([*lines, *(["", "## Failed and skipped", ""] + troubles if troubles else []), ""])


if __name__ == "__main__":
    sys.exit(main())
