"""Setting up needs in four steps: what each one asks, and what an answer makes of the draft."""

from dataclasses import dataclass, replace

from accessibility.profiles import ProfileId
from mobile.i18n import tr
from mobile.screens.needs.state import WHO, toggle_way
from mobile.store.draft import STEPS, Draft
from mobile.store.needs import Needs

DEAF, NONE = "deaf", "none"
# What people say of themselves: icon, words, second line, and the profiles it may mean, the one to begin with first.
GROUPS = {
    "wheels": (
        "wheelchair-accessibility",
        lambda: tr("Wheelchair"),
        lambda: tr("By hand or with a motor"),
        (ProfileId.MANUAL_CHAIR, ProfileId.POWER_CHAIR),
    ),
    "slow": (
        "human-cane",
        lambda: tr("Walking slowly"),
        lambda: tr("Cane, walker, or short distances"),
        (ProfileId.CANE, ProfileId.WALKER, ProfileId.LOW_STAMINA),
    ),
    "sight": (
        "human-white-cane",
        lambda: tr("Blind or low vision"),
        lambda: tr("Spoken guidance, no screen needed"),
        (ProfileId.BLIND, ProfileId.LOW_VISION),
    ),
    "pram": ("baby-carriage", lambda: tr("Pram or heavy bags"), lambda: tr("Fewer steps, wider doors"), (ProfileId.PRAM,)),
    DEAF: ("ear-hearing-off", lambda: tr("Deaf or hard of hearing"), lambda: tr("Everything also seen and felt"), ()),
    NONE: ("walk", lambda: tr("None of these"), lambda: tr("You can change this any time"), ()),
}
QUESTIONS = (
    (lambda: tr("How do you read and hear?"), lambda: tr("It changes at once.")),
    (lambda: tr("How do you get around?"), lambda: tr("Choose all that fit. We only show ways you can really use.")),
    (lambda: tr("What are your limits?"), lambda: tr("Ways beyond them are never shown. Change what does not fit.")),
    (lambda: tr("Does this way fit you?"), lambda: tr("A real way in this city, asked for with your limits.")),
)
NEXT = (lambda: tr("Next: getting around"), lambda: tr("Next: your limits"), lambda: tr("Next: try it out"), lambda: tr("This fits me"))


@dataclass(frozen=True)
class StepWords:
    """`number` as in Step 2 of 4; `spoken` is all of it in one sentence."""

    number: str
    question: str
    detail: str
    next: str
    spoken: str


def words_of(step: int) -> StepWords:
    number, (question, detail) = tr("Step {n} of {many}", n=step, many=STEPS), QUESTIONS[step - 1]
    return StepWords(number, question(), detail(), NEXT[step - 1](), f"{number}. {question()} {detail()}")


def checked(draft: Draft, group: str) -> bool:
    if group == NONE:
        return draft.none
    return draft.needs.deaf if group == DEAF else any(one in draft.needs.profiles for one in GROUPS[group][3])


def tick(draft: Draft, group: str) -> Draft:
    """Check or uncheck one; "none of these" clears the others, and any other clears it."""
    needs = draft.needs
    if group == NONE:
        needs = needs if draft.none else replace(toggle_way(needs, ProfileId.NONE), deaf=False)
        return replace(draft, none=not draft.none, needs=needs)
    if group == DEAF:
        return replace(draft, none=False, needs=replace(needs, deaf=not needs.deaf))
    of_group = GROUPS[group][3]
    if checked(draft, group):
        for profile in of_group:
            needs = toggle_way(needs, profile) if profile in needs.profiles else needs
    else:
        needs = toggle_way(needs, of_group[0])
    return replace(draft, none=False, needs=needs)


def closer(needs: Needs) -> tuple[tuple[str, tuple[tuple[ProfileId, str, bool], ...]], ...]:
    """Of what was checked and may mean several things: its words, and the choices (profile, words, chosen)."""
    found = []
    for _, words, _, profiles in GROUPS.values():
        if len(profiles) > 1 and any(one in needs.profiles for one in profiles):
            found.append((words(), tuple((one, WHO[one][1](), one in needs.profiles) for one in profiles)))
    return tuple(found)


def fit(needs: Needs, profile: ProfileId) -> Needs:
    """This one, instead of the others of its group."""
    if profile in needs.profiles:
        return needs
    others = next(profiles for *_, profiles in GROUPS.values() if profile in profiles)
    for other in others:
        needs = toggle_way(needs, other) if other in needs.profiles else needs
    return toggle_way(needs, profile)
