"""`widecheck recheck`: the trusted core over one certificate, or over all of a run folder.

The core derives each conclusion; here run.json is only compared with it. What the core does not
derive is said: a verdict without a certificate, a field of one with a certificate (COMPARED where
that is possible), and what is never derived (NOT_DERIVED).
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from flint import arb, ctx

from checkers.recheck import Conclusion, Refused, Unusable, recheck
from checkers.recheck.case import inside, point
from checkers.recheck.numbers import BITS, ball, ball_of, exact
from checkers.recheck.statements import statement, statements
from reports.folders import (
    CERTIFICATES,
    MOST,
    UnusableFolder,
    certificate_text,
    digest,
    read_verdicts,
    text_of,
)
from reports.proofs import rest_on_refuted
from theorems import THEOREMS, TWINS, VARIANTS

COMPARED = (
    *("label", "twin_of", "outcome", "scope", "setting", "exact", "failure", "best", "vacuous"),
    *("certificate", "certificate_sha256", "rests_on_refuted"),
)
NOT_DERIVED = (
    *("finding", "evidence", "method", "quantity", "bound", "tightness", "sharpest", "coverage"),
    *("draws", "violations", "seed", "witness", "figures", "command", "at", "vacuous_at"),
    *("fault", "level"),
)
CATALOGUE = {t.label: t for t in (*THEOREMS, *VARIANTS, *TWINS)}
DRAWN = ("draws", "confidence sequence", "tilted draws")
NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?")


@dataclass(frozen=True)
class Result:
    """What became of one certificate or verdict, and why.

    state : verified, refused or unusable; for a verdict without a certificate that the core can
            check, uncertified or unknown
    """

    state: str
    told: str


def results(target: Path) -> Iterator[Result]:
    """One result for each verdict of a run folder, or for one certificate file.

    Raises UnusableFolder where the folder holds no run, or a run without verdicts.
    """
    if not os.path.isdir(target):
        yield _file(target)
        return
    run = read_verdicts(target)
    if not run["verdicts"]:
        raise UnusableFolder(f"{target} holds a run without verdicts; there is nothing to check.")
    rests = rest_on_refuted({v["label"]: v["outcome"] for v in run["verdicts"]}, CATALOGUE)
    for verdict in run["verdicts"]:
        yield _result(target, verdict, rests.get(verdict["label"], []))
    named = {v["certificate"] for v in run["verdicts"]}
    place = target / CERTIFICATES
    files = sorted(entry.name for entry in place.iterdir()) if os.path.isdir(place) else []
    for name in files:
        if f"{CERTIFICATES}/{name}" not in named:
            yield Result("refused", f"{place / name} belongs to no verdict of run.json")
    if not run["whole"]:
        found, asked = len(run["verdicts"]), run["error_budget"]["verdicts"]
        yield Result("not whole", f"the run has {found} of the {asked} verdicts asked for")


def summary(states: Mapping[str, int], seconds: float, *, folder: bool) -> str:
    """The last lines: how many certificates hold, and what nobody vouches for."""
    tried = sum(states.get(state, 0) for state in ("verified", "refused", "unusable"))
    told = f"{states.get('verified', 0)} of {tried} certificates verified in {seconds:.1f} s"
    if not folder:
        return told
    bare, unknown = states.get("uncertified", 0), states.get("unknown", 0)
    verdicts = tried + bare + unknown
    if bare or unknown:
        told += f"; {bare + unknown} of {verdicts} verdicts have none that the core can check"
    return f"{told}\nnot derived, and not vouched for: {', '.join(NOT_DERIVED)}"


def _file(path: Path) -> Result:
    try:
        certificate = recheck(text_of(path, MOST[CERTIFICATES], follow=True), str(path))
    except UnusableFolder as error:
        return Result("unusable", str(error))
    except Unusable as error:
        return Result("unusable", f"{path}: {error}.")
    except Refused as error:
        return Result("refused", f"{path}: {error}")
    told = {name: certificate[name] for name in ("label", "outcome", "scope")}
    return Result("verified", f"{told['label']}: {told['outcome']}, scope {told['scope']}")


def _result(folder: Path, verdict: Mapping[str, Any], rests: list[str]) -> Result:
    label, outcome = verdict["label"], verdict["outcome"]
    known = f"{label}: {outcome}"
    try:
        _at_home(verdict, rests)
        if label not in statements():
            if label in CATALOGUE and not verdict["certificate"]:
                return Result("uncertified", f"{known}; the core does not know the statement")
            return Result("unknown", f"{known}; the core does not know the statement")
        if not verdict["certificate"]:
            return Result("uncertified", f"{known}; {_reason(verdict)}")
        text = certificate_text(folder, verdict["certificate"])
        if digest(text) != verdict["certificate_sha256"]:
            raise Refused(f"{label}: its certificate was not written with this run.json")
        told, derived = json.loads(text), recheck(text, verdict["certificate"])
        open_questions = compare(verdict, told, derived)
    except UnusableFolder as error:
        return Result("refused", f"{known}: {error}")
    except Unusable as error:
        return Result("unusable", f"{known}: {error}.")
    except Refused as error:
        return Result("refused", str(error))
    except Exception as error:  # whatever goes wrong, nothing is verified
        return Result(
            "refused", f"{known}: it cannot be compared ({type(error).__name__}: {error})"
        )
    besides = f" (not derived: {', '.join(open_questions)})" if open_questions else ""
    return Result("verified", f"{known}, scope {verdict['scope']}{besides}")


def _need(holds: bool, label: str, told: str) -> None:
    if not holds:
        raise Refused(f"{label}: {told}")


def _at_home(verdict: Mapping[str, Any], rests: list[str]) -> None:
    """What run.json says twice, or says of the catalogue, must agree."""
    label, setting, exact = verdict["label"], verdict["setting"], verdict["exact"]
    alike = setting.keys() == exact.keys() and all(
        _alike(setting[name], exact[name]) for name in exact
    )
    _need(alike, label, "its setting and its exact setting differ")
    _need((verdict["certificate"] is None) == (verdict["certificate_sha256"] is None), label,
          "a certificate has a hash, and nothing else has")  # fmt: skip
    if record := CATALOGUE.get(label):
        _need(verdict["twin_of"] == record.twin_of, label, "another original than the catalogue's")
        _need(verdict["rests_on_refuted"] == rests, label, "its proof rests on other statements")


def _alike(value: Any, text: str) -> bool:
    """Whether a value of a setting is the nearest to an exact text."""
    if not NUMBER.fullmatch(text) or isinstance(value, str):
        return bool(value == text)
    exact = Fraction(text)
    try:
        return exact == value if isinstance(value, int) else float(exact) == value
    except OverflowError:
        return False


def _reason(verdict: Mapping[str, Any]) -> str:
    """Why a verdict about a statement that the core knows has no certificate; Refused if it must.

    What is known without trusting run.json: which forms of statement and which outcomes always have
    one. Draws never certify, and leave a doubt.
    """
    label, outcome, point_only = verdict["label"], verdict["outcome"], verdict["scope"] == "point"
    said = statement(label)
    if outcome == "supported":
        doubt = verdict["failure"]["confidence"]
        sampled = verdict["method"] in DRAWN and bool(verdict["draws"])
        _need(sampled and doubt is not None and doubt < 1, label, "supported, yet not by draws")
    if outcome in ("supported", "undecided"):
        _need(point_only or outcome == "undecided", label, "of more settings than were drawn")
        return "nothing is proved"
    if outcome == "refuted" and verdict["method"] in DRAWN:
        doubt = verdict["failure"]["confidence"]
        _need(bool(verdict["draws"]) and doubt is not None and doubt < 1, label, "drawn, yet sure")
        return "it rests on draws"
    twin = bool(CATALOGUE[label].twin_of)
    no_region = said.gap is not None and not said.composition and said.width is None
    open_steps = {
        ("bound", "refuted"): said.gap is not None,  # windows of counts
        ("bound", "certified"): twin and (no_region or not said.linked),
        ("closed form", "certified"): twin,  # agreement at one rho
        ("sphere", "certified"): True,  # definite by parts, and twins where they are true
    }
    open_step = point_only and open_steps.get((said.form, outcome), False)
    _need(open_step, label, f"{outcome} without a certificate")
    return "the core does not know the step that decides it"


# What the core derived, against what run.json says.


def compare(verdict: Mapping[str, Any], told: Mapping[str, Any], derived: Conclusion) -> list[str]:
    """The fields that the certificate does not settle; raises Refused where they contradict it.

    told    : the certificate as it stands
    derived : what the core made of it
    """
    label = verdict["label"]
    _need(told["label"] == label, label, f"its certificate is for {told['label']}")
    # a proof for every setting serves every region
    reach = {told["scope"], "box"} if told["scope"] == "all" else {told["scope"]}
    _need(
        verdict["outcome"] == told["outcome"] and verdict["scope"] in reach,
        label,
        f"run.json has {verdict['outcome']}, scope {verdict['scope']}, where the certificate proves"
        f" {told['outcome']}, scope {told['scope']}",
    )
    with ctx.workprec(BITS):
        tail = _tail(told)
        settled = {
            "setting": _setting(verdict, told, tail),
            "failure": _failure(verdict, told, tail),
            "best": _best(verdict, told),
            "vacuous": _vacuous(verdict, told, derived),
        }
    return [name for name, known in settled.items() if not known]


def _tail(told: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The proof that encloses the failure probability at the verdict's setting, if there is one."""
    own = told["scope"] == "all"  # then it is the closest of the settings tried
    proofs = (p for p in told["proofs"] if p["kind"] == "tail" and ("setting" in p) == own)
    return next(proofs, None)


