"""`gaining-ground site`: files of one tier, on loopback, under the policy, to nobody who comes by another name."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.serving import HOST, server


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A served site whose neighbour is another tier."""
    for name, text in {"public/index.html": "<p>public</p>", "public/city/a.html": "a", "partner.duckdb": "x"}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with server(tmp_path / "public", 0) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield serving.server_port
        serving.shutdown()
        thread.join()


def get(port: int, path: str, host: str | None = None) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request("GET", path, headers={"Host": host or f"{HOST}:{port}"})
    return connection.getresponse()


def test_a_page_comes_with_the_policy_and_is_kept_nowhere(port: int) -> None:
    answer = get(port, "/")
    assert (answer.status, answer.read()) == (200, b"<p>public</p>")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/../partner.duckdb", "/%2e%2e/partner.duckdb", "/city/", "/city", "/gone.html"])
def test_nothing_but_files_of_the_tier_is_served(port: int, path: str) -> None:
    assert get(port, path).status == 404


def test_another_hosts_name_is_refused(port: int) -> None:
    assert get(port, "/", f"evil.example:{port}").status == 421
    assert get(port, "/", f"localhost:{port}").status == 200


def test_nobody_writes_down_who_read_what(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    get(port, "/lead/l0000000000000001.html")
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_is_said(port: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is in use; give another"):
        server(tmp_path, port)
