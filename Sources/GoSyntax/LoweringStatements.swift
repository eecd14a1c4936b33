import CTreeSitterGo

extension Lowering {
  mutating func labeledStmt(_ node: UInt32, _ role: Role) {
    open(.labeledStmt, role, .none, self[node].start, self[node].end)
    var hasStatement = false
    for child in children(node) where isNode(child) {
      if Int(self[child].field) == MVG_FIELD_LABEL {
        plan(child, .label)
      } else {
        plan(child, .stmt)
        hasStatement = true
      }
    }
    if !hasStatement { planLeaf(.emptyStmt, .stmt, self[node].end, self[node].end) }
    planClose()
  }

  mutating func assignStmt(_ node: UInt32, _ role: Role, _ token: Token) {
    open(.assignStmt, role, token, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      switch Int(self[child].field) {
      case MVG_FIELD_LEFT: planList(child, .lhs)
      case MVG_FIELD_RIGHT: planList(child, .rhs)
      default: plan(child, .none)
      }
    }
    planClose()
  }

  /// The communication of a `select` case: an assignment from a receive, or the receive alone.
  mutating func receiveStmt(_ node: UInt32, _ role: Role) {
    if child(node, MVG_FIELD_LEFT) != nil { return assignStmt(node, role, assignToken(node)) }
    open(.exprStmt, role, .none, self[node].start, self[node].end)
    planAll(node, .x)
    planClose()
  }

  /// `=`, `:=` or an assignment operator, where the node has one.
  func assignToken(_ node: UInt32) -> Token {
    for child in children(node) where !isNode(child) {
      let token = operators[symbol(child)]
      if token != .none { return token }
    }
    return .none
  }

  mutating func ifStmt(_ node: UInt32, _ role: Role) {
    open(.ifStmt, role, .none, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      switch Int(self[child].field) {
      case MVG_FIELD_INITIALIZER: plan(child, .initial)
      case MVG_FIELD_CONDITION: plan(child, .cond)
      case MVG_FIELD_CONSEQUENCE: plan(child, .body)
      case MVG_FIELD_ALTERNATIVE: plan(child, .otherwise)
      default: plan(child, .none)
      }
    }
    planClose()
  }

  mutating func forStmt(_ node: UInt32, _ role: Role) {
    if let clause = child(node, symbol: MVG_SYMBOL_RANGE_CLAUSE) {
      return rangeStmt(node, role, clause)
    }
    open(.forStmt, role, .none, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      if Int(self[child].field) == MVG_FIELD_BODY {
        plan(child, .body)
      } else if symbol(child) == MVG_SYMBOL_FOR_CLAUSE {
        for part in children(child) where isNode(part) {
          switch Int(self[part].field) {
          case MVG_FIELD_INITIALIZER: plan(part, .initial)
          case MVG_FIELD_CONDITION: plan(part, .cond)
          case MVG_FIELD_UPDATE: plan(part, .post)
          default: plan(part, .none)
          }
        }
      } else {
        plan(child, self[child].symbol == RawNode.error ? .none : .cond)
      }
    }
    planClose()
  }

  private mutating func rangeStmt(_ node: UInt32, _ role: Role, _ clause: UInt32) {
    open(.rangeStmt, role, assignToken(clause), self[node].start, self[node].end)
    for part in children(clause) where isNode(part) {
      switch Int(self[part].field) {
      case MVG_FIELD_LEFT:
        var next = Role.key
        for target in children(part) where isNode(target) {
          plan(target, self[target].symbol == RawNode.error ? .none : next)
          next = next == .key ? .value : .none
        }
      case MVG_FIELD_RIGHT: plan(part, .x)
      default: plan(part, .none)
      }
    }
    for child in children(node) where isNode(child) && child != clause {
      plan(child, Int(self[child].field) == MVG_FIELD_BODY ? .body : .none)
    }
    planClose()
  }

  mutating func switchStmt(_ node: UInt32, _ role: Role) {
    open(.switchStmt, role, .none, self[node].start, self[node].end)
    if let initial = child(node, MVG_FIELD_INITIALIZER) { plan(initial, .initial) }
    if let tag = child(node, MVG_FIELD_VALUE) { plan(tag, .tag) }
    planCases(node)
    planClose()
  }

  mutating func typeSwitchStmt(_ node: UInt32, _ role: Role) {
    open(.typeSwitchStmt, role, .none, self[node].start, self[node].end)
    if let initial = child(node, MVG_FIELD_INITIALIZER) { plan(initial, .initial) }
    if let value = child(node, MVG_FIELD_VALUE) {
      var end = self[value].end
      for child in children(node) where symbol(child) == MVG_SYMBOL_TOKEN_RIGHT_PARENTHESIS {
        end = self[child].end
      }
      let alias = child(node, MVG_FIELD_ALIAS)
      let start = alias.map { self[$0].start } ?? self[value].start
      planOpen(
        alias == nil ? .exprStmt : .assignStmt, .assign, start, end, alias == nil ? .none : .define)
      if let alias { planList(alias, .lhs) }
      planOpen(.typeAssertExpr, alias == nil ? .x : .rhs, self[value].start, end)
      plan(value, .x)
      planClose()
      planClose()
    }
    planCases(node)
    planClose()
  }

  mutating func selectStmt(_ node: UInt32, _ role: Role) {
    open(.selectStmt, role, .none, self[node].start, self[node].end)
    planCases(node)
    planClose()
  }

  /// The clauses of a `switch` or `select` in the block that go/ast puts around them.
  private mutating func planCases(_ node: UInt32) {
    let brace =
      child(node, symbol: MVG_SYMBOL_TOKEN_LEFT_BRACE).map { self[$0].start } ?? self[node].end
    planOpen(.blockStmt, .body, brace, self[node].end)
    for child in children(node) {
      switch symbol(child) {
      case MVG_SYMBOL_EXPRESSION_CASE, MVG_SYMBOL_TYPE_CASE, MVG_SYMBOL_COMMUNICATION_CASE,
        MVG_SYMBOL_DEFAULT_CASE:
        plan(child, symbol(node) == MVG_SYMBOL_SELECT_STATEMENT ? .comm : .stmt)
      case Int(RawNode.error): plan(child, .none)
      default: break
      }
    }
    planClose()
  }

  /// A clause; `parentRole` is `.comm` inside a `select`, where `default` is a CommClause too.
  mutating func clause(_ node: UInt32, _ parentRole: Role) {
    let isDefault = symbol(node) == MVG_SYMBOL_DEFAULT_CASE
    let kind: Kind = parentRole == .comm ? .commClause : .caseClause
    var end = self[node].end
    // The grammar ends a clause after the newline that ends its last statement.
    for child in children(node) where isNode(child) && self[child].field == 0 {
      end = self[child].end
    }
    open(kind, .stmt, isDefault ? .default : .none, self[node].start, end)
    for child in children(node) where isNode(child) {
      switch Int(self[child].field) {
      case MVG_FIELD_VALUE, MVG_FIELD_TYPE: planList(child, .list)
      case MVG_FIELD_COMMUNICATION: plan(child, .comm)
      default: plan(child, .stmt)
      }
    }
    planClose()
  }

  mutating func branchStmt(_ node: UInt32, _ role: Role, _ token: Token) {
    open(.branchStmt, role, token, self[node].start, self[node].end)
    planAll(node, .label)
    planClose()
  }

  /// Plans an expression list's members in one role, or the expression itself where there is no list around it.
  mutating func planList(_ node: UInt32, _ role: Role) {
    if symbol(node) == MVG_SYMBOL_EXPRESSION_LIST { planAll(node, role) } else { plan(node, role) }
  }
}
