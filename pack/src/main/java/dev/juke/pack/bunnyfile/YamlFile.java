/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Reads a YAML 1.2 file into nodes, which know their places. */
final class YamlFile {
    /** A larger build file is refused. Bytes. */
    private static final int MAX_BYTES = 1 << 20;
    /** More aliases of lists and mappings than this are an attack. */
    private static final int MAX_ALIASES = 50;

    private YamlFile() {}

    /** The one document of the file. */
    static Node read(Path file) {
        String text = text(file);
        if (isContainerfile(text)) {
            throw JukeException.input(
                    file + " is a Containerfile, which Juke does not read yet", "write a bunnyfile: 'version: v0.1' …");
        }
        LoadSettings settings = LoadSettings.builder()
                // All scalars stay the text that they are in the file.
                .setSchema(new FailsafeSchema())
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowRecursiveKeys(false)
                .build();
        try {
            return new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
                    .getSingleNode()
                    .orElseThrow(() -> JukeException.input(
                            file + " is empty", "a build file begins with its version: 'version: v0.1'"));
        } catch (MarkedYamlEngineException e) {
            throw new JukeException(
                    JukeException.Category.INPUT,
                    Place.of(file, e.getProblemMark()) + ": " + e.getProblem(),
                    "correct the YAML",
                    e);
        } catch (YamlEngineException e) {
            throw new JukeException(
                    JukeException.Category.INPUT, file + " is not YAML: " + e.getMessage(), "correct it", e);
        }
    }

    /** The first instruction of a Containerfile is FROM, or ARG for one. */
    private static boolean isContainerfile(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> line.startsWith("FROM ") || line.startsWith("ARG "))
                .isPresent();
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw JukeException.input(
                        file + " has more than " + MAX_BYTES + " bytes", "a build file is a few lines");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JukeException(
                    JukeException.Category.INPUT, file + " is no text in UTF-8", "name a build file", e);
        } catch (IOException e) {
            throw IoFailure.of("build file " + file + " cannot be read", e);
        }
    }
}
