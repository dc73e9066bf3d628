"""Walks of the recipes of the manual: each does in the real window what its recipe says, and makes its pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast
from unittest.mock import patch

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog

from desktop.manual.recipes import Recipe, recipes
from desktop.operations import users as changing
from desktop.ui.imports.wizard import ImportWizard
from desktop.ui.imports.wizard_frame import COLUMNS, NAMES
from desktop.ui.record.act_panel import ActPanel
from desktop.ui.shell.preferences import PreferencesPage
from desktop.ui.shell.proof_sheet import AuditDialog
from desktop.ui.shell.role_dialog import RoleDialog
from desktop.ui.shell.user_dialogs import UserDialog
from desktop.ui.start.start_choices import IMPORT, RESTORE
from models.database.audit_chain import anchor
from models.database.auditor import standing
from models.database.erasing import erased_persons
from models.database.query import Condition, Query
from models.entities.measures import LEFT
from models.entities.people import Student
from models.schema.fields import entity_named
from tests.tour import agreements, apprentices, exams, internships, lists, window
from tests.tour.guide import Guide
from tests.tour.hand import Hand
from tests.tour.pictures import Stagehand
from tests.tour.scenes import Scene

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from desktop.ui.shell.changes_page import ChangesPage
    from desktop.ui.start.sign_in import SignInPanel

SECRET = "spring rain 2026"
SIZE = (1200, 760)  # of the window in the pictures of the manual


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk of a recipe; `empty` begins with a database without a record."""

    recipe: Recipe
    steps: Callable[[Hand], object]
    empty: bool = False


def first_start(hand: Hand) -> None:
    """The first page, filled in as far as a picture needs."""
    page = window.first_run(IMPORT, hand.guide)
    for words in ("从 Excel 导入", "恢复备份", "跳过，进入空白程序", "下一步：选 Excel 文件"):
        hand.says(words)
        hand.find(words)
    for words in ("从哪里开始？", "本单位", "单位名称", "操作人", "当前学年", "数据位置"):
        hand.says(words)
        hand.sees(words)
    hand.guide.type("示例职业技术学校", page.answers.school)
    hand.write("操作人姓名", "王老师")
    hand.shot()


def _wizard(hand: Hand) -> ImportWizard:
    hand.go("list/student")
    hand.press("导入")
    wizard = cast("ImportWizard", hand.guide.window.stage.currentWidget())
    wizard.add_files(sorted(hand.guide.folder.glob("*.xlsx"))[:1])
    hand.guide.rest()
    return wizard


def _to_review(hand: Hand, wizard: ImportWizard) -> None:
    hand.press("下一步")
    while wizard.steps.at in (COLUMNS, NAMES):
        hand.press("下一步")


def import_students(hand: Hand) -> None:
    """A list with a little of everything that goes wrong, to its receipt."""
    wizard = _wizard(hand)
    for words in ("选择文件", "对应列", "统一名称", "核对修正"):
        hand.says(words)
        hand.sees(words)
    _to_review(hand, wizard)
    for words in ("查找替换", "导出错误工作簿"):
        hand.says(words)
        hand.find(words)
    hand.shot()
    hand.press(wizard.next.text())
    hand.sees("查看记录")
    hand.sees("撤销导入")
    hand.shot()


def import_again(hand: Hand) -> None:
    """The same file a second time changes nothing."""
    wizard = _wizard(hand)
    _to_review(hand, wizard)
    wizard.next.click()
    hand.guide.rest()
    wizard = _wizard_again(hand)
    _to_review(hand, wizard)
    hand.sees("不变")
    hand.shot()


def _wizard_again(hand: Hand) -> ImportWizard:
    files = sorted(hand.guide.folder.glob("*.xlsx"))[:1]
    return cast("ImportWizard", hand.guide.page("import", files=files, entity=Student))


def enrol(hand: Hand) -> None:
    """Some who came become students."""
    lists.act_enrol(hand.guide)
    panel = hand.guide.window.findChild(ActPanel)
    assert panel is not None
    hand.says("逐人核对")
    hand.sees("逐人核对")
    hand.shot()
    before = len(hand.ids(Query(Student)))
    hand.press("办理 12 人的录取转学籍")
    assert len(hand.ids(Query(Student))) > before


