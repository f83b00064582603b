"""The command line. Nothing but click is imported before a command needs it."""

import contextlib
import difflib
import fnmatch
import io
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.shell_completion import shell_complete

if TYPE_CHECKING:
    from fractions import Fraction

    from checkers.verdicts.verdict import Verdict
    from theorems.language.records import Theorem

REFUTED, UNUSABLE, UNDECIDED, BUG, INTERRUPTED, READER_LEFT = 1, 2, 3, 70, 130, 141
MOST_DRAWS = 10**9  # of 8 bytes each
MOST_WORKERS = 1024
LONGEST = 300  # characters of a sentence to the user
MANY = 5  # labels that a sentence lists
OUTCOMES_ON_RECORD = Path(__file__).with_name("outcomes.json")


class Place(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A path that a system can look for: not empty, without NUL, no longer than paths can be."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, or a usage error."""
        path = Path(value)
        if not str(value) or "\0" in str(value):
            self.fail(f"needs a path; got {str(value)!r}.", param, ctx)
        try:
            path.exists()
        except OSError as error:
            self.fail(f"{path} is no path ({error.strerror}).", param, ctx)
        return path


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="widecheck")
def cli() -> None:
    """Check published theorems about wide neural networks and their tangent kernels."""


@cli.command("list")
@click.argument("files", nargs=-1, metavar="[FILE.py]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--twins", is_flag=True, help="Include the false twins.")
@click.option("--from", "source", metavar="FILE.py", type=Place(), help="Also those of this file.")
def list_statements(
    files: tuple[str, ...], as_json: bool, twins: bool, source: Path | None
) -> None:
    """List every label with its form, source and title; of FILE.py, its own statements."""
    if any(not _of_file(name) for name in files):
        raise click.UsageError(f"list takes a FILE.py; got {' '.join(files)}.")
    asked = _asked(files, source)
    chosen = asked.names if files else list(asked.known)
    known = [asked.known[name] for name in chosen]
    rows = [
        {
            "label": t.label,
            "form": type(t).__name__.lower(),
            "source": f"{t.source.key}, {t.source.locator}",
            "title": t.title,
        }
        for t in known
        if twins or t.twin_of is None
    ]
    if as_json:
        _tell(_json(rows))
        return
    widths = [max(len(row[name]) for row in rows) for name in ("label", "form")]
    for row in rows:
        _tell(f"{row['label']:{widths[0]}}  {row['form']:{widths[1]}}  {row['title']}")


def _json(value: Any) -> str:
    """JSON text that standard output can hold whole."""
    unicode = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    return json.dumps(value, indent=1, ensure_ascii=not unicode)


@cli.command()
@click.argument("label")
@click.option("--from", "source", metavar="FILE.py", type=Place(), help="Also those of this file.")
def show(label: str, source: Path | None) -> None:
    """Show a statement beside its variants: reading, hypotheses, uses, how it is checked.

    FILE.py shows every statement of a file, FILE.py::NAME one of them.
    """
    from reports.show import show as shown

    asked = _asked((label,) if _of_file(label) else (), source)
    for name in asked.names if _of_file(label) else [label]:
        theorem = _find(asked.known, name)
        _tell(shown(theorem, asked.known, _method(theorem)))


def _method(theorem: "Theorem") -> str:
    from checkers.forms import form_of
    from theorems.language.records import Bound

    words = form_of(theorem).words
    if isinstance(theorem, Bound) and theorem.except_with is not None:
        from checkers.worst_cases.laws import law_of
        from theorems.language.domains import UnmetHypothesis

        try:
            law = law_of(theorem, theorem.setting({})).describe()
            words += f" At the default setting, {law}."
        except UnmetHypothesis as error:
            words += f" {error}"
    return words


