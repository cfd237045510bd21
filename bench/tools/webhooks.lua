-- wrk: sends the requests that `loadgen webhooks` has signed, each once. REQUESTS names the file. Prints one JSON line.
local file = assert(io.open(os.getenv("REQUESTS"), "rb"))

request = function()
  local length = file:read("*n")
  if not length then
    -- Deliveries repeat from here on: where that is less work the driver sees it by the number of requests.
    file:seek("set", 0)
    length = file:read("*n")
  end
  file:read(1)
  return file:read(length)
end

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'result {"requests":%d,"durationUs":%d,"refused":%d,"broken":%d,"p50Us":%d,"p90Us":%d,"p99Us":%d,"maxUs":%d}\n',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end
