"""The command line. Nothing but click is imported before a command needs it."""

import difflib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from fractions import Fraction

    from checkers.verdict import Verdict
    from theorems.statement import Theorem

REFUTED, UNUSABLE, UNDECIDED, BUG, INTERRUPTED = 1, 2, 3, 70, 130
OUTCOMES_ON_RECORD = Path(__file__).with_name("outcomes.json")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="widecheck")
def cli() -> None:
    """Check published theorems about wide neural networks and their tangent kernels."""


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--twins", is_flag=True, help="Include the false twins.")
def list_statements(as_json: bool, twins: bool) -> None:
    """List every label with its form, source and title."""
    from theorems import THEOREMS, TWINS, VARIANTS

    rows = [
        {
            "label": t.label,
            "form": type(t).__name__.lower(),
            "source": f"{t.source.key}, {t.source.locator}",
            "title": t.title,
        }
        for t in (*THEOREMS, *VARIANTS, *(TWINS if twins else ()))
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    width = max(len(row["label"]) for row in rows)
    for row in rows:
        click.echo(f"{row['label']:{width}}  {row['form']:12}  {row['title']}")


@cli.command()
@click.argument("label")
def show(label: str) -> None:
    """Show a statement beside its variants: reading, hypotheses, uses, how it is checked."""
    from reports.jobs import statements
    from reports.show import show as shown

    known = statements(None)
    theorem = _find(known, label)
    click.echo(shown(theorem, known, _method(theorem)))


def _method(theorem: "Theorem") -> str:
    from importlib import import_module

    from theorems.statement import Bound

    room = {
        "Inequality": "inequalities",
        "Bound": "bounds" if getattr(theorem, "failure", None) else "deterministic_bounds",
        "SmoothBound": "smooth_bounds",
        "Identity": "identities",
        "Definiteness": "sphere",
        "Implication": "implications",
        "Limit": "limits",
        "Expectation": "expectations",
        "Rate": "rates",
        "AllParameterBound": "all_parameters",
        "LazyRadius": "lazy_radius",
        "Trend": "trends",
        "Universality": "universality",
        "SpectralDecay": "spectral_decay",
        "SeriesClaim": "series_claims",
    }[type(theorem).__name__]
    words = (import_module(f"checkers.{room}").__doc__ or "").splitlines()[0]
    if isinstance(theorem, Bound) and theorem.failure is not None:
        from checkers.plan import law_of

        words += f" At the default setting, {law_of(theorem, theorem.setting({})).describe()}."
    return words


@cli.command()
@click.argument("labels", nargs=-1)
@click.option("--set", "sets", multiple=True, metavar="NAME=VALUE", help="Fix a parameter.")
@click.option("--profile", type=click.Choice(["quick", "standard", "paper"]), default="quick")
@click.option("--method", type=click.Choice(["auto", "certify", "sample"]), default="auto")
@click.option("--draw", type=click.Choice(["auto", "dense", "projected", "sparse"]), default="auto")
@click.option("--draws", type=int, help="Draws for each sampled setting.")
@click.option("--stop-early", is_flag=True, help="Draw only until it is decided.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--confidence", default="0.999", show_default=True, help="Of the run.")
@click.option("--workers", type=int, help="Processes (threads for one label); default all cores.")
@click.option("--scheduler", metavar="ADDRESS", help="A dask.distributed scheduler.")
@click.option("--from", "source", metavar="FILE.py", help="Also statements of this file.")
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Keep the run here.")
@click.option("--force", is_flag=True, help="Replace the run that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--expected", is_flag=True, help="Compare with the outcomes on record.")
def check(
    labels: tuple[str, ...],
    sets: tuple[str, ...],
    profile: str,
    method: str,
    draw: str,
    draws: int | None,
    stop_early: bool,
    seed: int,
    confidence: str,
    workers: int | None,
    scheduler: str | None,
    source: str | None,
    folder: Path | None,
    force: bool,
    as_json: bool,
    expected: bool,
) -> None:
    """Check statements at a setting (--set), or over their whole coverage.

    Without labels, the whole catalogue with its false twins. Exit code 0: none refuted, none
    undecided; 1: one refuted; 3: none refuted, one undecided; 2: unusable input.
    """
    from checkers.options import Options
    from reports import jobs, record

    sure = _confidence(confidence)
    total = float(1 - sure)
    for name, value in (("--draws", draws), ("--workers", workers)):
        if value is not None and value < 1:
            raise click.UsageError(f"{name} needs a positive integer; got {value}.")
    if seed < 0:
        raise click.UsageError(f"--seed needs an integer >= 0; got {seed}.")
    known = jobs.statements(source)
    catalogue = not labels
    names = [_find(known, label).label for label in labels] or list(known)
    texts = _texts(sets)
    if texts and catalogue:
        raise click.UsageError("--set needs a label; name the statements that it is for.")
    for name in names:
        known[name].setting(texts)  # unusable settings are told before any work
    if folder is not None:
        click.get_current_context().call_on_close(record.prepare(folder, force=force))
    processes = workers or os.cpu_count() or 1
    options = Options(
        profile=profile,
        method=method,
        way=draw,
        draws=draws,
        early=stop_early,
        seed=seed,
        error=total / len(names),
        workers=workers if len(names) == 1 else 1,
    )
    choices = {
        "profile": profile,
        "method": method,
        "seed": seed,
        "confidence": float(sure),
        "statements": len(names),
        "draw": draw,
        "draws": draws,
        "stop_early": stop_early,
        "from": source,
        "labels": list(labels),
        "sets": list(sets),
        "error": total,
        "each": options.error,
    }
    work = [(name, texts or None, options, source) for name in names]
    verdicts: list[Verdict] = []
    try:
        for result in _tracked(jobs.run_jobs(work, processes, scheduler), names, as_json):
            if isinstance(result, str):
                raise click.UsageError(result)
            verdicts.append(result)
    except KeyboardInterrupt:
        _finish(verdicts, choices, known, folder, as_json)
        click.echo(f"interrupted; {len(verdicts)} of {len(names)} verdicts kept.", err=True)
        sys.exit(INTERRUPTED)
    _finish(verdicts, choices, known, folder, as_json)
    faults = [verdict.fault for verdict in verdicts if verdict.fault]
    for fault in faults:
        click.echo(f"widecheck: a fault of the program: {fault}", err=True)
    if faults:
        sys.exit(BUG)
    if expected:
        sys.exit(_compare(verdicts))
    sys.exit(exit_code([v for v in verdicts if not (catalogue and v.twin_of)]))


def _confidence(text: str) -> "Fraction":
    from theorems.domains import exact

    try:
        sure = exact(text)
        if 0 < sure < 1:
            return sure
    except (ValueError, ZeroDivisionError):
        pass
    raise click.UsageError(f"--confidence needs 0 < C < 1; got {text}.")


def exit_code(verdicts: "Sequence[Verdict]") -> int:
    """1 if one is refuted, else 3 if one is undecided, else 0."""
    outcomes = {verdict.outcome.value for verdict in verdicts}
    if "refuted" in outcomes:
        return REFUTED
    return UNDECIDED if "undecided" in outcomes else 0


def _find(known: "Mapping[str, Theorem]", label: str) -> "Theorem":
    if label in known:
        return known[label]
    near = difflib.get_close_matches(label, known, n=3, cutoff=0.5)
    hint = f"; the nearest are {', '.join(near)}" if near else "; `widecheck list` shows them all"
    raise click.UsageError(f"there is no statement {label!r}{hint}.")


def _texts(sets: tuple[str, ...]) -> dict[str, str]:
    texts = {}
    for entry in sets:
        name, equals, value = entry.partition("=")
        if not equals or not name or not value:
            raise click.UsageError(f"--set needs NAME=VALUE; got {entry!r}.")
        texts[name] = value
    return texts


def _tracked(results: Any, names: list[str], quiet: bool) -> Any:
    """The same results, with a progress bar on standard error where a person watches."""
    if len(names) == 1 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, Elapsed(), Remaining(), console=Console(stderr=True)) as bar:
        task = bar.add_task("checking", total=len(names))
        for result in results:
            bar.advance(task)
            yield result


