"""`python -m benchmarks.rides_static [--quick] [--only a8-96] [--processes 2] [--out RIDES.md]`: plans from nothing, beside peers.

Cordeau's dial-a-ride instances by distance, Li & Lim's by vehicles and then distance, each within 1, 10 and 60 seconds. Every plan is judged by
`tests/oracle/rides`, which works in floats from the raw files: who is not served and what is broken come first. Ours and PyVRP count the processor
time of their process, OR-Tools and VROOM the time that passes. Writes the section "Static" of RIDES.md. With `--quick` one and ten seconds, two seeds
and fewer instances. PyVRP and VROOM, which know no longest ride of a passenger, are asked for Li & Lim only.
"""
import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path

from benchmarks.peers import pyvrp, vroom
from benchmarks.timing import machine
from routing.dispatch.search.fewest import improved_with_fewest
from routing.dispatch.search.or_tools import from_nothing
from routing.dispatch.search.search import improved_until
from tests.conftest import shared_folder
from tests.oracle.rides.checker import broken, distance, unserved
from tests.oracle.rides.instances import Instance, best_known, read
from tests.routing.dispatch.search.instances import dispatch_of, nodes_of

ROOT = Path(__file__).parent
CORDEAU, LI_LIM = ("a4-48", "b6-72", "a8-96", "pr01"), ("lc101", "lr112", "lrc206")
OURS, OR_TOOLS, PYVRP, VROOM = "ours", "OR-Tools", "PyVRP", "VROOM"
PACKAGES = {OR_TOOLS: "ortools", PYVRP: "pyvrp", VROOM: "pyvroom"}


@dataclass(frozen=True)
class Task:
    instance: str
    method: str
    seconds: float
    seed: int


@dataclass(frozen=True)
class Result:
    """words: of what is broken, or why there is no plan. took_s passed, for worked_s of it the process had a processor."""

    task: Task
    unserved: int
    broken: int
    vehicles: int
    distance: float
    took_s: float
    worked_s: float
    words: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rides_static", description="Static dial-a-ride plans beside peers.")
    parser.add_argument("--quick", action="store_true", help="a few minutes: fewer instances, seeds and seconds; nothing is written")
    parser.add_argument("--only", choices=(*CORDEAU, *LI_LIM), help="only this instance; nothing is written")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / "RIDES.md")
    options = parser.parse_args()
    folder = shared_folder()
    if folder is None:
        say("the instances are not here: set ALLWAYS_SHARED to the folder with data/dial_a_ride")
        return 1
    seconds, seeds = ((1, 10), range(1, 3)) if options.quick else ((1, 10, 60), range(1, 6))
    instances = (options.only,) if options.only else ("a4-48", "a8-96", "lr112") if options.quick else (*CORDEAU, *LI_LIM)
    tasks = [task for name in instances for task in tasks_of(name, seconds, seeds)]
    results = ask_all(tasks, folder / "data" / "dial_a_ride", options.processes)
    section = page(folder / "data" / "dial_a_ride", results, seconds)
    print(section)
    if not options.quick and options.only is None:
        write_section(options.out, "## Static", section)
        say(f"written: {options.out}")
    return 0


def tasks_of(name: str, seconds: Sequence[float], seeds: Sequence[int]) -> list[Task]:
    """OR-Tools and VROOM take no seed and are asked once."""
    known = name in LI_LIM
    seeded = [OURS] + [PYVRP] * (known and pyvrp.is_installed())
    once = [OR_TOOLS] + [VROOM] * (known and vroom.is_installed())
    return [Task(name, method, limit, seed) for method in seeded for limit in seconds for seed in seeds] + [
        Task(name, method, limit, 1) for method in once for limit in seconds
    ]


def ask_all(tasks: list[Task], folder: Path, processes: int) -> list[Result]:
    begun, results = time.perf_counter(), []
    with ProcessPoolExecutor(processes, get_context("spawn"), warm_up, (folder,)) as pool:
        asked = [pool.submit(ask, task, folder) for task in sorted(tasks, key=lambda task: -task.seconds)]
        for number, done in enumerate(as_completed(asked), 1):
            one = done.result()
            results.append(one)
            say(f"{number}/{len(tasks)} after {time.perf_counter() - begun:.0f} s: {line(one, folder)}")
    return results


def warm_up(folder: Path) -> None:
    """Every kernel compiled before anything is timed."""
    ask(Task("pr01", OURS, 0.01, 1), folder)
    ask(Task("lc101", OURS, 0.01, 1), folder)


def ask(task: Task, folder: Path) -> Result:
    instance = read(folder, task.instance)
    begun, worked = time.perf_counter(), time.process_time()
    routes = routes_of(task, instance)
    spent = (time.perf_counter() - begun, time.process_time() - worked)
    if routes is None:
        return Result(task, len(instance.pairs), 0, 0, 0.0, *spent, "no plan")
    wrong, used = broken(instance, routes), sum(len(route) > 0 for route in routes)
    return Result(task, len(unserved(instance, routes)), len(wrong), used, distance(instance, routes), *spent, wrong[0] if wrong else "")


