# fmt: off
# ruff: noqa: D103, E401, E701, E731, I001
"""The trusted core: reads certificates and derives every conclusion again. Read it in one go.

It imports nothing of widecheck and searches for nothing: what had to be searched for (exponents,
boxes, points, null vectors, a failing setting) stands in the certificate. What the statements say,
the theorems taken for granted and the arguments followed here stand in statements.txt: read that
first. Taken on trust besides: Python's integers, and Arb through python-flint (balls that enclose,
rigorous quadrature); mpmath gives second opinions. A comparison of balls is True only if certain.
"""
import itertools, json, math, mpmath, re, sys
from collections.abc import Callable
from fractions import Fraction as Q
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from flint import acb, arb, arb_series, ctx, fmpq, fmpq_mpoly_ctx, fmpq_poly, fmpz
SCHEMA, BITS, FINE = "widecheck-certificate/2", 256, 2048  # bits; FINE tells 1 - 1e-300 from 1
class Refused(Exception): """A conclusion that does not follow."""
class Unusable(ValueError): """No certificate, or of a kind or a statement not known here."""
def need(holds: Any, place: str) -> Any:
    if holds is not True: raise Refused(place)
NUMBER = re.compile(r"-?[0-9]+(/[0-9]+|([.][0-9]+)?(e[+-]?[0-9]{1,4})?)")  # nothing around it
def num(value: Any) -> Q:  # an integer, or a text that holds an exact number
    if not NUMBER.fullmatch(str(value)): raise Unusable(f"{value!r} is no exact number")
    return Q(value)
whole: Callable[[Any], int] = lambda z: int(z.unique_fmpz())  # of an exact ball
ball: Callable[[Any], arb] = lambda value: arb(fmpq(*num(value).as_integer_ratio()))
# 1. The statements, and settings of their parameters.
TEXT = Path(__file__).with_name("statements.txt").read_text(encoding="utf-8").splitlines()
SAYS = {name: [compile(part, name, "eval") for part in said.split(" ; ")] for name, said in (
    line.split(" | ") for line in TEXT if line and line[0] != "#")}
linked: Callable[[str], bool] = lambda name: len(SAYS[name]) == 1 or name == "slides/sign-changes"
idle: Callable[[str, Any], bool] = lambda label, p: (  # the worst case is 0, and the bound >= 0
    bool(p.x == 0) and "a1" not in label) or p.exact.get("B") == 0
small, large = (lambda r: (r / arb(2).sqrt()).erf()), (lambda r: (r / arb(2).sqrt()).erfc())
FUNCTIONS: dict[str, Any] = {
    **{f: lambda z, f=f: getattr(z, f)() for f in ("exp", "log", "sin", "cos", "erf", "expm1")},
    "sqrt": lambda z: arb(z).sqrt(), "cbrt": lambda z: arb(z).root(3) if z != 0 else arb(0),
    "small": small, "large": large, "phi": lambda z: (-z * z / 2).exp() / (2 * arb.pi()).sqrt(),
    "F": lambda z: (1 + small(z)) / 2, "max": lambda z: z.max(arb(0)),
    "tanh": lambda z: tanh(z), "S": lambda z: (1 + tanh(z / 2)) / 2, "h": lambda z: int(z >= 0),
    "pos": lambda z: int(z > 0), "integral": lambda f: acb.integral(lambda v, _: f(v), 0, 1),
    "one": arb(1), "scaled": lambda z: (z * z / 2).exp() * large(z)}
def tanh(z: Any) -> Any:  # of a ball, or of a power series to the second order
    t = z.tanh() if isinstance(z, arb) else z[0].tanh()
    slope = [] if isinstance(z, arb) else [(1 - t * t) * z[1], -t * (1 - t * t) * z[1] ** 2]
    return arb_series([t, *slope], prec=3) if slope else t
def says(line: str, values: Any, part: int = 0) -> Any:  # what a line of statements.txt says
    if part >= len(SAYS.get(line, ())): raise Unusable(f"statements.txt has no {line!r}, {part}")
    return eval(SAYS[line][part], {"__builtins__": {}, **FUNCTIONS, "pi": arb.pi(), **values})
