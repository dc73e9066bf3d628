"""The catalogue of words: collect the Chinese texts of the program, keep the translations beside them, compile them."""

import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from models.schema.codes import CLASSIFICATIONS, table, table_names  # noqa: E402 - found only after the line above
from models.words import CODE, LANGUAGES, SEVERAL, _  # noqa: E402 - the same

DOMAIN, SOURCE = "shuangyuan", "zh_CN"
FOLDERS = ("models", "desktop", "packaging", "tests/tour")
MARKS = {"_", "N_"}
LABELS = {"field", "reference", "derived", "through"}  # their first argument, and `help`, are words
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)  # git dates the catalogue; a clock here would change it without a reason


@dataclass(frozen=True)
class Mistake:
    """A text that could never be found in a catalogue, because it is put together before it is looked up."""

    file: str
    line: int


def template_path(root: Path = ROOT) -> Path:
    """Where the collected texts are."""
    return root / "resources" / "locale" / f"{DOMAIN}.pot"


def translation_path(language: str, root: Path = ROOT) -> Path:
    """Where the translations into a language are; the compiled ones are beside them, ending in .mo."""
    return root / "resources" / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def languages() -> tuple[str, ...]:
    """The languages that need a catalogue: all but the source."""
    return tuple(language for language in LANGUAGES if language != SOURCE)


def _texts(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in MARKS | LABELS:
        yield from call.args[:1]
    if name in LABELS:
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "help")


@cache  # to read all modules takes two seconds, and they are asked for their texts and for their mistakes
def found_in(source: str, file: str) -> tuple[tuple[str, int] | Mistake, ...]:
    """The texts of one module with their lines; a text that is not a literal and not a name is a mistake."""
    return tuple(_hits(source, file))


def _hits(source: str, file: str) -> Iterator[tuple[str, int] | Mistake]:
    for node in ast.walk(ast.parse(source)):
        for text in _texts(node) if isinstance(node, ast.Call) else ():
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value, text.lineno
            elif isinstance(text, (ast.JoinedStr, ast.BinOp)) or _formatted(text):
                yield Mistake(file, text.lineno)


def _formatted(text: ast.expr) -> bool:
    return isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "format"


