"""Documents parsed, measured and validated once, then kept by their text.

Promises: only a document that may run is kept, so an error is never remembered as a success (nor does a flood of bad
documents push the good ones out); the verdict does not depend on variables.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType, parse, validate

from biaogan.graphql import faults
from biaogan.graphql.limits import Limits, Measure, measure
from biaogan.graphql.shortcut import Shortcut, shortcut

KEPT: Final = 1000
LONGEST_KEPT: Final = 32_768
MAX_COMMENTS: Final = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document (操作)."""

    name: str | None
    kind: OperationType
    measure: Measure
    shortcut: Shortcut | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that may run."""

    document: DocumentNode
    operations: tuple[Operation, ...]

    def operation(self, name: str | None) -> Operation:
        """The one to run. Raises Fault(BAD_USER_INPUT) when the name is unknown, or missing beside several."""
        if name is None:
            if len(self.operations) == 1:
                return self.operations[0]
            raise faults.Fault(
                faults.BAD_USER_INPUT,
                "查询文本含多个操作，须给出 operationName",
                "the document has several operations: operationName is required",
            )
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise faults.Fault(
            faults.BAD_USER_INPUT, "查询文本中没有该名称的操作", "the document has no operation of that name"
        )


class Invalid(Exception):
    """The document may not run; ``entries`` are its errors, ready for the response."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        super().__init__(entries[0]["message"])
        self.entries = entries


class Documents:
    """A cache of the least recently used kind. Not for use by several threads."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, kept: int = KEPT) -> None:
        self._schema = schema
        self._limits = limits
        self._kept = kept
        self._cache: dict[str, Prepared] = {}

    def __len__(self) -> int:
        return len(self._cache)

    def __contains__(self, text: object) -> bool:
        return text in self._cache

    def prepare(self, text: str, suggest: bool) -> Prepared:
        """The document of this text. Raises Invalid. ``suggest``: whether errors may propose names of the schema."""
        found = self._cache.pop(text, None)
        if found is None:
            found = self._read(text, suggest)
            if len(text) > LONGEST_KEPT:
                return found
            if len(self._cache) >= self._kept:
                del self._cache[next(iter(self._cache))]
        self._cache[text] = found
        return found

    def _read(self, text: str, suggest: bool) -> Prepared:
        document = self._parse(text)
        try:
            measures = measure(self._schema, document, self._limits)
        except faults.Fault as fault:
            raise Invalid([fault.formatted()]) from None
        errors = validate(self._schema, document, max_errors=faults.MAX_ERRORS, hide_suggestions=not suggest)
        if errors:
            raise Invalid(faults.coded(faults.VALIDATION_FAILED, errors, suggest))
        return Prepared(document, tuple(_operations(self._schema, document.definitions, measures)))

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(text, max_lexical_tokens=self._limits.tokens, max_comments=MAX_COMMENTS)
        except GraphQLError as error:
            if error.message.endswith("Parsing aborted."):
                most = self._limits.tokens
                zh, en = (
                    f"查询文本过长或过深：最多 {most} 个词元",
                    f"the document is too long or too deep: at most {most} tokens",
                )
                fault = faults.Fault(faults.TOO_EXPENSIVE, zh, en, limit="tokens", maximum=most)
                raise Invalid([fault.formatted()]) from None
            raise Invalid(faults.coded(faults.PARSE_FAILED, [error], suggest=False)) from None


def _operations(
    schema: GraphQLSchema, definitions: Collection[object], measures: dict[str | None, Measure]
) -> list[Operation]:
    found = []
    for definition in definitions:
        if isinstance(definition, OperationDefinitionNode):
            name = definition.name.value if definition.name else None
            short = shortcut(schema, definition) if definition.operation is OperationType.MUTATION else None
            found.append(Operation(name, definition.operation, measures[name], short))
    return found
