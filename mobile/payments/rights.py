"""Rights to pay less: chosen on the phone, shown to the city only with a question for a price, and only once one agreed to that. Without Kivy."""

from backend.contract.consents import Consent, ConsentChange, Purpose
from backend.contract.fares import FareRight, FaresResponse
from mobile.accounts import calls
from mobile.accounts.signed_in import SignedIn
from mobile.i18n import current
from mobile.store.rights import MOST_HELD, KeptFares, find_fares, load_rights, save_fares, save_rights
from signing.rights import same_right


class Rights:
    """One of a session. It tells "rights" when others are held, or the city told of other fares."""

    def __init__(self, session):
        self.session = session

    @property
    def city(self) -> str:
        return self.session.client.backend

    @property
    def fares(self) -> FaresResponse | None:
        """As this city told of them last."""
        kept = find_fares(self.session.store, self.city)
        return kept.fares if kept else None

    @property
    def held(self) -> tuple[str, ...]:
        """As words for a price. One that the city no longer knows is not told to it."""
        chosen, fares = load_rights(self.session.store, self.city), self.fares
        known = {right.entitlement for right in fares.rights} if fares else None
        return tuple(word for word in chosen if known is None or word in known)

    @property
    def is_full(self) -> bool:
        return len(self.held) >= MOST_HELD

    def switch(self, entitlement: str) -> bool:
        """Held from now on, or no longer; the answer is whether it is held. No more than a price can be asked for with."""
        held = self.held
        if entitlement in held:
            held = tuple(word for word in held if word != entitlement)
        elif not self.is_full:
            held = (*held, entitlement)
        save_rights(self.session.store, self.city, held)
        self.session.tell("rights")
        return entitlement in held

    async def refresh(self) -> FaresResponse:
        """What the city tells of its fares now. Raises ClientError."""
        client = self.session.client
        kept = find_fares(self.session.store, client.backend)
        fares, etag = await client.fares(kept.etag if kept else "")
        if fares is None and kept:
            return kept.fares
        save_fares(self.session.store, KeptFares(client.backend, etag, fares))
        self.session.tell("rights")
        return fares

    def held_names(self) -> list[str]:
        named = {right.entitlement: name_of(right) for right in self._known()}
        return [named.get(word, word) for word in self.held]

    def names_by_concession(self) -> dict[str, str]:
        """What the rights that are held are called, by the ids that the lines of a price name them with."""
        held = self.held
        return {effect.concession_id: name_of(right) for right in self._known() if right.entitlement in held for effect in right.effects}

    def find_name(self, written: str) -> str | None:
        """What the city calls a right that stands in a ticket; None where it does not know it, or told nothing yet."""
        return next((name_of(right) for right in self._known() if same_right(written, right.entitlement)), None)

    def _known(self) -> tuple[FareRight, ...]:
        fares = self.fares
        return fares.rights if fares else ()


def name_of(right: FareRight) -> str:
    """In the language of the person."""
    return getattr(right.names, current())


async def find_unasked(account: SignedIn) -> Consent | None:
    """What has to be agreed to before a right is told; None where it was, in the words of now. Raises ClientError."""
    answer = await account.ask(calls.consents)
    consent = next(one for one in answer.consents if one.purpose is Purpose.CONCESSION)
    return consent if consent.since is None or consent.outdated else None


async def agree(account: SignedIn, consent: Consent) -> None:
    """To the very words that were shown. Raises ClientError, also where they have changed meanwhile."""
    change = ConsentChange(consent.purpose, True, consent.version, consent.language)
    await account.ask(lambda client, token: calls.change_consent(client, change, token))
