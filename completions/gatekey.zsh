#compdef gatekey

autoload -U is-at-least

_gatekey() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_gatekey_commands" \
"*::: :->gatekey" \
&& ret=0
    case $state in
    (gatekey)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-command-$line[1]:"
        case $line[1] in
            (tokens)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_gatekey__subcmd__tokens_commands" \
"*::: :->tokens" \
&& ret=0

    case $state in
    (tokens)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-tokens-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'--owner=[Only tokens of this user, by name or id; \`me\` for your own]:USER|me:_default' \
'--team=[Only tokens of this team, by name or id]:TEAM:_default' \
'--status=[Only this state\: active, expired, blocked, superseded, revoked; \`all\` adds the revoked]:STATUS:_default' \
'--expiring-within=[Only tokens that expire within this time]:DUR:_default' \
'--unused-for=[Only tokens not used for this long, or never and made that long ago]:DUR:_default' \
'--search=[Only tokens whose name contains this text, in any case]:TEXT:_default' \
'--sort=[Sort by name, created_at, updated_at, expires_at or last_used_at; \`\:desc\` turns it round]:FIELD[:desc]:_default' \
'--limit=[At most this many]:N:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(ls)
_arguments "${_arguments_options[@]}" : \
'--owner=[Only tokens of this user, by name or id; \`me\` for your own]:USER|me:_default' \
'--team=[Only tokens of this team, by name or id]:TEAM:_default' \
'--status=[Only this state\: active, expired, blocked, superseded, revoked; \`all\` adds the revoked]:STATUS:_default' \
'--expiring-within=[Only tokens that expire within this time]:DUR:_default' \
'--unused-for=[Only tokens not used for this long, or never and made that long ago]:DUR:_default' \
'--search=[Only tokens whose name contains this text, in any case]:TEXT:_default' \
'--sort=[Sort by name, created_at, updated_at, expires_at or last_used_at; \`\:desc\` turns it round]:FIELD[:desc]:_default' \
'--limit=[At most this many]:N:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--history[Tell too what was done to it, by whom and when, where the gateway remembers that]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':token -- Token to show\: id\:X, name\:X, a bare id or name, or `-` to read its secret from stdin:_default' \
&& ret=0
;;
(create)
_arguments "${_arguments_options[@]}" : \
'--description=[What the token is for]:TEXT:_default' \
'*--scope=[What the token may do, as in \`inference\`; repeatable]:SCOPE:_default' \
'*--model=[Model the token may use; repeatable]:MODEL:_default' \
'*--route=[Route the token may call; repeatable]:ROUTE:_default' \
'--expires-in=[How long the token lives\: 30d, 8h, 1d12h, or \`never\`]:DUR|never:_default' \
'--owner=[User the token belongs to; \`me\` is the default]:USER:_default' \
'--team=[Team the token is tied to]:TEAM:_default' \
'--budget=[Money the token may spend]:AMOUNT:_default' \
'--budget-period=[When the budget starts anew, in the gateway'\''s words]:PERIOD:_default' \
'--rpm=[Requests per minute]:N:_default' \
'--tpm=[Model tokens per minute]:N:_default' \
'*--metadata=[Label of your own; repeatable]:K=V:_default' \
'*--allow=[Resource the token is limited to; repeatable]:TYPE:ID:_default' \
'--custom=[Use a secret of your own, read from stdin]:-:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--session[Make what signing in gives, with every right and no name, in a token'\''s place (Coder)]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::name -- Name of the new token; GPUStack wants one, the embedded gateway can choose:_default' \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
'--name=[New name]:NAME:_default' \
'--description=[What the token is for]:TEXT:_default' \
'*--scope=[What the token may do, as in \`inference\`; repeatable]:SCOPE:_default' \
'*--model=[Model the token may use; repeatable]:MODEL:_default' \
'*--route=[Route the token may call; repeatable]:ROUTE:_default' \
'--expires-in=[How long the token lives\: 30d, 8h, 1d12h, or \`never\`]:DUR|never:_default' \
'--owner=[User the token belongs to; \`me\` is the default]:USER:_default' \
'--team=[Team the token is tied to]:TEAM:_default' \
'--budget=[Money the token may spend]:AMOUNT:_default' \
'--budget-period=[When the budget starts anew, in the gateway'\''s words]:PERIOD:_default' \
'--rpm=[Requests per minute]:N:_default' \
'--tpm=[Model tokens per minute]:N:_default' \
'*--metadata=[Label of your own; repeatable]:K=V:_default' \
'*--allow=[Resource the token is limited to; repeatable]:TYPE:ID:_default' \
'(--model)*--add-model=[Allow this model as well; repeatable]:MODEL:_default' \
'(--model)*--remove-model=[No longer allow this model; repeatable]:MODEL:_default' \
'*--clear=[Empty this field\: no description, or every model; repeatable]:FIELD:((description\:"No description"
models\:"Every model"
routes\:"Every route"
team\:"No team"
budget\:"No budget"
rpm\:"No requests-per-minute limit"
tpm\:"No tokens-per-minute limit"
metadata\:"No metadata"
allow\:"Every resource"))' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':token -- Token to change\: id\:X, name\:X, a bare id or name, or `-` to read its secret from stdin:_default' \
&& ret=0
;;
(revoke)
_arguments "${_arguments_options[@]}" : \
'--wait=[Wait at most this long to see it gone, else exit 11]:DUR:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--purge[Delete the row as well, where the gateway keeps one]' \
'--all-generations[Revoke all generations of a name\: ci, ci~2 and so on]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::tokens -- Tokens to revoke\: id\:X, name\:X, a bare id or name, or `-` to read the secret from stdin:_default' \
&& ret=0
;;
(delete)
_arguments "${_arguments_options[@]}" : \
'--wait=[Wait at most this long to see it gone, else exit 11]:DUR:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--purge[Delete the row as well, where the gateway keeps one]' \
'--all-generations[Revoke all generations of a name\: ci, ci~2 and so on]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::tokens -- Tokens to revoke\: id\:X, name\:X, a bare id or name, or `-` to read the secret from stdin:_default' \
&& ret=0
;;
(watch)
_arguments "${_arguments_options[@]}" : \
'--owner=[Only tokens of this user, by name or id; \`me\` for your own]:USER|me:_default' \
'--team=[Only tokens of this team, by name or id]:TEAM:_default' \
'--search=[Only tokens whose name contains this text, in any case]:TEXT:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(whois)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--offline[Ask nobody\: tell only which software makes secrets of this shape]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::secret -- `-`\: the secret is on stdin, as it is without it:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__tokens__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-tokens-help-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(create)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(revoke)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(watch)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(whois)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(keys)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_gatekey__subcmd__tokens_commands" \
"*::: :->tokens" \
&& ret=0

    case $state in
    (tokens)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-tokens-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'--owner=[Only tokens of this user, by name or id; \`me\` for your own]:USER|me:_default' \
