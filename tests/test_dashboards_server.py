"""The dashboard as a server: who is answered, on raw sockets, and that it asks nobody outside the machine for anything."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from dashboard_helpers import sample_store
from hypothesis import given, settings
from hypothesis import strategies as st
from served import Served, serving
from sizes import sized

from dashboards import outside
from dashboards.guard import Headers, Logins, Place, is_foreign
from graph_schema.errors import InputError
from graph_schema.messages import say
from tracer.cli.serving import listening_at, place_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "forged_requests.toml").read_text(encoding="utf-8"))["request"]
PATHS = (
    *("/", "/overview", "/document?doc=x", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics"),
    *("/media/0.csv", "/static/index.html", "/_stcore/bidi-components/x", "/component/x/y", "/nothing/of/the/kind"),
    *("/auth/login", "/_stcore/script-health-check", "/oauth2callback"),
)
WRITES = (("PUT", "/_stcore/upload_file/a/b"), ("DELETE", "/_stcore/upload_file/a/b"), ("POST", "/_stcore/agent"))
REFUSED = (400, 403)
WATCH = """
import json, os, sys
from ipaddress import ip_address

def inside(host):
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False

def watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = args[1][0] if isinstance(args[1], tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = args[0] if args[0] != "0.0.0.0" else None  # an address is not looked up
    elif event == "sys.addaudithook":
        host = None
    else:
        return
    with open(os.environ["WATCHED"], "a") as out:
        out.write(json.dumps([event, str(host), inside(host)]) + "\\n")
    if not inside(host):
        raise OSError("nothing is outside")

sys.addaudithook(watch)
"""


# --- requests ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it came over the socket."""

    status: int
    headers: Mapping[str, str]
    text: str


def ask(port: int, method: str, target: str, *lines: str) -> Answer:
    """Returns the answer to a request of exactly these lines."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        request = "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""])
        connection.sendall(request.encode("latin-1"))
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
            if answer.startswith(b"HTTP/1.1 101"):
                break
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}
    return Answer(status=int(first.split()[1]), headers=headers, text=body.decode("utf-8", "replace"))


def socket_lines(origin: str | None) -> list[str]:
    """Returns the headers by which a browser asks for the pages' socket."""
    asked = [
        *("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"),
        *("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: streamlit"),
    ]
    return asked if origin is None else [*asked, f"Origin: {origin}"]


def lines_of(case: Mapping[str, object], port: int) -> list[str]:
    """Returns the headers of a case, but for its origin."""
    hosts = case["hosts"]
    assert isinstance(hosts, list)
    named = {"site": "Sec-Fetch-Site", "mode": "Sec-Fetch-Mode", "dest": "Sec-Fetch-Dest"}
    return [
        *(f"Host: {str(host).format(port=port)}" for host in hosts),
        *(f"{name}: {case[key]}" for key, name in named.items() if key in case),
    ]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yields a dashboard on this machine only."""
    with serving(tmp_path_factory.mktemp("here"), sample_store()) as served:
        yield served


@pytest.fixture(scope="module")
def open_to_others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yields a dashboard on all addresses of this machine."""
    with serving(tmp_path_factory.mktemp("others"), sample_store(), "--host", "0.0.0.0") as served:
        yield served


def test_cases_name_only_what_a_case_has() -> None:
    known = {"purpose", "hosts", "origin", "site", "mode", "dest", "target", "opened", "socket"}
    assert [case["purpose"] for case in CASES if set(case) - known] == []


@pytest.mark.parametrize("case", CASES, ids=[case["purpose"] for case in CASES])
def test_pages_and_socket_are_for_those_who_mean_us(here: Served, case: Mapping[str, object]) -> None:
    port, opened = here.port, case.get("opened") is True
    lines = lines_of(case, port)
    origin = str(case["origin"]).format(port=port) if "origin" in case else None
    target = str(case.get("target", "/_stcore/stream")).format(port=port)
    answer = ask(port, "GET", target, *lines, *socket_lines(origin))
    assert (answer.status == 101) is (opened and case.get("socket") is not False)
    assert answer.status in (101, *REFUSED)

    given = [] if origin is None else [f"Origin: {origin}"]
    for path in PATHS if "target" not in case else (target,):
        answer = ask(port, "GET", path, *lines, *given, "Connection: close")
        assert (answer.status in REFUSED) is not opened, path
    if not opened and "target" not in case:
        for method, path in WRITES:
            assert ask(port, method, path, *lines, *given, "Connection: close").status in REFUSED, path


def test_a_socket_says_whose_page_opens_it(here: Served) -> None:
    assert ask(here.port, "GET", "/_stcore/stream", f"Host: 127.0.0.1:{here.port}", *socket_lines(None)).status == 403


def test_an_upload_needs_the_token_of_the_page(here: Served) -> None:
    own = (f"Host: 127.0.0.1:{here.port}", f"Origin: http://127.0.0.1:{here.port}", "Connection: close")
    assert ask(here.port, "PUT", "/_stcore/upload_file/a/b", *own, "Content-Length: 0").status == 403


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/media/none.csv", "/static/", "/static/../../app.py", "/x"])
def test_headers_forbid_what_pages_need_not(here: Served, path: str) -> None:
    answer = ask(here.port, "GET", path, f"Host: 127.0.0.1:{here.port}", "Connection: close")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert "Index of" not in answer.text and "def main" not in answer.text
    assert "server" not in answer.headers


def test_options_of_the_folder_it_was_started_in_do_not_count(tmp_path: Path) -> None:
    folder = tmp_path / ".streamlit"
    folder.mkdir()
    folder.joinpath("config.toml").write_text(
        '[server]\nenableCORS = false\nenableXsrfProtection = false\nenableStaticServing = true\n'
        'baseUrlPath = "x"\n[global]\ndevelopmentMode = true\n', encoding="utf-8"
    )  # fmt: skip
    # Nor do modules that lie there: they would be run.
    for name in ("streamlit", "dashboards", "json"):
        tmp_path.joinpath(f"{name}.py").write_text("raise SystemExit('run')\n", encoding="utf-8")
    with serving(tmp_path, sample_store(), safe_path=True) as served:
        own = (f"Host: 127.0.0.1:{served.port}", "Connection: close")
        assert ask(served.port, "GET", "/_stcore/health", *own).text == "ok"
        written = (*own, f"Origin: http://127.0.0.1:{served.port}", "Content-Length: 0")
        assert ask(served.port, "PUT", "/_stcore/upload_file/a/b", *written).status == 403


PIECES = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "evil.example",
    ":",
    "8501",
    ".",
    "@",
    "/",
    "#",
    "?",
    "%",
    " ",
    "0",
    "-",
    "[",
    "]",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=7).map("".join))
