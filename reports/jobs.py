"""Many statements at once: a pool of processes, or a cluster; results as they come."""

import contextlib
import gc
import logging
import multiprocessing
import os
import queue
import signal
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Any

from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Verdict
from reports import theorem_files
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.domains import UnmetHypothesis
from theorems.language.records import Setting, Theorem

PATIENCE = 30  # seconds that a run waits for a cluster without workers
Job = tuple[str, Setting | None, Options, str | None]


@dataclass(frozen=True)
class Missing:
    """Why a statement that is not to blame has no verdict: a traceback or a loss, and exit code."""

    told: str
    code: int = 70


Result = Verdict | str | Missing  # str: the sentence that says why the input is unusable


def statements(source: str | None) -> dict[str, Theorem]:
    """Every statement by its label: the catalogue's, then those of FILE.py (its THEOREMS)."""
    known: dict[str, Theorem] = {t.label: t for t in (*THEOREMS, *VARIANTS, *TWINS)}
    return known if source is None else known | theorem_files.statements_of(source, known.keys())


def run_job(job: Job) -> Verdict | str:
    """The verdict, or the sentence that says why the input is unusable."""
    from checkers.check import check

    label, setting, options, source = job
    theorem = statements(source)[label]
    try:
        with theorem_files.set_aside(source):
            return check(theorem, setting, options)
    except BaseException as error:  # also what ends a process: a worker must tell of it
        if is_ours(error):
            return str(error)
        own = None if label in statements(None) else source
        sentence = theorem_files.fault(label, own, error)
        if sentence is None:
            raise
        return sentence


def is_ours(error: BaseException) -> bool:
    """Whether an exception is a sentence to the user: a ValueError of a class of this project."""
    room = type(error).__module__.split(".")[0]
    return isinstance(error, ValueError) and room in ("theorems", "checkers", "reports")


def _attempt(job: Job) -> Result:
    """The result of a job; one that fails does not take the others with it."""
    try:
        return run_job(job)
    except (Exception, SystemExit):
        return Missing(traceback.format_exc())


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where _deaf can do nothing
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    import checkers.check  # noqa: F401

    gc.freeze()  # modules live as long as the worker, and need not be looked through again


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Processes started in here do not hear the signals that end a run.

    The parent decides what a signal to the whole group means, and ends its workers.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def run_jobs(
    jobs: Sequence[Job], workers: int, scheduler: str | None
) -> Iterator[tuple[int, Result]]:
    """(number of the job, result) for each job, as they come.

    Leaving the iteration early ends the workers at once.
    """
    if scheduler is not None:
        yield from _on_cluster(jobs, scheduler)
    elif workers == 1 or len(jobs) == 1:
        yield from enumerate(map(_attempt, jobs))
    else:
        yield from _in_processes(jobs, workers)


def _in_processes(jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, Result]]:
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    with _deaf():
        resource_tracker.ensure_running()  # started by the pool it would hear SIGHUP
    pool = ProcessPoolExecutor(min(workers, len(jobs)), context, _prepare)
    whole = False
    try:
        with _deaf():
            number = {pool.submit(_attempt, job): i for i, job in enumerate(jobs)}
        pending = set(number)
        while pending:
            # a wait without a time limit cannot be interrupted on every system
            done, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                error = future.exception()
                yield number[future], future.result() if error is None else _lost(error)
        whole = True
    finally:
        if not whole:
            for process in set(multiprocessing.active_children()) - others:
                process.kill()
        pool.shutdown(cancel_futures=True)


def _lost(error: BaseException) -> Missing:
    if isinstance(error, BrokenProcessPool):
        return Missing("a process of this run was killed, by a signal or for want of memory.")
    return Missing("".join(traceback.format_exception(error)))


def _on_cluster(jobs: Sequence[Job], scheduler: str) -> Iterator[tuple[int, Result]]:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise UnmetHypothesis(
            "--scheduler needs dask.distributed; install widecheck with its extra 'cluster'."
        ) from None
    for name in logging.root.manager.loggerDict:
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is told here
    # dask waits for ever for a port that accepts and says nothing
    made: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_connect, args=(Client, scheduler, made), daemon=True).start()
    try:
        client = made.get(timeout=PATIENCE)
    except queue.Empty:
        client = None
    if client is None:
        raise UnmetHypothesis(
            f"no scheduler answers at {scheduler}; give an address such as tcp://127.0.0.1:8786,"
            " or leave --scheduler out."
        )
    with client:
        number = {f: i for i, f in enumerate(client.map(_attempt, jobs, pure=False))}
        alive = time.monotonic()
        while number:
            for future in [future for future in number if future.done()]:
                yield number.pop(future), _from_cluster(future)
            if client.status != "running" or _workers(client):
                alive = time.monotonic()
            elif time.monotonic() > alive + PATIENCE:
                lost = Missing(f"no worker came to {scheduler} within {PATIENCE} s.", code=2)
                yield from ((i, lost) for i in number.values())
                return
            time.sleep(0.05)


def _connect(client: Any, scheduler: str, made: "queue.SimpleQueue[Any]") -> None:
    try:
        made.put(client(scheduler, timeout=f"{PATIENCE / 3}s"))
    except Exception:  # of many classes, also for what is no address
        made.put(None)


def _workers(client: Any) -> int:
    return len(client.scheduler_info()["workers"])


def _from_cluster(future: Any) -> Result:
    try:
        result: Result = future.result()
    except BaseException as error:
        return Missing(f"the cluster lost it ({type(error).__name__}).")
    return result
