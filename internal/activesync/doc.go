// Package activesync gives one line of an IIS log its meaning as an Exchange
// ActiveSync (EAS) request: which device and user sent which command, what came
// of it, and which of Exchange's several rows about that request this one is.
//
// It is for one request at a time. It must not know how lines are cut (package
// iislog does that), how requests are added up, where sums are stored, or what
// a report looks like.
//
// # What is read
//
//	cs-uri-stem   is it EAS at all, and the back end's row or the front end's
//	cs-uri-query  Cmd, User, DeviceId, DeviceType; or the same in base64
//	  Log=        what Exchange itself notes: status, errors, heartbeat, ...
//	the rest      user, client, server, statuses, bytes, time
//
// What clients send is hostile or damaged now and then, and what Exchange notes
// changed with each of its versions. So nothing here fails: what is unknown is
// passed over, what is nonsense counts as not logged.
//
// # Sources
//
// Comments name the source of each fact about the traffic:
//
//	[MS-ASHTTP]               HTTP binding of the protocol: queries, base64 form
//	[MS-ASCMD]                commands and their status codes
//	script of 2012            ActiveSyncReport.ps1, build 01.23.2012
//	Exchange team blog 2005   "Generate some advanced ActiveSync server usage
//	                          stats using IIS", 28 March 2005: Log= of 2003
//	Exchange team blog 2012   "A script to troubleshoot issues with Exchange
//	                          ActiveSync", 31 January 2012
//	TechNet bb201675          elements of Log= in Exchange 2007 and 2010
//	KB<number>                support.microsoft.com
//	seen                      public log lines only; Microsoft documents it
//	                          nowhere, so nothing may depend on it being complete
package activesync
