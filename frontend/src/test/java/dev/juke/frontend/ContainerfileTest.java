/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.juke.base.json.JsonObject;
import dev.juke.buildkit.api.gateway.Ref;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.buildkit.api.gateway.SolveRequest;
import dev.juke.frontend.llb.Sources;
import dev.juke.frontend.llb.State;
import dev.juke.image.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containerfiles: BuildKit's own frontend makes the image, and Juke what a unikernel needs over it. */
@Timeout(120)
class ContainerfileTest {
    private static final String RESULT = "localhost/what-it-made:1";
    private static final String CONFIG = """
            {"architecture":"amd64","os":"linux","config":{"Env":["A=1"],"Cmd":["hello"],"Labels":{"x":"y",
            "com.urunc.unikernel.unikernelType":"unikraft","com.urunc.unikernel.hypervisor":"qemu",
            "com.urunc.unikernel.binary":"/unikernel/k","com.urunc.unikernel.mountRootfs":"false"}},
            "rootfs":{"type":"layers","diff_ids":["sha256:00"]},"history":[{"created_by":"COPY"}]}""";

    private Fixture fixture;

    @BeforeEach
    void begin(@TempDir Path work) throws IOException {
        fixture = new Fixture(work);
        fixture.file("Dockerfile", "# syntax=localhost:5000/juke\n\nfrom x as y\nRUN make\n")
                .option("filename", "Dockerfile");
        made(CONFIG);
    }

    private void made(String config) throws IOException {
        fixture.image(RESULT, config, Map.of("unikernel/k", Fixture.kernel()));
        State state = Sources.image(RESULT, Platform.host(), "");
        Ref reference =
                Ref.newBuilder().setId("theirs").setDef(state.definition()).build();
        fixture.buildKit.frontends.put(
                "dockerfile.v0",
                Result.newBuilder()
                        .setRef(reference)
                        .putMetadata("containerimage.config", ByteString.copyFromUtf8(config))
                        .build());
    }

    private SolveRequest asked() {
        return fixture.buildKit.solved.stream()
                .filter(request -> !request.getFrontend().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theUnikernelPartIsPutOverWhatBuildKitMade() throws IOException {
        Result result = fixture.result();
        Path files = fixture.buildKit.files(result.getRef());
        assertThat(files.resolve("unikernel/k")).exists();
        assertThat(files.resolve("urunc.json")).exists();
        assertThat(files.resolve(".boot")).doesNotExist();
        JsonObject process = Fixture.json(result, "containerimage.config").objectOrNew("config");
        assertThat(process.textMap("Labels")).hasSize(5).containsEntry("x", "y");
        assertThat(process.texts("Cmd")).containsExactly("hello");
        assertThat(result.getMetadataMap().keySet())
                .contains("annotation-manifest.com.urunc.unikernel.binary")
                .doesNotContain("annotation-manifest.x");
    }

    @Test
    void allThatTheClientAskedForIsPassedOnButWhatLeadsBackHere() throws IOException {
        fixture.option("target", "y")
                .option("build-arg:A", "b")
                .option("build-arg:BUILDKIT_SYNTAX", "localhost:5000/juke")
                .option("build-arg:JUKE_CHECK", "false")
                .option("label:l", "m")
                .option("no-cache", "y")
                .option("platform", "linux/amd64");
        fixture.result();
        assertThat(asked().getFrontend()).isEqualTo("dockerfile.v0");
        assertThat(asked().getFrontendOptMap())
                .containsEntry("target", "y")
                .containsEntry("build-arg:A", "b")
                .containsEntry("label:l", "m")
                .containsEntry("no-cache", "y")
                .containsEntry("platform", "linux/amd64")
                .containsEntry("filename", "Dockerfile")
                .containsKey("cmdline")
                .doesNotContainKeys("source", "build-arg:BUILDKIT_SYNTAX", "build-arg:JUKE_CHECK");
    }

    @Test
    void aKernelThatIsNotThereIsNamed() throws IOException {
        made(CONFIG.replace("/unikernel/k", "/unikernel/other"));
        assertThat(fixture.error()).startsWith("Dockerfile: ").contains("'/unikernel/other'");
    }

    @Test
    void withoutLabelsTheKernelAndTheFirstProcessComeFromImagesThatAreNamed() throws IOException {
        made("""
                {"architecture":"amd64","os":"linux","config":{"Cmd":["/bin/date"]},"rootfs":{"type":"layers"}}""");
        assertThat(fixture.error()).contains("kernel");
        fixture.image(
                "docker.io/k/k:1",
                "{\"architecture\":\"amd64\",\"os\":\"linux\"}",
                Map.of(".boot/kernel", Fixture.kernel()));
        fixture.image(
                "docker.io/u/u:1", "{\"architecture\":\"amd64\",\"os\":\"linux\"}", Map.of("urunit", new byte[] {1}));
        fixture.option("build-arg:JUKE_KERNEL_IMAGE", "k/k:1").option("build-arg:JUKE_INIT_IMAGE", "u/u:1");
        Result result = fixture.result();
        Path files = fixture.buildKit.files(result.getRef());
        assertThat(files.resolve("urunit")).exists();
        assertThat(files.resolve("urunc.json")).hasContent("""
                        {"com.urunc.unikernel.binary":"Ly5ib290L2tlcm5lbA==","com.urunc.unikernel.hypervisor":"cWVtdQ==",\
                        "com.urunc.unikernel.mountRootfs":"dHJ1ZQ==","com.urunc.unikernel.unikernelType":"bGludXg="}""");
        JsonObject process = Fixture.json(result, "containerimage.config").objectOrNew("config");
        assertThat(process.texts("Entrypoint")).containsExactly("/urunit");
        assertThat(process.texts("Cmd")).containsExactly("/bin/date");
        assertThat(process.textMap("Labels")).isEmpty();
    }
}
