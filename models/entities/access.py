"""Who works in a file and what each may do there: no list shows them, only `user`, `role` and their page do."""

from models.schema.fields import UNSHOWN, Entity, Mapped, field, reference
from models.schema.types import Flag, Text
from models.words import N_


class User(Entity):
    """A person who signs in 使用者; disabled, never removed: the history names them.

    `roles` are names of roles with blanks between them; `verifier` tells the passphrase from any other and nothing about it;
    `staff` is who the person is among the staff: whose classes are the own classes.
    """

    label = N_("使用者")
    keys = (("name",),)
    order = ("name",)
    importable = False
    internal = True

    name: Mapped[str] = field("姓名", Text(30), required=True, unique=True)
    roles: Mapped[str | None] = field("角色", Text(400))
    verifier: Mapped[str | None] = field("口令校验值", Text(400), private="hidden", sensitive=UNSHOWN)
    is_enabled: Mapped[bool | None] = field("可登录", Flag(), default=True)
    staff_id: Mapped[int | None] = reference("教职工", to="staff")


class Role(Entity):
    """What an office lets a role do, in the place of what the program ships for that name, or a role of its own 角色."""

    label = N_("角色")
    keys = (("name",),)
    order = ("name",)
    importable = False
    internal = True

    name: Mapped[str] = field("名称", Text(20), required=True, unique=True)
    scope: Mapped[str | None] = field("范围", Text(20))
    grants: Mapped[str | None] = field("权限", Text(20_000))
