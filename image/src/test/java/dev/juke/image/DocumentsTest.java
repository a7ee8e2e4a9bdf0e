/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests, descriptors, manifests, indexes and configurations as documents. */
class DocumentsTest {
    private static final Digest EMPTY =
            Digest.parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    private static JsonObject json(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(UTF_8), "it");
    }

    private static Descriptor manifest(String platform) {
        return new Descriptor(json("{'mediaType':'" + MediaType.MANIFEST + "','digest':'" + EMPTY + "','size':0"
                + (platform.isEmpty() ? "" : ",'platform':" + platform) + "}"));
    }

    @Test
    void aDigestIsTheSha256OfTheBytes() {
        assertThat(Digest.of(new byte[0])).isEqualTo(EMPTY);
        assertThat(EMPTY.shortHex()).isEqualTo("e3b0c44298fc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "sha256:../../etc/passwd",
                "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void whatIsNoSha256DigestIsRefused(String text) {
        assertThatThrownBy(() -> Digest.parse(text)).hasMessage("'" + text + "' is no digest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'mediaType':'a','digest':'sha256:00','size':1}",
                "{'mediaType':'a','size':1}",
                "{'mediaType':'a','digest':'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855','size':-1}"
            })
    void anIncompleteDescriptorIsRefused(String text) {
        assertThatThrownBy(() -> new Descriptor(json(text))).isInstanceOf(JukeException.class);
    }

    @Test
    void aDescriptorKeepsWhatItDoesNotKnow() {
        Descriptor descriptor = new Descriptor(
                json("{'mediaType':'a','digest':'" + EMPTY + "','size':0,'urls':['x'],'annotations':{'k':'v'}}"));
        Descriptor changed = descriptor.withAnnotation(Descriptor.REF_NAME, "n");
        assertThat(changed.annotations()).isEqualTo(Map.of("k", "v", Descriptor.REF_NAME, "n"));
        assertThat(changed.json().texts("urls")).containsExactly("x");
        assertThat(descriptor.annotations()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void theManifestForThePlatformIsChosen() {
        Descriptor arm = manifest("{'os':'linux','architecture':'arm64','variant':'v8'}");
        Descriptor amd = manifest("{'os':'linux','architecture':'amd64'}");
        Index index = Index.of(List.of(manifest("{'os':'unknown','architecture':'unknown'}"), arm, amd));
        assertThat(index.choose(Platform.linux("x86_64"), "it")).isEqualTo(amd);
        assertThat(index.choose(Platform.linux("aarch64"), "it")).isEqualTo(arm);
    }

    @Test
    void aLoneManifestWithoutPlatformIsTakenForAny() {
        Index index = Index.of(List.of(manifest("")));
        assertThat(index.choose(Platform.linux("amd64"), "it")).isEqualTo(manifest(""));
    }

    @Test
    void anIndexWithoutThePlatformSaysWhatItHas() {
        Index index = Index.of(List.of(
                manifest("{'os':'unknown','architecture':'unknown'}"),
                manifest("{'os':'qemu','architecture':'x86_64'}"),
                manifest("{'os':'linux','architecture':'arm64','variant':'v8'}")));
        assertThatThrownBy(() -> index.choose(Platform.linux("amd64"), "it"))
                .hasMessage("it holds nothing for linux/amd64, only for qemu/amd64, linux/arm64/v8");
    }

    @Test
    void aDocumentThatIsManifestAndIndexAtOnceIsRefused() {
        String both = "{'schemaVersion':2,'config':{},'layers':[],'manifests':[]}".replace('\'', '"');
        assertThatThrownBy(() -> Manifest.parse(both.getBytes(UTF_8), "it")).hasMessageContaining("is not");
        assertThatThrownBy(() -> Index.parse(both.getBytes(UTF_8), "it")).hasMessageContaining("no image index");
    }

    @Test
    void anArtifactThatIsNoImageIsRefusedByItsType() {
        String chart = ("{'schemaVersion':2,'config':{'mediaType':'application/vnd.cncf.helm.config.v1+json','digest':'"
                        + EMPTY + "','size':0},'layers':[]}")
                .replace('\'', '"');
        assertThatThrownBy(() -> Manifest.parse(chart.getBytes(UTF_8), "it"))
                .hasMessage("it is no container image: its config is a application/vnd.cncf.helm.config.v1+json");
    }

    @Test
    void aConfigurationWithoutAnythingButItsPlatformIsEmpty() {
        ImageConfig config = ImageConfig.parse("{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(UTF_8), "it");
        assertThat(config.labels()).isEmpty();
        assertThat(config.cmd()).isEmpty();
        assertThat(config.diffIds()).isEmpty();
        assertThat(config.created()).isEmpty();
        assertThat(config.platform()).hasToString("linux/amd64");
    }
}
