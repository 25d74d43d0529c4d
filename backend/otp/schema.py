"""The schema as it is written down in `schema/`, and how a field finds its value."""
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLAbstractType as Abstract
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema, build_schema

from backend.otp.scalars import give_scalars
from backend.otp.words import python_name

FOLDER = Path(__file__).parent / "schema"


@cache
def otp_schema() -> GraphQLSchema:
    """Made once: arguments arrive in the spelling of Python."""
    schema = build_schema("\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.graphql"))))
    give_scalars(schema)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            for name, field in kind.fields.items():
                field.out_name = python_name(name)
        elif isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)) and not kind.name.startswith("__"):
            for field in kind.fields.values():
                for name, argument in field.args.items():
                    argument.out_name = python_name(name)
    return schema


def value_of(source: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
    """A field is an attribute of its object, or an entry of a dictionary, of the same name; with arguments it is a method. Raises Stopped."""
    info.context.budget.spend()
    name = python_name(info.field_name)
    value = source[name] if isinstance(source, dict) else getattr(source, name)
    return value(**given) if callable(value) else value


def kind_of(value: Any, info: GraphQLResolveInfo, kind: Abstract) -> str:
    return value.typename
