"""What the measurements say, as sections of a page."""
from dataclasses import dataclass, field
from importlib import metadata

from benchmarks.timing import Machine, Timing, digits

PACKAGES = ("numba", "numpy", "pynigiri", "cafein", "ferrobus", "pyroutingkit", "routingkit-cch")


@dataclass(frozen=True)
class Row:
    who: str
    what: str
    timing: Timing
    counts: bool  # compared with the rival by the target


@dataclass
class Section:
    """One kind of question. Target: our compared row is `target` times as fast as the fastest compared row of a rival; 0: none is set."""

    title: str
    rival: str
    target: float = 1.0
    why: str = ""  # said where the target is missed: what is known of the reason
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, who: str, what: str, timing: Timing, counts: bool = True) -> None:
        self.rows.append(Row(who, what, timing, counts))

    def say(self, note: str) -> None:
        self.notes.append(note)

    def agree(self, ours_s: list, theirs_s: list, tolerance_s: int = 0) -> None:
        """Say how many arrivals are the same; None: no journey."""
        same, sooner, later, ours_only, theirs_only = 0, [], [], 0, 0
        for our_s, their_s in zip(ours_s, theirs_s):
            if our_s is None or their_s is None:
                same += our_s is their_s
                ours_only += their_s is None and our_s is not None
                theirs_only += our_s is None and their_s is not None
            elif abs(our_s - their_s) <= tolerance_s:
                same += 1
            else:
                (sooner if our_s < their_s else later).append(abs(our_s - their_s))
        within = f" within {tolerance_s} s" if tolerance_s else ""
        text = f"Agreement, checked before timing counts: {same} of {len(ours_s)} arrivals equal{within}"
        for name, seconds in (("sooner", sooner), ("later", later)):
            if seconds:
                text += f"; ours {name} in {len(seconds)} (median {sorted(seconds)[len(seconds) // 2]} s)"
        for name, number in (("only ours answers", ours_only), (f"only {self.rival} answers", theirs_only)):
            if number:
                text += f"; {name} in {number}"
        self.say(text + ".")

    def agree_profiles(self, ours: list[set], theirs: list[set], starts_s: list[int], window_s: int) -> None:
        """Say for how many questions the earliest arrival is the same for every minute of leaving, up to the rival's last departure.

        Thereafter only ours answers, with journeys that leave within the window although a later one outside it arrives no later.
        """
        same, moments, sooner, later = 0, 0, 0, 0
        for our_set, their_set, start_s in zip(ours, theirs, starts_s):
            differs = bool(our_set) and not their_set
            last_s = max((departure_s for departure_s, _ in their_set), default=start_s - 60)
            for leave_s in range(start_s, min(start_s + window_s, last_s) + 1, 60):
                our_s, their_s = arrival_after(our_set, leave_s), arrival_after(their_set, leave_s)
                moments += 1
                sooner += our_s < their_s
                later += our_s > their_s
                differs |= our_s != their_s
            same += not differs
        self.say(
            f"Agreement: {same} of {len(ours)} profiles equal at every minute up to {self.rival}'s last departure; of {moments:,} minutes ours "
            f"arrives sooner in {sooner:,} and later in {later:,}. Journeys per question: ours {average(ours):.1f} (to the very end of the window), "
            f"{self.rival} {average(theirs):.1f}."
        )

    def ratio(self) -> float | None:
        """How many times faster than the fastest compared rival row we are; None without a rival."""
        ours = [row.timing.median_ms for row in self.rows if row.who == "allways" and row.counts]
        theirs = [row.timing.median_ms for row in self.rows if row.who != "allways" and row.counts]
        return min(theirs) / min(ours) if ours and theirs else None

    def verdict(self, ratio: float) -> str:
        if not self.target:
            return "no target is set"
        return f"the target is {digits(self.target)}: {'met' if ratio >= self.target else '**missed**'}"

    def lines(self) -> list[str]:
        lines = [f"### {self.title}", "", "| who | what | median / p95 ms | questions |", "|---|---|---|---|"]
        lines += [f"| {row.who} | {row.what} | {row.timing} | {row.timing.count} |" for row in self.rows]
        ratio = self.ratio()
        notes = list(self.notes)
        if ratio is not None:
            notes.insert(0, f"Ours is {digits(ratio)} times as fast as the fastest compared peer; {self.verdict(ratio)}.")
            if self.why and self.target and ratio < self.target:
                notes.insert(1, self.why)
        return [*lines, "", *(f"- {note}" for note in notes), ""]


def arrival_after(journeys: set, leave_s: int) -> int:
    return min((arrival_s for departure_s, arrival_s in journeys if departure_s >= leave_s), default=2**29)


def average(sets: list[set]) -> float:
    return sum(len(one) for one in sets) / max(1, len(sets))


def versions() -> str:
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            found.append(f"{package} not installed")
    return ", ".join(found)


def page(host: Machine, sections: list[Section], facts: list[str]) -> str:
    """The whole of RESULTS.md."""
    head = [
        "# Ours beside installed peers",
        "",
        "Written by `make bench` (`python -m benchmarks`). One thread, one process for both sides of a table, every question asked once to warm",
        "up and then timed alone. Only ratios carry over to another machine.",
        "",
        f"{host.when} · {host.cpu}, {host.cores} cores, {host.memory_gb:.0f} GB, load {host.load:.1f} at the start · Python {host.python}",
        "",
        f"Versions: {versions()}.",
        "",
    ]
    table = ["| question | ours | fastest peer | ours is … times as fast |", "|---|---|---|---|"]
    for section in sections:
        ratio = section.ratio()
        if ratio is None:
            continue
        ours = min((row for row in section.rows if row.who == "allways" and row.counts), key=lambda row: row.timing.median_ms)
        theirs = min((row for row in section.rows if row.who != "allways" and row.counts), key=lambda row: row.timing.median_ms)
        table.append(f"| {section.title} | {ours.timing} | {theirs.who}: {theirs.timing} | {digits(ratio)}; {section.verdict(ratio)} |")
    body = [line for section in sections for line in section.lines()]
    return "\n".join([*head, "## Summary", "", *table, "", "## Build, memory and HTTP", "", *facts, "", "## Tables", "", *body])
