"""Seats of an exam: everybody on one, locks held, classmates apart where they can be, the same everywhere."""

import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.acts.exam_seating import (
    AT_RANDOM,
    BY_CLASS,
    BY_COLUMNS,
    BY_NUMBER,
    BY_ROWS,
    SNAKE,
    Candidate,
    ExamHall,
    SeatingRules,
    chance,
    clashes_at,
    clashes_of,
    seated_in,
    seated_late,
)

PATHS, ORDERS = (SNAKE, BY_COLUMNS, BY_ROWS), (AT_RANDOM, BY_CLASS, BY_NUMBER)


def people(*sizes, majors=2):
    """So many of each class, in classes that share a major by twos."""
    classes = [nth for nth, size in enumerate(sizes) for _one in range(size)]
    return [
        Candidate(key, f"{2025_0000 + key}", f"{nth + 1}班", f"专业{nth // majors}")
        for key, nth in enumerate(classes, 1)
    ]


def halls(*capacities):
    return [ExamHall(nth, capacity) for nth, capacity in enumerate(capacities, 1)]


def grid(hall, path):
    """The numbers of the seats as they stand in the room."""
    spots = {hall.spot(seat, path): seat for seat in range(1, hall.capacity + 1)}
    return [[spots.get((row, column), 0) for column in range(hall.width)] for row in range(hall.depth)]


