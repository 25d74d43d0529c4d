"""`allways city info`: what a built city was made of, holds, and what was wrong with its input."""
import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from routing.manifest import Manifest


def run(options: Namespace) -> int:
    manifest = Manifest.open(options.folder)
    in_fares = fare_problems(options.folder, manifest)
    if options.json:
        print(json.dumps(asdict(manifest) | {"fare_problems": in_fares}, indent=1, ensure_ascii=False))
        return 0
    south, west, north, east = manifest.bbox
    print(f"{manifest.name} · version {manifest.version} · format {manifest.format_version} · {manifest.timezone}")
    print(f"From {south:.4f}, {west:.4f} to {north:.4f}, {east:.4f}")
    print(f"Timetable: {manifest.valid_from} to {manifest.valid_to}" if manifest.valid_from else "No timetable.")
    print("\nMade of")
    for entry in manifest.inputs:
        rights = " · ".join(part for part in (entry.attribution, entry.licence) if part) or "licence not stated"
        print(f"  {entry.role:<9} {entry.file} · {entry.bytes / 1e6:.1f} MB · sha256 {entry.sha256[:12]}… · {rights}")
    print("\nHolds")
    for name, count in manifest.counts.items():
        print(f"  {count:>10,} {name.replace('_', ' ')}")
    print_problems(manifest.problems, "input")
    print_problems(in_fares, "fares")
    return 0


def fare_problems(folder: Path, manifest: Manifest) -> dict:
    """Rows of fares that cannot be used, as in a manifest: fares are read where they are needed, and not when a city is built."""
    from backend.pricing.fares import open_fares
    from routing.build.problems import Problems

    problems = Problems()
    open_fares(folder, problems)
    feeds = [entry.file for entry in manifest.inputs if entry.role == "gtfs"]
    found = problems.as_manifest()
    for entry in found.values():
        for example in entry["examples"]:
            number, _, name = example["file"].partition("/")
            example["file"] = f"{feeds[int(number)]}/{name}"
    return found


def print_problems(problems: dict, where: str) -> None:
    print(f"\nProblems found in the {where}" if problems else f"\nNo problems found in the {where}.")
    for code, entry in problems.items():
        print(f"  {code}: {entry['count']:,}")
        for example in entry["examples"][:3]:
            place = example["file"] + (f":{example['line']}" if example["line"] else "")
            print(f"      {place}: {example['message']}")
