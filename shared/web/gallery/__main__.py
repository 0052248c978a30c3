"""`python -m shared.web.gallery [port]`: look at every component in a browser."""

import sys

import uvicorn

from shared.web.gallery.app import create_app

if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    uvicorn.run(create_app(stream_seconds=10), port=port, timeout_graceful_shutdown=1)