def _exact(setting: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: str(value) for name, value in setting.items()}
    return {k: Fraction(v) if NUMBER.fullmatch(v) else v for k, v in values.items()}


def _setting(
    verdict: Mapping[str, Any], told: Mapping[str, Any], tail: Mapping[str, Any] | None
) -> bool:
    label, shown = verdict["label"], _exact(verdict["exact"])
    inside(statement(label), {name: v for name, v in verdict["exact"].items() if v != "all"})
    proved = _exact(tail["setting"] if tail and "setting" in tail else told["setting"])
    if any(proof["kind"] == "preactivations" for proof in told["proofs"]):
        # a network is a part of every larger one
        fits = all(shown.get(name, 0) >= value for name, value in proved.items())
        _need(fits, label, f"it is refuted at {_words(proved)}, not at {_words(shown)}")
        return bool(shown == proved)
    if told["scope"] == "all" and tail is None:
        return bool(verdict["scope"] == "box")  # inside all that the hypotheses allow
    held = {name: value for name, value in proved.items() if value != "all"}
    same = {name: shown.get(name) for name in held} == held
    same &= told["scope"] == "box" or shown.keys() == proved.keys()
    _need(same, label, f"{told['outcome']} at {_words(proved)}, not at {_words(shown)}")
    return True


