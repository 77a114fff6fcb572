"""A local server that compresses, as the hosts of static sites do; the tests' own does not."""

from __future__ import annotations

import contextlib
import gzip
from pathlib import Path

from pages import QuietHandler
from weights import COMPRESSED


class CompressingHandler(QuietHandler):
    """Serves files compressed, keeps connections open, and lets the browser cache for ten minutes."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802 (http.server names it)
        """Answer with a file, or 404."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body, kind = path.read_bytes(), self.guess_type(str(path))
        text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        if path.suffix not in (*COMPRESSED, ".zip") and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a reader who has left
            self.wfile.write(body)
