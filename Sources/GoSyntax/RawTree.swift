import CTreeSitter
import CTreeSitterGo

/// A node of the grammar's own tree, as the cursor pass copies it.
struct RawNode {
  /// One of the `MVG_SYMBOL_` values, or `RawNode.error`.
  var symbol: UInt8
  /// One of the `MVG_FIELD_` values.
  var field: UInt8
  /// Inserted by error recovery: it stands for nothing in the source.
  var isMissing: Bool
  var start: UInt32
  var end: UInt32
  /// Index after the last node of the subtree.
  var next: UInt32

  static let error: UInt8 = 255
}

/// The grammar's tree in pre-order, without what go/ast does not have: terminators, commas, keywords, quotes.
/// Its memory is kept from file to file.
struct RawTree: ~Copyable {
  private(set) var nodes = GrowingBuffer<RawNode>()
  fileprivate(set) var comments: [Comment] = []
  fileprivate(set) var damaged: [Range<UInt32>] = []
  private var open: [Int] = []

  /// What the cursor pass does with a symbol.
  private struct Treatment {
    var isKept = false
    /// Named nodes have children worth a look; identifiers, literals and tokens do not.
    var isDescended = false
    /// The children's fields decide how they are lowered.
    var needsFields = false
    /// As a parent: its `{`, `)` and `...` mark places that go/ast knows.
    var keepsPunctuation = false
    /// Kept only below a parent that keeps punctuation.
    var isPunctuation = false
  }

  private static let treatments: [Treatment] = (0...255).map { treatment(ofSymbol: $0) }

  /// Copies a parsed tree in one pass of a cursor. Its text starts at an offset in the file.
  mutating func fill(from root: TSNode, at offset: UInt32) {
    nodes.removeAll()
    comments.removeAll(keepingCapacity: true)
    damaged.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    guard let symbols = mapvet_go_symbol_kinds() else { return }
    let symbolCount = mapvet_go_symbol_count
    var cursor = ts_tree_cursor_new(root)
    defer { ts_tree_cursor_delete(&cursor) }
    Self.treatments.withUnsafeBufferPointer { treatments in
      var parent = Treatment()
      while true {
        let node = ts_tree_cursor_current_node(&cursor)
        let id = ts_node_symbol(node)
        let symbol = UInt32(id) < symbolCount ? symbols[Int(id)] : RawNode.error
        let treatment = treatments[Int(symbol)]
        var descends = false
        if treatment.isKept && (!treatment.isPunctuation || parent.keepsPunctuation) {
          let start = ts_node_start_byte(node) + offset
          let end = ts_node_end_byte(node) + offset
          let isMissing = start == end && ts_node_is_missing(node)
          if symbol == RawNode.error || isMissing { damaged.append(start..<end) }
          nodes.append(
            RawNode(
              symbol: symbol,
              field: parent.needsFields
                ? UInt8(truncatingIfNeeded: ts_tree_cursor_current_field_id(&cursor)) : 0,
              isMissing: isMissing, start: start, end: end, next: UInt32(nodes.count + 1)))
          descends = treatment.isDescended && ts_tree_cursor_goto_first_child(&cursor)
          if descends {
            open.append(nodes.count - 1)
            parent = treatment
          }
        } else if symbol == UInt8(MVG_SYMBOL_COMMENT) {
          comments.append(Comment(start: ts_node_start_byte(node) + offset, end: ts_node_end_byte(node) + offset))
        } else if ts_node_start_byte(node) == ts_node_end_byte(node), ts_node_is_missing(node) {
          let place = ts_node_start_byte(node) + offset
          damaged.append(place..<place)
        }
        if descends { continue }
        while !ts_tree_cursor_goto_next_sibling(&cursor) {
          guard let closed = open.popLast() else { return }
          nodes[closed].next = UInt32(nodes.count)
          _ = ts_tree_cursor_goto_parent(&cursor)
          parent = open.last.map { treatments[Int(nodes[$0].symbol)] } ?? Treatment()
        }
      }
    }
  }

  /// Turns ranges of a text with `()` put in before some offsets of the file into those of the file.
  mutating func takeOut(_ calls: [UInt32]) {
    func original(_ offset: UInt32) -> UInt32 {
      var (low, high) = (0, calls.count)
      while low < high {
        let middle = (low + high) / 2
        if calls[middle] + UInt32(middle) * 2 < offset { low = middle + 1 } else { high = middle }
      }
      guard low > 0 else { return offset }
      return max(calls[low - 1], offset - UInt32(low) * 2)
    }
    for index in 0..<nodes.count {
      nodes[index].start = original(nodes[index].start)
      nodes[index].end = original(nodes[index].end)
    }
    comments = comments.map { Comment(start: original($0.start), end: original($0.end)) }
    damaged = damaged.map { original($0.lowerBound)..<original($0.upperBound) }
  }

