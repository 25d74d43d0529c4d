"""What the staff does to a request: each act with its fields, read from the form of the page, and where a refusal is said."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.console.forms import Fields
from backend.contract.request_staff import StaffAction, StaffChange
from backend.contract.request_words import Hold, Rejection, RequestState, Resolution, Waiting
from backend.contract.requests import MAX_NOTE, MAX_WORDS
from backend.requests import law

MOST_REFERRAL = 200
# The act → the change of the law it is; decide is one of two.
CHANGES = {
    StaffAction.ACKNOWLEDGE: law.Acknowledge, StaffAction.START: law.Start, StaffAction.WAIT: law.Wait, StaffAction.RESUME: law.Resume,
    StaffAction.RESOLVE: law.Resolve, StaffAction.DECIDE: law.Reopen, StaffAction.ASSIGN: law.Assign, StaffAction.TRANSFER: law.Transfer,
    StaffAction.MERGE: law.Merge, StaffAction.UNMERGE: law.Unmerge, StaffAction.REJECT: law.Reject, StaffAction.HOLD: law.Hold,
    StaffAction.RELEASE: law.Release, StaffAction.COMMENT: law.Comment, StaffAction.REDACT: law.Redact,
}  # fmt: skip
# Where the page says a refusal of the law; beside the act itself for every other one.
AT = {
    "words_missing": "words", "proof_missing": "proof", "planned_for": "planned", "until_unusable": "until", "same_body": "body",
    "into_unusable": "into", "across_visibility": "into", "into_older": "into", "not_found": "into",
}  # fmt: skip


@dataclass(frozen=True)
class ActForm:
    """The fields of one act: `resolve-words` for `words`."""

    action: StaffAction
    fields: Fields

    def id(self, name: str) -> str:
        return f"{self.action.value}-{name}"

    def text(self, name: str, most: int = MAX_NOTE) -> str:
        return self.fields.text(self.id(name), most=most)

    def choice(self, name: str, kind):
        return self.fields.choice(self.id(name), kind)

    def uuid(self, name: str) -> UUID | None:
        return self.fields.uuid(self.id(name))

    def day(self, name: str) -> date | None:
        text = self.text(name, 10)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fields.wrong(self.id(name), "unreadable")
            return None

    def refuse(self, code: str, words: str) -> None:
        self.fields.refused[self.id(AT.get(code, "act"))] = words


def possible(state: RequestState) -> tuple[StaffAction, ...]:
    """In the order in which the page has them."""
    return tuple(action for action, change in CHANGES.items() if state in law.RULES[change].states and law.Role.STAFF in law.RULES[change].roles)


def read_change(action: StaffAction, fields: Fields) -> StaffChange | None:
    """None where something is wrong, which the fields then say."""
    form = ActForm(action, fields)
    change = READERS.get(action, plain)(form)
    return change if fields.right else None


def plain(form: ActForm) -> StaffChange:
    return StaffChange(form.action, words=form.text("words"))


def wait(form: ActForm) -> StaffChange:
    until = form.fields.moment(form.id("until"))
    return StaffChange(form.action, words=form.text("words"), waiting=form.choice("for", Waiting), until=until)


def resolve(form: ActForm) -> StaffChange:
    return StaffChange(
        form.action, words=form.text("words"), resolution=form.choice("how", Resolution), proof_id=form.uuid("proof"),
        referral=form.text("referral", MOST_REFERRAL) or None, planned_for=form.day("planned"),
    )  # fmt: skip


def reject(form: ActForm) -> StaffChange:
    return StaffChange(form.action, words=form.text("words"), rejection=form.choice("why", Rejection))


def decide(form: ActForm) -> StaffChange:
    verdict = form.text("verdict", 10)
    if verdict not in ("upheld", "stands"):
        form.fields.wrong(form.id("verdict"), "required")
    return StaffChange(form.action, words=form.text("words"), upheld=verdict == "upheld")


def transfer(form: ActForm) -> StaffChange:
    body_id = form.uuid("body")
    if body_id is None:
        form.fields.wrong(form.id("body"), "required")
    return StaffChange(form.action, words=form.text("words"), body_id=body_id)


def merge(form: ActForm) -> StaffChange:
    into = (form.text("into", 12) or form.text("found", 12)).upper()
    if not into:
        form.fields.wrong(form.id("into"), "required")
    return StaffChange(form.action, into=into)


def assign(form: ActForm) -> StaffChange:
    return StaffChange(form.action, officer_id=form.uuid("officer"))


def comment(form: ActForm) -> StaffChange:
    return StaffChange(form.action, words=form.text("words"), public=form.text("for", 10) == "all")


def redact(form: ActForm) -> StaffChange:
    return StaffChange(form.action, words=form.text("words", MAX_WORDS))


def hold(form: ActForm) -> StaffChange:
    return StaffChange(form.action, hold=form.choice("for", Hold))


READERS: dict[StaffAction, Callable[[ActForm], StaffChange]] = {
    StaffAction.WAIT: wait, StaffAction.RESOLVE: resolve, StaffAction.REJECT: reject, StaffAction.DECIDE: decide, StaffAction.TRANSFER: transfer,
    StaffAction.MERGE: merge, StaffAction.ASSIGN: assign, StaffAction.COMMENT: comment, StaffAction.REDACT: redact, StaffAction.HOLD: hold,
}  # fmt: skip