@settings(max_examples=sized(2000, 200_000), deadline=None)
def test_no_spelling_of_another_host_is_ours(host: str) -> None:
    names = frozenset({"127.0.0.1", "localhost", "[::1]"})
    ours = {f"{name}:8501" for name in names}
    assert Place(names=names, port=8501).is_named(host) is (host.lower() in ours)
    everywhere = Place(names=frozenset({"pc-7"}), port=8501, any_address=True)
    if everywhere.is_named(host) and host.lower() != "pc-7:8501":
        name, _, port = host.rpartition(":")
        assert port == "8501" and ip_address(name.strip("[]")).version in (4, 6), "an address, which leads nowhere else"


@pytest.mark.parametrize("hosts", [["localhost:8501"] * 2, ["localhost:8501", "evil.example"], [], ["evil.example"]])
def test_the_guard_itself_asks_for_one_host(hosts: list[str]) -> None:
    # The server under it refuses two as well; the guard does not lean on that.
    headers = Headers([(b"Host", host.encode()) for host in hosts])
    place = Place(names=frozenset({"localhost"}), port=8501)
    assert is_foreign({"type": "http", "path": "/", "method": "GET"}, headers, place)


# --- the token ---------------------------------------------------------------------------------


def test_without_the_token_nothing_answers(open_to_others: Served) -> None:
    port = open_to_others.port
    host = f"Host: 127.0.0.1:{port}"
    for path in (*PATHS, "/?token=", "/?token=x", "/_stcore/health?token=%00", "/?token=%ff%fe"):
        assert ask(port, "GET", path, host, "Connection: close").status == 401, path
    for cookie in ("", f"tracer_{port}=", f"tracer_{port}=x", f"tracer_{port}=\xff", "=;;=", "token=x"):
        assert ask(port, "GET", "/", host, f"Cookie: {cookie}", "Connection: close").status == 401, cookie
        lines = socket_lines(f"http://127.0.0.1:{port}")
        assert ask(port, "GET", "/_stcore/stream", host, f"Cookie: {cookie}", *lines).status == 403, cookie
    for method, path in WRITES:
        assert ask(port, method, path, host, "Connection: close").status == 401, path