def only(data: Any, what: str) -> Any:  # no key but those that statements.txt names
    need({*data} <= {"kind", "by", *says(f"holds {what}", {}).split(", ")}, f"{what}: other keys")
FUNCTIONS |= {name: says(name, {}) for name in ("smooth", "lipschitz", "polynomial")}
def given(label: str) -> tuple[str, list[str]]:  # the line of its hypotheses; its parameters
    own = label if f"given {label}" in SAYS or label not in SAYS else label.partition(":")[0]
    return f"given {own}", [code.co_names[0] for code in SAYS.get(f"given {own}", [])[1:]]
def within(label: str, setting: Any) -> None:  # a value is a number, LOW..HIGH, or a name
    line, names = given(label)
    for name, value in setting.items():
        need(name in names, f"{label}: {name} is no parameter")
        ends = [value] if name == "activation" else [num(end) for end in str(value).split("..")]
        fits = all(says(line, {name: end}, names.index(name) + 1) for end in ends)
        need(fits and ends == sorted(ends[:2]), f"{label}: {name} = {value} is not allowed")
@ctx.workprec(FINE)
def point(label: str, setting: Any) -> Any:  # in balls, and `exact`; l may stand for delta
    names = [{"delta": "l"}.get(k, k) if "l" in setting else k for k in given(label)[1]]
    need({*setting} == {*names}, "not every parameter has a value")
    p = SimpleNamespace(c=1, x=arb(1), exact={k: num(v) for k, v in setting.items()})
    vars(p).update(("x" if k == "x_norm" else k, ball(v)) for k, v in p.exact.items())
    return p if "delta" not in p.exact else SimpleNamespace(**vars(p), l=-p.delta.log())
@ctx.workprec(FINE)
def case(label: str, p: Any) -> tuple[str, int, Any, arb, int]:
    """(Y, n, r, t, k): the bound breaks iff min(Y_1 + ... + Y_n + k, m) > t; r None: Y = 1."""
    line = f"law {label}" if f"law {label}" in SAYS else f"law {label.partition(':')[0]}"
    need(bool(p.x > 0) or "event-a1" in line, "the worst case is 0")  # where all neurons count
    square = math.floor((p.exact["m"] * p.exact["B"] / 2) ** 2) if "sign-changes" in line else 0
    ties = not {"sqrt", "l"} & {*SAYS[label][0].co_names}  # of rational bounds, which are exact
    level = ball(says(label, p.exact)) if ties else says(label, vars(p))
    name, n, r, t = (says(line, {**vars(p), "level": level}, i) for i in range(4))
    n, moved = whole(arb(n)), int(fmpz(square).root(3))  # B^2/tau^2 = (m B/2)^(2/3) move far
    return name, n, r if bool(p.x > 0) else None, arb(t), moved
# 2. Tails of S = Y_1 + ... + Y_n, from their evidence.
def moment(name: str, u: arb, r: Any) -> arb:  # E exp(uY); r is None where Y = 1
    value = u.exp() if r is None else acb(says(f"moment {name}", {"u": u, "r": r})).real
    if name == "shortfall" and u.mid() == u and r > 0:  # mpmath's own quadrature agrees
        with mpmath.workdps(50):
            a, b, e = (mpmath.mpf(z.mid().str(50, radius=False)) for z in (u, r, value))
            grow = lambda v: mpmath.npdf(b * v) * mpmath.expm1(a * (1 - v))
            near = 1 + 2 * b * mpmath.quad(grow, [0, "0.01", "0.1", "0.5", 1])
            need(bool(abs(e - near) < mpmath.mpf("1e-15") * e), "mpmath finds another moment")
    return value
