"""Screens of cooperation agreements, their parties, amendments and promises."""

from desktop.screens.screen import Screen
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment

SCREENS = (
    Screen(Agreement, "signature",
        columns=("number", "title", "kind", "state", "party_b", "valid_from", "effective_until", "remaining_days",
                 "effective_amount", "commitment_count", "rate", "staff"),
        papers=("agreement-summary",)),
    Screen(AgreementParty, "people_link"),
    Screen(Amendment, "document"),
    Screen(AgreementCommitment, "shield"),
)  # fmt: skip
