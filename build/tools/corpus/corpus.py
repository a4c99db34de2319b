"""build/corpus: renders every chart below a folder, patches it, renders it again, and says what came of it."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from charts import Corpus
from compare import Difference
from study import DIALECTS, Study, study


def main(arguments: Sequence[str]) -> int:
    """0 only if every rendering survived, nothing else changed, and every patch could be taken back."""
    options = _options().parse_args(arguments)
    corpus = Corpus.below(options.folder.resolve())
    if not corpus.charts:
        print(f"build/corpus: no Chart.yaml below {options.folder}", file=sys.stderr)
        return 2
    others = corpus.by_name()
    chosen = [chart for chart in corpus.charts if not chart.is_library and (not options.only or options.only in str(chart.path))]

    def one(chart: object) -> Study:
        return study(chart, str(chart.path.relative_to(corpus.root)), others, patch=not options.render_only)

    with ThreadPoolExecutor(options.jobs) as pool:
        studies = []
        for done in pool.map(one, chosen):
            studies.append(done)
            if sys.stderr.isatty():
                print(f"\r{len(studies)} of {len(chosen)}", end="", file=sys.stderr)
    if options.json:
        print(json.dumps(summary(studies) | {"charts": [each.as_json() for each in studies]}, indent=1))
    else:
        print_table(studies, patched=not options.render_only)
        print_findings(studies, corpus)
    return 1 if any(each.broken or each.failed or any(found.changed for found in each.differences.values()) for each in studies) else 0


def summary(studies: list[Study]) -> dict[str, object]:
    """The totals."""
    whole = [each for each in studies if not each.missing]
    figures: dict[str, object] = {
        "charts": len(studies), "whole": len(whole), "rendered": sum(each.renders_by_default for each in whole),
        "variants": sum(len(each.renders) for each in whole), "variants rendered": sum(not error for each in whole for error in each.renders.values()),
        "broken": sum(len(each.broken) for each in studies), "failed": sum(len(each.failed) for each in studies),
        "refused": sum(len(each.refused) for each in studies),
    }
    for dialect in DIALECTS:
        total = Difference()
        for each in studies:
            total.add(each.differences.get(dialect, Difference()))
        figures[dialect] = {
            "wanted": total.wanted, "reached": total.reached, "changed": len(total.changed), "documents": total.documents, "excluded": dict(total.excluded),
        }
    return figures


def print_table(studies: list[Study], patched: bool) -> None:
    """A row for each folder directly in the corpus, and their sum."""
    groups: dict[str, list[Study]] = defaultdict(list)
    for each in studies:
        groups[pathlib.PurePath(each.chart).parts[0] if each.chart != "." else "."].append(each)
    if len(groups) > 1:
        groups["all"] = studies
    heads = ["", "charts", "whole", "render", "variants", "render"]
    if patched:
        heads += ["broken", "failed", "refused"] + [f"{dialect} {what}" for dialect in DIALECTS for what in ("pods", "reached", "changed")]
    rows = [heads]
    for name, members in groups.items():
        figures = summary(members)
        row = [name, *(str(figures[key]) for key in ("charts", "whole", "rendered", "variants", "variants rendered"))]
        if patched:
            row += [str(figures[key]) for key in ("broken", "failed", "refused")]
            for dialect in DIALECTS:
                of = figures[dialect]
                row += [str(of["wanted"]), f"{of['reached'] / of['wanted']:.2%}" if of["wanted"] else "-", str(of["changed"])]
        rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for row in rows:
        print("  ".join(text.ljust(width) if column == 0 else text.rjust(width) for column, (text, width) in enumerate(zip(row, widths, strict=True))).rstrip())


def print_findings(studies: list[Study], corpus: Corpus) -> None:
    """Each thing that went wrong, a line each."""
    for path, why in corpus.unreadable.items():
        print(f"UNREADABLE {path.relative_to(corpus.root)}: {why}")
    for each in studies:
        if each.missing:
            print(f"INCOMPLETE {each.chart}: nowhere here: {', '.join(sorted(set(each.missing)))}")
        for variant, error in each.renders.items():
            if error:
                print(f"NO RENDER  {each.chart} ({variant}): {error}")
        for text in each.broken:
            print(f"BROKEN     {each.chart}: {text}")
        for text in each.refused:
            print(f"REFUSED    {each.chart}: {text}")
        for text in each.failed:
            print(f"FAILED     {each.chart}: {text}")
        for dialect, found in each.differences.items():
            for kind, texts in (("MISSED", found.missed), ("CHANGED", found.changed)):
                for text, times in Counter(texts).items():
                    print(f"{kind:<10} {each.chart} ({dialect}): {text}" + (f" (in {times} renderings)" if times > 1 else ""))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build/corpus", description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, metavar="DIR", help="any folder with charts below it")
    parser.add_argument("--render-only", action="store_true", help="render, and patch nothing")
    parser.add_argument("--json", action="store_true", help="the figures and findings as JSON")
    parser.add_argument("--only", metavar="TEXT", help="only the charts whose path has this in it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="charts at the same time (default: processors)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
