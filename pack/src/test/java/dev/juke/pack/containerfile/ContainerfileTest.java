/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Settings;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is the same as with BuildKit is compared with it in e2e/containerfile.bats; here is what its old version does not know. */
class ContainerfileTest extends Fixture {
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    @BeforeEach
    void makeBase() throws IOException {
        FileTree tree = new FileTree();
        tree.put("etc/passwd", images.file("web:x:10:20:::\n"));
        tree.put("etc/group", images.file("staff:x:30:\n"));
        tree.put("tmp", new Node.Directory(new Permissions(01777, 0, 0)));
        tree.put("tmp/old", images.file("old"));
        tree.put("lib", new Node.Link(Permissions.LINK, "/usr/lib"));
        images.add(
                "base",
                tree,
                new JsonObject()
                        .put("Cmd", JsonArray.of(List.of("c")))
                        .put("Entrypoint", JsonArray.of(List.of("e")))
                        .put("User", "web")
                        .put("Labels", new JsonObject().put("of", "base"))
                        .put("OnBuild", JsonArray.of(List.of("COPY one /triggered", "ENV T=1"))));
    }

    @Test
    void aLayerHoldsTheDirectoriesOfWhatItChangesAsTheyAre() throws IOException {
        BuildRequest request = unikernel("FROM base\nCOPY --chown=web:staff one /tmp/\nCOPY two /lib/deep/\n");
        assertThat(request.layers().stream().map(BuildRequest.Layer::what))
                .startsWith("COPY one /triggered", "COPY --chown=web:staff one /tmp/", "COPY two /lib/deep/");
        assertThat(files(request.layers().get(1).tree())).containsExactly("tmp 1777 0:0 /", "tmp/one 644 10:30 1");
        assertThat(files(request.layers().get(2).tree()))
                .containsExactly(
                        "usr 755 0:0 /", "usr/lib 755 0:0 /", "usr/lib/deep 755 0:0 /", "usr/lib/deep/two 644 0:0 2");
    }

    @Test
    void whatTheBaseSaysIsKeptUntilItIsSaidAnew() throws IOException {
        Settings kept = unikernel("FROM base\n").settings();
        assertThat(kept.entrypoint()).isNull();
        assertThat(kept.cmd()).isNull();
        assertThat(kept.user()).isEqualTo("web");
        assertThat(kept.env()).containsExactly(PATH, "T=1");
        assertThat(kept.labels()).containsEntry("of", "base");
        Settings reset = unikernel("FROM base\nENTRYPOINT [\"x\"]\n").settings();
        assertThat(reset.cmd()).isEmpty();
        assertThat(unikernel("FROM base\nCMD a\nENTRYPOINT [\"x\"]\n")
                        .settings()
                        .cmd())
                .containsExactly("/bin/sh", "-c", "a");
    }

