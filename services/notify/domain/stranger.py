"""Phones that belong to no patient, named without giving them away."""

import hashlib
import hmac


class Stranger:
    """A keyed hash: the numbers of a country are few enough to try them all on a plain one."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def __call__(self, phone: str) -> str:
        return "phone:" + hmac.new(self._key, phone.encode(), hashlib.sha256).hexdigest()[:32]
