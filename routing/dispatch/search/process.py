"""The search in a process of its own, which takes nothing from those who wait for an answer: started once, fed with snapshots, ended at its time.

`python -m routing.dispatch.search.process 7` is the child; 7 is the pipe it was handed. It ends when its parent does.
"""
import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from routing.dispatch.rides.model import Dispatch
from routing.dispatch.search.reoptimise import Proposal, reoptimise
from routing.dispatch.search.warm import warm

ROOT = Path(__file__).parents[3]
READY = "ready"
# Where there are fewer processors than work, quotes go first.
GIVES_WAY = 10


class SearchProcess:
    """Of one thread. Whoever opens it closes it."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.pipe: Connection | None = None
        self.ready = False

    def __enter__(self) -> "SearchProcess":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Returns at once; the child compiles what no cache holds before it takes a question."""
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "routing.dispatch.search.process", str(theirs.fileno())]
        self.child = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603 nothing of others in it
        theirs.close()
        self.pipe, self.ready = ours, False

    def stop(self) -> None:
        if self.pipe is not None:
            self.pipe.close()
        if self.child is not None:
            self.child.kill()
            self.child.wait()
        self.child = self.pipe = None

    def is_ready(self, patience_s: float) -> bool:
        """Whether a question would be taken at once, waiting up to `patience_s` for it."""
        if self.pipe is None:
            self.start()
        assert self.pipe is not None
        try:
            if not self.ready and self.pipe.poll(patience_s):
                self.ready = self.pipe.recv() == READY
        except (EOFError, OSError):
            self.stop()
            self.start()
        return self.ready

    def propose(
        self, snapshot: Dispatch, seed: int, iterations: int, budget_s: float, or_tools_s: float = 0.0, waiting: tuple[int, ...] = ()
    ) -> Proposal | None:
        """None if there is no answer within `budget_s`, or the child died: then another one is started, and nothing else is lost."""
        if not self.is_ready(budget_s) or self.pipe is None:
            return None
        try:
            self.pipe.send((snapshot, seed, iterations, or_tools_s, waiting))
            if self.pipe.poll(budget_s):
                answer = self.pipe.recv()
                if isinstance(answer, Proposal):
                    return answer
        except (EOFError, OSError):
            pass
        self.stop()
        self.start()
        return None


def serve(pipe: Connection) -> None:
    """Answers questions until nobody asks any more."""
    warm()
    pipe.send(READY)
    while True:
        try:
            snapshot, seed, iterations, or_tools_s, waiting = pipe.recv()
            pipe.send(reoptimise(snapshot, seed, iterations, or_tools_s, waiting))
        except (EOFError, OSError):
            return


if __name__ == "__main__":
    os.nice(GIVES_WAY)
    serve(Connection(int(sys.argv[1])))
