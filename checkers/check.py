"""From a statement to its verdict."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from flint import ctx

from checkers import regions
from checkers.forms import decide
from checkers.spheres import definiteness
from checkers.verdicts.coverage import ordered, summarize
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict
from checkers.worst_cases import by_definition, by_draws, probabilistic
from checkers.worst_cases.figures import illustrate
from checkers.worst_cases.suprema import known
from theorems.language.domains import Span
from theorems.language.records import Bound, Definiteness, Setting, Theorem

REFUTATIONS = 10  # settings that refute a twin before its coverage stops
Progress = Callable[[int, int], object]  # (settings done, settings in all)
ONE_AT_A_TIME = threading.RLock()
BITS, TERMS = 53, 10  # with which flint starts


@contextlib.contextmanager
def _flint_alone() -> Iterator[None]:
    """flint's working precision belongs to the process: checks wait for each other.

    Each begins with the same precision, and leaves that of its caller, also on errors.
    """
    with ONE_AT_A_TIME:
        before = ctx.prec, ctx.cap
        try:
            ctx.prec, ctx.cap = BITS, TERMS
            yield
        finally:
            ctx.prec, ctx.cap = before


@_flint_alone()
def check(
    theorem: Theorem,
    setting: Setting | None,
    options: Options,
    progress: Progress = lambda done, total: None,
) -> Verdict:
    """The verdict at one setting, or over the whole coverage when `setting` is None.

    Safe from threads, which wait for each other. Raises BudgetTooSmall where draws are asked for
    and are too few to decide anything.
    """
    started = time.perf_counter()
    if setting is None:
        verdict = cover(theorem, options, progress)
    elif any(isinstance(value, Span) for value in setting.values()):
        verdict = regions.decide(theorem, setting, options)
    else:
        verdict = decide(theorem, setting, options, settle=True)
    if setting is None or not any(isinstance(value, Span) for value in setting.values()):
        verdict = illustrate(theorem, verdict, options, chosen=setting is not None)
    level = verdict.level or ("everywhere" if verdict.scope == "all" else "law")
    return verdict.but(level=level, seconds=time.perf_counter() - started)


def cover(theorem: Theorem, options: Options, progress: Progress) -> Verdict:
    """The verdict over the coverage; a twin stops when enough settings refute it."""
    usual = theorem.setting({})
    random = theorem if isinstance(theorem, Bound) and theorem.except_with is not None else None
    if random and known(random) is None:
        return summarize(by_definition.cover(random, options), usual)
    half = options.but(error=options.error / 2)  # one to refute by draws, one to settle the rest
    if isinstance(theorem, Definiteness):
        found = definiteness.decide_everywhere(theorem, options)
        if found is not None:
            return found
    laws = probabilistic.Laws(random) if random else None
    settings = ordered(theorem, laws.scores if laws else None, options.profile)
    if random and options.method == "sample":
        return summarize(probabilistic.cover_by_draws(random, settings, options), usual)

    def at(s: Setting) -> Verdict:
        if random and laws:
            return probabilistic.decide(random, s, options, settle=False, law=laws.at(s))
        return decide(theorem, s, options, settle=False)

    verdicts: list[Verdict] = []
    refutations = 0
    for done, s in enumerate(settings):
        progress(done, len(settings))
        verdict = at(s)
        verdicts.append(verdict)
        refutations += verdict.outcome is Outcome.REFUTED
        if verdict.scope == "all" or (theorem.twin_of and refutations == REFUTATIONS):
            break
    summary = summarize(verdicts, usual)
    if random and summary.outcome is Outcome.UNDECIDED and options.method == "auto":
        summary = summarize(by_draws.settle_by_draws(random, verdicts, half), usual)
    return regions.promote(theorem, summary, options)
