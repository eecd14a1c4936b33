import GoSyntax
import GoTypes

extension Unit {
  /// Whether a call calls the package-level function of that import path and name, for certain.
  package func isCall(_ call: Node, of path: String, _ name: Name) -> Bool {
    guard call.kind == .callExpr, NeverReturning.calledName(call) == name else { return false }
    return callee(of: call)?.isObject(path, name) ?? false
  }

  /// Whether a call calls a method of that name of a type that a package declares, for certain.
  package func isMethodCall(_ call: Node, of path: String, _ type: Name, _ method: Name) -> Bool {
    guard call.kind == .callExpr, NeverReturning.calledName(call) == method, let callee = callee(of: call) else {
      return false
    }
    return callee.isMethod && callee.receiverTypeName == type && callee.package?.path == path
  }

  /// The value of an expression of type time.Duration that is known, in nanoseconds.
  package func duration(_ expression: Node) -> Int64? {
    guard let object = type(of: expression).object, object.isPackageLevel, object.package?.path == "time" else {
      return nil
    }
    return constant(of: expression)?.int64
  }
}
