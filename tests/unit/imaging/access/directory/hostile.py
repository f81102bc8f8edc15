"""A directory that answers what a test wants: redirections, floods, forgeries, other keys."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class HostileDirectory:
    """Its answers by path, which a test changes; by default it is a sound one."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    claims: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]()
        return 200, {"Content-Type": "application/json"}, json.dumps(self._sound(path)).encode()

    def redirect(self, path: str, to: str) -> None:
        self.answers[path] = lambda: (302, {"Location": to}, b"")

    def _sound(self, path: str) -> dict[str, Any]:
        if path == "/keys":
            return {"keys": [self.key.as_dict(private=False, use="sig")]}
        if path == "/token":
            signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, self.claims, self.key)
            return {"access_token": "a", "token_type": "Bearer", "id_token": signed}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "jwks_uri": self.issuer + "/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }


@contextmanager
def hostile_directory() -> Iterator[HostileDirectory]:
    """Serve it on loopback."""
    directory = HostileDirectory()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, body = directory.answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_POST = do_GET  # noqa: N815  (the server looks for it under this name)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        directory.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield directory
        finally:
            server.shutdown()
