
Register-ArgumentCompleter -Native -CommandName gatekey -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $prev = $env:GATEKEY_COMPLETE;
    $env:GATEKEY_COMPLETE = "powershell";

    $args = $commandAst.Extent.Text
    $args = $args.Substring(0, [math]::Min($cursorPosition, $args.Length));
    if ($wordToComplete -eq "") {
        $args += " ''";
    }

    $results = Invoke-Expression @"
& gatekey -- $args
"@;
    if ($null -eq $prev) {
        Remove-Item Env:\GATEKEY_COMPLETE;
    } else {
        $env:GATEKEY_COMPLETE = $prev;
    }
    $results | ForEach-Object {
        $split = $_.Split("`t");
        $cmd = $split[0];

        if ($split.Length -eq 2) {
            $help = $split[1];
        }
        else {
            $help = $split[0];
        }

        [System.Management.Automation.CompletionResult]::new($cmd, $cmd, 'ParameterValue', $help)
    }
};
        
