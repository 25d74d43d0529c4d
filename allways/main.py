"""The command line. Each command imports what it needs when it runs, so `allways --help` is instant."""
import argparse
import sys
from importlib import import_module
from pathlib import Path

EXIT_BAD_INPUT = 2
# Known by name, so that no command has to import the service to tell its errors.
EXPECTED = ("SettingsError", "DatabaseBehind", "DeclarationError", "SeedError", "PricesUnusable", "ParkingUnusable")


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return import_module(options.module).run(options) or 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        if is_expected(error):
            print(f"allways: {error}", file=sys.stderr)
            return EXIT_BAD_INPUT
        raise


def is_expected(error: Exception) -> bool:
    """Errors about input carry a sentence for the person; anything else is a bug and keeps its traceback."""
    from allways.errors import CommandError
    from routing.build.problems import BuildError
    from routing.store import StoreError

    return isinstance(error, (CommandError, BuildError, StoreError)) or type(error).__name__ in EXPECTED


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="allways", description="All ways through the city, for everyone.")
    commands = top.add_subparsers(required=True, metavar="command")
    add_run(commands)
    add_app(commands)
    add_serve(commands)
    add_simulate(commands)
    add_sandbox(commands)
    add_operator(commands)
    add_ledger(commands)
    add_db(commands)
    add_admin(commands)
    add_city(commands)
    add_codes(commands)
    add_tickets(commands)
    add_gate(commands)
    add_plan(commands)
    add_parking(commands)
    add_bench(commands)
    add_draw(commands)
    return top


def add_run(commands) -> None:
    command = commands.add_parser("run", help="build the demonstration city if needed and serve it")
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--workers", type=int, default=1)
    command.add_argument("--home", type=Path, default=Path(".var"), help="folder for the demonstration city (default: .var)")
    command.add_argument("--no-app", action="store_true", help="serve only, even where there is a display")
    command.add_argument("--no-live", action="store_true", help="the plain timetable, without the simulator of what is live")
    command.set_defaults(module="allways.run")


def add_app(commands) -> None:
    command = commands.add_parser("app", help="open the app")
    command.add_argument("--backend", help="address of the city service (default: the one in its settings, at first http://localhost:8000)")
    command.add_argument("--folder", type=Path, help="where the app keeps its things (default: the folder for data of this user)")
    command.add_argument("--position", help='where the app takes you to be, "lat,lon": a computer does not know')
    command.set_defaults(module="allways.app")


def add_serve(commands) -> None:
    command = commands.add_parser("serve", help="serve a built city over HTTP on this machine")
    command.add_argument("--city", type=Path, required=True, help="folder of a built city")
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--workers", type=int, default=1)
    command.add_argument("--feeds", type=Path, help="TOML file with [[feeds]] tables: what is live in this city (default: ALLWAYS_FEEDS)")
    command.set_defaults(module="allways.serve")


def add_simulate(commands) -> None:
    command = commands.add_parser("simulate", help="publish made-up live feeds of a built city over HTTP on this machine")
    command.add_argument("--city", type=Path, required=True, help="folder of a built city")
    command.add_argument("--port", type=int, default=8100, help="0: any free one (default: 8100)")
    command.add_argument("--seed", type=int, default=1, help="another seed, another day in the life of the city")
    command.add_argument("--start", help="2026-11-24T07:30; city time (default: now)")
    command.add_argument("--speed", type=float, default=1.0, help="simulated seconds per real second, 0 to 3600 (default: 1)")
    command.add_argument("--seeds", type=Path, help="folder of gbfs_seed.json and parking_seed.json (default: beside the city, if there)")
    command.add_argument("--declare", action="store_true", help="print the feeds as [[feeds]] tables and end")
    command.set_defaults(module="allways.simulate")


def add_sandbox(commands) -> None:
    command = commands.add_parser("sandbox", help="a payment provider made up on this machine, for trying out payments without money")
    command.add_argument("--port", type=int, default=12111, help="0: any free one (default: 12111)")
    command.add_argument("--file", type=Path, default=Path("sandbox.sqlite"), help="where it keeps everything (default: sandbox.sqlite)")
    command.set_defaults(module="allways.sandbox")


