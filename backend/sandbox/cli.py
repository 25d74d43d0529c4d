"""`allways sandbox`: a payment provider made up on this machine, for those who have no account at Stripe."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

from backend.sandbox.server import ADDRESS, Sandbox, SandboxError

PORT = 12_111
FILE = Path("sandbox.sqlite")


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        sandbox = open_sandbox(options.file, options.port, options.address)
    except (SandboxError, OSError) as trouble:
        print(f"allways sandbox: {trouble}", file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    signal.signal(signal.SIGTERM, interrupt)
    sandbox.serve_in_thread()
    with suppress(KeyboardInterrupt):
        print(f"Sandbox of a payment provider at {sandbox.url}, kept in {options.file}.", flush=True)  # noqa: T201
        print("Any key that begins with sk_test_ is taken. Orders go to /_sandbox/. Stop with Ctrl+C.", flush=True)  # noqa: T201
        Event().wait()
    sandbox.stop()
    return 0


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="allways sandbox", description="A payment provider made up on this machine; no money moves.")
    found.add_argument("--port", type=int, default=PORT, help="port on this machine, 0 for any free one (default %(default)s)")
    found.add_argument("--file", type=Path, default=FILE, help="SQLite file in which everything is kept (default %(default)s)")
    found.add_argument("--address", default=ADDRESS, help=argparse.SUPPRESS)
    return found


def open_sandbox(file: Path | str, port: int, address: str = ADDRESS) -> Sandbox:
    """Raises SandboxError where real money is at hand, or others could reach it; OSError for a port that is taken."""
    if os.environ.get("STRIPE_API_KEY"):
        raise SandboxError("STRIPE_API_KEY is set: payments go to Stripe itself. Take the variable away to use the sandbox instead.")
    if not 0 <= port <= 65_535:
        raise SandboxError("--port is from 1 to 65535, or 0 for any free one.")
    return Sandbox(file, port, address)


def interrupt(*_) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
