#!/bin/bash
# Runs test.lua in the Neovim that is installed, on a fresh copy of the samples.
# The program under test: that of the variable JIXIAO, else the one built for debugging.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
export JIXIAO=${JIXIAO:-$root/target/debug/jixiao}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Neovim finds modules in lua/ and colours in syntax/ below its configuration.
mkdir -p "$work/config/nvim/lua"
cp "$here/jixiao.lua" "$work/config/nvim/lua/"
cp -r "$here/syntax" "$work/config/nvim/"
export XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state
export XDG_CACHE_HOME=$work/cache HOME=$work

samples=$work/samples
mkdir -p "$samples/申报/规则包" "$samples/elsewhere"
cp "$root/declarations/water-bureau-2023.txt" "$samples/申报/"
printf '# 申报表在这里\n' > "$samples/申报/jixiao.toml"
cp "$here"/samples/* "$samples/申报/规则包/"
printf '会议记录\n今天讨论了三件事。\n' > "$samples/elsewhere/notes.txt"
export JIXIAO_SAMPLES=$samples

timeout 180 nvim --headless -u NONE -i NONE -n \
    --cmd "set runtimepath^=$work/config/nvim" -c "luafile $here/test.lua" 2>&1
