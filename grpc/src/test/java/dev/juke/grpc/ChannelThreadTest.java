/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelThreadTest {
    @Test
    void onlyAChannelThatCanBeSelectedIsWaitedForInAVirtualThread(@TempDir Path directory) throws IOException {
        Pipe pipe = Pipe.open();
        try (FileChannel file = FileChannel.open(Files.createFile(directory.resolve("file")));
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            assertThat(ChannelThread.of("a", source, () -> {}).isVirtual()).isTrue();
            assertThat(ChannelThread.of("b", sink, () -> {}).isVirtual()).isTrue();
            Thread thread = ChannelThread.of("c", file, () -> {});
            assertThat(thread.isVirtual()).isFalse();
            assertThat(thread.isDaemon()).isTrue();
        }
    }
}
