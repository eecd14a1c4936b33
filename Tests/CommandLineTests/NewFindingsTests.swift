import Foundation
import Testing

private let module = "module example.com/m\n\ngo 1.22\n"

@Suite("only what is new")
struct NewFindingsTests {
  private let files = ["go.mod": module, "p/a.go": nilMaps("F"), "q/a.go": nilMaps("G", package: "q")]

  @Test func sinceARevision() throws {
    let repository = try Repository(files)
    #expect(try repository.mapvet("--new-from-rev", "HEAD").status == 0)
    try repository.folder.write("p/a.go", "// More.\n" + nilMaps("H", "F"))
    let run = try repository.mapvet("--new-from-rev", "HEAD", "--statistics")
    #expect(run.status == 1 && run.places == ["p/a.go:6"])
    #expect(run.errors.contains("there before: 2\n"))
    #expect(try repository.mapvet("--new-from-rev", "HEAD", in: "p").places == ["a.go:6"])
    #expect(try repository.mapvet("--new-from-rev", "HEAD", "p/a.go", "q").places == ["p/a.go:6"])
    try repository.commit("two")
    #expect(try repository.mapvet("--new-from-rev", "HEAD").status == 0)
    #expect(try repository.mapvet("--new-from-rev", "HEAD~1").places == ["p/a.go:6"])
    // A package that was not there yet.
    try repository.folder.write("r/a.go", nilMaps("R", package: "r"))
    #expect(try repository.mapvet("--new-from-rev", "HEAD", "./r").places == ["r/a.go:5"])
  }

  /// The line that is reported did not change: what it calls did.
  @Test func aChangeThatBreaksAnotherFile() throws {
    let user = "package p\n\nfunc F() {\n\tm := table()\n\tm[\"a\"] = 1\n}\n"
    let repository = try Repository([
      "go.mod": module, "p/a.go": user,
      "p/b.go": "package p\n\nfunc table() map[string]int { return map[string]int{} }\n",
    ])
    #expect(try repository.mapvet("--select", "nil-map-write").status == 0)
    try repository.folder.write("p/b.go", "package p\n\nfunc table() map[string]int { return nil }\n")
    let select = ["--select", "nil-map-write"]
    #expect(try repository.mapvet(select[0], select[1], "--new-from-rev", "HEAD").places == ["p/a.go:5"])
    let patch = try repository.git("diff")
    #expect(try repository.mapvet(select[0], select[1], "--new-from-patch", "-", input: patch).places == ["p/a.go:5"])
  }

  @Test func renamedAndMoved() throws {
    let repository = try Repository(files)
    try repository.git("mv", "p", "moved")
    #expect(try repository.mapvet("--new-from-rev", "HEAD").places == [])
    #expect(try repository.mapvet("--new-from-rev", "HEAD", "moved/a.go").places == [])
    let patch = try repository.git("diff", "-M", "HEAD")
    #expect(patch.contains("rename from"))
    #expect(try repository.mapvet("--new-from-patch", "-", input: patch).places == [])
    try repository.folder.write("moved/a.go", nilMaps("Other", "F"))
    #expect(try repository.mapvet("--new-from-rev", "HEAD").places == ["moved/a.go:5"])
  }

  @Test func sinceTheMergeBase() throws {
    let repository = try Repository(files)
    try repository.git("checkout", "--quiet", "-b", "work")
    try repository.folder.write("p/b.go", nilMaps("W"))
    try repository.commit("work")
    try repository.git("checkout", "--quiet", "main")
    try repository.folder.write("q/b.go", nilMaps("M", package: "q"))
    try repository.commit("meanwhile")
    try repository.git("checkout", "--quiet", "work")
    #expect(try repository.mapvet("--new-from-merge-base", "main").places == ["p/b.go:5"])
    // Merged, as a pull request is checked out: what main brought is not new.
    try repository.git("merge", "--quiet", "--no-edit", "main")
    #expect(try repository.mapvet("--new-from-merge-base", "main").places == ["p/b.go:5"])
    #expect(try repository.mapvet("--new-from-rev", "HEAD^1").places == ["q/b.go:5"])
  }

