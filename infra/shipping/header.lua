-- Puts the #Fields line of an IIS log before each of its rows, for shippers that cut a
-- log into pieces: a piece without that line cannot be read. For Vector (process) and
-- for Fluent Bit (append).

local fields = {} -- the #Fields line in force, by file

-- A shipper that was restarted goes on in the middle of a file, past the line.
local function look_up(file)
  for line in io.lines(file) do
    if line:sub(1, 8) == "#Fields:" then fields[file] = line:gsub("\r$", "") end
  end
  return fields[file]
end

-- with_header gives the row with the line before it; nil for a line that is no row.
local function with_header(file, line)
  line = line:gsub("\r$", "")
  if line:sub(1, 8) == "#Fields:" then fields[file] = line end
  if line == "" or line:sub(1, 1) == "#" then return nil end
  return (fields[file] or look_up(file)) .. "\n" .. line
end

-- process is Vector's hook. It names the site, too, for the key.
function process(event, emit)
  local rows = with_header(event.log.file, event.log.message)
  if rows == nil then return end
  event.log.message = rows
  event.log.site = event.log.file:match("W3SVC%d+") or "unknown"
  emit(event)
end

-- append is Fluent Bit's callback: -1 drops the record, 2 changes it.
function append(_, timestamp, record)
  local rows = with_header(record.file, record.log)
  if rows == nil then return -1, timestamp, record end
  return 2, timestamp, { log = rows }
end
