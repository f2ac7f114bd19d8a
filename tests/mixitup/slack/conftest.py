"""A Slack of our own: a web server on this machine that takes posts and says what it is told to say."""

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mixitup.models import SlackChannel
from tests.factories import drafted_session

NOW = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)


class Slack:
    """`answers` are (status, body, headers) for the next posts, then 200 ok; `texts` is what it took."""

    def __init__(self):
        self.answers, self.texts, self.asked, self.kinds = [], [], 0, []
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                slack.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, words, headers = slack.answers.pop(0) if slack.answers else (200, "ok", {})
                if status == 200:
                    slack.texts.append(json.loads(body)["text"])
                    slack.kinds.append(self.headers["Content-Type"])
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(words.encode())

            def do_GET(self):
                self.do_POST()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.webhook = f"{self.origin}/services/T0/B0/s3cretx7Kq"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def slack(settings):
    server = Slack()
    settings.SLACK_ORIGINS = ["https://hooks.slack.com", server.origin]
    yield server
    server.close()


@pytest.fixture
def channel(db, slack):
    channel = SlackChannel(webhook=slack.webhook, name="#mix")
    channel.save()
    return channel


@pytest.fixture
def session(db):
    session = drafted_session(rooms=2, people=3)
    names = ["Ada Vega", "Bo Nair", "Cy Holm", "Di Park", "Ed Ito", "Flo Reyes"]
    for seat, name in zip(
        session.draft.memberships.order_by("group__number", "role", "pk"), names, strict=True
    ):
        seat.student.name = name
        seat.student.save()
    return session