def inversion(name: str, n: int, r: arb, t: arb, by: Any, up: bool) -> arb:  # of P(S > t)
    (u, v, L), last = (ball(by[key]) for key in ("u", "v", "period")), int(num(by["terms"]))
    need(bool(t >= 0 and v > u and L > 0) and 0 < last < 10**4, "the contour")
    q, below = (arb(says(f"below {name}", {"r": r, "y": y})) for y in (arb(0), t))
    at = [acb(u, 2 * arb.pi() * k / L) for k in range(last + 1)]
    M = [acb(moment(name, u, r)), *(q + says(f"part {name}", {"r": r, "z": z}) for z in at[1:])]
    exact = acb(says(f"moment {name}", {"r": r, "u": at[1]}))  # by quadrature
    need(M[1].overlaps(exact) and exact.rel_accuracy_bits() > 40, "the transform differs")
    alone, rest = n * q ** (n - 1), lambda A: A**n - q**n - alone * (A - q)
    terms = [(rest(A) * (-z * t).exp() / z).real for A, z in zip(M, at, strict=True)]
    value = (2 * sum(terms, arb(0)) - terms[0]) / L + (0 if t > 1 else alone * (1 - below))
    reach = arb(says(f"reach {name}", {"u": u, "r": r, "p": M[0].real - q}))
    w, pairs = reach * L / (2 * arb.pi() * last), arb(n) * (n - 1) / 2
    cut = (-u * t).exp() * pairs * w**2 * (q + w) ** max(n - 2, 0) / (2 * arb.pi())
    near = (pairs * (1 - q) ** 2).min(arb(1)) / (u * L).expm1()
    far = arb(0) if t + L >= n else moment(name, v, r) ** n * (-v * t).exp()
    return value + cut if up else value - cut - near - far / ((v - u) * L).expm1()
def tail(by: Any, up: bool, where: Any) -> arb:  # of P(min(S + k, m) > t)
    name, n, r, t, k = where
    u, kind, first = ball(by.get("u", 1)), by["by"], 0
    need(bool(u > 0), "u must be positive")
    if name == "count":  # the least failing count, on the safe side
        first = whole((t.lower() if up else t.upper()).floor()) + 1 - k
        first = n + 1 if k and (n <= t if up else not n > t) else first  # min(S + k, m) <= m
        t = arb(first if up else first - 1)
        if kind == "binomial":  # P(N >= first), an incomplete beta function, rises with P(Y = 1)
            p = arb(1) if r is None else small(r).upper().min(arb(1)) if up else small(r).lower()
            a, b = first, n - first + 1  # beyond 0 < first <= n it is 1 or 0
            value = p.beta_lower(a, b, True) if 0 < first <= n else arb(first <= n)
            return value if value.rel_accuracy_bits() > 9 else 1 - (1 - p).beta_lower(b, a, True)
    if kind in ("nothing", "never"):
        most = first > n if name == "count" else bool(n <= t)
        need(kind == "nothing" or (up and most), "the largest value breaks the bound")
        return arb(int(kind == "nothing" and up))
    if kind == "inversion":  # what is seldom > 0 cancels
        bits = BITS + min(max(0, -4 * int(float(r.log()))), FINE)
        return ctx.workprec(bits)(inversion)(name, n, r, t, by, up)
    if kind == "chernoff":
        with ctx.workprec(FINE if name == "count" else BITS):  # near certainty it cancels
            value = (n * moment(name, u if up else -u, r).log() + (-u if up else u) * t).exp()
            return value if up else 1 - value
    if kind == "tilt" and not up:
        h, top = ball(by["step"]), ball(by["top"])
        here, more, less = (moment(name, v, r).log() for v in (u, u + h, u - h))
        out = (n * (more - here) - h * top).exp() + (n * (less - here) + h * t).exp()
        need(bool(h > 0 and out < 1), "the tilted sum leaves its window")
        return (n * here - u * top).exp() * (1 - out)
    raise Unusable(f"no bound is known by {kind!r}")
def often(by: Any, label: str, p: Any) -> arb:  # A lower bound of P(the bound breaks)
    if "lemma-4.1" not in label or by["by"] != "count":
        return tail(by, False, case(label, p))
    r, k, n = ball(by["r"]), int(num(by["k"])), int(p.exact["m"])  # k neurons of one class below r
    gained = p.B * arb(k).sqrt() - k * r > says(label, vars(p)) / p.x
    need(0 < k <= n and bool(r > 0 and gained), "they gain too little")
    return (small(r) / 2).beta_lower(k, n - k + 1, True)
