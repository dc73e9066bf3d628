"""Jobs as plain values that are kept with the office's data: to print by a scheme, or to print again."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from desktop.reports.catalogue import report_named
from desktop.reports.document import Paper
from desktop.reports.job import Listing, PrintJob
from desktop.reports.report import Report
from models.database.query_json import left_out, plain_query, read_query
from models.schema.fields import entity_named, field_map

MOST_IDS = 5_000  # of a job that is kept; more are hardly chosen one by one


def plain_job(job: PrintJob) -> dict[str, Any]:
    """The job as JSON can hold it; empty when it names more records than are kept."""
    if len(job.ids) > MOST_IDS:
        return {}
    subject = job.subject
    what = (
        {"report": subject.name}
        if isinstance(subject, Report)
        else {
            "list": subject.query.entity.__tablename__, "query": plain_query(subject.query),
            "fields": list(subject.columns), "selected": list(subject.selected[:MOST_IDS]),
        }
    )  # fmt: skip
    return {
        **what, "day": job.day.isoformat(), "ids": list(job.ids), "of": job.of, "unmasked": job.unmasked,
        "options": _plain_options(job), "paper": job.paper, "landscape": job.landscape,
        "columns": None if job.columns is None else list(job.columns), "reason": job.reason,
    }  # fmt: skip


def read_job(kept: Mapping[str, Any]) -> PrintJob | None:
    """The job again; None when the program no longer has such a paper."""
    try:
        subject = _subject(kept)
        known = {option.name: option for option in subject.options}
        columns = kept["columns"]
        return PrintJob(
            subject, date.fromisoformat(kept["day"]), tuple(map(int, kept["ids"])), str(kept.get("of", "")), bool(kept["unmasked"]),
            {name: known[name].read(value)[0] for name, value in kept["options"].items() if name in known and value is not None},
            kept["paper"] if kept["paper"] in get_args(Paper) else None, kept["landscape"], None if columns is None else tuple(columns),
            str(kept.get("reason", "")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        return None


def conditions_left_out(kept: Mapping[str, Any]) -> str:
    """Which conditions of the list in a job that was read do not come back, and why; "" when all do."""
    return left_out(entity_named(kept["list"]), kept["query"]) if "list" in kept else ""


def _plain_options(job: PrintJob) -> dict[str, Any]:
    """What was chosen: a day as its type writes it, which reads it again."""
    types = {option.name: option.type for option in job.subject.options}
    return {name: types[name].show(value) if isinstance(value, date) else value for name, value in job.options.items()}


def title_of(kept: Mapping[str, Any], known: str) -> str:
    """What the paper of a kept job is called in the language of now; `known` is what it was called when it was kept."""
    job = read_job(kept)
    return job.title if job is not None else known


def _subject(kept: Mapping[str, Any]) -> Report | Listing:
    if "report" in kept:
        return report_named(kept["report"])
    entity = entity_named(kept["list"])
    fields = tuple(name for name in kept["fields"] if name in field_map(entity))
    return Listing(read_query(entity, kept["query"]), fields, tuple(map(int, kept["selected"])))
