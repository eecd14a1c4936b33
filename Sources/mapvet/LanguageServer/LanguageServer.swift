import Lint

/// A server of the language server protocol 3.17: one client, messages in their order, one at a time.
///
/// Changes that arrive while a package is looked at are taken together, so that typing never builds up a queue.
/// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
struct LanguageServer {
  private enum State { case new, running, shutDown }

  /// Of JSON-RPC and of the protocol.
  private enum ErrorCode: Int {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParameters = -32602
    case notInitialized = -32002
  }

  private var stream = MessageStream()
  private var state = State.new
  private var documents = Documents()
  private var analysis: LanguageAnalysis
  /// Whether the client asks for diagnostics itself, so that none are sent unasked.
  private var isPulled = false
  private var roots: [String] = []
  /// Directories whose diagnostics are to be sent anew.
  private var dirty: Set<String> = []
  /// The file of one of them that was opened or changed last: its diagnostics come first.
  private var edited: String?
  /// The files that the client shows diagnostics of, by directory.
  private var published: [String: Set<String>] = [:]

  init(analysis: LanguageAnalysis) { self.analysis = analysis }

  /// Serves until the client is done.
  mutating func run() throws {
    while true {
      switch stream.next(waits: dirty.isEmpty) {
      case .message(let bytes):
        guard let message = JSONValue(parsing: bytes) else {
          fail(.null, .parseError, "the message is no JSON")
          continue
        }
        if message["method"] == "exit" {
          if state != .shutDown { throw ExitStatus.findings }
          return
        }
        handle(message)
      case .nothing: publish()
      case .end:
        if state != .shutDown { throw ExitStatus.findings }
        return
      case .damaged(let reason): throw Failure("standard input: \(reason): is it a language client that writes there?")
      }
    }
  }

  private mutating func handle(_ message: JSONValue) {
    guard let method = message["method"]?.string else {
      // What has no method answers something that was asked; nothing ever is.
      if message["id"] != nil, message["result"] == nil, message["error"] == nil {
        fail(message["id"] ?? .null, .invalidRequest, "the message has no method")
      }
      return
    }
    let parameters = message["params"] ?? .object([:])
    guard let id = message["id"] else {
      if state == .running { take(method, parameters) }
      return
    }
    switch (state, method) {
    case (.new, "initialize"):
      state = .running
      answer(id, initialize(parameters))
    case (.new, _): fail(id, .notInitialized, "initialize comes first")
    case (.shutDown, _), (_, "initialize"): fail(id, .invalidRequest, "\(method) does not come here")
    case (.running, "shutdown"):
      state = .shutDown
      dirty = []
      answer(id, .null)
    case (.running, _): answer(id, method, parameters)
    }
  }

  // MARK: Life

  private mutating func initialize(_ parameters: JSONValue) -> JSONValue {
    let client = parameters["capabilities"]
    let encodings = client?["general"]?["positionEncodings"]?.array ?? []
    if encodings.contains(.string(PositionEncoding.utf8.rawValue)) { documents.encoding = .utf8 }
    isPulled = client?["textDocument"]?["diagnostic"] != nil
    let folders = (parameters["workspaceFolders"]?.array ?? []).compactMap { $0["uri"]?.string }
    roots = folders.compactMap(FileURI.path)
    if roots.isEmpty {
      roots = [parameters["rootUri"]?.string.flatMap(FileURI.path) ?? parameters["rootPath"]?.string].compactMap { $0 }
    }
    roots = roots.map(analysis.absolute)
    return [
      "serverInfo": ["name": "mapvet", "version": .string(Mapvet.version)],
      "capabilities": [
        "positionEncoding": .string(documents.encoding.rawValue),
        // 1: a changed document comes whole.
        "textDocumentSync": ["openClose": true, "change": 1, "save": true],
        "hoverProvider": true,
        "codeActionProvider": [
          "codeActionKinds": [.string(LanguageActions.quickFix), .string(LanguageActions.fixAll)]
        ],
        "diagnosticProvider": [
          "identifier": "mapvet", "interFileDependencies": true, "workspaceDiagnostics": true,
        ],
        "workspace": ["workspaceFolders": ["supported": true, "changeNotifications": true]],
      ],
    ]
  }

  // MARK: Notifications

  private mutating func take(_ method: String, _ parameters: JSONValue) {
    switch method {
    case "textDocument/didOpen": open(parameters)
    case "textDocument/didChange": change(parameters)
    case "textDocument/didClose": close(parameters)
    case "textDocument/didSave", "workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration":
      changed(documents.directories)
    case "workspace/didChangeWorkspaceFolders":
      let event = parameters["event"]
      let removed = paths(of: event?["removed"])
      roots = roots.filter { !removed.contains($0) } + paths(of: event?["added"])
    default: break
    }
  }

