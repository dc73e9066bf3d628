"""Recovery sheets and key slots: what opens, what does not, and where a slip is."""

import itertools
import json
from dataclasses import replace
from datetime import date

import pytest

from models.database import key_slots, recovery_sheet
from models.database.key_slots import PASSPHRASE, SHEET

DAY = date(2026, 9, 1)
SECRET = bytes(range(16))
GROUPS = recovery_sheet.spelled(SECRET)


def test_a_sheet_is_eight_groups_of_five_characters_without_look_alikes():
    assert len(GROUPS) == 8
    assert {len(group) for group in GROUPS} == {5}
    assert not set("".join(GROUPS)) & set("ILOU")
    assert recovery_sheet.read(" ".join(GROUPS)).secret == SECRET


@pytest.mark.parametrize(
    "typed",
    [
        "-".join(GROUPS).lower(),
        "\n".join(GROUPS),
        "".join(GROUPS),
        " · ".join(GROUPS).replace("0", "o").replace("1", "l"),
    ],
)
def test_it_is_read_however_a_person_writes_it(typed):
    assert recovery_sheet.read(typed).secret == SECRET


@pytest.mark.parametrize("group", range(8))
def test_every_single_slip_and_every_exchange_is_located_by_its_group(group):
    own = GROUPS[group]
    slips = {own[:n] + c + own[n + 1 :] for n, c in itertools.product(range(5), recovery_sheet.ALPHABET)} - {own}
    swaps = {"".join(own[{a: b, b: a}.get(n, n)] for n in range(5)) for a, b in itertools.combinations(range(5), 2)} - {
        own
    }
    for wrong in slips | swaps:
        typed = " ".join((*GROUPS[:group], wrong, *GROUPS[group + 1 :]))
        assert recovery_sheet.read(typed).wrong == (group + 1,), wrong


@pytest.mark.parametrize(
    ("typed", "wrong", "missing"),
    [
        (" ".join(GROUPS[:7]), (), (8,)),
        (" ".join((GROUPS[1], GROUPS[0], *GROUPS[2:])), (1, 2), ()),
        (" ".join((*GROUPS, GROUPS[0])), (9,), ()),
        ("", (), tuple(range(1, 9))),
        (" ".join(GROUPS)[:-1], (8,), ()),
        ("忘了", (), tuple(range(1, 9))),
    ],
)
def test_what_is_not_whole_opens_nothing_and_says_where(typed, wrong, missing):
    read = recovery_sheet.read(typed)
    assert (read.secret, read.wrong, read.missing) == (None, wrong, missing)


@pytest.fixture(scope="module")
def key():
    return key_slots.new_key()


@pytest.fixture(scope="module")
def keys(key):
    made = key_slots.with_passphrase(key_slots.new_set(key), key, "王老师", "春风桃李 2026", DAY)
    made = key_slots.with_passphrase(made, key, "李主任", "correct horse", DAY)
    return key_slots.with_sheet(made, key, "1", SECRET, DAY)


@pytest.mark.parametrize(
    ("typed", "slot"),
    [
        ("春风桃李 2026", "王老师"),
        ("春风桃李　２０２６", "王老师"),  # full-width, as an input method leaves it
        ("correct horse", "李主任"),
        (" ".join(GROUPS), "1"),
        ("Correct horse", None),
        ("春风桃李", None),
        ("", None),
        (" ".join(recovery_sheet.spelled(bytes(16))), None),
    ],
)
def test_each_slot_opens_with_its_own_secret_alone(keys, key, typed, slot):
    found = key_slots.opened_by(keys, typed)
    assert (found and (found[0], found[1].name)) == (slot and (key, slot))


def test_it_survives_the_file_and_tells_when_another_hand_was_at_it(keys, key):
    again = key_slots.inward(json.loads(json.dumps(key_slots.outward(keys))))
    assert again == keys
    assert key_slots.is_sealed(again, key)
    assert not key_slots.is_sealed(replace(again, slots=again.slots[1:]), key)


@pytest.mark.parametrize("part", ["public", "private", "wrapped"])
def test_a_damaged_slot_opens_nothing_and_leaves_the_others(keys, key, part):
    first = keys.slots[0]
    bad = bytes([getattr(first, part)[-1] ^ 1])
    hurt = replace(keys, slots=(replace(first, **{part: getattr(first, part)[:-1] + bad}), *keys.slots[1:]))
    assert key_slots.opened_by(hurt, "春风桃李 2026") is None
    assert key_slots.opened_by(hurt, "correct horse")[0] == key


@pytest.mark.parametrize("cost", [{"memory": 1 << 30}, {"name": "md5"}, {"iterations": 10**9}])
def test_a_slot_that_asks_too_much_or_what_nobody_knows_is_passed_over(keys, cost):
    first = keys.slots[0]
    odd = replace(keys, slots=(replace(first, stretch={**first.stretch, **cost}),))
    assert key_slots.opened_by(odd, "春风桃李 2026") is None


def test_a_slot_of_another_set_opens_nothing(keys):
    other = key_slots.new_set(key_slots.new_key())
    assert key_slots.opened_by(replace(other, slots=keys.slots), "correct horse") is None


def test_another_key_comes_to_every_slot_without_a_passphrase_and_shuts_out_who_is_left_out(keys, key):
    new = key_slots.new_key()
    made = key_slots.rekeyed(key_slots.without(keys, PASSPHRASE, "王老师"), key, new)
    assert key_slots.opened_by(made, "春风桃李 2026") is None
    for typed in ("correct horse", " ".join(GROUPS)):
        assert key_slots.opened_by(made, typed)[0] == new
    assert list(key_slots.former_keys(made, new)) == [key]
    assert list(key_slots.former_keys(made, key)) == []  # who holds the old key alone learns nothing
    third = key_slots.new_key()
    assert set(key_slots.former_keys(key_slots.rekeyed(made, new, third), third)) == {key, new}


def test_a_person_has_one_passphrase_and_a_sheet_one_name(keys, key):
    made = key_slots.with_passphrase(keys, key, "王老师", "another one", DAY)
    assert made.persons == ("李主任", "王老师")
    assert key_slots.opened_by(made, "春风桃李 2026") is None
    assert [slot.name for slot in key_slots.with_sheet(made, key, "1", bytes(16), DAY).sheets] == ["1"]
    assert {slot.kind for slot in made.slots} == {PASSPHRASE, SHEET}
