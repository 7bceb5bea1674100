-- SPDX-License-Identifier: GPL-2.0
-- Loops and integer arithmetic.
local function sum(n)
	local s = 0
	for i = 1, n do s = s + i * 3 - i // 2 + i % 7 end
	while n > 0 do s = s + (n & 255) n = n - 1 end
	return s
end
print(sum(100000))
