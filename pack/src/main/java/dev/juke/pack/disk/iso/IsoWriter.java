/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import dev.juke.base.JukeException;
import dev.juke.pack.disk.DiskFile;
import dev.juke.pack.disk.DiskSize;
import dev.juke.pack.disk.DiskWriter;
import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes ISO 9660 with Rock Ridge: a volume descriptor, fields too long for a directory, tables of directories, directories, contents,
 * in this order. The size is what is needed; a larger one that is asked for is filled with zeros.
 */
public final class IsoWriter implements DiskWriter {
    /** The first sectors are for whoever boots from it (ECMA-119, 6.2.1). */
    private static final int DESCRIPTOR = 16;

    private static final int END = DESCRIPTOR + 1;
    private static final int FREE = END + 1;

    /** An ISO writer. */
    public IsoWriter() {}

    @Override
    public void write(FileTree tree, long size, long epoch, Path file) throws IOException {
        Volume volume = new Volume(tree, epoch, FREE);
        long need = volume.end() * Fields.SECTOR;
        if (volume.end() > Integer.MAX_VALUE) {
            throw JukeException.input(
                    "the files need " + need + " bytes, more than an ISO 9660 disk of ours can have", "use ext4");
        }
        if (size != 0 && size < need) {
            throw DiskSize.tooSmall(size, need);
        }
        try (FileChannel disk = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            DiskFile.write(descriptor(volume, epoch), disk, (long) DESCRIPTOR * Fields.SECTOR);
            DiskFile.write(identified(255), disk, (long) END * Fields.SECTOR);
            volume.write(disk);
            DiskFile.extend(disk, Math.max(size, need));
        }
    }

    /** The primary volume descriptor (8.4). */
    private static ByteBuffer descriptor(Volume volume, long epoch) {
        ByteBuffer bytes = identified(1);
        bytes.position(8);
        Fields.text(bytes, "", 32);
        Fields.text(bytes, "ROOTFS", 32);
        bytes.position(80);
        Fields.both32(bytes, volume.end());
        bytes.position(120);
        Fields.both16(bytes, 1);
        Fields.both16(bytes, 1);
        Fields.both16(bytes, Fields.SECTOR);
        Fields.both32(bytes, volume.tableLength());
        bytes.putInt((int) volume.littleTable()).putInt(0);
        bytes.putInt(Integer.reverseBytes((int) volume.bigTable())).putInt(0);
        bytes.put(volume.root().as(Entry.SELF, new byte[0]).record(0, epoch));
        Fields.text(bytes, "", 4 * 128 + 3 * 37);
        Fields.longTime(bytes, epoch);
        Fields.longTime(bytes, epoch);
        Fields.noTime(bytes);
        Fields.noTime(bytes);
        return bytes.put((byte) 1);
    }

    /** A volume descriptor of a kind, of the first version (8.1). */
    private static ByteBuffer identified(int kind) {
        ByteBuffer bytes = Fields.allocate(Fields.SECTOR).put((byte) kind);
        Fields.text(bytes, "CD001", 5);
        return bytes.put((byte) 1);
    }
}
