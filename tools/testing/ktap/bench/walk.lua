-- SPDX-License-Identifier: GPL-2.0
-- Tables walked.
local function walk(n)
	local t = {}
	for i = 1, 1000 do t["k" .. i] = i end
	local s = 0
	for i = 1, n do for k, v in pairs(t) do s = s + v end end
	return s
end
print(walk(100))
