"""The way of an application to its decision: handed on, sent back, decided. Only the decision has effects."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from models.acts.act import Act, Subject, Told
from models.acts.scene import Scene
from models.acts.status_changes import StatusAct, act_of
from models.entities.status_changes import APPLIED, DONE, REPORTED, SENT_BACK, WITH_HEAD, WITH_OFFICE, WITH_TEACHER
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import entity_named, fields_of
from models.words import N_, _


class Stage(Act):
    """One step of an application before it is decided."""

    entity = "status_change"
    paper = StatusAct.paper

    def __init__(self, name: str, label: str, steps: Mapping[str, str]) -> None:
        super().__init__(name, label)
        self.steps = steps

    def unfit(self, s: Subject) -> Told | None:
        """Only from the stages it leads from."""
        stage = s.row().get("stage")
        if stage in self.steps:
            return None
        words = _("“{stage}”的异动不能{act}").format(stage=table("change-stage").label(stage or ""), act=self.title)
        return "stage", Complaint("illegal-transition", words)

    def do(self, s: Subject) -> None:
        """Go to the next stage."""
        assert s.key is not None
        s.set(self.entity, s.key, stage=self.steps[s.row()["stage"]])


class Decide(Stage):
    """The decision: what the event says takes effect, on the day it says."""

    flags, flags_of, sizes = StatusAct.flags, "student", StatusAct.sizes

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """What the kinds of these events look at."""
        students = {s.row().get("student_id") for s in subjects}
        scene.read("student", "id", students)
        for entity, column in StatusAct.needs.items():
            scene.read(entity, column, students)
        for s in subjects:
            posted = self._posted(s)
            if posted is not None:
                posted.act.prepare(scene, [posted])

    def _posted(self, s: Subject) -> Subject | None:
        """The case as it would be had it been decided when it was entered."""
        names = {f.column: f.name for f in fields_of(entity_named(self.entity)) if f.stored}
        given = {names[column]: value for column, value in s.row().items() if column in names and value is not None}
        act = act_of(given)
        if not isinstance(act, Act):
            return None
        del given["stage"]
        found = Subject(s.scene, act, s.case, given.pop("student"), given, s.answers)
        found.cause, found.warnings, found.notes = s.key, s.warnings, s.notes
        return found

    def unfit(self, s: Subject) -> Told | None:
        """What its kind refuses."""
        told = super().unfit(s)
        if told is not None:
            return told
        posted = self._posted(s)
        return (
            ("kind", Complaint("illegal-transition", _("这个类别不能办理")))
            if posted is None
            else posted.act.refusal(posted)
        )

    def do(self, s: Subject) -> None:
        """Decide, and let it take effect."""
        super().do(s)
        posted = self._posted(s)
        assert posted is not None, "refused before"
        assert isinstance(posted.act, StatusAct)
        posted.act.post(posted)


WAY = (APPLIED, WITH_TEACHER, WITH_OFFICE, WITH_HEAD, REPORTED)  # before it is decided
STAGES = (
    Stage("forward", N_("送审"), dict(pairwise((SENT_BACK, *WAY)))),
    Stage("send-back", N_("退回"), dict.fromkeys(WAY, SENT_BACK)),
    Decide("decide", N_("办结"), dict.fromkeys(WAY, DONE)),
)
