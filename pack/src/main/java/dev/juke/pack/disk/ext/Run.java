/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

/**
 * Blocks that follow each other.
 *
 * @param start the first one's number
 * @param length how many
 */
record Run(long start, int length) {}
