-- SPDX-License-Identifier: GPL-2.0
-- Tables used as arrays.
local function sieve(n)
	local composite = {}
	local nr = 0
	for i = 2, n do
		if not composite[i] then
			nr = nr + 1
			for j = i * i, n, i do composite[j] = true end
		end
	end
	return nr
end
print(sieve(10000))
