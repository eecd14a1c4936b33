// The Go grammar as one translation unit. The grammar's parser.c comes from script/bootstrap; including it here, behind
// our compat.h, lets it meet older and newer headers of the library, and lets the tables below see its private ids.

#include "compat.h"

#include "../../.deps/tree-sitter-go/src/parser.c"

#include "CTreeSitterGo.h"

const uint8_t mapvet_go_symbol_kind[SYMBOL_COUNT + ALIAS_COUNT] = {
    [sym_identifier] = MVG_SYMBOL_IDENTIFIER,
    [sym_blank_identifier] = MVG_SYMBOL_BLANK_IDENTIFIER,
    [sym_int_literal] = MVG_SYMBOL_INT_LITERAL,
    [sym_float_literal] = MVG_SYMBOL_FLOAT_LITERAL,
    [sym_imaginary_literal] = MVG_SYMBOL_IMAGINARY_LITERAL,
    [sym_rune_literal] = MVG_SYMBOL_RUNE_LITERAL,
    [sym_nil] = MVG_SYMBOL_NIL,
    [sym_true] = MVG_SYMBOL_TRUE,
    [sym_false] = MVG_SYMBOL_FALSE,
    [sym_iota] = MVG_SYMBOL_IOTA,
    [sym_comment] = MVG_SYMBOL_COMMENT,
    [sym_source_file] = MVG_SYMBOL_SOURCE_FILE,
    [sym_package_clause] = MVG_SYMBOL_PACKAGE_CLAUSE,
    [sym_import_declaration] = MVG_SYMBOL_IMPORT_DECLARATION,
    [sym_import_spec] = MVG_SYMBOL_IMPORT_SPEC,
    [sym_dot] = MVG_SYMBOL_DOT,
    [sym_import_spec_list] = MVG_SYMBOL_IMPORT_SPEC_LIST,
    [sym_const_declaration] = MVG_SYMBOL_CONST_DECLARATION,
    [sym_const_spec] = MVG_SYMBOL_CONST_SPEC,
    [sym_var_declaration] = MVG_SYMBOL_VAR_DECLARATION,
    [sym_var_spec] = MVG_SYMBOL_VAR_SPEC,
    [sym_var_spec_list] = MVG_SYMBOL_VAR_SPEC_LIST,
    [sym_function_declaration] = MVG_SYMBOL_FUNCTION_DECLARATION,
    [sym_method_declaration] = MVG_SYMBOL_METHOD_DECLARATION,
    [sym_type_parameter_list] = MVG_SYMBOL_TYPE_PARAMETER_LIST,
    [sym_type_parameter_declaration] = MVG_SYMBOL_TYPE_PARAMETER_DECLARATION,
    [sym_parameter_list] = MVG_SYMBOL_PARAMETER_LIST,
    [sym_parameter_declaration] = MVG_SYMBOL_PARAMETER_DECLARATION,
    [sym_variadic_parameter_declaration] = MVG_SYMBOL_VARIADIC_PARAMETER_DECLARATION,
    [sym_type_alias] = MVG_SYMBOL_TYPE_ALIAS,
    [sym_type_declaration] = MVG_SYMBOL_TYPE_DECLARATION,
    [sym_type_spec] = MVG_SYMBOL_TYPE_SPEC,
    [sym_expression_list] = MVG_SYMBOL_EXPRESSION_LIST,
    [sym_parenthesized_type] = MVG_SYMBOL_PARENTHESIZED_TYPE,
    [sym_generic_type] = MVG_SYMBOL_GENERIC_TYPE,
    [sym_type_arguments] = MVG_SYMBOL_TYPE_ARGUMENTS,
    [sym_pointer_type] = MVG_SYMBOL_POINTER_TYPE,
    [sym_array_type] = MVG_SYMBOL_ARRAY_TYPE,
    [sym_implicit_length_array_type] = MVG_SYMBOL_IMPLICIT_LENGTH_ARRAY_TYPE,
    [sym_slice_type] = MVG_SYMBOL_SLICE_TYPE,
    [sym_struct_type] = MVG_SYMBOL_STRUCT_TYPE,
    [sym_negated_type] = MVG_SYMBOL_NEGATED_TYPE,
    [sym_field_declaration_list] = MVG_SYMBOL_FIELD_DECLARATION_LIST,
    [sym_field_declaration] = MVG_SYMBOL_FIELD_DECLARATION,
    [sym_interface_type] = MVG_SYMBOL_INTERFACE_TYPE,
    [sym_method_elem] = MVG_SYMBOL_METHOD_ELEM,
    [sym_type_elem] = MVG_SYMBOL_TYPE_ELEM,
    [sym_map_type] = MVG_SYMBOL_MAP_TYPE,
    [sym_channel_type] = MVG_SYMBOL_CHANNEL_TYPE,
    [sym_function_type] = MVG_SYMBOL_FUNCTION_TYPE,
    [sym_block] = MVG_SYMBOL_BLOCK,
    [sym_empty_statement] = MVG_SYMBOL_EMPTY_STATEMENT,
    [sym_expression_statement] = MVG_SYMBOL_EXPRESSION_STATEMENT,
    [sym_send_statement] = MVG_SYMBOL_SEND_STATEMENT,
    [sym_receive_statement] = MVG_SYMBOL_RECEIVE_STATEMENT,
    [sym_inc_statement] = MVG_SYMBOL_INC_STATEMENT,
    [sym_dec_statement] = MVG_SYMBOL_DEC_STATEMENT,
    [sym_assignment_statement] = MVG_SYMBOL_ASSIGNMENT_STATEMENT,
    [sym_short_var_declaration] = MVG_SYMBOL_SHORT_VAR_DECLARATION,
    [sym_labeled_statement] = MVG_SYMBOL_LABELED_STATEMENT,
    [sym_empty_labeled_statement] = MVG_SYMBOL_LABELED_STATEMENT,
    [sym_fallthrough_statement] = MVG_SYMBOL_FALLTHROUGH_STATEMENT,
    [sym_break_statement] = MVG_SYMBOL_BREAK_STATEMENT,
    [sym_continue_statement] = MVG_SYMBOL_CONTINUE_STATEMENT,
    [sym_goto_statement] = MVG_SYMBOL_GOTO_STATEMENT,
    [sym_return_statement] = MVG_SYMBOL_RETURN_STATEMENT,
    [sym_go_statement] = MVG_SYMBOL_GO_STATEMENT,
    [sym_defer_statement] = MVG_SYMBOL_DEFER_STATEMENT,
    [sym_if_statement] = MVG_SYMBOL_IF_STATEMENT,
    [sym_for_statement] = MVG_SYMBOL_FOR_STATEMENT,
    [sym_for_clause] = MVG_SYMBOL_FOR_CLAUSE,
    [sym_range_clause] = MVG_SYMBOL_RANGE_CLAUSE,
    [sym_expression_switch_statement] = MVG_SYMBOL_EXPRESSION_SWITCH_STATEMENT,
    [sym_expression_case] = MVG_SYMBOL_EXPRESSION_CASE,
    [sym_default_case] = MVG_SYMBOL_DEFAULT_CASE,
    [sym_type_switch_statement] = MVG_SYMBOL_TYPE_SWITCH_STATEMENT,
    [sym_type_case] = MVG_SYMBOL_TYPE_CASE,
    [sym_select_statement] = MVG_SYMBOL_SELECT_STATEMENT,
    [sym_communication_case] = MVG_SYMBOL_COMMUNICATION_CASE,
    [sym_parenthesized_expression] = MVG_SYMBOL_PARENTHESIZED_EXPRESSION,
    [sym_call_expression] = MVG_SYMBOL_CALL_EXPRESSION,
    [sym_variadic_argument] = MVG_SYMBOL_VARIADIC_ARGUMENT,
    [sym_special_argument_list] = MVG_SYMBOL_SPECIAL_ARGUMENT_LIST,
    [sym_argument_list] = MVG_SYMBOL_ARGUMENT_LIST,
    [sym_selector_expression] = MVG_SYMBOL_SELECTOR_EXPRESSION,
    [sym_index_expression] = MVG_SYMBOL_INDEX_EXPRESSION,
    [sym_slice_expression] = MVG_SYMBOL_SLICE_EXPRESSION,
    [sym_type_assertion_expression] = MVG_SYMBOL_TYPE_ASSERTION_EXPRESSION,
    [sym_type_conversion_expression] = MVG_SYMBOL_TYPE_CONVERSION_EXPRESSION,
    [sym_type_instantiation_expression] = MVG_SYMBOL_TYPE_INSTANTIATION_EXPRESSION,
    [sym_composite_literal] = MVG_SYMBOL_COMPOSITE_LITERAL,
    [sym_literal_value] = MVG_SYMBOL_LITERAL_VALUE,
    [sym_literal_element] = MVG_SYMBOL_LITERAL_ELEMENT,
    [sym_keyed_element] = MVG_SYMBOL_KEYED_ELEMENT,
    [sym_func_literal] = MVG_SYMBOL_FUNC_LITERAL,
    [sym_unary_expression] = MVG_SYMBOL_UNARY_EXPRESSION,
    [sym_binary_expression] = MVG_SYMBOL_BINARY_EXPRESSION,
    [sym_qualified_type] = MVG_SYMBOL_QUALIFIED_TYPE,
    [sym_raw_string_literal] = MVG_SYMBOL_RAW_STRING_LITERAL,
    [sym_interpreted_string_literal] = MVG_SYMBOL_INTERPRETED_STRING_LITERAL,
    [anon_sym_new] = MVG_SYMBOL_IDENTIFIER,
    [anon_sym_make] = MVG_SYMBOL_IDENTIFIER,
    [alias_sym_field_identifier] = MVG_SYMBOL_FIELD_IDENTIFIER,
    [alias_sym_label_name] = MVG_SYMBOL_LABEL_NAME,
    [alias_sym_package_identifier] = MVG_SYMBOL_PACKAGE_IDENTIFIER,
    [alias_sym_type_constraint] = MVG_SYMBOL_TYPE_CONSTRAINT,
    [alias_sym_type_identifier] = MVG_SYMBOL_TYPE_IDENTIFIER,
    [anon_sym_package] = MVG_SYMBOL_KEYWORD_PACKAGE,
    [anon_sym_import] = MVG_SYMBOL_KEYWORD_IMPORT,
    [anon_sym_const] = MVG_SYMBOL_KEYWORD_CONST,
    [anon_sym_var] = MVG_SYMBOL_KEYWORD_VAR,
    [anon_sym_func] = MVG_SYMBOL_KEYWORD_FUNC,
    [anon_sym_type] = MVG_SYMBOL_KEYWORD_TYPE,
    [anon_sym_struct] = MVG_SYMBOL_KEYWORD_STRUCT,
    [anon_sym_interface] = MVG_SYMBOL_KEYWORD_INTERFACE,
    [anon_sym_map] = MVG_SYMBOL_KEYWORD_MAP,
    [anon_sym_chan] = MVG_SYMBOL_KEYWORD_CHAN,
    [anon_sym_fallthrough] = MVG_SYMBOL_KEYWORD_FALLTHROUGH,
    [anon_sym_break] = MVG_SYMBOL_KEYWORD_BREAK,
    [anon_sym_continue] = MVG_SYMBOL_KEYWORD_CONTINUE,
    [anon_sym_goto] = MVG_SYMBOL_KEYWORD_GOTO,
    [anon_sym_return] = MVG_SYMBOL_KEYWORD_RETURN,
    [anon_sym_go] = MVG_SYMBOL_KEYWORD_GO,
    [anon_sym_defer] = MVG_SYMBOL_KEYWORD_DEFER,
    [anon_sym_if] = MVG_SYMBOL_KEYWORD_IF,
    [anon_sym_else] = MVG_SYMBOL_KEYWORD_ELSE,
    [anon_sym_for] = MVG_SYMBOL_KEYWORD_FOR,
    [anon_sym_range] = MVG_SYMBOL_KEYWORD_RANGE,
    [anon_sym_switch] = MVG_SYMBOL_KEYWORD_SWITCH,
    [anon_sym_case] = MVG_SYMBOL_KEYWORD_CASE,
    [anon_sym_default] = MVG_SYMBOL_KEYWORD_DEFAULT,
    [anon_sym_select] = MVG_SYMBOL_KEYWORD_SELECT,
    [anon_sym_SEMI] = MVG_SYMBOL_TOKEN_SEMICOLON,
    [anon_sym_DOT] = MVG_SYMBOL_TOKEN_PERIOD,
    [anon_sym_LPAREN] = MVG_SYMBOL_TOKEN_LEFT_PARENTHESIS,
    [anon_sym_RPAREN] = MVG_SYMBOL_TOKEN_RIGHT_PARENTHESIS,
    [anon_sym_COMMA] = MVG_SYMBOL_TOKEN_COMMA,
    [anon_sym_EQ] = MVG_SYMBOL_TOKEN_ASSIGN,
    [anon_sym_LBRACK] = MVG_SYMBOL_TOKEN_LEFT_BRACKET,
    [anon_sym_RBRACK] = MVG_SYMBOL_TOKEN_RIGHT_BRACKET,
    [anon_sym_DOT_DOT_DOT] = MVG_SYMBOL_TOKEN_ELLIPSIS,
    [anon_sym_STAR] = MVG_SYMBOL_TOKEN_STAR,
    [anon_sym_TILDE] = MVG_SYMBOL_TOKEN_TILDE,
    [anon_sym_LBRACE] = MVG_SYMBOL_TOKEN_LEFT_BRACE,
    [anon_sym_RBRACE] = MVG_SYMBOL_TOKEN_RIGHT_BRACE,
    [anon_sym_PIPE] = MVG_SYMBOL_TOKEN_PIPE,
    [anon_sym_LT_DASH] = MVG_SYMBOL_TOKEN_ARROW,
    [anon_sym_COLON_EQ] = MVG_SYMBOL_TOKEN_DEFINE,
    [anon_sym_PLUS_PLUS] = MVG_SYMBOL_TOKEN_INCREMENT,
    [anon_sym_DASH_DASH] = MVG_SYMBOL_TOKEN_DECREMENT,
    [anon_sym_STAR_EQ] = MVG_SYMBOL_TOKEN_STAR_ASSIGN,
    [anon_sym_SLASH_EQ] = MVG_SYMBOL_TOKEN_SLASH_ASSIGN,
    [anon_sym_PERCENT_EQ] = MVG_SYMBOL_TOKEN_PERCENT_ASSIGN,
    [anon_sym_LT_LT_EQ] = MVG_SYMBOL_TOKEN_SHIFT_LEFT_ASSIGN,
    [anon_sym_GT_GT_EQ] = MVG_SYMBOL_TOKEN_SHIFT_RIGHT_ASSIGN,
    [anon_sym_AMP_EQ] = MVG_SYMBOL_TOKEN_AMPERSAND_ASSIGN,
    [anon_sym_AMP_CARET_EQ] = MVG_SYMBOL_TOKEN_AND_NOT_ASSIGN,
    [anon_sym_PLUS_EQ] = MVG_SYMBOL_TOKEN_PLUS_ASSIGN,
    [anon_sym_DASH_EQ] = MVG_SYMBOL_TOKEN_MINUS_ASSIGN,
    [anon_sym_PIPE_EQ] = MVG_SYMBOL_TOKEN_PIPE_ASSIGN,
    [anon_sym_CARET_EQ] = MVG_SYMBOL_TOKEN_CARET_ASSIGN,
    [anon_sym_COLON] = MVG_SYMBOL_TOKEN_COLON,
    [anon_sym_PLUS] = MVG_SYMBOL_TOKEN_PLUS,
    [anon_sym_DASH] = MVG_SYMBOL_TOKEN_MINUS,
    [anon_sym_BANG] = MVG_SYMBOL_TOKEN_BANG,
    [anon_sym_CARET] = MVG_SYMBOL_TOKEN_CARET,
    [anon_sym_AMP] = MVG_SYMBOL_TOKEN_AMPERSAND,
    [anon_sym_SLASH] = MVG_SYMBOL_TOKEN_SLASH,
    [anon_sym_PERCENT] = MVG_SYMBOL_TOKEN_PERCENT,
    [anon_sym_LT_LT] = MVG_SYMBOL_TOKEN_SHIFT_LEFT,
    [anon_sym_GT_GT] = MVG_SYMBOL_TOKEN_SHIFT_RIGHT,
    [anon_sym_AMP_CARET] = MVG_SYMBOL_TOKEN_AND_NOT,
    [anon_sym_EQ_EQ] = MVG_SYMBOL_TOKEN_EQUAL,
    [anon_sym_BANG_EQ] = MVG_SYMBOL_TOKEN_NOT_EQUAL,
    [anon_sym_LT] = MVG_SYMBOL_TOKEN_LESS,
    [anon_sym_LT_EQ] = MVG_SYMBOL_TOKEN_LESS_EQUAL,
    [anon_sym_GT] = MVG_SYMBOL_TOKEN_GREATER,
    [anon_sym_GT_EQ] = MVG_SYMBOL_TOKEN_GREATER_EQUAL,
    [anon_sym_AMP_AMP] = MVG_SYMBOL_TOKEN_LOGICAL_AND,
    [anon_sym_PIPE_PIPE] = MVG_SYMBOL_TOKEN_LOGICAL_OR,
};

