# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

_convokectl_files ()
{
  local IFS=$'\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$1"))
}

_convokectl ()
{
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]} options=

  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W 'run check nodes templates new activate deactivate next runs show retry cancel resume undo tables connect connections connectors health
                             disconnect reset answer pause unpause background sandbox help --help --version' -- "$word"))
    return
  fi
  case $command in
    run) options='--input --connection --file --sandbox --rehearse --approve --spread --break --trust --review --json --data-dir' ;;
    check | nodes) options='--json --data-dir' ;;
    templates) options='--json' ;;
    new) options='--from --json' ;;
    activate) options='--connection --file --webhook-secret --trust --review --json --data-dir' ;;
    deactivate) options='--data-dir' ;;
    next) options='--count --json --data-dir' ;;
    runs) options='--limit --state --search --keep-days --keep-megabytes --json --data-dir' ;;
    show) options='--node --compare --json --data-dir' ;;
    retry) options='--from --set --pipeline --json --data-dir' ;;
    undo) options='--approve --json --data-dir' ;;
    cancel) options='--data-dir' ;;
    connect)
      options='--sandbox --server --connector --client-id --client-secret --reconnect --port --device --no-browser --as --address --user --header --detail --secret-fd --unchecked --name --memory --data-dir' ;;
    connections) options='--json --data-dir' ;;
    connectors) options='--check --json --data-dir' ;;
    health) options='--unlock --json --data-dir' ;;
    disconnect) options='--later --data-dir' ;;
    reset) options='--yes --data-dir' ;;
    answer) options='--text --json --data-dir' ;;
    resume) options='--json --data-dir' ;;
    tables) options='--key --limit --search --json --data-dir' ;;
    pause | unpause | background) options='--data-dir' ;;
    sandbox)
      options='--port --state --control --plan --daily-limit --latency --list-lag' ;;
  esac
  case $previous in
    --data-dir | --connector | --check | --state | --control)
      _convokectl_files "$word"
      return ;;
    --from)
      COMPREPLY=($(compgen -W "$(convokectl templates 2>/dev/null | sed -n '3,$s/ .*//p')" \
        -- "$word"))
      return ;;
    --plan)
      COMPREPLY=($(compgen -W 'free pro business unlimited' -- "$word"))
      return ;;
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options --help" -- "$word")) ;;
    *)
      case $command in
        run | check | activate | deactivate | new | next) _convokectl_files "$word" ;;
        connect) COMPREPLY=($(compgen -W 'anthropic discord http hubspot mattermost ollama openai slack smtp teams zoom' -- "$word")) ;;
        tables)
          if [ "$COMP_CWORD" -eq 2 ]; then
            COMPREPLY=($(compgen -W 'list show import export' -- "$word"))
          else
            _convokectl_files "$word"
          fi ;;
        background) COMPREPLY=($(compgen -W 'on off' -- "$word")) ;;
        nodes)
          COMPREPLY=($(compgen -W "$(convokectl nodes 2>/dev/null | sed -n '3,$s/ .*//p')" \
            -- "$word")) ;;
        help)
          COMPREPLY=($(compgen -W 'run check nodes templates new activate deactivate next runs show retry cancel resume undo tables connect connections
                                   connectors health disconnect reset answer pause unpause background sandbox' -- "$word")) ;;
      esac ;;
  esac
}

complete -F _convokectl convokectl
