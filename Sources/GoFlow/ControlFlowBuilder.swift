import GoSyntax

/// Makes the graph of one function body. Works through a stack of what is still to be done, so nesting of any depth costs
/// heap only.
struct ControlFlowBuilder: ~Copyable {
  struct Result {
    var blockCount: Int
    var nodes: [(block: Int, node: Node)]
    var edges: [ControlFlowGraph.Edge]
    var defers: [Node]
    var hasDamage: Bool
  }

  /// Where `break`, `continue` and `fallthrough` lead within a statement.
  struct Targets {
    var leave: Int?
    var again: Int?
    var fall: Int?
  }

  enum Task {
    case statement(Node, label: Name)
    /// Evaluates a node in the current block.
    case evaluate(Node)
    /// Leads to one block where the condition holds and to another where not.
    case condition(Node, Int, Int)
    /// Leads to a block where the tag equals the expression, and goes on in a new block, or in the same where comparing does
    /// nothing else.
    case comparison(Node, Int)
    case edge(ControlFlowGraph.Edge.Kind, Int, Node?)
    case jump(Int)
    case start(Int)
    case enter(Targets)
    case leave
  }

  /// How a call that does not return ends.
  enum Ending { case panics, exits }

  private let ending: (Node) -> Ending?
  private let truth: (Node) -> Bool?
  private var nodes: [(block: Int, node: Node)] = []
  private var edges: [ControlFlowGraph.Edge] = []
  private var defers: [Node] = []
  private var panics: [Int] = []
  private var hasDamage = false
  private var blockCount = 2
  /// Nil after a statement that control does not pass: what follows, if anything, gets a block that is not reached.
  private var current: Int? = ControlFlowGraph.entry
  private var tasks: [Task] = []
  private var targets: [Targets] = []
  private var labels: [Name: Int] = [:]
  private var labelled: [Name: Targets] = [:]

  /// - Parameters:
  ///   - ending: how a call statement ends if it never returns.
  ///   - truth: what an identifier says as a condition if it is the predeclared `true` or `false`.
  init(ending: @escaping (Node) -> Ending?, truth: @escaping (Node) -> Bool?) {
    self.ending = ending
    self.truth = truth
  }

  consuming func build(_ body: Node) -> Result {
    tasks = [.jump(ControlFlowGraph.exit), .statement(body, label: .none)]
    while let task = tasks.popLast() { run(task) }
    // A deferred call may recover, and the function then returns.
    if !defers.isEmpty {
      for block in panics { edge(.panics, from: block, to: ControlFlowGraph.exit, nil) }
    }
    return Result(blockCount: blockCount, nodes: nodes, edges: edges, defers: defers, hasDamage: hasDamage)
  }

  private mutating func run(_ task: Task) {
    switch task {
    case .statement(let node, let label): statement(node, label)
    case .evaluate(let node): evaluate(node)
    case .condition(let node, let yes, let no): condition(node, yes, no)
    case .comparison(let node, let body): comparison(node, body)
    case .edge(let kind, let to, let node): edge(kind, from: open(), to: to, node)
    case .jump(let block): jump(block)
    case .start(let block): current = block
    case .enter(let inner): targets.append(inner)
    case .leave: targets.removeLast()
    }
  }

  // MARK: Blocks

  private mutating func newBlock() -> Int {
    blockCount += 1
    return blockCount - 1
  }

  /// The current block.
  private mutating func open() -> Int {
    if let current { return current }
    let block = newBlock()
    current = block
    return block
  }

  private mutating func evaluate(_ node: Node) { nodes.append((open(), node)) }

  private mutating func edge(_ kind: ControlFlowGraph.Edge.Kind, from: Int, to: Int, _ condition: Node?) {
    edges.append(ControlFlowGraph.Edge(kind: kind, from: from, to: to, condition: condition))
  }

  private mutating func jump(_ block: Int) {
    if let current { edge(.next, from: current, to: block, nil) }
    current = nil
  }

  /// Adds tasks to be done in the order given.
  private mutating func plan(_ steps: [Task]) { tasks.append(contentsOf: steps.reversed()) }

  private mutating func planStatements(_ parent: Node) {
    let start = tasks.count
    for statement in parent.children(.stmt) { tasks.append(.statement(statement, label: .none)) }
    tasks[start...].reverse()
  }

  // MARK: Statements

