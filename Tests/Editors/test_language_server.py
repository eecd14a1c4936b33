"""mapvet lsp with a real client: pytest-lsp. MAPVET is the program, the working directory a scratch folder."""

import asyncio
import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

COMMAND = [os.environ["MAPVET"], "lsp", "--preview", "--stdio"]

NIL_MAP = """package p

func count(words []string) map[string]int {
\tvar counts map[string]int
\tfor _, word := range words {
\t\t/* 🐹 */ counts[word]++
\t}
\treturn counts
}
"""

MENDED = NIL_MAP.replace("var counts map[string]int", "counts := map[string]int{}")

CACHE = """package p

import "sync"

type registry struct {
\tmu    sync.Mutex
\tnames map[string]int
}

func (r *registry) add(name string) {
\tr.mu.Lock()
\tdefer r.mu.Unlock()
\tr.names[name]++
}

func positions(names [100]string) map[string]int {
\tfound := make(map[string]int)
\tfor i, name := range names {
\t\tfound[name] = i
\t}
\treturn found
}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.22\n")
    return tmp_path


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def client(lsp_client: LanguageClient, folder):
    """A client that waits for what the server sends."""
    capabilities = client_capabilities("neovim")
    capabilities.text_document.diagnostic = None
    capabilities.general.position_encodings = None
    await start(lsp_client, folder, capabilities)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def asking(lsp_client: LanguageClient, folder):
    """A client that asks for diagnostics, and counts columns in bytes."""
    await start(
        lsp_client,
        folder,
        types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf8]),
            text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
        ),
    )
    yield
    await lsp_client.shutdown_session()


async def start(client, folder, capabilities):
    await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[types.WorkspaceFolder(uri=folder.as_uri(), name="p")],
        )
    )


def open_file(client, path: pathlib.Path, text: str, version=1) -> str:
    uri = path.as_uri()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri=uri, language_id="go", version=version, text=text))
    )
    return uri


def change(client, uri: str, version: int, text: str):
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version=version, uri=uri),
            [types.TextDocumentContentChangeWholeDocument(text=text)],
        )
    )


async def findings(client, uri: str, count: int):
    """The findings of a file once they are so many: what is said between two changes may come in any number of messages."""
    for _ in range(3000):
        found = client.diagnostics.get(uri)
        if found is not None and len(found) == count:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"not {count} findings but {client.diagnostics.get(uri)}")


async def code_actions(client, uri: str, place, diagnostics=(), only=None):
    return await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri),
            place,
            types.CodeActionContext(diagnostics=list(diagnostics), only=only),
        )
    )


def edited(text: str, edits) -> str:
    """UTF-16 columns, as by default."""
    lines = text.splitlines(keepends=True)

    def offset(position):
        before = "".join(lines[: position.line]).encode("utf-16-le")
        return len(before) // 2 + position.character

    units = text.encode("utf-16-le")
    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        start, end = offset(edit.range.start) * 2, offset(edit.range.end) * 2
        units = units[:start] + edit.new_text.encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le")


@pytest.mark.asyncio
async def test_findings_follow_the_text(client, folder):
    path = folder / "p.go"
    path.write_text(MENDED)
    uri = open_file(client, path, NIL_MAP)
    (finding,) = await findings(client, uri, 1)
    assert (finding.code, finding.source, finding.severity) == ("nil-map-write", "mapvet", types.DiagnosticSeverity.Error)
    # Two tabs, then `/* X */ ` with an X of two UTF-16 units.
    assert finding.range == types.Range(types.Position(5, 11), types.Position(5, 23))
    (related,) = finding.related_information
    assert (related.location.uri, related.location.range.start.line) == (uri, 3)

    change(client, uri, 2, MENDED)
    await findings(client, uri, 0)


@pytest.mark.asyncio
async def test_unsaved_siblings_count(client, folder):
    (folder / "a.go").write_text("package p\n\nvar table = map[string]int{}\n")
    user = "package p\n\nfunc init() {\n\ttable[\"a\"] = 1\n}\n"
    (folder / "b.go").write_text(user)
    uri = open_file(client, folder / "b.go", user)
    await findings(client, uri, 0)
    other = open_file(client, folder / "a.go", "package p\n\nvar table map[string]int\n")
    assert [d.code for d in await findings(client, uri, 1)] == ["nil-map-write"]
    # On disk all is well.
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(other)))
    await findings(client, uri, 0)


@pytest.mark.asyncio
async def test_the_file_at_hand_comes_first(client, folder):
    sibling = folder / "a.go"
    sibling.write_text(NIL_MAP.replace("func ", "func other"))
    (folder / "p.go").write_text(MENDED)
    uri = open_file(client, folder / "p.go", NIL_MAP)
    await findings(client, sibling.as_uri(), 1)
    # Sent in this order: the rest of the package later.
    assert list(client.diagnostics) == [uri, sibling.as_uri()]


@pytest.mark.asyncio
async def test_what_is_not_on_disk_yet_comes_with_its_package(client, folder):
    sibling = folder / "a.go"
    sibling.write_text(NIL_MAP.replace("func ", "func other"))
    uri = open_file(client, folder / "p.go", NIL_MAP)
    await findings(client, uri, 1)
    # Nothing is said of it before it is looked into.
    assert list(client.diagnostics) == [sibling.as_uri(), uri]
    assert len(client.diagnostics[uri]) == 1


@pytest.mark.asyncio
async def test_broken_text_is_no_trouble(client, folder):
    path = folder / "p.go"
    uri = open_file(client, path, NIL_MAP)
    await findings(client, uri, 1)
    for version, text in enumerate(["", "package", "package p\nfunc {{{{", NIL_MAP[:-20], "\x00\ufffd" * 50], 2):
        change(client, uri, 10 * version, text)
        await findings(client, uri, 0)
        change(client, uri, 10 * version + 1, NIL_MAP)
        await findings(client, uri, 1)


@pytest.mark.asyncio
async def test_a_large_file_is_right_after_each_change(client, folder):
    function = NIL_MAP.split("\n", 2)[2]
    functions = ["// %d\n" % number + function.replace("func ", "func f%d" % number) for number in range(200)]
    text = "package p\n\n" + "".join(functions)
    uri = open_file(client, folder / "p.go", text)
    before = await findings(client, uri, 200)
    lines = [finding.range.start.line for finding in before]

    # Everything after the first hundred moves down.
    moved = "".join(["package p\n\n", *functions[:100], "func new() {\n}\n\n", *functions[100:]])
    broken = moved.replace("func new() {", "func new() {{")
    fewer = "".join(["package p\n\n", *functions[:50], *functions[150:]])
    two = functions[150] + functions[149]
    swapped = "".join(["package p\n\n", *functions[:149], two, *functions[151:199]])
    change(client, uri, 2, moved)
    for version in range(3, 12, 2):
        change(client, uri, version, broken)
        change(client, uri, version + 1, moved)
    change(client, uri, 20, fewer)
    found = await findings(client, uri, 100)
    assert [f.range.start.line for f in found] == lines[:100]
    change(client, uri, 21, moved)
    found = await findings(client, uri, 200)
    assert [f.range.start.line for f in found] == lines[:100] + [line + 3 for line in lines[100:]]
    change(client, uri, 22, swapped)
    found = await findings(client, uri, 199)
    assert [f.range.start.line for f in found] == lines[:199]


@pytest.mark.asyncio
async def test_an_ignore_silences(client, folder):
    uri = open_file(client, folder / "p.go", NIL_MAP)
    (finding,) = await findings(client, uri, 1)
    actions = await code_actions(client, uri, finding.range, [finding])
    (ignore,) = [action for action in actions if action.title == "Ignore nil-map-write here"]
    text = edited(NIL_MAP, ignore.edit.changes[uri])
    assert "\n\t\t//mapvet:ignore nil-map-write " in text
    change(client, uri, 2, text)
    await findings(client, uri, 0)


@pytest.mark.asyncio
async def test_an_ignore_leaves_other_directives_where_they_count(client, folder):
    before = NIL_MAP.replace("\t\t/* 🐹 */", "\t\t//nolint:staticcheck // known\n\t\t/* 🐹 */")
    uri = open_file(client, folder / "p.go", before)
    (finding,) = await findings(client, uri, 1)
    actions = await code_actions(client, uri, finding.range, [finding])
    (ignore,) = [action for action in actions if action.title == "Ignore nil-map-write here"]
    text = edited(before, ignore.edit.changes[uri])
    # What speaks of the next line stays right above it.
    assert text == before.replace("counts[word]++", "counts[word]++ //mapvet:ignore nil-map-write TODO: say why")
    change(client, uri, 2, text)
    await findings(client, uri, 0)


@pytest.mark.asyncio
async def test_an_ignore_that_is_not_needed_is_told_and_taken_away(client, folder):
    directive = "\t//mapvet:ignore nil-map-write,map-without-size-hint known\n"
    before = NIL_MAP.replace("\tvar counts", directive + "\tvar counts").replace(
        "\t\t/* 🐹 */", "\t\t//mapvet:ignore nil-map-write,map-without-size-hint known\n\t\t/* 🐹 */"
    )
    uri = open_file(client, folder / "p.go", before)
    found = await findings(client, uri, 3)
    assert {(d.code, d.severity) for d in found} == {("unused-suppression", types.DiagnosticSeverity.Warning)}
    # Neither rule finds anything below the first, and only one below the second.
    assert sorted((d.range.start.line, d.message.split("`")[1]) for d in found) == [
        (3, "map-without-size-hint"),
        (3, "nil-map-write"),
        (6, "map-without-size-hint"),
    ]
    at = types.Position(3, 5)
    actions = await code_actions(client, uri, types.Range(at, at))
    # What is to be mended is not to be ignored.
    assert [a.title for a in actions if a.kind == types.CodeActionKind.QuickFix] == ["delete the directive"]
    (delete,) = [a for a in actions if a.is_preferred]
    text = edited(before, delete.edit.changes[uri])
    assert text == before.replace(directive, "", 1)
    change(client, uri, 2, text)
    (left,) = await findings(client, uri, 1)
    (mend,) = [action for action in await code_actions(client, uri, left.range, [left]) if action.is_preferred]
    text = edited(text, mend.edit.changes[uri])
    assert "\t\t//mapvet:ignore nil-map-write known\n" in text and text.count("mapvet:ignore") == 1
    change(client, uri, 3, text)
    await findings(client, uri, 0)


@pytest.mark.asyncio
async def test_a_fix_mends(client, folder):
    uri = open_file(client, folder / "p.go", CACHE)
    before = await findings(client, uri, 1)
    (finding,) = [d for d in before if d.code == "map-without-size-hint"]

    start = types.Range(finding.range.start, finding.range.start)
    fixes = [a for a in await code_actions(client, uri, start, only=["quickfix"]) if a.is_preferred]
    alls = await code_actions(client, uri, start, only=["source.fixAll"])
    assert [a.kind for a in alls] == ["source.fixAll.mapvet"]
    for action in [fixes[0], alls[0]]:
        text = edited(CACHE, action.edit.changes[uri])
        assert text == CACHE.replace("make(map[string]int)", "make(map[string]int, len(names))")
    change(client, uri, 2, text)
    await findings(client, uri, 0)


@pytest.mark.asyncio
async def test_hover_tells_the_rule_and_the_container(client, folder):
    uri = open_file(client, folder / "p.go", CACHE)

    async def hover(line, character):
        return await client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        )

    record = (await hover(12, 4)).contents.value
    assert "registry.names" in record and "registry.mu" in record and "string (16 B)" in record
    assert (await hover(6, 1)).contents.value == record
    rule = (await hover(16, 12)).contents.value
    assert rule.startswith("# map-without-size-hint\n")
    assert await hover(0, 0) is None
    assert await hover(99, 99) is None


@pytest.mark.asyncio
async def test_who_asks_is_answered_and_not_told(asking, folder):
    sibling = folder / "deep" / "q.go"
    sibling.parent.mkdir()
    sibling.write_text(NIL_MAP)
    uri = open_file(asking, folder / "p.go", NIL_MAP)
    report = await asking.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
    )
    (finding,) = report.items
    # 🐹 takes four bytes.
    assert finding.range.start == types.Position(5, 13)
    whole = await asking.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
    assert [(item.uri, len(item.items)) for item in whole.items] == [(sibling.as_uri(), 1), (uri, 1)]
    assert asking.diagnostics == {}


@pytest.mark.asyncio
async def test_what_is_not_known_is_said(client):
    with pytest.raises(Exception, match="no method textDocument/rename"):
        await client.text_document_rename_async(
            types.RenameParams(
                text_document=types.TextDocumentIdentifier("file:///x.go"),
                position=types.Position(0, 0),
                new_name="y",
            )
        )


@pytest.mark.asyncio
async def test_what_is_closed_while_it_is_looked_into_goes_away(client, folder):
    functions = (f"\nfunc get{i}(m map[int]int) int {{ return m[{i}] }}\n" for i in range(20000))
    (folder / "much.go").write_text("package p\n" + "".join(functions))
    names = [f"a{i}.go" for i in range(6)]
    for i, name in enumerate(names):
        text = NIL_MAP.replace("count(", f"count{i}(")
        (folder / name).write_text(MENDED.replace("count(", f"count{i}("))
        uri = open_file(client, folder / name, text)
        await asyncio.sleep(0.005 * 2**i)
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    (folder / "d.go").write_text(NIL_MAP)
    open_file(client, folder / "b.go", MENDED.replace("count(", "total("))
    await findings(client, (folder / "d.go").as_uri(), 1)
    for _ in range(100):
        if not any(client.diagnostics.get((folder / name).as_uri()) for name in names):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("shown after it was closed")

