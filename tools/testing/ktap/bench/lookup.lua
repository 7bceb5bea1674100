-- SPDX-License-Identifier: GPL-2.0
-- Elements looked up, by integers.
local function find(n)
	local t = {}
	for i = 1, 64 do t[i * 65537] = i end
	local s = 0
	for i = 1, n do s = s + t[(i & 63) * 65537 + 65537] end
	return s
end
print(find(100000))
