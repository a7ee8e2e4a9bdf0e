/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The JSON schema that editors use knows the keys that the reader knows, and says which are Juke's own. */
class SchemaTest {
    private static final Path FILE = Path.of("../docs/schema/bunnyfile.json");
    private static final String OWN = "(juke)";

    /** Where the schema has each section. */
    private static final Map<String, String> PLACES = Map.of(
            "", "",
            "platforms", "properties/platforms",
            "kernel", "properties/kernel",
            "rootfs", "properties/rootfs",
            "rootfs.include", "properties/rootfs/properties/include/items");

    @SuppressWarnings("UnusedVariable")
    private static final Iterable<Section> SECTIONS = Section.ALL;

    @ParameterizedTest
    @FieldSource("SECTIONS")
    void everyKeyIsInTheSchema(Section section) {
        JsonObject schema = Json.readObject(FILE, "schema", 1 << 20);
        for (String name : Objects.requireNonNull(PLACES.get(section.path())).split("/", -1)) {
            schema = name.isEmpty() ? schema : Objects.requireNonNull(schema.object(name));
        }
        if (section.path().endsWith("include")) {
            schema = schema.objects("oneOf").getLast();
        }
        JsonObject properties = Objects.requireNonNull(schema.object("properties"));
        assertThat(properties.names()).containsExactlyInAnyOrderElementsOf(section.keys());
        assertThat(schema.bool("additionalProperties", true)).isFalse();
        for (String key : section.keys()) {
            String description = Objects.requireNonNull(properties.object(key)).text("description", "");
            assertThat(description).as(key).isNotEmpty();
            assertThat(description.startsWith(OWN))
                    .as(key)
                    .isEqualTo(section.own().contains(key));
        }
    }
}
