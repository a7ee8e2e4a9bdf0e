/* SPDX-License-Identifier: Apache-2.0 */
/* How the image was entered; shared by boot.S and start.c. */
#ifndef BOOT_H
#define BOOT_H

#define BOOT_MULTIBOOT 1
#define BOOT_PVH 2

#endif
