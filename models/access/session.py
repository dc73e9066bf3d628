"""The person who signed in: what they may do, and the sentence that says why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.access.rights import SEE, WRITING, Right, right_read
from models.access.roles import RoleGrants
from models.access.scope import belongs_to_class
from models.words import _, listed

NOBODY_ID = 0


@dataclass(frozen=True, slots=True)
class Session:
    """Who works in the file now. `staff` is who it is among the staff; `ask` are the names of those who may give rights."""

    user: int
    name: str
    roles: tuple[RoleGrants, ...] = ()
    staff: int | None = None
    ask: tuple[str, ...] = ()

    @property
    def is_nobody(self) -> bool:
        """Whether the file has users and none of them signed in."""
        return self.user == NOBODY_ID

    @property
    def role_titles(self) -> str:
        """The roles, as people call them."""
        return listed(role.title for role in self.roles)

    def may(self, right: Right) -> bool:
        """Whether the person has a right, on all records or on those of the own classes."""
        return any(role.allows(right) for role in self.roles)

    def refusal(self, right: Right, *, tried: bool = True) -> str:
        """Why the person may not: who, what, which right is missing and whom to ask; "" where they may.

        Of what was tried it is said that nothing was written; who is told ahead has not tried.
        """
        if self.may(right):
            return ""
        if self.is_nobody:
            return sign_in_first()
        words = _("{person}没有“{right}”的权限{unwritten}；需要时请找{ask}")
        return words.format(
            person=self.person, right=right.title, unwritten=_unwritten(right) if tried else "", ask=self.whom
        )

    def refusal_beyond(self, right: Right) -> str:
        """The same where the person may only do it for the own classes, and a record belongs to none of them."""
        words = _("{person}“{right}”只限自己的班，这里有别的班的{unwritten}；需要时请找{ask}")
        return words.format(person=self.person, right=right.title, unwritten=_unwritten(right), ask=self.whom)

    @property
    def person(self) -> str:
        """The name with the roles."""
        return _("{name}（{roles}）").format(name=self.name, roles=self.role_titles or _("没有角色"))

    @property
    def whom(self) -> str:
        """Whom to ask for a right."""
        return listed(self.ask) or _("管理员")

    def narrowed(self, right: Right) -> bool:
        """Whether the person has a right only for the own classes: no role gives it for all."""
        return belongs_to_class(right.register) and all(role.scope for role in self.roles if role.allows(right))

    def narrowed_registers(self, registers: Sequence[str]) -> tuple[str, ...]:
        """The registers of which the person sees only the own classes."""
        return tuple(name for name in registers if belongs_to_class(name) and self.narrowed(Right(SEE, name)))

    def lacking(self, permits: str | None) -> str:
        """Why the person may not take back what was written by these rights; "" where they may."""
        return next((why for text in (permits or "").split() if (why := self.refusal(right_read(text)))), "")


def _unwritten(right: Right) -> str:
    return _("，没有写入任何内容") if right.verb in WRITING else ""


def sign_in_first() -> str:
    """What is said to whoever has not signed in."""
    return _("这个数据库有使用者，请先登录；命令请加 --user 姓名")


def nobody(ask: tuple[str, ...] = ()) -> Session:
    """Nobody signed in to a file that has users."""
    return Session(NOBODY_ID, "", ask=ask)
