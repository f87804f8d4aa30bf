-- Neovim itself, without a screen, against the server: open, see what is wrong, mend it by a code
-- action, see it gone. Run by run.sh; the first mistake ends it with a message and a code.

local folder = assert(vim.env.JIXIAO_SAMPLES, 'JIXIAO_SAMPLES names no folder')
local program = assert(vim.env.JIXIAO, 'JIXIAO names no program')
local passed = 0

-- Seconds until the server counts as stuck; nothing is waited for that long otherwise.
local LIMIT = 30

local function wait(what, condition)
  local found
  local done = vim.wait(LIMIT * 1000, function()
    found = condition()
    return found and true or false
  end, 20)
  assert(done, 'waited in vain for ' .. what)
  return found
end

local function open(name)
  local path = folder .. '/' .. name
  -- What is open already may hold changes, which another reading would lose.
  local how = vim.fn.bufloaded(path) == 1 and 'buffer ' or 'edit '
  vim.cmd(how .. vim.fn.fnameescape(path))
  return vim.api.nvim_get_current_buf()
end

local function with(buffer, code)
  return vim.tbl_filter(function(it)
    return it.code == code or (it.user_data and it.user_data.lsp and it.user_data.lsp.code == code)
  end, vim.diagnostic.get(buffer))
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

-- Chooses the code action with this beginning at the cursor, as a user does from the menu.
local function choose(diagnostic, beginning)
  vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
  local titles
  local select = vim.ui.select
  vim.ui.select = function(items, settings, choice)
    titles = vim.tbl_map(settings.format_item, items)
    for at, title in ipairs(titles) do
      if vim.startswith(title, beginning) then
        return choice(items[at], at)
      end
    end
    choice(nil)
  end
  vim.lsp.buf.code_action()
  wait('the menu of code actions', function()
    return titles
  end)
  vim.ui.select = select
  local offered = table.concat(titles, ' | ')
  assert(offered:find(beginning, 1, true), ('“%s” is not offered, only: %s'):format(beginning, offered))
end

local function test(name, body)
  body()
  passed = passed + 1
  print('ok ' .. name .. '\n')
end

local function all()
  vim.opt.swapfile = false
  vim.opt.hidden = true
  vim.cmd('filetype plugin on | syntax on')
  require('jixiao').setup({ cmd = { program, 'lsp' } })

  test('a file name says that it is a rule file', function()
    local buffer = open('申报/规则包/funds.rule')
    assert(vim.bo[buffer].filetype == 'jixiao-rule', vim.bo[buffer].filetype)
    local function group(line, column)
      return vim.fn.synIDattr(vim.fn.synID(line, column, 1), 'name')
    end
    local line = vim.fn.search('^    require', 'w')
    assert(group(line, 5) == 'jixiaoClause', group(line, 5))
    assert(group(vim.fn.search('^    basis', 'w'), 15) == 'jixiaoText')
  end)

  test('a mistake in a rule is mended by its quick fix', function()
    local buffer = open('申报/规则包/funds.rule')
    local mistake = wait('the mistake', function()
      return vim.diagnostic.get(buffer)[1]
    end)
    assert(mistake.message:find('资金总', 1, true), mistake.message)
    choose(mistake, '改为“资金总额”')
    wait('the word that was meant', function()
      return text(buffer):find('require  资金总额 == 基本支出', 1, true)
    end)
    wait('no diagnostics', function()
      return #vim.diagnostic.get(buffer) == 0
    end)
  end)

  test('a declaration is checked as it is typed', function()
    local buffer = open('申报/water-bureau-2023.txt')
    local found = wait('the other year', function()
      return with(buffer, 'year-consistent')[1]
    end)
    local before = #with(buffer, 'year-consistent')
    local line = vim.api.nvim_buf_get_lines(buffer, found.lnum, found.lnum + 1, false)[1]
    assert(line:sub(found.col + 1, found.end_col) == '2022年', line:sub(found.col + 1, found.end_col))
    vim.api.nvim_buf_set_text(buffer, found.lnum, found.col, found.lnum, found.end_col, { '2023年' })
    wait('the other year to be gone', function()
      return #with(buffer, 'year-consistent') == before - 1 and #with(buffer, 'totals-balanced') > 0
    end)
  end)

  test('a finding is excused by a code action', function()
    local buffer = open('申报/water-bureau-2023.txt')
    local found = wait('the sum that is wrong', function()
      return with(buffer, 'totals-balanced')[1]
    end)
    choose(found, '免改 totals-balanced')
    local waivers = wait('the file of waivers', function()
      local opened = vim.fn.bufnr(folder .. '/申报/jixiao-waivers.toml')
      return opened > 0 and text(opened):find('rule = "totals-balanced"', 1, true) and opened
    end)
    assert(text(waivers):find('files = "water-bureau-2023.txt"', 1, true), text(waivers))
  end)

  test('other texts are left alone', function()
    local buffer = open('elsewhere/notes.txt')
    assert(vim.bo[buffer].filetype == 'text', vim.bo[buffer].filetype)
    assert(#vim.lsp.buf_get_clients(buffer) == 0)
    vim.cmd('JixiaoCheck')
    wait('what is said when asked', function()
      return with(buffer, 'form-unknown')[1]
    end)
  end)

  test('the server takes its leave', function()
    vim.lsp.stop_client(vim.lsp.get_active_clients())
    wait('the end of the servers', function()
      return #vim.lsp.get_active_clients() == 0
    end)
  end)
end

local fine, trouble = xpcall(all, debug.traceback)
if not fine then
  io.stderr:write(trouble .. '\n')
  vim.cmd('cquit 1')
end
print(('\n%d passed, 0 failed\n'):format(passed))
vim.cmd('qall!')