'--team=[Only tokens of this team, by name or id]:TEAM:_default' \
'--status=[Only this state\: active, expired, blocked, superseded, revoked; \`all\` adds the revoked]:STATUS:_default' \
'--expiring-within=[Only tokens that expire within this time]:DUR:_default' \
'--unused-for=[Only tokens not used for this long, or never and made that long ago]:DUR:_default' \
'--search=[Only tokens whose name contains this text, in any case]:TEXT:_default' \
'--sort=[Sort by name, created_at, updated_at, expires_at or last_used_at; \`\:desc\` turns it round]:FIELD[:desc]:_default' \
'--limit=[At most this many]:N:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(ls)
_arguments "${_arguments_options[@]}" : \
'--owner=[Only tokens of this user, by name or id; \`me\` for your own]:USER|me:_default' \
'--team=[Only tokens of this team, by name or id]:TEAM:_default' \
'--status=[Only this state\: active, expired, blocked, superseded, revoked; \`all\` adds the revoked]:STATUS:_default' \
'--expiring-within=[Only tokens that expire within this time]:DUR:_default' \
'--unused-for=[Only tokens not used for this long, or never and made that long ago]:DUR:_default' \
'--search=[Only tokens whose name contains this text, in any case]:TEXT:_default' \
'--sort=[Sort by name, created_at, updated_at, expires_at or last_used_at; \`\:desc\` turns it round]:FIELD[:desc]:_default' \
'--limit=[At most this many]:N:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--history[Tell too what was done to it, by whom and when, where the gateway remembers that]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':token -- Token to show\: id\:X, name\:X, a bare id or name, or `-` to read its secret from stdin:_default' \
&& ret=0
;;
(create)
_arguments "${_arguments_options[@]}" : \
'--description=[What the token is for]:TEXT:_default' \
'*--scope=[What the token may do, as in \`inference\`; repeatable]:SCOPE:_default' \
'*--model=[Model the token may use; repeatable]:MODEL:_default' \
'*--route=[Route the token may call; repeatable]:ROUTE:_default' \
'--expires-in=[How long the token lives\: 30d, 8h, 1d12h, or \`never\`]:DUR|never:_default' \
'--owner=[User the token belongs to; \`me\` is the default]:USER:_default' \
'--team=[Team the token is tied to]:TEAM:_default' \
'--budget=[Money the token may spend]:AMOUNT:_default' \
'--budget-period=[When the budget starts anew, in the gateway'\''s words]:PERIOD:_default' \
'--rpm=[Requests per minute]:N:_default' \
'--tpm=[Model tokens per minute]:N:_default' \
'*--metadata=[Label of your own; repeatable]:K=V:_default' \
'*--allow=[Resource the token is limited to; repeatable]:TYPE:ID:_default' \
'--custom=[Use a secret of your own, read from stdin]:-:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--session[Make what signing in gives, with every right and no name, in a token'\''s place (Coder)]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::name -- Name of the new token; GPUStack wants one, the embedded gateway can choose:_default' \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
'--name=[New name]:NAME:_default' \
'--description=[What the token is for]:TEXT:_default' \
'*--scope=[What the token may do, as in \`inference\`; repeatable]:SCOPE:_default' \
'*--model=[Model the token may use; repeatable]:MODEL:_default' \
'*--route=[Route the token may call; repeatable]:ROUTE:_default' \
'--expires-in=[How long the token lives\: 30d, 8h, 1d12h, or \`never\`]:DUR|never:_default' \
'--owner=[User the token belongs to; \`me\` is the default]:USER:_default' \
'--team=[Team the token is tied to]:TEAM:_default' \
'--budget=[Money the token may spend]:AMOUNT:_default' \
'--budget-period=[When the budget starts anew, in the gateway'\''s words]:PERIOD:_default' \
'--rpm=[Requests per minute]:N:_default' \
'--tpm=[Model tokens per minute]:N:_default' \
'*--metadata=[Label of your own; repeatable]:K=V:_default' \
'*--allow=[Resource the token is limited to; repeatable]:TYPE:ID:_default' \
'(--model)*--add-model=[Allow this model as well; repeatable]:MODEL:_default' \
'(--model)*--remove-model=[No longer allow this model; repeatable]:MODEL:_default' \
'*--clear=[Empty this field\: no description, or every model; repeatable]:FIELD:((description\:"No description"
models\:"Every model"
routes\:"Every route"
team\:"No team"
budget\:"No budget"
rpm\:"No requests-per-minute limit"
tpm\:"No tokens-per-minute limit"
metadata\:"No metadata"
allow\:"Every resource"))' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':token -- Token to change\: id\:X, name\:X, a bare id or name, or `-` to read its secret from stdin:_default' \
&& ret=0
;;
(revoke)
_arguments "${_arguments_options[@]}" : \
'--wait=[Wait at most this long to see it gone, else exit 11]:DUR:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--purge[Delete the row as well, where the gateway keeps one]' \
'--all-generations[Revoke all generations of a name\: ci, ci~2 and so on]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::tokens -- Tokens to revoke\: id\:X, name\:X, a bare id or name, or `-` to read the secret from stdin:_default' \
&& ret=0
;;
(delete)
_arguments "${_arguments_options[@]}" : \
'--wait=[Wait at most this long to see it gone, else exit 11]:DUR:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--purge[Delete the row as well, where the gateway keeps one]' \
'--all-generations[Revoke all generations of a name\: ci, ci~2 and so on]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::tokens -- Tokens to revoke\: id\:X, name\:X, a bare id or name, or `-` to read the secret from stdin:_default' \
&& ret=0
;;
(watch)
_arguments "${_arguments_options[@]}" : \
'--owner=[Only tokens of this user, by name or id; \`me\` for your own]:USER|me:_default' \
'--team=[Only tokens of this team, by name or id]:TEAM:_default' \
'--search=[Only tokens whose name contains this text, in any case]:TEXT:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(whois)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--offline[Ask nobody\: tell only which software makes secrets of this shape]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::secret -- `-`\: the secret is on stdin, as it is without it:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__tokens__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-tokens-help-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(create)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(revoke)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(watch)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(whois)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(users)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_gatekey__subcmd__users_commands" \
"*::: :->users" \
&& ret=0

    case $state in
    (users)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-users-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'--search=[Only users whose name, full name or e-mail address contains this text, in any case]:TEXT:_default' \
