"""What every page stands on: templates, assets, security headers, error pages, form tokens."""

from shared.web.csrf import CsrfError
from shared.web.errors import error_page, install_error_pages
from shared.web.headers import SecurityHeaders
from shared.web.manifest import Assets, AssetsNotBuiltError, mount_static
from shared.web.templating import templates
from shared.web.translations import to_translate

__all__ = [
    "Assets",
    "AssetsNotBuiltError",
    "CsrfError",
    "SecurityHeaders",
    "error_page",
    "install_error_pages",
    "mount_static",
    "templates",
    "to_translate",
]
