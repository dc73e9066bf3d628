"""The whole manual in order: the recipes, then the reference, every topic under its group."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from desktop.manual import reference, topics
from desktop.manual.recipes import recipes
from desktop.screens.navigation import sections
from desktop.screens.pages import PAGES
from models.acts.catalogue import acts
from models.rules.regulation import NUMBERS
from models.rules.subjects import SUBJECTS
from models.schema.fields import entity_named
from models.words import N_, _, listed, several

RECIPES, REFERENCE = N_("怎么做"), N_("查一查")
REGISTERS, ACTS, RULES, FIGURES, PAPERS, WINDOW = (
    N_("登记簿"), N_("办理"), N_("实习规定"), N_("指标和口径"), N_("报表"), N_("窗口里的页面"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the manual: its name, title and group (marked for the catalogue); `text` is its Markdown."""

    name: str
    title: str
    group: str
    write: Callable[[], str]
    under: str = ""  # what it stands under within its group
    listed: bool = (
        False  # whether the contents name it; the others are found from an index, by search, and where they are about
    )

    @property
    def text(self) -> str:
        """Its Markdown, in the language in use; recipes are Chinese in every language."""
        return self.write()


def contents() -> tuple[Topic, ...]:
    """Every topic in the order of the book, titles in the language in use."""
    return tuple(_topics())


def _topics() -> Iterator[Topic]:
    for recipe in recipes():
        yield Topic(recipe.topic, recipe.title, RECIPES, partial(getattr, recipe, "text"), listed=True)
    for index, members in (
        (Topic(topics.REGISTER, _(REGISTERS), REFERENCE, _index_of(REGISTERS), listed=True), _registers()),
        (Topic(topics.ACT, _(ACTS), REFERENCE, _index_of(ACTS), listed=True), _acts()),
        (Topic(topics.RULE, _(RULES), REFERENCE, _index_of(RULES), listed=True), _rules()),
        (Topic(topics.MEASURES, _(FIGURES), REFERENCE, reference.measures, listed=True), ()),
        (Topic(topics.PAPER, _(PAPERS), REFERENCE, _index_of(PAPERS), listed=True), _papers()),
        (Topic(topics.PAGE, _(WINDOW), REFERENCE, _index_of(WINDOW), listed=True), _pages()),
        (Topic(topics.KEYS, _("快捷键"), REFERENCE, reference.keyboard, listed=True), ()),
        (Topic(topics.COMMANDS, _("命令行"), REFERENCE, reference.commands, listed=True), ()),
    ):
        yield index
        yield from members


def _index_of(group: str) -> Callable[[], str]:
    """What writes the index of a group: every topic of it, a link each."""

    def write() -> str:
        lines: dict[str, list[str]] = {}
        for topic in _topics():
            if topic.group == group:
                lines.setdefault(topic.under, []).append(reference.link(topic.title, topic.name))
        parts = (part for under, links in lines.items() for part in (f"## {under}" if under else "", listed(links)))
        return reference.page_of(f"# {_(group)}", *parts)

    return write


def _registers() -> Iterator[Topic]:
    for title, group in sections(acts=True):
        for entity in group:
            write = partial(reference.register, entity)
            yield Topic(topics.of_entity(entity), several(entity.label), REGISTERS, write, _(title))


def _acts() -> Iterator[Topic]:
    for act in acts():
        under = several(entity_named(act.entity).label)
        yield Topic(topics.of_act(act.name), act.title, ACTS, partial(reference.act, act), under)


def _rules() -> Iterator[Topic]:
    for number in NUMBERS:
        title = f"{number} {_(SUBJECTS[number])}"
        yield Topic(topics.of_rule(number), title, RULES, partial(reference.rule, number))


def _papers() -> Iterator[Topic]:
    from desktop.reports.catalogue import reports

    for report in reports():
        under = _(entity_named(report.of).label)
        yield Topic(topics.of_paper(report.name), _(report.title), PAPERS, partial(reference.paper, report), under)


def _pages() -> Iterator[Topic]:
    for page in PAGES:
        yield Topic(topics.of_page(page.key), _(page.title), WINDOW, partial(reference.screen, page))


def find(name: str) -> Topic | None:
    """The topic of a name, whatever place in it is meant."""
    wanted = name.partition("#")[0]
    return next((topic for topic in _topics() if topic.name == wanted), None)
