package finding

// Thresholds are the limits that rules go by, whole numbers in the units of their
// tags. A limit of so many "a day" holds for each day from the first to the last
// request that counts, so that a long report finds what a short one does; usage is
// counted by the days of the report's time zone. Where the unit begins with ">" or
// "<" the limit itself is still in order, else it is not.
type Thresholds struct {
	HighUsage                  int64 `json:"high_usage" unit:"> requests a day" default:"1000"`
	SuspiciousUsage            int64 `json:"suspicious_usage" unit:"> requests a day" default:"1500"`
	HighUsageWithoutPing       int64 `json:"high_usage_without_ping" unit:"> requests a day" default:"1000"`
	SuspiciousUsageWithoutPing int64 `json:"suspicious_usage_without_ping" unit:"> requests a day" default:"1500"`
	Burst                      int64 `json:"burst" unit:"> requests a minute" default:"60"`
	BurstMinutes               int64 `json:"burst_minutes" unit:"minutes a day with so many requests" default:"5"`

	SteadyRequests int64 `json:"steady_requests" unit:"requests in a row" default:"120"`
	SteadySeconds  int64 `json:"steady_seconds" unit:"seconds between two of them, at most" default:"120"`
	SendCommands   int64 `json:"send_commands" unit:"mails a day" default:"400"`
	SetupCommands  int64 `json:"setup_commands" unit:"requests of one command a day" default:"400"`
	SyncMinutes    int64 `json:"sync_minutes" unit:"minutes on end, each with three Syncs or more" default:"75"`
	DataMegabytes  int64 `json:"data_megabytes" unit:"megabytes a day" default:"2000"`
	PeerMegabytes  int64 `json:"peer_megabytes" unit:"megabytes a day, far above its peers" default:"500"`
	PeerTimes      int64 `json:"peer_times" unit:"times the median device's data" default:"20"`
	UserAgents     int64 `json:"user_agents" unit:"> user agents in 24 hours" default:"2"`
	FullSyncs      int64 `json:"full_syncs" unit:"minutes a day" default:"30"`
	RecoverySyncs  int64 `json:"recovery_syncs" unit:"requests a day" default:"20"`

	SyncStateKB       int64 `json:"sync_state_kb" unit:"> KB" default:"2000"`
	SyncStateRequests int64 `json:"sync_state_requests" unit:"requests a day" default:"20"`
	UploadedItems     int64 `json:"uploaded_items" unit:"items a day" default:"5000"`

	MailboxFull        int64 `json:"mailbox_full" unit:"requests a day" default:"5"`
	MailboxFullMinute  int64 `json:"mailbox_full_minute" unit:"> failures a minute" default:"60"`
	MailboxFullDay     int64 `json:"mailbox_full_day" unit:"> requests a day" default:"1000"`
	Overload           int64 `json:"overload" unit:"requests a day" default:"10"`
	Throttled          int64 `json:"throttled" unit:"requests a day" default:"5"`
	ThrottleSeconds    int64 `json:"throttle_seconds" unit:"seconds a day" default:"600"`
	AutoBlocked        int64 `json:"auto_blocked" unit:"requests a day" default:"1"`
	Provisioning       int64 `json:"provisioning" unit:"refused requests a day" default:"20"`
	ProvisionRequests  int64 `json:"provision_requests" unit:"> Provision requests a day" default:"100"`
	Refused            int64 `json:"refused" unit:"requests a day" default:"3"`
	WrongPassword      int64 `json:"wrong_password" unit:"logons a day" default:"5"`
	Lockouts           int64 `json:"lockouts" unit:"logons a day" default:"1"`
	NeverLogsOn        int64 `json:"never_logs_on" unit:"requests a day" default:"20"`
	QuarantineHours    int64 `json:"quarantine_hours" unit:"hours that a device waits, from which on it is no note" default:"4"`
	Redirects          int64 `json:"redirects" unit:"requests a day" default:"5"`
	Affinity           int64 `json:"affinity" unit:"requests a day" default:"3"`
	FailingOptions     int64 `json:"failing_options" unit:"requests a day" default:"3"`
	MeetingResponses   int64 `json:"meeting_responses" unit:"> requests a day" default:"300"`
	ProxyLoop          int64 `json:"proxy_loop" unit:"requests a day" default:"10"`
	ProxyLoopSeconds   int64 `json:"proxy_loop_seconds" unit:"seconds, the longest request" default:"300"`
	PingCollisions     int64 `json:"ping_collisions" unit:"requests a day" default:"10"`
	PingsAtOnce        int64 `json:"pings_at_once" unit:"requests a day, three or more of them in a minute" default:"200"`
	PingsRefused       int64 `json:"pings_refused" unit:"requests a day" default:"200"`
	ShortHeartbeats    int64 `json:"short_heartbeats" unit:"requests a day" default:"200"`
	ShortHeartbeat     int64 `json:"short_heartbeat" unit:"< seconds that they wait, on average" default:"540"`
	HeartbeatsCut      int64 `json:"heartbeats_cut" unit:"requests a day, from which on it is no note" default:"720"`
	TooLarge           int64 `json:"too_large" unit:"requests a day" default:"5"`
	CommandFailing     int64 `json:"command_failing" unit:"requests a day that failed" default:"20"`
	CommandFailingPart int64 `json:"command_failing_percent" unit:"percent of a command's requests" default:"50"`
	SlowRequests       int64 `json:"slow_requests" unit:"requests, so that a percentile means something" default:"50"`
	SlowMilliseconds   int64 `json:"slow_milliseconds" unit:"milliseconds, the 80th percentile" default:"10000"`

	SharedDevices          int64 `json:"shared_devices" unit:"devices that meet the same trouble" default:"3"`
	SharedPercent          int64 `json:"shared_percent" unit:"percent of the devices active there" default:"5"`
	SharedRequestsPercent  int64 `json:"shared_requests_percent" unit:"percent of the requests of a quarter of an hour" default:"10"`
	SlowServerMilliseconds int64 `json:"slow_server_milliseconds" unit:"milliseconds, the 95th percentile of a server" default:"2000"`
	SprayAccounts          int64 `json:"spray_accounts" unit:"accounts tried from one address or network, or with one user agent" default:"10"`
	FloodDevices           int64 `json:"flood_devices" unit:"device ids of one address that never log on" default:"50"`
	GuessLogons            int64 `json:"guess_logons" unit:"refused logons of one account" default:"50"`
	GuessDevices           int64 `json:"guess_devices" unit:"device ids that tried it" default:"5"`

	EstateTimes   int64 `json:"estate_times" unit:"times the median day of all devices together" default:"2"`
	ProbeRequests int64 `json:"probe_requests" unit:"requests of a monitoring probe, half of which failed" default:"20"`
	HomeDevices   int64 `json:"home_devices" unit:"devices of a server that are gone for an hour" default:"5"`

	HabitDays     int64 `json:"habit_days" unit:"whole days before, at least" default:"5"`
	HabitTimes    int64 `json:"habit_times" unit:"> times the median day" default:"3"`
	HabitSpreads  int64 `json:"habit_spreads" unit:"> median deviations above it" default:"5"`
	HabitRequests int64 `json:"habit_requests" unit:"> requests a day" default:"300"`
	UserDevices   int64 `json:"user_devices" unit:"devices of a user" default:"5"`
	NewIDs        int64 `json:"new_ids" unit:"devices of a user that hardly did anything" default:"10"`
}