def _finish(
    verdicts: "list[Verdict]",
    choices: Mapping[str, Any],
    known: "Mapping[str, Theorem]",
    folder: Path | None,
    as_json: bool,
) -> None:
    from reports import record

    if folder is not None:
        record.write_run(folder, verdicts, choices, known)
    if as_json:
        entries = record.printed(verdicts, choices, known)
        click.echo(json.dumps(entries, indent=1, ensure_ascii=False))
    elif verdicts:
        from reports.terminal import print_verdicts

        print_verdicts(verdicts, known, choices)


def _compare(verdicts: "Sequence[Verdict]") -> int:
    on_record = json.loads(OUTCOMES_ON_RECORD.read_text(encoding="utf-8"))
    different = [
        f"{v.label}: {v.outcome.value}, on record {on_record.get(v.label, 'nothing')}"
        for v in verdicts
        if on_record.get(v.label) != v.outcome.value
    ]
    for line in different:
        click.echo(line, err=True)
    return REFUTED if different else 0


@cli.command()
@click.argument("target", metavar="FOLDER_OR_FILE", type=click.Path(path_type=Path))
def recheck(target: Path) -> None:
    """Derive every certificate's conclusion again, and compare the run with it.

    Exit code 0: all verify; 1: one does not, or the run says something else; 2: one is no
    certificate that can be read.
    """
    from collections import Counter

    from reports.rechecking import results, summary

    states: Counter[str] = Counter()
    started = time.perf_counter()
    for result in results(target):
        states[result.state] += 1
        unreadable = result.state == "unusable"
        click.echo(f"{result.state:11}  {result.told}", err=unreadable)
    click.echo(summary(states, time.perf_counter() - started, folder=os.path.isdir(target)))
    sys.exit(REFUTED if states["refused"] else UNUSABLE if states["unusable"] else 0)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--to", "site", type=click.Path(path_type=Path), required=True, metavar="SITE")
def report(folder: Path, site: Path) -> None:
    """Write the HTML pages of the run in FOLDER."""
    from reports import record
    from reports.site import write_site

    run, certificates = record.read_run(folder)
    try:
        index = write_site(run, certificates, site)
    except OSError as error:
        raise click.UsageError(
            f"the folder {site} cannot be written ({error.strerror or error}); choose another."
        ) from None
    click.echo(index)


def main() -> None:
    """Run the command line: every unusable input becomes one sentence and exit code 2."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        _refuse(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted.", err=True)
        sys.exit(INTERRUPTED)
    except ValueError as error:
        if type(error) is ValueError:  # not one of ours
            _fail()
        _refuse(str(error))
    except Exception:
        _fail()


def _fail() -> None:
    """A bug looks like one, and never like a refuted statement (exit code 1)."""
    import traceback

    traceback.print_exc()
    sys.exit(BUG)


def _refuse(sentence: str) -> None:
    click.echo(f"widecheck: {' '.join(sentence.split())}", err=True)
    sys.exit(UNUSABLE)


if __name__ == "__main__":
    main()
