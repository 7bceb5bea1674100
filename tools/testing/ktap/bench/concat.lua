-- SPDX-License-Identifier: GPL-2.0
-- Strings joined.
local function join(n)
	local s = 0
	for i = 1, n do s = s + #("item " .. i .. ":" .. "name") end
	return s
end
print(join(50000))
