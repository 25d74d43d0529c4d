"""What is live about the legs of an answer: who says when a vehicle comes, which shared vehicle it is and what it costs, what operators say."""
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from backend.contract.live import Alert, AlertSeverity, CarPark, Price, Rental, RentalPlace, Source, TaxiOffer
from backend.feeds.gbfs.money import price_of
from backend.feeds.gtfs_rt.facts import Alert as ToldAlert
from backend.feeds.gtfs_rt.facts import Concerned, Texts
from backend.feeds.taxi.facts import TaxiOffer as ToldOffer
from backend.live.view import LiveView, OfferedFleet
from routing.journey import Cab, LegMode, StreetLeg, TransitLeg
from routing.shared.fleet import Fleet

SEVERITIES = {severity.value: severity for severity in AlertSeverity}


class Telling:
    """Of one view, for one answer."""

    def __init__(self, view: LiveView, now: datetime):
        self.view, self.now = view, now
        self.transit, self.language = view.snapshot.transit, view.snapshot.city.manifest.language
        self._fleets = {fleet.key: fleet for of_feed in view.snapshot.fleets.values() for fleet in of_feed}
        self.alerts: dict[str, Alert] = {}

    def ride(self, leg: TransitLeg) -> Source | None:
        """Who says how this trip runs; None where the timetable does."""
        if leg.planned_departures_s is None and not leg.added:
            return None
        feed = self.view.snapshot.source_of(leg.trip, leg.service_day)
        return None if feed is None else self.view.source(feed, self.now)

    def rental(self, leg: StreetLeg) -> Rental | None:
        hired = leg.hired
        offered = self.view.fleets.get(hired.fleet) if hired is not None else None
        source = self.view.source(offered.feed, self.now) if offered is not None else None
        if hired is None or offered is None or source is None:
            return None
        fleet, system = self._fleets[hired.fleet], offered.system
        return Rental(
            system_id=system.id,
            system=system.name,
            vehicle=offered.type.form_factor,
            vehicle_name=offered.type.name,
            electric=fleet.electric,
            pick_up=self.spot(fleet, hired.take),
            drop_off=self.spot(fleet, hired.leave) if hired.leave >= 0 else None,
            price=price(leg, offered),
            book_url=system.apps.web or system.url,
            source=source,
        )

    def car_park(self, leg: StreetLeg, arrives: datetime) -> CarPark | None:
        for feed, sites in self.view.sites.items():
            site, source = sites.get(leg.end.place), self.view.source(feed, self.now)
            if site is not None and source is not None and leg.mode is LegMode.CAR:
                foreseen = self.view.foreseen.get(feed)
                likely = None if foreseen is None else foreseen.likely(site.uid, arrives, self.now)
                return CarPark(site.name, site.free, site.capacity, source, likely)
        return None

    @cached_property
    def _taxis(self) -> dict[str, tuple[str, ToldOffer]]:
        """By TaxiZone.key: the feed, and what it offers there."""
        return {f"{feed}:{offer.id}": (feed, offer) for feed, offers in self.view.taxis.items() for offer in offers.offers}

    def taxi(self, leg: StreetLeg, cab: Cab, order_at: datetime) -> TaxiOffer | None:
        feed, offer = self._taxis.get(cab.zone, ("", None))
        source = self.view.source(feed, self.now)
        if offer is None or source is None:
            return None
        amount_minor, currency = offer.estimate(round(leg.path.length_cm / 100), -(-leg.path.duration_ms // 1000))
        price = Price(amount_minor, currency, "")
        return TaxiOffer(offer.operator, offer.phone, offer.book_url, offer.wait_s, order_at, price, source)

    def spot(self, fleet: Fleet, row: int) -> RentalPlace:
        if row >= fleet.station_count:
            return RentalPlace(fleet.spot_name[row], None, int(fleet.vehicles[row]), None)
        return RentalPlace(fleet.spot_name[row], fleet.spot_id[row], int(fleet.vehicles[row]), int(fleet.docks[row]))

    def alert_ids(self, leg: TransitLeg, departs: datetime, arrives: datetime) -> tuple[str, ...]:
        """Of what operators say about this leg while it lasts; the messages themselves are kept for the answer."""
        found = []
        for feed, facts in self.view.transit.items():
            for alert in facts.alerts:
                if lasts(alert, departs, arrives) and any(self.concerns(concerned, leg) for concerned in alert.concerned):
                    found.append(f"{feed}:{alert.id}")
                    self.keep(feed, alert)
        return tuple(found)

    def keep(self, feed: str, alert: ToldAlert) -> None:
        source = self.view.source(feed, self.now)
        if source is not None:
            severity = SEVERITIES.get(alert.severity, AlertSeverity.UNKNOWN)
            texts = (self.words(texts) for texts in (alert.header, alert.description, alert.url))
            self.alerts[f"{feed}:{alert.id}"] = Alert(f"{feed}:{alert.id}", severity, alert.effect, *texts, source)

    def concerns(self, concerned: Concerned, leg: TransitLeg) -> bool:
        """Whether all that is said of whom it concerns holds of a leg."""
        transit, route = self.transit, int(self.transit.trip_route[leg.trip])
        ends = set(self.stations(leg.start.stop)) | set(self.stations(leg.end.stop))
        told = (
            concerned.route is None or concerned.route == route,
            concerned.agency is None or concerned.agency == int(transit.route_agency[route]),
            concerned.route_type is None or concerned.route_type == int(transit.route_type[route]),
            not (concerned.trips or concerned.added) or leg.trip in concerned.trips or self.is_added(leg, concerned.added),
            concerned.day is None or concerned.day == leg.service_day.toordinal(),
            concerned.stop is None or concerned.stop in ends,
        )
        return all(told)

    def is_added(self, leg: TransitLeg, trip_id: str) -> bool:
        return leg.added and self.transit.trip_id[leg.trip] == trip_id

    def stations(self, stop: int) -> Iterator[int]:
        """A stop and all that it lies in."""
        while stop >= 0:
            yield stop
            stop = int(self.transit.stop_parent[stop])

    def words(self, texts: Texts) -> str:
        """In the language of the city, else in the first there is."""
        by_language = dict(reversed(texts))
        return by_language.get(self.language) or (texts[0][1] if texts else "")


def lasts(alert: ToldAlert, departs: datetime, arrives: datetime) -> bool:
    spans = alert.periods or ((None, None),)
    return any((begin is None or begin <= arrives) and (end is None or end > departs) for begin, end in spans)


def price(leg: StreetLeg, offered: OfferedFleet) -> Price | None:
    if offered.plan is None:
        return None
    amount_minor, currency = price_of(offered.plan, leg.arrival_s - leg.departure_s, leg.path.length_cm / 100)
    return Price(amount_minor, currency, offered.plan.name)
