"""What to do when a check does not hold, in plain words: for the health page, `meta_checks` and docs/runbook.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remedy:
    """An entry of the runbook: what is wrong, what usually causes it, what to do."""

    title: str
    means: str
    do: str


#: By the fact that is measured, or the class of expectation.
REMEDIES = {
    "missing_columns": Remedy(
        "A promised column is missing or of another type",
        "The query gives other columns than its promise says. It happens while a table is being changed.",
        "Compare the table's .sql or .py with the .yml beside it; mend one of them and refresh.",
    ),
    "rows": Remedy(
        "Too few or too many rows",
        "Nothing landed for a market and day, or a table that must not be empty is.",
        "Look at the crawl of the market in the Dagster UI; crawl it again with gaining-ground refresh --city.",
    ),
    "duplicate_keys": Remedy(
        "One key stands in two rows",
        "A query joins so that rows are doubled, or the same record landed twice under two names.",
        "Run the query for one of the days and look at the key; mend the join. For a raw table: gaining-ground verify.",
    ),
    "orphans": Remedy(
        "A row refers to something that is not there",
        "A table above was renewed and this one was not, or a query keeps rows whose origin is gone.",
        "gaining-ground refresh --from DAY --to DAY makes the days anew; if it stays, mend the join in the query.",
    ),
    "balance": Remedy(
        "Something was lost or counted twice between two stages",
        "What went in is not what came out plus what was set aside with a reason.",
        "For a raw table: gaining-ground verify, then restore the partition. Else mend the query: nothing may be"
        " dropped in silence.",
    ),
    "ExpectColumnValuesToNotBeNull": Remedy(
        "A required value is empty",
        "A site changed its design and a selector finds nothing, or a partner left a field out.",
        "gaining-ground source check SOURCE on a page saved today; mend the source's YAML, and refresh.",
    ),
    "ExpectColumnValuesToBeInSet": Remedy(
        "A value is none of the fixed set",
        "A new word has come up that the promise does not know.",
        "If it is right, add it to one_of in the promise; if not, mend the query or the reader that makes it.",
    ),
    "ExpectColumnValuesToBeBetween": Remedy(
        "A number lies outside its range",
        "A reader took one number for another (a year for a price), or a count was divided wrongly.",
        "Look at rows of that column beyond the range with gaining-ground explain-ad; mend the reader or the range.",
    ),
    "ExpectColumnValuesToMatchRegex": Remedy(
        "A value has another form than promised",
        "An address, hash or slug is not well formed: a selector reads the wrong element, or a file is damaged.",
        "gaining-ground source check SOURCE; for hashes gaining-ground verify.",
    ),
}

#: What may happen to a home, beyond what a contract sees.
INCIDENTS = [
    Remedy(
        "A refresh ends with exit code 3",
        "A check held the build back; what people see is unchanged. The line `held back:` names table and check.",
        "Follow the entry of that check below. The next refresh makes the same days again; nothing else is needed.",
    ),
    Remedy(
        "A build jumps beyond its bounds",
        "A city is lost, its ads became half or twice as many, a day's postings are a third or thrice of the usual, or"
        " queued leads more than doubled.",
        "Look whether it is so on the sites. If it is right (an archive was imported, a rule was changed), say why:"
        " gaining-ground refresh --no-crawl --accept REASON. The manifest keeps the reason.",
    ),
    Remedy(
        "A lower tier holds something of the tier above",
        "A table or page for partners or the public shows an id, a number or words of an ad.",
        "It is held back without exception. Mend the query or page that the line names; see identity: in its promise.",
    ),
    Remedy(
        "A market is stale or set aside",
        "Its crawl failed, its design changed, or its files are damaged. The other markets are published.",
        "gaining-ground status says which and why; gaining-ground source check SOURCE for a new design; gaining-ground"
        " verify for damage.",
    ),
    Remedy(
        "A process was killed, or the machine restarted",
        "Nothing half-done is seen: crawls land whole, tables change in transactions, a build is shown by one rename.",
        "Refresh again. Runs whose process is gone are closed, and what they left aside is removed.",
    ),
    Remedy(
        "The disk is full",
        "A refresh looks for room before it begins; something else filled the disk meanwhile.",
        "Free some: gaining-ground maintain --keep-builds 2 --keep-days 30. Then refresh again; old data is intact.",
    ),
    Remedy(
        "work/warehouse.duckdb is damaged",
        "The disk or a copy went wrong. Everything in it can be made from raw.",
        "Refresh: the file is laid aside in work/damaged, all tables are made anew, and the line `warning:` says so.",
    ),
    Remedy(
        "A raw partition is damaged",
        "pages.warc.gz, pages.parquet or listings.parquet is not what its manifest says. They have no second source;"
        " ads.parquet has, and is read again from the archive by itself.",
        "gaining-ground verify names every file. Restore the folder of that market and day from a backup, and refresh.",
    ),
    Remedy(
        "raw/ledger.jsonl is damaged",
        "A line in the chain of landed partitions cannot be read or does not follow from the one before.",
        "Nothing lands until it is whole. Restore it from a backup; its head must be one that an older manifest names.",
    ),
    Remedy(
        "A published build is bad or damaged",
        "It passed every check and is wrong all the same, or a file of it cannot be read.",
        "gaining-ground rollback --why REASON shows the one before at once. It stays until something new lands.",
    ),
    Remedy(
        "Nothing was published for a day",
        "The schedule did not run: gaining-ground status --max-age 26h ends with 1, and status.json says since when.",
        "Look at systemctl status gaining-ground-refresh and at the failed runs in the Dagster UI; then refresh.",
    ),
    Remedy(
        "The key of the pseudonyms is lost",
        "records/pseudonyms.key is gone or damaged; records/ is part of every backup.",
        "Restore it. Without it, move the damaged file away and refresh: later builds have other pseudonyms, and those"
        " of older builds can be followed no more.",
    ),
    Remedy(
        "A purge does not end well",
        "A check held back the build without it, a process was killed, or a search still finds something.",
        "Held back or killed: mend what is named; the next gaining-ground refresh --no-crawl finishes the purge; until"
        " then what people see still holds it. Found in config/ or records/: people wrote it; remove it there, then"
        " purge again. Found elsewhere: an ad that is kept shows it, or the file is no store of ours; look at it.",
    ),
    Remedy(
        "The log of accesses does not hold",
        "gaining-ground audit names a line that was altered, or a head that is in no line: lines were taken out.",
        "Restore records/access.jsonl from the newest backup in which audit holds, keep the other file as evidence, and"
        " ask who has the account. A line that cannot be read at the end stops every export until then.",
    ),
]


def remedy_of(expectation: str, column: str) -> Remedy:
    """The entry for a check; raises KeyError for a kind that has none."""
    for name in ("missing_columns", "rows", "duplicate_keys"):
        if column == name:
            return REMEDIES[name]
    for prefix in ("orphans", "balance"):
        if column.startswith(f"{prefix}_"):
            return REMEDIES[prefix]
    return REMEDIES[expectation]
