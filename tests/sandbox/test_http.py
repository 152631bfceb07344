"""The sandbox over HTTP answers as it does in process, with every fault of a connection."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from heymarket_dbapi.sandbox import Address, Delay, Drop, Fail, Hang, Trickle, Truncate, serve

from .asking import Client, client

TEAM = "/v1/team"


@pytest.fixture(scope="module")
def asked() -> Client:
    return client(contacts=40, messages=200)


@pytest.fixture
def address(asked: Client) -> Iterator[Address]:
    asked.sandbox.mischief.clear()
    with serve(asked.sandbox) as address:
        yield address


def connect(url: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    connection.connect()
    return connection


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/messages/all", {"limit": 50}),
        ("POST", "/v2/contacts/list", {"limit": 101}),
        ("GET", TEAM, None),
        ("GET", "/v1/users/get", {"email": ["member1@example.com"]}),
        ("GET", "/nowhere", None),
        ("POST", "/v1/tags", None),
    ],
)
def test_http_answers_as_in_process(asked: Client, address: Address, method: str, path: str, body: object) -> None:
    connection = connect(address.url)
    text = b"" if body is None else json.dumps(body).encode()
    for _ in range(2):
        connection.request(method, path, text, asked.headers)
        response = connection.getresponse()
        here = asked.send(method, path, body)
        assert (response.status, response.read()) == (here.status, here.body)
        assert response.headers["x-request-id"] and response.headers["content-type"] == here.header("content-type")
    connection.close()


def test_media_has_another_origin(asked: Client, address: Address) -> None:
    row = next(row for row in asked.sandbox.world.contacts if row["avatar"])
    avatar = asked.get(f"/v1/contact/{row['id']}")["avatar"]
    assert avatar.startswith(address.media_url) and address.media_url != address.url
    connection = connect(address.media_url)
    connection.request("GET", urlsplit(avatar).path)
    assert connection.getresponse().status == asked.sandbox.world.media[avatar.rpartition("/")[2]].status
    connection.close()
    for base, path in ((address.url, urlsplit(avatar).path), (address.media_url, TEAM)):
        connection = connect(base)
        connection.request("GET", path, headers=asked.headers)
        assert connection.getresponse().status == 404
        connection.close()


def test_chunked_bodies_are_read(asked: Client, address: Address) -> None:
    connection = connect(address.url)
    connection.request("POST", "/v1/tags", iter([b'{"lim', b'it": 3}']), asked.headers, encode_chunked=True)
    assert len(json.loads(connection.getresponse().read())) == 3
    connection.close()


def test_bodies_may_wait_for_leave(address: Address) -> None:
    with socket.create_connection((urlsplit(address.url).hostname, address.port), timeout=5) as plain:
        plain.sendall(b"POST /v1/tags HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert plain.recv(100).startswith(b"HTTP/1.1 100")
        plain.sendall(b"{}")
        assert plain.recv(100).startswith(b"HTTP/1.1 401")
        plain.sendall(b"nonsense\r\n")
        while plain.recv(1000):
            pass


def test_lengths_must_be_numbers(address: Address) -> None:
    with socket.create_connection((urlsplit(address.url).hostname, address.port), timeout=5) as plain:
        plain.sendall(b"POST /v1/tags HTTP/1.1\r\nContent-Length: many\r\n\r\n")
        assert plain.recv(100).startswith(b"HTTP/1.1 400")


def test_any_status(asked: Client, address: Address) -> None:
    asked.sandbox.mischief.add(Fail(599, body="odd"))
    connection = connect(address.url)
    connection.request("GET", TEAM, headers=asked.headers)
    response = connection.getresponse()
    assert (response.status, response.read()) == (599, b"odd")
    connection.close()


def test_connections_break(asked: Client, address: Address) -> None:
    asked.sandbox.mischief.script([Truncate(), Drop()], path=TEAM)
    connection = connect(address.url)
    connection.request("GET", TEAM, headers=asked.headers)
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()
    connection.close()
    connection = connect(address.url)
    connection.request("GET", TEAM, headers=asked.headers)
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    connection.close()


def test_slow_replies_are_slow(asked: Client, address: Address) -> None:
    for fault in (Delay(0.1), Trickle(0.1)):
        asked.sandbox.mischief.add(fault)
        connection, begun = connect(address.url), time.monotonic()
        connection.request("GET", TEAM, headers=asked.headers)
        assert json.loads(connection.getresponse().read())["id"]
        assert time.monotonic() - begun >= 0.1
        connection.close()


def test_closing_ends_what_hangs(asked: Client) -> None:
    begun = time.monotonic()
    with serve(asked.sandbox) as address:
        asked.sandbox.mischief.add(Hang())
        connection = connect(address.url)
        connection.request("GET", TEAM, headers=asked.headers)
        time.sleep(0.05)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        connection.getresponse()
    connection.close()
    assert time.monotonic() - begun < 3
    with pytest.raises(OSError, match="refused"):
        connect(address.url)


def test_many_clients_at_once(asked: Client, address: Address) -> None:
    failed: list[object] = []

    def ask() -> None:
        connection = connect(address.url)
        for _ in range(20):
            connection.request("POST", "/v1/messages/all", b'{"limit": 20}', asked.headers)
            response = connection.getresponse()
            if response.status != 200 or len(json.loads(response.read())) != 20:
                failed.append(response)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_the_command_serves_until_it_is_ended() -> None:
    command = [sys.executable, "-m", "heymarket_dbapi.sandbox", "--port", "0", "--contacts", "3", "--messages", "3"]
    with subprocess.Popen([*command, "--switch", "list_avatar=yes"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        serving, dsn = process.stdout.readline(), process.stdout.readline()
        url = serving.split()[1]
        assert dsn.split()[1] == f"heymarket://:sandbox-team-key-6f1d2c@{urlsplit(url).netloc}/?tls=false"
        connection = connect(url)
        connection.request("GET", TEAM)
        assert connection.getresponse().status == 401
        connection.close()
        process.terminate()


def test_the_command_names_a_wrong_option() -> None:
    command = [sys.executable, "-m", "heymarket_dbapi.sandbox", "--port", "0"]
    for extra, hint in ((["--reading", "strickt"], "'strict'"), (["--switch", "limit"], "NAME=VALUE")):
        done = subprocess.run([*command, *extra], capture_output=True, text=True, check=False)
        assert done.returncode == 2 and hint in done.stderr
