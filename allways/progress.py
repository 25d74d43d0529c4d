"""A progress bar over the named steps of long work."""
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bars() -> Iterator[Callable[[str, float], None]]:
    """Yields progress(step, share): a bar per step on a terminal, one line per finished step elsewhere."""
    if not sys.stderr.isatty():
        yield print_steps()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description:<22}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, int] = {}

        def show(step: str, share: float) -> None:
            if step not in tasks:
                for done in tasks.values():
                    bars.update(done, completed=1.0)
                tasks[step] = bars.add_task(step, total=1.0)
            bars.update(tasks[step], completed=share)

        yield show
        for done in tasks.values():
            bars.update(done, completed=1.0)


def print_steps() -> Callable[[str, float], None]:
    seen: set[str] = set()

    def show(step: str, share: float) -> None:
        if step not in seen:
            seen.add(step)
            print(f"{step} …", file=sys.stderr, flush=True)

    return show
