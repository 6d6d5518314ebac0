//! The dialects of the parser: its own, read more quickly.
//!
//! Each is the parser's dialect of that name, method by method, save for two things. The beginning
//! of an expression is read by [`prefix::read`], which gives the same tree without the attempts
//! that come to nothing. And PostgreSQL is without `name: value` arguments: for their sake the
//! parser reads each argument of a call several times, and those nested within it again, so that
//! sixteen nested calls take seconds.

mod prefix;

use sqlparser::ast::Expr;
use sqlparser::dialect::{
    Dialect, GenericDialect, PostgreSqlDialect, Precedence, RedshiftSqlDialect,
};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use std::any::TypeId;
use std::iter::Peekable;
use std::str::Chars;

/// What DataFusion itself reads with; of the dialects there are it is nearest to Trino, too.
#[derive(Debug)]
pub(crate) struct Generic;

#[derive(Debug)]
pub(crate) struct Postgres;

#[derive(Debug)]
pub(crate) struct Redshift;

/// The methods that a dialect takes over from its base as they are, and the beginning of
/// expressions.
macro_rules! over {
    ($base:expr; $($flag:ident),* $(,)?) => {
        fn dialect(&self) -> TypeId {
            $base.dialect()
        }

        fn parse_prefix(&self, parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
            prefix::read(parser)
        }

        fn is_identifier_start(&self, ch: char) -> bool {
            $base.is_identifier_start(ch)
        }

        fn is_identifier_part(&self, ch: char) -> bool {
            $base.is_identifier_part(ch)
        }

        fn is_delimited_identifier_start(&self, ch: char) -> bool {
            $base.is_delimited_identifier_start(ch)
        }

        $(fn $flag(&self) -> bool {
            $base.$flag()
        })*
    };
}

impl Dialect for Generic {
    over!(
        GenericDialect;
        allow_extract_custom,
        allow_extract_single_quotes,
        support_map_literal_syntax,
        supports_array_join_syntax,
        supports_array_typedef_with_brackets,
        supports_asc_desc_in_column_definition,
        supports_bitwise_shift_operators,
        supports_comma_separated_set_assignments,
        supports_comma_separated_trim,
        supports_comment_on,
        supports_comment_optimizer_hint,
        supports_connect_by,
        supports_constraint_keyword_without_name,
        supports_create_index_with_clause,
        supports_create_view_comment_syntax,
        supports_cte_without_as,
        supports_data_type_signed_suffix,
        supports_detach,
        supports_dictionary_syntax,
        supports_empty_projections,
        supports_explain_with_utility_options,
        supports_extract_comma_syntax,
        supports_filter_during_aggregation,
        supports_from_first_select,
        supports_group_by_expr,
        supports_group_by_with_modifier,
        supports_install,
        supports_interpolate,
        supports_interval_options,
        supports_key_column_option,
        supports_left_associative_joins_without_parens,
        supports_limit_by,
        supports_limit_comma,
        supports_load_extension,
        supports_match_against,
        supports_match_recognize,
        supports_multiline_comment_hints,
        supports_named_fn_args_with_assignment_operator,
        supports_nested_comments,
        supports_optimize_table,
        supports_parens_around_table_factor,
        supports_parenthesized_set_variables,
        supports_partition_by_after_order_by,
        supports_pipe_operator,
        supports_prewhere,
        supports_projection_trailing_commas,
        supports_quote_delimited_string,
        supports_select_format,
        supports_select_item_multi_column_alias,
        supports_select_wildcard_except,
        supports_select_wildcard_exclude,
        supports_select_wildcard_ilike,
        supports_select_wildcard_rename,
        supports_select_wildcard_replace,
        supports_set_names,
        supports_settings,
        supports_start_transaction_modifier,
        supports_string_escape_constant,
        supports_struct_literal,
        supports_try_convert,
        supports_unicode_string_literal,
        supports_update_order_by,
        supports_user_host_grantee,
        supports_values_as_table_factor,
        supports_window_clause_named_window_reference,
        supports_window_function_null_treatment_arg,
        supports_with_fill,
        supports_xml_expressions,
    );
}

impl Dialect for Redshift {
    over!(
        RedshiftSqlDialect {};
        allow_extract_single_quotes,
        convert_type_before_value,
        supports_array_typedef_with_brackets,
        supports_bitwise_shift_operators,
        supports_connect_by,
        supports_create_table_like_parenthesized,
        supports_geometric_types,
        supports_partiql,
        supports_select_exclude,
        supports_select_wildcard_exclude,
        supports_select_wildcard_with_alias,
        supports_string_escape_constant,
        supports_string_literal_backslash_escape,
        supports_string_literal_concatenation_with_newline,
        supports_top_before_distinct,
        supports_window_function_null_treatment_arg,
    );

    fn is_nested_delimited_identifier_start(&self, ch: char) -> bool {
        RedshiftSqlDialect {}.is_nested_delimited_identifier_start(ch)
    }

    fn peek_nested_delimited_identifier_quotes(
        &self,
        chars: Peekable<Chars<'_>>,
    ) -> Option<(char, Option<char>)> {
        RedshiftSqlDialect {}.peek_nested_delimited_identifier_quotes(chars)
    }
}

const POSTGRES: PostgreSqlDialect = PostgreSqlDialect {};

impl Dialect for Postgres {
    over!(
        POSTGRES;
        allow_extract_custom,
        allow_extract_single_quotes,
        supports_alter_column_type_using,
        supports_array_typedef_with_brackets,
        supports_bitwise_shift_operators,
        supports_comma_separated_trim,
        supports_comment_on,
        supports_comment_optimizer_hint,
        supports_create_index_with_clause,
        supports_create_table_like_parenthesized,
        supports_empty_projections,
        supports_explain_with_utility_options,
        supports_factorial_operator,
        supports_filter_during_aggregation,
        supports_geometric_types,
        supports_group_by_expr,
        supports_insert_table_alias,
        supports_interval_options,
        supports_listen_notify,
        supports_load_extension,
        supports_nested_comments,
        supports_notnull_operator,
        supports_numeric_literal_underscores,
        supports_select_wildcard_with_alias,
        supports_set_names,
        supports_string_escape_constant,
        supports_unicode_string_literal,
        supports_xml_expressions,
    );

    fn identifier_quote_style(&self, identifier: &str) -> Option<char> {
        POSTGRES.identifier_quote_style(identifier)
    }

    fn is_custom_operator_part(&self, ch: char) -> bool {
        POSTGRES.is_custom_operator_part(ch)
    }

    fn is_reserved_for_identifier(&self, keyword: Keyword) -> bool {
        POSTGRES.is_reserved_for_identifier(keyword)
    }

    fn get_next_precedence(&self, parser: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        POSTGRES.get_next_precedence(parser)
    }

    fn prec_value(&self, precedence: Precedence) -> u8 {
        POSTGRES.prec_value(precedence)
    }
}

#[cfg(test)]
mod tests;
