/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.registry.FakeRegistry.Reply;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushTest {
    private static final long SEED = 7;

    @TempDir
    private Path directory;

    private FakeRegistry registry;
    private OciLayout layout;
    private Image image;

    @BeforeEach
    void anImage() throws IOException {
        registry = new FakeRegistry();
        layout = OciLayout.openOrCreate(directory.resolve("layout"));
        byte[] noise = new byte[300_000];
        new Random(SEED).nextBytes(noise);
        image = SampleImages.image(
                layout,
                Platform.host(),
                SampleImages.file("noise", new String(noise, StandardCharsets.ISO_8859_1)),
                SampleImages.file("name", "app"));
    }

    @AfterEach
    void close() throws IOException {
        registry.close();
    }

    private Digest push(NamedImage pushed, String name, String... mounts) {
        try (Registry client = new Registry(PullFixture.OPTIONS)) {
            return client.push(pushed, RemoteName.parse(registry.name() + "/" + name), blob -> List.of(mounts));
        }
    }

    private void push() {
        push(new NamedImage(List.of(), image), "team/app:1");
    }

    private Descriptor layer() {
        return image.manifest().layers().getFirst();
    }

    private void everythingIsThere() throws IOException {
        assertThat(registry.tag("team/app", "1")).isEqualTo(image.digest());
        for (Descriptor part : List.of(
                layer(), image.manifest().layers().getLast(), image.manifest().config())) {
            assertThat(registry.blobs().get(part.digest().toString())).isEqualTo(FakeRegistry.read(layout, part));
        }
    }

    @Test
    void allBlobsAndThenTheManifestArrive() throws IOException {
        push();
        everythingIsThere();
        assertThat(registry.asked().getLast()).isEqualTo("PUT /v2/team/app/manifests/1");
    }

    @Test
    void whatIsThereIsNotSentAgain() {
        push();
        int before = registry.asked().size();
        push();
        assertThat(registry.asked().subList(before, registry.asked().size()))
                .allMatch(asked -> asked.startsWith("HEAD") || asked.contains("manifests") || asked.equals("GET /v2/"));
    }

    @Test
    void anotherRepositoryIsAskedForABlobFirst() throws IOException {
        push(new NamedImage(List.of(), image), "team/base:1");
        push(new NamedImage(List.of(), image), "team/app:1", "team/base");
        everythingIsThere();
    }

    @Test
    void aRegistryThatCannotMountIsSentTheBlob() throws IOException {
        push(new NamedImage(List.of(), image), "team/app:1", "team/nothing");
        everythingIsThere();
        assertThat(registry.requests())
                .filteredOn(request -> request.query().containsKey("mount"))
                .hasSize(3);
    }

    @Test
    void aBrokenUploadGoesOnWhereTheRegistrySaysItBroke() throws IOException {
        registry.cutUploads(1, 100_000, false);
        push();
        everythingIsThere();
        assertThat(registry.requests())
                .filteredOn(request -> request.method().equals("PATCH"))
                .extracting(request -> request.header("Content-Range"))
                .containsExactly("100000-" + (layer().size() - 1));
    }

    @Test
    void anUploadThatTheRegistryForgotBeginsAgain() throws IOException {
        registry.cutUploads(2, 100_000, true);
        push();
        everythingIsThere();
    }

    @Test
    void anUploadThatBreaksAgainAndAgainIsAnError() {
        registry.cutUploads(1000, 0, true);
        assertThatThrownBy(this::push)
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line())
                                .contains("/v2/team/app/blobs/uploads/", "the connection broke", "try again")
                                .doesNotContain("secret"));
        assertThat(registry.tag("team/app", "1")).isNull();
    }

    @Test
    void aRegistryThatLimitsWhatComesAtOnceGetsParts() throws IOException {
        registry.rule(request -> request.method().equals("PUT")
                        && request.path().contains("uploads")
                        && Integer.parseInt(request.header("Content-Length")) > 100_000
                ? Reply.empty(413)
                : null);
        push();
        everythingIsThere();
        assertThat(registry.asked()).anyMatch(asked -> asked.startsWith("PATCH"));
    }

    @Test
    void aRegistryThatIsUnwellIsAskedAgain() throws IOException {
        AtomicInteger left = new AtomicInteger(2);
        registry.rule(request -> request.method().equals("PUT") && left.getAndDecrement() > 0
                ? Reply.empty(503, "Retry-After", "0")
                : null);
        push();
        everythingIsThere();
    }

    @Test
    void aRegistryThatRefusesIsToldInItsWords() {
        registry.rule(request -> request.method().equals("POST")
                ? Reply.error(403, "DENIED", "requested access to the resource is denied")
                : null);
        assertThatThrownBy(this::push)
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line())
                                .contains("/v2/team/app/blobs/uploads/: 403 DENIED: requested access", "juke login"));
    }

    @Test
    void aDamagedBlobOfOursIsNotSentToItsEnd() throws IOException {
        Path file = layout.blob(layer().digest());
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length - 1] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(this::push)
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("is damaged: its digest is");
        assertThat(registry.tag("team/app", "1")).isNull();
    }

    @Test
    void aRegistryThatChangesTheManifestIsFoundOut() {
        registry.rule(
                request -> request.method().equals("PUT") && request.path().contains("/manifests/")
                        ? Reply.empty(201, "Docker-Content-Digest", "sha256:" + "1".repeat(64))
                        : null);
        assertThatThrownBy(this::push).hasMessageContaining("the registry changed what it was given");
    }

    @Test
    void anIndexArrivesWithAllItsImages() throws IOException {
        ImageStore store = new ImageStore(directory.resolve("store"));
        Image other = SampleImages.image(layout, Platform.linux("riscv64"), SampleImages.file("name", "riscv"));
        store.add(image, ImageName.parse("one"));
        store.add(other, ImageName.parse("two"));
        StoredImage joined = store.join(List.of("one", "two"), List.of(ImageName.parse("both")));
        Digest digest = push(joined.named(), "team/app:1");
        assertThat(registry.tag("team/app", "1"))
                .isEqualTo(digest)
                .isEqualTo(joined.root().digest());
        ImageStore far = new ImageStore(directory.resolve("far"));
        try (Registry client = new Registry(PullFixture.OPTIONS)) {
            far.add(client.find(RemoteName.parse(registry.name() + "/team/app:1"), Platform.linux("riscv64")));
        }
        assertThat(far.list())
                .singleElement()
                .satisfies(found -> assertThat(found.digest()).isEqualTo(other.digest()));
    }

    @Test
    void whatIsSaidAboutAnImageIsFoundBesideIt() {
        push();
        referrersAreFound();
        assertThat(registry.tag("team/app", "sha256-" + image.digest().hex())).isNull();
    }

    @Test
    void aRegistryWithoutReferrersKeepsTheirListUnderATag() {
        registry.withoutReferrers();
        push();
        referrersAreFound();
        assertThat(registry.tag("team/app", "sha256-" + image.digest().hex())).isNotNull();
    }

    private void referrersAreFound() {
        ImageName name = ImageName.parse(registry.name() + "/team/app");
        Artifact sbom =
                new Artifact("application/spdx+json", Map.of("b", "2", "a", "1"), "{\"spdxVersion\":\"SPDX-2.3\"}");
        try (Registry client = new Registry(PullFixture.OPTIONS)) {
            assertThat(client.referrers(name, image.digest())).isEmpty();
            Descriptor first = client.attach(name, image.descriptor(), sbom);
            client.attach(name, image.descriptor(), sbom);
            Descriptor second = client.attach(
                    name, image.descriptor(), new Artifact("application/vnd.in-toto+json", Map.of(), "{}"));
            assertThat(client.referrers(name, image.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactlyInAnyOrder(first.digest(), second.digest());
        }
    }

    @Test
    void aDigestInTheNameMustBeTheImages() {
        assertThatThrownBy(() -> push(new NamedImage(List.of(), image), "team/app@sha256:" + "0".repeat(64)))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("but the image has the digest " + image.digest());
        assertThat(push(new NamedImage(List.of(), image), "team/app@" + image.digest()))
                .isEqualTo(image.digest());
        assertThat(registry.tag("team/app", "latest")).isNull();
    }
}
