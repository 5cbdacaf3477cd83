#compdef convokectl
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

_convokectl () {
  local -a commands directory json
  commands=(
    'run:Run a pipeline and show what comes out'
    'check:Say what is wrong with a pipeline, without running it'
    'nodes:List the node types, or explain one'
    'templates:List the templates'
    'new:Begin a pipeline with a copy of a template'
    'activate:Let a pipeline run by itself, or list those that do'
    'deactivate:Let a pipeline run by itself no longer'
    'next:Show when active pipelines run by their schedules'
    'runs:List past and present runs'
    'show:Show what came of a run'
    'retry:Try the failed items of a run again'
    'cancel:End a run that is under way or waits'
    'connect:Sign in to a service, such as zoom'
    'tables:List, show, import and export data tables'
    'connections:List the signed-in accounts'
    'connectors:List the services that can be connected'
    'health:Try whether connections work'
    'disconnect:Sign out of an account and forget it'
    'reset:Sign out of all accounts and forget everything'
    'answer:Answer what runs ask'
    'undo:Delete what a run has created'
    'resume:Go on with a run that waits'
    'pause:Send nothing until further notice'
    'unpause:Go on after a pause'
    'background:Let the service look after connections all the time'
    'sandbox:Start the local Zoom'
    'help:Explain a command'
  )
  directory=('--data-dir[use the data directory]:directory:_files -/')
  json=('--json[print one JSON document]')

  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    run)
      _arguments $directory $json \
        '*--input[set a field of the input]:NAME=VALUE:' \
        '*--connection[fill a slot]:SLOT=NAME:' \
        '*--file[bind a file slot]:SLOT=PATH:' \
        '--sandbox[use a private sandbox]' \
        '--rehearse[change nothing, show what would be done]' \
        '--approve[rehearse, then do this of it]:choice:(all none)' \
        '--spread[leave for the next days what does not fit today]' \
        '*--break[hold before a step]:NODE:' \
        '(--review)--trust[let it run without asking]' \
        '(--trust)--review[list what it wants first]' \
        '1:pipeline:_files -g "*.convoke"' ;;
    check) _arguments $directory $json '1:pipeline:_files -g "*.convoke"' ;;
    activate)
      _arguments $directory $json \
        '*--connection[fill a slot]:SLOT=NAME:' \
        '*--file[bind a file slot]:SLOT=PATH:' \
        '--webhook-secret[ask for the secret token of the Zoom app]' \
        '(--review)--trust[let it run without asking]' \
        '(--trust)--review[list what it wants first]' \
        '1:pipeline:_files -g "*.convoke"' ;;
    deactivate) _arguments $directory '1:pipeline:_files -g "*.convoke"' ;;
    next)
      _arguments $directory $json '--count[how many]:number:' \
        '1:pipeline:_files -g "*.convoke"' ;;
    runs)
      _arguments $directory $json '--limit[how many]:number:' \
        '--state[only runs in this state]:state:(running waiting succeeded failed cancelled)' \
        '--search[only runs with this text]:text:' \
        '--keep-days[keep runs for so many days]:number:' \
        '--keep-megabytes[keep no more than this]:number:' ;;
    show) _arguments $directory $json '--node[show the items of a step]:node:' \
        '--compare[say what came out differently]:run:' '1:run:' ;;
    retry)
      _arguments $directory $json '--from[go on from this step]' '*--set[Change a field of a failed row]:row.field=value:' \
        '--pipeline[Go on with the pipeline as it is now]:file:_files -g "*.convoke"' '1:run:' '2:node:' ;;
    undo) _arguments $directory $json '--approve[do this of it]:choice:(all none)' '1:run:' ;;
    cancel) _arguments $directory '1:run:' ;;
    templates) _arguments $json ;;
    new)
      _arguments $json \
        "--from[which template]:template:($(convokectl templates 2>/dev/null | sed -n '3,$s/ .*//p'))" \
        '1:pipeline:_files -g "*.convoke"' ;;
    nodes) _arguments $directory $json '1:node type:' ;;
    connect)
      _arguments $directory \
        '(--server)--sandbox[sign in to the sandbox]' \
        '(--sandbox)--server[sign in to another server]:URL:_urls' \
        '--connector[read the connector from a file]:file:_files' \
        '--client-id[sign in as your own application]:ID:' \
        '--client-secret[ask for its secret]' \
        '--reconnect[renew a connection]:name:' \
        '--port[wait for the browser on this port]:port:' \
        '--device[sign in by a code]' \
        '--no-browser[print the address]' \
        '--as[which way to connect]:way:(bearer basic header)' \
        '--address[where the service is]:URL:_urls' \
        '--user[the user name]:name:' \
        '--header[the header that holds the key]:name:' \
        '*--detail[what else the service asks for]:detail:' \
        '--secret-fd[read the secret from a descriptor]:descriptor:' \
        '--unchecked[do not ask the service]' \
        '--name[what to call it]:name:' \
        '--memory[keep the sign-in in memory only]' \
        '1:connector:(anthropic discord http hubspot mattermost ollama openai slack smtp teams zoom)' ;;
    connections) _arguments $directory $json ;;
    tables)
      _arguments $directory $json '--key[the column that tells rows apart]:column:' \
        '--limit[how many rows]:number:' '--search[only rows with this text]:text:' \
        '1:what:(list show import export)' '2:table:' '3:file:_files' ;;
    connectors)
      _arguments $directory $json '--check[say what is wrong with a connector file]:file:_files' ;;
    health)
      _arguments $directory $json '--unlock[ask for the password of the keyring]' \
        '1:connection:' ;;
    disconnect)
      _arguments $directory '--later[delete now, end the sign-in when that is possible]' \
        '1:connection:' ;;
    reset) _arguments $directory '--yes[do not ask]' ;;
    resume) _arguments $directory $json '1:run:' ;;
    answer)
      _arguments $directory $json '--text[add a remark]:text:' '1:question:' '2:choice:' ;;
    pause | unpause) _arguments $directory ;;
    background) _arguments $directory '1:whether:(on off)' ;;
    sandbox)
      _arguments '--port:port:' '--state:file:_files' '--control:socket:_files' \
        '--plan:plan:(free pro business unlimited)' '--daily-limit:number:' \
        '--latency:milliseconds:' '--list-lag:milliseconds:' ;;
    help) _describe command commands ;;
  esac
}

_convokectl "$@"