@cli.command()
@click.argument("labels", nargs=-1, metavar="[LABEL | PATTERN | FILE.py[::NAME]]...")
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
@click.option("--from", "source", metavar="FILE.py", type=Place(), help="Also those of this file.")
@click.option("--run", "folder", type=Place(), help="Keep the run here.")
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
    source: Path | None,
    folder: Path | None,
    force: bool,
    as_json: bool,
    expected: bool,
) -> None:
    """Check statements at a setting (--set), or over their whole coverage.

    A pattern such as 'slides/*' stands for every label that it matches; FILE.py for the statements
    of a file, FILE.py::NAME for one of them, by its label or its name there. Without any, the whole
    catalogue with its false twins. Exit code 0: none refuted, none undecided; 1: one refuted;
    3: none refuted, one undecided; 2: unusable input; 70: a fault of widecheck or of a process.

    A dask scheduler without TLS runs code for whoever reaches it: keep it to networks that you
    trust.
    """
    from checkers.verdicts.options import Options
    from reports import jobs, record

    sure = _confidence(confidence)
    total = float(1 - sure)
    _require_usable(draws, workers, seed, scheduler)
    asked = _asked(labels, source)
    known, names, file = asked.known, asked.names, asked.file
    texts = _texts(sets)
    if texts and not labels:
        raise click.UsageError("--set needs a label; name the statements that it is for.")
    # unusable settings are told before any work
    settings = {name: known[name].setting(texts) if texts else None for name in names}
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
        "from": file,
        "labels": asked.labels,
        "sets": list(sets),
        "error": total,
        "each": options.error,
    }
    work = [(name, settings[name], options, file) for name in names]
    found: dict[int, Verdict] = {}
    problems: list[tuple[int, str]] = []  # exit codes, and what is told
    lost: dict[jobs.Missing, list[str]] = {}  # labels, by what became of them
    with _stopped_as_by_ctrl_c():
        try:
            for i, result in _tracked(jobs.run_jobs(work, processes, scheduler), len(names)):
                if isinstance(result, str):
                    problems.append((UNUSABLE, _sentence(result)))
                elif isinstance(result, jobs.Missing):
                    lost.setdefault(result, []).append(names[i])
                else:
                    found[i] = result
        except KeyboardInterrupt as stop:
            told = f"interrupted; {len(found)} of {len(names)} verdicts kept."
            problems.append((getattr(stop, "code", INTERRUPTED), told))
        for why, without in lost.items():
            told = f"widecheck: no verdict on {_listed(without)}: {why.told}"
            problems.append((why.code, told))
        verdicts = [found[i] for i in sorted(found)]
        for verdict in verdicts:
            if verdict.fault:
                problems.append((BUG, f"widecheck: a fault of the program: {verdict.fault}"))
        if verdicts or not any(code in (UNUSABLE, BUG) for code, _ in problems):
            problems += _finish(verdicts, choices, known, folder, as_json)
    for _, told in problems:
        _complain(told)
    if problems:  # an interrupt before a fault of ours before unusable input
        sys.exit(max(code for code, _ in problems))
    if expected:
        sys.exit(_compare(verdicts))
    # a twin is refuted as it must be; it counts where it was asked for by its own name
    sys.exit(exit_code([v for v in verdicts if not v.twin_of or v.label in asked.labels]))


class Stopped(KeyboardInterrupt):
    """SIGTERM or SIGHUP: an interrupt with an exit code of its own."""

    def __init__(self, number: int) -> None:
        self.code = 128 + number


@contextlib.contextmanager
def _stopped_as_by_ctrl_c() -> Iterator[None]:
    """SIGTERM and SIGHUP raise Stopped, once; where they are ignored (nohup) they stay so."""
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {n: h for n in numbers if (h := signal.getsignal(n)) is signal.SIG_DFL}

    def stop(number: int, frame: FrameType | None) -> None:
        for n in before:
            signal.signal(n, signal.SIG_IGN)  # what was decided is kept in peace
        raise Stopped(number)

    try:
        for n in before:
            signal.signal(n, stop)
        yield
    finally:
        for n, handler in before.items():
            signal.signal(n, handler)


def _require_usable(
    draws: int | None, workers: int | None, seed: int, scheduler: str | None
) -> None:
    for name, value, most, why in (
        ("--draws", draws, MOST_DRAWS, " (8 bytes of memory each)"),
        ("--workers", workers, MOST_WORKERS, ""),
    ):
        if value is not None and value < 1:
            raise click.UsageError(f"{name} needs a positive integer; got {value}.")
        if value is not None and value > most:
            raise click.UsageError(f"{name} needs at most {most}{why}; got {value}.")
    if seed < 0:
        raise click.UsageError(f"--seed needs an integer >= 0; got {seed}.")
    if scheduler == "":
        raise click.UsageError("--scheduler needs an address, such as tcp://127.0.0.1:8786.")


class Asked(NamedTuple):
    """What a command was asked for.

    known  : the statements that it may speak of, by label
    names  : the labels that it was asked for
    file   : the user's file among whose statements they are
    labels : what to type for them, with --from FILE
    """

    known: "Mapping[str, Theorem]"
    names: list[str]
    file: str | None
    labels: list[str]