def vacuous(label: str, p: Any) -> bool:  # whether the bound is at least every possible value
    if "lemma-4.1" in label: return bool(p.x * p.B * p.m.sqrt() <= says(label, vars(p)))
    name, n, _, t, k = case(label, p)
    return bool((min(n + k, int(p.exact["m"])) if name == "count" else n) <= t)
def probability(label: str, proof: Any, cert: Any) -> str:  # P(the bound breaks)
    aside = "aside" * ("setting" in proof)  # at a setting of its own, which concludes nothing
    within(label, setting := proof.get("setting", cert["setting"]))
    p, (told_low, told_high) = point(label, setting), map(ball, proof["failure"])
    zero, bare = idle(label, p), proof["upper"]["by"] == "nothing"
    cert["vacuous"] = zero or vacuous(label, p)
    low = arb(0) if zero else often(proof["lower"], label, p)
    high = arb(int(bare)) if zero or bare else tail(proof["upper"], True, case(label, p))
    near = lambda v: v * ball("1.000001")  # the ends were rounded
    told = told_low <= 0 or told_low <= near(low), told_high >= 1 or high <= near(told_high)
    need(all((*told, num(proof["claimed"]) == p.exact["delta"])), "too narrow, or another claim")
    if low > p.delta: return aside or "breaks"
    return need(linked(label) and bool(high <= p.delta), "neither is certain") or aside or "holds"
# 3. Whole regions.
def every_width(label: str, proof: Any) -> Q:
    """Boxes of (s, y) in preorder: s and y halve one across; a number is the u of a leaf."""
    letter, key = ("x", "x_norm") if "x_norm" in proof else ("c", "constant")
    need((constant := num(proof[key])) > 0, "the constant is not positive")
    name, kappa, weight, power = (says(f"unit {label}", {letter: constant}, i) for i in range(4))
    tokens, boxes = iter(proof["tree"].split()), [(Q(0), Q(1), Q(0), Q(1))]
    while boxes:
        s1, s2, y1, y2 = boxes.pop()
        token, s, y = next(tokens, "missing"), (s1 + s2) / 2, (y1 + y2) / 2
        if token == "s": boxes += [(s, s2, y1, y2), (s1, s, y1, y2)]
        if token == "y": boxes += [(s1, s2, y, y2), (s1, s2, y1, y)]
        if token in ("s", "y"): continue
        need(token != "missing", "the tree ends before its boxes")
        u, a = ball(token), ball(s * y / kappa if y1 else 0)
        e, rise = (acb(says(f"{f} {name}", {"u": u, "r": a})).real for f in ("moment", "slope"))
        for s, y in itertools.product((s1, s2), (y1, y2)):
            g = ball(weight) * (1 - (ball(s).sqrt() if power == 2 else ball(s))) ** (2 * power)
            lead = (e.log() - rise / e * a) / ball(y) if y1 else arb(0)
            worst = lead + rise / e * ball(s / kappa) + ball(y) * g
            need(bool(u > 0 and worst <= u), f"box {s1}..{s2} x {y1}..{y2} with u = {token}")
    return need(next(tokens, None) is None, "the tree goes on after its last box") or constant
def region(label: str, proof: Any, cert: Any) -> str:  # on the norms of the setting
    kind, norms = proof["kind"], str(cert["setting"].get("x_norm", "all")).split("..")
    low, high = (Q(0), None) if norms == ["all"] else (num(norms[0]), num(norms[-1]))
    if kind == "composition":
        need(proof["of"] == ["slides/sign-changes"] and label == "slides/lemma-4.1", "the parts")
        return region("slides/sign-changes", {"kind": "hoeffding"}, {**cert, "setting": {}})
    if kind == "every width":
        constant, norm = every_width(label, proof), "x_norm" in proof
        enough = high is not None and high <= constant if norm else constant <= 1
        return "holds" if enough else "aside"
    edge = "pi_x_norm_squared" in proof  # the end of a range of norms, decided exactly
    at = {"x": Q(1), "pi": num(proof["pi_x_norm_squared"])} if edge else {"x": ball(low)}
    enough = all(bool(says(f"linear {label}", at, i) >= least) for i, least in enumerate((2, 1)))
    return need(enough, "the mean is not covered") or ("aside" if edge else "holds")
