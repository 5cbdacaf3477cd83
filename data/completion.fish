# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

set -l commands run check nodes templates new activate deactivate next runs show retry cancel resume undo tables connect connections connectors health disconnect \
  reset answer pause unpause background sandbox help

complete -c convokectl -f
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a run -d 'Run a pipeline'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a check -d 'Check a pipeline'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a nodes -d 'List node types'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a templates \
  -d 'List the templates'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a new \
  -d 'Begin with a copy of one'
complete -c convokectl -n '__fish_seen_subcommand_from new' -F
complete -c convokectl -n '__fish_seen_subcommand_from new' -l from -x -d 'Which template' \
  -a "(convokectl templates 2>/dev/null | sed -n '3,\$s/ .*//p')"
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a activate \
  -d 'Let a pipeline run by itself'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a deactivate \
  -d 'Let it run no longer'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a next \
  -d 'Show when pipelines run'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a runs -d 'List runs'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a show -d 'Show what came of a run'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a retry -d 'Try failed items again'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a undo -d 'Delete what a run has created'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a cancel -d 'End a run'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a connect -d 'Sign in'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a connectors \
  -d 'List services'
complete -c convokectl -n '__fish_seen_subcommand_from connectors' -l check -r -F \
  -d 'Check a connector file'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a tables \
  -d 'List, show, import and export data tables'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a connections \
  -d 'List the accounts'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a health \
  -d 'Try connections'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a disconnect -d 'Sign out'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a reset \
  -d 'Forget everything'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a resume \
  -d 'Go on with a run that waits'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a answer \
  -d 'Answer what runs ask'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a pause \
  -d 'Send nothing for now'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a unpause -d 'Go on'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a background \
  -d 'Look after connections'
complete -c convokectl -n '__fish_seen_subcommand_from background' -a 'on off'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a sandbox \
  -d 'Start the local Zoom'
complete -c convokectl -n "not __fish_seen_subcommand_from $commands" -a help -d 'Explain a command'

complete -c convokectl -n '__fish_seen_subcommand_from run check activate deactivate next' -F
complete -c convokectl -n '__fish_seen_subcommand_from run' -l input -x -d 'Set a field'
complete -c convokectl -n '__fish_seen_subcommand_from run activate' -l connection -x -d 'Fill a slot'
complete -c convokectl -n '__fish_seen_subcommand_from run activate' -l file -r -F \
  -d 'Bind a file slot'
complete -c convokectl -n '__fish_seen_subcommand_from activate' -l webhook-secret \
  -d 'Ask for the secret token'
complete -c convokectl -n '__fish_seen_subcommand_from run activate' -l trust \
  -d 'Let it run without asking'
complete -c convokectl -n '__fish_seen_subcommand_from run activate' -l review \
  -d 'List what it wants first'
complete -c convokectl -n '__fish_seen_subcommand_from next' -l count -x -d 'How many'
complete -c convokectl -n '__fish_seen_subcommand_from runs' -l keep-days -x -d 'Keep so long'
complete -c convokectl -n '__fish_seen_subcommand_from runs' -l keep-megabytes -x -d 'Keep so much'
complete -c convokectl -n '__fish_seen_subcommand_from runs' -l limit -x -d 'How many'
complete -c convokectl -n '__fish_seen_subcommand_from runs' -x -l state \
  -a 'running waiting succeeded failed cancelled' -d 'Only runs in this state'
