/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Rootfs;
import dev.juke.pack.tree.FileTree;
import dev.juke.unikernel.UruncJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnikernelPartTest extends Fixture {
    private static final String PREFIX = "com.urunc.unikernel.";

    @BeforeEach
    void makeImages() throws IOException {
        FileTree alpine = new FileTree();
        alpine.put("bin/date", images.file("date"));
        images.add("alpine", alpine, new JsonObject().put("Cmd", JsonArray.of(List.of("/bin/sh"))));
        FileTree kernel = new FileTree();
        kernel.put(".boot/kernel", images.file("kernel"));
        images.add("kernel", kernel, new JsonObject());
        FileTree init = new FileTree();
        init.put("urunit", images.file("init"));
        images.add("init", init, new JsonObject());
        FileTree unikernel = new FileTree();
        unikernel.put("unikernel/app", images.file("kernel"));
        unikernel.put("unikernel/rd", images.file("initrd"));
        unikernel.put("unikernel/disk", images.file("disk"));
        JsonObject labels = new JsonObject()
                .put(PREFIX + "unikernelType", "mirage")
                .put(PREFIX + "hypervisor", "hvt")
                .put(PREFIX + "binary", "/unikernel/app")
                .put("other", "label");
        images.add("packaged", unikernel, new JsonObject().put("Labels", labels));
    }

    /** Worked example E of bunny's documentation: an ordinary image with no labels. */
    @Test
    void anImageWithoutLabelsBecomesALinuxGuest() throws IOException {
        boot = new BootImages("kernel", "init");
        BuildRequest request = read("FROM alpine\nCMD [\"/bin/date\"]\n");
        assertThat(new String(UruncJson.write(request.metadata().annotations()), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\",\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\","
                                + "\"com.urunc.unikernel.mountRootfs\":\"dHJ1ZQ==\",\"com.urunc.unikernel.unikernelType\":\"bGludXg=\"}");
        assertThat(request.settings().entrypoint()).containsExactly("/urunit");
        assertThat(request.settings().cmd()).containsExactly("/bin/date");
        assertThat(request.settings().labels()).isEmpty();
        assertThat(request.rootfs()).isInstanceOf(Rootfs.ImageTree.class);
        assertThat(request.kernel().place()).isNull();
        assertThat(files(request)).containsExactly("urunit 644 0:0 init");
        assertThat(request.target().framework()).isEqualTo("linux");
    }

    @Test
    void labelsOfTheBaseCountAndOnesOfTheFileReplaceThem() throws IOException {
        BuildRequest request =
                read("FROM packaged\nLABEL " + PREFIX + "hypervisor=spt " + PREFIX + "cmdline=\"a b\"\n");
        assertThat(request.metadata().annotations())
                .isEqualTo(Map.of(
                        PREFIX + "unikernelType", "mirage",
                        PREFIX + "hypervisor", "spt",
                        PREFIX + "binary", "/unikernel/app",
                        PREFIX + "cmdline", "a b",
                        PREFIX + "mountRootfs", "true"));
        assertThat(request.settings().labels())
                .containsEntry("other", "label")
                .doesNotContainKey(PREFIX + "mountRootfs");
        assertThat(request.kernel().place()).isEqualTo("/unikernel/app");
        assertThat(request.origin().at("platforms.monitor")).isEqualTo(file + ":2:7");
        assertThat(request.origin().at("platforms.framework")).endsWith("the image that it starts from");
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatTheGuestMountsFollowsFromTheLabels() throws IOException {
        assertThat(rootfs("initrd=/unikernel/rd")).isInstanceOf(Rootfs.Initrd.class);
        assertThat(rootfs("block=/unikernel/disk " + PREFIX + "blkMntPoint=/")).isInstanceOf(Rootfs.Block.class);
        assertThat(rootfs("mountRootfs=false")).isInstanceOf(Rootfs.None.class);
        assertThat(metadata("initrd=/unikernel/rd")).doesNotContainKey(PREFIX + "mountRootfs");
        assertThat(metadata("block=/unikernel/disk " + PREFIX + "blkMntPoint=/data"))
                .containsEntry(PREFIX + "mountRootfs", "true");
    }

    private Rootfs rootfs(String labels) throws IOException {
        return read("FROM packaged\nLABEL " + PREFIX + labels + "\n").rootfs();
    }

    private Map<String, String> metadata(String labels) throws IOException {
        return read("FROM packaged\nLABEL " + PREFIX + labels + "\n").metadata().annotations();
    }

    @Test
    void withoutAnInitImageNoneIsAddedAndThatIsSaid() throws IOException {
        boot = new BootImages("kernel", null);
        assertThat(read("FROM alpine\n").settings().entrypoint()).isNull();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("the image gets no /urunit")
                .contains("bunny.urunit=false");
        warnings.clear();
        boot = new BootImages("kernel", "init");
        assertThat(read("FROM alpine\nLABEL bunny.urunit=false\n").layers()).isEmpty();
        assertThat(read("FROM alpine\nENTRYPOINT [\"x\"]\n").settings().entrypoint())
                .containsExactly("/urunit", "x");
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatLabelsNameMustBeThere() {
        refused("FROM alpine\n", "Containerfile: no label names the kernel");
        refused(
                "FROM packaged\nLABEL " + PREFIX + "binary=/gone\n",
                "Containerfile:2:7: label com.urunc.unikernel.binary names '/gone', which is no file");
        refused(
                "FROM packaged\nLABEL a=b \\\n " + PREFIX + "initrd=/unikernel\n",
                "Containerfile:3:2: label com.urunc.unikernel.initrd names");
        refused(
                "FROM packaged\nLABEL " + PREFIX + "mountRootfs=maybe\n",
                "Containerfile:2:7: com.urunc.unikernel.mountRootfs is neither");
        refused(
                "FROM packaged\nLABEL " + PREFIX + "block=/a/../b\n",
                "Containerfile:2:7: com.urunc.unikernel.block is no clean path");
    }

    private void refused(String text, String message) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining(message);
    }

    @Test
    void aKeyThatNobodyKnowsIsWarnedOf() throws IOException {
        read("FROM packaged\nLABEL " + PREFIX + "hypervizor=x\n");
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(":2:7: label com.urunc.unikernel.hypervizor is no key")
                .contains("hypervisor'?");
    }
}
