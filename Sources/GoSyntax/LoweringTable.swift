import CTreeSitterGo

extension Lowering {
  /// Emits the node for one of the grammar's nodes and plans its children.
  mutating func expand(_ node: UInt32, _ role: Role) {
    switch symbol(node) {
    case MVG_SYMBOL_IDENTIFIER, MVG_SYMBOL_BLANK_IDENTIFIER, MVG_SYMBOL_NIL, MVG_SYMBOL_TRUE,
      MVG_SYMBOL_FALSE,
      MVG_SYMBOL_IOTA, MVG_SYMBOL_DOT, MVG_SYMBOL_FIELD_IDENTIFIER, MVG_SYMBOL_LABEL_NAME,
      MVG_SYMBOL_PACKAGE_IDENTIFIER, MVG_SYMBOL_TYPE_IDENTIFIER:
      ident(node, role)
    case MVG_SYMBOL_SELECTOR_EXPRESSION, MVG_SYMBOL_CALL_EXPRESSION, MVG_SYMBOL_INDEX_EXPRESSION,
      MVG_SYMBOL_SLICE_EXPRESSION, MVG_SYMBOL_TYPE_ASSERTION_EXPRESSION, MVG_SYMBOL_TYPE_CONVERSION_EXPRESSION:
      if !hoistStars(node, role) { primaryExpr(node, role) }
    case MVG_SYMBOL_INT_LITERAL: literal(node, role, .int)
    case MVG_SYMBOL_INTERPRETED_STRING_LITERAL, MVG_SYMBOL_RAW_STRING_LITERAL: literal(node, role, .string)
    case MVG_SYMBOL_EXPRESSION_STATEMENT: wrap(node, .exprStmt, role, .x)
    case MVG_SYMBOL_BINARY_EXPRESSION: binaryExpr(node, role)
    case MVG_SYMBOL_UNARY_EXPRESSION: unaryExpr(node, role)
    case MVG_SYMBOL_BLOCK: wrap(node, .blockStmt, role, .stmt)
    case MVG_SYMBOL_SHORT_VAR_DECLARATION: assignStmt(node, role, .define)
    case MVG_SYMBOL_ASSIGNMENT_STATEMENT: assignStmt(node, role, assignToken(node))
    case MVG_SYMBOL_QUALIFIED_TYPE:
      byField(node, .selectorExpr, role, [MVG_FIELD_PACKAGE: .x, MVG_FIELD_NAME: .sel])
    case MVG_SYMBOL_LITERAL_ELEMENT, MVG_SYMBOL_VARIADIC_ARGUMENT, MVG_SYMBOL_EXPRESSION_LIST:
      planAll(node, role)
    default:
      if !expandStatement(node, role) && !expandDeclaration(node, role) {
        expandExpression(node, role)
      }
    }
  }