def classes(hand: Hand) -> None:
    """The classes of a school go up."""
    hand.go("list/school_class")
    hand.narrow(Query(entity_named("school_class"), (Condition("grade_year", "=", 2019),)), 2)
    hand.act("办理", "升级")
    hand.fill("开学日期", date(2020, 9, 1))
    hand.shot()
    hand.press("办理 2 条的升级")


def register_term(hand: Hand) -> None:
    """Several are registered for the term."""
    lists.act_register(hand.guide)
    hand.shot()


def status_change(hand: Hand) -> None:
    """A student is suspended, and that is undone."""
    hand.go("list/student")
    conditions = (Condition("order_class", "filled"), Condition("placement_enterprise", "filled"))
    (student,) = hand.narrow(Query(Student, conditions), 1)
    hand.act("办理异动", "休学")
    hand.fill("休学止", "2021-04-19")
    hand.says("异动日期")
    hand.shot()
    hand.press("办理休学")
    status = Condition("status", "=", "02")
    assert student in hand.ids(Query(Student, (status,)))
    hand.press("撤销")
    assert student not in hand.ids(Query(Student, (status,)))


def order_class(hand: Hand) -> None:
    """Students join an order class from the list of students."""
    hand.guide.window.stage.go_beside(entity_named("order_class"))
    hand.guide.rest()
    for words in ("在班", "培养漏斗", "企业承诺"):
        hand.says(words)
        hand.sees(words)
    hand.shot()
    hand.go("list/student")
    who = hand.narrow(Query(Student, (Condition("order_class", "empty"), Condition("is_present", "=", True))), 3)
    hand.press("加入订单班")
    course = hand.ids(Query(entity_named("order_class"), (Condition("day_status", "=", "2"),)))
    hand.fill("订单班", course[0], "订单班")
    hand.press("办理 3 人的入班")
    joined = hand.ids(Query(Student, (Condition("order_class", "=", course[0]),)))
    assert set(who) <= set(joined)


def agreement(hand: Hand) -> None:
    """The page of an agreement that was amended, and one more amendment."""
    agreements.page(hand.guide)
    hand.says("签补充协议")
    hand.find("签补充协议")
    hand.shot()
    hand.press("签补充协议")
    for words in ("变更事项", "签订日期", "生效日期", "变更后有效期止"):
        hand.says(words)


def placement(hand: Hand) -> None:
    """Many are placed at a small host: who may not go, and what becomes too many."""
    hand.go("list/student")
    hand.says("安排实习")
    lists.act_arrange(hand.guide)
    for words in ("实习单位", "校内指导教师"):
        hand.says(words)
        hand.sees(words)
    hand.shot()


def insurance(hand: Hand) -> None:
    """A policy is entered, and placements are insured with it."""
    policy = entity_named("insurance_policy")
    hand.go("list/insurance_policy")
    hand.press("新建保险单")
    hand.fill("保单号", "ZX2020-0001")
    hand.fill("起保日期", "2019-09-01")
    hand.fill("终保日期", "2020-12-31")
    hand.press("保存")
    (key,) = hand.ids(Query(policy, (Condition("number", "=", "ZX2020-0001"),)))
    hand.go("list/placement")
    hand.narrow(Query(entity_named("placement"), (Condition("is_insured", "=", False),)), 1)
    hand.act("办理", "投保")
    hand.fill("保险单", key, "ZX2020-0001")
    hand.press("办理投保")


def visits_pay(hand: Hand) -> None:
    """The page of a placement with what is kept of it."""
    internships.placement(hand.guide)
    hand.shot()


def apprentices_(hand: Hand) -> None:
    """The marks of a class in a grid."""
    apprentices.grid(hand.guide)
    hand.sees("登记考核")
    hand.shot()


