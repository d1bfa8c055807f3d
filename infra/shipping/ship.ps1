<#
.SYNOPSIS
Sends the IIS logs of this server to S3: what is new, and what has grown.

.DESCRIPTION
Needs the AWS CLI, version 2. A log becomes the object SERVER/SITE/FILE, such as
EX01/W3SVC1/u_ex261123.log; one that has grown is sent again and replaces itself.
With -Compress it becomes SERVER/SITE/FILE.gz, once, when IIS has begun the next log.
Nothing is ever deleted, neither here nor there. The exit code is that of the AWS CLI.

.EXAMPLE
ship.ps1 -Bucket mail-logsbucket-1x2y3z

.EXAMPLE
ship.ps1 -Bucket mail-logsbucket-1x2y3z -Compress -Since 7d
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

    # Send closed logs only, each once, as FILE.gz: a sixth of the bytes to keep.
    [switch] $Compress,

    # Leave out logs last written before this: a date such as 2026-11-24, or 7d for seven days ago.
    [string] $Since = '',

    # Only say what would be sent.
    [switch] $DryRun
)

$ErrorActionPreference = 'Stop'

$place = @($Prefix, $Server) -ne '' -join '/'
$exitCode = 0

# Send-Log syncs some of the logs below a folder, named by filters of the AWS CLI.
function Send-Log([string] $From, [string[]] $Filter) {
    $arguments = @('s3', 'sync', $From, "s3://$Bucket/$place", '--exclude', '*') + $Filter + @('--no-progress')
    if ($DryRun) {
        $arguments += '--dryrun'
    }
    else {
        $arguments += '--only-show-errors'
    }
    & aws @arguments
    if ($LASTEXITCODE -ne 0) {
        $script:exitCode = $LASTEXITCODE
    }
}

# Send-Compressed packs logs that the bucket lacks into a temporary folder, a hundred at a time,
# and sends them.
function Send-Compressed([object[]] $Log) {
    $listed = & aws s3api list-objects-v2 --bucket $Bucket --prefix "$place/" --query 'Contents[].Key' --output text
    if ($LASTEXITCODE -ne 0) {
        exit $LASTEXITCODE
    }
    $there = @{}
    foreach ($key in @($listed) -join "`t" -split "`t") {
        $there[$key] = $true
    }
    $missing = @($Log | Where-Object { -not $there.ContainsKey("$place/$($_.Directory.Name)/$($_.Name).gz") })
    for ($i = 0; $i -lt $missing.Count; $i += 100) {
        $packed = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())
        try {
            foreach ($file in $missing[$i..([Math]::Min($i + 100, $missing.Count) - 1)]) {
                $site = (New-Item -ItemType Directory -Force -Path (Join-Path $packed $file.Directory.Name)).FullName
                Compress-Log $file.FullName (Join-Path $site "$($file.Name).gz")
            }
            Send-Log $packed @('--include', '*.log.gz')
        }
        finally {
            Remove-Item -LiteralPath $packed -Recurse -Force
        }
    }
}

# Compress-Log packs one log. Others may have it open.
function Compress-Log([string] $From, [string] $To) {
    $source = [System.IO.File]::Open($From, 'Open', 'Read', 'ReadWrite')
    try {
        $target = New-Object System.IO.Compression.GZipStream ([System.IO.File]::Create($To)), ([System.IO.Compression.CompressionLevel]::Optimal)
        try {
            $source.CopyTo($target)
        }
        finally {
            $target.Dispose()
        }
    }
    finally {
        $source.Dispose()
    }
}

$start = [datetime]::MinValue
if ($Since -match '^([0-9]+)d$') {
    $start = [datetime]::UtcNow.AddDays(-[int] $Matches[1])
}
elseif ($Since) {
    $start = [datetime]::ParseExact($Since, 'yyyy-MM-dd', [cultureinfo]::InvariantCulture).ToUniversalTime()
}

$sites = @(Get-ChildItem -LiteralPath $Folder -Directory -Filter 'W3SVC*')
if ($sites.Count -eq 0) {
    throw "no folder W3SVC* in $Folder"
}

$logs = @()
$open = @()
foreach ($site in $sites) {
    $ofSite = @(Get-ChildItem -LiteralPath $site.FullName -File -Filter '*.log' | Sort-Object -Property @('LastWriteTimeUtc', 'Name'))
    if ($ofSite.Count -eq 0) {
        continue
    }
    $newest = $ofSite[-1]
    $open += "$($site.Name)/$($newest.Name)"
    if ($Compress -or $ClosedOnly) {
        $ofSite = @($ofSite | Where-Object { $_.Name -ne $newest.Name })
    }
    else {
        # While a file is open, Windows tells its size as of some time ago; opening it
        # makes that right. IIS lets others read.
        [System.IO.File]::Open($newest.FullName, 'Open', 'Read', 'ReadWrite').Dispose()
    }
    $logs += @($ofSite | Where-Object { $_.LastWriteTimeUtc -ge $start })
}

if ($Compress) {
    if ($logs.Count -gt 0) {
        Send-Compressed $logs
    }
}
elseif ($Since) {
    # By name, two hundred at a time: a command line of Windows has its limit.
    for ($i = 0; $i -lt $logs.Count; $i += 200) {
        $filter = @()
        foreach ($file in $logs[$i..([Math]::Min($i + 200, $logs.Count) - 1)]) {
            $filter += @('--include', "$($file.Directory.Name)/$($file.Name)")
        }
        Send-Log $Folder $filter
    }
}
else {
    $filter = @('--include', 'W3SVC*.log')
    if ($ClosedOnly) {
        foreach ($name in $open) {
            $filter += @('--exclude', $name)
        }
    }
    Send-Log $Folder $filter
}
exit $exitCode