  private mutating func statement(_ node: Node, _ label: Name) {
    switch node.kind {
    case .blockStmt: block(node)
    case .labeledStmt: labeled(node)
    case .declStmt: declaration(node)
    case .exprStmt: expression(node)
    case .deferStmt:
      evaluate(node)
      defers.append(node)
    case .returnStmt:
      evaluate(node)
      edge(.returns, from: open(), to: ControlFlowGraph.exit, node)
      current = nil
    case .branchStmt: branch(node)
    case .ifStmt: ifStatement(node)
    case .forStmt: forStatement(node, label)
    case .rangeStmt: rangeStatement(node, label)
    case .switchStmt: switchStatement(node, label)
    case .typeSwitchStmt: typeSwitchStatement(node, label)
    case .selectStmt: selectStatement(node, label)
    case .emptyStmt: break
    case .badStmt, .badDecl, .badExpr:
      hasDamage = true
      evaluate(node)
    default: evaluate(node)
    }
  }

  private mutating func block(_ node: Node) {
    // What does not parse among the statements has no role.
    if node.children.contains(where: { $0.role == .none }) { hasDamage = true }
    planStatements(node)
  }

  private mutating func labeled(_ node: Node) {
    guard let statement = node.child(.stmt) else { return }
    let name = node.child(.label)?.name ?? .none
    let target = labelBlock(name)
    jump(target)
    current = target
    tasks.append(.statement(statement, label: name))
  }

  private mutating func labelBlock(_ name: Name) -> Int {
    if let known = labels[name] { return known }
    let block = newBlock()
    labels[name] = block
    return block
  }

  private mutating func declaration(_ node: Node) {
    for declaration in node.children where declaration.kind == .genDecl && declaration.token == .var {
      for spec in declaration.children(.spec) { evaluate(spec) }
    }
  }

  private mutating func expression(_ node: Node) {
    evaluate(node)
    guard let call = node.child(.x)?.unparenthesized, call.kind == .callExpr, let ending = ending(call) else { return }
    if ending == .panics { panics.append(open()) }
    current = nil
  }

  private mutating func branch(_ node: Node) {
    evaluate(node)
    let label = node.child(.label)?.name
    let innermost = label.map { labelled[$0] } ?? targets.last
    let target: Int?
    switch node.token {
    case .break: target = innermost?.leave
    case .continue: target = innermost?.again
    case .fallthrough: target = targets.last?.fall
    default: target = label.map { labelBlock($0) }
    }
    if let target { jump(target) } else { hasDamage = true }
    current = nil
  }

  private mutating func ifStatement(_ node: Node) {
    guard let test = node.child(.cond), let body = node.child(.body) else { return damaged(node) }
    let then = newBlock()
    let done = newBlock()
    let otherwise = node.child(.otherwise)
    let no = otherwise == nil ? done : newBlock()
    var steps: [Task] = initial(node)
    steps += [.condition(test, then, no), .start(then), .statement(body, label: .none), .jump(done)]
    if let otherwise { steps += [.start(no), .statement(otherwise, label: .none), .jump(done)] }
    plan(steps + [.start(done)])
  }

  private func initial(_ node: Node) -> [Task] { node.child(.initial).map { [.statement($0, label: .none)] } ?? [] }

  private mutating func damaged(_ node: Node) {
    hasDamage = true
    evaluate(node)
  }

  // MARK: Conditions

  private mutating func condition(_ node: Node, _ yes: Int, _ no: Int) {
    let test = node.unparenthesized
    switch (test.kind, test.token) {
    case (.unaryExpr, .not):
      if let operand = test.child(.x) { return tasks.append(.condition(operand, no, yes)) }
    case (.binaryExpr, .logicalAnd), (.binaryExpr, .logicalOr):
      if let x = test.child(.x), let y = test.child(.y) {
        let second = newBlock()
        let first: Task = test.token == .logicalAnd ? .condition(x, second, no) : .condition(x, yes, second)
        return plan([first, .start(second), .condition(y, yes, no)])
      }
    default: break
    }
    evaluate(test)
    let block = open()
    let known = test.kind == .ident ? truth(test) : nil
    if known != false { edge(.holds, from: block, to: yes, test) }
    if known != true { edge(.fails, from: block, to: no, test) }
    current = nil
  }

  private mutating func comparison(_ node: Node, _ body: Int) {
    evaluate(node)
    let block = open()
    edge(.matches, from: block, to: body, node)
    switch node.unparenthesized.kind {
    case .ident, .basicLit, .selectorExpr: break
    default:
      let next = newBlock()
      edge(.differs, from: block, to: next, node)
      current = next
    }
  }

  // MARK: Loops

