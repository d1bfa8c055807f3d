package finding

// The documents that rules come from.
const (
	blog = `Exchange Team Blog, "A script to troubleshoot issues with Exchange ActiveSync", 31 January 2012`
	// currentIssues is cited with the number of its section.
	currentIssues = `Microsoft support, "Current issues with Microsoft Exchange ActiveSync and third-party devices"`
	commands      = "[MS-ASCMD], status codes"
	win32         = "Windows system error codes"
	iisCodes      = `Microsoft, "HTTP status code overview" of IIS`
)
