"""The Jinja environment: a service's own templates first, then the shared ones."""

import json
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from shared.web.manifest import Assets
from shared.web.words import LANGUAGE_TAGS, WORDS

if TYPE_CHECKING:
    from pathlib import Path

# No eval, no inline style, no script in a swapped fragment: the content security policy holds.
# No history cache: a patient's page must not stay in the browser's storage.
HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "selfRequestsOnly": True,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "409|422", "swap": True},
            {"code": "401", "swap": False},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)


def templates(
    service_templates: "Path", language: str = "en", assets: Assets | None = None
) -> Environment:
    """One environment speaks one language; a service builds one for each that it offers.

    Templates find `asset(name)`, `language`, `language_tag`, `base_words` and `htmx_config`.
    A name that is not there is an error, never an empty string.
    """
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(service_templates), PackageLoader("shared.web")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        enable_async=False,
    )
    environment.globals.update(
        asset=assets or Assets.load(),
        language=language,
        language_tag=LANGUAGE_TAGS[language],
        base_words=WORDS[language],
        htmx_config=HTMX_CONFIG,
    )
    return environment
