"""`allways simulate`: the live side of a built city, made up, over HTTP on this machine only."""
import asyncio
import time
from argparse import Namespace
from datetime import datetime
from zoneinfo import ZoneInfo

from allways.errors import CommandError


def run(options: Namespace) -> int:
    from backend.demo.live.catalogue import declaration
    from backend.demo.live.clock import FASTEST, SimulatedClock
    from backend.demo.live.server import HOST, Simulator
    from backend.demo.live.town import SeedError, Town
    from backend.demo.live.world import World

    if not 0 <= options.speed <= FASTEST:
        raise CommandError(f"--speed {options.speed}: write a number from 0 (stand still) to {FASTEST:.0f}.")
    if not 0 <= options.port <= 65_535:
        raise CommandError(f"--port {options.port}: write a number from 1 to 65535, or 0 for any free one.")
    try:
        town = Town.open(options.city, options.seeds, options.seed)
    except SeedError as error:
        raise CommandError(str(error)) from error
    if options.declare:
        print(declaration(f"http://{HOST}:{options.port}"), end="")
        return 0
    clock = SimulatedClock(start_of(options.start, town.zone), options.speed)
    try:
        asyncio.run(publish(Simulator(World(town, options.seed), clock, options.port)))
    except OSError as error:
        raise CommandError(f"--port {options.port}: cannot be opened ({error.strerror}). Name another one.") from error
    return 0


def start_of(words: str | None, zone: ZoneInfo) -> float:
    """Unix seconds; without words now. A moment without zone is city time."""
    from backend.demo.live.clock import EARLIEST, LATEST

    if words is None:
        return time.time()
    try:
        moment = datetime.fromisoformat(words)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        if EARLIEST <= moment <= LATEST:
            return moment.timestamp()
    except (ValueError, OverflowError):
        pass
    raise CommandError(f"--start {words}: write a moment from {EARLIEST:%Y} to {LATEST:%Y} such as 2026-11-24T07:30, in city time.")


async def publish(simulator) -> None:
    async with simulator:
        world = simulator.world
        now = datetime.fromtimestamp(simulator.clock.now_s(), world.town.zone)
        print(f"{world.town.name} as of {now:%Y-%m-%d %H:%M}, {simulator.clock.speed:g} times as fast as real time, seed {world.seed}.")
        print(f"  feeds     {simulator.url}/feeds.toml declares them all")
        print(f"  steering  {simulator.url}/control")
        print("Stop with Ctrl+C.", flush=True)
        await simulator.serve_forever()
