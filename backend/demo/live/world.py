"""The state of the city at any simulated moment, each part worked out when it is asked for: the same seed, moment and orders give the same state."""
from backend.demo.live.bikes import BikeShare
from backend.demo.live.journal import Journal
from backend.demo.live.lifts import Lifts
from backend.demo.live.parking import CarParks
from backend.demo.live.scooters import ScooterFleet
from backend.demo.live.taxis import Taxis
from backend.demo.live.town import Town
from backend.demo.live.trips import Trips
from backend.demo.live.works import Works


class World:
    """Every part answers `at(Unix seconds)`. For one thread."""

    def __init__(self, town: Town, seed: int = 1):
        self.town, self.seed = town, seed
        self.journal = Journal()
        self.trips = Trips(town, seed, self.journal)
        self.bikes = BikeShare(town, seed, self.journal)
        self.scooters = ScooterFleet(town, seed)
        self.car_parks = CarParks(town, seed)
        self.lifts = Lifts(town, seed, self.journal)
        self.works = Works(town, seed, self.journal)
        self.taxis = Taxis(town, seed)
