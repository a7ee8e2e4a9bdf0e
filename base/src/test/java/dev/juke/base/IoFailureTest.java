/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.JukeException.Category;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class IoFailureTest {
    private static String line(String what, IOException e) {
        return IoFailure.of(what, e).line();
    }

    @Test
    void whatTheJdkSaysByItsClassIsSaidInWords() {
        assertThat(line("kernel /k cannot be read", new NoSuchFileException("/k")))
                .isEqualTo("kernel /k cannot be read: no such file or directory; check the path");
        assertThat(line("kernel /k cannot be read", new AccessDeniedException("/k")))
                .isEqualTo("kernel /k cannot be read: permission denied; check the permissions of /k");
        assertThat(line("x", new EOFException())).isEqualTo("x: it ends too early");
        assertThat(line("x", new IOException("Broken pipe"))).isEqualTo("x: Broken pipe");
        assertThat(line("x", new IOException())).isEqualTo("x: IOException");
    }

    @Test
    void aFileThatTheSentenceDoesNotNameIsNamed() {
        assertThat(line("the image cannot be built", new NoSuchFileException("/tree/f")))
                .isEqualTo("the image cannot be built: /tree/f: no such file or directory; check the path");
        assertThat(line("x", new FileSystemException("/d/f", null, "No space left on device")))
                .isEqualTo("x: /d/f: No space left on device; make room");
    }

    @Test
    void aDamagedFileIsTheInputsFaultAndAMissingOneIsNotFound() {
        assertThat(IoFailure.of("x", new ZipException("bad")).category()).isEqualTo(Category.INPUT);
        assertThat(IoFailure.of("x", new EOFException()).category()).isEqualTo(Category.INPUT);
        assertThat(IoFailure.of("x", new NoSuchFileException("f")).category()).isEqualTo(Category.NOT_FOUND);
        assertThat(IoFailure.of("x", new IOException("other")).category()).isEqualTo(Category.HOST);
    }
}