def _of_file(label: str) -> bool:
    """Whether FILE.py or FILE.py::NAME is meant, and no label."""
    return label.partition("::")[0].endswith(".py")


def _asked(labels: tuple[str, ...], source: Path | None) -> Asked:
    """The statements that labels, patterns and FILE.py::NAME stand for."""
    from reports import theorem_files
    from reports.jobs import statements

    if not any(map(_of_file, labels)):
        file = str(source) if source else None
        known = statements(file)
        return Asked(known, _chosen(known, labels), file, list(labels))
    files = {label.partition("::")[0] for label in labels}
    if len(files) > 1 or source is not None:
        others = [*sorted(files), *([f"--from {source}"] if source else [])]
        raise click.UsageError(f"name one file, FILE.py or FILE.py::NAME; got {', '.join(others)}.")
    (file,) = files
    Place().convert(file, None, None)
    catalogue = statements(None)
    known = {name: one for name, one in statements(file).items() if name not in catalogue}
    names = dict[str, None]()
    for label in labels:
        name = label.partition("::")[2]
        held = theorem_files.labels_of(file, name) if name else list(known)
        names |= dict.fromkeys(held or _chosen(known, (name,)))
    return Asked(known, list(names), file, list(names))


def _chosen(known: "Mapping[str, Theorem]", labels: tuple[str, ...]) -> list[str]:
    """Each label once: as they were named, or in the order of the catalogue with patterns."""
    if not labels:
        return list(known)
    chosen: dict[str, None] = {}
    for label in labels:
        pattern = label not in known and any(letter in label for letter in "*?[")
        matched = fnmatch.filter(known, label) if pattern else [_find(known, label).label]
        if not matched:
            told = f"no statement matches {label!r}; `widecheck list` shows them all."
            raise click.UsageError(told)
        chosen |= dict.fromkeys(matched)
    patterns = set(labels) - set(known)
    return [name for name in known if name in chosen] if patterns else list(chosen)


def _confidence(text: str) -> "Fraction":
    from theorems.language.domains import exact

    try:
        sure = exact(text)
        if 0 < sure < 1 and 0 < float(1 - sure) < 1:  # rounded as the budget will be
            return sure
    except (ValueError, ZeroDivisionError):
        pass
    raise click.UsageError(f"--confidence needs 0 < C < 1; got {text}.")


def _listed(labels: list[str]) -> str:
    """Some labels, or how many they are and the first ones."""
    if len(labels) <= MANY:
        return ", ".join(labels)
    return f"{len(labels)} statements ({', '.join(labels[:MANY])}, ...)"


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
        if name in texts:
            raise click.UsageError(f"--set gives {name} twice; give it once.")
        texts[name] = value
    return texts


def _tracked(results: Any, total: int) -> Any:
    """The same results, with a progress bar on standard error where a person watches."""
    if total == 1 or not sys.stderr or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, Elapsed(), Remaining(), console=Console(stderr=True)) as bar:
        task = bar.add_task("checking", total=total)
        for result in results:
            bar.advance(task)
            yield result


def _finish(
    verdicts: "list[Verdict]",
    choices: Mapping[str, Any],
    known: "Mapping[str, Theorem]",
    folder: Path | None,
    as_json: bool,
) -> list[tuple[int, str]]:
    """Keep and print the verdicts; where one of the two fails, the other is done, and it is told.

    Returns exit codes and sentences.
    """
    from reports import record
    from reports.terminal import print_verdicts

    problems = []
    if folder is not None:
        try:
            record.write_run(folder, verdicts, choices, known)
        except (OSError, record.UnusableFolder) as error:
            told = getattr(error, "strerror", None) or error
            sentence = f"the run folder {folder} could not be written ({told}); it is not whole."
            problems.append((UNUSABLE, _sentence(sentence)))
        except Exception:
            problems.append((BUG, traceback.format_exc()))
    try:
        if as_json:
            _tell(_json(record.printed(verdicts, choices, known)))
        elif verdicts:
            with _told():
                print_verdicts(verdicts, known, choices)
    except BrokenPipeError:
        _silence(sys.stdout)  # the reader has read enough
    except Unwritable as error:
        problems.append((UNUSABLE, _sentence(error.format_message())))
    return problems


class Unwritable(click.ClickException):
    """Standard output that cannot be written."""


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Print in here: a full disk is told in a sentence."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        _silence(sys.stdout)
        raise Unwritable(
            f"standard output cannot be written ({error.strerror or error})."
        ) from None


