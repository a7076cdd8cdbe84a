"""The schema: built once, tuned, and printed as ``graphql/schema.graphql``, which is committed."""

from functools import cache
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema, print_schema
from strawberry.schema.config import StrawberryConfig

from biaogan.graphql.acts import ActionInput
from biaogan.graphql.cases import Organisation
from biaogan.graphql.context import Context
from biaogan.graphql.mutations import Mutation
from biaogan.graphql.scalars import SCALARS
from biaogan.graphql.tuning import tune
from biaogan.graphql.view import Query
from biaogan.graphql.why import WhyInput

HEADER = (
    "# The GraphQL schema of biaogan (标杆), printed from graphql/biaogan/graphql. Written by `make docs`; do not edit.\n"
    "# A breaking change fails the tests unless the CHANGELOG names it.\n\n"
)


@cache
def inner_schema() -> GraphQLSchema:
    """The graphql-core schema that is executed, without strawberry's own layer above it."""
    config = StrawberryConfig(scalar_map=SCALARS, relay_max_results=100)
    schema = strawberry.Schema(query=Query, mutation=Mutation, types=[Organisation], config=config)
    inner: GraphQLSchema = schema._schema
    for one in (ActionInput, WhyInput):
        kind = inner.type_map[one.__name__]
        if not isinstance(kind, GraphQLInputObjectType):
            raise TypeError(one.__name__)
        kind.is_one_of = True  # so that graphql-core itself enforces it, in literals and in variables
    tune(inner)
    return inner


def root(context: Context) -> Any:
    """The root value of an operation: a View at the position the operation is pinned to."""
    return Query(context=context)


def sdl() -> str:
    """The schema as text, with its descriptions."""
    return HEADER + print_schema(inner_schema()) + "\n"