def exam(hand: Hand) -> None:
    """The page of a session, and its seats."""
    exams.exam_session(hand.guide)
    for words in ("报名", "审核", "缴费", "成绩", "学分转换"):
        hand.says(words)
        hand.sees(words)
    hand.shot()
    hand.press("考场座位")
    hand.sees("打印准考证")
    hand.shot()


def graduate(hand: Hand) -> None:
    """An audit of several, one of whom is deferred."""
    lists.act_apart(hand.guide)
    for words in ("思想品德合格", "课程合格", "审核结论", "遗留问题", "逐人核对"):
        hand.says(words)
        hand.sees(words)
    hand.shot()


def destination(hand: Hand) -> None:
    """A graduate went to work, and was asked after a month."""
    went = entity_named("graduate_destination")
    hand.go("list/student")
    (student,) = hand.narrow(Query(Student, (Condition("status", "=", "07"),)), 1)
    hand.act("办理异动", "登记去向")
    hand.fill("去向起", "2020-03-01")
    hand.fill("毕业去向", "20", "就业")
    hand.fill("就业单位", "示例装备有限公司")
    hand.fill("岗位", "钳工")
    hand.fill("入职日期", "2020-03-02")
    for words in ("对口", "证明材料"):
        hand.says(words)
        hand.sees(words)
    hand.shot()
    hand.press("办理登记去向")
    hand.go("list/graduate_destination")
    (key,) = hand.narrow(Query(went, (Condition("student", "=", student),)), 1)
    hand.act("办理", "回访")
    hand.fill("回访结果", "1")
    hand.press("办理回访")
    asked = entity_named("destination_follow_up")
    assert len(hand.ids(Query(asked, (Condition("destination", "=", key), Condition("interval", "=", "30"))))) == 1


def print_(hand: Hand) -> None:
    """A roster on paper."""
    hand.go("page/print")
    centre = window.paper("class-roster", hand.guide)
    for words in ("打印前检查", "范围", "截止日期", "PDF", "Excel", "存为方案"):
        hand.says(words)
        hand.sees(words)
    hand.sees("打印 16 页")
    assert centre.proof is not None
    hand.shot()


def export(hand: Hand) -> None:
    """The templates of the export."""
    lists.templates(hand.guide)
    hand.shot()


def figures(hand: Hand) -> None:
    """The home page with its figures, and what one of them means."""
    hand.go("page/home")
    hand.shot()
    hand.find("在籍学生的说明")()
    hand.guide.rest()
    layer = hand.guide.window.help_desk.layer
    assert layer is not None
    assert layer.view.topic == "measures#A10 在籍/在校"


def undo(hand: Hand) -> None:
    """A student is renamed, and that is taken back."""
    before = _name(hand)
    form = hand.guide.form("student")
    form.rows["name"].editor.retype("张小明")
    form.rows["name"].editor.edited.emit()
    form.save()
    hand.guide.rest()
    hand.go("page/changes")
    hand.shot()
    hand.guide.window.history.undo.trigger()
    hand.guide.rest()
    assert _name(hand) == before


def _name(hand: Hand) -> str:
    page = hand.guide.list("student")
    return str(page.model.index(0, 0).data())


def search(hand: Hand) -> None:
    """The palette with what was found."""
    window.palette("sk", hand.guide)
    hand.shot()


def backup(hand: Hand) -> None:
    """A backup is made and compared."""
    hand.go("page/settings")
    hand.press("立即备份")
    file = hand.guide.database.file
    assert file is not None
    hand.sees("已备份到")
    hand.press("现在演练")
    hand.sees("恢复演练")
    _scroll_to(hand, "本机备份")
    hand.shot()


def _preferences(hand: Hand) -> PreferencesPage:
    return cast("PreferencesPage", hand.guide.window.stage.currentWidget())


def _scroll_to(hand: Hand, words: str) -> None:
    from PySide6.QtWidgets import QLabel, QScrollArea

    page = _preferences(hand)
    label = next(one for one in page.findChildren(QLabel) if one.text() == words)
    area = page.findChild(QScrollArea)
    assert area is not None
    area.ensureWidgetVisible(label, 0, 300)
    hand.guide.rest()


