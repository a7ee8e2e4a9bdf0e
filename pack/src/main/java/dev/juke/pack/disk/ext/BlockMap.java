/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import java.io.IOException;
import java.util.List;

/** Says in an inode, and in blocks of its own where that is too small, where a file's content is. */
interface BlockMap {
    /** Maps the content from its beginning. */
    Inode.Map map(List<Run> runs, Blocks blocks) throws IOException;

    /** How many blocks, at most, the map of so many takes. */
    long cost(long count);

    /** How many blocks, at most, so many bytes take. */
    default long need(long size) {
        long count = count(size);
        return count + cost(count);
    }

    /** Blocks for so many bytes. */
    static long count(long size) {
        return (size + Geometry.BLOCK - 1) / Geometry.BLOCK;
    }

    /** Blocks of runs. */
    static long length(List<Run> runs) {
        long sum = 0;
        for (Run run : runs) {
            sum += run.length();
        }
        return sum;
    }
}
