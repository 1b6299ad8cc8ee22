import re
import subprocess
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PICTURES = sorted((ROOT / "docs" / "images").glob("*/*.png"))
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
NAMED_FILE = re.compile(r"`((?:bot|handlers|storage|templates|sandbox|tests|docs)/[\w./-]*\.(?:py|json|md|txt))`")
COMMAND = re.compile(r"(?:`|run )bansou ([a-z]+)(?: ([a-z]+))?")
TARGET = re.compile(r"(?:`|^)make ([a-z]+)", re.MULTILINE)
VARIABLES = {str(field.alias or name).upper(): field for name, field in Settings.model_fields.items()}


def test_every_document_is_found() -> None:
    assert {"README.md", "README.ja.md", "CONTRIBUTING.md", "operating.ja.md"} <= {path.name for path in DOCUMENTS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(document: Path) -> None:
    targets = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_are_named_exist(document: Path) -> None:
    named = NAMED_FILE.findall(document.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_example_sets_every_variable_and_no_other() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(names) == sorted(VARIABLES)


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)


@pytest.mark.parametrize("name", ["operating.md", "operating.ja.md"])
def test_operating_explains_every_setting_in_its_table(name: str) -> None:
    table = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE) != []
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == sorted(VARIABLES)


def test_both_readmes_show_the_same_pictures_and_tables() -> None:
    english, japanese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md"))
    assert re.findall(r"docs/images/en/(\w+)\.png", english) != []
    assert set(re.findall(r"docs/images/en/(\w+)", english)) == set(re.findall(r"docs/images/ja/(\w+)", japanese))
    assert set(NAMED_FILE.findall(english)) == set(NAMED_FILE.findall(japanese))


def test_commands_that_are_named_exist() -> None:
    from bot.cli.commands import commands

    app = commands([])
    groups = {
        group.name: {c.name or c.callback.__name__ for c in group.typer_instance.registered_commands}
        for group in app.registered_groups
    }
    alone = {command.name or command.callback.__name__ for command in app.registered_commands}
    wrong = []
    for document in DOCUMENTS:
        for first, second in COMMAND.findall(document.read_text(encoding="utf-8")):
            known = first in alone or (
                first in groups and (not second or second in {n.rstrip("_") for n in groups[first]})
            )
            wrong += [] if known else [f"{document.name}: bansou {first} {second}"]
    assert wrong == []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_pictures_are_small(picture: Path) -> None:
    assert picture.stat().st_size < 200_000


def test_the_targets_of_the_makefile_that_are_named_exist() -> None:
    listed = subprocess.run(["make", "-pRrq", "-C", str(ROOT), ":"], capture_output=True, text=True, check=False).stdout
    targets = set(re.findall(r"^([a-z]+):", listed, re.MULTILINE))
    named = {name for path in DOCUMENTS for name in TARGET.findall(path.read_text(encoding="utf-8"))}
    assert {"demo", "test"} <= named
    assert named <= targets