def restore(hand: Hand) -> None:
    """A backup is chosen; what the window then asks for is to put it in the place of the file."""
    from models.database.backup import backups_of

    hand.go("page/settings")
    hand.guide.window.keeper.back_up()
    hand.guide.rest()
    file = hand.guide.database.file
    assert file is not None
    (made, *_rest) = backups_of(file.path)
    asked: list[Path] = []
    hand.guide.window.restoring_wanted.connect(asked.append)
    _scroll_to(hand, "恢复")
    with patch("desktop.ui.shell.preferences.backup_to_open", return_value=made.path):  # the dialog of the system
        hand.press("从备份恢复…")
    hand.sees("备份以后所做的不在其中")
    hand.shot()
    assert asked == []
    hand.press("恢复")
    assert asked == [made.path]


def move(hand: Hand) -> None:
    """The first page of a new computer, with the backup to be chosen."""
    window.first_run(RESTORE, hand.guide)
    hand.says("下一步：选备份文件")
    hand.find("下一步：选备份文件")
    hand.shot()


def lock(hand: Hand) -> None:
    """The settings of the lock."""
    hand.go("page/settings")
    hand.says("加锁…")
    hand.find("加锁…")
    _scroll_to(hand, "数据库的锁")
    hand.shot()


def damaged(hand: Hand) -> None:
    """What waits to be mended."""
    hand.go("page/problems")
    hand.press("重新检查")
    for words in ("必须改", "提醒", "待补"):
        hand.says(words)
        hand.sees(words)
    hand.shot()


def attachments(hand: Hand) -> None:
    """Photographs matched to students."""
    window.photos(hand.guide)
    hand.sees("选择文件夹")
    hand.shot()


def _answered(hand: Hand, kind: type[QDialog], answer: Callable[[], object]) -> "AbstractContextManager[object]":
    """While it lasts, a dialog of a kind is answered by hand as soon as it is seen."""

    def run(dialog: QDialog) -> int:
        dialog.open()
        hand.guide.rest()
        answer()
        hand.guide.window.activateWindow()
        hand.guide.rest()
        return dialog.result()

    return patch.object(kind, "exec", run)


def users(hand: Hand) -> None:
    """The first user, another manager, and what a role may do."""
    hand.go("page/settings")
    for name, role in (("王老师", ""), ("李主任", "管理员"), ("赵老师", "实习就业")):

        def fill(name: str = name, role: str = role) -> None:
            hand.says("管理员")
            _person(hand, name)
            if role:
                hand.press(role)
            hand.press("保存")

        with _answered(hand, UserDialog, fill):
            hand.press("添加使用者…")
        hand.guide.renew()
        hand.go("page/settings")
    assert [one.role_names for one in hand.guide.database.people()] == [("管理员",), ("管理员",), ("实习就业",)]
    for words in ("角色…", "停用", "换口令…"):
        hand.says(words)
        hand.sees(words)
    _scroll_to(hand, "锁屏")
    hand.shot()

    def look() -> None:
        for words in ("保存这个角色", "新角色…", "恢复原样"):
            hand.says(words)
            hand.sees(words)
        dialog = cast("RoleDialog", hand.dialog())
        dialog._choose("实习就业")
        dialog.section._take("学生与培养")
        hand.guide.rest()
        hand.shot()
        hand.dialog().accept()

    with _answered(hand, RoleDialog, look):
        hand.press("角色和权限…")


def _person(hand: Hand, name: str) -> None:
    hand.says("姓名")
    hand.write("姓名", name)
    for words in ("口令", "再输一次"):
        hand.says(words)
        hand.write(words, SECRET)