  private func paths(of folders: JSONValue?) -> [String] {
    (folders?.array ?? []).compactMap { $0["uri"]?.string.flatMap(FileURI.path).map(analysis.absolute) }
  }

  private mutating func open(_ parameters: JSONValue) {
    guard let item = parameters["textDocument"], let text = item["text"]?.string, let path = path(parameters) else {
      return
    }
    set(path, item, text)
  }

  private mutating func change(_ parameters: JSONValue) {
    guard let item = parameters["textDocument"], let path = path(parameters),
      let text = parameters["contentChanges"]?.array?.last?["text"]?.string
    else { return }
    set(path, item, text)
  }

  private mutating func set(_ path: String, _ item: JSONValue, _ text: String) {
    guard path.hasSuffix(".go"), let uri = item["uri"]?.string else { return }
    documents.set(path, Documents.Document(uri: uri, version: item["version"] ?? .null, bytes: Array(text.utf8)))
    edited = path
    changed([Documents.directory(path)])
  }

  private mutating func close(_ parameters: JSONValue) {
    guard let path = path(parameters) else { return }
    documents.close(path)
    changed([Documents.directory(path)])
  }

  private mutating func changed(_ directories: Set<String>) {
    analysis.forget()
    if !isPulled { dirty.formUnion(directories) }
  }

  /// Sends the diagnostics of packages with open files; those of packages without go away.
  private mutating func publish() {
    if let path = edited {
      edited = nil
      if dirty.contains(Documents.directory(path)), documents.open[path] != nil,
        let found = analysis.findings(of: path, documents)
      {
        if !found.isEmpty { published[Documents.directory(path), default: []].insert(path) }
        return publish(found, path)
      }
    }
    guard let directory = dirty.min() else { return }
    dirty.remove(directory)
    let isOpen = documents.directories.contains(directory)
    let found = isOpen ? analysis.findings(in: directory, documents) : [:]
    let open = documents.open.keys.filter { Documents.directory($0) == directory }
    for path in Set(found.keys).union(open).union(published[directory] ?? []).sorted() {
      publish(found[path] ?? [], path)
    }
    published[directory] = found.isEmpty ? nil : Set(found.keys)
  }

  private func publish(_ found: [Finding], _ path: String) {
    var parameters: [String: JSONValue] = [
      "uri": .string(documents.uri(of: path)),
      "diagnostics": LanguageAnswers(documents: documents, analysis: analysis).diagnostics(found, path),
    ]
    if let version = documents.open[path]?.version, version != .null { parameters["version"] = version }
    send(["jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": .object(parameters)])
  }

  // MARK: Requests

  private mutating func answer(_ id: JSONValue, _ method: String, _ parameters: JSONValue) {
    if method == "workspace/diagnostic" { return answer(id, workspaceDiagnostics()) }
    guard ["textDocument/diagnostic", "textDocument/hover", "textDocument/codeAction"].contains(method) else {
      return fail(id, .methodNotFound, "no method \(method)")
    }
    guard let path = path(parameters) else { return fail(id, .invalidParameters, "textDocument.uri names no file") }
    let directory = Documents.directory(path)
    let findings = path.hasSuffix(".go") ? analysis.findings(in: directory, documents)[path] ?? [] : []
    let answers = LanguageAnswers(documents: documents, analysis: analysis)
    switch method {
    case "textDocument/diagnostic": answer(id, ["kind": "full", "items": answers.diagnostics(findings, path)])
    case "textDocument/codeAction":
      answer(id, LanguageActions(answers: answers, path: path).actions(findings, parameters))
    default:
      let hover = answers.hover(findings, path, parameters["position"]) { analysis.census(of: directory, documents) }
      answer(id, hover)
    }
  }

  private func workspaceDiagnostics() -> JSONValue {
    let found = roots.isEmpty && documents.open.isEmpty ? [:] : analysis.findings(below: roots, documents)
    let answers = LanguageAnswers(documents: documents, analysis: analysis)
    let items = Set(found.keys).union(documents.open.keys).sorted().map { path -> JSONValue in
      [
        "kind": "full", "uri": .string(documents.uri(of: path)), "version": documents.open[path]?.version ?? .null,
        "items": answers.diagnostics(found[path] ?? [], path),
      ]
    }
    return ["items": .array(items)]
  }

  private func path(_ parameters: JSONValue) -> String? {
    parameters["textDocument"]?["uri"]?.string.flatMap(FileURI.path).map(analysis.absolute)
  }

  // MARK: Answers

  private func answer(_ id: JSONValue, _ result: JSONValue) { send(["jsonrpc": "2.0", "id": id, "result": result]) }

  private func fail(_ id: JSONValue, _ code: ErrorCode, _ message: String) {
    send(["jsonrpc": "2.0", "id": id, "error": ["code": .int(code.rawValue), "message": .string(message)]])
  }

  private func send(_ message: JSONValue) {
    // Who does not read any more ends standard input too.
    _ = stream.send(message)
  }
}