    @Test
    void triggersOfAStageHoldForTheNextOneOnly() throws IOException {
        BuildRequest request =
                unikernel("FROM scratch AS a\nONBUILD ENV A=1\nONBUILD COPY <<E /e\nx\nE\nFROM a AS b\nFROM b\n");
        assertThat(request.settings().env()).containsExactly(PATH, "A=1");
        assertThat(files(request)).containsExactly("e 644 0:0 x\n");
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("OCI images do not keep ONBUILD"));
    }

    @Test
    void documentsBecomeFiles() throws IOException {
        BuildRequest request = unikernel("""
                FROM scratch
                ARG WHO=you
                COPY <<one <<-"two" /d/
                Hello $WHO, "quoted"
                one
                	plain $WHO
                two
                COPY --chmod=755 --chown=1:2 <<E /run
                #!/bin/sh
                E
                """);
        assertThat(files(request))
                .containsExactly(
                        "d 755 0:0 /",
                        "d/one 644 0:0 Hello you, \"quoted\"\n",
                        "d/two 644 0:0 plain $WHO\n",
                        "run 755 1:2 #!/bin/sh\n");
    }

    @Test
    void parentsAndExclusions() throws IOException {
        write("x/y/z/1.txt", "1");
        write("x/y/2.md", "2");
        assertThat(files(unikernel("FROM scratch\nCOPY --parents x/y/z/1.txt one /p/\n")))
                .containsExactly(
                        "p 755 0:0 /",
                        "p/one 644 0:0 1",
                        "p/x 755 0:0 /",
                        "p/x/y 755 0:0 /",
                        "p/x/y/z 755 0:0 /",
                        "p/x/y/z/1.txt 644 0:0 1");
        assertThat(files(unikernel("FROM scratch\nCOPY --parents x/./y/*.md /p/\n")))
                .containsExactly("p 755 0:0 /", "p/y 755 0:0 /", "p/y/2.md 644 0:0 2");
        assertThat(files(unikernel("FROM scratch\nCOPY --parents ./**/*.txt /p/\n")))
                .containsExactly(
                        "p 755 0:0 /",
                        "p/x 755 0:0 /",
                        "p/x/y 755 0:0 /",
                        "p/x/y/z 755 0:0 /",
                        "p/x/y/z/1.txt 644 0:0 1");
        assertThat(files(unikernel("FROM scratch\nCOPY --exclude=**/*.txt --exclude=z x one* two /p/\n")))
                .containsExactly(
                        "p 755 0:0 /",
                        "p/one 644 0:0 1",
                        "p/two 644 0:0 2",
                        "p/y 755 0:0 /",
                        "p/y/2.md 644 0:0 2",
                        "p/y/z 755 0:0 /");
    }

    @Test
    void linksOfTheContextLeadNowhereOutsideOfIt() throws IOException {
        Files.createSymbolicLink(context.resolve("out"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(context.resolve("up"), Path.of("../../../../../../etc/passwd"));
        Files.createSymbolicLink(context.resolve("in"), Path.of("/dir/a"));
        write("etc/passwd", "the context's");
        assertThat(files(unikernel("FROM scratch\nCOPY out up in /d/\n")))
                .containsExactly(
                        "d 755 0:0 /", "d/in 644 0:0 a", "d/out 644 0:0 the context's", "d/up 644 0:0 the context's");
        assertThat(files(unikernel("FROM scratch\nCOPY . /all\n"))).contains("all/out 777 0:0 -> /etc/passwd");
    }

    @Test
    void platformsAreAskedForAsTheyAreNamed() throws IOException {
        images.add("unikraft", new FileTree(), new JsonObject());
        unikernel("""
                FROM --platform=qemu/x86_64 unikraft AS a
                FROM --platform=$BUILDPLATFORM unikraft
                FROM unikraft
                COPY --from=a / /
                COPY --from=1 / /
                """);
        assertThat(images.asked).contains("unikraft qemu/amd64", "unikraft linux/amd64");
    }

    @Test
    void stagesThatNobodyNeedsAreNotLookedAt() throws IOException {
        unikernel("FROM nowhere AS unused\nCOPY missing /\nFROM scratch\n");
        assertThat(images.asked).isEmpty();
        stage = "first";
        assertThat(unikernel("FROM scratch AS unused\nFROM nowhere\nFROM scratch AS first\n")
                        .base())
                .isNull();
    }

    @Test
    void argumentsOfTheCommandLineThatNobodyTakesAreWarnedOf() throws IOException {
        arguments.putAll(Map.of("NAMED", "1", "NAMD", "2", "http_proxy", "x", "TARGETARCH", "riscv64"));
        Settings settings = unikernel("FROM scratch\nARG NAMED\nARG TARGETARCH\nENV A=$NAMED B=$NAMD C=$TARGETARCH\n")
                .settings();
        assertThat(settings.env()).containsExactly(PATH, "A=1", "B=", "C=riscv64");
        assertThat(warnings).containsExactly("--build-arg NAMD is not used: no ARG names it; did you mean 'NAMED'?");
    }

    @Test
    void aPatternThatMatchesNothingIsWarnedOfBesideAnother() throws IOException {
        assertThat(files(unikernel("FROM scratch\nCOPY one two* lock* /\n"))).hasSize(2);
        assertThat(warnings).singleElement().asString().endsWith(":2:15: 'lock*' is not in the context " + context);
    }

    @Test
    void whatAnImageDoesNotKeepIsWarnedOf() throws IOException {
        Settings settings = unikernel("FROM scratch\nMAINTAINER me\nHEALTHCHECK CMD x\nSHELL [\"/s\"]\nCMD x y\n")
                .settings();
        assertThat(settings.cmd()).containsExactly("/s", "x y");
        assertThat(warnings).hasSize(3).allMatch(warning -> warning.contains("OCI images do not keep"));
    }

    @Test
    void bothIgnoreFilesAreKnownAndTheOwnOneComesFirst() throws IOException {
        write(".dockerignore", "two\n");
        assertThat(files(unikernel("FROM scratch\nCOPY one tw* /x/\n"))).hasSize(2);
        write("Containerfile.dockerignore", "one\n");
        assertThat(files(unikernel("FROM scratch\nCOPY on* two /x/\n")))
                .containsExactly("x 755 0:0 /", "x/two 644 0:0 2");
    }
}