def _tell(text: str) -> None:
    with _told():
        click.echo(text, file=sys.stdout)  # by its own encoding, which click replaces


def _complain(text: str) -> None:
    try:
        click.echo(text, err=True)
    except OSError:  # nobody listens, and the exit code still tells
        _silence(sys.stderr)


def _silence(stream: Any) -> None:
    """Send what is still to be flushed nowhere: at exit it would fail again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _compare(verdicts: "Sequence[Verdict]") -> int:
    on_record = json.loads(OUTCOMES_ON_RECORD.read_text(encoding="utf-8"))
    different = [
        f"{v.label}: {v.outcome.value}, on record {on_record.get(v.label, 'nothing')}"
        for v in verdicts
        if on_record.get(v.label) != v.outcome.value
    ]
    for line in different:
        _complain(line)
    return REFUTED if different else 0


@cli.command()
@click.argument("target", metavar="FOLDER_OR_FILE", type=Place())
def recheck(target: Path) -> None:
    """Derive every certificate's conclusion again, and compare the run with it.

    Exit code 0: all verify; 1: one does not, or the run says something else; 2: one is no
    certificate that can be read.
    """
    from collections import Counter

    from reports.rechecking import results, summary

    if not target.exists():
        raise click.UsageError(f"there is no {target}; name a run folder or a certificate.")
    states: Counter[str] = Counter()
    started = time.perf_counter()
    for result in results(target):
        states[result.state] += 1
        tell = _complain if result.state == "unusable" else _tell
        tell(f"{result.state:11}  {result.told}")
    _tell(summary(states, time.perf_counter() - started, folder=os.path.isdir(target)))
    sys.exit(REFUTED if states["refused"] else UNUSABLE if states["unusable"] else 0)


@cli.command()
@click.argument("folder", type=Place())
@click.option("--to", "site", type=Place(), required=True, metavar="SITE")
def report(folder: Path, site: Path) -> None:
    """Write the HTML pages of the run in FOLDER, if `recheck` finds nothing against it."""
    from reports import record
    from reports.rechecking import results
    from reports.site import write_site

    run, certificates = record.read_run(folder)
    if site.resolve() == folder.resolve():
        raise click.UsageError(f"the pages need a folder of their own; {site} is that of the run.")
    found = results(folder) if run["verdicts"] else ()
    wrong = [result.told for result in found if result.state in ("refused", "unusable")]
    if wrong:
        raise click.UsageError(
            f"the run in {folder} contradicts itself in {len(wrong)} places, the first:"
            f" {wrong[0].rstrip('.')}; `widecheck recheck` tells them all."
        )
    try:
        index = write_site(run, certificates, site)
    except OSError as error:
        raise click.UsageError(
            f"the folder {site} cannot be written ({error.strerror or error}); choose another."
        ) from None
    _tell(str(index))


def main() -> None:
    """Run the command line: every unusable input becomes one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter that it lacks is no reason to be mute
            stream.reconfigure(errors="replace" if stream is sys.stdout else "backslashreplace")
    try:
        _run()
    except BrokenPipeError:
        _silence(sys.stdout)
        sys.exit(READER_LEFT)


def _run() -> None:
    if asked := os.environ.get("_WIDECHECK_COMPLETE"):
        sys.exit(shell_complete(cli, {}, "widecheck", "_WIDECHECK_COMPLETE", asked))
    try:
        # not cli.main: there a reader that left is exit code 1, and an EOFError an interrupt
        with _told():
            context = cli.make_context("widecheck", sys.argv[1:])
        with context:
            cli.invoke(context)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        _refuse(error.format_message())
    except KeyboardInterrupt:
        _complain("interrupted.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        raise
    except Exception as error:
        from reports.jobs import is_ours

        if is_ours(error):
            _refuse(str(error))
        # A bug looks like one, and never like a refuted statement (exit code 1).
        _complain("".join(traceback.format_exception(error)).rstrip())
        sys.exit(BUG)


def _refuse(sentence: str) -> None:
    _complain(_sentence(sentence))
    sys.exit(UNUSABLE)


def _sentence(text: str) -> str:
    """One line to the user; what is too long to be read loses its middle."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(line) > LONGEST:
        line = f"{line[: LONGEST // 2]} ... {line[-LONGEST // 2 :]}"
    return f"widecheck: {line}"


if __name__ == "__main__":
    main()
