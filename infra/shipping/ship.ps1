<#
.SYNOPSIS
Sends the IIS logs of this server to S3: what is new, and what has grown.

.DESCRIPTION
Needs the AWS CLI, version 2. A log becomes the object SERVER/SITE/FILE, such as
EX01/W3SVC1/u_ex261123.log; one that has grown is sent again and replaces itself.
Nothing is ever deleted, neither here nor there. The exit code is that of the AWS CLI.

.EXAMPLE
ship.ps1 -Bucket mail-logsbucket-1x2y3z
#>
[CmdletBinding()]
param(
    # The bucket: output LogsBucket of the stack.
    [Parameter(Mandatory = $true)]
    [string] $Bucket,

    # Where in the bucket: parameter LogsPrefix of the stack, without a slash at either end.
    [string] $Prefix = '',

    # The folder that holds W3SVC1, W3SVC2 and so on.
    [string] $Folder = (Join-Path $env:SystemDrive 'inetpub\logs\LogFiles'),

    # The first part of the keys.
    [string] $Server = $env:COMPUTERNAME,

    # Leave out the newest log of each site, which is still being written.
    [switch] $ClosedOnly,

    # Only say what would be sent.
    [switch] $DryRun
)

$ErrorActionPreference = 'Stop'

$sites = @(Get-ChildItem -LiteralPath $Folder -Directory -Filter 'W3SVC*')
if ($sites.Count -eq 0) {
    throw "no folder W3SVC* in $Folder"
}

$arguments = @('s3', 'sync', $Folder, (@("s3://$Bucket", $Prefix, $Server) -ne '' -join '/'),
    '--exclude', '*', '--include', 'W3SVC*.log', '--no-progress', '--only-show-errors')

foreach ($site in $sites) {
    $newest = Get-ChildItem -LiteralPath $site.FullName -File -Filter '*.log' |
        Sort-Object -Property LastWriteTimeUtc | Select-Object -Last 1
    if (-not $newest) {
        continue
    }
    if ($ClosedOnly) {
        $arguments += @('--exclude', "$($site.Name)/$($newest.Name)")
    }
    else {
        # While a file is open, Windows tells its size as of some time ago; opening it
        # makes that right. IIS lets others read.
        [System.IO.File]::Open($newest.FullName, 'Open', 'Read', 'ReadWrite').Dispose()
    }
}
if ($DryRun) {
    $arguments += '--dryrun'
    $arguments = $arguments -ne '--only-show-errors'
}

& aws @arguments
exit $LASTEXITCODE
