# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_gatekey_global_optspecs
    string join \n profile= url= kind= o/output= columns= jq= no-input y/yes dry-run q/quiet v/verbose color= timeout= retries= ca-cert= client-cert= client-key= allow-http h/help V/version
end

function __fish_gatekey_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_gatekey_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_gatekey_using_subcommand
    set -l cmd (__fish_gatekey_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c gatekey -n "__fish_gatekey_needs_command" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_needs_command" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_needs_command" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_needs_command" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_needs_command" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_needs_command" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_needs_command" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_needs_command" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_needs_command" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_needs_command" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_needs_command" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_needs_command" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_needs_command" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_needs_command" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_needs_command" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_needs_command" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_needs_command" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_needs_command" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_needs_command" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "tokens" -d 'Create, list, change and revoke API keys'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "keys" -d 'Create, list, change and revoke API keys'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "users" -d 'Create, list, change and delete people and service accounts'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "scopes" -d 'Show what tokens can be limited to'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "login" -d 'Log in to a gateway'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "logout" -d 'Log out of a gateway'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "status" -d 'Show who you are on the gateway'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "profiles" -d 'Name and choose gateways'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "capabilities" -d 'Show what can be done on a gateway'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "serve" -d 'Serve the embedded gateway on a socket'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "api" -d 'Call the gateway\'s own API'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "doctor" -d 'Check the set-up'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "man" -d 'Print the manual page, or write all pages'
complete -c gatekey -n "__fish_gatekey_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "list" -d 'List tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "ls" -d 'List tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "show" -d 'Show one token'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "create" -d 'Create a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "update" -d 'Change a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "revoke" -d 'Revoke tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "delete" -d 'Revoke tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "watch" -d 'Watch tokens being created, changed and revoked'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "whois" -d 'Tell which token a secret belongs to'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l owner -d 'Only tokens of this user, by name or id; `me` for your own' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l team -d 'Only tokens of this team, by name or id' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l status -d 'Only this state: active, expired, blocked, superseded, revoked; `all` adds the revoked' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l expiring-within -d 'Only tokens that expire within this time' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l unused-for -d 'Only tokens not used for this long, or never and made that long ago' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l search -d 'Only tokens whose name contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l sort -d 'Sort by name, created_at, updated_at, expires_at or last_used_at; `:desc` turns it round' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l limit -d 'At most this many' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l owner -d 'Only tokens of this user, by name or id; `me` for your own' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l team -d 'Only tokens of this team, by name or id' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l status -d 'Only this state: active, expired, blocked, superseded, revoked; `all` adds the revoked' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l expiring-within -d 'Only tokens that expire within this time' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l unused-for -d 'Only tokens not used for this long, or never and made that long ago' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l search -d 'Only tokens whose name contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l sort -d 'Sort by name, created_at, updated_at, expires_at or last_used_at; `:desc` turns it round' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l limit -d 'At most this many' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l history -d 'Tell too what was done to it, by whom and when, where the gateway remembers that'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l description -d 'What the token is for' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l scope -d 'What the token may do, as in `inference`; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l model -d 'Model the token may use; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l route -d 'Route the token may call; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l expires-in -d 'How long the token lives: 30d, 8h, 1d12h, or `never`' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l owner -d 'User the token belongs to; `me` is the default' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l team -d 'Team the token is tied to' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l budget -d 'Money the token may spend' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l budget-period -d 'When the budget starts anew, in the gateway\'s words' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l rpm -d 'Requests per minute' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l tpm -d 'Model tokens per minute' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l metadata -d 'Label of your own; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l allow -d 'Resource the token is limited to; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l custom -d 'Use a secret of your own, read from stdin' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l session -d 'Make what signing in gives, with every right and no name, in a token\'s place (Coder)'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l name -d 'New name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l description -d 'What the token is for' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l scope -d 'What the token may do, as in `inference`; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l model -d 'Model the token may use; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l route -d 'Route the token may call; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l expires-in -d 'How long the token lives: 30d, 8h, 1d12h, or `never`' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l owner -d 'User the token belongs to; `me` is the default' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l team -d 'Team the token is tied to' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l budget -d 'Money the token may spend' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l budget-period -d 'When the budget starts anew, in the gateway\'s words' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l rpm -d 'Requests per minute' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l tpm -d 'Model tokens per minute' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l metadata -d 'Label of your own; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l allow -d 'Resource the token is limited to; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l add-model -d 'Allow this model as well; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l remove-model -d 'No longer allow this model; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l clear -d 'Empty this field: no description, or every model; repeatable' -r -f -a "description\t'No description'
models\t'Every model'
routes\t'Every route'
team\t'No team'
budget\t'No budget'
rpm\t'No requests-per-minute limit'
tpm\t'No tokens-per-minute limit'
metadata\t'No metadata'
allow\t'Every resource'"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from update" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l wait -d 'Wait at most this long to see it gone, else exit 11' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l purge -d 'Delete the row as well, where the gateway keeps one'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l all-generations -d 'Revoke all generations of a name: ci, ci~2 and so on'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l wait -d 'Wait at most this long to see it gone, else exit 11' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l purge -d 'Delete the row as well, where the gateway keeps one'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l all-generations -d 'Revoke all generations of a name: ci, ci~2 and so on'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l owner -d 'Only tokens of this user, by name or id; `me` for your own' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l team -d 'Only tokens of this team, by name or id' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l search -d 'Only tokens whose name contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from watch" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l offline -d 'Ask nobody: tell only which software makes secrets of this shape'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from whois" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "list" -d 'List tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one token'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "watch" -d 'Watch tokens being created, changed and revoked'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "whois" -d 'Tell which token a secret belongs to'
complete -c gatekey -n "__fish_gatekey_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "list" -d 'List tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "ls" -d 'List tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "show" -d 'Show one token'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "create" -d 'Create a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "update" -d 'Change a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "revoke" -d 'Revoke tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "delete" -d 'Revoke tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "watch" -d 'Watch tokens being created, changed and revoked'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "whois" -d 'Tell which token a secret belongs to'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and not __fish_seen_subcommand_from list ls show create update revoke delete watch whois help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l owner -d 'Only tokens of this user, by name or id; `me` for your own' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l team -d 'Only tokens of this team, by name or id' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l status -d 'Only this state: active, expired, blocked, superseded, revoked; `all` adds the revoked' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l expiring-within -d 'Only tokens that expire within this time' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l unused-for -d 'Only tokens not used for this long, or never and made that long ago' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l search -d 'Only tokens whose name contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l sort -d 'Sort by name, created_at, updated_at, expires_at or last_used_at; `:desc` turns it round' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l limit -d 'At most this many' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l owner -d 'Only tokens of this user, by name or id; `me` for your own' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l team -d 'Only tokens of this team, by name or id' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l status -d 'Only this state: active, expired, blocked, superseded, revoked; `all` adds the revoked' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l expiring-within -d 'Only tokens that expire within this time' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l unused-for -d 'Only tokens not used for this long, or never and made that long ago' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l search -d 'Only tokens whose name contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l sort -d 'Sort by name, created_at, updated_at, expires_at or last_used_at; `:desc` turns it round' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l limit -d 'At most this many' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l history -d 'Tell too what was done to it, by whom and when, where the gateway remembers that'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l description -d 'What the token is for' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l scope -d 'What the token may do, as in `inference`; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l model -d 'Model the token may use; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l route -d 'Route the token may call; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l expires-in -d 'How long the token lives: 30d, 8h, 1d12h, or `never`' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l owner -d 'User the token belongs to; `me` is the default' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l team -d 'Team the token is tied to' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l budget -d 'Money the token may spend' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l budget-period -d 'When the budget starts anew, in the gateway\'s words' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l rpm -d 'Requests per minute' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l tpm -d 'Model tokens per minute' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l metadata -d 'Label of your own; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l allow -d 'Resource the token is limited to; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l custom -d 'Use a secret of your own, read from stdin' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l session -d 'Make what signing in gives, with every right and no name, in a token\'s place (Coder)'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l name -d 'New name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l description -d 'What the token is for' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l scope -d 'What the token may do, as in `inference`; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l model -d 'Model the token may use; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l route -d 'Route the token may call; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l expires-in -d 'How long the token lives: 30d, 8h, 1d12h, or `never`' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l owner -d 'User the token belongs to; `me` is the default' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l team -d 'Team the token is tied to' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l budget -d 'Money the token may spend' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l budget-period -d 'When the budget starts anew, in the gateway\'s words' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l rpm -d 'Requests per minute' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l tpm -d 'Model tokens per minute' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l metadata -d 'Label of your own; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l allow -d 'Resource the token is limited to; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l add-model -d 'Allow this model as well; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l remove-model -d 'No longer allow this model; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l clear -d 'Empty this field: no description, or every model; repeatable' -r -f -a "description\t'No description'
models\t'Every model'
routes\t'Every route'
team\t'No team'
budget\t'No budget'
rpm\t'No requests-per-minute limit'
tpm\t'No tokens-per-minute limit'
metadata\t'No metadata'
allow\t'Every resource'"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from update" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l wait -d 'Wait at most this long to see it gone, else exit 11' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l purge -d 'Delete the row as well, where the gateway keeps one'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l all-generations -d 'Revoke all generations of a name: ci, ci~2 and so on'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l wait -d 'Wait at most this long to see it gone, else exit 11' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l purge -d 'Delete the row as well, where the gateway keeps one'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l all-generations -d 'Revoke all generations of a name: ci, ci~2 and so on'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l owner -d 'Only tokens of this user, by name or id; `me` for your own' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l team -d 'Only tokens of this team, by name or id' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l search -d 'Only tokens whose name contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from watch" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l offline -d 'Ask nobody: tell only which software makes secrets of this shape'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from whois" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "list" -d 'List tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one token'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "watch" -d 'Watch tokens being created, changed and revoked'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "whois" -d 'Tell which token a secret belongs to'
complete -c gatekey -n "__fish_gatekey_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "list" -d 'List users'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "ls" -d 'List users'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "show" -d 'Show one user'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "create" -d 'Create a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "update" -d 'Change a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "delete" -d 'Delete a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "activate" -d 'Let a user in again'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "deactivate" -d 'Keep a user out, and everything they own'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and not __fish_seen_subcommand_from list ls show create update delete activate deactivate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l search -d 'Only users whose name, full name or e-mail address contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l role -d 'Only users of this role, as in administrator or service-account' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l active -d 'Only users who are let in (yes), or only those who are not (no)' -r -f -a "yes\t''
no\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l sort -d 'Order: name, created_at or last_seen_at; add :desc to turn it round' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l limit -d 'At most this many' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l search -d 'Only users whose name, full name or e-mail address contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l role -d 'Only users of this role, as in administrator or service-account' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l active -d 'Only users who are let in (yes), or only those who are not (no)' -r -f -a "yes\t''
no\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l sort -d 'Order: name, created_at or last_seen_at; add :desc to turn it round' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l limit -d 'At most this many' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l email -d 'E-mail address' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l full-name -d 'Name as people know it' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l role -d 'What the user is: administrator, member or service-account [default: member]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l password-stdin -d 'Read the password from stdin'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l name -d 'New name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l email -d 'E-mail address' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l full-name -d 'Name as people know it' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l role -d 'What the user is: administrator, member or service-account' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l clear -d 'Empty this field; repeatable' -r -f -a "email\t'No e-mail address'
full-name\t'No full name'"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l password-stdin -d 'Read a new password from stdin'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from update" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from activate" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "list" -d 'List users'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one user'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "activate" -d 'Let a user in again'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "deactivate" -d 'Keep a user out, and everything they own'
complete -c gatekey -n "__fish_gatekey_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -f -a "list" -d 'List what tokens can be limited to'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -f -a "ls" -d 'List what tokens can be limited to'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -f -a "show" -d 'Show what one scope grants'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and not __fish_seen_subcommand_from list ls show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l search -d 'Only those whose name or title contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l search -d 'Only those whose name or title contains this text, in any case' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what tokens can be limited to'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what one scope grants'
complete -c gatekey -n "__fish_gatekey_using_subcommand scopes; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l username -d 'Log in as this user, with a password' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l team -d 'Tie the new key to this team (GPUStack: organisation)' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l store -d 'Where the credential is stored: keyring, or file (readable by you alone) [default: keyring]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l token-stdin -d 'Read a key from stdin'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l password-stdin -d 'Read the password from stdin'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand login" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand logout" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand status" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -f -a "list" -d 'List profiles'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -f -a "ls" -d 'List profiles'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -f -a "show" -d 'Show a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -f -a "use" -d 'Make a profile the default'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -f -a "rename" -d 'Rename a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -f -a "remove" -d 'Remove a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -f -a "rm" -d 'Remove a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and not __fish_seen_subcommand_from list ls show use rename remove rm help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from use" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from rm" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "list" -d 'List profiles'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "use" -d 'Make a profile the default'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l field -d 'Only this field, by its name or its option, as in `models` or `--model`' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand capabilities" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l listen -d 'Where to listen; port 0 is a free one. Other than loopback needs --allow-http' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l init-admin -d 'Make the first administrator, with a key for everything. Refused once there is one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l token-to -d 'File for that key: only its owner can read it' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand serve" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s f -l field -d 'Field of the JSON body, or of the query of a GET; true, false, null and numbers are JSON, key[]= adds to a list; repeatable' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s F -l input -d 'Send this file as the body, or stdin with `-`; fields then go into the query' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l paginate -d 'Ask for all pages of a list; each is printed by itself, after the last has come'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s i -l include -d 'Print status and headers before the body'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand api" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand completions" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l dir -d 'Folder to write a page for each command to; it is made when it is not there' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l profile -d 'Gateway to use, by profile name; `local` is the embedded one' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l url -d 'Gateway to use, by address; its key comes from GATEKEY_TOKEN' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l kind -d 'Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -s o -l output -d 'Format of the answer: table, wide, json, ndjson, yaml, csv, name' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l columns -d 'Columns of a table or csv; a wrong name lists them all' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l jq -d 'Filter the JSON answer with a jq program; implies -o json' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l color -d 'When to colour: auto, always, never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l timeout -d 'Longest time for one call, as in 60s [default: 30s]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l retries -d 'How often a call that may be repeated is tried again [default: 2]' -r
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l ca-cert -d 'Trust the certificates in this PEM file too' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l client-cert -d 'Certificate to show to the gateway, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l client-key -d 'Key of that certificate, PEM' -r -F
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l no-input -d 'Never ask; fail and name the flag instead'
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -s y -l yes -d 'Do not ask: the answer is yes'
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l dry-run -d 'Show what would change, and change nothing'
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -s q -l quiet -d 'No notes and warnings'
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -s v -l verbose -d 'Trace HTTP calls; -vv with headers and bodies, redacted'
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -l allow-http -d 'Send credentials over plain http to other machines too'
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatekey -n "__fish_gatekey_using_subcommand man" -s V -l version -d 'Print version'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "tokens" -d 'Create, list, change and revoke API keys'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "users" -d 'Create, list, change and delete people and service accounts'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "scopes" -d 'Show what tokens can be limited to'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "login" -d 'Log in to a gateway'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "logout" -d 'Log out of a gateway'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "status" -d 'Show who you are on the gateway'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "profiles" -d 'Name and choose gateways'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "capabilities" -d 'Show what can be done on a gateway'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "serve" -d 'Serve the embedded gateway on a socket'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "api" -d 'Call the gateway\'s own API'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "doctor" -d 'Check the set-up'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "completions" -d 'Print the completions of a shell'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "man" -d 'Print the manual page, or write all pages'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and not __fish_seen_subcommand_from tokens users scopes login logout status profiles capabilities serve api doctor completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "list" -d 'List tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "show" -d 'Show one token'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "create" -d 'Create a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "update" -d 'Change a token'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "revoke" -d 'Revoke tokens'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "watch" -d 'Watch tokens being created, changed and revoked'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "whois" -d 'Tell which token a secret belongs to'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "list" -d 'List users'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "show" -d 'Show one user'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "create" -d 'Create a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "update" -d 'Change a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "delete" -d 'Delete a user'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "activate" -d 'Let a user in again'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "deactivate" -d 'Keep a user out, and everything they own'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from scopes" -f -a "list" -d 'List what tokens can be limited to'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from scopes" -f -a "show" -d 'Show what one scope grants'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "list" -d 'List profiles'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "show" -d 'Show a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "use" -d 'Make a profile the default'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "rename" -d 'Rename a profile'
complete -c gatekey -n "__fish_gatekey_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "remove" -d 'Remove a profile'