def fails(label: str, proof: Any, cert: Any) -> str:  # more often than exp(-l)
    p = point(label, proof["setting"])
    within(label, {k: v for k, v in proof["setting"].items() if k != "l"})
    p.c = ball(proof["constant"])
    broken = bool(often(proof["lower"], label, p) > (-p.l).exp())
    return need(broken and num(proof["constant"]) <= 1, "it does not break enough") or "aside"
def every_delta(label: str, proof: Any, cert: Any) -> str:  # t = t0 + t1 sqrt l, S <= n
    rest = {name: value for name, value in cert["setting"].items() if name != "delta"}
    p = need(linked(label), "its further bounds") or point(label, {**rest, "l": 1})
    if proof["by"] == "zero": return need(idle(label, p), "the worst case is not 0") or "holds"
    at = lambda log: case(label, SimpleNamespace(**{**vars(p), "l": arb(log)}))
    (name, n, r, t0, k), t1 = at(0), at(1)[3] - at(0)[3]
    need(bool(t1 > 0), "the bound does not grow with l")
    if proof["by"] == "list":  # N = j breaks it iff j + k > t0 + t1 sqrt l
        (q, miss), total = (arb(1), arb(0)) if r is None else (small(r), large(r)), arb(0)
        for j in range(n, -1, -1):
            total += arb.bin_uiui(n, j) * q**j * miss ** (n - j)
            root = (min(j + k, int(p.exact["m"])) - t0) / t1
            holds = bool(root <= 0) or bool(total <= (-root.nonnegative_part() ** 2).exp())
            need(name == "count" and n <= 10**5 and holds, f"the count {j}")
        return "holds"
    ends = [*(num(low) for low, _ in proof["cells"]), Q(1)]
    need(proof["by"] == "cover" and name != "count" and bool(ball(ends[0]) * n <= t0), "no cover")
    for low, high, (_, by) in zip(ends, ends[1:], proof["cells"], strict=False):
        root = ((n * ball(high) - t0) / t1).nonnegative_part()
        above = tail(by, True, (name, n, r, n * ball(low), 0))
        need(bool(above <= (-root * root).exp()) and low <= high, f"the cell from {low}")
    return "holds"
# 4. Numbers, identities, smoothness, spheres.
def chain(label: str, proof: Any, cert: Any) -> str:  # terms[0] <= terms[1] <= ...
    kind, parts, setting = proof["kind"], range(len(SAYS[label])), cert["setting"]
    if kind in ("floor", "links"):  # min(m, floor(q)) <= floor(q) <= q; links by m >= 1
        need("twin" not in label and linked(label), "this is not said of it")
        return "holds" if kind == "floor" else "aside"
    if kind == "chain everywhere":  # erf is concave, so erf(t/sqrt 2) <= sqrt(2/pi) t
        values = [arb(2), *(arb(says(f"slopes {label}", {}, i)) for i in parts[:-1])]
    elif kind == "count":  # exactly: there are ties
        worst = min(num(setting["m"]), math.floor((num(setting["B"]) / num(setting["tau"])) ** 2))
        need(num(proof["worst"]) == worst, "another worst case")
        values = [ball(worst - says(label, point(label, setting).exact)), arb(0)]
    else: values = [arb(says(label, vars(point(label, setting)), i)) for i in parts]
    if any(bool(a > b) for a, b in itertools.pairwise(values)): return "breaks"
    told = kind != "link" and all(bool(a <= b) for a, b in itertools.pairwise(values))
    return need(told, "a link cannot be told") or "holds"
