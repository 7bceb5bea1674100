// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - addresses of networks as text
 *
 * Context: any
 */

#include <linux/kernel.h>

#include "builtin/address.h"

size_t ktap_address_text(const void *bytes, size_t len, char *buf)
{
	switch (len) {
	case KTAP_IPV4_BYTES:
		return scnprintf(buf, KTAP_ADDRESS_TEXT, "%pI4", bytes);
	case KTAP_MAC_BYTES:
		return scnprintf(buf, KTAP_ADDRESS_TEXT, "%pM", bytes);
	default:
		return scnprintf(buf, KTAP_ADDRESS_TEXT, "%pI6c", bytes);
	}
}