def add_operator(commands) -> None:
    command = commands.add_parser("operator", help="an operator made up on this machine, for trying out bookings; or check a real one")
    command.add_argument("--name", help="id of the operator, as in the prices, e.g. tram")
    command.add_argument("--port", type=int, default=8200, help="0: any free one (default: 8200)")
    command.add_argument("--file", type=Path, help="where it keeps everything (default: operator-NAME.sqlite)")
    command.add_argument("--key", type=Path, help="the key it signs with, made where there is none (default: beside the file)")
    command.add_argument("--service", default="", help="address of the city service it tells what happens, e.g. http://localhost:8000")
    command.set_defaults(module="allways.operator", address="")
    check = command.add_subparsers(metavar="action").add_parser("check", help="whether an operator does what it must before it is sold")
    check.add_argument("address", help="address below which its TOMP-API lies")
    check.add_argument("--header-env", action="append", default=[], help="a header and the variable with its value, X-Api-Key=ALLWAYS_OPERATOR_TRAM")
    check.add_argument("--order", type=Path, help="JSON file with an order that it can carry out (default: a ride made up)")


def add_ledger(commands) -> None:
    command = commands.add_parser("ledger", help="whether the books are right, and what operators and hosts are owed")
    ledger = command.add_subparsers(required=True, metavar="action")
    prove = ledger.add_parser("prove", help="work the books out anew from all rows and from the payment service; ends with 1 where anything differs")
    prove.add_argument("--day", help="what this day touched only, YYYY-MM-DD")
    prove.set_defaults(module="allways.ledger", action="prove")
    statement = ledger.add_parser("statement", help="the postings of a month on the account of an operator")
    statement.add_argument("operator", help="id of the operator")
    statement.add_argument("--month", required=True, help="such as 2026-11")
    statement.add_argument("--currency", help="where the operator is paid in several, e.g. eur")
    statement.add_argument("--format", choices=("text", "csv", "pdf"), default="text")
    statement.add_argument("--language", choices=("en", "de", "es", "ko"), default="en")
    statement.add_argument("--out", type=Path, help="file to write (default: printed)")
    statement.set_defaults(module="allways.ledger", action="statement")
    payouts = ledger.add_parser("payouts", help="what hosts of spaces are to be paid now, for whoever sends the money")
    payouts.add_argument("--book", action="store_true", help="note them as paid: once the transfers are on their way")
    payouts.set_defaults(module="allways.ledger", action="payouts")
    for action in (prove, statement, payouts):
        action.add_argument("--city", type=Path, help="folder of a built city, for its name and the zone of its days (default: UTC)")


def add_db(commands) -> None:
    database = commands.add_parser("db", help="look after the database of the service").add_subparsers(required=True, metavar="action")
    upgrade = database.add_parser("upgrade", help="bring the tables to the version of this program; ALLWAYS_DATABASE_URL says which database")
    upgrade.set_defaults(module="allways.db_upgrade")


def add_admin(commands) -> None:
    admin = commands.add_parser("admin", help="accounts, for whoever runs the server; ALLWAYS_DATABASE_URL says which database")
    actions = admin.add_subparsers(required=True, metavar="action", dest="action")
    invite = actions.add_parser("invite", help="make somebody an administrator: the first two cannot be made otherwise")
    invite.add_argument("email")
    actions.add_parser("erasures", help="print the list of accounts that were deleted: nothing but marks, to be kept apart from backups")
    replay = actions.add_parser("replay-erasures", help="after a backup was restored: delete again what was deleted since, before it is served")
    replay.add_argument("file", type=Path, nargs="?", help="the list (default: ALLWAYS_ERASURES, else the one in the database)")
    for action in actions.choices.values():
        action.set_defaults(module="allways.admin")


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


if __name__ == "__main__":
    sys.exit(main())
