"""Task groups: the units of a document that say what is to be done.

Found by what they are, not by where they stand: the children of a section of
tasks and solutions ("III. NHIỆM VỤ, GIẢI PHÁP"), or the items that follow a
sentence announcing them ("đề ra 6 nhóm nhiệm vụ, giải pháp").  A document
without such a part has none, and that is said as a problem where a count was
announced and not met.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.model import Message, Passage, Problem, Provision, SpanMap, hull, joined
from corpus.text import key
from ingest.certainty import ANNOUNCED_ONLY
from ingest.labels import ORDINALS

# How strongly a section's heading says that it holds tasks; the first that fits counts.
_HEADINGS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"mục đích|yêu cầu|phân công|tổ chức thực hiện|trách nhiệm|kết quả|đánh giá|tình hình|"
                r"kinh phí|khen thưởng|kiến nghị"), 0),
    (re.compile(r"nhiệm vụ.*giải pháp|giải pháp.*nhiệm vụ"), 4),
    (re.compile(r"^(?:các |một số |những )?nhiệm vụ"), 3),
    (re.compile(r"^(?:các |một số |những )?giải pháp"), 3),
    (re.compile(r"^(?:các )?nội dung (?:và |, )?(?:nhiệm vụ|giải pháp|biện pháp)"), 3),
    (re.compile(r"nhiệm vụ"), 2),
    (re.compile(r"^(?:các )?nội dung(?: (?:trọng tâm|chủ yếu|thực hiện|kế hoạch|hoạt động|cụ thể))?$"), 1),
)  # fmt: skip
_PLANS = re.compile(r"(?:KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|CHIẾN LƯỢC)\b", re.IGNORECASE)
_FIRST = re.compile(r"(.{8,330}?)\s*(?:[.;:](?:\s|$)|$)", re.DOTALL)
TASK_HEADING = re.compile(r"nhiệm vụ|giải pháp", re.IGNORECASE)
_TASKS = re.compile(r"^(?:các |một số |những )?(?:nhiệm vụ|nội dung|hoạt động)\b")
_SOLUTIONS = re.compile(r"^(?:các |một số |những )?(?:giải pháp|biện pháp)\b")
ANNOUNCED = re.compile(
    r"(?P<count>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?:nhóm\s+)?(?:nhiệm\s+vụ|giải\s+pháp)"
    r"|(?:các|những|một\s+số)\s+(?:nhóm\s+)?(?:nhiệm\s+vụ|giải\s+pháp)",
    re.IGNORECASE,
)
_BARE = 2.5  # how much less a section tells whose units have no headings
_GENERIC = {
    "nhiệm vụ",
    "giải pháp",
    "mục tiêu",
    "yêu cầu",
    "mục đích",
    "các nhiệm vụ",
    "các giải pháp",
}
_PARTS = {"part", "title"}
_GROUP_LEVELS = {"section", "item", "part", "title"}


@dataclass(frozen=True, slots=True)
class Groups:
    """The eids of the task groups, what does not add up about them, and whether a
    sentence that announces them is all that speaks for them."""

    eids: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    announced: bool = False


def find_groups(text: str, provisions: Sequence[Provision], passages: Sequence[Passage]) -> Groups:
    """The task groups of a document; none where nothing says that there are any."""
    children: dict[str | None, list[Provision]] = {}
    for provision in provisions:
        if provision.level in _GROUP_LEVELS:
            children.setdefault(provision.parent, []).append(provision)
    groups = _by_section(text, provisions, children)
    if groups:
        return Groups(tuple(groups))
    return _by_announcement(text, provisions, passages, children)


def announced(text: str, provision: Provision) -> Provision:
    """A group that only a sentence announces: less sure, and headed by its first words
    where the document gives it no heading."""
    heading = provision.heading
    first = _FIRST.match(joined(text, provision.body))
    if first and not heading:
        heading = SpanMap(provision.body).to_canonical(0, first.end(1))
    sure = provision.certainty * ANNOUNCED_ONLY
    return replace(provision, heading=heading, certainty=sure)


def _heading(text: str, provision: Provision) -> str:
    return key(joined(text, provision.heading)).rstrip(" .:;")


def _score(heading: str) -> int:
    return next((score for pattern, score in _HEADINGS if pattern.search(heading)), 0)


def _by_section(
    text: str, provisions: Sequence[Provision], children: dict[str | None, list[Provision]]
) -> list[str]:
    plans = _attached_plans(provisions)
    scored: list[tuple[float, Provision]] = []
    for provision in provisions:
        if provision.level not in {"part", "title", "section", "chapter", "book", "item"}:
            continue
        if len(children.get(provision.eid, ())) < 2:
            continue
        if provision.eid.startswith("att_") and provision.eid.split("__", 1)[0] not in plans:
            continue
        score = float(_score(_heading(text, provision)))
        if score:
            headed = sum(bool(c.heading) for c in children[provision.eid])
            bare = headed * 2 < len(children[provision.eid])
            scored.append((score - _BARE if bare else score, provision))
    best = max((score for score, _ in scored), default=0.0)
    taken = [p for score, p in scored if score == best]
    chosen: list[str] = []
    for score, provision in scored:
        beside = score < best and any(_completes(text, provision, p) for p in taken)
        if (score < best and not beside) or any(provision.eid.startswith(f"{c}__") for c in chosen):
            continue
        chosen.append(provision.eid)
    groups = [child for eid in chosen for child in children[eid]]
    # "1. Nhiệm vụ", "2. Giải pháp": two kinds of list, not groups of tasks.
    return [] if any(_heading(text, g) in _GENERIC for g in groups) else [g.eid for g in groups]


def _attached_plans(provisions: Sequence[Provision]) -> set[str]:
    """Attachments that are the document's substance: a decision issues a plan.  An
    annex to a plan (a form, a list) is none."""
    if not any(p.level == "article" and p.parent is None for p in provisions):
        return set()
    return {p.eid for p in provisions if p.level == "attachment" and _PLANS.match(p.label)}


def _completes(text: str, one: Provision, other: Provision) -> bool:
    """Whether one of two neighbouring sections holds tasks and the other solutions:
    "III. NỘI DUNG HOẠT ĐỘNG", "IV. GIẢI PHÁP THỰC HIỆN"."""
    if one.parent != other.parent or one.level != other.level:
        return False
    kinds = [
        [bool(p.search(_heading(text, u))) for p in (_TASKS, _SOLUTIONS)] for u in (one, other)
    ]
    return sorted(kinds) == [[False, True], [True, False]]


def _by_announcement(
    text: str,
    provisions: Sequence[Provision],
    passages: Sequence[Passage],
    children: dict[str | None, list[Provision]],
) -> Groups:
    for passage in passages:
        last = ANNOUNCED.search(_ending(joined(text, passage.spans)))
        if last is None:
            continue
        end = hull(passage.spans).end
        below = [p for p in children.get(passage.provision, ()) if p.span.start >= end]
        run = _run(below)
        count = _count(last.group("count"))
        # Parts I, II, … are aims, tasks and organisation; groups only if counted so.
        if len(run) < 3 or (run[0].level in _PARTS and count != len(run)):
            continue
        problems: tuple[Problem, ...] = ()
        if count and count != len(run):
            problems = (
                Problem(
                    "structure",
                    Message("Văn bản nêu {announced} nhóm nhiệm vụ nhưng tìm thấy {found}.",
                            announced=count, found=len(run)),
                    hull(passage.spans),
                ),
            )  # fmt: skip
        return Groups(tuple(p.eid for p in run), problems, announced=True)
    return Groups()


def _ending(text: str) -> str:
    """The last two sentences or so: where a list is announced."""
    return text[-320:]


def _run(below: Sequence[Provision]) -> list[Provision]:
    """The unbroken run of sibling units of one level that begins here."""
    run: list[Provision] = []
    for provision in below:
        if run and provision.level != run[0].level:
            break
        run.append(provision)
    return run


def _count(printed: str | None) -> int:
    if not printed:
        return 0
    return int(printed) if printed.isdigit() else ORDINALS.get(printed.lower(), 0)
