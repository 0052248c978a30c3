"""The official SDKs' own signature vectors pass through the webhooks' check."""

from typing import Any

import pytest
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from services.notify.carrier import is_genuine
from tests.support.reference import load_reference

FILE = "twilio_signature_vectors.json"
IDS = 31


def vector(number: int) -> dict[str, Any]:
    vectors: list[dict[str, Any]] = load_reference(FILE)["vectors"]
    assert len(vectors) == IDS
    return vectors[number]


@pytest.mark.parametrize("number", range(IDS))
def test_the_check_agrees_with_the_official_vector(number: int) -> None:
    """Where Twilio's Python SDK is known to differ from its others, we are as it is; where it
    raises, we refuse.
    """
    given = vector(number)
    measured = given["twilio_python_9_13_0"]
    expected = measured if isinstance(measured, bool) else False
    sent = given["body"] if "body" in given else FormData([tuple(p) for p in given["params"]])
    assert is_genuine([given["token"]], given["url"], sent, given["signature"]) is expected
    assert expected is given["valid"] or given["id"].startswith("node-quote-signed")


@pytest.mark.parametrize("number", range(IDS))
def test_no_vector_passes_with_another_token_or_without_a_signature(number: int) -> None:
    given = vector(number)
    sent = given["body"] if "body" in given else FormData([tuple(p) for p in given["params"]])
    assert not is_genuine(["another"], given["url"], sent, given["signature"])
    assert not is_genuine([given["token"]], given["url"], sent, None)


@pytest.mark.parametrize("number", range(2))
def test_the_hash_in_the_address_must_be_that_of_the_body(number: int) -> None:
    given = load_reference(FILE)["body_hash_vectors"][number]
    url = f"https://clinic.example/hook?bodySHA256={given['expected']}"
    signature = RequestValidator("token").compute_signature(url, {})
    assert is_genuine(["token"], url, given["body"], signature) is given.get("valid", True)
