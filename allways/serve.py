"""`allways serve`: a built city over HTTP, on this machine only."""
import os
from argparse import Namespace


def run(options: Namespace) -> int:
    from backend.service.run import serve
    from routing.manifest import Manifest

    manifest = Manifest.open(options.city)
    print(f"{manifest.name} on http://localhost:{options.port} — try http://localhost:{options.port}/v1/city or /schema for the API.", flush=True)
    if options.feeds:
        os.environ["ALLWAYS_FEEDS"] = str(options.feeds)
    serve(options.city, options.port, options.workers)
    return 0