complete -c convokectl -n '__fish_seen_subcommand_from runs' -l search -x -d 'Only with this text'
complete -c convokectl -n '__fish_seen_subcommand_from show' -l compare -x -d 'Compare with a run'
complete -c convokectl -n '__fish_seen_subcommand_from retry' -l from -d 'Go on from this step'
complete -c convokectl -n '__fish_seen_subcommand_from retry' -l set -x -d 'Change a field of a failed row'
complete -c convokectl -n '__fish_seen_subcommand_from retry' -l pipeline -r -F -d 'Go on with this pipeline'
complete -c convokectl -n '__fish_seen_subcommand_from tables' -a 'list show import export'
complete -c convokectl -n '__fish_seen_subcommand_from tables' -l key -x -d 'The column that tells rows apart'
complete -c convokectl -n '__fish_seen_subcommand_from tables' -l limit -x -d 'How many rows'
complete -c convokectl -n '__fish_seen_subcommand_from tables' -l search -x -d 'Only with this text'
complete -c convokectl -n '__fish_seen_subcommand_from show' -l node -x -d 'Show the items of a step'
complete -c convokectl -n '__fish_seen_subcommand_from run' -l sandbox -d 'Use a private sandbox'
complete -c convokectl -n '__fish_seen_subcommand_from run' -l rehearse -d 'Change nothing'
complete -c convokectl -n '__fish_seen_subcommand_from run' -l spread -d 'Leave for the next days what does not fit today'
complete -c convokectl -n '__fish_seen_subcommand_from run' -l break -x -d 'Hold before a step'
complete -c convokectl -n '__fish_seen_subcommand_from run undo' -x -l approve -a 'all none' -d 'Do this of it'
complete -c convokectl \
  -n '__fish_seen_subcommand_from run check nodes templates new activate next runs show retry undo tables connections connectors health answer resume' -l json \
  -d 'Print one JSON document'
complete -c convokectl \
  -n '__fish_seen_subcommand_from run check nodes activate deactivate next runs show retry cancel resume undo tables connect connections connectors health disconnect reset answer pause unpause background' \
  -l data-dir -r -a '(__fish_complete_directories)' -d 'Use a data directory'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -a 'anthropic discord http hubspot mattermost ollama openai slack smtp teams zoom'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l sandbox \
  -d 'Sign in to the sandbox'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l server -x -d 'Another server'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l connector -r -F \
  -d 'Read the connector from a file'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l client-id -x \
  -d 'Your own application'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l client-secret \
  -d 'Ask for its secret'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l reconnect -x \
  -d 'Renew a connection'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l port -x \
  -d 'Wait for the browser on this port'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l device \
  -d 'Sign in by a code'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l no-browser \
  -d 'Print the address'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l as -x -a 'bearer basic header' \
  -d 'Which way to connect'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l address -x \
  -d 'Where the service is'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l user -x -d 'The user name'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l header -x \
  -d 'The header that holds the key'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l detail -x \
  -d 'What else the service asks for'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l secret-fd -x \
  -d 'Read the secret from a descriptor'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l unchecked \
  -d 'Do not ask the service'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l name -x -d 'What to call it'
complete -c convokectl -n '__fish_seen_subcommand_from connect' -l memory \
  -d 'Keep the sign-in in memory only'
complete -c convokectl -n '__fish_seen_subcommand_from health' -l unlock \
  -d 'Ask for the password of the keyring'
complete -c convokectl -n '__fish_seen_subcommand_from disconnect' -l later \
  -d 'Delete now, end the sign-in later'
complete -c convokectl -n '__fish_seen_subcommand_from answer' -l text -x -d 'Add a remark'
complete -c convokectl -n '__fish_seen_subcommand_from reset' -l yes -d 'Do not ask'
complete -c convokectl -n '__fish_seen_subcommand_from sandbox' -l port -x -d 'Listen on this port'
complete -c convokectl -n '__fish_seen_subcommand_from sandbox' -l state -r -F \
  -d 'Keep the meetings in a file'
complete -c convokectl -n '__fish_seen_subcommand_from sandbox' -l control -r -F \
  -d 'Take orders on a socket'
complete -c convokectl -n '__fish_seen_subcommand_from sandbox' -l plan -x \
  -a 'free pro business unlimited' -d 'Which plan the account has'
complete -c convokectl -n '__fish_seen_subcommand_from sandbox' -l daily-limit -x \
  -d 'Changed meetings a day'
complete -c convokectl -n '__fish_seen_subcommand_from sandbox' -l latency -x \
  -d 'Milliseconds until an answer'
complete -c convokectl -n '__fish_seen_subcommand_from sandbox' -l list-lag -x \
  -d 'Milliseconds until lists know'
complete -c convokectl -n '__fish_seen_subcommand_from help' -a "$commands"
