"""`allways city check`: does every array of a built city point where it should?"""
import json
from argparse import Namespace

from routing.check import check_city
from routing.city import City


def run(options: Namespace) -> int:
    findings = check_city(City.open(options.folder))
    if options.json:
        print(json.dumps(findings, indent=1))
    else:
        for finding in findings:
            print(f"wrong: {finding}")
        print("Every array is sound." if not findings else f"{len(findings)} things are wrong. Build the city again with `allways city build`.")
    return 1 if findings else 0
