"""What the command line does with a built city and with what hangs in its streets; the service itself is in main.py."""
from pathlib import Path


def add_city_commands(commands) -> None:
    for add in (add_city, add_codes, add_tickets, add_gate, add_plan, add_parking, add_requests, add_bench, add_draw):
        add(commands)


def add_city(commands) -> None:
    city = commands.add_parser("city", help="build, describe or check a city").add_subparsers(required=True, metavar="action")
    build = city.add_parser("build", help="build a city from OpenStreetMap and GTFS files")
    build.add_argument("declaration", type=Path, nargs="?", help="a city.toml; or give --osm and --gtfs")
    build.add_argument("--osm", type=Path, help="OpenStreetMap extract, .osm.pbf")
    build.add_argument("--gtfs", type=Path, action="append", default=[], help="GTFS zip; may be repeated")
    build.add_argument("--elevation", type=Path, help="GeoTIFF in EPSG:4326")
    build.add_argument("--name", default="", help="name of the city (default: from the declaration or the file)")
    build.add_argument("--timezone", default="", help="IANA time zone (default: that of the first feed)")
    build.add_argument("--out", type=Path, help="folder to write (default: `built` beside the declaration)")
    build.set_defaults(module="allways.city_build")
    demo = city.add_parser("demo", help="write the input files of the demonstration city")
    demo.add_argument("folder", type=Path)
    demo.add_argument("--first-day", help="first day of the timetable, YYYY-MM-DD (default: 30 days ago)")
    demo.add_argument("--seed", type=int, default=7)
    demo.set_defaults(module="allways.city_demo")
    for action, words in (("info", "say what a built city holds"), ("check", "open a built city and check every array")):
        command = city.add_parser(action, help=words)
        command.add_argument("folder", type=Path)
        command.add_argument("--json", action="store_true")
        command.set_defaults(module=f"allways.city_{action}")


def add_codes(commands) -> None:
    command = commands.add_parser("codes", help="codes to hang in the street: make a key, print sheets, check a code")
    codes = command.add_subparsers(required=True, metavar="action")
    key = codes.add_parser("key", help="make a key to sign codes with and put its public half into the ring of the city")
    key.add_argument("--out", type=Path, required=True, help="file to write the private key to, readable by its owner alone")
    key.add_argument("--ring", type=Path, required=True, help="file of the public keys of the city; begun where there is none")
    key.add_argument("--city-id", help="of a new ring: small letters, digits and hyphens, e.g. littletown")
    key.add_argument("--host", help="of a new ring: where its codes lead any camera, e.g. codes.littletown.org")
    key.add_argument("--sign-days", type=int, default=365, help="how long it signs (default: 365)")
    key.add_argument("--verify-years", type=int, default=5, help="how long what it signed counts after that (default: 5)")
    key.set_defaults(module="allways.codes.key")
    sheets = codes.add_parser("print", help="write sheets with codes and long-range markers as a PDF")
    sheets.add_argument("--city", type=Path, required=True, help="folder of a built city")
    sheets.add_argument("--all", action="store_true", help="every stop and platform where something stops")
    sheets.add_argument("--stops", nargs="+", metavar="STOP", help="ids or names of stops")
    sheets.add_argument("--places", type=Path, help="CSV of bays, lifts, vehicles and places: kind,id,name and, if wanted, detail,lat,lon")
    sheets.add_argument("--ring", type=Path, required=True, help="file of the public keys of the city")
    sheets.add_argument("--key", type=Path, help="file of the private key (default: ALLWAYS_CODE_KEY_FILE or ALLWAYS_CODE_KEY)")
    sheets.add_argument("--table", type=Path, help="signed table of what hangs where: read where it is there, written anew")
    sheets.add_argument("--out", type=Path, required=True, help="PDF file to write")
    sheets.add_argument("--paper", choices=("a4", "a3"), default="a4")
    sheets.add_argument("--side-mm", type=int, default=160, help="side of the black square of a marker (default: 160; up to 229 on A3)")
    sheets.add_argument("--labels", action="store_true", help="eight small codes on a sheet, without markers")
    sheets.add_argument("--language", help="of the words on the sheet: en, de, es, ko (default: that of the city)")
    sheets.add_argument("--font", type=Path, help="TrueType font (default: that of the app)")
    sheets.set_defaults(module="allways.codes.print")
    check = codes.add_parser("check", help="say what a scanned text holds; nothing is opened")
    check.add_argument("text")
    check.add_argument("--ring", type=Path, required=True, help="file of the public keys of the city")
    check.set_defaults(module="allways.codes.check")


def add_tickets(commands) -> None:
    check = commands.add_parser("inspect", help="say whether a ticket counts, without a network; ends with 0 if so, 1 if not, 3 if nobody can say")
    check.add_argument("text", nargs="?", help="of the QR code")
    check.add_argument("--picture", type=Path, help="a picture of the QR code instead")
    check.add_argument("--keys", type=Path, required=True, help="set of keys of the city: keys.cose, or what GET /v1/tickets/keys answers")
    check.add_argument("--root", type=Path, required=True, help="file of the public root key of the city: root.pub")
    check.add_argument("--list", type=Path, help="kill list, what GET /v1/tickets/kill-list answers; without one nothing is called valid")
    check.set_defaults(module="allways.inspect")
    keys = commands.add_parser("ticket-keys", help="make or renew the keys of a city for tickets, where its root key is")
    keys.add_argument("--out", type=Path, required=True, help="folder of the keys, for ALLWAYS_TICKET_KEYS")
    keys.add_argument("--root", type=Path, required=True, help="file of the private root key")
    keys.add_argument("--new-root", action="store_true", help="make the root key, the first time")
    keys.add_argument("--city-id", required=True, help="small letters, digits and hyphens, e.g. littletown")
    keys.add_argument("--ring", type=Path, help="ring of the keys for codes in the street, so that one used for a ticket is told apart")
    keys.add_argument("--revoke", nargs="+", default=[], metavar="ID", help="keys that leaked: what they signed is refused from now on")
    keys.add_argument("--next-root", help="public key of the root after this one, 64 hexadecimal digits")
    keys.set_defaults(module="allways.ticket_keys")


