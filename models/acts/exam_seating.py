"""Candidates of an exam are given rooms and seats: classmates apart where it can be, the same seats on every machine.

Nothing here reads a clock, a database or Python's own random numbers: chance is the SHA-256 of the seed and of what a
candidate is known by, so that the same seed, rules and list give the same seats wherever they are worked out.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from types import MappingProxyType

SNAKE, BY_COLUMNS, BY_ROWS = "snake", "columns", "rows"  # how seats are counted: to and fro, each column, each row
AT_RANDOM, BY_CLASS, BY_NUMBER = "random", "class", "number"  # the order in which candidates are taken
_ROWS = 6  # of a room of which nobody said how it is laid out, as the plan of seats is usually drawn
_CLASS, _MAJOR = 10_000, 1  # what two neighbours cost: of one class far more than of one major
_TRIES = 160_000  # exchanges looked at before the best found so far is taken
_TRIES_MORE = 1_000  # for each chessboard, when these are used up
_SIDEWAYS = 40  # exchanges in a row that may make nothing better
_FINE = 32  # bits of chance

Seat = tuple[int, int]
"""A room by its key, and the number of a seat in it from 1."""
Pair = tuple[int, int]
"""Two neighbours by their keys."""


@dataclass(frozen=True, slots=True)
class ExamHall:
    """A room by its key: how many seats it has, and how they stand (0: nobody said)."""

    key: int
    capacity: int
    rows: int = 0
    columns: int = 0

    @property
    def depth(self) -> int:
        """Rows from the front to the back; a room said to be too small for its seats is drawn deeper."""
        if self.rows:
            return self.rows
        return -(-self.capacity // self.columns) if self.columns else min(_ROWS, max(self.capacity, 1))

    @property
    def width(self) -> int:
        """Columns side by side: as said, or as many as all its seats take."""
        return max(self.columns, -(-self.capacity // self.depth))

    def spot(self, seat: int, path: str) -> tuple[int, int]:
        """Row and column of a seat, both from 0, seen with the teacher's desk above."""
        if path == BY_ROWS:
            return divmod(seat - 1, self.width)
        column, row = divmod(seat - 1, self.depth)
        return (self.depth - 1 - row if path == SNAKE and column % 2 else row), column

    def neighbours(self, path: str) -> dict[int, tuple[int, ...]]:
        """The seats left and right of, before and behind each."""
        spots = {self.spot(seat, path): seat for seat in range(1, self.capacity + 1)}
        around = ((0, -1), (0, 1), (-1, 0), (1, 0))
        return {
            seat: tuple(spots[row + y, column + x] for y, x in around if (row + y, column + x) in spots)
            for (row, column), seat in spots.items()
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is to be seated: `known_by` is the same on every machine (a number of the student, not of the record).

    Class and major are None where nobody knows them: such a candidate may sit beside anybody.
    """

    key: int
    known_by: str
    school_class: str | None = None
    major: str | None = None


@dataclass(frozen=True, slots=True)
class SeatingRules:
    """How seats are counted, in which order candidates are taken, and who is kept apart."""

    path: str = SNAKE
    order: str = AT_RANDOM
    seed: int = 0
    classes_apart: bool = True
    majors_apart: bool = False


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits where, the neighbours that should be apart and are not, and who found no seat.

    `clashes` are pairs of one class, `alike` pairs of one major only; without the rule there are none.
    """

    seats: Mapping[int, Seat]
    clashes: tuple[Pair, ...] = ()
    alike: tuple[Pair, ...] = ()
    unseated: tuple[int, ...] = ()


def seated_in(
    candidates: Sequence[Candidate],
    halls: Sequence[ExamHall],
    rules: SeatingRules,
    locked: Mapping[int, Seat] = MappingProxyType({}),
    barred: Collection[Seat] = (),
) -> Seating:
    """Seats for all, the `locked` where they are; halls fill evenly, each from its first seat on, `barred` seats left out.

    Free seats are left between classmates only where nothing else keeps them apart. Raises ValueError for a lock on a seat
    there is not, or two on one.
    """
    _check(locked, halls)
    free = [one for one in _in_order(candidates, rules) if one.key not in locked]
    wanted = _filled(halls, locked, len(free), frozenset(barred) - frozenset(locked.values()))
    plan = _Plan(halls, rules, candidates)
    plan.close(barred)
    for key, seat in locked.items():
        plan.put(seat, key, movable=False)
    for one, seat in zip(free, wanted, strict=False):
        plan.put(seat, one.key, movable=True)
    plan.mend()
    unseated = tuple(one.key for one in free[len(wanted) :])
    return _told(plan.seats(), candidates, halls, rules, plan.seats(), unseated)


def seated_late(  # noqa: PLR0913, PLR0917 - who comes, and to whom
    newcomers: Sequence[Candidate],
    seated: Sequence[Candidate],
    halls: Sequence[ExamHall],
    rules: SeatingRules,
    seats: Mapping[int, Seat],
    barred: Iterable[Seat] = (),
) -> Seating:
    """Seats for those who come later: each the next free one that is beside no classmate, else the next; nobody moves.

    `barred` are seats nobody may be given. Where nobody sits in a hall yet its seats come after those of the others.
    """
    taken, everybody = dict(seats), (*seated, *newcomers)
    closed = set(barred)
    unseated = []
    for one in _in_order(newcomers, rules):
        used = {*taken.values(), *closed}
        busy = {hall for hall, _seat in taken.values()}
        ordered = sorted(halls, key=lambda hall: hall.key not in busy)
        open_ = [(hall.key, n) for hall in ordered for n in range(1, hall.capacity + 1) if (hall.key, n) not in used]
        apart = (s for s in open_ if not clashes_at(everybody, halls, rules, taken | {one.key: s}, one.key))
        found = next(apart, open_[0] if open_ else None)
        if found is None:
            unseated.append(one.key)
        else:
            taken[one.key] = found
    new = {one.key: taken[one.key] for one in newcomers if one.key in taken}
    return _told(new, everybody, halls, rules, taken, tuple(unseated))


def _told(  # noqa: PLR0913, PLR0917 - who is new, and everybody with the rules
    new: Mapping[int, Seat], everybody: Sequence[Candidate], halls: Sequence[ExamHall], rules: SeatingRules,
    seats: Mapping[int, Seat], unseated: tuple[int, ...],
) -> Seating:  # fmt: skip
    """A seating with what it leaves side by side."""
    by_class = clashes_of(everybody, halls, replace(rules, majors_apart=False), seats)
    alike = clashes_of(everybody, halls, rules, seats) if rules.majors_apart else ()
    return Seating(new, by_class, tuple(pair for pair in alike if pair not in set(by_class)), unseated)


def clashes_of(
    candidates: Sequence[Candidate], halls: Sequence[ExamHall], rules: SeatingRules, seats: Mapping[int, Seat]
) -> tuple[Pair, ...]:
    """The pairs of neighbours the rules want apart, each once, by room and seat."""
    known = {one.key: one for one in candidates}
    at = {seat: key for key, seat in seats.items()}
    found: list[Pair] = []
    for hall in halls:
        for seat, around in sorted(hall.neighbours(rules.path).items()):
            one = at.get((hall.key, seat))
            if one is None:
                continue
            others = (at.get((hall.key, n)) for n in sorted(around) if n > seat)
            found += [(one, other) for other in others if other is not None and _cost(known[one], known[other], rules)]
    return tuple(found)


def clashes_at(
    candidates: Sequence[Candidate],
    halls: Sequence[ExamHall],
    rules: SeatingRules,
    seats: Mapping[int, Seat],
    key: int,
) -> tuple[int, ...]:
    """The neighbours of one candidate that the rules want apart from it, by seat."""
    room, seat = seats[key]
    hall = next(one for one in halls if one.key == room)
    around = {(room, n) for n in hall.neighbours(rules.path)[seat]}
    known = {one.key: one for one in candidates}
    beside = sorted((where, other) for other, where in seats.items() if where in around)
    return tuple(other for _where, other in beside if _cost(known[key], known[other], rules))


def _cost(one: Candidate, other: Candidate, rules: SeatingRules) -> int:
    """What it costs to have these two side by side."""
    cost = 0
    if rules.classes_apart and one.school_class is not None and one.school_class == other.school_class:
        cost += _CLASS
    if rules.majors_apart and one.major is not None and one.major == other.major:
        cost += _MAJOR
    return cost


def _check(kept: Mapping[int, Seat], halls: Sequence[ExamHall]) -> None:
    room = {hall.key: hall.capacity for hall in halls}
    if any(not 1 <= seat <= room.get(hall, 0) for hall, seat in kept.values()):
        raise ValueError("a locked seat is in no hall")
    if len(set(kept.values())) != len(kept):
        raise ValueError("two are locked on one seat")


def chance(seed: int, *words: str) -> int:
    """A number of 32 bits that looks like chance and is the same everywhere."""
    told = "\x1f".join((str(seed), *words)).encode()
    return int.from_bytes(hashlib.sha256(told).digest()[: _FINE // 8], "big")


def _in_order(candidates: Sequence[Candidate], rules: SeatingRules) -> list[Candidate]:
    """The candidates in the order in which they are taken, whatever order they came in.

    Where classes are kept apart those of one are dealt out evenly over all: so no room gets too many of a class.
    """
    by_number = sorted(candidates, key=lambda one: (one.known_by, one.key))
    if rules.order == BY_NUMBER:
        return by_number
    at_random = rules.order == AT_RANDOM
    drawn = {one.key: chance(rules.seed, one.known_by) if at_random else 0 for one in candidates}
    one_by_one = sorted(by_number, key=lambda one: drawn[one.key])
    if not rules.classes_apart and not rules.majors_apart:
        return one_by_one if at_random else sorted(by_number, key=lambda one: one.school_class or "")
    groups: dict[str, list[Candidate]] = {}
    for one in one_by_one:
        groups.setdefault(one.school_class or "", []).append(one)
    dealt: list[tuple[int, int, str, Candidate]] = []
    for name, members in sorted(groups.items()):
        for nth, one in enumerate(members):
            within = chance(rules.seed, "deal", one.known_by) if at_random else 1 << (_FINE - 1)
            dealt.append((((nth << _FINE) + within) * 1_000 // len(members), -len(members), name, one))
    return [one for *_keys, one in sorted(dealt, key=lambda each: (*each[:3], each[3].known_by, each[3].key))]


def _filled(halls: Sequence[ExamHall], kept: Mapping[int, Seat], count: int, barred: frozenset[Seat]) -> list[Seat]:
    """The seats that are taken beside the locked ones: every hall as full as the others, from its first seat on."""
    taken = set(kept.values())
    held = {hall.key: sum(1 for room, _seat in taken if room == hall.key) for hall in halls}
    room_for = {hall.key: hall.capacity - sum(1 for room, _seat in barred if room == hall.key) for hall in halls}
    left = count
    while left and (open_ := [hall for hall in halls if held[hall.key] < room_for[hall.key]]):
        least = min(held[hall.key] for hall in open_)
        low = [hall for hall in open_ if held[hall.key] == least]
        others = [held[hall.key] for hall in open_ if held[hall.key] > least]
        most = min([room_for[hall.key] for hall in low] + others) - least
        each, rest = divmod(left, len(low))
        step = min(most, each)
        for hall in low if step else low[:rest]:
            held[hall.key] += step or 1
        left -= step * len(low) if step else rest
    wanted, closed = [], taken | barred
    for hall in halls:
        own = sum(1 for room, _seat in taken if room == hall.key)
        free = [(hall.key, n) for n in range(1, hall.capacity + 1) if (hall.key, n) not in closed]
        wanted += free[: held[hall.key] - own]
    return wanted


@dataclass(slots=True)
class _Plan:
    """Seats in one row, who sits on them, and what their neighbourhoods cost; exchanged until nothing gets better."""

    halls: Sequence[ExamHall]
    rules: SeatingRules
    candidates: Sequence[Candidate]
    _seats: list[Seat] = field(default_factory=list)
    _at: dict[Seat, int] = field(default_factory=dict)
    _around: list[tuple[int, ...]] = field(default_factory=list)
    _who: list[int | None] = field(default_factory=list)
    _group: list[int] = field(default_factory=list)  # of who sits there; the last is nobody's
    _moves: list[bool] = field(default_factory=list)
    _costs: list[list[int]] = field(default_factory=list)
    _groups: dict[int, int] = field(default_factory=dict)
    _tries: int = _TRIES

    def __post_init__(self) -> None:
        """Number the seats of all halls, and the kinds of candidates."""
        for hall in self.halls:
            first = len(self._seats)
            around = hall.neighbours(self.rules.path)
            self._seats += [(hall.key, n) for n in range(1, hall.capacity + 1)]
            self._around += [tuple(first + n - 1 for n in around[seat]) for seat in range(1, hall.capacity + 1)]
        self._at = {seat: place for place, seat in enumerate(self._seats)}
        kinds: dict[tuple[str | None, str | None], Candidate] = {}
        for one in sorted(self.candidates, key=lambda each: (each.known_by, each.key)):  # whatever order they came in
            kinds.setdefault((one.school_class, one.major), one)
        numbers = {kind: nth for nth, kind in enumerate(kinds)}
        self._groups = {one.key: numbers[one.school_class, one.major] for one in self.candidates}
        shown = list(kinds.values())
        self._costs = [[*(_cost(one, other, self.rules) for other in shown), 0] for one in shown]
        self._costs.append([0] * (len(shown) + 1))
        self._who = [None] * len(self._seats)
        self._group = [len(shown)] * len(self._seats)
        self._moves = [True] * len(self._seats)

    def close(self, barred: Collection[Seat]) -> None:
        """Let nobody sit there; what is no seat is passed over."""
        for seat in barred:
            if seat in self._at:
                self._moves[self._at[seat]] = False

    def put(self, seat: Seat, key: int, *, movable: bool) -> None:
        """Let somebody sit there."""
        place = self._at[seat]
        self._who[place], self._group[place], self._moves[place] = key, self._groups[key], movable

    def seats(self) -> dict[int, Seat]:
        """Who sits where."""
        return {who: seat for who, seat in zip(self._who, self._seats, strict=True) if who is not None}

    def mend(self) -> None:
        """Exchange candidates until the rules are met or nothing gets better: first those seated, then over free seats."""
        if not any(map(any, self._costs)):
            return
        seated = [place for place, who in enumerate(self._who) if who is not None and self._moves[place]]
        self._mend(seated)
        if self._worst() and len(seated) < sum(self._moves):
            self._mend([place for place, moves in enumerate(self._moves) if moves])
        if self._worst():
            self._checkered()

    def _conflict(self, place: int) -> int:
        costs, group = self._costs[self._group[place]], self._group
        return sum(costs[group[n]] for n in self._around[place])

    def _worst(self) -> list[int]:
        """The places with a neighbour that should not be there."""
        return [place for place in range(len(self._seats)) if self._conflict(place)]

    def _swap(self, one: int, other: int) -> None:
        who, group = self._who, self._group
        who[one], who[other] = who[other], who[one]
        group[one], group[other] = group[other], group[one]

    def _gain(self, one: int, other: int) -> int:
        """How much less the neighbourhoods cost once these two have changed places."""
        before = self._conflict(one) + self._conflict(other)
        group = self._group
        group[one], group[other] = group[other], group[one]
        after = self._conflict(one) + self._conflict(other)
        group[one], group[other] = group[other], group[one]
        return before - after

    def _mend(self, among: Sequence[int]) -> None:
        """Walk over the places that clash and give each the exchange that helps most, the nearest of equals."""
        allowed, idle = frozenset(among), 0
        stuck: set[int] = set()
        while self._tries > 0 and idle < _SIDEWAYS:
            waiting = [place for place in self._worst() if place in allowed and place not in stuck]
            if not waiting:
                return
            moved = False
            for place in waiting:
                best = self._best(place, allowed)
                if best is None:
                    stuck.add(place)
                    continue
                gain, other = best
                self._swap(place, other)
                moved = True
                if gain > 0:
                    stuck.clear()
                    idle = 0
                else:
                    stuck.update((place, other))
                    idle += 1
                if self._tries <= 0:
                    return
            if not moved:
                return

    def _best(self, place: int, allowed: frozenset[int]) -> tuple[int, int] | None:
        """The exchange of a place that gains most, with its gain; one that gains nothing only if it harms nothing."""
        clash = self._conflict(place)
        if not clash:
            return None
        best: tuple[int, int] | None = None
        own, group = self._group[place], self._group
        for other in self._nearest(place):
            if group[other] == own or other not in allowed:
                continue
            self._tries -= 1
            gain = self._gain(place, other)
            if gain >= clash:
                return gain, other
            if gain >= 0 and (best is None or gain > best[0]):
                best = gain, other
            if self._tries <= 0:
                break
        return best

    def _nearest(self, place: int) -> Iterable[int]:
        """The other places, the nearest in the row of seats first."""
        later, earlier = range(place + 1, len(self._seats)), range(place - 1, -1, -1)
        pairs = chain.from_iterable(zip_longest(later, earlier))
        return (other for other in pairs if other is not None)

    def _checkered(self) -> None:
        """Where a hall still clashes, try it as a chessboard, and then all halls as one; the better is kept."""
        ranks: dict[int, tuple[bool, int, int]] = {}
        first = 0
        for hall in self.halls:
            places = range(first, first + hall.capacity)
            first += hall.capacity
            ranks |= self._ranks(hall, places)
            if any(map(self._conflict, places)):
                self._deal(sorted((p for p in places if self._moves[p]), key=ranks.__getitem__))
        if self._worst():
            self._deal(sorted((p for p in ranks if self._moves[p]), key=ranks.__getitem__))

    def _ranks(self, hall: ExamHall, places: Sequence[int]) -> dict[int, tuple[bool, int, int]]:
        """The squares of a hall as on a chessboard: first the colour of which there are more, of it those at the edge."""
        colours = {p: sum(hall.spot(self._seats[p][1], self.rules.path)) % 2 for p in places}
        more = int(2 * sum(colours.values()) > len(places))
        return {p: (colours[p] != more, len(self._around[p]), p) for p in places}

    def _deal(self, places: Sequence[int]) -> None:
        """Seat those who sit there anew, class by class, the largest first; taken back where that is no better."""
        kept = [(self._who[p], self._group[p]) for p in places]
        before = sum(map(self._conflict, range(len(self._seats))))
        sizes: dict[int, int] = {}
        for _who, group in kept:
            sizes[group] = sizes.get(group, 0) + 1
        order = sorted(
            range(len(kept)), key=lambda nth: (kept[nth][0] is None, -sizes[kept[nth][1]], kept[nth][1], places[nth])
        )
        for p, nth in zip(places, order, strict=True):
            self._who[p], self._group[p] = kept[nth]
        self._tries = max(self._tries, _TRIES_MORE)
        self._mend(sorted(places))
        if sum(map(self._conflict, range(len(self._seats)))) >= before:
            for p, (who, group) in zip(places, kept, strict=True):
                self._who[p], self._group[p] = who, group