@pytest.mark.parametrize(
    ("hall", "path", "told"),
    [
        (ExamHall(1, 9, 3, 3), SNAKE, [[1, 6, 7], [2, 5, 8], [3, 4, 9]]),
        (ExamHall(1, 9, 3, 3), BY_COLUMNS, [[1, 4, 7], [2, 5, 8], [3, 6, 9]]),
        (ExamHall(1, 9, 3, 3), BY_ROWS, [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        (ExamHall(1, 8, 3, 3), SNAKE, [[1, 6, 7], [2, 5, 8], [3, 4, 0]]),
        (ExamHall(1, 5, 2, 3), SNAKE, [[1, 4, 5], [2, 3, 0]]),
        (ExamHall(1, 7, 2, 3), BY_COLUMNS, [[1, 3, 5, 7], [2, 4, 6, 0]]),  # said to be too small
        (ExamHall(1, 7, 0, 3), BY_ROWS, [[1, 2, 3], [4, 5, 6], [7, 0, 0]]),
        (ExamHall(1, 8, 4, 0), BY_COLUMNS, [[1, 5], [2, 6], [3, 7], [4, 8]]),
        (ExamHall(1, 4), SNAKE, [[1], [2], [3], [4]]),
        (ExamHall(1, 0), SNAKE, [[]]),
    ],
)
def test_seats_are_counted_as_the_room_is_laid_out(hall, path, told):
    assert grid(hall, path) == told


def test_a_room_of_which_nobody_said_how_it_is_laid_out_has_six_rows():
    hall = ExamHall(1, 30)
    assert (hall.depth, hall.width) == (6, 5)


def test_neighbours_are_left_right_before_and_behind():
    around = ExamHall(1, 8, 3, 3).neighbours(SNAKE)
    assert {seat: set(near) for seat, near in around.items()} == {
        1: {2, 6}, 2: {1, 3, 5}, 3: {2, 4}, 4: {3, 5}, 5: {2, 4, 6, 8}, 6: {1, 5, 7}, 7: {6, 8}, 8: {5, 7},
    }  # fmt: skip


@given(
    sizes=st.lists(st.integers(1, 25), min_size=1, max_size=6),
    capacities=st.lists(st.integers(0, 36), min_size=1, max_size=5),
    path=st.sampled_from(PATHS),
    order=st.sampled_from(ORDERS),
    seed=st.integers(0, 10**9),
    apart=st.tuples(st.booleans(), st.booleans()),
)
@settings(max_examples=60, deadline=None)
def test_everybody_has_one_seat_of_their_own_as_long_as_there_are_seats(sizes, capacities, path, order, seed, apart):
    everybody, rooms = people(*sizes), halls(*capacities)
    made = seated_in(everybody, rooms, SeatingRules(path, order, seed, *apart))
    room = {hall.key: hall.capacity for hall in rooms}
    assert len(made.seats) == min(len(everybody), sum(capacities))
    assert len(set(made.seats.values())) == len(made.seats)
    assert all(1 <= seat <= room[hall] for hall, seat in made.seats.values())
    assert sorted([*made.seats, *made.unseated]) == [one.key for one in everybody]
    assert apart[0] or not made.clashes
    assert apart[1] or not made.alike


@given(
    sizes=st.lists(st.integers(1, 20), min_size=2, max_size=5),
    order=st.sampled_from(ORDERS),
    path=st.sampled_from(PATHS),
    seed=st.integers(0, 10**9),
    shuffling=st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_the_same_list_in_another_order_has_the_same_seats(sizes, order, path, seed, shuffling):
    everybody, rooms, rules = people(*sizes), halls(30, 40, 50), SeatingRules(path, order, seed)
    mixed = list(everybody)
    shuffling.shuffle(mixed)
    assert seated_in(mixed, rooms, rules) == seated_in(everybody, rooms, rules)


def test_the_same_seats_on_every_machine_and_with_every_version():
    """Written down once: numbers of another generator, or of a hash that changes, would be others."""
    assert [chance(20251108, str(nth)) for nth in range(3)] == [969848337, 2769719794, 2618503584]
    made = seated_in(people(5, 4, 3), halls(6, 6), SeatingRules(seed=20251108))
    assert made.seats == {
        1: (2, 1),
        2: (1, 4),
        3: (2, 3),
        4: (2, 6),
        5: (1, 2),
        6: (1, 6),
        7: (2, 5),
        8: (2, 2),
        9: (1, 1),
        10: (1, 5),
        11: (1, 3),
        12: (2, 4),
    }


def test_a_seat_does_not_hang_on_the_number_of_a_record():
    """Another office's file has other ids for the same students."""
    here = people(12, 9, 7)
    there = [Candidate(one.key + 5_000, one.known_by, one.school_class, one.major) for one in here]
    for order in ORDERS:
        rules = SeatingRules(order=order, seed=7)
        one, other = seated_in(here, halls(15, 15), rules), seated_in(there, halls(15, 15), rules)
        assert {key + 5_000: seat for key, seat in one.seats.items()} == other.seats


def test_another_seed_gives_other_seats():
    first, second = (seated_in(people(10, 10, 10), halls(30), SeatingRules(seed=seed)).seats for seed in (1, 2))
    assert first != second


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("sizes", "capacities"),
    [
        ((15, 15), (30,)),  # exactly half
        ((16, 14, 1), (31,)),
        ((40, 40, 41), (36, 30, 30, 30)),
        ((20,), (40,)),  # free seats between them
        ((60, 10, 10, 10, 10, 20), (30, 30, 30, 30)),
        ((1,), (1,)),
        ((18, 17, 5), (20, 20)),
    ],
)
def test_classmates_are_apart_wherever_they_can_be(sizes, capacities, path, order):
    made = seated_in(people(*sizes), halls(*capacities), SeatingRules(path, order, 20251108))
    assert made.clashes == ()


@pytest.mark.parametrize(
    ("sizes", "capacity", "least"),
    [
        ((20,), 30, 13),  # twenty on thirty seats of 6 by 5: the best there is, by trying all
        ((20, 10), 30, 13),
        ((16, 14), 30, 2),  # one more than half: in a corner, where it has two neighbours
        ((30,), 30, 49),
    ],
)
def test_what_cannot_be_met_is_met_as_well_as_can_be_and_counted(sizes, capacity, least):
    everybody, rooms = people(*sizes), halls(capacity)
    for path in PATHS:
        rules = SeatingRules(path, AT_RANDOM, 3)
        made = seated_in(everybody, rooms, rules)
        assert len(made.clashes) == least
        assert made.clashes == clashes_of(everybody, rooms, rules, made.seats)


@pytest.mark.parametrize("occupied", [2, 3, 4, 5, 6, 7, 8, 9])
def test_small_rooms_are_seated_as_well_as_trying_everything_does(occupied):
    hall = ExamHall(1, 9, 3, 3)
    around = hall.neighbours(SNAKE)
    least = min(
        sum(1 for seat in seats for other in around[seat] if other in seats and other > seat)
        for seats in map(frozenset, combinations(range(1, 10), occupied))
    )
    assert len(seated_in(people(occupied), [hall], SeatingRules(seed=1)).clashes) == least


def test_majors_are_kept_apart_where_asked_but_classes_first():
    everybody = people(10, 10, 10, 10)  # two majors of two classes
    rules = SeatingRules(seed=5, majors_apart=True)
    made = seated_in(everybody, halls(20, 20), rules)
    assert (made.clashes, made.alike) == ((), ())
    crowded = seated_in(people(8, 8, 8, majors=3), halls(24), rules)
    assert crowded.clashes == ()
    assert crowded.alike


def test_who_has_no_class_sits_beside_anybody():
    outsiders = [Candidate(key, f"{key:03}") for key in range(1, 25)]
    assert seated_in(outsiders, halls(24), SeatingRules(seed=5)).clashes == ()


@pytest.mark.parametrize(
    ("count", "capacities", "told"),
    [
        (121, (36, 30, 30, 30), [31, 30, 30, 30]),
        (10, (36, 5, 30), [4, 3, 3]),
        (20, (36, 5, 30), [8, 5, 7]),
        (71, (36, 5, 30), [36, 5, 30]),
        (0, (36,), [0]),
    ],
)
def test_rooms_are_filled_evenly_from_the_first_seat_on(count, capacities, told):
    rules = SeatingRules(seed=1, classes_apart=False)
    seats = seated_in(people(count), halls(*capacities), rules).seats.values()
    for nth, wanted in enumerate(told, 1):
        assert sorted(seat for hall, seat in seats if hall == nth) == list(range(1, wanted + 1))


def test_without_a_rule_candidates_sit_in_the_order_asked_for():
    everybody, rooms = people(5, 4), halls(9)
    in_turn = {one.key: (1, nth) for nth, one in enumerate(everybody, 1)}
    for order in (BY_CLASS, BY_NUMBER):
        assert seated_in(everybody, rooms, SeatingRules(order=order, classes_apart=False)).seats == in_turn
    assert seated_in(everybody, rooms, SeatingRules(seed=1, classes_apart=False)).seats != in_turn


@pytest.mark.parametrize(("order", "told"), [(BY_CLASS, [3, 1, 2]), (BY_NUMBER, [2, 3, 1])])
def test_by_class_is_another_order_than_by_number(order, told):
    known = ((1, "20250003", "1班"), (2, "20250001", "2班"), (3, "20250002", "1班"))
    some = [Candidate(key, number, name, "专业") for key, number, name in known]
    seats = seated_in(some, halls(3), SeatingRules(order=order, classes_apart=False)).seats
    assert sorted(seats, key=seats.__getitem__) == told


@given(seed=st.integers(0, 1000), locks=st.dictionaries(st.integers(1, 30), st.integers(1, 36), max_size=8))
@settings(max_examples=40, deadline=None)
def test_what_is_locked_stays(seed, locks):
    held = {key: (1, seat) for seat, key in {seat: key for key, seat in locks.items()}.items()}
    made = seated_in(people(10, 10, 10), [ExamHall(1, 36, 6, 6), ExamHall(2, 10)], SeatingRules(seed=seed), held)
    assert held.items() <= made.seats.items()
    assert len(set(made.seats.values())) == 30


@pytest.mark.parametrize("locked", [{1: (1, 31)}, {1: (1, 0)}, {1: (2, 1)}, {1: (1, 1), 2: (1, 1)}])
def test_a_lock_on_no_seat_is_refused(locked):
    with pytest.raises(ValueError, match="locked"):
        seated_in(people(3), halls(30), SeatingRules(), locked)


def test_who_comes_late_takes_the_next_free_seat_and_nobody_moves():
    rooms, rules = halls(12, 12), SeatingRules(seed=9)
    first = people(8, 8)
    seats = dict(seated_in(first, rooms, rules).seats)
    late = [Candidate(100, "20259999", "9班"), Candidate(101, "20259998", "9班")]
    made = seated_late(late, first, rooms, rules, seats)
    assert set(made.seats) == {100, 101}
    assert not set(made.seats.values()) & set(seats.values())
    assert made.seats[101] == min(
        (hall.key, seat) for hall in rooms for seat in range(1, 13) if (hall.key, seat) not in seats.values()
    )
    assert made.clashes == ()


def test_who_comes_late_sits_beside_a_classmate_only_where_there_is_no_other_seat():
    rooms, rules = [ExamHall(1, 4, 4, 1)], SeatingRules(seed=1)
    first = [Candidate(1, "1", "甲"), Candidate(2, "2", "乙")]
    late = [Candidate(3, "3", "甲")]
    taken = {1: (1, 2), 2: (1, 4)}
    made = seated_late(late, first, rooms, rules, taken)
    assert (made.seats, len(made.clashes)) == ({3: (1, 1)}, 1)
    assert seated_late(late, first, rooms, rules, {1: (1, 1), 2: (1, 3)}).seats == {3: (1, 4)}
    assert seated_late(late, first, rooms, rules, {1: (1, 1), 2: (1, 3)}, barred=[(1, 4)]).seats == {3: (1, 2)}
    full = seated_late([*late, Candidate(4, "4"), Candidate(5, "5")], first, rooms, rules, taken)
    assert (len(full.seats), len(full.unseated)) == (2, 1)


def test_what_an_exchange_would_bring_side_by_side_is_told():
    everybody, rooms, rules = people(2, 1), [ExamHall(1, 3, 3, 1)], SeatingRules()
    assert clashes_at(everybody, rooms, rules, {1: (1, 1), 2: (1, 2), 3: (1, 3)}, 2) == (1,)
    assert clashes_at(everybody, rooms, rules, {1: (1, 1), 3: (1, 2), 2: (1, 3)}, 2) == ()


@pytest.mark.parametrize("sizes", [(40,) * 25, (400, 300, 300), (600, *(40,) * 10), (1_000,), (990, 10)])
def test_a_thousand_are_seated_within_a_second(sizes):
    """Half of what is allowed here is left to a machine that does other work; a rule that cannot be met ends too."""
    everybody, rooms = people(*sizes), halls(*(30,) * 34)
    for order in ORDERS:
        begun = time.process_time()
        made = seated_in(everybody, rooms, SeatingRules(order=order, seed=20251108))
        assert time.process_time() - begun < 2
        assert len(made.seats) == 1_000


def test_chance_is_even_enough():
    drawn = [chance(random.Random(1).randrange(100), str(nth)) / 2**32 for nth in range(2_000)]
    assert abs(sum(drawn) / len(drawn) - 0.5) < 0.03