def routes_of(task: Task, instance: Instance) -> list[list[int]] | None:
    """Nodes that each vehicle visits; None: no plan was found."""
    if task.method == PYVRP:
        return pyvrp.plan(instance, task.seconds, task.seed)
    if task.method == VROOM:
        return vroom.plan(instance, task.seconds)
    dispatch = dispatch_of(instance)
    everybody = range(len(dispatch.rides))
    if task.method == OR_TOOLS:
        found = from_nothing(dispatch, everybody, task.seconds)
        return None if found is None else nodes_of(instance, found.plan)
    begun = time.process_time()

    def progress(_: int) -> float:
        return (time.process_time() - begun) / task.seconds

    search = improved_with_fewest if task.instance in LI_LIM else improved_until
    return nodes_of(instance, search(dispatch, everybody, task.seed, progress).plan)


def gap(result: Result, folder: Path) -> float:
    """Percent above the best known distance."""
    return 100 * (result.distance / best_known(folder, result.task.instance)[1] - 1)


def line(one: Result, folder: Path) -> str:
    vehicles = f" {one.vehicles} vehicles" if one.task.instance in LI_LIM else ""
    return (
        f"{one.task.instance} {one.task.method} {one.task.seconds:g} s seed {one.task.seed}: {one.unserved} unserved, {one.broken} broken,"
        f"{vehicles} {one.distance:.2f} ({gap(one, folder):+.2f} %) {one.words}"
    )


def page(folder: Path, results: list[Result], seconds: Sequence[float]) -> str:
    head, host = " | ".join(f"{limit:g} s" for limit in seconds), machine()
    peers = ", ".join(f"{name} {metadata.version(package)}" for name, package in PACKAGES.items() if any(one.task.method == name for one in results))
    most, passing = max(one.task.seed for one in results), [one for one in results if one.task.method in (OR_TOOLS, VROOM)]
    share = sum(one.worked_s for one in passing) / max(1e-9, sum(one.took_s for one in passing))
    lines = [
        "## Static", "", f"{host.when}, {host.cpu}, {host.cores} cores, load {host.load:.1f} at the end, Python {host.python}; {peers}.",
        f"Plans from nothing. Each cell: median / worst gap to the best known distance over {most} seeds; before it (unserved, broken) where there",
        "is any, and the vehicles where they count. Ours and PyVRP have so much processor time of one process, ours without compiling; OR-Tools",
        f"and VROOM, which take no seed, so much time that passes, once, of which they had a processor for {share:.0%}. VROOM ends by itself and is",
        "asked with fewer vehicles while everybody is served. PyVRP and VROOM know no longest ride of a passenger: they are asked for Li & Lim only.",
        "All plans are judged by one checker, in floats.", "",
        f"| instance (best known) | by | {head} |", "|---|---|" + "---|" * len(seconds),
    ]  # fmt: skip
    names = dict.fromkeys(name for name in (*CORDEAU, *LI_LIM) if any(one.task.instance == name for one in results))
    for name in names:
        vehicles, best = best_known(folder, name)
        title = f"{name} ({f'{vehicles} / ' if vehicles else ''}{best:.2f})"
        for method in (OURS, OR_TOOLS, PYVRP, VROOM):
            mine = [one for one in results if (one.task.instance, one.task.method) == (name, method)]
            cells = [cell([one for one in mine if one.task.seconds == limit], folder) for limit in seconds]
            if any(cells):
                lines.append(f"| {title} | {method} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def cell(results: list[Result], folder: Path) -> str:
    if not results:
        return ""
    ranked = sorted(results, key=lambda one: (one.unserved + one.broken, one.vehicles if one.task.instance in LI_LIM else 0, one.distance))
    shown = [ranked[(len(ranked) - 1) // 2], ranked[-1]] if len(ranked) > 1 else ranked
    return " / ".join(words(one, folder) for one in shown)


def words(one: Result, folder: Path) -> str:
    wrong = f"({one.unserved}, {one.broken}) " if one.unserved or one.broken else ""
    vehicles = f"{one.vehicles}v " if one.task.instance in LI_LIM else ""
    return f"{wrong}{vehicles}{gap(one, folder):+.2f} %"


def write_section(path: Path, title: str, section: str, page_title: str = "# Rides on demand") -> None:
    """The section with this title is replaced, all others stay."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"{page_title}\n\n"
    begin = text.find(title + "\n")
    if begin < 0:
        path.write_text(text.rstrip("\n") + "\n\n" + section, encoding="utf-8")
        return
    end = text.find("\n## ", begin + 1)
    path.write_text(text[:begin] + section + (text[end:] if end >= 0 else ""), encoding="utf-8")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
