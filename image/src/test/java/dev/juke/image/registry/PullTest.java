/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.Index;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.registry.FakeRegistry.Reply;
import dev.juke.image.registry.FakeRegistry.Request;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullTest {
    private static final long SEED = 42;
    private static final Patience SHORT =
            new Patience(Duration.ofMillis(500), 4, Duration.ofMillis(1), Duration.ofSeconds(2));
    private static final RegistryOptions OPTIONS =
            RegistryOptions.of(Map.of("REGISTRY_AUTH_FILE", "/nonexistent")).with(SHORT);

    @TempDir
    private Path directory;

    private FakeRegistry registry;
    private ImageStore store;
    private Image image;

    @BeforeEach
    void aRegistryWithAnImage() throws IOException {
        registry = new FakeRegistry();
        store = new ImageStore(directory.resolve("store"));
        image = random("a");
        registry.add("team/app", "1", image);
    }

    @AfterEach
    void nothingIsLeftOfWork() throws IOException {
        registry.close();
        Path work = store.root().resolve("tmp");
        if (Files.isDirectory(work)) {
            try (Stream<Path> left = Files.list(work)) {
                assertThat(left).isEmpty();
            }
        }
    }

    /** Something that cannot be compressed, so that its layer is large. */
    private Image random(String name) throws IOException {
        byte[] noise = new byte[300_000];
        new Random(SEED).nextBytes(noise);
        String text = new String(noise, StandardCharsets.ISO_8859_1);
        OciLayout layout = OciLayout.openOrCreate(directory.resolve(name));
        return SampleImages.image(
                layout, Platform.host(), SampleImages.file("noise", text), SampleImages.file("name", name));
    }

    private StoredImage pull(String name) {
        return pull(name, OPTIONS);
    }

    private StoredImage pull(String name, RegistryOptions options) {
        try (Registry client = new Registry(options)) {
            return store.add(client.find(RemoteName.parse(registry.name() + "/" + name), Platform.host()));
        }
    }

    private void refused(String name, String... words) {
        assertThatThrownBy(() -> pull(name))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.line()).contains(words));
        assertThat(store.list()).isEmpty();
        Path blobs = store.root().resolve("blobs/sha256");
        assertThat(Files.isDirectory(blobs) ? files(blobs) : List.of()).isEmpty();
    }

    private static List<String> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isLayer(Request request, Image image) {
        return request.path()
                .endsWith(image.manifest().layers().getFirst().digest().toString());
    }

    private byte[] layer() {
        byte[] blob = registry.blobs()
                .get(image.manifest().layers().getFirst().digest().toString());
        return Objects.requireNonNull(blob);
    }

    /** A rule for the first requests for the large layer. */
    private void firstLayers(int times, Reply reply) {
        AtomicInteger left = new AtomicInteger(times);
        registry.rule(request -> isLayer(request, image) && left.getAndDecrement() > 0 ? reply : null);
    }

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
    void aBrokenTransferGoesOnWhereItBroke() {
        firstLayers(2, Reply.of(200, layer()).cut(100_000));
        pull("team/app:1");
        assertThat(registry.requests())
                .filteredOn(request -> isLayer(request, image))
                .extracting(request -> request.header("Range"))
                .startsWith("", "bytes=100000-");
    }

    @Test
    void aRegistryWithoutRangesSendsItAllAgain() {
        firstLayers(1, Reply.of(200, layer()).cut(100_000));
        registry.rule(request -> isLayer(request, image) ? Reply.of(200, layer()) : null);
        assertThat(pull("team/app:1").digest()).isEqualTo(image.digest());
    }

    @Test
    void aTransferThatBreaksAgainAndAgainIsAnError() {
        firstLayers(100, Reply.of(200, layer()).cut(100));
        refused("team/app:1", "the connection broke", "/v2/team/app/blobs/sha256:", "try again");
    }

    @Test
    void aStallIsAnErrorThatSaysHowLongNothingCame() {
        firstLayers(100, Reply.of(200, layer()).stall(100));
        refused("team/app:1", "no byte came for 500 ms");
    }

    @Test
    void aRegistryThatDoesNotEvenAnswerIsAnError() {
        registry.rule(request -> request.path().contains("/manifests/")
                ? Reply.empty(200, "Content-Length", "9").stall(0)
                : null);
        refused("team/app:1", "manifest 1 cannot be read", "no byte came for 500 ms");
    }

    @Test
    void anotherDigestIsRefused() {
        byte[] other = layer().clone();
        other[200_000] ^= 1;
        firstLayers(1, Reply.of(200, other));
        refused("team/app:1", "is damaged: its digest is");
    }

    @Test
    void moreOrFewerBytesThanPromisedAreRefused() {
        byte[] longer = new byte[layer().length + 1];
        firstLayers(1, Reply.of(200, longer));
        refused("team/app:1", "is damaged: the registry announces " + longer.length);
    }

    @Test
    void aManifestThatIsNotWhatItsDigestSaysIsRefused() {
        byte[] other = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
        registry.rule(request -> request.path().contains("/manifests/")
                ? Reply.of(200, other, "Content-Type", MediaType.MANIFEST)
                : null);
        refused("team/app@" + image.digest(), "what came as manifest " + image.digest() + " has the digest");
    }

    @Test
    void aManifestOtherThanItsHeaderSaysIsRefused() throws IOException {
        byte[] content = FakeRegistry.read(image.blobs(), image.descriptor());
        registry.rule(request -> request.path().contains("/manifests/")
                ? Reply.of(
                        200,
                        content,
                        "Content-Type",
                        MediaType.MANIFEST,
                        "Docker-Content-Digest",
                        "sha256:" + "0".repeat(64))
                : null);
        refused("team/app:1", "has the digest " + image.digest());
    }

    @Test
    void schemaOneIsRefusedInWords() {
        registry.addManifest(
                "old",
                "latest",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "{\"schemaVersion\":1,\"fsLayers\":[]}".getBytes(StandardCharsets.UTF_8));
        refused("old", "Docker's schema 1");
    }

    @Test
    void layersThatLieElsewhereAreRefusedBeforeAnythingIsFetched() throws IOException {
        JsonObject manifest = image.manifest().json().copy();
        JsonObject layer = manifest.objects("layers").getFirst();
        layer.put("urls", JsonArray.of(List.of("https://elsewhere.example/layer")));
        registry.addManifest("team/app", "foreign", MediaType.MANIFEST, Json.bytes(manifest));
        refused("team/app:foreign", "lies elsewhere");
        assertThat(registry.asked()).noneMatch(asked -> asked.contains(layer.text("digest", "")));
    }

    @Test
    void whatIsNotThereIsToldInTheRegistrysWords() {
        refused("team/other:1", "/v2/team/other/manifests/1: 404 MANIFEST_UNKNOWN: manifest unknown", "check the name");
    }

    @Test
    void aRegistryThatIsUnwellIsAskedAgain() {
        AtomicInteger left = new AtomicInteger(2);
        registry.rule(request -> request.path().contains("/manifests/") && left.getAndDecrement() > 0
                ? Reply.empty(503, "Retry-After", "0")
                : null);
        assertThat(pull("team/app:1").digest()).isEqualTo(image.digest());
    }

    @Test
    void aRegistryThatWantsToBeLeftAloneForLongIsGivenUp() {
        registry.rule(request -> request.path().contains("/manifests/")
                ? new Reply(429, Map.of("Retry-After", "3600"), new byte[0], -1, -1)
                : null);
        refused("team/app:1", ": 429", "wait some time");
        assertThat(registry.asked())
                .filteredOn(asked -> asked.contains("/manifests/"))
                .hasSize(1);
    }

    @Test
    void aRedirectionToAnotherServerDoesNotTakeCredentialsAlong() throws IOException {
        try (FakeRegistry elsewhere = new FakeRegistry()) {
            image.parts().forEach(part -> elsewhere.blobs().putAll(registry.blobs()));
            registry.rule(request -> request.header("Authorization").isEmpty()
                    ? Reply.empty(401, "WWW-Authenticate", "Basic realm=\"x\"")
                    : null);
            registry.rule(request -> request.path().contains("/blobs/")
                    ? Reply.empty(307, "Location", "http://" + elsewhere.name() + request.path() + "?signature=secret")
                    : null);
            pull("team/app:1", OPTIONS.with(new Credentials("me", "pass", false)));
            assertThat(elsewhere.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.header("Authorization").isEmpty());
        }
    }

    @Test
    void aServerElsewhereThatAsksWhoWeAreLearnsNothing() throws IOException {
        try (FakeRegistry elsewhere = new FakeRegistry()) {
            elsewhere.rule(request -> Reply.empty(401, "WWW-Authenticate", "Basic realm=\"phish\""));
            registry.rule(request -> request.path().contains("/blobs/")
                    ? Reply.empty(307, "Location", "http://" + elsewhere.name() + request.path())
                    : null);
            assertThatThrownBy(() -> pull("team/app:1", OPTIONS.with(new Credentials("me", "pass", false))))
                    .hasMessageContaining(": 401");
            assertThat(elsewhere.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.header("Authorization").isEmpty());
        }
    }

    @Test
    void endlessRedirectionsEnd() {
        registry.rule(
                request -> request.path().contains("/blobs/") ? Reply.empty(307, "Location", request.path()) : null);
        refused("team/app:1", "it redirects too often");
    }

    @Test
    void noBytesOfAnErrorPageReachTheTerminal() {
        registry.rule(request -> request.path().contains("/manifests/")
                ? Reply.error(418, "ODD", "escape \u001b[31m and\nlines" + "x".repeat(5000))
                : null);
        assertThatThrownBy(() -> pull("team/app:1"))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("418 ODD: escape  [31m and lines")
                        .hasSizeLessThan(500));
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
