"""`allways sandbox`: a payment provider made up on loopback."""
import argparse


def run(options: argparse.Namespace) -> int:
    from backend.sandbox.cli import main

    return main(["--port", str(options.port), "--file", str(options.file)])
