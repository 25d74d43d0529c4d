"""What a host earns of a stay, and what the city keeps as its commission with the tax within it."""
from dataclasses import dataclass

from payments.allocation import Weight, allocate
from payments.money import BASIS
from payments.tax import included_tax

HOST, OURS = "host", "ours"  # of two equal remainders the host, first by its name, gets the cent


@dataclass(frozen=True)
class HostShare:
    """Adds up to what is due."""

    host_minor: int
    commission_net_minor: int
    commission_tax_minor: int

    @property
    def commission_minor(self) -> int:
        return self.commission_net_minor + self.commission_tax_minor


def share(due_minor: int, share_bp: int, vat_bp: int) -> HostShare:
    """due_minor: what is due for the stay or for time beyond it, never a fee. share_bp: the host's part. Raises ValueError."""
    if due_minor < 0 or not 0 <= share_bp <= BASIS:
        raise ValueError("a share is a part of what is due")
    parts = allocate(due_minor, [Weight(HOST, share_bp), Weight(OURS, BASIS - share_bp)])
    tax = included_tax(parts[OURS], vat_bp)
    return HostShare(parts[HOST], parts[OURS] - tax, tax)