const uint32_t mapvet_go_symbol_count = SYMBOL_COUNT + ALIAS_COUNT;

const uint8_t *mapvet_go_symbol_kinds(void) { return mapvet_go_symbol_kind; }

_Static_assert(MVG_SYMBOL_COUNT <= UINT8_MAX, "a symbol kind fits into a byte");
_Static_assert(LANGUAGE_VERSION == 14, "compat.h knows the tables of ABI 14 only");
_Static_assert(MVG_FIELD_COUNT == FIELD_COUNT + 1, "every field of the grammar is named in the header");
_Static_assert(MVG_FIELD_ALIAS == (int)field_alias, "alias");
_Static_assert(MVG_FIELD_ALTERNATIVE == (int)field_alternative, "alternative");
_Static_assert(MVG_FIELD_ARGUMENTS == (int)field_arguments, "arguments");
_Static_assert(MVG_FIELD_BODY == (int)field_body, "body");
_Static_assert(MVG_FIELD_CAPACITY == (int)field_capacity, "capacity");
_Static_assert(MVG_FIELD_CHANNEL == (int)field_channel, "channel");
_Static_assert(MVG_FIELD_COMMUNICATION == (int)field_communication, "communication");
_Static_assert(MVG_FIELD_CONDITION == (int)field_condition, "condition");
_Static_assert(MVG_FIELD_CONSEQUENCE == (int)field_consequence, "consequence");
_Static_assert(MVG_FIELD_ELEMENT == (int)field_element, "element");
_Static_assert(MVG_FIELD_END == (int)field_end, "end");
_Static_assert(MVG_FIELD_FIELD == (int)field_field, "field");
_Static_assert(MVG_FIELD_FUNCTION == (int)field_function, "function");
_Static_assert(MVG_FIELD_INDEX == (int)field_index, "index");
_Static_assert(MVG_FIELD_INITIALIZER == (int)field_initializer, "initializer");
_Static_assert(MVG_FIELD_KEY == (int)field_key, "key");
_Static_assert(MVG_FIELD_LABEL == (int)field_label, "label");
_Static_assert(MVG_FIELD_LEFT == (int)field_left, "left");
_Static_assert(MVG_FIELD_LENGTH == (int)field_length, "length");
_Static_assert(MVG_FIELD_NAME == (int)field_name, "name");
_Static_assert(MVG_FIELD_OPERAND == (int)field_operand, "operand");
_Static_assert(MVG_FIELD_OPERATOR == (int)field_operator, "operator");
_Static_assert(MVG_FIELD_PACKAGE == (int)field_package, "package");
_Static_assert(MVG_FIELD_PARAMETERS == (int)field_parameters, "parameters");
_Static_assert(MVG_FIELD_PATH == (int)field_path, "path");
_Static_assert(MVG_FIELD_RECEIVER == (int)field_receiver, "receiver");
_Static_assert(MVG_FIELD_RESULT == (int)field_result, "result");
_Static_assert(MVG_FIELD_RIGHT == (int)field_right, "right");
_Static_assert(MVG_FIELD_START == (int)field_start, "start");
_Static_assert(MVG_FIELD_TAG == (int)field_tag, "tag");
_Static_assert(MVG_FIELD_TYPE == (int)field_type, "type");
_Static_assert(MVG_FIELD_TYPE_ARGUMENTS == (int)field_type_arguments, "type_arguments");
_Static_assert(MVG_FIELD_TYPE_PARAMETERS == (int)field_type_parameters, "type_parameters");
_Static_assert(MVG_FIELD_UPDATE == (int)field_update, "update");
_Static_assert(MVG_FIELD_VALUE == (int)field_value, "value");