  /// Code that git ignores is there in both states: without it types would be unknown in the earlier one.
  @Test func generatedCodeThatGitIgnores() throws {
    let user = "package p\n\nfunc F() {\n\tt := Table{}\n\tt.M[\"a\"] = 1\n}\n"
    let repository = try Repository(["go.mod": module, "p/a.go": user, ".gitignore": "*.gen.go\nvendor/\n"])
    try repository.folder.write("p/t.gen.go", "package p\n\ntype Table struct{ M map[string]int }\n")
    #expect(try repository.mapvet("--select", "nilness").places == ["p/a.go:5"])
    #expect(try repository.mapvet("--select", "nilness", "--new-from-rev", "HEAD").places == [])
  }

  @Test func settingsOfNowHoldForBothStates() throws {
    let repository = try Repository(files)
    try repository.folder.write(
      "p/.mapvet.yml", "paths: [{files: a.go, rules: {nil-map-in-slice: info}}]\nfail-on: info\n")
    #expect(try repository.mapvet("--new-from-rev", "HEAD").status == 0)
    try repository.folder.write("p/a.go", nilMaps("F", "H"))
    let run = try repository.mapvet("--new-from-rev", "HEAD")
    #expect(run.status == 1 && run.output.hasPrefix("p/a.go:10:2: info: "))
    // A baseline and an earlier state together.
    _ = try repository.mapvet("baseline", "write", "./p")
    #expect(try repository.mapvet("--new-from-rev", "HEAD").status == 0)
  }

  @Test func patches() throws {
    let repository = try Repository(files)
    try repository.folder.write("p/a.go", nilMaps("F", "H"))
    try repository.folder.write("README", "text\n")
    try repository.git("add", "--all")
    let patch = try repository.git("diff", "HEAD")
    try repository.folder.write("new.patch", patch)
    #expect(try repository.mapvet("--new-from-patch", "new.patch").places == ["p/a.go:10"])
    #expect(try repository.mapvet("--new-from-patch", "../new.patch", in: "p").places == ["a.go:10"])
    let bare = try repository.git("diff", "--no-prefix", "HEAD")
    #expect(try repository.mapvet("--new-from-patch", "-", input: bare).places == ["p/a.go:10"])
    #expect(try repository.mapvet("--new-from-patch", "-", input: "").places == [])
    // Without a repository, from the root of the patch.
    let folder = try Folder(["go.mod": module, "p/a.go": nilMaps("F", "H")])
    let run = try Run.mapvet("--new-from-patch", "-", input: patch, in: folder.path)
    #expect(run.places == ["p/a.go:10"], "\(run.errors)")
  }

  @Test func shallowClones() throws {
    let repository = try Repository(files)
    try repository.folder.write("p/a.go", nilMaps("F", "H"))
    try repository.commit("two")
    let clone = try Repository(cloning: repository, depth: 1)
    let mend = "this clone is shallow: get the rest with `git fetch --unshallow`"
    let run = try clone.mapvet("--new-from-rev", "HEAD~1")
    #expect(run.status == 2 && run.errors.contains(mend), "\(run.errors)")
    #expect(try clone.mapvet("--new-from-merge-base", "v1").errors.contains(mend))
    #expect(try clone.mapvet("--new-from-rev", "HEAD").status == 0)
    try clone.git("fetch", "--quiet", "--unshallow")
    #expect(try clone.mapvet("--new-from-rev", "HEAD~1").places == ["p/a.go:10"])
  }

