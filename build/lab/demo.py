"""The main job end to end: virtual links of OSM become isolated layer-2 networks on real switches. Run it by build/demo."""

from __future__ import annotations

import argparse
import pathlib
import sys
import time

import lab
import packages
from commands import LabError
from lab import Interrupted, Lab
from machines import BRIDGE
from scenario import Scenario
from story import Story


def main() -> int:
    """Tells the whole story; 0 only if every expectation held and nothing is left behind."""
    options = _options()
    story = Story()
    if options.clean:
        namespaces, directories = lab.abandoned()
        lab.delete(namespaces, directories)
        story.say(f"{len(namespaces)} namespaces and {len(directories)} directories of former labs deleted")
        return 0
    begin = time.monotonic()
    laboratory: Lab | None = None
    scenario: Scenario | None = None
    try:
        laboratory = Lab(keep=options.keep)
        with laboratory:
            # The connector, RO and we live in the control namespace: ports there clash with nobody's.
            laboratory.enter(laboratory.control)
            try:
                scenario = Scenario(laboratory, story, options.connector, options.author)
                scenario.prepare()
                scenario.steps()
                scenario.isolation()
                scenario.show_rules()
                scenario.restart()
                if not options.keep:
                    scenario.deletion()
            except LabError:
                if scenario is not None:
                    story.say(f"the connector's last words:\n{scenario.connector.last_words()}")
                raise
    except LabError as problem:
        story.failures.append(str(problem))
        story.say(f"FAIL {problem}")
    except (Interrupted, KeyboardInterrupt) as sign:
        story.failures.append(f"interrupted by {sign}")
    story.title("Result")
    if laboratory is not None and options.keep:
        _show_around(story, laboratory)
    elif laboratory is not None:
        left = laboratory.leftovers()
        story.expect(not left, "nothing is left behind: no namespace, no process, no file", "; ".join(left))
    seconds = time.monotonic() - begin
    if story.failures:
        story.say(f"NOT as expected, after {seconds:.1f} s ({story.held} expectations held):")
        for failure in story.failures:
            story.say(f"  - {failure}")
        return 1
    story.say(f"All {story.held} expectations held, in {seconds:.1f} s.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build/demo", description=__doc__)
    parser.add_argument("--connector", type=pathlib.Path, required=True, help="the connector's program (build/demo gives it)")
    parser.add_argument("--author", type=pathlib.Path, default=packages.PROGRAM, help="the program osm-l2sm")
    parser.add_argument("--keep", action="store_true", help="leave the lab running, networks and all, for looking around")
    parser.add_argument("--clean", action="store_true", help="only delete labs that were kept, or whose maker was killed")
    return parser.parse_args()


def _show_around(story: Story, laboratory: Lab) -> None:
    story.say("The lab goes on. Its namespaces:")
    for name in laboratory.namespaces():
        story.say(f"  ip netns exec {name} …")
    for socket in sorted(laboratory.directory.glob(f"*/{BRIDGE}.mgmt")):
        story.say(f"  ovs-ofctl -O OpenFlow13 dump-flows unix:{socket}")
    story.say(f"  {laboratory.directory}/connector.log")
    story.say("Delete it with: build/demo --clean")


if __name__ == "__main__":
    sys.exit(main())
