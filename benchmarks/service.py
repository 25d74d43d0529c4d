"""`POST /v1/plan` over HTTP: a server of two workers and a client on the same machine, so a floor and not a capacity figure."""
import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import numpy as np

from benchmarks.cities import ROOT, BuiltCity
from benchmarks.queries import door_queries
from routing.plan import service_origin

COUNT = 200
WORKERS = 2
CONNECTIONS = 8
WARM_S, MEASURE_S = 6, 15
START_LIMIT_S = 90
EACH_ITS_OWN = "sqlite+aiosqlite://"  # a file per worker process: nothing is kept here, and one file cannot serve two
SCRIPT = """
local bodies = {}
for line in io.lines("%s") do bodies[#bodies + 1] = line end
local at = 0
request = function()
  at = at + 1
  return wrk.format("POST", "/v1/plan", {["Content-Type"] = "application/json"}, bodies[(at %% #bodies) + 1])
end
"""


@dataclass(frozen=True)
class Load:
    """What a client saw. p50 and p99 in milliseconds."""

    client: str
    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int
    memory_mb: list[float]  # resident, of each process of the server


def measure(built: BuiltCity, work: Path) -> Load:
    """Serve the city, ask for a while, stop it again. Raises RuntimeError with the server's words when it does not answer."""
    bodies = [json.dumps(body) for body in questions(built)]
    port = free_port()
    log = work / "server.log"
    with log.open("w") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", "allways.main", "serve", "--city", str(built.folder), "--port", str(port), "--workers", str(WORKERS)],
            cwd=ROOT, env={**os.environ, "ALLWAYS_DATABASE_URL": EACH_ITS_OWN}, stdout=written, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(server, f"http://localhost:{port}", bodies[0], log)
        client = with_wrk if shutil.which("wrk") else with_httpx
        client(port, bodies, WARM_S, work)
        name, per_second, p50_ms, p99_ms, failed = client(port, bodies, MEASURE_S, work)
        return Load(name, per_second, p50_ms, p99_ms, failed, memory_mb(server.pid))
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def questions(built: BuiltCity) -> list[dict]:
    """Bodies of requests: walk and transit, one hour of departures as the app asks."""
    asked = door_queries(built.city.places, built.city.streets, built.city.transit, built.day, COUNT)
    zone = ZoneInfo(built.timezone)
    origin = service_origin(built.day, zone)
    rows = zip(asked.origin.tolist(), asked.destination.tolist(), asked.departure_s.tolist())
    return [body(start, end, origin + timedelta(seconds=leave_s)) for start, end, leave_s in rows]


def body(start: list[float], end: list[float], moment: datetime) -> dict:
    places = [{"lat": lat, "lon": lon} for lat, lon in (start, end)]
    return {"origin": places[0], "destination": places[1], "departAt": moment.isoformat(), "modes": ["WALK", "TRANSIT"]}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(server: subprocess.Popen, address: str, text: str, log: Path) -> None:
    """Until a plan is answered with success."""
    begun, answer = time.monotonic(), ""
    while time.monotonic() - begun < START_LIMIT_S and server.poll() is None:
        try:
            response = httpx.post(f"{address}/v1/plan", content=text, headers={"Content-Type": "application/json"}, timeout=30)
        except httpx.TransportError:
            time.sleep(0.3)
            continue
        if response.is_success:
            return
        answer = response.text
        break
    raise RuntimeError(f"The server did not answer a plan: {answer or log.read_text()[-2000:]}")


def with_wrk(port: int, bodies: list[str], seconds: int, work: Path):
    (work / "bodies.jsonl").write_text("\n".join(bodies) + "\n")
    (work / "plan.lua").write_text(SCRIPT % (work / "bodies.jsonl"))
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(work / "plan.lua"), f"http://localhost:{port}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return "wrk", *read_wrk(done.stdout)


def read_wrk(text: str) -> tuple[float, float, float, int]:
    """(requests a second, p50 ms, p99 ms, failed) of wrk's report."""
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    in_ms = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
    found = re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s|m)\s*$", text, re.MULTILINE)
    percentiles = {share: float(number) * in_ms[unit] for share, number, unit in found}
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    failed = (int(refused.group(1)) if refused else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return per_second, percentiles["50"], percentiles["99"], failed


def with_httpx(port: int, bodies: list[str], seconds: int, work: Path):
    return "httpx", *asyncio.run(many(port, bodies, seconds))


async def many(port: int, bodies: list[str], seconds: int) -> tuple[float, float, float, int]:
    """As many askers as connections, each with the next question as soon as the last is answered."""
    spent, failed, asked = [], 0, 0
    until = time.perf_counter() + seconds
    async with httpx.AsyncClient(base_url=f"http://localhost:{port}", timeout=30) as client:

        async def asker():
            nonlocal failed, asked
            while (begun := time.perf_counter()) < until:
                asked += 1
                response = await client.post("/v1/plan", content=bodies[asked % len(bodies)], headers={"Content-Type": "application/json"})
                failed += not response.is_success
                spent.append((time.perf_counter() - begun) * 1000)

        await asyncio.gather(*(asker() for _ in range(CONNECTIONS)))
    p50_ms, p99_ms = np.percentile(spent, [50, 99])
    return len(spent) / seconds, float(p50_ms), float(p99_ms), failed


def memory_mb(pid: int) -> list[float]:
    """Resident memory of a process and its descendants, largest first."""
    found = []
    for process in [pid, *descendants(pid)]:
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        resident = re.search(r"VmRSS:\s+(\d+) kB", status)
        if resident:
            found.append(int(resident.group(1)) * 1024 / 1e6)
    return sorted(found, reverse=True)


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found
