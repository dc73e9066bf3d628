"""The screen of training bases."""

from desktop.screens.screen import ON_THE_DAY, Screen
from models.entities.training_bases import AT_SCHOOL, OUTSIDE
from models.words import N_

SCREENS = (
    Screen("training_base", "wrench",
        columns=("name", "place_kind", "enterprise", "majors", "seats", "area", "equipment_value", "opened_date"),
        views=((N_("在用"), (ON_THE_DAY,)), (N_("校内"), (ON_THE_DAY, ("place_kind", "=", AT_SCHOOL))),
               (N_("校外"), (ON_THE_DAY, ("place_kind", "=", OUTSIDE)))),
        whole_last=True),
)  # fmt: skip
