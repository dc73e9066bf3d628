"""Every recipe is done in the real window as its text says: its words are read on the screen, its pictures are of this size."""

import pytest
from PIL import Image

from desktop.manual.recipes import folder
from tests.tour import walks

pytestmark = pytest.mark.slow
WALKS = tuple(walks.walks())


def test_every_recipe_has_a_walk():
    assert {walk.recipe.name for walk in WALKS} == set(walks._STEPS)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.recipe.name)
def test_the_recipe_can_be_done_and_its_pictures_are_not_stale(hand, walk):
    shots = {}
    names = walks.done(hand, walk, lambda name, shot: shots.__setitem__(name, shot.size().toTuple()))
    assert tuple(names) == walk.recipe.pictures
    for name, size in shots.items():
        with Image.open(folder() / "pictures" / f"{name}.png") as picture:
            assert picture.size == size
