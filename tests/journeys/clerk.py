"""Somebody in the office: finds things by their names as a screen reader says them, and uses real keys and clicks."""

import json
import re
import subprocess
import time
from contextlib import suppress

from tests.journeys.desk import PATIENCE, PROGRAM, ROOT, SIZE, until
from tests.journeys.spoken import Gone

FOOT = 60  # pixels below what scrolls
ITEMS = ("page tab", "list item", "table cell", "tree item")

HARMLESS = (
    "qt.accessibility.atspi: Could not find accessible",  # Qt's word to us, who asked for a thing that had gone
)


def fits(name, words):
    """Whether a name is the words, or fits the pattern."""
    return bool(words.fullmatch(name)) if isinstance(words, re.Pattern) else name == words


class Clerk:
    """Works in the program over one database at a desk."""

    def __init__(self, desk, database=None):
        self.desk, self.voice = desk, desk.voice
        self.env = {**desk.env, **({"SHUANGYUAN_DATABASE": str(database)} if database else {})}
        self.program = None

    # --- the program

    def start(self, *words):
        """Start the program and wait until its window can be used."""
        before = len(self.voice.windows())
        self.program = self.desk.start(*PROGRAM, *words, env=self.env)
        until(lambda: self._alive() and len(self.voice.windows()) > before, "the window of the program")
        until(self.title, "a window in front")
        return self

    def _alive(self):
        assert self.program.poll() is None, self.desk.said(self.program)
        return True

    def wait_for_end(self):
        """Wait until the program has ended of itself, without a word of complaint."""
        status = self.program.wait(PATIENCE)
        said = [line for line in self.desk.said(self.program).splitlines() if not line.startswith(HARMLESS)]
        assert (status, said) == (0, [])

    def be_robbed(self):
        """Let the program end as it does when the plug is pulled."""
        self.program.kill()
        self.program.wait(PATIENCE)

    def leave(self):
        """Close the program with its keys, and wait for its end."""
        self.press("ctrl+q")
        self.wait_for_end()

    def command(self, *words, status=0):
        """What a command of the program answers, as text; it ends well, or as it is to."""
        done = self._called(words)
        assert done.returncode == status, done.stderr
        return done.stdout

    def command_of(self, name, secret, *words):
        """The same by a user of the file: how it ended, what it answered, what it complained of."""
        done = self._called(("--user", name, "--passphrase-fd", "0", *words), f"{secret}\n")
        return done.returncode, done.stdout, done.stderr

    def _called(self, words, typed=None):
        return subprocess.run(
            [*PROGRAM, *map(str, words)], env=self.env, capture_output=True, encoding="utf-8", check=False, timeout=120,
            cwd=ROOT, input=typed, stdin=subprocess.DEVNULL if typed is None else None,
        )  # fmt: skip

    def count(self, entity, *words):
        """How many records there are."""
        return int(re.sub(r"\D", "", self.command("list", entity, *words, "--count")))

    def records(self, entity, *words):
        """Records as dictionaries."""
        return json.loads(self.command("list", entity, *words, "--format", "json"))

    # --- looking

    def everything(self, inside=None):
        """All that is on the screen now."""
        try:
            return self.voice.all(inside)
        except Gone:
            return []

    def _front(self):
        """The window in front, of several."""
        try:
            windows = self.voice.heard(self.voice.windows())
        except Gone:
            return None
        return next((window.ref for window in windows if "active" in window.states), None)

    def look(self, words, role=None, inside=None):
        """The thing of that name if it is on the screen now."""
        with suppress(Gone):
            heard = self.voice.walk(inside)
            return next((h for h in heard if h.seen and fits(h.name, words) and role in (None, h.role)), None)
        return None

    def see(self, words, role=None, inside=None, patience=PATIENCE):
        """Wait until a thing of that name is on the screen."""
        return until(lambda: self.look(words, role, inside), f"“{words}”", patience)

    def miss(self, words, role=None):
        """Wait until no thing of that name is on the screen."""
        until(lambda: self.look(words, role) is None, f"“{words}” to go")

    def focused(self):
        """What has the keyboard: the innermost that is no item, for Qt says of every current item that it has it."""
        found = [h for h in self.everything(self._front()) if "focused" in h.states and h.role not in ITEMS]
        stops = [h for h in found if "focusable" in h.states]  # the middle of a pane says it has what the pane has
        return (stops or found or [None])[-1]

    def focus_on(self, words, role=None):
        """Wait until a thing of that name has the keyboard."""
        return until(
            lambda: (h := self.focused()) and fits(h.name, words) and role in (None, h.role) and h,
            f"focus on “{words}”",
        )

    def focused_in(self, words):
        """Whether a thing of that name has the keyboard just now."""
        here = self.focused()
        return here is not None and fits(here.name, words)

    def focus_within(self, words):
        """Wait until an editor over a table took the keyboard from it: AT-SPI lists no editors among the cells."""
        until(
            lambda: (h := self.look(words)) and "focused" not in h.states and self.focused() is None,
            f"an editor in “{words}”",
        )

    def text(self, words, role="text"):
        """What stands in a box."""
        return self.voice.text(self.see(words, role).ref)

    def title(self):
        """The title of the window in front."""
        return self._hands("getactivewindow", "getwindowname", check=False)

    def wait_for_title(self, words):
        """Wait until a window of that title is in front."""
        until(lambda: fits(self.title(), words), f"a window “{words}” in front")

    # --- tables

    def table(self, words, rows=None):
        """A table, once it has so many rows (a number, or a question about it)."""
        found = self.see(words, "table").ref

        def enough():
            count = self.voice.size(found)[0]
            return count > 0 if rows is None else rows(count) if callable(rows) else count == rows

        until(enough, f"the rows of “{words}”")
        return found

    def row(self, table, row=0):
        """The words of a row, by heading."""
        columns = range(self.voice.size(table)[1])
        return dict(zip([self.voice.heading(table, c) for c in columns], self.voice.row(table, row), strict=True))

    # --- using

    def _hands(self, *words, check=True):
        done = subprocess.run(
            ["xdotool", *words], env=self.env, capture_output=True, text=True, check=check, timeout=20
        )
        return done.stdout.strip()

    def press(self, *keys):
        """Press keys, each like `ctrl+k` or `Return`."""
        self._hands("key", "--clearmodifiers", "--delay", "20", *keys)

    def type(self, words):
        """Type Latin letters and digits."""
        assert words.isascii(), "a keyboard has no Chinese keys"
        self._hands("type", "--clearmodifiers", "--delay", "12", words)

    def write(self, words):
        """Replace what stands in the focused box."""
        self.press("ctrl+a")
        self.type(words)

    def click(self, words, role=None, inside=None, times=1):
        """Click in the middle of a thing, once it can be used."""
        found = until(
            lambda: (h := self.look(words, role, inside)) and "enabled" in h.states and h, f"“{words}” to be usable"
        )
        self.click_on(found.ref, times)
        return found

    def click_on(self, ref, times=1):
        """Click in the middle of an object, once it stands still."""
        self._hands(*self._way_to(ref), "click", "--repeat", str(times), "--delay", "60", "1")

    def wheel_to(self, words, over, role=None, above=None, over_role=None):
        """Turn the wheel over a thing until another, below it, has come into sight: above a third, where that stands still."""
        end = SIZE[1] - FOOT if above is None else self._still(self.see(above, role).ref)[1]
        self.rest_on(over, over_role)
        until(
            lambda: self._in_sight(words, role, end) or self._hands("click", "--repeat", "4", "5"),
            f"“{words}” in sight",
        )

    def _in_sight(self, words, role, end):
        left, top, width, height = self._still(self.see(words, role).ref)
        return left >= 0 and left + width <= SIZE[0] and top >= 0 and top + height <= end

    def rest_on(self, words, role=None):
        """Move the pointer over a thing and leave it there: what goes by itself stays while it is."""
        self._hands(*self._way_to(self.see(words, role).ref))

    def _way_to(self, ref):
        left, top, width, height = self._still(ref)
        return "mousemove", str(left + width // 2), str(top + height // 2)

    def _still(self, ref):
        box = self.voice.extents(ref)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            time.sleep(0.04)
            latest = self.voice.extents(ref)
            if latest == box and latest[2] > 0:
                return latest
            box = latest
        raise AssertionError(f"it never stood still: {box}")

    def drag(self, words, onto):
        """Press the button over one thing, move to the middle of another, let go."""
        start, end = (self._still(self.see(each).ref) for each in (words, onto))
        (x, y), (there, down) = ((box[0] + box[2] // 2, box[1] + box[3] // 2) for box in (start, end))
        self._hands("mousemove", str(x), str(y), "mousedown", "1")
        for share in range(1, 11):  # a hand that jumps drags nothing
            self._hands(
                "mousemove", str(x + (there - x) * share // 10), str(y + (down - y) * share // 10), "sleep", "0.05"
            )
        self._hands("mouseup", "1")

    # --- the window in front

    def minimise(self):
        """Put it away."""
        self._hands("getactivewindow", "windowminimize")

    def bring_forward(self, title):
        """Let another window be the one in front."""
        self._hands("search", "--name", f"^{title}$", "windowactivate", "--sync")

    def place(self, left, top, width, height):
        """Move and size it."""
        self._hands("getactivewindow", "windowsize", str(width), str(height), "windowmove", str(left), str(top))