def add_gate(commands) -> None:
    command = commands.add_parser("gate", help="the machine at a gate, made up on this machine: opens for signed tickets without a network")
    command.add_argument("--site", required=True, help="id of the site that it is the gate of")
    command.add_argument("--root", type=Path, required=True, help="file of the public root key of the city: root.pub")
    command.add_argument("--service", default="http://localhost:8000", help="address of the city service (default: http://localhost:8000)")
    command.add_argument("--file", type=Path, help="where it keeps who went in and out (default: gate-SITE.sqlite)")
    command.add_argument("--key", type=Path, help="the key it signs with, made where there is none (default: beside the file)")
    command.set_defaults(module="allways.gate")


def add_plan(commands) -> None:
    command = commands.add_parser("plan", help="plan a trip and print it")
    command.add_argument("--city", type=Path, required=True, help="folder of a built city")
    command.add_argument("--from", dest="origin", required=True, help='a name ("Main Station") or lat,lon')
    command.add_argument("--to", dest="destination", required=True, help='a name ("Hospital") or lat,lon')
    when = command.add_mutually_exclusive_group()
    when.add_argument("--depart", help="2026-11-24T08:30 or 08:30 (today); city time (default: now)")
    when.add_argument("--arrive", help="arrive by, written like --depart")
    command.add_argument("--modes", default="WALK,TRANSIT", help="comma-separated, e.g. WALK,TRANSIT,BIKE,SHARED_BIKE; a wrong one lists them all")
    command.add_argument("--max-transfers", type=int, default=3)
    command.add_argument("--max-walk-m", type=float)
    command.add_argument("--window-min", type=int, default=60)
    command.add_argument("--json", action="store_true", help="print the message of the API")
    command.set_defaults(module="allways.plan")


def add_parking(commands) -> None:
    command = commands.add_parser("parking", help="learn how full car parks will be, and see how good that is")
    parking = command.add_subparsers(required=True, metavar="action")
    train = parking.add_parser("train", help="learn from readings and write a file for ALLWAYS_FORECAST; a service learns from its own every night")
    train.add_argument("--history", type=Path, help="CSV: SystemCodeNumber,Capacity,Occupancy,LastUpdated")
    train.add_argument("--zone", default="UTC", help="of the times in it, e.g. Europe/London (default: UTC)")
    train.add_argument("--feed", default="", help="id of the feed in which these car parks have these names")
    train.add_argument("--city", type=Path, help="folder of a built city: learn from its made-up life instead")
    train.add_argument("--seed", type=int, default=1, help="of its made-up life, as with `allways simulate`")
    train.add_argument("--out", type=Path, required=True, help="file to write")
    train.set_defaults(module="allways.parking", action="train")
    evaluate = parking.add_parser("evaluate", help="hold out four weeks, print how good the forecast is; ends with 1 where a target is missed")
    evaluate.add_argument("history", type=Path, help="CSV: SystemCodeNumber,Capacity,Occupancy,LastUpdated")
    evaluate.add_argument("--out", type=Path, help="Markdown file to write")
    evaluate.set_defaults(module="allways.parking", action="evaluate")


def add_requests(commands) -> None:
    command = commands.add_parser("requests", help="who answers what people report")
    rules = command.add_subparsers(required=True, metavar="action").add_parser(
        "rules", help="check a table of bodies and rules with its tests; ends with 2 and names the lines where something is to be corrected",
    )  # fmt: skip
    rules.add_argument("file", type=Path, help="TOML with bodies, rules and tests")
    rules.add_argument("--areas", type=Path, help="GeoJSON with the areas that the rules name (default: areas.geojson beside the file)")
    rules.add_argument("--city", type=Path, help="folder of a built city, for rules that speak of roads and stops")
    rules.set_defaults(module="allways.requests_rules")


def add_bench(commands) -> None:
    command = commands.add_parser("bench", help="time the engine on a list of queries")
    command.add_argument("--city", type=Path, required=True)
    command.add_argument("--queries", type=Path, required=True, help="CSV: from_lat,from_lon,to_lat,to_lon,departure")
    command.add_argument("--json", action="store_true")
    command.set_defaults(module="allways.bench_command")


def add_draw(commands) -> None:
    command = commands.add_parser("draw", help="draw a map of a built city, with a trip on it")
    command.add_argument("--city", type=Path, required=True)
    command.add_argument("--out", type=Path, required=True, help="PNG file to write")
    command.add_argument("--at", help="centre of the picture: a name or lat,lon (default: middle of the city or of the trip)")
    command.add_argument("--width-m", type=float, default=0.0, help="width shown in metres (default: the whole city or trip)")
    command.add_argument("--pixels", type=int, default=1200)
    command.add_argument("--theme", choices=("light", "dark"), default="light")
    command.add_argument("--from", dest="origin", help="draw the best trip from here")
    command.add_argument("--to", dest="destination", help="draw the best trip to here")
    command.add_argument("--depart", help="2026-11-24T08:30 or 08:30 (today); city time (default: now)")
    command.set_defaults(module="allways.draw")
