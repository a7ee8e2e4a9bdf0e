/* SPDX-License-Identifier: Apache-2.0 */
/* Shows the disks, tries them, and does with them what the arguments say. */
#include "console.h"
#include "guest.h"
#include "orders.h"
#include "virtio.h"
#include "virtio_block.h"

const char guest_name[] = "disk";

static void show(unsigned index) {
    struct block_device *disk = block_at(index);
    print("disk[%u]: %lu bytes, %lu sectors, serial '%s', %s, %s\n", index, block_sectors(disk) * SECTOR, block_sectors(disk),
          block_serial(disk), block_is_read_only(disk) ? "read-only" : "writable", block_transport(disk));
}

int guest_main(const struct bootinfo *boot, const struct cmdline *line) {
    bool obeyed = false, well = true;
    machine_init(boot);
    virtio_mmio_names(line);
    unsigned count = block_find();
    if (!count) {
        print("disk: there is no disk\n");
        return 1;
    }
    for (unsigned i = 0; i < count; i++)
        show(i);
    for (unsigned i = 0; i < line->arg_count; i++)
        obeyed |= order_obey(line->args[i], &well);
    for (unsigned i = 0; i < count && !obeyed; i++)
        well &= order_try(block_at(i));
    print("disk: %s\n", well ? "ok" : "failed");
    return well ? 0 : 1;
}