def closed_form(label: str, proof: Any, cert: Any) -> str:  # by Price, in units of 1/(2 pi)
    if proof["kind"] == "apart":
        rho = ball(cert["setting"]["rho"])
        at = {"s": ((1 - rho) * (1 + rho)).sqrt(), "c": rho, "t": (-rho).acos()}
        at |= {f"E{k}": says(f"E{k}", at) for k in range(3)}
        sides = [arb(says(label, at, i)) for i in (0, int(num(proof["side"])))]
        return need(not sides[0].overlaps(sides[1]), "the two sides overlap") or "breaks"
    s, c, t = fmpq_mpoly_ctx.get(["s", "c", "t"], "lex").gens()
    E = [says(f"E{k}", {"s": s, "c": c, "t": t}) for k in range(3)]
    same = lambda f: divmod(f, s**2 + c**2 - 1)[1] == 0
    for k in range(3):
        turned = E[k].derivative(0) * c - E[k].derivative(1) * s - E[k].derivative(2)
        need(same(turned + (k * k * s * E[k - 1] if k else 1)), f"the derivative of E{k}")
        need(E[k](0, -1, 0) == 0, f"E{k} at theta = pi")
    ring = {"s": s, "c": c, "t": t, "E0": E[0], "E1": E[1], "E2": E[2]}
    gaps = [says(label, ring, i) - says(label, ring) for i in range(len(SAYS[label]))]
    return need(all(map(same, gaps)), "the forms differ") or "holds"
def identity(label: str, proof: Any, cert: Any) -> str:
    """Sums over neurons, or pairs (a, -a) of equal v; both sides are linear on each sign cell."""
    pair, twin = "lemma" in label, label.partition(":")[2]
    def sides(z: list[Q], a: list[Q]) -> list[Any]:
        known = [{"a": b, "u": z[i], "v": z[len(a) + i]} for i, b in enumerate(a)]
        return [sum(says(label, one, part) for one in known) for part in (0, 1)]
    if proof["kind"] == "preactivations":
        z, a = [num(v) for v in proof["z"]], [num(v) for v in proof["a"]]
        v, half = z[len(a):], len(a) // 2
        equal = v[:half] == v[half:] and a[half:] == [b if "same" in twin else -b for b in a[:half]]
        fits = equal if pair and "independent" not in twin else 0 not in v or "gap" not in label
        fits = (fits or "every" in twin) and 2 * num(cert["setting"]["m"]) == 2 * len(a) == len(z)
        told = sides(z, a) == [num(value) for value in proof["values"]]
        return need(fits and told and sides(z, a)[0] != sides(z, a)[1], "not these") or "breaks"
    need(not twin, "what a twin allows is not looked at here")
    for signs in itertools.product((-1, 0, 1), repeat=3 if pair else 2):
        if "gap" in label and signs[1] == 0 != signs[0]: continue  # x = 0, or of probability 0
        for k in range(-1, len(signs)):  # (1, ..., 1), and one coordinate doubled, span the cell
            z = [Q(v * (2 if i == k else 1)) for i, v in enumerate(signs)]
            left, right = sides([*z, z[2]], [Q(1), Q(-1)]) if pair else sides(z, [Q(1)])
            need(left == right, f"the sides differ at {z}")
    return "holds"
