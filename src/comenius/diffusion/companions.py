"""Pictures that are edited side by side and read each other, question by question."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, final

from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.diffusion.attention.processors import shared_attention
from comenius.diffusion.attention.sharing import Sharing, Visit
from comenius.diffusion.attention.shelf import KeyShelf
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.branches import PICTURE, Branch

Reads = Literal["same", "image"]  # what an edit reads of another picture: the same edit, or no instruction


@final
class Companions:
    """Which branches of which pictures read each other, and what they left in this denoising step.

    Each branch of each picture is a step of its own in a graph. Branches that do not see their picture share with
    nobody: a picture of nothing must not mix with others. An edit reads the same edit of a picture, if that has it;
    else, and always where `reads` is "image", the picture without an instruction.
    """

    def __init__(
        self,
        backbone: Backbone,
        graph: StepGraph,
        branches: Mapping[int, Sequence[Branch]],
        edits: Mapping[int, Sequence[Branch]],
        size: tuple[int, int],
        *,
        reads: Reads = "same",
    ) -> None:
        self.backbone = backbone
        self.size = size
        nodes = [(place, branch) for place, some in branches.items() for branch in some]
        self._node = {node: number for number, node in enumerate(nodes)}
        edges = []
        for reader, source, weight in graph.edges:
            own = [branch for branch in branches.get(reader, ()) if branch.sees and not branch.regional]
            for branch in own if source in branches else ():
                alike = branch in branches[source] and (reads == "same" or branch not in edits[reader])
                read = self._node[source, branch if alike else PICTURE]
                edges.append(Edge(self._node[reader, branch], read, weight))
        self.graph = StepGraph(steps=len(nodes), edges=tuple(edges))
        self._index = -1
        self._shelf = KeyShelf(self.graph, set())
        self._asked: set[int] = set()

    def within(
        self, place: int, index: int, total: int, asked: Sequence[Branch]
    ) -> AbstractContextManager[None]:
        """In it, a call of the network for these branches reads what others left in the same denoising step."""
        if index != self._index:
            self._index, self._asked = index, set()
            self._shelf = KeyShelf(self.graph, range(self.graph.steps))
        nodes = tuple(self._node[place, branch] for branch in asked)
        there = tuple(
            edge for edge in self.graph.edges if edge.reader in nodes and edge.source in self._asked
        )
        self._asked |= {*nodes}
        visit = Visit(
            sharing=Sharing(graph=StepGraph(steps=self.graph.steps, edges=there)), shelf=self._shelf, steps=nodes,
            index=index, total=total, size=self.size,
        )  # fmt: skip
        return shared_attention(self.backbone.network, visit)