def _words(setting: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in setting.items()) or "every setting"


def _failure(
    verdict: Mapping[str, Any], told: Mapping[str, Any], tail: Mapping[str, Any] | None
) -> bool:
    label, failure = verdict["label"], verdict["failure"]
    shown = tuple(failure[name] for name in ("claimed", "lower", "upper"))
    _need(failure["confidence"] == 1, label, "a proof leaves no doubt, and has confidence 1")
    refuted = told["outcome"] == "refuted"
    if tail is None:
        if shown == (0, refuted, refuted):
            return True  # there is no chance in it, or no chance is left
        _need(statement(label).form == "bound" and not refuted, label, "another failure")
        claimed = float(exact(verdict["exact"].get("delta", 0)))
        fits = shown[0] == claimed and 0 <= (shown[1] or 0) <= (shown[2] or 0) <= claimed
        _need(fits, label, f"failure {shown}, where at most {claimed} is proved")
        return False
    claimed, *ends = (float(exact(text)) for text in (tail["claimed"], *tail["failure"]))
    if told["scope"] == "all":
        ends = [min(end, claimed) for end in ends]
    open_end = statement(label).gap is not None and refuted  # its upper end is not derived
    fits = shown[:2] == (claimed, ends[0]) and (open_end or shown[2] == ends[1])
    _need(fits, label, f"failure {shown}, where the certificate has {(claimed, *ends)}")
    return not open_end


