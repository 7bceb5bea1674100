-- SPDX-License-Identifier: GPL-2.0
-- Elements counted up, by constant strings and by integers.
local function count(n)
	local t = { all = 0 }
	for i = 0, 31 do t[i] = 0 end
	for i = 1, n do t.all = t.all + 1 t[i & 31] = t[i & 31] + i end
	return t.all + t[5]
end
print(count(100000))
