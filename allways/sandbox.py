"""`allways sandbox`: a payment provider made up on this machine, for those who have no account at Stripe."""
import os
import signal
from argparse import Namespace
from contextlib import suppress
from threading import Event

from allways.errors import CommandError


def run(options: Namespace) -> int:
    """Raises CommandError where real money is at hand, or for a port or file that cannot be used."""
    from backend.sandbox.server import Sandbox, SandboxError

    if os.environ.get("STRIPE_API_KEY"):
        raise CommandError("STRIPE_API_KEY is set: payments go to Stripe itself. Take the variable away to use the sandbox instead.")
    if not 0 <= options.port <= 65_535:
        raise CommandError(f"--port {options.port}: write a number from 1 to 65535, or 0 for any free one.")
    try:
        sandbox = Sandbox(options.file, options.port)
    except SandboxError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"--port {options.port}: cannot be opened ({error.strerror}). Name another one.") from error
    signal.signal(signal.SIGTERM, interrupt)
    sandbox.serve_in_thread()
    with suppress(KeyboardInterrupt):
        print(f"Sandbox of a payment provider at {sandbox.url}, kept in {options.file}.", flush=True)
        print("Any key that begins with sk_test_ is taken. Orders go to /_sandbox/. Stop with Ctrl+C.", flush=True)
        Event().wait()
    sandbox.stop()
    return 0


def interrupt(*_) -> None:
    raise KeyboardInterrupt
