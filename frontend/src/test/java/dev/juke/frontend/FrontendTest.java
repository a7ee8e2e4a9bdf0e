/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.JsonObject;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.buildkit.api.gateway.SolveRequest;
import dev.juke.buildkit.api.llb.Definition;
import dev.juke.buildkit.api.llb.Op;
import dev.juke.buildkit.api.llb.OpMetadata;
import dev.juke.buildkit.api.llb.SourceOp;
import dev.juke.frontend.assembly.Job;
import dev.juke.frontend.llb.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole builds of bunnyfiles, over gRPC, with a BuildKit that makes what it is asked for. */
@Timeout(120)
class FrontendTest {
    private static final String LOCAL = """
            #syntax=localhost:5000/juke
            version: v0.1
            platforms: { framework: unikraft, version: 0.17.0, monitor: qemu, architecture: x86 }
            rootfs: { from: local, path: out/fs.cpio }
            kernel: { from: local, path: kernel.elf }
            cmd: ["/server"]
            """;

    private Fixture fixture;

    @BeforeEach
    void begin(@TempDir Path work) throws IOException {
        fixture = new Fixture(work);
    }

    private static List<Op> operations(Definition definition) throws IOException {
        List<Op> operations = new ArrayList<>();
        for (var bytes : definition.getDefList()) {
            operations.add(Op.parseFrom(bytes));
        }
        return operations;
    }

    private Definition last() {
        return fixture.buildKit.solved.getLast().getDefinition();
    }

    private void local() throws IOException {
        fixture.file("bunnyfile", LOCAL).file("out/fs.cpio", "070701 and more");
    }

    @Test
    void exampleAHasItsFilesItsConfigurationAndItsAnnotations() throws IOException {
        local();
        Result result = fixture.result();
        Path files = fixture.buildKit.files(result.getRef());
        assertThat(files.resolve(".boot/kernel")).hasBinaryContent(Fixture.kernel());
        assertThat(files.resolve(".boot/rootfs")).hasContent("070701 and more");
        assertThat(files.resolve("urunc.json")).hasContent("""
                        {"com.urunc.unikernel.binary":"Ly5ib290L2tlcm5lbA==","com.urunc.unikernel.cmdline":"L3NlcnZlcg==",\
                        "com.urunc.unikernel.hypervisor":"cWVtdQ==","com.urunc.unikernel.initrd":"Ly5ib290L3Jvb3Rmcw==",\
                        "com.urunc.unikernel.mountRootfs":"ZmFsc2U=","com.urunc.unikernel.unikernelType":"dW5pa3JhZnQ=",\
                        "com.urunc.unikernel.unikernelVersion":"MC4xNy4w"}""");
        JsonObject config = Fixture.json(result, "containerimage.config");
        assertThat(config.text("architecture")).isEqualTo("amd64");
        assertThat(config.text("os")).isEqualTo("linux");
        JsonObject process = config.objectOrNew("config");
        assertThat(process.texts("Cmd")).containsExactly("/server");
        Map<String, String> labels = process.textMap("Labels");
        assertThat(labels).hasSize(7).containsEntry("com.urunc.unikernel.binary", "/.boot/kernel");
        labels.forEach((key, value) -> assertThat(
                        result.getMetadataOrThrow("annotation-manifest." + key).toStringUtf8())
                .isEqualTo(value));
    }

    @Test
    void theGraphIsOneProgramAndACopyForEachLayer() throws IOException {
        local();
        fixture.result();
        List<Op> operations = operations(last());
        assertThat(operations.stream().map(Op::getOpCase))
                .containsOnlyOnce(Op.OpCase.EXEC)
                .endsWith(Op.OpCase.EXEC, Op.OpCase.FILE, Op.OpCase.FILE, Op.OpCase.FILE, Op.OpCase.OP_NOT_SET);
        List<String> sources = operations.stream()
                .filter(Op::hasSource)
                .map(op -> op.getSource().getIdentifier())
                .toList();
        assertThat(sources).containsExactlyInAnyOrder("docker-image://localhost:5000/juke:latest", "local://context");
        Op exec = operations.stream().filter(Op::hasExec).findFirst().orElseThrow();
        assertThat(exec.getExec().getMountsList().stream().map(mount -> mount.getDest()))
                .containsExactly("/", Job.CONTEXT, Job.FILE, Job.JOB, Job.OUTPUT);
    }

