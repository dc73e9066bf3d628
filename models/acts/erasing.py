"""注销并清除: a person goes from every register, from the log and from what lies beside it; what is counted stays, nameless."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from models.acts.act import Act, ActPaper, Groups, Subject, Told
from models.acts.scene import Scene
from models.database import storage
from models.database.erasing import Erasing, Footprint, erase, footprint, registers
from models.database.transaction import Transaction
from models.rules import erasing as rules
from models.rules.rule import Finding
from models.schema.complaints import Complaint
from models.schema.counting import counted
from models.schema.fields import Entity, asked, entity_named, fields_of
from models.schema.types import IdentityNumber, Text
from models.words import N_, _, listed

BASIS = "basis"
# what the act goes by; the words of the first four are those of the article (PIPL, art. 47)
BASES = (
    ("purpose", N_("处理目的已实现、无法实现或不再必要")),
    ("period", N_("停止提供服务，或保存期限已届满")),
    ("consent", N_("个人撤回同意")),
    ("breach", N_("违法违规或违约处理")),
    ("other", N_("法律、行政法规规定的其他情形")),
)
_MANY = "footprint"  # under which a scene keeps what was found of all its subjects


class Erase(Act):
    """What tells of the person goes for good: nothing takes it back, and what was done before can not be taken back either."""

    group = Groups.ERASING
    irreversible = True
    word = N_("清除")
    lost = N_(
        "姓名、号码、照片和文字会从登记、操作记录、搜索和草稿中清除，不能撤销，以前涉及的操作也不能再撤销；备份按规则到期。"
    )
    own = (
        asked("reason", N_("理由"), Text(200)),
        asked("document", N_("申请书或批准文号"), Text(60)),
    )

    def __init__(self, entity: str) -> None:
        name = "erase" if entity == "student" else f"erase-{entity.replace('_', '-')}"
        label = _LABELS[entity]
        super().__init__(name, label, required=("reason", "document"))
        self.entity = entity  # type: ignore[misc] # one act for each register of persons
        self.paper = ActPaper("erasure-certificate", entity)  # printed for the same

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Everything that tells of them."""
        keys = [s.key for s in subjects if isinstance(s.key, int)]
        found = footprint(scene.connection, [(self.entity, key) for key in keys])
        scene.worked[_MANY, self.entity] = found
        scene.worked[_MANY, self.entity, "alike"] = self._elsewhere(scene.connection, found)
        for name, rows in found.rows.items():
            scene.read(name, "id", rows)
        for name, key in found.mentions:
            scene.read(name, "id", [key])

    def _elsewhere(self, connection: sa.Connection, found: Footprint) -> dict[str, set[str]]:
        """By identity number the registers in which somebody else's record has it."""
        numbers = {value for value in (self._number(row) for row in found.rows.get(self.entity, {}).values()) if value}
        others: dict[str, set[str]] = {}
        for kind in registers():
            for column in _numbers(kind):
                rows = storage.where(connection, kind, column, list(numbers), ("id", column))
                for key, number in rows:
                    if key not in found.rows.get(str(kind.__tablename__), {}):
                        others.setdefault(number, set()).add(str(kind.__tablename__))
        return others

    def _number(self, row: Mapping[str, object]) -> str | None:
        return next((str(row[c]) for c in _numbers(entity_named(self.entity)) if row.get(c)), None)

    def unfit(self, s: Subject) -> Told | None:
        """Who is in the register of students is erased there, with all that is about them."""
        row = s.row()
        if self.entity != "student" and row.get("student_id") is not None:
            return "id", Complaint("conflict", _("此人已在学生登记里，请在学生登记里办理，这里的记录会一并清除"))
        if self.entity == "exam_registration" and row.get("candidate_name") is None:
            return "id", Complaint("conflict", _("这条报名没有登记考生的姓名"))
        return None

    def do(self, s: Subject) -> None:
        """Empty what is theirs, and take away what is about nobody else."""
        assert isinstance(s.key, int)
        found: Footprint = s.scene.worked[_MANY, self.entity]
        own = (self.entity, s.key)
        s.ask(BASIS, N_("法律依据（个人信息保护法第四十七条）"), BASES, "purpose")
        mine = {place for place, owner in found.owner.items() if owner == own} | set(found.mentions)
        for kind, key, values in found.becomes():
            name = str(kind.__tablename__)
            if (name, key) not in mine or s.scene.row(name, key) is None:
                continue
            if values is None:
                s.drop(name, key)
            else:
                s.replace(name, key, **storage.decode(kind, values))
        counts = found.counts(own)
        kinds = (entity_named(name) for name in counts)
        told = (
            _("{label} {count}").format(label=_(one.label), count=counted(one, counts[one.__tablename__]))
            for one in kinds
        )
        s.tell(
            _("清除姓名、号码、地址、文字和附件，统计用的代码、日期、数目留下不具名的行：{what}").format(
                what=listed(told)
            )
        )
        for other in sorted(
            s.scene.worked[_MANY, self.entity, "alike"].get(self._number(found.rows[self.entity][s.key]), ())
        ):
            words = _("同一证件号还登记在{label}里，那里的记录要另行办理")
            s.warn("id", "conflict", words.format(label=_(entity_named(other).label)))

    def findings(
        self, connection: sa.Connection, subjects: Collection[int], day: date
    ) -> Mapping[int, Sequence[Finding]]:
        """Who is still here, or has to be kept."""
        return dict(rules.judged(connection, entity_named(self.entity), subjects, day))

    def carry_out(
        self, tx: Transaction, subjects: Sequence[int], given: Mapping[str, object], answers: Mapping[str, str]
    ) -> Erasing:
        """Write it at once: rows, and with the end of the act the log."""
        note = {name: str(given[name]) for name in ("reason", "document")}
        note[BASIS] = answers.get(BASIS, BASES[0][0])
        return erase(tx, [(self.entity, key) for key in subjects], note)


def _numbers(entity: type[Entity]) -> tuple[str, ...]:
    return tuple(f.column for f in fields_of(entity) if f.stored and type(f.type) is IdentityNumber)


_LABELS = {
    "student": N_("注销并清除"), "admission": N_("注销并清除录取考生"), "staff": N_("注销并清除教职工"),
    "mentor": N_("注销并清除企业导师"), "apprentice": N_("注销并清除学徒"), "exam_registration": N_("注销并清除社会考生"),
}  # fmt: skip

ERASING: tuple[Act, ...] = tuple(Erase(str(entity.__tablename__)) for entity in registers())
