-- SPDX-License-Identifier: GPL-2.0
-- Strings that are made and are keys.
local function count(n)
	local t, nr = {}, 0
	for i = 1, n do
		local k = "key" .. (i & 255)
		if not t[k] then t[k] = 0 nr = nr + 1 end
		t[k] = t[k] + 1
	end
	return nr + t["key7"]
end
print(count(50000))
