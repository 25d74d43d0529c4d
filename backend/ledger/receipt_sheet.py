"""A receipt in words."""
from datetime import datetime

from backend.contract.receipts import ReceiptLine, ReceiptResponse, ReceiptSeller, ReceiptState
from backend.ledger.amounts import NO_BREAK, percent, written
from backend.ledger.sheet import Block, Heading, Paragraph, Sheet, Table
from backend.ledger.words import words


class ReceiptSheet:
    """language: one of those of the words."""

    def __init__(self, receipt: ReceiptResponse, language: str):
        self.receipt, self.language, self.words = receipt, language, words(language)

    def sheet(self) -> Sheet:
        title = self.say("receipt", number=self.receipt.number)
        blocks = [Heading(title, 1), *self.about(), *self.bought(), *self.taxes(), *self.payments(), *self.sellers()]
        return Sheet(title, self.language, tuple(blocks), self.receipt.issuer, self.receipt.made_at)

    def say(self, word: str, **facts: str) -> str:
        return self.words[word].format(**facts)

    def money(self, amount_minor: int) -> str:
        return written(amount_minor, self.receipt.currency, self.language)

    def about(self) -> list[Block]:
        receipt = self.receipt
        made, booked = moment(receipt.made_at), moment(receipt.booked_at)
        said = self.say("issuer", name=receipt.issuer, made=made, booked=booked, zone=receipt.timezone)
        return [Paragraph(said), Paragraph(self.say(f"state_{receipt.state}")), Paragraph(self.say("agent"))]

    def bought(self) -> list[Block]:
        rows = [(self.what(line), line.payee, self.tax_of(line), self.money(line.amount_minor)) for line in self.receipt.lines]
        rows.append((self.say("total"), "", "", self.money(self.receipt.total_minor)))
        head = tuple(self.say(name) for name in ("what", "from_whom", "tax", "amount"))
        title = self.say("bought")
        return [Heading(title), Table(title, head, tuple(rows), "lllr", last_is_sum=True)]

    def what(self, line: ReceiptLine) -> str:
        kind = self.say(line.kind)
        if line.leg and line.from_name and line.to_name and line.starts_at:
            kind = self.say("way", kind=kind, origin=line.from_name, destination=line.to_name, when=moment(line.starts_at))
        elif line.starts_at:
            kind = f"{kind}, {moment(line.starts_at)}"
        return f"{kind} ({self.say(f'end_{line.end}', price=self.money(line.price_minor))})" if line.leg else kind

    def tax_of(self, line: ReceiptLine) -> str:
        return self.say("within", rate=percent(line.tax_rate_bp, self.language)) if line.tax_rate_bp and line.amount_minor else ""

    def taxes(self) -> list[Block]:
        if not self.receipt.taxes:
            return []
        rows = [
            (self.say("own", name=tax.payee) if tax.own else tax.payee, percent(tax.rate_bp, self.language), self.money(tax.net_minor),
             self.money(tax.tax_minor))
            for tax in self.receipt.taxes
        ]  # fmt: skip
        rows.append((self.say("tax_total"), "", "", self.money(self.receipt.tax_minor)))
        head = tuple(self.say(name) for name in ("seller", "rate", "net", "tax"))
        title = self.say("taxes")
        return [Heading(title), Table(title, head, tuple(rows), "lrrr", last_is_sum=True)]

    def sellers(self) -> list[Block]:
        if not self.receipt.sellers:
            return []
        return [Heading(self.say("sellers")), *(Paragraph(self.seller(one)) for one in self.receipt.sellers)]

    def seller(self, one: ReceiptSeller) -> str:
        vat = (self.say("vat_id", id=one.vat_id),) if one.vat_id else ()
        return ", ".join((one.legal_name, *one.address, *vat))

    def payments(self) -> list[Block]:
        receipt, title = self.receipt, self.say("money")
        if not receipt.payments:
            said = "nothing_taken" if receipt.state is ReceiptState.OPEN else "free"
            blocks: list[Block] = [Heading(title), Paragraph(self.say(said))]
        else:
            rows = [(moment(one.taken_at), self.say("taken"), self.say("done"), self.money(one.amount_minor)) for one in receipt.payments]
            for one in receipt.refunds:
                why = self.say("given_back", cause=self.say(f"cause_{one.cause}"))
                rows.append((moment(one.ordered_at), why, self.say(one.state), self.money(-one.amount_minor)))
            rows.append((self.say("kept"), "", "", self.money(receipt.taken_minor - receipt.refunded_minor)))
            head = tuple(self.say(name) for name in ("when", "what", "state", "amount"))
            blocks = [Heading(title), Table(title, head, tuple(rows), "lllr", last_is_sum=True)]
        told = {
            "owing": receipt.owed_minor, "collected": receipt.collected_minor, "written_off": receipt.written_off_minor,
            "waived": receipt.waived_minor,
        }  # fmt: skip
        return [*blocks, *(Paragraph(self.say(name, amount=self.money(amount))) for name, amount in told.items() if amount)]


def moment(at: datetime) -> str:
    """Year first: no reader of any language takes the day for the month. In one piece, wherever lines break."""
    return f"{at:%Y-%m-%d}{NO_BREAK}{at:%H:%M}"