'--role=[Only users of this role, as in administrator or service-account]:R:_default' \
'--active=[Only users who are let in (yes), or only those who are not (no)]:yes|no:(yes no)' \
'--sort=[Order\: name, created_at or last_seen_at; add \:desc to turn it round]:FIELD[:desc]:_default' \
'--limit=[At most this many]:N:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(ls)
_arguments "${_arguments_options[@]}" : \
'--search=[Only users whose name, full name or e-mail address contains this text, in any case]:TEXT:_default' \
'--role=[Only users of this role, as in administrator or service-account]:R:_default' \
'--active=[Only users who are let in (yes), or only those who are not (no)]:yes|no:(yes no)' \
'--sort=[Order\: name, created_at or last_seen_at; add \:desc to turn it round]:FIELD[:desc]:_default' \
'--limit=[At most this many]:N:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':user -- User to show\: id\:X, name\:X, a bare name or id, or `me`:_default' \
&& ret=0
;;
(create)
_arguments "${_arguments_options[@]}" : \
'--email=[E-mail address]:E:_default' \
'--full-name=[Name as people know it]:N:_default' \
'--role=[What the user is\: administrator, member or service-account \[default\: member\]]:R:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--password-stdin[Read the password from stdin]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- Name the user logs in with:_default' \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
'--name=[New name]:NAME:_default' \
'--email=[E-mail address]:E:_default' \
'--full-name=[Name as people know it]:N:_default' \
'--role=[What the user is\: administrator, member or service-account]:R:_default' \
'*--clear=[Empty this field; repeatable]:FIELD:((email\:"No e-mail address"
full-name\:"No full name"))' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--password-stdin[Read a new password from stdin]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':user -- User to change\: id\:X, name\:X, a bare name or id, or `me`:_default' \
&& ret=0
;;
(delete)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':user -- User to delete\: id\:X, name\:X, a bare name or id:_default' \
&& ret=0
;;
(activate)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':user -- User to activate\: id\:X, name\:X, a bare name or id:_default' \
&& ret=0
;;
(deactivate)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':user -- User to deactivate\: id\:X, name\:X, a bare name or id:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__users__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-users-help-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(create)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(delete)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(activate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(deactivate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(scopes)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_gatekey__subcmd__scopes_commands" \
"*::: :->scopes" \
&& ret=0

    case $state in
    (scopes)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-scopes-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'--search=[Only those whose name or title contains this text, in any case]:TEXT:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(ls)
