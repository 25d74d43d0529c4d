"""`allways admin`: the first administrator, and cleaning a backup that was restored. For whoever runs the server."""
from argparse import Namespace
from pathlib import Path

from allways.errors import CommandError


def run(options: Namespace) -> int:
    """Raises CommandError, DatabaseBehind, SettingsError."""
    from backend.accounts.erasures import ErasuresUnreadable
    from backend.service.errors import ServiceError
    from backend.service.settings import Settings

    settings = Settings.read()
    try:
        return ACTIONS[options.action](settings.database_url, options, settings.erasures)
    except (ServiceError, ErasuresUnreadable) as error:
        raise CommandError(str(error)) from error


def invite(address: str, options: Namespace, kept: Path | None) -> int:
    from backend.accounts.administration import invite as install

    email, fresh = install(address, options.email)
    print(f"{email} is an administrator {'from now on' if fresh else 'already'}.")
    print("They sign in with this address, make a passkey under Settings, Account, Passkeys, and sign in with that: nothing else opens /v1/admin.")
    print("Invite a second one: every role takes two administrators.")
    return 0


def erasures(address: str, options: Namespace, kept: Path | None) -> int:
    from backend.accounts.administration import list_erasures

    for mark in list_erasures(address):
        print(mark)
    return 0


def replay_erasures(address: str, options: Namespace, kept: Path | None) -> int:
    from backend.accounts.administration import replay_erasures as again

    gone = again(address, options.file or kept)
    print(f"{gone} {'account that was' if gone == 1 else 'accounts that were'} deleted after this backup {'is' if gone == 1 else 'are'} gone again.")
    return 0


ACTIONS = {"invite": invite, "erasures": erasures, "replay-erasures": replay_erasures}
