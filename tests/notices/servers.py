"""A real mail server and a real web server, small, in threads: they take what is sent and answer as they are told."""

import http.server
import socket
import socketserver
import ssl
import threading
from email import message_from_bytes, policy


class MailServer:
    """SMTP on a socket; `answers` maps a verb (or the end of the data, `.`) to the line it is answered with."""

    def __init__(self, port=0):
        self.mails, self.answers, self.recipients = [], {}, []
        self.before_taking = lambda: None
        outer = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                self.say("220 test")
                while line := self.rfile.readline(2000):
                    verb = line.decode().strip().split(" ")[0].upper()
                    if verb == "RCPT":
                        outer.recipients.append(line.decode().strip())
                    given = outer.answers.get(verb)
                    if verb == "DATA" and given is None:
                        self.take()
                    elif verb == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say(given or "250 ok")

            def take(self):
                self.say("354 go on")
                body = b""
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    body += line.removeprefix(b".")
                outer.before_taking()
                answer = outer.answers.get(".", "250 taken")
                if answer.startswith("250"):
                    outer.mails.append(message_from_bytes(body, policy=policy.default))
                self.say(answer)

            def say(self, line):
                self.wfile.write(f"{line}\r\n".encode())

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.server = Server(("127.0.0.1", port), Session)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class HookServer:
    """HTTP, or TLS with a certificate; keeps what is posted, and answers with `status` and `body`."""

    def __init__(self, certificate=None):
        self.posted, self.status, self.body, self.headers = [], 200, b"ok", {}
        self.before_answering = lambda handler: None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.posted.append((dict(self.headers), body, self.path))
                outer.before_answering(self)
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"{'https://127.0.0.1' if certificate else 'http://localhost'}:{self.port}/kp?a=1"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def free_port():
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
