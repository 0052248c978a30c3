"""Which events booking follows, and what each one does."""

from services.booking.domain.manage_link import Links
from services.booking.handlers.replies import apply_reply
from services.booking.handlers.visits import Desk
from services.booking.store.catalogue import CatalogueCache
from shared.consumer import Handlers
from shared.db import Connection
from shared.events import Received
from shared.events.replies import ReplyReceived


def handlers(catalogues: CatalogueCache, links: Links) -> Handlers:
    async def on_desk(conn: Connection, received: Received[ReplyReceived]) -> None:
        desk = Desk(await catalogues.current(conn), links)
        await apply_reply(conn, desk, received)

    return {ReplyReceived: on_desk}
