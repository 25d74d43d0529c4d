"""Who sells what in the demonstration city, and at which terms: all of it invented."""

PRICES_TOML = """\
currency = "EUR"
seller = { legal_name = "City of Selwenhaven, Transport Office", address = ["1 Market Square", "12345 Selwenhaven"], vat_id = "DE000000001" }

[booking_fee]
amount = "0.30"
tax_rate_bp = 1900

[[operators]]
id = "city"
name = "City Lines"
kind = "transit"
agencies = ["city"]
tax_rate_bp = 700
seller = { legal_name = "City Lines Ltd.", address = ["5 Depot Road", "12345 Selwenhaven"], vat_id = "DE000000002" }
fees = [{ before_min = 60 }, { before_min = 0, factor_bp = 5000 }]

[[operators]]
id = "river"
name = "River Boats"
kind = "transit"
agencies = ["river"]
tax_rate_bp = 700
fees = [{ before_min = 1440 }, { before_min = 30, amount = "1.00" }]

[[operators]]
id = "bikes"
name = "City Bikes"
kind = "rental"
systems = ["simulated-bikes"]
tax_rate_bp = 1900
fees = [{ before_min = 0 }]

[[operators]]
id = "scooters"
name = "City Scooters"
kind = "rental"
systems = ["simulated-scooters"]
tax_rate_bp = 1900
fees = [{ before_min = 0 }]

[[operators]]
id = "taxis"
name = "Simulated Taxis"
kind = "taxi"
taxis = ["Simulated Taxis"]
tax_rate_bp = 700
agreed_price = true
fees = [{ before_min = 30 }, { before_min = 0, amount = "3.00" }]

[[on_demand]]
zones = ["D1"]
operator = "city"
base = "2.20"
per_km = "0.25"
per_further_person = "1.10"
fees = [{ before_min = 60 }, { before_min = 15, amount = "1.00" }]

[[riders]]
entitlement = "senior"
category = "concession"

[[riders]]
entitlement = "student"
category = "concession"

[[concessions]]
id = "companion"
entitlement = "companion"
operators = ["city", "river"]
factor_bp = 0

[[caps]]
id = "city_day"
operators = ["city", "river"]
day = "7.20"
week = "28.00"
"""
