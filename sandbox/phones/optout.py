"""What a US long code does by itself with STOP, START and HELP.

Keyword lists: Twilio's defaults. A reply goes out for HELP and whenever the state changes; a second
STOP, or a YES from somebody who never left, gets none.
"""

import sqlite3

from sandbox.phones import handsets

_STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
_START = {"START", "YES", "UNSTOP"}
_HELP = {"HELP", "INFO"}

_STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this"
    " number. Reply START to resubscribe."
)
_STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help."
    " Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
_HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


def obey_keyword(conn: sqlite3.Connection, phone: str, body: str) -> str | None:
    """Blocks or unblocks the phone; returns the carrier's answer. Only a whole message counts."""
    word = body.strip().upper()
    out = handsets.opted_out(conn, phone)
    if word in _STOP and not out:
        handsets.set_opted_out(conn, phone, True)
        return _STOPPED
    if word in _START and out:
        handsets.set_opted_out(conn, phone, False)
        return _STARTED
    return _HELPED if word in _HELP else None
