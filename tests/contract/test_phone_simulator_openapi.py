"""Every successful answer of the simulator is one that Twilio's own OpenAPI document allows."""

from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from tests.support.phones import RunningPhones
from tests.support.reference import load_reference

ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
ANA = "+13105550142"


class TwilioDocument:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._registry: Registry[Any] = Registry().with_resource(
            "urn:twilio", DRAFT4.create_resource(document)
        )

    def check(self, path: str, method: str, answer: httpx.Response) -> None:
        """Raises when the document has no such answer, or the body is not what it describes."""
        described = self._document["paths"][path][method]["responses"]
        expected = described[str(answer.status_code)]
        if answer.status_code == 204:
            assert answer.content == b""
            return
        pointer = f"#/paths/{_escaped(path)}/{method}/responses/{answer.status_code}"
        assert answer.headers["content-type"].startswith("application/json")
        assert "application/json" in expected["content"]
        schema = {"$ref": f"urn:twilio{pointer}/content/application~1json/schema"}
        OAS30Validator(schema, registry=self._registry).validate(answer.json())


def _escaped(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


@pytest.fixture(scope="session")
def document() -> TwilioDocument:
    return TwilioDocument(load_reference("twilio_api_v2010_messages.json"))


@pytest.fixture
def properties() -> set[str]:
    document = load_reference("twilio_api_v2010_messages.json")
    return set(document["components"]["schemas"]["api.v2010.account.message"]["properties"])


class Api:
    """Twilio's API by hand, so that the raw answers can be looked at."""

    def __init__(self, phones: RunningPhones) -> None:
        self._phones = phones
        self._base = f"/2010-04-01/Accounts/{phones.settings.account_sid}"
        self._auth = (phones.settings.account_sid, phones.settings.auth_token)

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return await self._phones.http.request(
            method, self._base + path, auth=self._auth, **options
        )

    async def create(self, **params: Any) -> httpx.Response:
        form = {"To": ANA, "From": self._phones.settings.number, "Body": "Hello", **params}
        return await self.call("POST", "/Messages.json", data=form)


@pytest.fixture
def api(phones: RunningPhones) -> Api:
    return Api(phones)


async def test_the_check_itself_refuses_a_wrong_body(document: TwilioDocument, api: Api) -> None:
    answer = await api.create()
    spoiled = httpx.Response(201, json=answer.json() | {"num_segments": 1})
    with pytest.raises(Exception, match="1 is not of type 'string'"):
        document.check(f"{ACCOUNT}/Messages.json", "post", spoiled)


async def test_a_created_message_is_as_documented(
    document: TwilioDocument, properties: set[str], api: Api
) -> None:
    answer = await api.create(Body="Más" * 100, StatusCallback="https://clinic.example/s?m=1")
    document.check(f"{ACCOUNT}/Messages.json", "post", answer)
    message = answer.json()
    assert set(message) == properties
    assert (message["status"], message["num_segments"], message["num_media"]) == (
        "queued",
        "5",
        "0",
    )
    assert (message["date_sent"], message["price"], message["error_code"]) == (None, None, None)
    assert message["date_created"].endswith(" +0000")


async def test_a_message_of_a_service_has_no_sender_at_first(
    document: TwilioDocument, phones: RunningPhones, api: Api
) -> None:
    service = phones.settings.messaging_service_sid
    answer = await api.create(From="", MessagingServiceSid=service)
    document.check(f"{ACCOUNT}/Messages.json", "post", answer)
    message = answer.json()
    assert (message["status"], message["from"], message["num_segments"]) == ("accepted", None, "0")
    await phones.wait_for_text(ANA, lambda text: text["status"] == "delivered")
    later = (await api.call("GET", f"/Messages/{message['sid']}.json")).json()
    assert (later["from"], later["num_segments"]) == (phones.settings.number, "1")


async def test_a_picture_makes_an_mms_with_media(document: TwilioDocument, api: Api) -> None:
    answer = await api.create(Body="", MediaUrl=["https://a.example/1.png", "https://a.example/2"])
    document.check(f"{ACCOUNT}/Messages.json", "post", answer)
    sid = answer.json()["sid"]
    assert sid.startswith("MM")
    media = await api.call("GET", f"/Messages/{sid}/Media.json")
    document.check(f"{ACCOUNT}/Messages/{{MessageSid}}/Media.json", "get", media)
    assert len(media.json()["media_list"]) == 2
    one = await api.call(
        "GET", f"/Messages/{sid}/Media/{media.json()['media_list'][1]['sid']}.json"
    )
    document.check(f"{ACCOUNT}/Messages/{{MessageSid}}/Media/{{Sid}}.json", "get", one)


async def test_fetch_list_update_and_delete_are_as_documented(
    document: TwilioDocument, phones: RunningPhones, api: Api
) -> None:
    sid = (await api.create()).json()["sid"]
    await phones.reply(ANA, "C")
    await phones.wait_for_text(ANA, lambda text: text["status"] == "delivered")
    one = f"{ACCOUNT}/Messages/{{Sid}}.json"
    document.check(one, "get", await api.call("GET", f"/Messages/{sid}.json"))
    listed = await api.call("GET", "/Messages.json", params={"PageSize": 1})
    document.check(f"{ACCOUNT}/Messages.json", "get", listed)
    redacted = await api.call("POST", f"/Messages/{sid}.json", data={"Body": ""})
    document.check(one, "post", redacted)
    assert redacted.json()["body"] == ""
    document.check(one, "delete", await api.call("DELETE", f"/Messages/{sid}.json"))
    assert (await api.call("GET", f"/Messages/{sid}.json")).status_code == 404


async def test_an_undelivered_message_names_its_error(
    document: TwilioDocument, phones: RunningPhones, api: Api
) -> None:
    await phones.order_fault("undelivered", error_code=30005)
    sid = (await api.create()).json()["sid"]
    await phones.wait_for_text(ANA, lambda text: text["status"] == "undelivered")
    answer = await api.call("GET", f"/Messages/{sid}.json")
    document.check(f"{ACCOUNT}/Messages/{{Sid}}.json", "get", answer)
    assert (answer.json()["error_code"], bool(answer.json()["error_message"])) == (30005, True)


async def test_an_error_has_twilios_four_fields(api: Api) -> None:
    answer = await api.create(Body="")
    assert answer.status_code == 400
    assert answer.json() == {
        "code": 21602,
        "message": "Message body is required",
        "more_info": "https://www.twilio.com/docs/errors/21602",
        "status": 400,
    }


async def test_wrong_credentials_are_20003_and_unknown_paths_20404(
    phones: RunningPhones, api: Api
) -> None:
    path = f"/2010-04-01/Accounts/{phones.settings.account_sid}/Messages.json"
    for auth in [None, (phones.settings.account_sid, "wrong")]:
        answer = await phones.http.get(path, auth=auth)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)
        assert answer.headers["www-authenticate"].startswith("Basic")
    unknown = await api.call("GET", "/Calls.json")
    assert (unknown.status_code, unknown.json()["code"]) == (404, 20404)
