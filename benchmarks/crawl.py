"""What a crawl with everything on costs beside a bare Scrapy spider on the same site: `python -m benchmarks.crawl`.

Ours archives every page as WARC, passes every guard, reads listings in a child under a time limit, and lands a
partition. The bare spider follows the same links and reads two fields. Throttling is off in both, four connections
each. Rounds are interleaved; `--large N` crawls N pages once more for the peak of memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

HERE = Path(__file__)
PER_PAGE, HOST, DAY = 50, "http://atlanta.pinelist.test", "2026-03-01"
#: About what an ad page of a list site weighs.
FILLER = "".join(f'<nav><a href="/page/{n}">section number {n}</a> and some words about it</nav>\n' for n in range(60))


# -- the site -----------------------------------------------------------------------------------------------------


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pages: int, moments: list[float]) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            asked = urlsplit(head.split(b" ", 2)[1].decode())
            if asked.path == "/moments":
                body = json.dumps(moments[:1])
            else:
                moments.append(time.time())
                body = _body(asked.path, parse_qs(asked.query), pages)
            payload = body.encode()
            status = b"404 Not Found" if asked.path == "/robots.txt" else b"200 OK"
            writer.write(
                b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
                % (status, len(payload), payload)
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def _body(path: str, query: dict[str, list[str]], pages: int) -> str:
    if path != "/ads":
        number = path.rsplit("/", 1)[-1]
        return (
            f"<html><body>{FILLER}<article class='ad'><h1 class='title'>Ad {number}</h1>"
            f"<div class='body'>good company, number {number}, and a few words more</div></article></body></html>"
        )
    page = int(query.get("page", ["1"])[0])
    numbers = range((page - 1) * PER_PAGE, min(page * PER_PAGE, pages))
    rows = "".join(f'<tr class="ad"><td><a class="title" href="/ad/{n}">Ad {n}</a></td></tr>' for n in numbers)
    more = f'<a rel="next" href="/ads?page={page + 1}">more</a>' if page * PER_PAGE < pages else ""
    return f'<table class="ads">{rows}</table>{more}'


async def _serve(pages: int) -> None:
    moments: list[float] = []
    server = await asyncio.start_server(lambda r, w: _answer(r, w, pages, moments), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(0.5)


# -- the crawlers, each in a process of its own --------------------------------------------------------------------


def _bare(port: int) -> int:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"
        found = 0

        async def start(self):
            yield scrapy.Request(f"http://127.0.0.1:{port}/ads", self.parse_listing)

        def parse_listing(self, response):
            for entry in response.css("table.ads tr.ad"):
                yield response.follow(entry.css("a.title::attr(href)").get(), self.parse_ad)
            if following := response.css("a[rel=next]::attr(href)").get():
                yield response.follow(following, self.parse_listing)

        def parse_ad(self, response):
            Bare.found += bool(response.css("h1.title::text").get()) and bool(response.css("div.body::text").get())

    process = CrawlerProcess(
        {
            "LOG_ENABLED": False,
            "CONCURRENT_REQUESTS": 4,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Bare)
    process.start()
    return Bare.found


def _ours(port: int) -> int:
    from scrapers.catalog import market
    from scrapers.crawl import crawl

    os.environ["GAINING_GROUND_SANDBOX"] = f"127.0.0.1:{port}"
    found = market("atlanta.pinelist")
    limits = found.source.limits.model_copy(
        update={"max_pages": 10_000_000, "max_depth": 1_000_000, "max_seconds": 86_400}
    )
    ad = found.source.ad.model_copy(update={"coverage": {}})
    wanted = found.model_copy(update={"source": found.source.model_copy(update={"limits": limits, "ad": ad})})
    with tempfile.TemporaryDirectory() as home:
        return int(crawl(Path(home), wanted, date.fromisoformat(DAY))["stats"]["ads"])


CRAWLERS = {"bare": _bare, "ours": _ours}


def _measured(name: str, port: int) -> None:
    began = time.time()
    found = CRAWLERS[name](port)
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in (own, children))
    print(json.dumps({"began": began, "ads": found, "cpu": cpu, "megabytes": own.ru_maxrss / 1024}))


def _run(name: str, pages: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.crawl"]
    site = subprocess.Popen([*command, "--serve", str(pages)], stdout=subprocess.PIPE, text=True)
    try:
        assert site.stdout is not None
        port = int(site.stdout.readline())
        began = time.time()
        done = subprocess.run(
            [*command, "--crawl", name, "--port", str(port)], capture_output=True, text=True, check=True
        )
        seconds = time.time() - began
        told = json.loads(done.stdout)
        import urllib.request

        with urllib.request.urlopen(f"http://127.0.0.1:{port}/moments", timeout=5) as answer:
            first = json.load(answer)[0] - began
    finally:
        site.kill()
        site.wait()
    assert told["ads"] == pages, told
    return {**told, "seconds": seconds, "first": first, "rate": pages / (seconds - first)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", type=int, default=0, help="crawl so many pages once more, for the peak of memory")
    parser.add_argument("--serve", type=int, default=None)
    parser.add_argument("--crawl", choices=CRAWLERS, default=None)
    parser.add_argument("--port", type=int, default=0)
    wanted = parser.parse_args()
    if wanted.serve is not None:
        asyncio.run(_serve(wanted.serve))
    elif wanted.crawl:
        _measured(wanted.crawl, wanted.port)
    else:
        table = _table(wanted.pages, wanted.rounds, wanted.large)
        print(table)
        HERE.with_suffix(".md").write_text(table, encoding="utf-8")


def _table(pages: int, rounds: int, large: int) -> str:
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CRAWLERS}
    for _ in range(rounds):
        for name, done in runs.items():
            done.append(_run(name, pages))
    ratios = [ours["rate"] / bare["rate"] for ours, bare in zip(runs["ours"], runs["bare"], strict=True)]
    rows = [
        _row("a bare Scrapy spider", pages, runs["bare"]),
        _row("ours: WARC, guards, time limits, a landed partition", pages, runs["ours"]),
    ]
    if large:
        rows.append(_row(f"ours, {large:,} pages", large, [_run("ours", large)]))
    return "\n".join(
        [
            "# What a crawl costs",
            "",
            f"Medians of {rounds} interleaved rounds on {os.cpu_count()} cores ({platform.machine()}), Python"
            f" {platform.python_version()}; {pages:,} ad pages of {len(_body('/ad/1', {}, 1)):,} bytes on a local site,"
            " throttling off, four connections.",
            "",
            "| crawler | pages a second | CPU ms a page | seconds to the first request | peak MB |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"Ratio of pages a second: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}).",
            "Goals: a ratio of 0.6, 300 MB at 100,000 pages, two seconds to the first request.",
            "",
        ]
    )


def _row(name: str, pages: int, runs: list[dict[str, float]]) -> str:
    median = {key: statistics.median(run[key] for run in runs) for key in ("rate", "cpu", "first", "megabytes")}
    return (
        f"| {name} | {median['rate']:.0f} | {1000 * median['cpu'] / pages:.1f} | {median['first']:.1f}"
        f" | {median['megabytes']:.0f} |"
    )


if __name__ == "__main__":
    main()
