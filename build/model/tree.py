"""The data nodes of a module, as a descriptor holds them."""
from yang import Statement

DATA = ("leaf", "leaf-list", "container", "list", "choice", "case", "uses")


class Node:
    def __init__(self, statement, parent, choice=None):
        self.kind, self.name, self.statement = statement.keyword, statement.argument, statement
        self.parent, self.choice, self.children = parent, choice, []
        self.mandatory = statement.value("mandatory") == "true"
        self.low = int(statement.value("min-elements", "0"))
        high = statement.value("max-elements", "unbounded")
        self.high = None if high == "unbounded" else int(high)
        self.keys = statement.value("key", "").split()

    def child(self, name):
        return next((child for child in self.children if child.name == name), None)

    def path(self):
        return (self.parent.path() if self.parent else []) + [self.name]


class Tree:
    """The tree below one top node of a module."""

    def __init__(self, models, module, top):
        self.models = models
        statement = next(part for part in models.modules[module].parts if part.argument == top and part.keyword in ("container", "list"))
        self.root = Node(statement, None)
        self._fill(self.root, statement, None)
        self._apply_augments(module)

    def _fill(self, node, statement, choice):
        for part in statement.all(*DATA):
            if part.keyword == "uses":
                grouping = self.models.find("grouping", part.argument, part.module)
                if grouping is None:
                    raise SystemExit(f"no grouping {part.argument} for {node.path()}")
                self._fill(node, grouping, choice)
                for refine in part.all("refine"):
                    self._refine(node, refine)
                for augment in part.all("augment"):
                    self._fill_at(node, augment, augment.argument)
            elif part.keyword == "choice":
                for case in part.parts:
                    if case.keyword in DATA:
                        wanted = (part.argument, case.argument, part.value("mandatory") == "true")
                        inner = case if case.keyword == "case" else self._wrapped(case)
                        self._fill(node, inner, wanted)
            else:
                child = Node(part, node, choice)
                node.children.append(child)
                self._fill(child, part, None)

    @staticmethod
    def _wrapped(statement):
        case = Statement("case", statement.argument, statement.module)
        case.parts.append(statement)
        return case

    def _refine(self, node, refine):
        for step in refine.argument.split("/"):
            node = node.child(step.rpartition(":")[2])
        if refine.value("mandatory"):
            node.mandatory = refine.value("mandatory") == "true"
        if refine.value("min-elements"):
            node.low = int(refine.value("min-elements"))
        if refine.value("max-elements"):
            node.high = int(refine.value("max-elements"))

    def _fill_at(self, node, augment, path):
        """Adds an augment's nodes. A step that names a choice is no data node: what is added is then one more case."""
        choice = None
        for step in path.strip("/").split("/"):
            name = step.rpartition(":")[2]
            found = node.child(name)
            if found is not None:
                node = found
                continue
            sibling = next((child for child in node.children if child.choice and child.choice[0] == name), None)
            if sibling is None:
                return False
            choice = name, sibling.choice[2]
        if choice:
            for part in augment.all(*DATA):
                before = len(node.children)
                self._fill(node, self._wrapped(part), (choice[0], "", choice[1]))
                for child in node.children[before:]:
                    child.choice = (choice[0], child.name, choice[1])
        else:
            self._fill(node, augment, None)
        return True

    def _apply_augments(self, module):
        for other in self.models.modules.values():
            for deviation in other.all("deviation"):
                node = self._at(deviation, module)
                if node and deviation.value("deviate") == "not-supported":
                    node.parent.children.remove(node)
        waiting = [augment for other in self.models.modules.values() for augment in other.all("augment")]
        # An augment may add to what another one adds.
        while waiting:
            left = [augment for augment in waiting if not self._augment(augment, module)]
            if len(left) == len(waiting):
                break
            waiting = left

    def _steps(self, statement, module):
        steps = statement.argument.strip("/").split("/")
        prefix, _, name = steps[0].rpartition(":")
        targets = {part.value("prefix"): part.argument for part in statement.module.all("import")}
        return steps[1:] if targets.get(prefix) == module and name == self.root.name else None

    def _at(self, statement, module):
        node = self.root
        for step in self._steps(statement, module) or [""]:
            node = node and node.child(step.rpartition(":")[2])
        return node

    def _augment(self, augment, module):
        steps = self._steps(augment, module)
        if steps is None:
            return False
        if not steps:
            self._fill(self.root, augment, None)
            return True
        return self._fill_at(self.root, augment, "/".join(steps))