def smoothness(label: str, proof: Any, cert: Any) -> str:
    name = proof["activation"]
    if f"beta {name}" in SAYS and "tree" not in proof:  # if it is 0, there is no remainder
        beta = cert["betas"][name] = Q(says(f"beta {name}", {}))
        return "holds" if beta == 0 and cert["setting"].get("activation") == name else "aside"
    low, high, edge = (num(proof[key]) for key in ("low", "high", "edge"))
    over_ball: Any = lambda c, r: arb_series([ball(c) + ball(r) * arb(0, 1), 1], prec=3)
    jet: Any = lambda *z: arb_series(says(f"sigma {name}", {"z": over_ball(*z)}, 2), prec=3)
    far = edge >= 2 and bool(2 * ball(edge) ** 2 * (-ball(edge)).exp() <= ball(low))
    need(far if name != "sin" else bool(ball(edge) > arb.pi()), "the edge is too near")
    need(bool(abs(jet(num(proof["at"]), Q(0))[0]) >= ball(low)), "no such height there")
    need(high <= low * (1 + Q(1, 10**12)), "the enclosure is too wide")
    bits, stack = iter(proof["tree"]), [(Q(0), edge)]
    while stack:
        c, r = stack.pop()
        if (bit := next(bits, "missing")) == "1": stack += [(c + r / 2, r / 2), (c - r / 2, r / 2)]
        if bit == "1": continue
        at, over, b = jet(c, Q(0)), jet(c, r), ball(r)
        tops = [e * at[0] + b * abs(at[1]) + b * b * (e * over[2]).max(arb(0)) for e in (1, -1)]
        need(bit == "0" and all(bool(v <= ball(high)) for v in tops), f"{name} on {c} +- {r}")
    cert["betas"][name] = high
    return need(next(bits, None) is None, "the tree goes on") or "aside"
def smooth(label: str, proof: Any, cert: Any) -> str:  # for every sigma; or one neuron breaks it
    setting, known = cert["setting"], {k: ball(v) for k, v in cert["setting"].items() if k == "m"}
    factor, power, longest = (arb(says(label, known, i)) for i in range(3))
    if proof["kind"] == "taylor kernel":  # the remainder is at most beta times its integral
        t, told = fmpq_poly([0, 1]), setting.get("activation") in {None, *cert["betas"]}
        half = 2 * says("kernel", {"t": t}).integral() == t ** whole(power)  # from 0 to t
        far = ball(setting["x_norm"]) if "x_norm" in setting else longest
        within = told and half and bool(far ** whole(power) <= factor)
        return need(within, "another power, longer inputs, or no beta") or "holds"
    name, z0, h, x = proof["activation"], *(num(proof[k]) for k in ("z0", "step", "x_norm"))
    need(setting["activation"] == name and num(setting.get("x_norm", 1)) == x > 0, "the setting")
    value = lambda z, part: arb(says(f"sigma {name}", {"z": ball(z)}, part))
    left = abs(value(z0 + h, 0) - value(z0, 0) - value(z0, 1) * ball(h))
    right = factor * ball(cert["betas"][name]) / 2 * ball(abs(h) / x) ** whole(power)
    return need(bool(left > right and ball(x) <= longest), "within the bound") or "breaks"
def degrees(setting: Any) -> tuple[int | None, int | None]:  # in kappa; None: any
    parity, degree = (says(f"facts {setting['activation']}", {}, i) for i in (0, 2))
    L, free = int(num(setting["L"])), num(setting["beta"]) == 0
    top = degree ** (L - 1)
    even, odd = (top - top % 2, top - 1 + top % 2) if degree else (None, None)
    if L == 1: return (-1 if free else 0), 1
    special = {"odd": (-1, odd), "even": (even, -1)}
    special |= {"linear": (None, 1), "constant": (0, None)} if L == 2 else {}
    return special.get(parity, (even, odd)) if free else (even, odd)
def sphere(label: str, proof: Any, cert: Any) -> str:
    """Definite, as sigma is Lipschitz and bends; or v^T K v = sum b_n |sum_i v_i x_i^(n)|^2 = 0."""
    setting = cert["setting"]
    if proof["kind"] == "not affine":
        a, b, c = (num(z) for z in proof["at"])
        value = lambda z: arb(says(f"sigma {proof['activation']}", {"z": ball(z)}))
        bends = not (value(a) - 2 * value(b) + value(c)).contains(0) and b - a == c - b != 0
        need(bends and num(setting.get("beta", 1)) > 0 and ":" not in label, "sigma may be affine")
        cert["bent"].append(proof["activation"])  # the hypotheses have it that it is Lipschitz
        names = [setting["activation"]] if "activation" in setting else [*says("lipschitz", {})]
        return "holds" if cert["bent"] == names else "aside"
    points, vector = [tuple(map(num, x)) for x in proof["points"]], [*map(num, proof["vector"])]
    need(len(points) == len(vector) == len(set(points)) and any(vector), "points, or v = 0")
    need(all(len(x) == num(setting["n0"]) and sum(c * c for c in x) == 1 for x in points), "sphere")
    for sign, degree in zip((1, -1), degrees(setting), strict=True):
        folded: dict[Any, Q] = {}  # antipodes fold; a vanishing moment of degree n settles n - 2
        for x, v in zip(points, vector, strict=True):
            key = max(x, tuple(-c for c in x))
            folded[key] = folded.get(key, Q(0)) + (v if x == key else sign * v)
        total = sum(v * w * sum(map(Q.__mul__, x, y)) ** max(degree or 0, 0) for (x, v), (y, w)
                    in itertools.product(folded.items(), repeat=2))
        gone = not any(folded.values()) if degree is None else degree < 0 or total == 0
        need(gone, f"a moment of degree {degree}")
    return "breaks"
