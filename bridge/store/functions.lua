-- What Redis itself does for the store, each function in one step that nothing can come between.
-- Every campaign lives in the keys below, which share a tag and so stand on one node of a cluster:
--   meta        hash    epoch, head, lineage (the replication id it was last seen under), format
--   entities    hash    "entity/id" -> change       places   zset  "entity/id" -> seq
--   identities  hash    identity -> contribution    audit    list  of JSON
--   moved       stream  its one entry's id is the head: what waiting readers block on
-- Each function is told a fresh epoch, to be used if one is needed, and the epoch and head that the caller last saw.

local FORMAT = '1'

-- Who this server is: its role, its replication id, and the one it had before it was promoted (else zeros).
local function server()
  local told = redis.call('INFO', 'replication')
  return told:match('role:(%a+)'), told:match('master_replid:(%x+)'), told:match('master_replid2:(%x+)')
end

-- Whether what was acked may be missing here, seen from what the campaign and the caller remember.
local function has_lost(meta, lineage, before, args)
  if meta.lineage ~= lineage and before:find('[^0]') then
    return true -- a replica that was promoted since: it may not have had all that its primary acked
  end
  return meta.epoch == args[2] and meta.head < tonumber(args[3])
end

local function meta_of(key)
  local found = redis.call('HMGET', key, 'epoch', 'head', 'lineage', 'format')
  return { epoch = found[1], head = tonumber(found[2] or '0'), lineage = found[3], format = found[4] }
end

local function unusable(meta, role)
  if role ~= 'master' then
    return redis.error_reply('READONLY this server is a replica')
  end
  if meta.format and meta.format ~= FORMAT then
    return redis.error_reply('FORMAT ' .. meta.format)
  end
end

-- For functions that write: the campaign as it is, with a new epoch where that is due.
local function renewed(key, args)
  local role, lineage, before = server()
  local meta = meta_of(key)
  local no = unusable(meta, role)
  if no then
    return nil, no
  end
  if not meta.epoch or has_lost(meta, lineage, before, args) then
    meta.epoch = args[1]
    redis.call('HSET', key, 'epoch', meta.epoch, 'head', meta.head, 'lineage', lineage, 'format', FORMAT)
  elseif meta.lineage ~= lineage then
    redis.call('HSET', key, 'lineage', lineage)
  end
  return meta
end

-- For functions that only read. Where a new epoch may be due, the caller must ask for the place first.
local function settled(key, args)
  local role, lineage = server()
  local meta = meta_of(key)
  local no = unusable(meta, role)
  if no then
    return nil, no
  end
  if meta.lineage ~= lineage or (meta.epoch == args[2] and meta.head < tonumber(args[3])) then
    return nil, redis.error_reply('UNSETTLED')
  end
  return meta
end

-- Calls a command on a key with many arguments, as many at a time as Lua's stack allows.
local function in_parts(command, key, given)
  for first = 1, #given, 1000 do
    redis.call(command, key, unpack(given, first, math.min(first + 999, #given)))
  end
end

-- The values of a hash's fields, from the first given one on, in parts that Lua's stack allows.
local function values_of(key, names, first)
  local parts = {}
  for at = first, #names, 1000 do
    parts[#parts + 1] = redis.call('HMGET', key, unpack(names, at, math.min(at + 999, #names)))
  end
  return parts
end

local function place(keys, args)
  local meta, no = renewed(keys[1], args)
  return no or { meta.epoch, meta.head }
end

-- args: 3 as everywhere, expected epoch ('' for any), expected seq, how many entities, identities and audit rows,
-- then these: "entity/id" and change; identity and contribution; row.
local function commit(keys, args)
  local meta_key, entities, places, identities, audit, moved = unpack(keys)
  local meta, no = renewed(meta_key, args)
  if no then
    return no
  end
  if args[4] ~= '' and args[4] ~= meta.epoch then
    return { 'epoch', meta.epoch, meta.head }
  end
  if tonumber(args[5]) ~= meta.head then
    return { 'head', meta.epoch, meta.head }
  end
  local at = 9
  local values, seqs, names, rows = {}, {}, {}, {}
  local head = meta.head
  for _ = 1, tonumber(args[6]) do
    head = head + 1
    values[#values + 1] = args[at]
    values[#values + 1] = args[at + 1]
    seqs[#seqs + 1] = head
    seqs[#seqs + 1] = args[at]
    at = at + 2
  end
  for _ = 1, tonumber(args[7]) do
    local taken = redis.call('HGET', identities, args[at])
    if taken and taken ~= args[at + 1] then
      return { 'identity', meta.epoch, meta.head }
    end
    names[#names + 1] = args[at]
    names[#names + 1] = args[at + 1]
    at = at + 2
  end
  for _ = 1, tonumber(args[8]) do
    rows[#rows + 1] = args[at]
    at = at + 1
  end
  in_parts('HSET', entities, values)
  in_parts('ZADD', places, seqs)
  in_parts('HSET', identities, names)
  in_parts('RPUSH', audit, rows)
  if head > meta.head then
    redis.call('HSET', meta_key, 'head', head)
    redis.call('XADD', moved, 'MAXLEN', '=', '1', head .. '-0', 'head', head)
  end
  return { 'ok', meta.epoch, head }
end

-- args: 3 as everywhere, after, limit. Gives epoch, head, and the values in order, in parts.
local function changes(keys, args)
  local meta, no = settled(keys[1], args)
  if no then
    return no
  end
  local found = redis.call('ZRANGE', keys[3], '(' .. args[4], '+inf', 'BYSCORE', 'LIMIT', '0', args[5])
  return { meta.epoch, meta.head, values_of(keys[2], found, 1) }
end

-- args: 3 as everywhere, then the fields of the hash that is asked for. Gives epoch, head, and the values in parts.
local function fields(keys, args)
  local meta, no = settled(keys[1], args)
  if no then
    return no
  end
  return { meta.epoch, meta.head, values_of(keys[2], args, 4) }
end

redis.register_function { function_name = 'PREFIX_place', callback = place, flags = { 'allow-oom' } }
redis.register_function { function_name = 'PREFIX_commit', callback = commit }
redis.register_function { function_name = 'PREFIX_changes', callback = changes, flags = { 'no-writes' } }
redis.register_function { function_name = 'PREFIX_fields', callback = fields, flags = { 'no-writes' } }