  private mutating func forStatement(_ node: Node, _ label: Name) {
    guard let body = node.child(.body) else { return damaged(node) }
    let test = node.child(.cond)
    let post = node.child(.post)
    let start = newBlock()
    let done = newBlock()
    let head = test == nil ? start : newBlock()
    let again = post == nil ? head : newBlock()
    let inner = Targets(leave: done, again: again, fall: nil)
    var steps = initial(node)
    steps += [.jump(head), .start(head)]
    if let test { steps += [.condition(test, start, done), .start(start)] }
    steps += [.enter(inner), .statement(body, label: .none), .leave, .jump(again)]
    if let post { steps += [.start(again), .statement(post, label: .none), .jump(head)] }
    if label != .none { labelled[label] = inner }
    plan(steps + [.start(done)])
  }

  private mutating func rangeStatement(_ node: Node, _ label: Name) {
    guard let operand = node.child(.x), let body = node.child(.body) else { return damaged(node) }
    let head = newBlock()
    let start = newBlock()
    let done = newBlock()
    let inner = Targets(leave: done, again: head, fall: nil)
    if label != .none { labelled[label] = inner }
    plan([
      .evaluate(operand), .jump(head), .start(head), .edge(.enters, start, node), .edge(.leaves, done, node),
      .start(start), .evaluate(node), .enter(inner), .statement(body, label: .none), .leave, .jump(head), .start(done),
    ])
  }

  // MARK: Branches of several ways

  private mutating func switchStatement(_ node: Node, _ label: Name) {
    guard let clauses = clauses(of: node) else { return damaged(node) }
    let done = newBlock()
    let bodies = clauses.map { _ in newBlock() }
    let rest = clauses.firstIndex { $0.token == .default }.map { bodies[$0] } ?? done
    var steps = initial(node)
    let tag = node.child(.tag)
    if let tag { steps.append(.evaluate(tag)) }
    for (clause, body) in zip(clauses, bodies) where clause.token != .default {
      for expression in clause.children(.list) {
        if tag != nil {
          steps.append(.comparison(expression, body))
        } else {
          let next = newBlock()
          steps += [.condition(expression, body, next), .start(next)]
        }
      }
    }
    steps.append(.edge(.differs, rest, node))
    planBodies(clauses, bodies, done, steps, label, falls: true)
  }

  private mutating func typeSwitchStatement(_ node: Node, _ label: Name) {
    guard let clauses = clauses(of: node), let assign = node.child(.assign) else { return damaged(node) }
    let done = newBlock()
    let bodies = clauses.map { _ in newBlock() }
    let rest = clauses.firstIndex { $0.token == .default }.map { bodies[$0] } ?? done
    var steps = initial(node) + [.evaluate(assign)]
    for (clause, body) in zip(clauses, bodies) where clause.token != .default {
      steps.append(.edge(.matches, body, clause))
    }
    steps.append(.edge(.differs, rest, node))
    planBodies(clauses, bodies, done, steps, label, falls: false)
  }

  private mutating func selectStatement(_ node: Node, _ label: Name) {
    guard let clauses = clauses(of: node) else { return damaged(node) }
    let done = newBlock()
    let bodies = clauses.map { _ in newBlock() }
    // Also an empty select ends here: it waits for ever.
    let from = open()
    for (clause, body) in zip(clauses, bodies) { edge(.communicates, from: from, to: body, clause) }
    planBodies(clauses, bodies, done, [], label, falls: false)
  }

  private func clauses(of node: Node) -> [Node]? {
    guard let body = node.child(.body) else { return nil }
    return body.children.filter { $0.kind == .caseClause || $0.kind == .commClause }
  }

  /// Plans the clauses' bodies after the steps that choose among them.
  private mutating func planBodies(
    _ clauses: [Node], _ bodies: [Int], _ done: Int, _ choice: [Task], _ label: Name, falls: Bool
  ) {
    var inner = Targets(leave: done, again: targets.last?.again, fall: nil)
    if label != .none { labelled[label] = Targets(leave: done, again: nil, fall: nil) }
    var steps = choice
    for (index, clause) in clauses.enumerated() {
      if clause.children.contains(where: { $0.role == .none }) { hasDamage = true }
      inner.fall = falls && index + 1 < bodies.count ? bodies[index + 1] : nil
      steps += [.start(bodies[index]), .enter(inner)]
      if let communication = clause.child(.comm) { steps.append(.statement(communication, label: .none)) }
      for statement in clause.children(.stmt) { steps.append(.statement(statement, label: .none)) }
      steps += [.leave, .jump(done)]
    }
    plan(steps + [.start(done)])
  }
}
