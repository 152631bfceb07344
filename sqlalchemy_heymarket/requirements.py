"""What SQLAlchemy's suite for dialects may ask of this one; what it may not, with the reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy import testing
from sqlalchemy.testing.requirements import SuiteRequirements

# It has no annotations.
exclusions: Any = testing.exclusions

# What the suite closes unless a dialect says that it can.
_CAN = """
    autocommit isolation_level skip_autocommit_rollback
    create_table_as create_temp_table_as table_ddl_if_exists index_ddl_if_exists schema_create_delete unicode_ddl
    percent_schema_names views temporary_views create_or_replace_view identity_columns
    server_defaults expression_server_defaults
    returning full_returning update_from delete_from ctes ctes_with_update_delete ctes_with_values
    intersect except_ tuple_in tuple_in_w_empty table_value_constructor supports_distinct_on nullsordering
    supports_is_distinct_from boolean_col_expressions order_by_label_with_expression mod_operator_as_percent_sign
    window_functions window_range_non_numeric aggregate_order_by regexp_match regexp_replace
    fetch_first fetch_no_order_by fetch_expression
    supports_bitwise_or supports_bitwise_and supports_bitwise_not supports_bitwise_xor supports_bitwise_shift
    uuid_data_type array_type json_type legacy_unconditional_json_extract datetime_interval datetime_literals
    datetime_timezone time_timezone
    timestamp_microseconds datetime_historic datetime_timezone_historic date_historic
    precision_numerics_enotation_small precision_numerics_many_significant_digits
    precision_numerics_retains_significant_digits infinity_floats float_or_double_precision_behaves_generically
    implicit_default_schema has_temp_table temp_table_names temp_table_comment_reflection
    comment_reflection comment_reflection_full_unicode reflects_pk_names foreign_key_constraint_name_reflection
    foreign_key_constraint_option_reflection_ondelete foreign_key_constraint_option_reflection_onupdate
    fk_constraint_option_reflection_ondelete_restrict fk_constraint_option_reflection_onupdate_restrict
    cross_schema_fk_reflection repeated_column_foreign_keys check_constraint_reflection
    inline_check_constraint_reflection indexes_check_column_order indexes_with_expressions
    reflect_indexes_with_expressions
"""

_NO_CASCADE = "it has no cascades; a foreign key is reflected, and not enforced"
_NO_ORDER = "its indexes have no order"
_NOT_STORED = "it stores no column that is GENERATED AS an expression"
_ENGINE_CANNOT = {
    "savepoints": "it has none",
    "two_phase_transactions": "it has none",
    "on_update_cascade": _NO_CASCADE,
    "recursive_fk_cascade": _NO_CASCADE,
    "deferrable_fks": _NO_CASCADE,
    "on_update_or_deferrable_fks": _NO_CASCADE,
    "non_updating_cascade": "it refuses no change for the sake of a foreign key",
    "fk_constraint_option_reflection_ondelete_noaction": "NO ACTION is the rule where none was given",
    "computed_columns_stored": _NOT_STORED,
    "computed_columns_default_persisted": _NOT_STORED,
    "computed_columns_reflect_persisted": _NOT_STORED,
    "ctes_on_dml": "it takes no INSERT, UPDATE or DELETE within a query",
    "window_range": "without an ORDER BY it promises no order, and the test expects one",
    "window_range_numeric": "without an ORDER BY it promises no order, and the test expects one",
    "fetch_ties": "it has no WITH TIES",
    "fetch_percent": "its LIMIT n% rounds down, where the standard's PERCENT rounds up",
    "fetch_offset_with_options": "it has no WITH TIES",
    "identity_columns_standard": "its sequences have no CACHE",
    "reflect_indexes_with_ascdesc": _NO_ORDER,
    "reflect_indexes_with_ascdesc_as_expression": _NO_ORDER,
    "index_reflects_included_columns": "its indexes include no other columns",
    "foreign_keys_reflect_as_index": "it makes no index for a foreign key",
    "unique_constraints_reflect_as_index": "the index of a unique constraint is its own, and not to be seen",
    "unique_index_reflect_as_unique_constraints": "a unique index is no constraint",
    "materialized_views": "it has none",
    "materialized_views_reflect_pk": "it has none",
    "nvarchar_types": "it has one kind of text",
    "reflect_tables_no_columns": "a table of it has a column",
    "reflect_table_options": "its tables have none",
}

_WE_HAVE_NOT = {
    "computed_columns": "columns GENERATED AS an expression; a view computes them",
    "computed_columns_virtual": "columns GENERATED AS an expression; a view computes them",
    "repeated_remote_col_foreign_keys": "foreign keys that name a column of the other table twice; nor has PostgreSQL",
    "constraint_comment_reflection": "comments of constraints",
    "column_collation_reflection": "collations of columns; COLLATE is read and not kept",
    "default_schema_name_switch": "another default schema; names are written with their schema",
    "dbapi_lastrowid": "a lastrowid for local tables; RETURNING gives all of a row",
    "json_deserializer_binary": "JSON as bytes; it comes as text",
}


class Requirements(SuiteRequirements):
    """The suite's own answers, but for those above."""

    def get_isolation_levels(self, config: Any) -> dict[str, Any]:
        """The levels, and which is the default."""
        return {"default": "REPEATABLE READ", "supported": ["REPEATABLE READ", "AUTOCOMMIT"]}


def _opened() -> property:
    return property(lambda self: exclusions.open())


def _closed(reason: str) -> property:
    return property(lambda self: exclusions.skip_if(exclusions.BooleanPredicate(True, reason)))


for _name in _CAN.split():
    setattr(Requirements, _name, _opened())
for _name, _reason in _ENGINE_CANNOT.items():
    setattr(Requirements, _name, _closed(f"the engine cannot: {_reason}"))
for _name, _reason in _WE_HAVE_NOT.items():
    setattr(Requirements, _name, _closed(f"we have not: {_reason}"))
