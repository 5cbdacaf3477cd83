# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What shells offer when somebody presses Tab: the shells themselves are asked, each with the file
that is installed for it."""

import os
import pty
import subprocess
import tempfile

from convoke import PATIENCE, SOURCE

DATA = os.path.join(SOURCE, "data")

ASK_BASH = """
source "$1"; shift
convokectl () { :; }
for line; do
  read -ra COMP_WORDS <<<"$line"
  [[ $line != *' ' ]] || COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _convokectl
  printf '= %s\\n' "$line"
  printf '%s\\n' "${COMPREPLY[@]}"
done
"""

ASK_FISH = """
source $argv[1]
for line in $argv[2..]
  echo "= $line"
  complete -C $line
end
"""

# It completes in its line editor only, so it gets a terminal, and a key that asks for all lines.
ASK_ZSH = """
fpath=({folder} $fpath)
autoload -Uz compinit && compinit -u -D
LISTMAX=100000
compadd () {{
  local -a hits
  # What only sorts words out offers nothing.
  [[ " $* " == *" -"[OAD]" "* ]] || {{
    builtin compadd -A hits "$@"
    print -rl -- $hits >>{folder}/answer
  }}
  builtin compadd "$@"
}}
ask () {{
  local line
  for line in "${{(@f)$(<{folder}/lines)}}"; do
    print -r -- "= $line" >>{folder}/answer
    BUFFER=$line CURSOR=$#line
    zle list-choices
  done
  exit
}}
zle -N ask
bindkey '^T' ask
print -r -- ready
"""


def sort_out(text):
    """The words that were offered for each line; what stands behind a tab says what they mean."""
    answers = {}
    for line in text.splitlines():
        if line.startswith("= "):
            answer = answers.setdefault(line[2:], set())
        elif line:
            answer.add(line.split("\t")[0])
    return answers


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE,
                            env=dict(os.environ, LC_ALL="C.UTF-8"))
    assert result.returncode == 0, result.stderr
    return result.stdout


def ask_bash(lines):
    return sort_out(run("bash", "--norc", "-c", ASK_BASH, "bash",
                        os.path.join(DATA, "completion.bash"), *lines))


def ask_fish(lines):
    with tempfile.TemporaryDirectory() as home:
        return sort_out(run("env", "HOME=" + home, "fish", "--no-config", "-c", ASK_FISH,
                            os.path.join(DATA, "completion.fish"), *lines))


def talk(folder):
    """Starts zsh on a terminal of its own, presses the key, and waits for its end."""
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe("zsh", ["zsh", "-i"], dict(os.environ, ZDOTDIR=folder, TERM="dumb",
                                              LC_ALL="C.UTF-8"))
    seen = b""
    try:
        while b"ready" not in seen:
            seen += os.read(terminal, 4096)
        os.write(terminal, b"\x14")
        while os.read(terminal, 4096):
            pass
    except OSError:
        pass  # the other end has gone
    os.close(terminal)
    os.waitpid(process, 0)


def ask_zsh(lines):
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(DATA, "completion.zsh"), os.path.join(folder, "_convokectl"))
        for name, text in (("lines", "\n".join(lines) + "\n"),
                           (".zshrc", ASK_ZSH.format(folder=folder))):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        talk(folder)
        with open(os.path.join(folder, "answer"), encoding="utf-8") as file:
            return sort_out(file.read())
