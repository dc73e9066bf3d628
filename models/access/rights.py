"""Rights: what a person may do to which register, and to the file as a whole, with the words they are asked for by."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache

from models.schema.child_values import owned
from models.schema.fields import (
    BANK,
    CONTACT,
    FIELD_CLASSES,
    HEALTH,
    IDENTITY,
    Entity,
    entities,
    entity_named,
    every_entity,
    fields_of,
)
from models.words import N_, _

SEE, EDIT, ACT, PRINT, EXPORT, IMPORT, REVEAL = "see", "edit", "act", "print", "export", "import", "reveal"
REGISTER_VERBS: Mapping[str, str] = {
    SEE: N_("查看{register}"), EDIT: N_("增改删{register}"), ACT: N_("办理{detail}（{register}）"), PRINT: N_("打印{register}的报表"),
    EXPORT: N_("导出{register}"), IMPORT: N_("导入{register}"), REVEAL: N_("查看{register}完整的{detail}"),
}  # fmt: skip
WRITING = (EDIT, ACT, IMPORT)
BACKUP, RESTORE, LOCK, SETTINGS = "backup", "restore", "lock", "settings"
HISTORY, UNDO, USERS = "history", "undo", "users"
FILE = "file"  # stands in grants where a register does
EVERY = "*"  # stands in grants for the registers they do not name
FILE_VERBS: Mapping[str, str] = {
    BACKUP: N_("备份"), RESTORE: N_("用备份恢复、修复数据库"), LOCK: N_("加锁和换钥匙"), SETTINGS: N_("更改本单位的设置"),
    HISTORY: N_("查看全部变更记录和谁看过完整号码"), UNDO: N_("撤销别人的操作"), USERS: N_("管理使用者和角色"),
}  # fmt: skip
CLASS_WORDS: Mapping[str, str] = {
    IDENTITY: N_("证件号码"), CONTACT: N_("电话、住址和家庭"), HEALTH: N_("健康和困难情况"), BANK: N_("银行账号"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Right:
    """One thing to be allowed: a verb, on a register ("" for one of the file), of an act its name, of REVEAL a class of fields.

    `words` are what the act is called, where that is known.
    """

    verb: str
    register: str = ""
    detail: str = ""
    words: str = field(default="", compare=False)

    @property
    def title(self) -> str:
        """What is allowed, in the language in use."""
        if not self.register:
            return _(FILE_VERBS.get(self.verb, self.verb))
        detail = _(CLASS_WORDS.get(self.detail, "")) or _(self.words) or self.detail
        words = _(REGISTER_VERBS[self.verb]) if detail or self.verb not in (ACT, REVEAL) else self.verb
        return words.format(register=_(entity_named(self.register).label), detail=detail)

    @property
    def grant(self) -> str:
        """How grants and the log write it, without the register."""
        return f"{self.verb}.{self.detail}" if self.detail else self.verb

    def __str__(self) -> str:
        return f"{self.register or FILE}:{self.grant}"


def right_read(text: str) -> Right:
    """A right the log kept, from its text."""
    register, _colon, grant = text.partition(":")
    verb, _dot, detail = grant.partition(".")
    return Right(verb, "" if register == FILE else register, detail)


def see(entity: type[Entity]) -> Right:
    """To see records of a register."""
    return Right(SEE, register_of(entity))


def edit(entity: type[Entity]) -> Right:
    """To add, change and remove records of a register."""
    return Right(EDIT, register_of(entity))


def reveal(entity: type[Entity], field_class: str) -> Right:
    """To see values of a class whole."""
    return Right(REVEAL, register_of(entity), field_class)


def on(verb: str, entity: type[Entity]) -> Right:
    """PRINT, EXPORT or IMPORT of a register."""
    return Right(verb, register_of(entity))


@cache
def register_of(entity: type[Entity]) -> str:
    """The register whose rights hold for an entity: its own, of what the program keeps beside a record that of the record."""
    if not entity.internal:
        return str(entity.__tablename__)
    owner = next((e for e in every_entity() if entity in {part for part, _back in owned(e)}), None)
    return register_of(owner) if owner is not None else str(entity.__tablename__)


@cache
def registers() -> tuple[str, ...]:
    """Every register rights are given on, in the order of declaration."""
    return tuple(str(entity.__tablename__) for entity in entities())


@cache
def classes_of(entity: type[Entity]) -> tuple[str, ...]:
    """The classes of private values that a register has."""
    found = {f.field_class for f in fields_of(entity)}
    return tuple(name for name in FIELD_CLASSES if name in found)


Grants = Mapping[str, frozenset[str]]


def allows(grants: Grants, right: Right) -> bool:
    """Whether grants hold a right: of a register they name only what they say there counts, of others what EVERY says.

    `act` holds every act, `act.graduate` that one, `-act.graduate` all but that one where `act` stands beside it.
    """
    return holds(granted(grants, right.register), right.grant)


def granted(grants: Grants, register: str) -> frozenset[str]:
    """The words that count for a register, "" for the file."""
    return grants.get(register or FILE, grants.get(EVERY, frozenset()) if register else frozenset())


def holds(words: AbstractSet[str], grant: str) -> bool:
    """Whether such words hold a grant, by itself or with its whole verb."""
    return (grant.partition(".")[0] in words or grant in words) and f"-{grant}" not in words


def grants_read(text: str | None) -> Grants:
    """Grants as a file keeps them: `student=see edit;file=history`."""
    pairs = (part.partition("=") for part in (text or "").split(";") if part.strip())
    return {name.strip(): frozenset(words.split()) for name, _sign, words in pairs}


def grants_written(grants: Grants) -> str:
    """The same the other way round, always in one order."""
    return ";".join(f"{name}={' '.join(sorted(grants[name]))}" for name in sorted(grants))


def unknown_in(grants: Grants) -> Iterable[str]:
    """What stands in grants and is no right."""
    for name, words in grants.items():
        known = FILE_VERBS if name == FILE else REGISTER_VERBS
        if name not in (FILE, EVERY, *registers()):
            yield name
        for word in words:
            verb, _dot, detail = word.removeprefix("-").partition(".")
            if verb not in known or (verb == REVEAL and detail and detail not in FIELD_CLASSES):
                yield word
