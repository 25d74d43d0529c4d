"""`allways ledger prove`, `statement` and `payouts`: whether the books are right, what an operator is owed, what hosts are to be paid."""
import asyncio
import sys
from argparse import Namespace
from datetime import date

from allways.errors import CommandError


def run(options: Namespace) -> int:
    return {"prove": prove, "statement": statement, "payouts": payouts}[options.action](options)


def prove(options: Namespace) -> int:
    """1 where anything is wrong."""
    from backend.ledger import command
    from backend.paying.provider import ProviderUnusable
    from backend.service.settings import Settings

    try:
        day = date.fromisoformat(options.day) if options.day else None
    except ValueError as error:
        raise CommandError(f"--day {options.day}: write a date such as 2026-11-29.") from error
    try:
        proved = asyncio.run(command.prove(Settings.read(), day, command.issuer_of(options.city).zone))
    except ProviderUnusable as error:
        raise CommandError(str(error)) from error
    proof = proved.proof
    for finding in proof.findings:
        print(f"check {finding.check}  {finding.row}  difference {finding.difference_minor}  {finding.words}")
    if not proof.asked:
        print(f"The payment service was not asked: {proved.not_asked}. Check 3 is left out.")
    if proof.awaited:
        print(f"Fees and payouts of the last hour that are booked within the next: {proof.awaited}.")
    looked = f"{proof.journals:,} journals and {proof.bookings:,} bookings"
    if proof.findings:
        print(f"Wrong: {len(proof.findings)} in {looked}, difference {proof.difference_minor}.")
        return 1
    print(f"The books are right: {looked}, difference 0.")
    return 0


def statement(options: Namespace) -> int:
    from backend.ledger import command
    from backend.ledger.statement import NoSuchAccount
    from backend.service.settings import Settings

    issuer = command.issuer_of(options.city)
    try:
        asked = command.asked_for(options.operator, options.month, issuer, options.currency)
    except (ValueError, OverflowError) as error:
        raise CommandError(f"--month {options.month}: write a month such as 2026-11.") from error
    try:
        found = asyncio.run(command.statement(Settings.read(), asked, issuer.zone))
    except NoSuchAccount as error:
        raise CommandError(f"Nothing was ever booked for an operator {options.operator}, or not in this currency.") from error
    written = command.written(found, issuer, options.format, options.language)
    if options.out:
        try:
            options.out.write_bytes(written)
        except OSError as error:
            raise CommandError(f"{options.out}: cannot be written ({error.strerror}).") from error
        print(f"{options.out} is written.")
    elif options.format == "pdf":
        raise CommandError("Say where to write the PDF: --out FILE.")
    else:
        sys.stdout.write(written.decode())
    return 0


def payouts(options: Namespace) -> int:
    from backend.ledger import command
    from backend.service.settings import Settings
    from payments.money import plain

    due = asyncio.run(command.payouts(Settings.read(), command.issuer_of(options.city).zone, options.book))
    for payout in due:
        print(f"{payout.host_id}  {plain(payout.amount_minor, payout.currency)} {payout.currency.upper()}  payout {payout.number}")
    print(f"{'Booked' if options.book else 'Due'}: {len(due)}." if due else "Nobody is to be paid.")
    return 0
