/* SPDX-License-Identifier: Apache-2.0 */
/* QEMU's own configuration device. */
#ifndef FW_CFG_H
#define FW_CFG_H

#include <stdint.h>

uint16_t fw_cfg_cpu_count(void); /* 0 when the device is not there */

#endif
