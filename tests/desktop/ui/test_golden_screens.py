"""What every screen says, as text: two runs say the same, and a change of a screen is a change of a text one can read."""

from desktop.ui.tour import scenes
from tests.desktop.ui.conftest import GOLDEN


def test_a_screen_says_what_it_said(scene, walk, request):
    seen, golden = walk(scene).words, GOLDEN / f"{scene.name}.txt"
    if request.config.getoption("--write-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(seen, "utf-8")
    assert golden.exists(), "a new scene: pytest --write-golden -k the scene's name"
    assert seen == golden.read_text("utf-8")


def test_every_golden_screen_is_a_scene():
    known = {scene.name for scene in scenes.chosen()}
    assert {path.stem for path in GOLDEN.glob("*.txt")} <= known


def test_scenes_have_names_of_their_own():
    names = [scene.name for scene in scenes.chosen()]
    assert len(names) == len(set(names)) > 100
    assert {scene.name for scene in scenes.chosen() if scene.main} == set(scenes.MAIN)
