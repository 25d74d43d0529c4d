"""Timing one thread: every question once to warm up, then each timed alone."""
import os
import platform
import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Timing:
    """Milliseconds over `count` questions, and what each was answered."""

    median_ms: float
    p95_ms: float
    count: int

    def __str__(self) -> str:
        return f"{digits(self.median_ms)} / {digits(self.p95_ms)}"


def digits(value: float) -> str:
    """Three digits that count: 0.0123, 1.23, 123."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def timed(ask: Callable, questions: Iterable[tuple]) -> tuple[Timing, list]:
    """Ask every question twice and time the second round. Returns the timing and the answers."""
    questions = list(questions)
    for question in questions:
        ask(*question)
    answers, spent = [], []
    for question in questions:
        begun = time.perf_counter()
        answer = ask(*question)
        spent.append(time.perf_counter() - begun)
        answers.append(answer)
    in_ms = np.array(spent) * 1000
    return Timing(float(np.median(in_ms)), float(np.percentile(in_ms, 95)), len(questions)), answers


def rss_mb() -> float:
    """Memory of this process now, megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def proportional_mb() -> float:
    """Memory of this process where pages shared with others count in parts, megabytes."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return rss_mb()


@dataclass(frozen=True)
class Machine:
    when: str
    cpu: str
    cores: int
    load: float
    memory_gb: float
    python: str


def machine() -> Machine:
    """This machine as it is now, load included: other work on it makes every figure worse."""
    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    return Machine(now, cpu, os.cpu_count() or 1, os.getloadavg()[0], memory_gb, platform.python_version())