  private static func treatment(ofSymbol symbol: Int) -> Treatment {
    if symbol == Int(RawNode.error) { return Treatment(isKept: true, isDescended: true) }
    switch symbol {
    case MVG_SYMBOL_IGNORED, MVG_SYMBOL_COMMENT, MVG_SYMBOL_COUNT...: return Treatment()
    case MVG_SYMBOL_IDENTIFIER, MVG_SYMBOL_BLANK_IDENTIFIER, MVG_SYMBOL_INT_LITERAL,
      MVG_SYMBOL_FLOAT_LITERAL,
      MVG_SYMBOL_IMAGINARY_LITERAL, MVG_SYMBOL_RUNE_LITERAL, MVG_SYMBOL_NIL, MVG_SYMBOL_TRUE,
      MVG_SYMBOL_FALSE,
      MVG_SYMBOL_IOTA, MVG_SYMBOL_DOT, MVG_SYMBOL_RAW_STRING_LITERAL,
      MVG_SYMBOL_INTERPRETED_STRING_LITERAL,
      MVG_SYMBOL_FIELD_IDENTIFIER, MVG_SYMBOL_LABEL_NAME, MVG_SYMBOL_PACKAGE_IDENTIFIER,
      MVG_SYMBOL_TYPE_IDENTIFIER,
      MVG_SYMBOL_EMPTY_STATEMENT:
      return Treatment(isKept: true)
    case MVG_SYMBOL_SOURCE_FILE, MVG_SYMBOL_BLOCK, MVG_SYMBOL_ARGUMENT_LIST,
      MVG_SYMBOL_SPECIAL_ARGUMENT_LIST,
      MVG_SYMBOL_EXPRESSION_LIST, MVG_SYMBOL_LITERAL_VALUE, MVG_SYMBOL_LITERAL_ELEMENT,
      MVG_SYMBOL_EXPRESSION_STATEMENT,
      MVG_SYMBOL_PARAMETER_LIST, MVG_SYMBOL_TYPE_ARGUMENTS, MVG_SYMBOL_PARENTHESIZED_EXPRESSION,
      MVG_SYMBOL_POINTER_TYPE, MVG_SYMBOL_FIELD_DECLARATION_LIST, MVG_SYMBOL_RETURN_STATEMENT:
      return Treatment(isKept: true, isDescended: true)
    case MVG_SYMBOL_TOKEN_ELLIPSIS, MVG_SYMBOL_TOKEN_LEFT_BRACE, MVG_SYMBOL_TOKEN_RIGHT_PARENTHESIS:
      return Treatment(isKept: true, isPunctuation: true)
    case MVG_SYMBOL_INTERFACE_TYPE, MVG_SYMBOL_EXPRESSION_SWITCH_STATEMENT,
      MVG_SYMBOL_TYPE_SWITCH_STATEMENT,
      MVG_SYMBOL_SELECT_STATEMENT, MVG_SYMBOL_VARIADIC_PARAMETER_DECLARATION,
      MVG_SYMBOL_IMPLICIT_LENGTH_ARRAY_TYPE:
      return Treatment(isKept: true, isDescended: true, needsFields: true, keepsPunctuation: true)
    case MVG_SYMBOL_KEYWORD_PACKAGE...MVG_SYMBOL_KEYWORD_SELECT: return Treatment()
    case MVG_SYMBOL_TOKEN_SEMICOLON...(MVG_SYMBOL_COUNT - 1):
      return Treatment(isKept: operatorTokens[symbol] != nil)
    default: return Treatment(isKept: true, isDescended: true, needsFields: true)
    }
  }

  /// Operators by symbol, as go/token has them.
  static let operatorTokens: [Int: Token] = [
    MVG_SYMBOL_TOKEN_PLUS: .add, MVG_SYMBOL_TOKEN_MINUS: .sub, MVG_SYMBOL_TOKEN_STAR: .mul,
    MVG_SYMBOL_TOKEN_SLASH: .quo, MVG_SYMBOL_TOKEN_PERCENT: .rem, MVG_SYMBOL_TOKEN_AMPERSAND: .and,
    MVG_SYMBOL_TOKEN_PIPE: .or, MVG_SYMBOL_TOKEN_CARET: .xor, MVG_SYMBOL_TOKEN_SHIFT_LEFT: .shl,
    MVG_SYMBOL_TOKEN_SHIFT_RIGHT: .shr, MVG_SYMBOL_TOKEN_AND_NOT: .andNot,
    MVG_SYMBOL_TOKEN_LOGICAL_AND: .logicalAnd,
    MVG_SYMBOL_TOKEN_LOGICAL_OR: .logicalOr, MVG_SYMBOL_TOKEN_ARROW: .arrow,
    MVG_SYMBOL_TOKEN_EQUAL: .eql,
    MVG_SYMBOL_TOKEN_LESS: .lss, MVG_SYMBOL_TOKEN_GREATER: .gtr, MVG_SYMBOL_TOKEN_BANG: .not,
    MVG_SYMBOL_TOKEN_NOT_EQUAL: .neq, MVG_SYMBOL_TOKEN_LESS_EQUAL: .leq,
    MVG_SYMBOL_TOKEN_GREATER_EQUAL: .geq,
    MVG_SYMBOL_TOKEN_TILDE: .tilde, MVG_SYMBOL_TOKEN_ASSIGN: .assign,
    MVG_SYMBOL_TOKEN_DEFINE: .define,
    MVG_SYMBOL_TOKEN_PLUS_ASSIGN: .addAssign, MVG_SYMBOL_TOKEN_MINUS_ASSIGN: .subAssign,
    MVG_SYMBOL_TOKEN_STAR_ASSIGN: .mulAssign, MVG_SYMBOL_TOKEN_SLASH_ASSIGN: .quoAssign,
    MVG_SYMBOL_TOKEN_PERCENT_ASSIGN: .remAssign, MVG_SYMBOL_TOKEN_AMPERSAND_ASSIGN: .andAssign,
    MVG_SYMBOL_TOKEN_PIPE_ASSIGN: .orAssign, MVG_SYMBOL_TOKEN_CARET_ASSIGN: .xorAssign,
    MVG_SYMBOL_TOKEN_SHIFT_LEFT_ASSIGN: .shlAssign, MVG_SYMBOL_TOKEN_SHIFT_RIGHT_ASSIGN: .shrAssign,
    MVG_SYMBOL_TOKEN_AND_NOT_ASSIGN: .andNotAssign,
  ]
}
