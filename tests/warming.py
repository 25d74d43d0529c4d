"""`python -m tests.warming`: builds the city most tests open, and with it compiles all kernels, so that no test waits for a compiler."""
from tests.cities import demo_city

if __name__ == "__main__":
    print(f"Cities and kernels are ready: {demo_city().parent.name}")
