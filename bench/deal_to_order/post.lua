-- wrk: each request is another won deal of five lines, about 1.4 KB, in one webhook. SHAPE=wide: twenty short lines.
local thread_number = 0
function setup(thread) thread:set("number", thread_number); thread_number = thread_number + 1 end

local wide = os.getenv("SHAPE") == "wide"
local run = os.getenv("RUN") or "1"
local count = 0
local parts = {}
for n = 1, (wide and 20 or 5) do
  parts[n] = wide and string.format('{"sku":"P-%03d","count":%d,"price":%d.50}', n, n, n)
    or string.format('{"sku":"P-%03d","text":"Hydraulic pump, cast iron, with flange and seal kit, series %d, ' ..
                     'tested and certified by the works before it is shipped","count":%d,"price":%d.90}', n, n, n, 100 + n)
end
local items = table.concat(parts, ",")

function request()
  count = count + 1
  local id = string.format("%s-%d-%d", run, number, count)
  local body = string.format(
    '{"deal":{"id":"%s","reference":"D-%s","company":"Nordwind Anlagenbau GmbH & Co. KG","stage":"won",' ..
    '"currency":"EUR","closed":"2026-11-20","amount":%d.45,"remarks":"%s","changed":"2026-11-21T08:00:00Z","items":[%s]}}',
    id, id, 1000 + count % 1000, wide and "" or ("Deliver to gate 4 between seven and noon. Call the foreman an hour before, he opens. " ..
    "The invoice goes to the head office; the order number must stand on it."):rep(2), items)
  return wrk.format("POST", "/hooks/crm", {["Content-Type"] = "application/json", ["X-Secret"] = os.getenv("HOOK_SECRET")}, body)
end
