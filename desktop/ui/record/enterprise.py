"""An enterprise: contacts, capacity against the limits of the regulation, groups and order classes."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.chips import Chip
from desktop.ui.kit.page_widgets import FigureStrip, FlowRow, LoadBar, RecordLink, TextLine, TitledCard, TwoLineRow
from desktop.ui.kit.theme import NOTE
from desktop.ui.record.master_detail import MasterDetailPage, Print, as_listed
from desktop.ui.record.master_list import MasterRow, Values
from desktop.ui.record.part import RecordPart, shown
from desktop.ui.record.related_tabs import RelatedTab, figure_tab
from models.database.query import Condition, Query
from models.entities.enterprises import Contact, Enterprise, Post
from models.entities.groups import EducationGroup, GroupMember
from models.entities.order_classes import OrderClass
from models.entities.placements import Placement
from models.schema.fields import entity_named, field_map
from models.schema.showing import text_of
from models.statistics import Connection
from models.statistics.capacity import Percents, limit_of, percents, shown_percent
from models.statistics.figure_queries import one_by_one
from models.statistics.group_views import EnterpriseView, Linked, enterprise_view
from models.words import N_, _

if TYPE_CHECKING:
    from models.schema.fields import Entity
    from models.statistics.capacity import Load

_FACTS = ("credit_code", "industry", "staff_total", "region")
_MORE = ("cooperation_majors", "cooperation_forms", "cooperation_start", "inspection_date")
_FACT, _CARD, _ROWS = 150, 230, 8


class EnterprisePart(RecordPart):
    """The composed contents of an enterprise."""

    entity = Enterprise
    reading = staticmethod(enterprise_view)

    def beside(self, view: EnterpriseView) -> QWidget:
        """Marks, capacity and contacts, groups and order classes."""
        body = QWidget()
        marks = _marks(view)
        column = layouts.column(FlowRow(marks) if marks else None, parent=body, gap=16)
        for pair in ((self._capacity(view), self._contacts(view)), (self._classes(view), self._groups(view))):
            column.addWidget(FigureStrip(_CARD, *zip(pair, (3, 2), strict=True)))
        column.addStretch(1)
        return body

    def _capacity(self, view: EnterpriseView) -> QWidget:
        card = TitledCard(_("接收能力"), _("截至 {day}，实习管理规定第十条").format(day=view.day.isoformat()))
        whole = view.load.whole
        label = _("全部实习生，职工总数的 {percent}%").format(percent=shown_percent(whole.percent))
        card.column.addWidget(self._load(whole, label, _("在岗职工 {n} 人")))
        posts = [load for load in view.load.posts if load.interns.count or load.over]
        for load in posts[:_ROWS]:
            label = _("{post}，同岗职工的 {percent}%").format(post=load.name, percent=shown_percent(load.percent))
            card.column.addWidget(self._load(load, label, _("同岗职工 {n} 人")))
        rest = len(view.load.posts) - len(posts[:_ROWS])
        if rest:
            seen = {load.id for load in posts[:_ROWS]}
            here = one_by_one(Post, [load.id for load in view.load.posts if load.id not in seen])
            words = _("其余 {n} 个岗位") if posts else _("{n} 个岗位，都没有实习生")
            card.column.addWidget(TwoLineRow(words.format(n=rest)).leads(self.place.list_of, here))
        return card.end()

    def _load(self, load: "Load", label: str, base: str) -> LoadBar:
        words = base.format(n=f"{load.staff:,}") if load.staff is not None else ""
        bar = LoadBar(label, load.interns.count, load.limit, words)
        return bar.leads(self.place.list_of, load.interns.query)

    def _contacts(self, view: EnterpriseView) -> QWidget:
        card = TitledCard(_("联系人"), f"{len(view.contacts)}")
        phone = field_map(Contact)["phone"]
        for person in view.contacts[:_ROWS]:
            row = TwoLineRow(person.name or "—", person.title or "", text_of(phone, person.phone, masked=True))
            card.column.addWidget(row.leads(self.place.record, Contact, person.id))
        return card.end(view.contacts, _("还没有登记联系人"))

    def _classes(self, view: EnterpriseView) -> QWidget:
        card = TitledCard(_("订单班"))
        for words, figure in ((_("{n} 班在培"), view.trained), (_("{n} 人"), view.trainees)):
            link = RecordLink(words.format(n=f"{figure.count:,}"), NOTE)
            card.head.addWidget(link.leads(self.place.list_of, figure.query))
        self._linked(card, OrderClass, view.order_classes, Query(*_related("order_class", view.row.id)))
        return card

    def _groups(self, view: EnterpriseView) -> QWidget:
        card = TitledCard(_("所属职教集团"), f"{len(view.groups)}")
        self._linked(card, EducationGroup, view.groups, Query(*_related("group_member", view.row.id), as_of=view.day))
        return card

    def _linked(self, card: TitledCard, entity: "type[Entity]", linked: tuple[Linked, ...], everything: Query) -> None:
        for one in linked[:_ROWS]:
            right = _("{n} 人").format(n=one.figure.count) if one.figure is not None else _role(one.code)
            card.column.addWidget(TwoLineRow(one.shown, "", right).leads(self.place.record, entity, one.id))
        if not linked:
            card.column.addWidget(TextLine(_("没有"), NOTE, ink="text3"))
        if len(linked) > _ROWS:
            more = TwoLineRow(_("全部 {n} 条").format(n=len(linked)))
            card.column.addWidget(more.leads(self.place.list_of, everything))
        card.column.addStretch(1)

    def footed(self, view: EnterpriseView) -> str:
        """See RecordPart."""
        return _("实习生 {interns} 人·订单班 {classes} 个·岗位 {posts} 个").format(
            interns=view.placements.count, classes=view.classes.count, posts=view.posts.count
        )

    def above(self, view: EnterpriseView) -> Sequence[QWidget]:
        """Marks, two lines of facts, capacity and those to call."""
        facts = [
            FigureStrip(_FACT, *((self.fact(Enterprise, view.row, name), 4 + (name == names[0])) for name in names), ruled=True)
            for names in (_FACTS, _MORE)
        ]  # fmt: skip
        cards = FigureStrip(_CARD, (self._capacity(view), 5), (self._contacts(view), 3), (self._groups(view), 4))
        marks = _marks(view)
        return *([FlowRow(marks)] if marks else []), *facts, cards

    def matters(self, view: EnterpriseView) -> Sequence[RelatedTab]:
        """All records that refer to it."""
        return (
            figure_tab("placements", _("实习生"), view.placements,
                       ("student", "post", "start_date", "end_date", "status", "match_level", "pay", "tutor"),
                   _("这一天没有实习生")),
            figure_tab("posts", "", view.posts,
                       ("name", "same_post_staff", "intern_count", "headcount", "majors", "same_post_wage", "shift"),
                   _("还没有登记岗位")),
            figure_tab("agreements", "", view.agreements,
                       ("number", "title", "kind", "state", "effective_until", "remaining_days", "effective_amount"),
                   _("还没有合作协议")),
            figure_tab("classes", "", view.classes,
                       ("name", "mode", "grade_year", "member_count", "planned_size", "day_status", "agreement_until"),
                   _("还没有订单班")),
            figure_tab("programmes", "", view.programmes,
                       ("name", "kind", "start_date", "end_date", "apprentice_count", "ratio", "status"),
                   _("这一天没有学徒制项目")),
            figure_tab("mentors", "", view.mentors,
                       ("name", "post", "skill_level", "apprentice_count", "programme_count", "appointed_until", "status"),
                   _("这一天没有企业导师")),
            figure_tab("contacts", "", view.people,
                       ("name", "department", "title", "phone", "landline", "email"), _("还没有登记联系人")),
            figure_tab("groups", _("所属集团"), view.memberships,
                       ("education_group", "role", "join_date", "representative", "commitment"), _("不属于任何集团")),
            figure_tab("activities", _("对接活动"), view.activities,
                       ("activity", "post_count", "headcount", "resumes", "interviews", "offers", "signed"),
                   _("没有参加过对接活动")),
            figure_tab("projects", _("合作项目"), view.projects,
                       ("name", "kind", "leader", "start_date", "end_date", "received", "status"), _("还没有合作项目")),
            figure_tab("standards", "", view.standards,
                       ("name", "major", "version", "lead_side", "approved_date", "status"), _("没有参与课程标准")),
            figure_tab("matters", _("提出的事项"), view.matters,
                       ("title", "kind", "raised_date", "due_date", "answered_date", "status", "is_overdue"),
                   _("没有提出过事项")),
            figure_tab("bases", "", view.bases,
                       ("name", "place_kind", "majors", "seats", "area", "opened_date"), _("这一天没有实训基地")),
            figure_tab("contributions", "", view.contributions, ("year", "kind", "amount", "agreement"), _("还没有登记投入")),
        )  # fmt: skip


def _related(name: str, enterprise: int) -> "tuple[type[Entity], tuple[Condition, ...]]":
    """Entity and conditions of the records that refer to an enterprise."""
    field = "enterprises" if name == "order_class" else "enterprise"
    return entity_named(name), (Condition(field, "=", enterprise),)


def _role(code: str | None) -> str:
    return text_of(field_map(GroupMember)["role"], code)


def _marks(view: EnterpriseView) -> list[Chip]:
    values = view.row.values
    found = []
    if values["is_blocked"]:
        found.append(Chip(_("停止合作"), "danger", "dismiss"))
    for name, words in (("is_high_tech", _("高新技术企业")), ("is_fee_free", _("承诺不收费不扣证"))):
        if values[name]:
            found.append(Chip(words, "teal"))
    named = [name for name in ("specialised", "education_industry") if values[name]]
    found += [Chip(shown(Enterprise, view.row, name), "teal") for name in named]
    if view.load.whole.over or any(load.over for load in view.load.posts):
        found.append(Chip(_("实习生超过上限"), "warn", "warning_filled"))
    return found


class EnterprisesPage(MasterDetailPage):
    """Enterprises with what they do for the school."""

    entity, part = Enterprise, EnterprisePart
    columns = ("name", "industry", "intern_count", "staff_total", "cooperation_level", "size", "is_blocked")
    chips = ("cooperation_level", "size")
    hint = N_("企业名称、信用代码、拼音")

    @staticmethod
    def besides(connection: Connection, day: date) -> Percents:
        """The limits of the day."""
        return percents(connection, day)

    def describe(self, values: Values) -> MasterRow:
        """Name, industry, interns of the limit."""
        interns, staff = values["intern_count"] or 0, values["staff_total"]
        limit = limit_of(staff, self.beside.enterprise) if interns else None
        right = f"{interns}/{limit}" if limit is not None else f"{interns}" if interns else ""
        note = text_of(field_map(Enterprise)["industry"], values["industry"])
        over = limit is not None and interns > limit
        words = _("实习生超过职工总数的 {percent}%").format(percent=shown_percent(self.beside.enterprise))
        warning = words if over else _("停止合作") if values["is_blocked"] else ""
        ink = "danger_solid" if over else "teal_mid"
        return MasterRow(values["name"], note, right, interns, limit, ink=ink, warning=warning)

    def prints(self, key: int) -> Sequence[Print]:
        """The interns of the day, as a list."""
        interns = Query(Placement, (Condition("enterprise", "=", key),), as_of=self.day)
        paper = {"report": "placement-list", "ids": (key,), "of": Enterprise.__tablename__}
        return (_("岗位实习安置一览表"), paper), (_("实习生名单"), as_listed(interns))