    @Test
    void ofTheDirectoryOfTheBuildFileNothingElseIsAskedFor() throws IOException {
        local();
        fixture.option("filename", "bunnyfile").result();
        SourceOp source = operations(fixture.buildKit.solved.getFirst().getDefinition())
                .getFirst()
                .getSource();
        assertThat(source.getIdentifier()).isEqualTo("local://dockerfile");
        assertThat(source.getAttrsMap())
                .containsEntry("local.followpaths", "[\"bunnyfile\"]")
                .containsEntry("local.session", "session");
    }

    @Test
    void theSameBuildIsTheSameGraph() throws IOException {
        local();
        fixture.result();
        Definition first = last();
        fixture.result();
        assertThat(last()).isEqualTo(first);
    }

    @Test
    void anImageThatFilesComeFromIsMountedByItsDigest() throws IOException {
        fixture.image("docker.io/library/redis:7", """
                {"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":["redis"],"User":"9"},
                "rootfs":{"type":"layers","diff_ids":["sha256:00"]},"history":[{"created_by":"theirs"}]}""", Map.of("etc/redis", new byte[] {1}));
        fixture.file("bunnyfile", """
                version: v0.1
                platforms: { framework: linux, monitor: qemu }
                rootfs: { from: "redis:7", type: raw }
                kernel: { from: local, path: kernel.elf }
                entrypoint: ["/urunit"]
                envs: ["A=1"]
                """);
        Result result = fixture.result();
        Path files = fixture.buildKit.files(result.getRef());
        assertThat(files.resolve("etc/redis")).exists();
        assertThat(files.resolve(".boot/kernel")).exists();
        assertThat(operations(last()).stream().map(op -> op.getSource().getIdentifier()))
                .contains(
                        "docker-image://docker.io/library/redis:7@" + FakeBuildKit.digest("docker.io/library/redis:7"));
        JsonObject config = Fixture.json(result, "containerimage.config");
        JsonObject process = config.objectOrNew("config");
        assertThat(process.texts("Entrypoint")).containsExactly("/urunit");
        assertThat(process.texts("Cmd")).containsExactly("redis");
        assertThat(process.texts("Env")).containsExactly("PATH=/bin", "A=1");
        assertThat(process.text("User")).isEqualTo("9");
        assertThat(config.objects("history").getFirst().text("created_by")).isEqualTo("theirs");
    }

    @Test
    void anErrorIsTheOneOfJukeBuild() throws IOException {
        fixture.file("bunnyfile", "version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernell: x\n");
        assertThat(fixture.error()).startsWith("bunnyfile:3:1: ").contains("kernell");
        fixture.file("deep/er", "version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernell: x\n")
                .option("filename", "deep/er");
        assertThat(fixture.error()).startsWith("deep/er:3:1: ");
        fixture.file(
                        "k",
                        "version: v0.1\nplatforms: {framework: unikraft, monitor: qemu}\nkernel: {from: local, path: k}\n")
                .option("filename", "k");
        assertThat(fixture.error()).contains("k").doesNotContain("/run/juke").doesNotContain("context/");
    }

    @Test
    void aBuildFileMayBeCalledAnything() throws IOException {
        fixture.file(Job.NAME, LOCAL).file("out/fs.cpio", "070701").option("filename", Job.NAME);
        fixture.result();
    }

