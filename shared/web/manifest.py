"""Which hashed file a bundle's plain name stands for, and how those files are served."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike, stat_result

    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.types import Scope

DIST = Path(__file__).parent / "static" / "dist"
FILES = DIST / "files"
MANIFEST = DIST / "manifest.json"
URL_PREFIX = "/assets"


class AssetsNotBuiltError(Exception):
    """The bundles are missing; `make assets` builds them."""


class UnknownAssetError(KeyError):
    """A template asks for a bundle that no entry in shared/web/assets makes."""


@dataclass(frozen=True)
class Assets:
    files: "Mapping[str, str]"

    @classmethod
    def load(cls, manifest: Path = MANIFEST) -> "Assets":
        try:
            return cls(json.loads(manifest.read_text("utf-8")))
        except FileNotFoundError:
            raise AssetsNotBuiltError("the page assets are not built: run `make assets`") from None

    def __call__(self, name: str) -> str:
        """The address of a bundle: `patient.css` -> `/assets/patient-4KX2.css`."""
        if name not in self.files:
            raise UnknownAssetError(name)
        return f"{URL_PREFIX}/{self.files[name]}"


class ImmutableFiles(StaticFiles):
    """A hashed name never changes its content, so a browser need not ask twice."""

    def file_response(
        self,
        full_path: "str | PathLike[str]",
        stat_result: "stat_result",
        scope: "Scope",
        status_code: int = 200,
    ) -> "Response":
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def mount_static(app: "Starlette") -> None:
    """Serve the bundles. Pages are left uncompressed: they carry form tokens (BREACH)."""
    app.mount(URL_PREFIX, GZipMiddleware(ImmutableFiles(directory=FILES)), name="assets")
