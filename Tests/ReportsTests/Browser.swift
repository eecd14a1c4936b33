import Foundation
import Testing

/// Runs a Python program that has `Page`, a page in a headless Chromium, at hand and `page_path`, a file with the given
/// HTML. Returns what it printed. Where Chromium is missing the test fails and says what installs it.
func browse(_ html: String, _ program: String) throws -> [String] {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  let chromium = try #require(
    path.split(separator: ":").map { "\($0)/chromium" }.first { FileManager.default.isExecutableFile(atPath: $0) },
    "there is no chromium on PATH: run script/bootstrap test, which installs it")
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("census.html")
  try Data(html.utf8).write(to: file)
  let whole =
    browser + "try:\n" + program.split(separator: "\n").map { "    \($0)\n" }.joined() + "finally:\n    close()\n"
  return try python(whole, "", arguments: [chromium, folder.path]).split(separator: "\n").map(String.init)
}

/// Speaks to Chromium over the pipes of its remote debugging, with Python's own library alone.
private let browser = """
  import json, os, select, subprocess, sys

  chromium, folder = sys.argv[1:]
  page_path = folder + "/census.html"
  to_read, to_write = os.pipe()
  from_read, from_write = os.pipe()
  # Chromium wants the pipes as 3 and 4. As root it does not start in its sandbox, and needs none for a page of ours.
  process = subprocess.Popen(
      ["/bin/sh", "-c", 'exec 8<&%d 9>&%d 3<&8 4>&9 8<&- 9>&-; exec "$@"' % (to_read, from_write), "sh", chromium,
       "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
       "--disable-background-networking", "--remote-debugging-pipe", "--user-data-dir=" + folder + "/profile"],
      pass_fds=(to_read, from_write), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
      stderr=open(folder + "/stderr", "wb"), env=dict(os.environ, HOME=folder))
  os.close(to_read)
  os.close(from_write)
  received = b""
  number = 0
  events = []

  def close():
      process.terminate()
      process.wait()

  def message():
      global received
      while b"\\0" not in received:
          if not select.select([from_read], [], [], 300)[0]:
              raise SystemExit("chromium has not answered for five minutes")
          data = os.read(from_read, 1 << 20)
          if not data:
              raise SystemExit("chromium ended: " + open(folder + "/stderr").read())
          received += data
      one, received = received.split(b"\\0", 1)
      return json.loads(one)

  def send(method, session=None, **parameters):
      global number
      number += 1
      request = {"id": number, "method": method, "params": parameters}
      if session:
          request["sessionId"] = session
      os.write(to_write, json.dumps(request).encode() + b"\\0")
      while True:
          answer = message()
          if answer.get("id") == number:
              if "error" in answer:
                  raise SystemExit(method + ": " + json.dumps(answer["error"]))
              return answer["result"]
          events.append(answer)

  class Page:
      def __init__(self, width=1280, dark=False, scripts=True, fragment=""):
          target = send("Target.createTarget", url="about:blank")["targetId"]
          self.session = send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
          for domain in ("Page", "Runtime", "Network", "Log"):
              self.call(domain + ".enable")
          # Times are those that the page's thread computes, not those it waits for a processor.
          self.call("Performance.enable", timeDomain="threadTicks")
          self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
          self.call("Emulation.setEmulatedMedia",
                    features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
          self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
          self.start = len(events)
          self.call("Page.navigate", url="file://" + page_path + fragment)
          while not any(event["method"] == "Page.loadEventFired" for event in self.events()):
              events.append(message())

      def call(self, method, **parameters):
          return send(method, self.session, **parameters)

      def events(self):
          return [event for event in events[self.start:] if event.get("sessionId") == self.session]

      # What went wrong in the page, and what it asked for beside itself.
      def complaints(self):
          return [json.dumps(event["params"]) for event in self.events()
                  if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")
                  or event["method"] == "Network.requestWillBeSent"
                  and not event["params"]["request"]["url"].startswith("file://" + page_path)]

      def do(self, expression):
          result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
          if "exceptionDetails" in result:
              raise SystemExit("in the page: " + json.dumps(result["exceptionDetails"]))
          return result["result"].get("value")

      # The texts of a row, with tabs between; innerText is empty as long as the browser puts off the layout of the row
      # (content-visibility: auto).
      def cells(self, row):
          return self.do("Array.from(document.querySelector('%s').cells, cell => cell.textContent).join('\\t')" % row)

      # Seconds of computing that an expression takes, with the layout that follows.
      def cost(self, expression):
          def spent():
              all = self.call("Performance.getMetrics")["metrics"]
              return next(metric["value"] for metric in all if metric["name"] == "TaskDuration")
          before = spent()
          self.do(expression + "; document.body.offsetHeight")
          return spent() - before

      def press(self, key, code, text=""):
          for kind in ("keyDown", "keyUp"):
              self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                        text=text if kind == "keyDown" else "")

  """
