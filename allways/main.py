"""The command line. Each command imports what it needs when it runs, so `allways --help` is instant."""
import argparse
import sys
from importlib import import_module
from pathlib import Path

from allways.city_commands import add_city_commands

EXIT_BAD_INPUT = 2
# Known by name, so that no command has to import the service to tell its errors.
EXPECTED = ("SettingsError", "DatabaseBehind", "DeclarationError", "SeedError", "PricesUnusable", "ParkingUnusable", "SeedUnusable")


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
    add_rides(commands)
    add_db(commands)
    add_admin(commands)
    add_city_commands(commands)
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


def add_rides(commands) -> None:
    rides = commands.add_parser("rides", help="rides on demand in vans of the city's own").add_subparsers(required=True, metavar="action")
    replay = rides.add_parser("replay", help="judge again what searches for better plans found in the last week; ends with 1 where anything is wrong")
    replay.add_argument("--zone", help="only of this service, by its key")
    replay.add_argument("--day", help="only of this service day, YYYY-MM-DD")
    replay.set_defaults(module="allways.rides")


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


if __name__ == "__main__":
    sys.exit(main())