def test_a_token_opens_one_session_and_the_next_is_printed(open_to_others: Served) -> None:
    port = open_to_others.port
    own = (f"Host: 127.0.0.1:{port}", "Connection: close")
    token = urlsplit(open_to_others.latest()).query
    answer = ask(port, "GET", f"/chain?{token}&lang=en", *own)
    assert answer.status == 303 and answer.headers["location"] == "/chain?lang=en"
    cookie, *rules = answer.headers["set-cookie"].split("; ")
    assert set(rules) == {"Path=/", "HttpOnly", "SameSite=Strict"}
    inside = (*own, f"Cookie: a=b; {cookie}")
    assert ask(port, "GET", "/", *inside).status == 200
    lines = [f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}", *socket_lines(f"http://127.0.0.1:{port}")]
    assert ask(port, "GET", "/_stcore/stream", *lines).status == 101
    assert ask(port, "GET", f"/?{token}", *own).status == 401, "spent"
    following = urlsplit(open_to_others.latest()).query
    assert following != token
    assert ask(port, "GET", f"/?{following}", *own).headers["set-cookie"].partition(";")[0] != cookie
    assert ask(port, "GET", "/", *inside).status == 200, "the first stays"
    # Being let in makes nobody of another name one of ours.
    evil = (f"Host: evil.example:{port}", f"Cookie: {cookie}", "Connection: close")
    assert ask(port, "GET", "/", *evil).status == 403


def test_only_opening_a_page_spends_the_token(open_to_others: Served) -> None:
    own = (f"Host: 127.0.0.1:{open_to_others.port}", "Connection: close", "Content-Length: 0")
    target = f"/?{urlsplit(open_to_others.latest()).query}"
    for method in ("HEAD", "POST", "PUT", "OPTIONS"):
        assert ask(open_to_others.port, method, target, *own).status == 401, method
    foreign = (*own, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image")
    assert ask(open_to_others.port, "GET", target, *foreign).status == 403
    assert ask(open_to_others.port, "GET", target, *own).status == 303


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example/", "/%0d%0aSet-Cookie:x=y", "/%2f%2fevil.example", "/a\\b"]
)
def test_a_login_leads_to_this_server_only(open_to_others: Served, path: str) -> None:
    own = (f"Host: 127.0.0.1:{open_to_others.port}", "Connection: close")
    answer = ask(open_to_others.port, "GET", f"{path}?{urlsplit(open_to_others.latest()).query}", *own)
    if answer.status == 303:
        location = answer.headers["location"]
        assert location.startswith("/") and not location.startswith(("//", "/\\"))
    assert "x=y" not in answer.headers.get("set-cookie", "")


def test_it_says_what_it_means_to_be_open(open_to_others: Served) -> None:
    said = open_to_others.complaints.read_text(encoding="utf-8")
    assert say("zh", "serving.one_time") in said and say("zh", "serving.open_to_others") in said


def test_a_login_on_this_machine_when_asked_for(tmp_path: Path) -> None:
    with serving(tmp_path, sample_store(), "--login") as served:
        own = (f"Host: 127.0.0.1:{served.port}", "Connection: close")
        assert ask(served.port, "GET", "/", *own).status == 401
        assert ask(served.port, "GET", f"/?{urlsplit(served.shown).query}", *own).status == 303
        assert say("zh", "serving.open_to_others") not in served.complaints.read_text(encoding="utf-8")


def test_sessions_and_tokens_are_told_apart() -> None:
    printed: list[str] = []
    logins = Logins("first", printed.append)
    assert logins.open("") is None and logins.open("firs") is None and logins.open("\udcff") is None
    session = logins.open("first")
    assert session is not None and logins.knows(session)
    assert not logins.knows("") and not logins.knows("first") and not logins.knows(printed[0])
    assert logins.open("first") is None and len(printed) == 1


# --- where it listens --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "shown", "this_machine"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.9", "127.0.0.9", True),
        ("localhost", "localhost", True),
        ("LOCALHOST", "localhost", True),
        ("::1", "[::1]", True),
        ("127.1", "127.1", True),
        ("0.0.0.0", "127.0.0.1", False),
        ("0", "127.0.0.1", False),
        ("::", "[::1]", False),
        ("::ffff:0.0.0.0", "[::ffff:0:0]", False),
    ],
)
def test_the_address_of_the_socket_decides_not_its_spelling(host: str, shown: str, this_machine: bool) -> None:
    try:
        listening = listening_at(host, 0)
    except InputError:
        pytest.skip(f"this machine has no {host}")
    with listening:
        place = place_of(listening, host)
    assert (place.shown, place.this_machine) == (shown, this_machine)
    assert place.told()["read_only"] is not this_machine
    served_at = Place(names=frozenset(place.names), port=place.port, any_address=place.any_address)
    assert served_at.is_named(f"{shown}:{place.port}")
    assert not served_at.is_named(f"evil.example:{place.port}")