def shared_pc(hand: Hand) -> None:
    """The window is locked, and another person takes over."""
    database = hand.guide.database
    for name in ("王老师", "李主任"):
        changing.add(database, name, SECRET, ["管理员"])
    hand.guide.renew()
    guard = hand.guide.window.screen_lock
    assert guard is not None
    hand.go("page/settings")
    for words in ("锁屏", "换口令"):
        hand.says(words)
        hand.sees(words)
    hand.says("锁屏，换人登录")
    hand.guide.window.actions_.lock.trigger()
    hand.guide.rest()
    hand.sees("请登录")
    hand.shot()
    assert guard.cover is not None
    panel = cast("SignInPanel", guard.cover.content)
    panel.who.show_key("李主任")
    switched: list[bool] = []
    guard.switched.connect(lambda: switched.append(True))
    hand.says("口令")
    hand.write("口令", SECRET)
    hand.press("登录")
    assert (database.operator, switched) == ("李主任", [True])


def audit(hand: Hand) -> None:
    """The auditor is appointed and makes his first mark; a noted anchor is compared."""
    page = cast("ChangesPage", hand.go("page/changes"))
    for place, words in enumerate(("每一步操作", "查看完整号码", "记录的凭据")):
        hand.says(words)
        assert page.tabs.tabText(place) == words
        page.tabs.setCurrentIndex(place)
        hand.guide.rest()

    def appoint() -> None:
        hand.says("谁是审计人")
        hand.write("谁是审计人", "赵老师")
        for words in ("审计人的口令", "再输一次"):
            hand.says(words)
            hand.write(words, SECRET)
        hand.press("签封")

    with _answered(hand, AuditDialog, appoint):
        hand.press("设审计人…")
    hand.says("签封到这里…")
    hand.find("签封到这里…")
    with hand.guide.database.reading() as connection:
        noted, whose = str(anchor(connection)), standing(connection)
    assert whose.auditor == "赵老师"
    assert noted in hand.guide.window.status.record.text()
    hand.write("搜索", noted)
    hand.sees("到那一步为止的历史与当时记下的一致")
    hand.shot()


def erase(hand: Hand) -> None:
    """Somebody who left is erased, and the certificate is seen."""
    hand.go("list/student")
    (student,) = hand.narrow(Query(Student, (Condition("status", "in", tuple(LEFT)),)), 1)
    hand.act("办理异动", "注销并清除")
    hand.fill("理由", "本人申请")
    hand.fill("申请书或批准文号", "申〔2020〕3 号")
    hand.says("法律依据（个人信息保护法第四十七条）")
    hand.sees("法律依据（个人信息保护法第四十七条）")
    hand.shot()
    hand.press("办理注销并清除")
    hand.says("清除")
    hand.write("输入“清除”", "清除")
    hand.press("注销并清除")
    with hand.guide.database.reading() as connection:
        (done,) = erased_persons(connection)
    assert [one["id"] for one in done["persons"]] == [student]
    hand.go("paper/erasure-certificate")
    hand.says("个人信息清除证明")


def retention(hand: Hand) -> None:
    """A period is written, and whoever is kept longer waits to be looked at."""
    parameter = entity_named("policy_parameter")
    hand.go("list/policy_parameter")
    key = hand.ids(Query(parameter, (Condition("key", "=", "R-ERASE-04.student"),)))[0]
    hand.guide.window.stage.go_form(parameter, key)
    hand.guide.rest()
    hand.sees("学生离校后个人信息的保存年限（空着为没有规定）")
    hand.fill("数值", "1")
    hand.fill("依据", "示教〔2020〕1 号")
    hand.shot()
    hand.press("保存")
    hand.go("page/problems")
    hand.press("重新检查")
    assert key in hand.ids(Query(parameter, (Condition("value", "=", 1),)))
    hand.go("page/settings")
    for words in ("备份和检查", "注销并清除"):
        hand.says(words)
        hand.sees(words)
    hand.says("删除这些备份…")  # seen where there are such
    hand.press("折叠…")
    hand.sees("折叠较早的操作记录？")
    hand.says("折叠")
    hand.sees("折叠")


