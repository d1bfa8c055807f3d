<#
.SYNOPSIS
Makes the scheduled task that runs ship.ps1, as SYSTEM, at 5 minutes past each hour.

.EXAMPLE
register-task.ps1 -Bucket mail-logsbucket-1x2y3z
#>
[CmdletBinding()]
param(
    # Handed on to ship.ps1, which lies beside this script.
    [Parameter(Mandatory = $true)]
    [string] $Bucket,
    [string] $Prefix = '',
    [switch] $Compress,
    [string] $Since = '',

    # How often. More often sends a log that is not yet closed more often, from its start.
    [timespan] $Every = (New-TimeSpan -Hours 1)
)

$ErrorActionPreference = 'Stop'

$script = Join-Path $PSScriptRoot 'ship.ps1'
$command = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$script`" -Bucket `"$Bucket`""
if ($Prefix) {
    $command += " -Prefix `"$Prefix`""
}
if ($Compress) {
    $command += ' -Compress'
}
if ($Since) {
    $command += " -Since $Since"
}

$task = @{
    TaskName    = 'easreport: ship IIS logs'
    Description = 'Sends new and grown IIS logs to S3'
    Action      = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $command
    Trigger     = New-ScheduledTaskTrigger -Once -At ([datetime]::Today.AddMinutes(5)) -RepetitionInterval $Every
    Principal   = New-ScheduledTaskPrincipal -UserId 'SYSTEM' -LogonType ServiceAccount
    # One run at a time, and the one that was missed while the server was off.
    Settings    = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -StartWhenAvailable -ExecutionTimeLimit (New-TimeSpan -Hours 6)
    Force       = $true
}
Register-ScheduledTask @task
