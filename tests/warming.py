"""`python -m tests.warming`: builds the city most tests open, and with it compiles all kernels and rewrites the assertions of all tests, so that no
test waits for a compiler."""
import os
import subprocess
import sys

from routing.dispatch.rides import warm as rides
from routing.dispatch.search import warm as search
from tests.cities import demo_city

if __name__ == "__main__":
    rides.warm()
    search.warm()
    print(f"Cities and kernels are ready: {demo_city().parent.name}", flush=True)
    collecting = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "--no-header"]
    # What is rewritten is kept as bytecode.
    subprocess.run(collecting, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""})
