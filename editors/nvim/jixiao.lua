-- jixiao 在 Neovim 里：0.7 以后的各版都能用。
--
-- 存成 ~/.config/nvim/lua/jixiao.lua，在 init.lua 里写：
--
--     require('jixiao').setup()
--
-- 规则文件的颜色：把 syntax/jixiao-rule.vim 存到 ~/.config/nvim/syntax/ 里。

local M = {}

local defaults = {
  -- 怎样启动
  cmd = { 'jixiao', 'lsp' },
  -- 检查申报表用的规则包；不写就用程序自带的
  packs = nil,
  allow_untrusted = false,
  inlay_hints = true,
  -- 文本在哪里才当作申报表：有 jixiao.toml 的文件夹里；'always' 到处都检查，'never' 都不检查
  declarations = 'project',
  -- 连上以后做什么：function(client, buffer)
  on_attach = nil,
}

local options = defaults
-- 每个文件夹一个服务；0.8 以后由 Neovim 自己记着。
local clients = {}

-- 从文件往上，第一个有这个文件的文件夹。
local function above(path, name)
  local found = vim.fn.findfile(name, vim.fn.fnameescape(vim.fn.fnamemodify(path, ':p:h')) .. ';')
  if found ~= '' then
    return vim.fn.fnamemodify(found, ':p:h')
  end
end

-- 这个文件归哪个文件夹；不归 jixiao 管的没有。
local function root(path, filetype)
  local name = vim.fn.fnamemodify(path, ':t')
  local project = above(path, 'jixiao.toml')
  local pack = above(path, 'pack.toml')
  local here = vim.fn.fnamemodify(path, ':p:h')
  if filetype == 'jixiao-rule' then
    return project or pack or here
  end
  if name == 'jixiao.toml' or name == 'jixiao-waivers.toml' then
    return here
  end
  if pack and filetype == 'toml' then
    return project or pack
  end
  if options.declarations == 'always' then
    return project or here
  end
  if options.declarations == 'project' then
    return project
  end
end

local function config(folder)
  return {
    name = 'jixiao',
    cmd = options.cmd,
    root_dir = folder,
    workspace_folders = { { uri = vim.uri_from_fname(folder), name = folder } },
    init_options = {
      packs = options.packs,
      allowUntrusted = options.allow_untrusted,
      inlayHints = options.inlay_hints,
    },
    on_attach = options.on_attach,
  }
end

-- 0.7 没有 vim.lsp.start。
local function start_once(buffer, folder)
  if not clients[folder] then
    local settings = config(folder)
    settings.on_exit = function()
      clients[folder] = nil
    end
    clients[folder] = vim.lsp.start_client(settings)
  end
  if clients[folder] then
    vim.lsp.buf_attach_client(buffer, clients[folder])
  end
  return clients[folder]
end

-- 让 jixiao 管这个缓冲区；force 时不问它在哪里。
function M.attach(buffer, force)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == '' or vim.bo[buffer].buftype ~= '' then
    return
  end
  local folder = root(path, vim.bo[buffer].filetype)
  folder = folder or (force and vim.fn.fnamemodify(path, ':p:h'))
  if not folder then
    return
  end
  if vim.lsp.start then
    return vim.lsp.start(config(folder), { bufnr = buffer })
  end
  return start_once(buffer, folder)
end

function M.setup(given)
  options = vim.tbl_extend('force', defaults, given or {})
  vim.cmd([[
    augroup jixiao
      autocmd!
      autocmd BufRead,BufNewFile *.rule setfiletype jixiao-rule
      autocmd FileType jixiao-rule setlocal commentstring=//\ %s
      autocmd FileType jixiao-rule,text,toml lua require('jixiao').attach(tonumber(vim.fn.expand('<abuf>')))
    augroup END
    command! JixiaoCheck lua require('jixiao').attach(0, true)
  ]])
end

return M