  /// What stands in a submodule is compared with the commit of then, and so are files behind symbolic links.
  @Test func submodules() throws {
    let other = try Repository(["go.mod": module, "s/a.go": nilMaps("S", package: "s")])
    let repository = try Repository(files)
    try repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "file://\(other.path)", "sub")
    try repository.commit("submodule")
    #expect(try repository.mapvet("--new-from-rev", "HEAD").places == [])
    #expect(try repository.mapvet("--new-from-rev", "HEAD", in: "p").places == [])
    #expect(try repository.mapvet("--new-from-rev", "HEAD~1").places == ["sub/s/a.go:5"])
    try repository.folder.write("sub/s/a.go", nilMaps("S", "T", package: "s"))
    #expect(try repository.mapvet("--new-from-rev", "HEAD").places == ["sub/s/a.go:10"])
    try repository.git("-C", "sub", "commit", "--quiet", "--all", "--message=two")
    try repository.commit("forward")
    #expect(try repository.mapvet("--new-from-rev", "HEAD").places == [])
    #expect(try repository.mapvet("--new-from-rev", "HEAD~1").places == ["sub/s/a.go:10"])
    // The commit of then is in no clone, here because nobody has it.
    let lost = String(repeating: "1", count: 40)
    try repository.git("update-index", "--cacheinfo", "160000,\(lost),sub")
    try repository.git("commit", "--quiet", "--message=lost")
    let run = try repository.mapvet("--new-from-rev", "HEAD")
    #expect(run.status == 2)
    #expect(
      run.errors.contains(
        "git does not have the submodule sub as it was at HEAD: get it with `git -C sub fetch origin \(lost)`"))
    #expect(try repository.mapvet("--new-from-rev", "HEAD", "./p", "./q").places == [])
  }

  @Test func anIgnoredRepositoryIsThereInBothStates() throws {
    let repository = try Repository(files.merging([".gitignore": "other/\n"]) { $1 })
    try repository.folder.write("other/a.go", nilMaps("O", package: "other"))
    try repository.git("init", "--quiet", "other")
    #expect(try repository.mapvet("--new-from-rev", "HEAD").places == [])
  }

  @Test func symbolicLinks() throws {
    let repository = try Repository(files)
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: repository.path + "/p/link.go", withDestinationPath: "../q/a.go")
    try manager.createSymbolicLink(atPath: repository.path + "/folder", withDestinationPath: "q")
    try manager.createSymbolicLink(atPath: repository.path + "/out.go", withDestinationPath: "../../../etc/passwd")
    try repository.commit("links")
    #expect(try repository.mapvet("--new-from-rev", "HEAD", "./p", "folder").places == [])
    #expect(try repository.mapvet("--new-from-rev", "HEAD~1", "./p").places == ["p/link.go:5"])
    try repository.folder.write("q/a.go", nilMaps("G", "N", package: "q"))
    let new = ["folder/a.go:10", "p/link.go:10"]
    #expect(try repository.mapvet("--new-from-rev", "HEAD", "./p", "folder").places == new)
    let patch = try repository.git("diff")
    #expect(try repository.mapvet("--new-from-patch", "-", "./p", "folder", input: patch).places == new)
  }

  @Test func refusals() throws {
    let repository = try Repository(files)
    try repository.git("checkout", "--quiet", "--orphan", "other")
    try repository.commit("other")
    func refusal(_ option: String, _ value: String, _ more: String = "./...", input: String? = nil) throws -> String {
      let run = try repository.mapvet(option, value, more, input: input)
      #expect(run.status == 2 && run.output == "")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      return run.errors
    }
    #expect(try refusal("--new-from-rev", "nope").contains("git knows no revision 'nope' here: name a commit"))
    #expect(try refusal("--new-from-rev", "").contains("is no revision"))
    #expect(try refusal("--new-from-merge-base", "main").contains("HEAD and 'main' have no commit in common here"))
    #expect(try refusal("--new-from-patch", "none").contains("cannot read none: no such file or directory"))
    #expect(try refusal("--new-from-patch", "go.mod").contains("go.mod is no patch"))
    let foreign = "--- a/p/a.go\n+++ b/p/a.go\n@@ -1,2 +1,3 @@\n package p\n+// other\n \n"
    #expect(
      try refusal("--new-from-patch", "-", input: foreign).contains("is not part of the files as they are: error: "))
    #expect(try refusal("--new-from-rev", "HEAD", "--new-from-patch=x").contains("exclude each other"))
    #expect(try refusal("--new-from-rev", "HEAD", "-", input: nilMaps("F")).contains("not standard input"))
    let foreigner = try Run.mapvet(
      "--new-from-rev", "HEAD", in: repository.path, environment: ["GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"])
    #expect(foreigner.status == 2)
    #expect(foreigner.errors.contains("`git config --global --add safe.directory /"), "\(foreigner.errors)")
    let bare = try Folder(["go.mod": module, "a.go": nilMaps("F")])
    let run = try Run.mapvet("--new-from-rev", "HEAD", in: bare.path)
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("mapvet: --new-from-rev needs a git repository around the working directory: "))
  }
}
