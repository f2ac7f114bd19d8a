"""Imports point one way: pure packages, models, subject modules, forms, views and commands, config."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PURE = ["mixitup/assignment", "mixitup/pages", "mixitup/tables"]
APPS = {"mixitup", "lessons", "networking"}
MAY_IMPORT = {"mixitup": set(), "lessons": {"mixitup"}, "networking": {"mixitup"}}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_mixitup_package_imports_nothing():
    assert (ROOT / "mixitup/__init__.py").read_text() == ""


@pytest.mark.parametrize("folder", PURE)
def test_pure_packages_import_neither_django_nor_the_rest(folder):
    own = folder.replace("/", ".")
    for path in files(folder):
        for name in imported(path):
            assert not name.startswith("django"), f"{path}: {name}"
            assert not name.startswith("mixitup") or name.startswith(own), f"{path}: {name}"


@pytest.mark.parametrize("app", sorted(APPS))
def test_apps_import_only_what_they_may(app):
    for path in files(app):
        others = {name.split(".")[0] for name in imported(path)} & (APPS | {"config"}) - {app}
        assert others <= MAY_IMPORT[app], f"{path}: {others}"


LAYERS = ["models", "forms", "views"]


def test_lower_layers_never_import_higher_ones():
    for path in files("mixitup"):
        relative = path.relative_to(ROOT / "mixitup")
        top = relative.parts[0].removesuffix(".py")
        if top in ("views", "management", "urls", "tasks", "migrations"):
            continue
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != "mixitup" or len(parts) < 2:
                continue
            if top == "models":
                assert parts[1] in ("models", *[Path(pure).name for pure in PURE]), f"{path}: {name}"
            assert parts[1] not in ("views", "management", "urls"), f"{path}: {name}"
            if top != "forms":
                assert parts[1] != "forms", f"{path}: {name}"
