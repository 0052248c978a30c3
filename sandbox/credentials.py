"""The sandbox's secrets: made once, kept in a file only its owner reads."""

import json
import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Credentials:
    postgres_admin: str = field(default_factory=_secret)
    booking_database: str = field(default_factory=_secret)
    notify_database: str = field(default_factory=_secret)
    followup_database: str = field(default_factory=_secret)
    dashboard_database: str = field(default_factory=_secret)
    service_secret: str = field(default_factory=_secret)
    link_secret: str = field(default_factory=_secret)
    phone_hash_key: str = field(default_factory=_secret)
    session_secret: str = field(default_factory=_secret)
    staff_password: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    carrier_account: str = field(default_factory=lambda: f"AC{secrets.token_hex(16)}")
    carrier_token: str = field(default_factory=lambda: secrets.token_hex(16))

    def database(self, service: str) -> str:
        return str(getattr(self, f"{service}_database"))


def load_or_make(path: Path) -> Credentials:
    """What the file holds, with what it lacks made and written down."""
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    names = {f.name for f in fields(Credentials)}
    credentials = Credentials(**{name: value for name, value in known.items() if name in names})
    if asdict(credentials) != known:
        _write(path, credentials)
    return credentials


def _write(path: Path, credentials: Credentials) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(asdict(credentials), indent=2) + "\n", "utf-8")
    fresh.replace(path)
