"""Many statements at once: a pool of processes, or a cluster; results in the order of the list."""

import gc
import importlib.util
import multiprocessing
import signal
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from checkers.options import Options
from checkers.verdict import Verdict
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.domains import UnmetHypothesis
from theorems.statement import Statement, Theorem

# flint's working precision belongs to the process: a cluster worker with several threads
# must not run two checks side by side
ONE_AT_A_TIME = threading.Lock()
Job = tuple[str, Mapping[str, str] | None, Options, str | None]


def statements(source: str | None) -> dict[str, Theorem]:
    """Every statement by its label; those of FILE.py (its THEOREMS) come on top."""
    known: list[Theorem] = [*THEOREMS, *VARIANTS, *TWINS]
    if source is not None:
        known += _module(source).THEOREMS
    return {theorem.label: theorem for theorem in known}


def _module(source: str) -> ModuleType:
    path = Path(source)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise UnmetHypothesis(f"{source} is no readable Python file; give one after --from.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise UnmetHypothesis(f"{source} cannot be imported: {error!r}.") from None
    theorems = getattr(module, "THEOREMS", None)
    if not isinstance(theorems, tuple) or not all(isinstance(t, Statement) for t in theorems):
        raise UnmetHypothesis(f"{source} needs THEOREMS, a tuple of statements.")
    return module


def run_job(job: Job) -> Verdict | str:
    """The verdict, or the sentence that says why the input is unusable."""
    from checkers.check import check

    label, texts, options, source = job
    theorem = statements(source)[label]
    try:
        setting = None if texts is None else theorem.setting(texts)
        with ONE_AT_A_TIME:
            return check(theorem, setting, options)
    except Exception as error:
        if isinstance(error, ValueError) and type(error) is not ValueError:
            return str(error)  # UnmetHypothesis and BudgetTooSmall are ValueErrors
        if source is not None and _raised_in(source, error):
            return (
                f"{label}: a formula of {source} fails ({type(error).__name__}: {error}); formulas"
                " use fn, s and integers (s.alpha / 2 in place of Fraction(1, 2) * s.alpha)."
            )
        raise


def _raised_in(source: str, error: Exception) -> bool:
    """Whether the last line of code that ran is one of the user's file."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return Path(last.filename).resolve() == Path(source).resolve()


def _prepare() -> None:
    # the parent decides what Ctrl-C means, and ends its workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import checkers.check  # noqa: F401

    gc.freeze()  # modules live as long as the worker, and need not be looked through again


def run_jobs(jobs: Sequence[Job], workers: int, scheduler: str | None) -> Iterator[Verdict | str]:
    """Results in the order of the jobs; leaving the iteration early ends the workers at once."""
    if scheduler is not None:
        yield from _on_cluster(jobs, scheduler)
    elif workers == 1 or len(jobs) == 1:
        yield from map(run_job, jobs)
    else:
        pool = multiprocessing.get_context("spawn").Pool(min(workers, len(jobs)), _prepare)
        try:
            yield from pool.imap(run_job, jobs)
        finally:
            pool.terminate()


def _on_cluster(jobs: Sequence[Job], scheduler: str) -> Iterator[Verdict | str]:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise UnmetHypothesis(
            "--scheduler needs dask.distributed; install widecheck with its extra 'cluster'."
        ) from None
    try:
        client = Client(scheduler, timeout="10s")  # type: ignore[no-untyped-call]
    except OSError:
        raise UnmetHypothesis(
            f"no scheduler answers at {scheduler}; start one or leave --scheduler out."
        ) from None
    with client:
        futures = client.map(run_job, jobs, pure=False)
        for future in futures:
            yield future.result()