    @Test
    void whatBuildKitRefusesIsSaidInItsWords() throws IOException {
        assertThat(fixture.option("filename", "none").error()).contains("none").contains("no such file or directory");
        fixture.file("bunnyfile", LOCAL.replace("from: local, path: kernel.elf", "from: nowhere/x, path: /k"))
                .file("out/fs.cpio", "070701")
                .option("filename", "bunnyfile");
        assertThat(fixture.error()).contains("docker.io/nowhere/x:latest: not found");
    }

    @Test
    void optionsOfTheClientAreHeard() throws IOException {
        local();
        fixture.option("label:com.example.a", "b")
                .option("build-arg:SOURCE_DATE_EPOCH", "86400")
                .option("no-cache", "")
                .option("cache-imports", "[{\"Type\":\"registry\",\"Attrs\":{\"ref\":\"r/c\"}}]");
        Result result = fixture.result();
        JsonObject config = Fixture.json(result, "containerimage.config");
        assertThat(config.text("created")).isEqualTo("1970-01-02T00:00:00Z");
        assertThat(config.objectOrNew("config").textMap("Labels")).containsEntry("com.example.a", "b");
        assertThat(last().getMetadataMap().values().stream().map(OpMetadata::getIgnoreCache))
                .containsOnlyOnce(true);
        assertThat(fixture.buildKit.solved).allSatisfy(request -> {
            assertThat(request.getCacheImports(0).getType()).isEqualTo("registry");
            assertThat(request.getCacheImports(0).getAttrsMap()).containsEntry("ref", "r/c");
        });
    }

    @Test
    void directoriesThatBuildKitHasAlreadyAreTakenFromThere() throws IOException {
        local();
        fixture.buildKit.capabilities.add("frontend.inputs");
        Path other = Files.createDirectory(fixture.context.resolveSibling("other"));
        Files.write(other.resolve("kernel.elf"), Fixture.kernel());
        fixture.buildKit.evaluator.locals.put("other", other);
        fixture.buildKit.inputs.put(
                "context", Sources.local("other", "another", List.of()).definition());
        fixture.file("bunnyfile", LOCAL.replaceFirst("rootfs.*\n", ""));
        fixture.result();
        assertThat(operations(last()).stream().map(op -> op.getSource().getIdentifier()))
                .contains("local://other");
    }

    @Test
    void aBuildKitThatLacksSomethingIsNamedWhatItLacks() throws IOException {
        fixture.buildKit.capabilities.remove("exec.meta.base");
        assertThat(fixture.error()).contains("lacks exec.meta.base");
    }

    @Test
    void aRemoteContextAndAStageAreRefusedWithTheWayOut() throws IOException {
        local();
        assertThat(fixture.option("target", "build").error())
                .contains("'build'")
                .contains("--target");
        assertThat(fixture.option("context", "https://example.com/a.git").error())
                .contains("clone");
    }

    @Test
    void severalPlatformsGiveAnImageEach() throws IOException {
        local();
        fixture.option("platform", "linux/amd64,linux/x86_64/v2");
        Result result = fixture.result();
        assertThat(result.getRefs().getRefsMap().keySet()).containsExactlyInAnyOrder("linux/amd64", "linux/amd64/v2");
        assertThat(Fixture.json(result, "containerimage.config/linux/amd64").text("architecture"))
                .isEqualTo("amd64");
        assertThat(Fixture.json(result, "refs.platforms").objects("Platforms")).hasSize(2);
        assertThat(result.getMetadataMap())
                .containsKey("annotation-manifest[linux/amd64/v2].com.urunc.unikernel.binary");
    }

    @Test
    void aPlatformThatTheKernelIsNotForIsRefused() throws IOException {
        local();
        assertThat(fixture.option("platform", "linux/arm64").error())
                .contains("linux/arm64")
                .contains("amd64");
    }

    @Test
    void everythingIsAskedForInOneSession() throws IOException {
        local();
        fixture.result();
        for (SolveRequest request : fixture.buildKit.solved) {
            assertThat(request.getAllowResultReturn()).isTrue();
            assertThat(request.getAllowResultArrayRef()).isTrue();
        }
    }
}
