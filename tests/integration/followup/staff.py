"""Members of staff, who ask followup as dashboard does for them."""

import httpx

from shared.auth import Role, Staff, issue_token
from tests.integration.followup.worlds import PATIENT, World

SECRET = "a-secret-that-only-these-tests-know"
SERIES = f"/staff/v1/patients/{PATIENT}/series"
OPEN = "/staff/v1/alerts"
LIN = Staff("lin", "Dr. Lin", Role.PRACTITIONER)
KIM = Staff("kim", "Kim", Role.FRONT_DESK)
OWNER = Staff("chianni", "Dr. Chianni", Role.OWNER)
READER = Staff("eve", "Eve", Role.READ_ONLY)


class StaffClient:
    def __init__(self, client: httpx.AsyncClient, world: World) -> None:
        self._client = client
        self._world = world

    async def get(self, path: str, staff: Staff = LIN) -> httpx.Response:
        return await self._client.get(path, headers=self._bearer(staff))

    async def put(self, path: str, body: object, staff: Staff = LIN) -> httpx.Response:
        return await self._client.put(path, headers=self._bearer(staff), json=body)

    async def delete(self, path: str, staff: Staff = LIN) -> httpx.Response:
        return await self._client.delete(path, headers=self._bearer(staff))

    async def post(self, path: str, staff: Staff = LIN, **body: object) -> httpx.Response:
        return await self._client.post(path, headers=self._bearer(staff), json=body)

    async def open_alert(self) -> str:
        await self._world.ask()
        await self._world.reply("9")
        listed = (await self.get(OPEN)).json()["alerts"]
        return f"{OPEN}/{listed[0]['alert_id']}"

    def _bearer(self, staff: Staff, audience: str = "followup") -> dict[str, str]:
        now = self._world.clock.now()
        token = issue_token(staff, audience=audience, secret=SECRET, now=now)
        return {"Authorization": f"Bearer {token}"}
