"""`allways bench`: medians and 95th percentiles of the engine's kinds of question."""
import json
from argparse import Namespace


def run(options: Namespace) -> int:
    from allways import bench

    result = bench.run(options.city, options.queries)
    if options.json:
        print(json.dumps(result, indent=1))
        return 0
    for name, figures in result.items():
        if isinstance(figures, dict) and "median_ms" in figures:
            print(f"{name:<16} median {figures['median_ms']:.3f} ms   p95 {figures['p95_ms']:.3f} ms")
        else:
            print(f"{name:<16} {figures}")
    return 0
