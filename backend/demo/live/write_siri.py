"""Lifts and escalators as a SIRI 2.0 FacilityMonitoringDelivery."""
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from backend.demo.live.lifts import Facility
from backend.demo.live.world import World

NAMESPACE = "http://www.siri.org.uk/siri"
STATUS = {"available": "available", "unavailable": "notAvailable", "unknown": "unknown"}


def lifts(world: World, at_s: int, stamp_s: int) -> bytes:
    told = datetime.fromtimestamp(stamp_s, UTC).isoformat()
    siri = Element("Siri", {"xmlns": NAMESPACE, "version": "2.0"})
    service = SubElement(siri, "ServiceDelivery")
    SubElement(service, "ResponseTimestamp").text = told
    SubElement(service, "ProducerRef").text = "simulator"
    delivery = SubElement(service, "FacilityMonitoringDelivery", {"version": "2.0"})
    SubElement(delivery, "ResponseTimestamp").text = told
    for facility in world.lifts.at(at_s):
        add_condition(delivery, facility, world.town.language)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(siri)


def add_condition(delivery: Element, facility: Facility, language: str) -> None:
    lift = facility.lift
    condition = SubElement(delivery, "FacilityCondition")
    about = SubElement(condition, "Facility")
    SubElement(about, "FacilityCode").text = lift.id
    if lift.name:
        SubElement(about, "Description", {"xml:lang": language}).text = lift.name
    SubElement(about, "FacilityClass").text = "fixedEquipment"
    SubElement(SubElement(about, "Features"), "Feature").append(feature(lift.kind))
    place = SubElement(about, "FacilityLocation")
    if lift.stop_id:
        SubElement(place, "StopPointRef").text = lift.stop_id
    where = SubElement(place, "Location")
    SubElement(where, "Longitude").text, SubElement(where, "Latitude").text = str(lift.lon), str(lift.lat)
    status = SubElement(condition, "FacilityStatus")
    SubElement(status, "Status").text = STATUS[facility.state]
    if facility.reason:
        SubElement(status, "Description", {"xml:lang": "en"}).text = facility.reason
    if facility.since_s is not None:
        period = SubElement(condition, "ValidityPeriod")
        SubElement(period, "StartTime").text = datetime.fromtimestamp(facility.since_s, UTC).isoformat()
        if facility.until_s is not None:
            SubElement(period, "EndTime").text = datetime.fromtimestamp(facility.until_s, UTC).isoformat()


def feature(kind: str) -> Element:
    """SIRI names a lift and an escalator as features of access."""
    element = Element("AccessFacility")
    element.text = kind
    return element
