"""The fares of a feed, and what a chain of rides costs by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from payments.fares.feed import Network, Source, read_network
from payments.fares.read_v1 import ATTRIBUTES, CONCESSIONS, RULES, read_v1
from payments.fares.read_v2 import FILES_V2, read_v2
from payments.fares.ride import ChainPrice, Ride, Rider, Unknown, check_chain
from payments.fares.rules_v1 import RulesV1
from payments.fares.rules_v2 import RulesV2
from payments.fares.transfers import price_v2
from payments.fares.zones import price_v1
from routing.build.gtfs_files import open_feed
from routing.build.problems import Problems

ANYBODY = Rider()
READ = frozenset({ATTRIBUTES, RULES, CONCESSIONS, *FILES_V2})


@dataclass(frozen=True)
class Fares:
    """Of the two kinds one counts: v2 where a feed has it, as its specification recommends."""

    network: Network
    v1: RulesV1 | None
    v2: RulesV2 | None


def read_fares(path: Path, problems: Problems) -> Fares:
    """The fares of a zip or folder. Raises BuildError when that is no feed; everything else that cannot be used is a counted problem."""
    with open_feed(path) as files:
        source = Source(files, problems)
        for name in sorted(files.names):
            if name.startswith("fare_") and name not in READ:
                problems.add("fare_file_not_read", "no fares are read from this file", files.where(name))
        network = read_network(source)
        v2 = read_v2(source, network)
        return Fares(network, None if v2 else read_v1(source, network), v2)


def price_rides(fares: Fares, rides: Sequence[Ride], rider: Rider = ANYBODY) -> ChainPrice:
    """The cheapest valid combination of products for all rides, in the order of departure. Raises ValueError for what is no chain of rides."""
    check_chain(rides)
    if not rides:
        return ChainPrice(None, 0, (), {})
    if fares.v2 is not None:
        return price_v2(fares.v2, fares.network, rides, rider)
    if fares.v1 is not None:
        return price_v1(fares.v1, fares.network, rides, rider)
    return ChainPrice(None, 0, (), {ride.leg_id: Unknown.NO_FARES for ride in rides})
