"""The names of help topics, each derived from what it is about; a place in a topic stands behind a #."""

from models.schema.fields import Entity, kebab

RECIPE, REGISTER, ACT, RULE, PAPER, PAGE = "recipe", "register", "act", "rule", "paper", "page"
MEASURES, KEYS, COMMANDS = "measures", "keys", "commands"
OPEN = "open/"  # begins a link that goes to a place in the program: open/page/home, open/list/student, open/paper/NAME


def of_recipe(name: str) -> str:
    """The topic of a recipe."""
    return f"{RECIPE}/{name}"


def of_entity(entity: type[Entity]) -> str:
    """The topic of a register."""
    return f"{REGISTER}/{kebab(entity)}"


def of_field(entity: type[Entity], name: str) -> str:
    """Where the topic of a register tells of a field."""
    return f"{of_entity(entity)}#{name}"


def of_act(name: str) -> str:
    """The topic of an act, by its English name."""
    return f"{ACT}/{name}"


def of_rule(number: str) -> str:
    """The topic of a rule, by its number."""
    return f"{RULE}/{number}"


def of_measure(name: str) -> str:
    """Where a measure is defined, by its name as declared."""
    return f"{MEASURES}#{name}"


def of_paper(name: str) -> str:
    """The topic of a report, by what the command line calls it."""
    return f"{PAPER}/{name}"


def of_page(key: str) -> str:
    """The topic of a page of screens.pages."""
    return f"{PAGE}/{key}"
