/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.attest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Digest;
import dev.juke.image.ImageName;
import dev.juke.image.ImageSource;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.layout.Destination;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.layout.Sources;
import dev.juke.image.registry.Artifact;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Builder;
import dev.juke.pack.BuiltImage;
import dev.juke.pack.Requests;
import dev.juke.pack.TestKernels;
import dev.juke.pack.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttestationsTest {
    private final Workspace work = Workspace.create();

    @TempDir
    private Path directory;

    private BuildRequest request;
    private BuiltImage built;

    @BeforeEach
    void build() {
        request = Requests.in(directory).cmd("app").request();
        built = Builder.build(request, work);
    }

    @AfterEach
    void close() {
        work.close();
    }

    private static JsonObject json(Artifact artifact) {
        return Json.parseObject(artifact.content().getBytes(UTF_8), "artifact");
    }

    @Test
    void theBillOfMaterialsNamesAllFilesWithTheirChecksums() {
        JsonObject sbom = json(Attestations.sbom(request, built));
        assertThat(sbom.text("spdxVersion")).isEqualTo("SPDX-2.3");
        assertThat(sbom.objects("files"))
                .extracting(file -> file.text("fileName"))
                .containsExactly("./.boot/kernel", "./urunc.json");
        String kernel = Digest.of(TestKernels.multiboot()).hex();
        assertThat(sbom.objects("files").getFirst().objects("checksums"))
                .extracting(sum -> sum.text("algorithm"))
                .containsExactly("SHA1", "SHA256");
        assertThat(sbom.objects("files")
                        .getFirst()
                        .objects("checksums")
                        .getLast()
                        .text("checksumValue"))
                .isEqualTo(kernel);
        assertThat(sbom.objects("packages"))
                .extracting(each -> each.text("SPDXID"))
                .containsExactly("SPDXRef-Image", "SPDXRef-Kernel");
        assertThat(Objects.requireNonNull(sbom.object("creationInfo")).text("created"))
                .isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void theProvenanceIsAStatementAboutTheManifest() {
        JsonObject statement = json(Attestations.provenance(request, built));
        assertThat(statement.text("_type")).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.text("predicateType")).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(statement.objects("subject").getFirst().textMap("digest"))
                .containsEntry("sha256", built.image().digest().hex());
        assertThat(statement.toString())
                .contains("\"name\":\"kernel\",\"uri\":\"file:app.elf\"")
                .doesNotContain(directory.toString());
    }

    @Test
    void theSameBuildElsewhereSaysTheSame() throws IOException {
        BuildRequest again = Requests.in(Files.createDirectory(directory.resolve("other")))
                .cmd("app")
                .request();
        try (Workspace other = Workspace.create()) {
            assertThat(Attestations.of(again, Builder.build(again, other))).isEqualTo(Attestations.of(request, built));
        }
    }

    @Test
    void inALayoutTheImagesNameStillMeansItsManifest() {
        Path path = directory.resolve("layout");
        ImageName name = ImageName.parse("app:1");
        new Destination.Directory(path, "").write(new NamedImage(List.of(name), built.image()));
        OciLayout layout = OciLayout.open(path);
        List<Artifact> artifacts = Attestations.of(request, built);
        Attestations.write(artifacts, built.image().descriptor(), layout);
        Attestations.write(artifacts, built.image().descriptor(), layout);
        assertThat(layout.index().manifests()).hasSize(3);
        try (ImageSource source = Sources.directory(path, "")) {
            assertThat(source.only(Platform.linux("amd64")).image().digest())
                    .isEqualTo(built.image().digest());
        }
        JsonObject manifest =
                Json.parseObject(layout.document(layout.index().manifests().getLast()), "manifest");
        assertThat(manifest.text("artifactType")).isEqualTo("application/vnd.in-toto+json");
        assertThat(Objects.requireNonNull(manifest.object("subject")).text("digest"))
                .isEqualTo(built.image().digest().toString());
    }
}
