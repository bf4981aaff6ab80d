complete --keep-order --exclusive --command gatekey --arguments "(GATEKEY_COMPLETE=fish gatekey -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
