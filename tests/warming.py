"""`python -m tests.warming`: builds the city most tests open, and with it compiles all kernels, so that no test waits for a compiler."""
from routing.dispatch.rides import warm as rides
from routing.dispatch.search import warm as search
from tests.cities import demo_city

if __name__ == "__main__":
    rides.warm()
    search.warm()
    print(f"Cities and kernels are ready: {demo_city().parent.name}")
