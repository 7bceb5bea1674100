-- SPDX-License-Identifier: GPL-2.0
-- What all others cost besides.
print(0)