def test_an_address_of_this_machine_on_the_network_is_open_to_others() -> None:
    host = socket.gethostbyname(socket.gethostname())
    if host.startswith("127."):
        host = own_address()
    with listening_at(host, 0) as listening:
        place = place_of(listening, host)
    assert not place.this_machine and place.names == (host,)


def own_address() -> str:
    """Returns an address of this machine on a network; skips where it has none."""
    listed = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    found = [address for address in listed if "." in address and not address.startswith("127.")]
    if not found:
        pytest.skip("this machine is on no network")
    return found[0]


@pytest.mark.parametrize("host", ["", "no.such.name.invalid", "192.0.2.77", "127.0.0.1:80", "a" * 300, "a\0b", "[::1]"])
def test_an_address_of_nobody_here_is_a_sentence(host: str) -> None:
    with pytest.raises(InputError) as caught:
        listening_at(host, 0)
    assert caught.value.said.code == "serving.host"


# --- nothing is asked outside ------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--host", "0.0.0.0")], ids=["this machine", "all addresses"])
def test_the_server_asks_nobody_outside(tmp_path: Path, options: tuple[str, ...]) -> None:
    watching, watched = tmp_path / "watching", tmp_path / "watched"
    watching.mkdir()
    watching.joinpath("sitecustomize.py").write_text(WATCH, encoding="utf-8")
    path = f"{watching}:{Path(__file__).resolve().parent.parent}"
    with serving(
        tmp_path, sample_store(), *options, environment={"PYTHONPATH": path, "WATCHED": str(watched)}
    ) as served:
        host = f"Host: 127.0.0.1:{served.port}"
        inside = [host]
        if token := urlsplit(served.shown).query:
            answer = ask(served.port, "GET", f"/?{token}", host, "Connection: close")
            inside.append(f"Cookie: {answer.headers['set-cookie'].partition(';')[0]}")
        own = socket_lines(f"http://127.0.0.1:{served.port}")
        assert ask(served.port, "GET", "/_stcore/stream", *inside, *own).status == 101
        for case in CASES:
            origin = str(case["origin"]).format(port=served.port) if "origin" in case else None
            ask(served.port, "GET", "/_stcore/stream", *lines_of(case, served.port), *socket_lines(origin))
            ask(served.port, "GET", "/_stcore/stream", *inside, *socket_lines(origin))
    seen = [json.loads(line) for line in watched.read_text(encoding="utf-8").splitlines()]
    assert ["sys.addaudithook", "None", True] in seen, "the server forbids itself what leads outside"
    assert [line for line in seen if not line[2]] == []


def test_the_library_is_not_left_to_ask_for_the_address_of_the_machine() -> None:
    program = """
import sys
from dashboards import server
from dashboards.guard import Place
server._configure(Place(names=frozenset({"pc-7"}), port=8501))
from streamlit.web.server.server_util import is_url_from_allowed_origins
asked = []
sys.addaudithook(lambda event, args: asked.append(event) if event.startswith("socket.") else None)
assert not is_url_from_allowed_origins("http://evil.example")
assert not asked, asked
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "socket.getaddrinfo('elsewhere.invalid', 80)",
        "socket.gethostbyname('elsewhere.invalid')",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 53))",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('192.0.2.1', 53))",
        "socket.create_connection(('2001:db8::1', 80), timeout=1)",
    ],
)
def test_the_interpreter_refuses_what_leads_outside(attempt: str) -> None:
    program = f"import socket; from dashboards.outside import stay_inside; stay_inside('sqlite:///x'); {attempt}"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "PermissionError" in ended.stderr and "outside this machine" in ended.stderr


@pytest.mark.parametrize("host", [None, "", "localhost", b"localhost", "127.0.0.1", "::1", "127.8.8.8"])
def test_this_machine_is_inside(host: object) -> None:
    assert outside.is_inside(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "localhost.evil.example", "0.0.0.0", "10.0.0.1", "evil", b"\xff", 7])
def test_other_machines_are_not(host: object) -> None:
    assert not outside.is_inside(host)
