/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import java.nio.file.Path;

/**
 * A container of this machine.
 *
 * @param root where it is kept
 * @param description what was said when it was made
 */
public record StoredContainer(DataRoot root, Container description) {
    /** Where its files lie. */
    public Path directory() {
        return root.container(description.id());
    }

    /** The link that reserves its name. */
    public Path nameLink() {
        return new Names(root).link(description.name());
    }

    /** Opens what juke-init notes about it. */
    public RecordFile openRecord() {
        return RecordFile.open(directory());
    }

    /** Where it is in its life now. */
    public Life life() {
        try (RecordFile record = openRecord()) {
            return record.life();
        }
    }

    /** What the guest wrote to its console so far; missing until juke-init starts. */
    public Path consoleLog() {
        return directory().resolve(ContainerDirectory.CONSOLE_LOG);
    }
}
