"""Files in an S3-compatible store: the real client, and a small server that speaks enough of S3."""

import http.server
import threading

import pytest

from kpverify.dossier import services
from kpverify.errors import Refused

from .conftest import PDF, add

pytest.importorskip("storages", reason="the extra `s3` is not installed")


class Bucket:
    """Keeps what is put, under its path; answers 500 to everything while `is_down`."""

    def __init__(self):
        self.held, self.is_down = {}, False
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self):
                is_chunked = "aws-chunked" in self.headers.get("Content-Encoding", "")
                body = self.chunks() if is_chunked else self.rfile.read(int(self.headers["Content-Length"]))
                if not outer.is_down:
                    outer.held[self.path] = body
                self.answer(500 if outer.is_down else 200)

            def chunks(self):
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                while self.rfile.readline().strip():
                    pass
                return body

            def do_GET(self):
                body = outer.held.get(self.path)
                self.answer(500 if outer.is_down else 404 if body is None else 200, body or b"")

            do_HEAD = do_GET  # noqa: N815

            def do_DELETE(self):
                outer.held.pop(self.path, None)
                self.answer(204)

            def answer(self, status, body=b""):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def bucket(settings, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    made = Bucket()
    options = {
        "bucket_name": "kp",
        "endpoint_url": made.url,
        "region_name": "eu-west-1",
        "location": "dossier",
        "access_key": "test",
        "secret_key": "test",
        "default_acl": None,
        "file_overwrite": False,
    }
    dossier = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "dossier": dossier}
    yield made
    made.stop()


def test_a_file_goes_to_the_bucket_and_comes_back_unchanged(draft, ada, now, bucket):
    made = add(draft, PDF, "slip.pdf", by=ada, now=now)
    ((path, body),) = bucket.held.items()
    assert path == f"/kp/dossier/{made.stored_as}"
    assert body == PDF
    with services.open_file(file_id=made.pk, by=ada)[1] as content:
        assert content.read() == PDF
    bucket.held[path] = PDF + b"x"
    with pytest.raises(Refused) as caught:
        services.open_file(file_id=made.pk, by=ada)
    assert caught.value.code == "file-changed"
    del bucket.held[path]
    with pytest.raises(Refused) as caught:
        services.open_file(file_id=made.pk, by=ada)
    assert caught.value.code == "file-missing"


def test_a_bucket_that_is_down_is_said(draft, ada, now, bucket):
    made = add(draft, PDF, "slip.pdf", by=ada, now=now)
    bucket.is_down = True
    for act in (
        lambda: add(draft, PDF + b"\n", "b.pdf", by=ada, now=now),
        lambda: services.open_file(file_id=made.pk, by=ada),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "store-down"
    assert list(bucket.held.values()) == [PDF]
