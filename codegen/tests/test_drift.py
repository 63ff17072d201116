"""The command: what it writes, what `--check` finds, and that the same contracts give the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from codegen import writer
from codegen.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
SPEC = Path(__file__).parent / "golden_openapi" / "spec"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the tiny contract in `spec` and its generated package in `out`."""
    shutil.copytree(SPEC, tmp_path / "spec")
    assert run(tmp_path) == 0
    return tmp_path


def run(folder: Path, *more: str) -> int:
    return main(["--spec", str(folder / "spec"), "--out", str(folder / "out"), "--package", "wall", *more])


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_check_is_content_with_what_was_written(project: Path) -> None:
    assert run(project, "--check") == 0


def test_writing_again_touches_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {file: file.stat().st_mtime_ns for file in project.rglob("*")}

    assert run(project) == 0
    assert {file: file.stat().st_mtime_ns for file in project.rglob("*")} == before
    assert " 0 written, 0 removed" in capsys.readouterr().out


def test_one_number_changes_only_the_lines_that_carry_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project / "spec" / "policies.yaml", "total_s: 1.5", "total_s: 2.5")
    capsys.readouterr()

    assert run(project, "--check") == 1
    told = capsys.readouterr().out
    changed = [line for line in told.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
    assert [line[0] + line[1:].strip() for line in changed if '": "' not in line] == [
        "-timeout=TimeoutPolicy(attempt_s=0.5, total_s=1.5),",
        "+timeout=TimeoutPolicy(attempt_s=0.5, total_s=2.5),",
        "-| timeout | attempt_s 0.5, total_s 1.5 |",
        "+| timeout | attempt_s 0.5, total_s 2.5 |",
    ]
    hashes = [line.split('"')[1] for line in changed if '": "' in line]
    assert sorted(set(hashes)) == ["policies.yaml", "wall/clients/notes/policies.py", "wall/docs/notes.md"]
    assert "different: wall/clients/notes/policies.py" in told
    assert "different: wall/docs/notes.md" in told
    assert len([line for line in told.splitlines() if line.startswith("different: ")]) == 3


def test_check_changes_nothing(project: Path) -> None:
    change(project / "spec" / "policies.yaml", "total_s: 1.5", "total_s: 2.5")
    before = snapshot(project)

    assert run(project, "--check") == 1
    assert snapshot(project) == before


@pytest.mark.parametrize("orphan", ["clients/old/client.py", "servers/notes/extra.py"])
def test_a_file_that_nothing_generates_any_more_is_an_orphan(
    project: Path, orphan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "out" / "wall" / orphan
    file.parent.mkdir(exist_ok=True)
    file.write_text("x = 1\n")

    assert run(project, "--check") == 1
    assert f"orphan: wall/{orphan}" in capsys.readouterr().out
    assert run(project) == 0
    assert not file.exists()


def test_beside_the_public_modules_only_what_says_that_it_is_generated_is_an_orphan(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = project / "out" / "wall" / "old.py", project / "out" / "wall" / "mine.py"
    ours.write_text(f"# {writer.MARK} by codegen.\n")
    theirs.write_text("x = 1\n")

    assert run(project, "--check") == 1
    assert "orphan: wall/old.py" in capsys.readouterr().out
    assert run(project) == 0
    assert (ours.exists(), theirs.exists()) == (False, True)


def test_a_removed_contract_takes_its_files_along(project: Path) -> None:
    text = (project / "spec" / "notes.yaml").read_text(encoding="utf-8")
    (project / "spec" / "notes.yaml").unlink()
    (project / "spec" / "cards.yaml").write_text(text.replace("x-mg-service: notes", "x-mg-service: cards"))

    assert run(project) == 0
    assert not (project / "out" / "wall" / "clients" / "notes").exists()
    assert not (project / "out" / "wall" / "notes.py").exists()
    assert (project / "out" / "wall" / "clients" / "cards" / "client.py").is_file()


def test_a_hand_edit_and_a_missing_file_are_found(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited = project / "out" / "wall" / "clients" / "notes" / "client.py"
    edited.write_text(edited.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    (project / "out" / "wall" / "servers" / "notes" / "service.py").unlink()

    assert run(project, "--check") == 1
    told = capsys.readouterr().out
    assert "different: wall/clients/notes/client.py" in told
    assert "missing: wall/servers/notes/service.py" in told
    assert "-# mine" in told


def test_the_lock_names_every_input_and_output(project: Path) -> None:
    lock = json.loads((project / "out" / "codegen.lock").read_text(encoding="utf-8"))

    assert sorted(lock["inputs"]) == ["notes.yaml", "parts.yaml", "policies.yaml"]
    assert set(lock["outputs"]) == set(snapshot(project / "out")) - {"codegen.lock"}
    assert all(len(digest) == 64 for digest in [*lock["inputs"].values(), *lock["outputs"].values()])


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_no_hash_seed_and_no_folder_changes_the_bytes(project: Path, seed: str, tmp_path: Path) -> None:
    other = tmp_path / f"elsewhere-{seed}"
    shutil.copytree(SPEC, other / "spec")
    arguments = ["--spec", str(other / "spec"), "--out", str(other / "out"), "--package", "wall"]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}

    subprocess.run([sys.executable, "-m", "codegen", *arguments], check=True, cwd=other, env=environment)

    assert snapshot(other / "out") == snapshot(project / "out")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--spec", "x"], "--spec, --out and --package go together"),
        (["--spec", "/nowhere", "--out", "o", "--package", "p"], "--spec /nowhere: no such folder"),
        (["--spec", ".", "--out", "o", "--package", "not a name"], "--package not a name: not a Python name"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"{expected}\n"


def test_a_folder_without_a_contract_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "spec").mkdir()

    assert run(tmp_path) == 2
    assert "no contract found" in capsys.readouterr().err


def test_broken_policies_are_one_line_and_status_2(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project / "spec" / "policies.yaml", "max_retries: 2", "max_retries: 11")

    assert run(project) == 2
    assert capsys.readouterr().err == "policies.yaml:4: max_retries must be a whole number from 0 to 10, not 11\n"
