"""What is let in the demonstration city: it can be read as any city's, lies in it, and is enough to try everything on."""
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.parking.declared import read_declared, tariff_of
from payments.parking.tariff import price

ZONE = "Europe/Brussels"


def test_shares_of_garages_stretches_and_driveways_are_let(city_folder):
    told, seed = read_declared(city_folder / "parking.toml", ZONE), json.loads((city_folder / "parking_seed.json").read_text())
    garages = [site for site in told.sites if site.kind == "garage"]
    assert len(garages) >= 5
    assert len(told.sites) - len(garages) == 12
    assert len(told.hosts.made_up) == 30
    for site in garages:
        of_seed = seed["sites"][int(site.uid) - 1]
        assert (of_seed["name"], of_seed["lat"], of_seed["lon"]) == (site.name, site.lat, site.lon)
        assert site.slots <= max(2, site.capacity * 0.03)
    assert {host.approval for host in told.hosts.made_up} == {"instant", "ask"}
    assert any(host.space.plug for host in told.hosts.made_up)
    places = {(one["lat"], one["lon"]) for one in seed["driveways"]}
    assert all((host.lat, host.lon) in places for host in told.hosts.made_up)


def test_a_day_and_a_night_have_a_price_everywhere(city_folder):
    told = read_declared(city_folder / "parking.toml", ZONE)
    begin = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo(ZONE))
    for site in told.sites:
        tariff = tariff_of(site, ZONE, "parking.toml")
        assert price(tariff, begin, begin + timedelta(hours=30)) is not None
