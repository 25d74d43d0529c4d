"""`python -m tests.warming`: builds the city most tests open, and with it compiles all kernels, so that no test waits for a compiler."""
from routing.dispatch.rides.warm import warm
from routing.dispatch.search.process import smallest
from routing.dispatch.search.reoptimise import reoptimise
from tests.cities import demo_city

if __name__ == "__main__":
    warm()
    reoptimise(smallest(), seed=0, iterations=2, waiting=(0,))
    print(f"Cities and kernels are ready: {demo_city().parent.name}")