_arguments "${_arguments_options[@]}" : \
'--search=[Only those whose name or title contains this text, in any case]:TEXT:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':scope -- Name of the scope, or another word for it:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__scopes__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-scopes-help-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(login)
_arguments "${_arguments_options[@]}" : \
'--username=[Log in as this user, with a password]:USER:_default' \
'--team=[Tie the new key to this team (GPUStack\: organisation)]:TEAM:_default' \
'--store=[Where the credential is stored\: keyring, or file (readable by you alone) \[default\: keyring\]]:STORE:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'(--username --password-stdin)--token-stdin[Read a key from stdin]' \
'--password-stdin[Read the password from stdin]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::address -- Address of the gateway; left out, that of the profile:_default' \
&& ret=0
;;
(logout)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(profiles)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_gatekey__subcmd__profiles_commands" \
"*::: :->profiles" \
&& ret=0

    case $state in
    (profiles)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-profiles-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(ls)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::name -- Profile to show; left out, the one that commands would use:_default' \
&& ret=0
;;
(use)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- Profile that commands are to use:_default' \
&& ret=0
;;
(rename)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':old -- Its name now:_default' \
':new -- Its new name:_default' \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- Profile to remove:_default' \
&& ret=0
;;
(rm)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':name -- Profile to remove:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__profiles__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-profiles-help-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(use)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(rename)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(capabilities)
_arguments "${_arguments_options[@]}" : \
'--field=[Only this field, by its name or its option, as in \`models\` or \`--model\`]:FIELD:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::command -- Only commands that begin so, as in `tokens` or `tokens create`:_default' \
&& ret=0
;;
(serve)
_arguments "${_arguments_options[@]}" : \
'--listen=[Where to listen; port 0 is a free one. Other than loopback needs --allow-http]:IP:PORT:_default' \
'--init-admin=[Make the first administrator, with a key for everything. Refused once there is one]:NAME:_default' \
'--token-to=[File for that key\: only its owner can read it]:FILE:_files' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(api)
_arguments "${_arguments_options[@]}" : \
'*-f+[Field of the JSON body, or of the query of a GET; true, false, null and numbers are JSON, key\[\]= adds to a list; repeatable]:KEY=VALUE:_default' \
'*--field=[Field of the JSON body, or of the query of a GET; true, false, null and numbers are JSON, key\[\]= adds to a list; repeatable]:KEY=VALUE:_default' \
'-F+[Send this file as the body, or stdin with \`-\`; fields then go into the query]:@FILE|-:_default' \
'--input=[Send this file as the body, or stdin with \`-\`; fields then go into the query]:@FILE|-:_default' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--paginate[Ask for all pages of a list; each is printed by itself, after the last has come]' \
'-i[Print status and headers before the body]' \
'--include[Print status and headers before the body]' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':method -- GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or another:_default' \
':path -- Path below the gateway'\''s address, with its query:_default' \
&& ret=0
;;
(doctor)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(completions)
_arguments "${_arguments_options[@]}" : \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':shell -- Shell to complete for\: bash, elvish, fish, powershell, zsh:(bash elvish fish powershell zsh)' \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
'--dir=[Folder to write a page for each command to; it is made when it is not there]:DIR:_files' \
'--profile=[Gateway to use, by profile name; \`local\` is the embedded one]:NAME:_default' \
'--url=[Gateway to use, by address; its key comes from GATEKEY_TOKEN]:URL:_default' \
'--kind=[Which software is at --url, instead of asking it\: gpustack, coder, litellm, llama-stack, local]:KIND:_default' \
'-o+[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'--output=[Format of the answer\: table, wide, json, ndjson, yaml, csv, name]:FORMAT:_default' \
'*--columns=[Columns of a table or csv; a wrong name lists them all]:A,B:_default' \
'--jq=[Filter the JSON answer with a jq program; implies -o json]:EXPR:_default' \
'--color=[When to colour\: auto, always, never \[default\: auto\]]:WHEN:(auto always never)' \
'--timeout=[Longest time for one call, as in 60s \[default\: 30s\]]:DUR:_default' \
'--retries=[How often a call that may be repeated is tried again \[default\: 2\]]:N:_default' \
'--ca-cert=[Trust the certificates in this PEM file too]:FILE:_files' \
'--client-cert=[Certificate to show to the gateway, PEM]:FILE:_files' \
'--client-key=[Key of that certificate, PEM]:FILE:_files' \
'--no-input[Never ask; fail and name the flag instead]' \
'-y[Do not ask\: the answer is yes]' \
'--yes[Do not ask\: the answer is yes]' \
'--dry-run[Show what would change, and change nothing]' \
'-q[No notes and warnings]' \
'--quiet[No notes and warnings]' \
'*-v[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'*--verbose[Trace HTTP calls; -vv with headers and bodies, redacted]' \
'--allow-http[Send credentials over plain http to other machines too]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-help-command-$line[1]:"
        case $line[1] in
            (tokens)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__help__subcmd__tokens_commands" \
"*::: :->tokens" \
&& ret=0

    case $state in
    (tokens)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-help-tokens-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(create)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(revoke)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(watch)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(whois)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(users)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__help__subcmd__users_commands" \
"*::: :->users" \
&& ret=0

    case $state in
    (users)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-help-users-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(create)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(delete)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(activate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(deactivate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(scopes)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__help__subcmd__scopes_commands" \
"*::: :->scopes" \
&& ret=0

    case $state in
    (scopes)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-help-scopes-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(login)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(logout)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(profiles)
_arguments "${_arguments_options[@]}" : \
":: :_gatekey__subcmd__help__subcmd__profiles_commands" \
"*::: :->profiles" \
&& ret=0

    case $state in
    (profiles)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:gatekey-help-profiles-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(use)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(rename)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(capabilities)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(serve)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(api)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(doctor)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(completions)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
}

(( $+functions[_gatekey_commands] )) ||
_gatekey_commands() {
    local commands; commands=(
'tokens:Create, list, change and revoke API keys' \
'keys:Create, list, change and revoke API keys' \
'users:Create, list, change and delete people and service accounts' \
'scopes:Show what tokens can be limited to' \
'login:Log in to a gateway' \
'logout:Log out of a gateway' \
'status:Show who you are on the gateway' \
'profiles:Name and choose gateways' \
'capabilities:Show what can be done on a gateway' \
'serve:Serve the embedded gateway on a socket' \
'api:Call the gateway'\''s own API' \
'doctor:Check the set-up' \
'completions:Print the completions of a shell' \
'man:Print the manual page, or write all pages' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__api_commands] )) ||
_gatekey__subcmd__api_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey api commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__capabilities_commands] )) ||
_gatekey__subcmd__capabilities_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey capabilities commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__completions_commands] )) ||
_gatekey__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey completions commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__doctor_commands] )) ||
_gatekey__subcmd__doctor_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey doctor commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help_commands] )) ||
_gatekey__subcmd__help_commands() {
    local commands; commands=(
'tokens:Create, list, change and revoke API keys' \
'users:Create, list, change and delete people and service accounts' \
'scopes:Show what tokens can be limited to' \
'login:Log in to a gateway' \
'logout:Log out of a gateway' \
'status:Show who you are on the gateway' \
'profiles:Name and choose gateways' \
'capabilities:Show what can be done on a gateway' \
'serve:Serve the embedded gateway on a socket' \
'api:Call the gateway'\''s own API' \
'doctor:Check the set-up' \
'completions:Print the completions of a shell' \
'man:Print the manual page, or write all pages' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__api_commands] )) ||
_gatekey__subcmd__help__subcmd__api_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help api commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__capabilities_commands] )) ||
_gatekey__subcmd__help__subcmd__capabilities_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help capabilities commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__completions_commands] )) ||
_gatekey__subcmd__help__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help completions commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__doctor_commands] )) ||
_gatekey__subcmd__help__subcmd__doctor_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help doctor commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__help_commands] )) ||
_gatekey__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__login_commands] )) ||
_gatekey__subcmd__help__subcmd__login_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help login commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__logout_commands] )) ||
_gatekey__subcmd__help__subcmd__logout_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help logout commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__man_commands] )) ||
_gatekey__subcmd__help__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help man commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__profiles_commands] )) ||
_gatekey__subcmd__help__subcmd__profiles_commands() {
    local commands; commands=(
'list:List profiles' \
'show:Show a profile' \
'use:Make a profile the default' \
'rename:Rename a profile' \
'remove:Remove a profile' \
    )
    _describe -t commands 'gatekey help profiles commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__profiles__subcmd__list_commands] )) ||
_gatekey__subcmd__help__subcmd__profiles__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help profiles list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__profiles__subcmd__remove_commands] )) ||
_gatekey__subcmd__help__subcmd__profiles__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help profiles remove commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__profiles__subcmd__rename_commands] )) ||
_gatekey__subcmd__help__subcmd__profiles__subcmd__rename_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help profiles rename commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__profiles__subcmd__show_commands] )) ||
_gatekey__subcmd__help__subcmd__profiles__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help profiles show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__profiles__subcmd__use_commands] )) ||
_gatekey__subcmd__help__subcmd__profiles__subcmd__use_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help profiles use commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__scopes_commands] )) ||
_gatekey__subcmd__help__subcmd__scopes_commands() {
    local commands; commands=(
'list:List what tokens can be limited to' \
'show:Show what one scope grants' \
    )
    _describe -t commands 'gatekey help scopes commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__scopes__subcmd__list_commands] )) ||
_gatekey__subcmd__help__subcmd__scopes__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help scopes list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__scopes__subcmd__show_commands] )) ||
_gatekey__subcmd__help__subcmd__scopes__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help scopes show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__serve_commands] )) ||
_gatekey__subcmd__help__subcmd__serve_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help serve commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__status_commands] )) ||
_gatekey__subcmd__help__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help status commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__tokens_commands] )) ||
_gatekey__subcmd__help__subcmd__tokens_commands() {
    local commands; commands=(
'list:List tokens' \
'show:Show one token' \
'create:Create a token' \
'update:Change a token' \
'revoke:Revoke tokens' \
'watch:Watch tokens being created, changed and revoked' \
'whois:Tell which token a secret belongs to' \
    )
    _describe -t commands 'gatekey help tokens commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__tokens__subcmd__create_commands] )) ||
_gatekey__subcmd__help__subcmd__tokens__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help tokens create commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__tokens__subcmd__list_commands] )) ||
_gatekey__subcmd__help__subcmd__tokens__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help tokens list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__tokens__subcmd__revoke_commands] )) ||
_gatekey__subcmd__help__subcmd__tokens__subcmd__revoke_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help tokens revoke commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__tokens__subcmd__show_commands] )) ||
_gatekey__subcmd__help__subcmd__tokens__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help tokens show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__tokens__subcmd__update_commands] )) ||
_gatekey__subcmd__help__subcmd__tokens__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help tokens update commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__tokens__subcmd__watch_commands] )) ||
_gatekey__subcmd__help__subcmd__tokens__subcmd__watch_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help tokens watch commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__tokens__subcmd__whois_commands] )) ||
_gatekey__subcmd__help__subcmd__tokens__subcmd__whois_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help tokens whois commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__users_commands] )) ||
_gatekey__subcmd__help__subcmd__users_commands() {
    local commands; commands=(
'list:List users' \
'show:Show one user' \
'create:Create a user' \
'update:Change a user' \
'delete:Delete a user' \
'activate:Let a user in again' \
'deactivate:Keep a user out, and everything they own' \
    )
    _describe -t commands 'gatekey help users commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__users__subcmd__activate_commands] )) ||
_gatekey__subcmd__help__subcmd__users__subcmd__activate_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help users activate commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__users__subcmd__create_commands] )) ||
_gatekey__subcmd__help__subcmd__users__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help users create commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__users__subcmd__deactivate_commands] )) ||
_gatekey__subcmd__help__subcmd__users__subcmd__deactivate_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help users deactivate commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__users__subcmd__delete_commands] )) ||
_gatekey__subcmd__help__subcmd__users__subcmd__delete_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help users delete commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__users__subcmd__list_commands] )) ||
_gatekey__subcmd__help__subcmd__users__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help users list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__users__subcmd__show_commands] )) ||
_gatekey__subcmd__help__subcmd__users__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help users show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__help__subcmd__users__subcmd__update_commands] )) ||
_gatekey__subcmd__help__subcmd__users__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey help users update commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__login_commands] )) ||
_gatekey__subcmd__login_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey login commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__logout_commands] )) ||
_gatekey__subcmd__logout_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey logout commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__man_commands] )) ||
_gatekey__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey man commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles_commands] )) ||
_gatekey__subcmd__profiles_commands() {
    local commands; commands=(
'list:List profiles' \
'ls:List profiles' \
'show:Show a profile' \
'use:Make a profile the default' \
'rename:Rename a profile' \
'remove:Remove a profile' \
'rm:Remove a profile' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey profiles commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__help_commands] )) ||
_gatekey__subcmd__profiles__subcmd__help_commands() {
    local commands; commands=(
'list:List profiles' \
'show:Show a profile' \
'use:Make a profile the default' \
'rename:Rename a profile' \
'remove:Remove a profile' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey profiles help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__help__subcmd__help_commands] )) ||
_gatekey__subcmd__profiles__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles help help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__help__subcmd__list_commands] )) ||
_gatekey__subcmd__profiles__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles help list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__help__subcmd__remove_commands] )) ||
_gatekey__subcmd__profiles__subcmd__help__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles help remove commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__help__subcmd__rename_commands] )) ||
_gatekey__subcmd__profiles__subcmd__help__subcmd__rename_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles help rename commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__help__subcmd__show_commands] )) ||
_gatekey__subcmd__profiles__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles help show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__help__subcmd__use_commands] )) ||
_gatekey__subcmd__profiles__subcmd__help__subcmd__use_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles help use commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__list_commands] )) ||
_gatekey__subcmd__profiles__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__remove_commands] )) ||
_gatekey__subcmd__profiles__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles remove commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__rename_commands] )) ||
_gatekey__subcmd__profiles__subcmd__rename_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles rename commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__show_commands] )) ||
_gatekey__subcmd__profiles__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__profiles__subcmd__use_commands] )) ||
_gatekey__subcmd__profiles__subcmd__use_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey profiles use commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__scopes_commands] )) ||
_gatekey__subcmd__scopes_commands() {
    local commands; commands=(
'list:List what tokens can be limited to' \
'ls:List what tokens can be limited to' \
'show:Show what one scope grants' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey scopes commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__scopes__subcmd__help_commands] )) ||
_gatekey__subcmd__scopes__subcmd__help_commands() {
    local commands; commands=(
'list:List what tokens can be limited to' \
'show:Show what one scope grants' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey scopes help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__scopes__subcmd__help__subcmd__help_commands] )) ||
_gatekey__subcmd__scopes__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey scopes help help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__scopes__subcmd__help__subcmd__list_commands] )) ||
_gatekey__subcmd__scopes__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey scopes help list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__scopes__subcmd__help__subcmd__show_commands] )) ||
_gatekey__subcmd__scopes__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey scopes help show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__scopes__subcmd__list_commands] )) ||
_gatekey__subcmd__scopes__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey scopes list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__scopes__subcmd__show_commands] )) ||
_gatekey__subcmd__scopes__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey scopes show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__serve_commands] )) ||
_gatekey__subcmd__serve_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey serve commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__status_commands] )) ||
_gatekey__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey status commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens_commands] )) ||
_gatekey__subcmd__tokens_commands() {
    local commands; commands=(
'list:List tokens' \
'ls:List tokens' \
'show:Show one token' \
'create:Create a token' \
'update:Change a token' \
'revoke:Revoke tokens' \
'delete:Revoke tokens' \
'watch:Watch tokens being created, changed and revoked' \
'whois:Tell which token a secret belongs to' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey tokens commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__create_commands] )) ||
_gatekey__subcmd__tokens__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens create commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help_commands() {
    local commands; commands=(
'list:List tokens' \
'show:Show one token' \
'create:Create a token' \
'update:Change a token' \
'revoke:Revoke tokens' \
'watch:Watch tokens being created, changed and revoked' \
'whois:Tell which token a secret belongs to' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey tokens help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help__subcmd__create_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens help create commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help__subcmd__help_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens help help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help__subcmd__list_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens help list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help__subcmd__revoke_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help__subcmd__revoke_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens help revoke commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help__subcmd__show_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens help show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help__subcmd__update_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens help update commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help__subcmd__watch_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help__subcmd__watch_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens help watch commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__help__subcmd__whois_commands] )) ||
_gatekey__subcmd__tokens__subcmd__help__subcmd__whois_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens help whois commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__list_commands] )) ||
_gatekey__subcmd__tokens__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__revoke_commands] )) ||
_gatekey__subcmd__tokens__subcmd__revoke_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens revoke commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__show_commands] )) ||
_gatekey__subcmd__tokens__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__update_commands] )) ||
_gatekey__subcmd__tokens__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens update commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__watch_commands] )) ||
_gatekey__subcmd__tokens__subcmd__watch_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens watch commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__tokens__subcmd__whois_commands] )) ||
_gatekey__subcmd__tokens__subcmd__whois_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey tokens whois commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users_commands] )) ||
_gatekey__subcmd__users_commands() {
    local commands; commands=(
'list:List users' \
'ls:List users' \
'show:Show one user' \
'create:Create a user' \
'update:Change a user' \
'delete:Delete a user' \
'activate:Let a user in again' \
'deactivate:Keep a user out, and everything they own' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey users commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__activate_commands] )) ||
_gatekey__subcmd__users__subcmd__activate_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users activate commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__create_commands] )) ||
_gatekey__subcmd__users__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users create commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__deactivate_commands] )) ||
_gatekey__subcmd__users__subcmd__deactivate_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users deactivate commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__delete_commands] )) ||
_gatekey__subcmd__users__subcmd__delete_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users delete commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help_commands] )) ||
_gatekey__subcmd__users__subcmd__help_commands() {
    local commands; commands=(
'list:List users' \
'show:Show one user' \
'create:Create a user' \
'update:Change a user' \
'delete:Delete a user' \
'activate:Let a user in again' \
'deactivate:Keep a user out, and everything they own' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'gatekey users help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help__subcmd__activate_commands] )) ||
_gatekey__subcmd__users__subcmd__help__subcmd__activate_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users help activate commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help__subcmd__create_commands] )) ||
_gatekey__subcmd__users__subcmd__help__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users help create commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help__subcmd__deactivate_commands] )) ||
_gatekey__subcmd__users__subcmd__help__subcmd__deactivate_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users help deactivate commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help__subcmd__delete_commands] )) ||
_gatekey__subcmd__users__subcmd__help__subcmd__delete_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users help delete commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help__subcmd__help_commands] )) ||
_gatekey__subcmd__users__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users help help commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help__subcmd__list_commands] )) ||
_gatekey__subcmd__users__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users help list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help__subcmd__show_commands] )) ||
_gatekey__subcmd__users__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users help show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__help__subcmd__update_commands] )) ||
_gatekey__subcmd__users__subcmd__help__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users help update commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__list_commands] )) ||
_gatekey__subcmd__users__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users list commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__show_commands] )) ||
_gatekey__subcmd__users__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users show commands' commands "$@"
}
(( $+functions[_gatekey__subcmd__users__subcmd__update_commands] )) ||
_gatekey__subcmd__users__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'gatekey users update commands' commands "$@"
}

if [ "$funcstack[1]" = "_gatekey" ]; then
    _gatekey "$@"
else
    compdef _gatekey gatekey
fi
