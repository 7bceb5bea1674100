-- SPDX-License-Identifier: GPL-2.0
-- New elements of tables, by integers that are far apart.
local function fill(n)
	local t = {}
	for i = 1, n do t[i * 65537] = i end
	local nr = 0
	for _ in pairs(t) do nr = nr + 1 end
	return nr
end
print(fill(20000))
