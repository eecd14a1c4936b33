import GoSyntax
import GoTypes

/// Functions outside the unit that call a function they are given before they return, on the caller's goroutine.
enum AtOnceCalls {
  /// Package path to names; of a method, the type and the name.
  private static let functions: [String: Set<String>] = [
    "sort": ["Slice", "SliceStable", "SliceIsSorted", "Search", "Find"],
    "slices": [
      "SortFunc", "SortStableFunc", "IsSortedFunc", "BinarySearchFunc", "ContainsFunc", "IndexFunc", "DeleteFunc",
      "EqualFunc", "CompareFunc", "CompactFunc", "MaxFunc", "MinFunc",
    ],
    "maps": ["DeleteFunc", "EqualFunc"],
    "strings": [
      "Map", "FieldsFunc", "IndexFunc", "LastIndexFunc", "ContainsFunc", "TrimFunc", "TrimLeftFunc", "TrimRightFunc",
    ],
    "bytes": [
      "Map", "FieldsFunc", "IndexFunc", "LastIndexFunc", "ContainsFunc", "TrimFunc", "TrimLeftFunc", "TrimRightFunc",
    ],
    "path/filepath": ["Walk", "WalkDir"], "io/fs": ["WalkDir"], "go/ast": ["Inspect"],
    "golang.org/x/exp/slices": ["SortFunc", "SortStableFunc", "IndexFunc", "ContainsFunc", "DeleteFunc"],
    "flag": ["Visit", "VisitAll"], "testing": ["AllocsPerRun"],
  ]
  private static let methods: [String: [String: Set<String>]] = [
    "sync": ["Once": ["Do"], "Map": ["Range"]],
    "flag": ["FlagSet": ["Visit", "VisitAll"]],
    "golang.org/x/sync/singleflight": ["Group": ["Do"]],
    "container/ring": ["Ring": ["Do"]],
  ]

  static func contains(_ call: Node, _ unit: Unit) -> Bool {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let name = fun.child(.sel),
      names.contains(name.name), let selection = unit.selection(of: fun), let path = selection.object.package?.path
    else { return false }
    let text = name.name.string
    switch selection.kind {
    case .qualified: return functions[path]?.contains(text) ?? false
    case .method:
      guard let owner = selection.object.receiverTypeName else { return false }
      return methods[path]?[owner.string]?.contains(text) ?? false
    default: return false
    }
  }

  private static let names: Set<Name> = {
    var all: Set<Name> = []
    for list in functions.values { all.formUnion(list.map { Name.of($0) }) }
    for types in methods.values { for list in types.values { all.formUnion(list.map { Name.of($0) }) } }
    return all
  }()
}

extension Object {
  /// The name of the type that a method is declared for; nil for anything else and for methods of interfaces.
  package var receiverTypeName: Name? {
    guard isMethod, let function = declaration?.parent, function.kind == .funcDecl,
      var type = function.child(.recv)?.child(.field)?.child(.type)
    else { return nil }
    while type.kind != .ident {
      guard let inner = type.child(.x) else { return nil }
      type = inner
    }
    return type.name
  }
}
