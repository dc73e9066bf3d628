"""Screens of cooperation agreements, their parties, amendments and promises."""

from desktop.screens.children import ChildEntity
from desktop.screens.screen import Screen
from models.entities.agreement_terms import EXPIRED, EXPIRING
from models.words import N_

SCREENS = (
    Screen("agreement", "signature",
        columns=("number", "title", "kind", "state", "party_b", "valid_from", "effective_until", "remaining_days",
                 "effective_amount", "commitment_count", "rate", "staff"),
        views=((N_("即将到期"), (("state", "=", EXPIRING),)), (N_("到期"), (("state", "=", EXPIRED),))),
        children=(
            ChildEntity("agreement_party", "agreement", N_("签约方"),
                        ("school", "enterprise", "body_name", "role", "representative"),
                        note=N_("排在最前的是甲方；学校、企业、其他单位只填一项"),
                        either=("school", "enterprise", "body_name")),
            ChildEntity("agreement_commitment", "agreement", N_("协议承诺"),
                        ("item", "unit", "target", "actual", "due_date"))),
        papers=("agreement-summary",)),
    Screen("agreement_party", "people_link"),
    Screen("amendment", "document"),
    Screen("agreement_commitment", "shield"),
)  # fmt: skip