def activity(hand: Hand) -> None:
    """A job fair is entered with an enterprise and students, and its page and paper are looked at."""
    hand.go("list/activity")
    hand.press("新建对接活动")
    hand.fill("活动名称", "2020年春季双选会")
    hand.fill("活动类型", "1", "校园招聘（双选会）")
    hand.fill("活动日期", "2020-04-18")
    hand.says("五送类别")
    hand.press("保存")
    (fair,) = hand.ids(Query(entity_named("activity"), (Condition("title", "=", "2020年春季双选会"),)))
    hand.go("list/enterprise")
    firms = hand.narrow(Query(entity_named("enterprise"), (Condition("intern_count", ">", 0),)), 2)
    hand.act("办理", "参会")
    hand.fill("活动", fair, "2020年春季双选会")
    hand.press("办理 2 条的参会")
    hand.go("list/student")
    hand.narrow(Query(Student, (Condition("is_present", "=", True),)), 3)
    hand.act("办理异动", "参加活动")
    hand.fill("活动", fair, "2020年春季双选会")
    hand.says("签到")
    hand.press("办理 3 人的参加活动")
    took_part = Query(entity_named("activity_enterprise"), (Condition("activity", "=", fair),))
    assert len(hand.ids(took_part)) == len(firms)
    hand.guide.window.show_record(entity_named("activity"), fair)
    hand.guide.rest()
    for words in ("参会企业", "参加学生"):
        hand.says(words)
        hand.sees(words)
    hand.shot()


def group_statistics(hand: Hand) -> None:
    """A base and a figure of a year are entered, and the paper of the groups is looked at."""
    firm, *_rest = hand.ids(Query(entity_named("enterprise")))
    group, *_rest = hand.ids(Query(entity_named("education_group")))
    hand.go("list/training_base")
    hand.press("新建实训基地")
    hand.fill("基地名称", "数控加工实训车间")
    hand.fill("校内外", "1", "校内")
    hand.fill("合作企业", firm, "企业")
    hand.says("撤销日期")
    hand.press("保存")
    hand.go("list/group_year_figure")
    hand.press("新建集团年度指标")
    hand.fill("集团", group, "集团")
    hand.fill("年度", "2018")
    hand.fill("指标", "1", "共建教材")
    hand.fill("数值", "6")
    hand.press("保存")
    told = Query(entity_named("group_year_figure"), (Condition("year", "=", 2018),))
    assert (
        len(hand.ids(told))
        == len(hand.ids(Query(entity_named("training_base"), (Condition("name", "=", "数控加工实训车间"),))))
        == 1
    )
    hand.go("page/print")
    window.paper("group-statistics", hand.guide)
    for words in ("职教集团年度统计表", "统计年度"):
        hand.says(words)
        hand.sees(words)
    hand.says("专业与企业合作统计表")
    hand.shot()


_STEPS: dict[str, Callable[[Hand], object]] = {
    "first-start": first_start, "import-students": import_students, "import-again": import_again, "enrol": enrol,
    "classes": classes, "register-term": register_term, "status-change": status_change, "order-class": order_class,
    "agreement": agreement, "placement": placement, "insurance": insurance, "visits-pay": visits_pay,
    "apprentices": apprentices_, "exam": exam, "graduate": graduate, "destination": destination, "print": print_, "export": export,
    "figures": figures, "undo": undo, "search": search, "backup": backup, "restore": restore, "move": move,
    "lock": lock, "damaged": damaged, "attachments": attachments, "users": users, "shared-pc": shared_pc, "audit": audit,
    "erase": erase, "retention": retention, "activity": activity,
    "group-statistics": group_statistics,
}  # fmt: skip
_EMPTY = ("first-start", "move")


def walks() -> Iterator[Walk]:
    """The walk of every recipe, in the order of the manual."""
    for recipe in recipes():
        yield Walk(recipe, _STEPS[recipe.name], recipe.name in _EMPTY)


def done(stage: Stagehand, walk: Walk, keep: Callable[[str, QPixmap], object] = lambda _name, _shot: None) -> list[str]:
    """Do a walk over the sample school of a stage; returns the names of its pictures."""
    taken: list[str] = []

    def steps(guide: Guide) -> None:
        hand = Hand(guide, walk.recipe, keep)
        walk.steps(hand)
        taken.extend(hand.pictures)

    with stage.opened(Scene(walk.recipe.name, steps, writes=not walk.empty, empty=walk.empty), SIZE):
        pass
    return taken
