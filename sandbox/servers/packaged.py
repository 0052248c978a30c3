"""Where an installed Python package keeps the binaries it ships."""

import stat
from importlib.util import find_spec
from pathlib import Path

from sandbox.servers.server import ServerUnavailableError


def package_directory(package: str) -> Path:
    """Found without importing: some of these packages write to disk or warn when imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ServerUnavailableError(
            f"The package {package} is not installed; requirements/sandbox.txt names it."
        )
    return Path(spec.submodule_search_locations[0])


def packaged_binary(package: str, pattern: str) -> Path:
    """The one file matching `pattern` below the package, executable."""
    found = sorted(package_directory(package).glob(pattern))
    if not found:
        raise ServerUnavailableError(
            f"The package {package} has no {Path(pattern).name} for this kind of machine."
        )
    binary = found[0]
    if not binary.stat().st_mode & stat.S_IXUSR:  # not every installer keeps the bit
        binary.chmod(0o755)
    return binary