def modules(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """(path from the root, source) of every module that may hold words."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def mistakes(root: Path = ROOT) -> list[Mistake]:
    """Every text that is put together before it is looked up."""
    return [hit for file, source in modules(root) for hit in found_in(source, file) if isinstance(hit, Mistake)]


def _declared_labels() -> Iterator[tuple[str, str]]:
    """Labels that declarations put together, such as 监护人 + 姓名: what the fields say once they exist."""
    import models.entities  # noqa: F401 - importing it completes the register
    from desktop.exchange.columns import columns_of
    from models.schema.fields import Entity, fields_of

    ours = (entity for entity in Entity.__subclasses__() if entity.__module__.startswith("models.entities."))
    for entity in ours:
        for field in (*fields_of(entity), *(column.field for column in columns_of(entity).values())):
            for text in (field.label, field.help):
                yield text, entity.__module__.replace(".", "/") + ".py"


def _declared_lists() -> Iterator[tuple[str, str]]:
    """What every entity is called; said anew for many of its records."""
    import models.entities  # noqa: F401 - importing it completes the register
    from models.schema.fields import entities

    return ((entity.label, entity.__module__.replace(".", "/") + ".py") for entity in entities())


def _names_of_codes() -> Iterator[tuple[str, str]]:
    """The names of all codes but those of whole official classifications."""
    for name in table_names():
        for code in table(name) if name not in CLASSIFICATIONS else ():
            yield from ((text, f"resources/codes/{name}.csv") for text in (code.name, code.short or code.name))


def _empty(language: str | None) -> Catalog:
    return Catalog(
        language, domain=DOMAIN, project="Shuangyuan", version="0.1", charset="utf-8", fuzzy=False,
        header_comment="# The words of Shuangyuan. The message ids are Chinese, the source language.",
        copyright_holder="Shuangyuan contributors", msgid_bugs_address="the issues of the project", creation_date=BEGUN, revision_date=BEGUN,
        last_translator="Shuangyuan contributors", language_team="Shuangyuan",
    )  # fmt: skip


def collected(root: Path = ROOT) -> Catalog:
    """All texts of the program, each with the files it stands in, sorted by file."""
    places: dict[tuple[str, str | None], dict[str, None]] = {}
    for file, source in modules(root):
        for hit in found_in(source, file):
            if not isinstance(hit, Mistake) and hit[0]:
                places.setdefault((hit[0], None), {})[file] = None
    for text, file in _declared_labels():
        if text:
            places.setdefault((text, None), {}).setdefault(file)
    for text, file in _declared_lists():
        places.setdefault((text, SEVERAL), {}).setdefault(file)
    for text, file in _names_of_codes():
        places.setdefault((text, CODE), {}).setdefault(file)
    catalogue = _empty(None)
    for text, context in sorted(places, key=lambda place: (min(places[place]), place[0], place[1] or "")):
        catalogue.add(text, locations=[(file, 0) for file in sorted(places[text, context])], context=context)
    return catalogue


def po_text(catalogue: Catalog) -> bytes:
    """The catalogue as it stands in its file."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=120, include_lineno=False, ignore_obsolete=True)
    return stream.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def read(path: Path, language: str | None = None) -> Catalog:
    """The catalogue in a file; an empty one when there is none."""
    if not path.exists():
        return _empty(language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain=DOMAIN)


def merged(template: Catalog, language: str, root: Path = ROOT) -> Catalog:
    """The texts of the template with the translations there are; those of texts that are gone are dropped."""
    old = read(translation_path(language, root), language)
    known = {(message.id, message.context): message.string for message in old if message.id}
    catalogue = _empty(language)
    for message in template:
        if message.id:
            words = known.get((message.id, message.context), "")
            catalogue.add(message.id, words, locations=message.locations, flags=message.flags, context=message.context)
    return catalogue


def placeholders(text: str) -> set[str]:
    """The names in braces; `{count:record|records}` is a word that follows a number, not another value."""
    return {name for name in re.findall(r"{([^{}]*)}", text) if "|" not in name}


def wanting(catalogue: Catalog) -> list[str]:
    """The texts without a translation, and those whose translation fills in other values."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (not message.string or placeholders(str(message.id)) != placeholders(str(message.string)))
    ]


def update(root: Path = ROOT) -> dict[str, list[str]]:
    """Write the template, and every language's texts and compiled catalogue; returns what each language lacks."""
    template = collected(root)
    template_path(root).parent.mkdir(parents=True, exist_ok=True)
    template_path(root).write_bytes(po_text(template))
    lacking = {}
    for language in languages():
        path = translation_path(language, root)
        catalogue = merged(template, language, root)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_text(catalogue))
        path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
        lacking[language] = wanting(catalogue)
    return lacking


def stale(root: Path = ROOT) -> list[Path]:
    """The files that `update` would change."""
    template = collected(root)
    wanted = {template_path(root): po_text(template)}
    for language in languages():
        catalogue = merged(template, language, root)
        wanted[translation_path(language, root)] = po_text(catalogue)
        wanted[translation_path(language, root).with_suffix(".mo")] = mo_bytes(catalogue)
    return [path for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]


def main(arguments: list[str]) -> int:
    """`update` writes the files, `check` only says what `update` would do; 1 when something is missing or stale."""
    ill = [_("{file} 第 {line} 行：先拼好再翻译的文字进不了词表").format(file=m.file, line=m.line) for m in mistakes()]
    if arguments == ["check"]:
        ill += [_("{file} 已过时，请运行 make catalogue").format(file=path.relative_to(ROOT)) for path in stale()]
        lacking = {language: wanting(read(translation_path(language), language)) for language in languages()}
    else:
        lacking = update()
    for language, texts in lacking.items():
        ill += [_("{language} 缺译文：{text}").format(language=language, text=text) for text in texts]
    print("\n".join(ill) if ill else _("词表完整"))
    return 1 if ill else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
