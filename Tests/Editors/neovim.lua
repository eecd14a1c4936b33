-- mapvet lsp in Neovim 0.7.2 and later: open, diagnostics, change, code action. MAPVET is the program, the working directory
-- a scratch folder. Run by `nvim --headless --clean -c 'luafile neovim.lua'`; prints "ok" at the end.

local function fail(text)
  io.stderr:write("neovim.lua: " .. text .. "\n")
  vim.cmd("cquit 1")
end

local function lines(text)
  return vim.split(text, "\n")
end

local mistake = 'package p\n\nfunc f() {\n\tvar m map[string]int\n\tm["a"] = 1\n}\n'

local function write(name, text)
  vim.fn.writefile(lines(text), name, "b")
end

local function main()
  write("go.mod", "module example.com/p\n\ngo 1.22\n")
  write("p.go", mistake)
  vim.cmd("edit p.go")
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({
    name = "mapvet",
    cmd = { vim.env.MAPVET, "lsp" },
    root_dir = vim.fn.getcwd(),
  })
  if not id then
    return fail("the server did not start")
  end
  vim.lsp.buf_attach_client(buffer, id)

  local function diagnostics()
    return vim.diagnostic.get(buffer)
  end
  local function wait_for(count, what)
    if not vim.wait(20000, function()
      return #diagnostics() == count
    end, 20) then
      fail(what .. ": " .. vim.inspect(diagnostics()))
      return false
    end
    return true
  end

  if not wait_for(1, "one finding after opening") then
    return
  end
  local found = diagnostics()[1]
  if found.lnum ~= 4 or found.col ~= 1 or found.source ~= "mapvet" or found.severity ~= vim.diagnostic.severity.ERROR then
    return fail("the finding: " .. vim.inspect(found))
  end

  vim.api.nvim_buf_set_lines(buffer, 3, 4, false, { "\tm := map[string]int{}" })
  if not wait_for(0, "no finding after the mend") then
    return
  end
  vim.api.nvim_buf_set_lines(buffer, 3, 4, false, { "\tvar m map[string]int" })
  if not wait_for(1, "one finding again") then
    return
  end

  local range = { start = { line = 4, character = 1 }, ["end"] = { line = 4, character = 1 } }
  local parameters = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = range,
    context = { diagnostics = {} },
  }
  local answers = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", parameters, 20000)
  local ignore
  for _, action in ipairs(((answers or {})[id] or {}).result or {}) do
    if action.title == "Ignore nil-map-write here" then
      ignore = action
    end
  end
  if not ignore then
    return fail("no action to ignore: " .. vim.inspect(answers))
  end
  local client = vim.lsp.get_client_by_id(id)
  vim.lsp.util.apply_workspace_edit(ignore.edit, client.offset_encoding)
  local line = vim.api.nvim_buf_get_lines(buffer, 4, 5, false)[1]
  if line ~= "\t//mapvet:ignore nil-map-write TODO: say why" then
    return fail("after the action the line is " .. vim.inspect(line))
  end
  if not wait_for(0, "no finding after the action") then
    return
  end

  client.stop()
  if not vim.wait(10000, function()
    return client.is_stopped()
  end, 20) then
    return fail("the server does not stop")
  end
  io.stdout:write("ok\n")
  vim.cmd("qall!")
end

local is_fine, message = pcall(main)
if not is_fine then
  fail(tostring(message))
end