# 5. Certificates, files, runs.
CHECKS: dict[str, dict[str, Callable[[str, Any, Any], str]]] = {  # by form, and kind of proof
    "bound": {"tail": probability, "fails": fails, "every delta": every_delta, "links": chain,
              "link": chain, **dict.fromkeys(("every width", "hoeffding", "composition"), region)},
    "numbers": {"chain": chain, "chain everywhere": chain},
    "count": {"floor": chain, "count": chain},
    "closed form": {"closed form": closed_form, "apart": closed_form},
    "network": {"cells": identity, "preactivations": identity},
    "smooth": {"smoothness": smoothness, "taylor kernel": smooth, "remainder": smooth},
    "sphere": {"not affine": sphere, "null vector": sphere}}
def conclude(cert: Any) -> Any:  # its outcome again, for its setting and scope
    label, found = cert["label"], set[str]()
    only(cert, "certificate")
    line, names = given(label)
    kinds = CHECKS[says(line, {})]
    setting = {name: value for name, value in cert["setting"].items() if value != "all"}
    within(label, setting)
    cert |= {"betas": {}, "bent": [], "setting": setting}
    good = cert["outcome"] == "certified"
    part = len(setting) < len(names) or ".." in str(setting) or (good and names == ["activation"])
    scope = "all" if not setting else "box" if part else "point"
    need(cert["scope"] == scope and (good or not part), f"{label}: the scope is {scope}")
    for i, proof in enumerate(cert["proofs"]):
        if proof["kind"] not in kinds: raise Unusable(f"{label} has no proof by {proof['kind']!r}")
        ends = [proof[key] for key in ("upper", "lower") if key in proof]
        try:
            for by in (*ends, *(c[1] for c in proof.get("cells", ()))): only(by, f"by {by['by']}")
            found.add(only(proof, proof["kind"]) or kinds[proof["kind"]](label, proof, cert))
        except Refused as reason:
            raise Refused(f"{label}, proof {i + 1} ({proof['kind']}): {reason}") from None
    outcome = {"certified": "holds", "refuted": "breaks"}.get(cert["outcome"])
    need(outcome in found and len(found - {"aside"}) == 1, f"{label}: not that outcome")
def recheck(text: str, name: str) -> Any:  # raises Refused, or Unusable
    once = lambda items: need(len(dict(items)) == len(items), "a key stands twice") or dict(items)
    read: Any = {"parse_constant": num, "parse_float": lambda text: num(f"float {text}")}
    cap, ctx.cap = ctx.cap, 10
    try:
        with ctx.workprec(BITS):
            cert = json.loads(text, object_pairs_hook=once, **read)
            if cert["schema"] != SCHEMA: raise Unusable(f"{name} has not the schema {SCHEMA}")
            return conclude(cert) or cert
    except (Refused, Unusable): raise
    except Exception as error:  # whatever goes wrong, nothing is verified
        raise Unusable(f"{name} is no certificate ({type(error).__name__}: {error})") from None
    finally: ctx.cap = cap
if __name__ == "__main__":
    for f in sys.argv[1:]: print("verified", recheck(Path(f).read_text("utf-8"), f)["label"])
