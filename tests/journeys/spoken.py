"""What a screen reader hears: the objects of a program with their roles, names and states, through AT-SPI on D-Bus."""

from dataclasses import dataclass

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

A11Y = "org.a11y.atspi."
PROPERTIES = "org.freedesktop.DBus.Properties"
TOP = "/org/a11y/atspi/accessible/root"
STATES = {
    1: "active", 4: "checked", 7: "editable", 8: "enabled", 10: "expanded", 11: "focusable", 12: "focused",
    22: "selectable", 23: "selected", 24: "sensitive", 25: "showing", 30: "visible",
    41: "checkable",
}  # fmt: skip
CELLS = ("table", "tree table")  # their children are cells, as many as rows times columns
_ANY, _PLACE = 1, slice(8, 12)  # the serial of a question, and where it stands in its bytes
_ANSWER = 10  # seconds a program may take to answer one question


@dataclass(frozen=True, slots=True)
class Heard:
    """One object as it is now; `ref` is where it can be asked more."""

    ref: tuple[str, str]
    role: str
    name: str
    states: frozenset[str]
    children: tuple[tuple[str, str], ...] = ()
    parent: tuple[str, str] | None = None

    @property
    def seen(self):
        """Whether it is on the screen."""
        return "showing" in self.states


class Gone(Exception):  # noqa: N818 - a state of the screen
    """The object is no more, or does not know the question."""


def _question(ref, interface, method, signature=None, body=()):
    whole = interface if "." in interface else A11Y + interface
    return new_method_call(DBusAddress(ref[1], ref[0], whole), method, signature, body)


def _told(words):
    """States from the two numbers they are told by."""
    bits = words[0] | words[1] << 32
    return frozenset(name for bit, name in STATES.items() if bits >> bit & 1)


class Voice:
    """Asks over the bus of the accessibility service that belongs to a session."""

    def __init__(self, session):
        with open_dbus_connection(session) as door:
            asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
            (address,) = door.send_and_get_reply(asked, timeout=_ANSWER).body
        self._bus = open_dbus_connection(address)
        self._written = {}

    def close(self):
        """Hear nothing more."""
        self._bus.close()

    # --- asking

    def ask(self, ref, interface, method, signature=None, body=()):
        """One question to one object; raises Gone."""
        return self._many([self._question(ref, interface, method, signature, body)])[0]

    def value(self, ref, interface, name):
        """A property."""
        kept = self.ask(ref, PROPERTIES, "Get", "ss", (A11Y + interface, name))
        return kept[0][1]

    def _question(self, *asked):
        """The bytes of a question, which is asked of the same object again and again: it is written once."""
        if asked not in self._written:
            self._written[asked] = _question(*asked).serialise(serial=_ANY)
        return self._written[asked]

    def _many(self, questions, *, lenient=False):
        """The answers to many questions, all asked before the first answer is waited for."""
        serials, sent = [], []
        for question in questions:
            serial = next(self._bus.outgoing_serial)
            serials.append(serial)
            sent.append(question[: _PLACE.start] + serial.to_bytes(4, "little") + question[_PLACE.stop :])
        self._bus.sock.sendall(b"".join(sent))
        wanted, answers = set(serials), {}
        while wanted:
            message = self._bus.receive(timeout=_ANSWER)
            serial = message.header.fields.get(HeaderFields.reply_serial)
            if serial in wanted:
                wanted.discard(serial)
                failed = message.header.message_type is MessageType.error
                answers[serial] = None if failed else message.body
                if failed and not lenient:
                    raise Gone(message.body)
        return [answers[serial] for serial in serials]

    # --- looking round

    def programs(self):
        """The objects of the programs that can be heard."""
        (found,) = self.ask(("org.a11y.atspi.Registry", TOP), "Accessible", "GetChildren")
        return [tuple(ref) for ref in found]

    def windows(self):
        """The windows of every program."""
        answers = self._many(
            [self._question(ref, "Accessible", "GetChildren") for ref in self.programs()], lenient=True
        )
        return [tuple(ref) for answer in answers if answer for ref in answer[0]]

    def heard(self, refs, parents=()):
        """These objects as they are now, without those that are gone."""
        return list(self._look(self._states(refs), dict(parents)))

    def _look(self, refs, parents):
        """Objects whose states are known."""
        questions = []
        for ref in refs:
            questions += [
                self._question(ref, "Accessible", "GetRoleName"),
                self._question(ref, PROPERTIES, "Get", "ss", (A11Y + "Accessible", "Name")),
            ]
        answers = self._many(questions, lenient=True)
        for place, (ref, told) in enumerate(refs.items()):
            role, name = answers[place * 2 : place * 2 + 2]
            if role and name:
                yield Heard(ref, role[0], name[0][1], told, parent=parents.get(ref))

    def _states(self, refs):
        """The states of these objects, without those that are gone."""
        answers = self._many([self._question(ref, "Accessible", "GetState") for ref in refs], lenient=True)
        return {ref: _told(answer[0]) for ref, answer in zip(refs, answers, strict=True) if answer}

    def all(self, start=None):
        """Everything on the screen, from the outside to the inside; of tables not the cells."""
        return list(self.walk(start))

    def walk(self, start=None):
        """The same one by one: what lies further inside than what is taken is not asked for, nor more of what is not seen."""
        level = [tuple(start)] if start else self.windows()
        parents, known = {}, set()
        while level:
            states = self._states(level)
            if known:
                states = {ref: told for ref, told in states.items() if "showing" in told}
            known.update(level)
            seen = list(self._look(states, parents))
            yield from seen
            open_ = [each for each in seen if each.role not in CELLS]
            answers = self._many([self._question(e.ref, "Accessible", "GetChildren") for e in open_], lenient=True)
            level = []
            for each, answer in zip(open_, answers, strict=True):
                for child in (tuple(ref) for ref in (answer[0] if answer else ())):
                    if child not in known and child not in parents:
                        parents[child] = each.ref
                        level.append(child)

    def extents(self, ref):
        """Where it is on the screen: left, top, width, height."""
        return tuple(self.ask(ref, "Component", "GetExtents", "u", (0,))[0])

    def text(self, ref):
        """The words in a text box."""
        return self.ask(ref, "Text", "GetText", "ii", (0, -1))[0]

    def interfaces(self, ref):
        """What can be asked of it, in short."""
        return {name.removeprefix(A11Y) for name in self.ask(ref, "Accessible", "GetInterfaces")[0]}

    # --- tables

    def size(self, table):
        """Rows and columns."""
        return self.value(table, "Table", "NRows"), self.value(table, "Table", "NColumns")

    def heading(self, table, column):
        """The words over a column."""
        return self.ask(table, "Table", "GetColumnDescription", "i", (column,))[0]

    def cell(self, table, row, column):
        """The object of a cell."""
        return tuple(self.ask(table, "Table", "GetAccessibleAt", "ii", (row, column))[0])

    def place(self, table, cell):
        """The row and column of a cell."""
        number = self.ask(cell, "Accessible", "GetIndexInParent")[0]
        return tuple(
            self.ask(table, "Table", method, "i", (number,))[0] for method in ("GetRowAtIndex", "GetColumnAtIndex")
        )

    def name(self, ref):
        """What it is called."""
        return self.value(ref, "Accessible", "Name")

    def row(self, table, row):
        """The words of a row."""
        return [self.name(self.cell(table, row, column)) for column in range(self.size(table)[1])]
