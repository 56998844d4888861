"""The jobs behind an import: reading a folder or a table of this machine, letting items in, taking them out."""

from __future__ import annotations

from labelwright.operations import ingest, sources
from labelwright.server.jobs.registry import JobContext, job


@job("reveal_items")
def reveal_items(context: JobContext) -> dict[str, object]:
    """Lets the items of a finished import into the work."""
    return _repeated(context, ingest.reveal)


@job("withdraw_items")
def withdraw_items(context: JobContext) -> dict[str, object]:
    """Takes the items of an undone import out of the work."""
    return _repeated(context, ingest.withdraw)


def _repeated(context: JobContext, verb: ingest.Chunked) -> dict[str, object]:
    project, import_id = context.project, int(context.args["import"])
    assert project is not None
    total = 0
    while n := context.store.write(lambda tx: verb(tx, project, import_id, context.now())):
        total += n
        context.progress(total)
    return {"items": total}


@job("clear_import")
def clear_import(context: JobContext) -> dict[str, object]:
    """Takes away what a server that was killed left of an import."""
    ingest.clear(context.store, int(context.args["import"]))
    return {}


@job("import_source")
def import_source(context: JobContext) -> dict[str, object]:
    """Imports a folder or a table that this server may read. Taken up again, it starts from the first row."""
    store, args = context.store, context.args
    assert context.project is not None
    if context.cursor is not None:
        resumed = int(context.cursor)
        ingest.clear(store, resumed)
        begun = store.write(lambda tx: ingest.resumed(tx, resumed))
    else:
        project, person = context.project, int(args["person"])
        begun = store.write(lambda tx: ingest.opened(tx, project, args["source"], person, context.now()))
        context.progress(0, cursor=str(begun.id))
    driver = ingest.Driver(store, begun, args["on_error"], context.now, noted=context.progress)
    report = driver.run(sources.outcomes(context.objects, begun.source))
    return {"import": begun.id, "added": report.added, "refused": report.refused}
