"""``biaogan views``: the read models, which are not trusted and can be built anew from the log at any time."""

from time import perf_counter

import typer

from biaogan.app import checking
from biaogan.app.cli.output import DEFAULT_DATA, Data, Database, Json, app, fail, ready, say
from biaogan.app.terminal import progress
from biaogan.projections.switching import Rebuilding

views = typer.Typer(no_args_is_help=True, help="读模型 / the read models.")
app.add_typer(views, name="views")


@views.command("rebuild")
def rebuild(data: Data = DEFAULT_DATA, database: Database = "", as_json: Json = False) -> None:
    """由账本重建全部读模型, 建成后一次切换 / build every read model anew beside the live ones, then switch at once."""
    settings = ready(data, database)
    started = perf_counter()
    try:
        with progress("重建 / rebuilding", quiet=as_json) as step:
            reached = checking.rebuild(settings, step)
    except Rebuilding as error:
        fail(f"未重建, 现有读模型未变: {error}", f"not rebuilt, nothing changed: {error}", code="busy")
    seconds = perf_counter() - started
    rate = round((reached + 1) / seconds)
    told = f"[green]✓[/green] {reached + 1} 条记录 / records, {seconds:.1f} s, {rate}/s"
    say(as_json, {"ok": True, "position": reached, "seconds": round(seconds, 3), "rate": rate}, told)
