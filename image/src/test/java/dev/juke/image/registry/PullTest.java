/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.Index;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PullTest extends PullFixture {
    @Test
    void anImageIsInTheStoreUnderItsNameWithTheSameDigest() {
        StoredImage pulled = pull("team/app:1");
        assertThat(pulled.name()).hasToString(registry.name() + "/team/app:1");
        assertThat(pulled.digest()).isEqualTo(image.digest());
        assertThat(store.find(registry.name() + "/team/app:1@" + image.digest()).id())
                .isEqualTo(image.id());
    }

    @Test
    void byDigestItHasNoNameUnlessATagIsGivenToo() {
        assertThat(pull("team/app@" + image.digest()).name()).isNull();
        assertThat(pull("team/app:9@" + image.digest()).name()).hasToString(registry.name() + "/team/app:9");
    }

    @Test
    void whatTheStoreHasIsNotFetchedAgain() {
        pull("team/app:1");
        int before = registry.asked().size();
        pull("team/app:1");
        assertThat(registry.asked().subList(before, registry.asked().size()))
                .noneMatch(asked -> asked.contains(
                        image.manifest().layers().getFirst().digest().toString()));
    }

    @Test
    void aDamagedBlobOfTheStoreIsFetchedAgain() throws IOException {
        StoredImage pulled = pull("team/app:1");
        Path blob = OciLayout.open(store.root())
                .blob(pulled.image().manifest().layers().getFirst().digest());
        byte[] damaged = Files.readAllBytes(blob);
        damaged[100] ^= 1;
        Files.write(blob, damaged);
        pull("team/app:1");
        assertThat(Files.readAllBytes(blob)).isEqualTo(layer());
    }

    @Test
    void ofAnIndexThePlatformThatIsAskedForIsTaken() throws IOException {
        Image kraft = SampleImages.image(
                OciLayout.openOrCreate(directory.resolve("kraft")),
                Platform.parse("qemu/x86_64"),
                SampleImages.file("kernel", "k"));
        index(image, kraft);
        assertThat(pull("team/multi").digest()).isEqualTo(image.digest());
        assertThat(find("qemu/x86_64").image().digest()).isEqualTo(kraft.digest());
        assertThatThrownBy(() -> find("linux/s390x")).hasMessageContaining("holds nothing for linux/s390x, only for");
    }

    @Test
    void allPlatformsAreKeptTogetherWhenTheyAreWanted() throws IOException {
        Image kraft = SampleImages.image(
                OciLayout.openOrCreate(directory.resolve("kraft")),
                Platform.parse("qemu/x86_64"),
                SampleImages.file("kernel", "k"));
        Digest index = index(image, kraft);
        try (Registry client = new Registry(OPTIONS)) {
            store.add(client.findAll(RemoteName.parse(registry.name() + "/team/multi"), Platform.host()));
        }
        StoredImage found = store.find(registry.name() + "/team/multi");
        assertThat(found.digest()).isEqualTo(image.digest());
        assertThat(found.root().digest()).isEqualTo(index);
        assertThat(store.at(kraft.digest())).isNotNull();
    }

    private NamedImage find(String platform) {
        try (Registry client = new Registry(OPTIONS)) {
            return client.find(RemoteName.parse(registry.name() + "/team/multi"), Platform.parse(platform));
        }
    }

    private Digest index(Image... images) throws IOException {
        for (Image part : images) {
            registry.add("team/multi", part.digest().toString(), part);
        }
        List<Descriptor> manifests = Stream.of(images)
                .map(part -> part.descriptor().withPlatform(part.config().platform()))
                .toList();
        byte[] index = Index.of(manifests).bytes();
        registry.addManifest("team/multi", "latest", MediaType.INDEX, index);
        return Digest.of(index);
    }

    @Test
    void aNameOfThisMachineIsNoRegistry() {
        assertThatThrownBy(() -> RemoteName.parse("localhost/hello"))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line()).contains("names no registry", "localhost:PORT/hello"));
        assertThat(RemoteName.parse("hello")).hasToString("docker.io/library/hello:latest");
    }

    @Test
    void aRegistryThatDoesNotRunIsToldAtOnce() throws IOException {
        registry.close();
        refused("team/app:1", registry.name() + " cannot be reached", "check that the registry runs");
    }

    @Test
    void aBrokenDiskLeavesTheStoreAsItWas() throws IOException {
        pull("team/app:1");
        registry.add("team/app", "2", random("b"));
        Path work = store.root().resolve("tmp");
        Files.delete(work);
        Files.createFile(work);
        assertThatThrownBy(() -> pull("team/app:2")).isInstanceOf(JukeException.class);
        Files.delete(work);
        assertThat(store.list()).hasSize(1);
    }
}