def _best(verdict: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """The best constant in words, from the two proofs that stand side by side."""
    label, shown, proofs = verdict["label"], verdict["best"], told["proofs"]
    fails = next((i for i, proof in enumerate(proofs) if proof["kind"] == "fails"), None)
    if fails is None:
        bound = statement(label).form == "bound"
        _need(not (shown and bound), label, "its certificate proves no best constant")
        return not shown
    good, bad = proofs[fails - 1], proofs[fails]
    norm = "x_norm for which it is true at every m, alpha and delta"
    if edge := good.get("pi_x_norm_squared"):
        least = re.fullmatch(r"x_norm >= ([0-9]+[.][0-9]{1,9})", (shown or {}).get("proved", ""))
        value = Fraction(least[1]) if least else Fraction(0)
        nearest = arb.pi() * ball(value) ** 2 >= ball_of(edge)
        nearest &= arb.pi() * ball(value - Fraction(1, 10**9)) ** 2 <= ball_of(edge)
        _need(bool(nearest), label, f"best constant {shown}, which is not its certificate's")
        best = {
            "what": norm.replace("x_norm", "x_norm > 0", 1),
            "proved": least[0] if least else None,
            "refuted": f"0 < x_norm <= {float(exact(bad['setting']['x_norm']))}",
        }
    elif "x_norm" in good:
        best = {
            "what": norm,
            "proved": f"x_norm <= {float(exact(good['x_norm']))}",
            "refuted": f"x_norm >= {float(exact(bad['setting']['x_norm']))}",
        }
    else:
        all_of_it = point(statement(label), bad["setting"], factor=0).bound() == 0
        best = {
            "what": f"factor on the {'bound' if all_of_it else 'deviation term'}",
            "proved": str(float(exact(good["constant"]))),
            "refuted": str(float(exact(bad["constant"]))),
        }
    _need(shown == best, label, f"best constant {shown}, where the certificate proves {best}")
    return True


def _vacuous(verdict: Mapping[str, Any], told: Mapping[str, Any], derived: Conclusion) -> bool:
    label, shown, setting = verdict["label"], verdict["vacuous"], told["setting"]
    said, kinds = statement(label), {proof["kind"] for proof in told["proofs"]}
    at_a_point = told["scope"] == "point"
    if derived["vacuous"] is not None:
        found: bool | None = derived["vacuous"]
    elif said.form == "smooth":
        found = False  # no remainder has a largest value
    elif at_a_point and said.form == "numbers":  # a probability, and what bounds it in some link
        at = point(said, setting)
        empty = {bool(at.bound(i) >= 1) for i in range(1, len(said.terms))}
        if len(empty) > 1:
            return False
        found = empty.pop()
    elif at_a_point and said.form == "count":
        at = point(said, setting)
        found = bool(at.bound() >= at.width)
    elif "link" in kinds or said.form not in ("bound", "numbers", "count"):
        found = None
    else:
        return shown is None
    _need(shown == found, label, f"vacuous: {_yes(shown)}, where it is {_yes(found)}")
    return True


def _yes(value: bool | None) -> str:
    return {None: "not told", True: "yes", False: "no"}[value]
