/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.MediaType;
import dev.juke.image.registry.FakeRegistry.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What goes wrong on the way, by chance or on purpose. */
class PullFaultsTest extends PullFixture {
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
}
