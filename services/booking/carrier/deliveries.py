"""The only file that talks to the receivers of webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from services.booking.carrier.addresses import Addresses, RefusedAddressError

TIMEOUT_SECONDS = 15


@dataclass(frozen=True)
class Carrier:
    client: httpx.AsyncClient
    addresses: Addresses

    async def send(self, url: str, headers: Mapping[str, str], body: str) -> str:
        """The status as text, or what went wrong. Its answer's body is not read."""
        try:
            target = await self.addresses.check(url)
            host = httpx.URL(url).netloc.decode()
            request = self.client.build_request(
                "POST",
                target,
                content=body,
                headers={**headers, "host": host},
                timeout=TIMEOUT_SECONDS,
                extensions={"sni_hostname": httpx.URL(url).host},
            )
            response = await self.client.send(request, stream=True, follow_redirects=False)
            await response.aclose()
        except RefusedAddressError:
            return "refused_address"
        except httpx.TimeoutException:
            return "timeout"
        except httpx.HTTPError:
            return "unreachable"
        return str(response.status_code)
