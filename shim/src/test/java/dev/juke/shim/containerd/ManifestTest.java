/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
    private final Map<String, String> store = new HashMap<>();

    private Map<String, String> annotations(String digest) throws IOException {
        return Manifest.annotations(digest, Architecture.AMD64, wanted -> {
            String document = store.get(wanted);
            if (document == null) {
                throw new FileNotFoundException(wanted);
            }
            return document.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'digest':'yes','platform':{'os':'linux','architecture':'amd64'}}",
                "{'digest':'no'},{'digest':'yes','platform':{'os':'linux','architecture':'amd64'}}",
                "{'digest':'no','platform':{'os':'linux','architecture':'arm64'}},{'digest':'yes'},{'digest':'no'}",
                "{'digest':'no','platform':{'os':'windows','architecture':'amd64'}},{'digest':'yes'}",
                "{'digest':'no','platform':{'os':'unknown','architecture':'unknown'}},{'digest':'yes'}"
            })
    void theEntryForThisHostIsChosenAndElseOneThatIsSilent(String entries) throws IOException {
        store.put("index", "{'manifests':[" + entries + "]}");
        store.put("yes", "{'annotations':{'a':'b'}}");
        assertThat(annotations("index")).containsExactly(Map.entry("a", "b"));
    }

    @Test
    void anIndexWithNothingForThisHostIsRefused() {
        store.put("index", "{'manifests':[{'digest':'no','platform':{'os':'linux','architecture':'arm64'}}]}");
        assertThatThrownBy(() -> annotations("index"))
                .isInstanceOf(JukeException.class)
                .hasMessage("the index index has no manifest for linux/amd64");
    }

    @Test
    void anIndexThatHoldsItselfIsRefused() {
        store.put("index", "{'manifests':[{'digest':'index'}]}");
        assertThatThrownBy(() -> annotations("index")).hasMessageContaining("too many levels");
    }

    @Test
    void aManifestWithoutAnnotationsHasNone() throws IOException {
        store.put("manifest", "{'layers':[]}");
        assertThat(annotations("manifest")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|must hold a JSON object",
                "{'annotations':{'a':1}}|must be a string",
                "{'manifests':3}|must be a list"
            })
    void aDocumentThatIsNoneIsRefused(String document, String reason) {
        store.put("x", document);
        assertThatThrownBy(() -> annotations("x"))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining(reason);
    }
}