  private mutating func expandStatement(_ node: UInt32, _ role: Role) -> Bool {
    switch symbol(node) {
    case MVG_SYMBOL_IF_STATEMENT: ifStmt(node, role)
    case MVG_SYMBOL_RETURN_STATEMENT:
      open(.returnStmt, role, .none, self[node].start, self[node].end)
      for child in children(node) where isNode(child) { planList(child, .result) }
      planClose()
    case MVG_SYMBOL_FOR_STATEMENT: forStmt(node, role)
    case MVG_SYMBOL_EXPRESSION_SWITCH_STATEMENT: switchStmt(node, role)
    case MVG_SYMBOL_TYPE_SWITCH_STATEMENT: typeSwitchStmt(node, role)
    case MVG_SYMBOL_SELECT_STATEMENT: selectStmt(node, role)
    case MVG_SYMBOL_EXPRESSION_CASE, MVG_SYMBOL_TYPE_CASE, MVG_SYMBOL_DEFAULT_CASE,
      MVG_SYMBOL_COMMUNICATION_CASE:
      clause(node, role)
    case MVG_SYMBOL_INC_STATEMENT: wrap(node, .incDecStmt, role, .x, .inc)
    case MVG_SYMBOL_DEC_STATEMENT: wrap(node, .incDecStmt, role, .x, .dec)
    case MVG_SYMBOL_SEND_STATEMENT:
      byField(node, .sendStmt, role, [MVG_FIELD_CHANNEL: .channel, MVG_FIELD_VALUE: .value])
    case MVG_SYMBOL_RECEIVE_STATEMENT: receiveStmt(node, role)
    case MVG_SYMBOL_GO_STATEMENT: wrap(node, .goStmt, role, .call)
    case MVG_SYMBOL_DEFER_STATEMENT: wrap(node, .deferStmt, role, .call)
    case MVG_SYMBOL_LABELED_STATEMENT: labeledStmt(node, role)
    case MVG_SYMBOL_BREAK_STATEMENT: branchStmt(node, role, .break)
    case MVG_SYMBOL_CONTINUE_STATEMENT: branchStmt(node, role, .continue)
    case MVG_SYMBOL_GOTO_STATEMENT: branchStmt(node, role, .goto)
    case MVG_SYMBOL_FALLTHROUGH_STATEMENT: branchStmt(node, role, .fallthrough)
    case MVG_SYMBOL_EMPTY_STATEMENT: leaf(.emptyStmt, role, .none, self[node].start, self[node].end)
    default: return false
    }
    return true
  }

  private mutating func expandDeclaration(_ node: UInt32, _ role: Role) -> Bool {
    switch symbol(node) {
    case MVG_SYMBOL_FUNCTION_DECLARATION, MVG_SYMBOL_METHOD_DECLARATION: funcDecl(node, role)
    case MVG_SYMBOL_IMPORT_DECLARATION: genDecl(node, role, .import)
    case MVG_SYMBOL_CONST_DECLARATION: genDecl(node, role, .const)
    case MVG_SYMBOL_VAR_DECLARATION: genDecl(node, role, .var)
    case MVG_SYMBOL_TYPE_DECLARATION: genDecl(node, role, .type)
    case MVG_SYMBOL_IMPORT_SPEC: importSpec(node, role)
    case MVG_SYMBOL_CONST_SPEC, MVG_SYMBOL_VAR_SPEC: valueSpec(node, role)
    case MVG_SYMBOL_TYPE_SPEC: typeSpec(node, role, .none)
    case MVG_SYMBOL_TYPE_ALIAS: typeSpec(node, role, .alias)
    case MVG_SYMBOL_IMPORT_SPEC_LIST, MVG_SYMBOL_VAR_SPEC_LIST: planAll(node, .spec)
    case MVG_SYMBOL_PARAMETER_LIST, MVG_SYMBOL_TYPE_PARAMETER_LIST,
      MVG_SYMBOL_FIELD_DECLARATION_LIST:
      fieldList(node, role)
    case MVG_SYMBOL_PARAMETER_DECLARATION, MVG_SYMBOL_TYPE_PARAMETER_DECLARATION:
      parameter(node, role)
    case MVG_SYMBOL_VARIADIC_PARAMETER_DECLARATION: variadicParameter(node, role)
    case MVG_SYMBOL_FIELD_DECLARATION: structField(node, role)
    case MVG_SYMBOL_METHOD_ELEM: interfaceMethod(node, role)
    case MVG_SYMBOL_PACKAGE_CLAUSE: planAll(node, .name)
    default: return false
    }
    return true
  }

  private mutating func primaryExpr(_ node: UInt32, _ role: Role) {
    switch symbol(node) {
    case MVG_SYMBOL_SELECTOR_EXPRESSION:
      byField(node, .selectorExpr, role, [MVG_FIELD_OPERAND: .x, MVG_FIELD_FIELD: .sel])
    case MVG_SYMBOL_CALL_EXPRESSION: callExpr(node, role)
    case MVG_SYMBOL_INDEX_EXPRESSION:
      byField(node, .indexExpr, role, [MVG_FIELD_OPERAND: .x, MVG_FIELD_INDEX: .index])
    case MVG_SYMBOL_SLICE_EXPRESSION:
      byField(
        node, .sliceExpr, role,
        [MVG_FIELD_OPERAND: .x, MVG_FIELD_START: .low, MVG_FIELD_END: .high, MVG_FIELD_CAPACITY: .max])
    case MVG_SYMBOL_TYPE_ASSERTION_EXPRESSION:
      byField(node, .typeAssertExpr, role, [MVG_FIELD_OPERAND: .x, MVG_FIELD_TYPE: .type])
    default:
      byField(node, .callExpr, role, [MVG_FIELD_TYPE: .fun, MVG_FIELD_OPERAND: .arg])
    }
  }

