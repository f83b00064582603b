"""Many statements at once: a pool of processes, or a cluster; results in the order of the list."""

import gc
import multiprocessing
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence

from checkers.options import Options
from checkers.verdict import Verdict
from reports import theorem_files
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.domains import UnmetHypothesis
from theorems.statement import Theorem

# flint's working precision belongs to the process: a cluster worker with several threads
# must not run two checks side by side
ONE_AT_A_TIME = threading.Lock()
Job = tuple[str, Mapping[str, str] | None, Options, str | None]


def statements(source: str | None) -> dict[str, Theorem]:
    """Every statement by its label: the catalogue's, then those of FILE.py (its THEOREMS)."""
    known: dict[str, Theorem] = {t.label: t for t in (*THEOREMS, *VARIANTS, *TWINS)}
    return known if source is None else known | theorem_files.statements_of(source, known.keys())


def run_job(job: Job) -> Verdict | str:
    """The verdict, or the sentence that says why the input is unusable."""
    from checkers.check import check
    from checkers.statistics import BudgetTooSmall

    label, texts, options, source = job
    theorem = statements(source)[label]
    try:
        setting = None if texts is None else theorem.setting(texts)
        with ONE_AT_A_TIME, theorem_files.set_aside(source):
            return check(theorem, setting, options)
    except (UnmetHypothesis, BudgetTooSmall) as error:
        return str(error)
    except BaseException as error:  # also what ends a process: a worker must tell of it
        own = None if label in statements(None) else source
        sentence = theorem_files.fault(label, own, error)
        if sentence is None:
            raise
        return sentence


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