  private mutating func expandExpression(_ node: UInt32, _ role: Role) {
    switch symbol(node) {
    case MVG_SYMBOL_POINTER_TYPE: wrap(node, .starExpr, role, .x)
    case MVG_SYMBOL_SLICE_TYPE: wrap(node, .arrayType, role, .elem)
    case MVG_SYMBOL_COMPOSITE_LITERAL: compositeLit(node, role)
    case MVG_SYMBOL_LITERAL_VALUE: wrap(node, .compositeLit, role, .elt)
    case MVG_SYMBOL_KEYED_ELEMENT:
      byField(node, .keyValueExpr, role, [MVG_FIELD_KEY: .key, MVG_FIELD_VALUE: .value])
    case MVG_SYMBOL_PARENTHESIZED_EXPRESSION, MVG_SYMBOL_PARENTHESIZED_TYPE:
      wrap(node, .parenExpr, role, .x)
    case MVG_SYMBOL_SLICE_EXPRESSION:
      byField(
        node, .sliceExpr, role,
        [
          MVG_FIELD_OPERAND: .x, MVG_FIELD_START: .low, MVG_FIELD_END: .high,
          MVG_FIELD_CAPACITY: .max,
        ])
    case MVG_SYMBOL_TYPE_ASSERTION_EXPRESSION:
      byField(node, .typeAssertExpr, role, [MVG_FIELD_OPERAND: .x, MVG_FIELD_TYPE: .type])
    case MVG_SYMBOL_FUNC_LITERAL:
      open(.funcLit, role, .none, self[node].start, self[node].end)
      planFuncType(node, .type, from: self[node].start)
      if let body = child(node, MVG_FIELD_BODY) { plan(body, .body) }
      planErrors(node)
      planClose()
    case MVG_SYMBOL_FUNCTION_TYPE:
      open(.funcType, role, .none, self[node].start, self[node].end)
      planSignature(node)
      planErrors(node)
      planClose()
    case MVG_SYMBOL_MAP_TYPE:
      byField(node, .mapType, role, [MVG_FIELD_KEY: .key, MVG_FIELD_VALUE: .value])
    case MVG_SYMBOL_ARRAY_TYPE:
      byField(node, .arrayType, role, [MVG_FIELD_LENGTH: .len, MVG_FIELD_ELEMENT: .elem])
    case MVG_SYMBOL_IMPLICIT_LENGTH_ARRAY_TYPE: implicitLengthArray(node, role)
    case MVG_SYMBOL_CHANNEL_TYPE: channelType(node, role)
    case MVG_SYMBOL_STRUCT_TYPE: wrap(node, .structType, role, .fields)
    case MVG_SYMBOL_INTERFACE_TYPE: interfaceType(node, role)
    case MVG_SYMBOL_GENERIC_TYPE: genericType(node, role)
    case MVG_SYMBOL_TYPE_INSTANTIATION_EXPRESSION: typeInstantiation(node, role)
    case MVG_SYMBOL_TYPE_ELEM, MVG_SYMBOL_TYPE_CONSTRAINT: typeElement(node, role)
    case MVG_SYMBOL_NEGATED_TYPE: wrap(node, .unaryExpr, role, .x, .tilde)
    case MVG_SYMBOL_FLOAT_LITERAL: literal(node, role, .float)
    case MVG_SYMBOL_IMAGINARY_LITERAL: literal(node, role, .imag)
    case MVG_SYMBOL_RUNE_LITERAL: literal(node, role, .char)
    default: bad(node, role)
    }
  }
}
