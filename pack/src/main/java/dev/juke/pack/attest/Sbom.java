/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.attest;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.BuiltImage;
import dev.juke.pack.scan.ImageScan;
import dev.juke.pack.scan.ScannedFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A bill of materials (SPDX specification 2.3, JSON). Its ids are derived from what they name, its time is the build's. */
final class Sbom {
    private static final String NOTHING = "NOASSERTION";
    private static final String DOCUMENT = "SPDXRef-DOCUMENT";
    private static final String IMAGE = "SPDXRef-Image";
    private static final String KERNEL = "SPDXRef-Kernel";
    private static final String BASE = "SPDXRef-Base";
    /** Names a document, as the specification demands; nothing need answer there. */
    private static final String NAMESPACE = "https://juke.dev/spdx/";

    private final BuildRequest request;
    private final BuiltImage built;
    private final ImageScan scan;
    private final JsonArray relationships = new JsonArray();

    Sbom(BuildRequest request, BuiltImage built, ImageScan scan) {
        this.request = request;
        this.built = built;
        this.scan = scan;
    }

    JsonObject json() {
        Digest digest = built.image().digest();
        relate(DOCUMENT, "DESCRIBES", IMAGE);
        JsonArray files = files();
        JsonArray packages = new JsonArray().add(image()).add(kernel());
        relate(IMAGE, "CONTAINS", KERNEL);
        Image base = request.base();
        if (base != null) {
            packages.add(thing(
                    BASE,
                    "base image",
                    base.digest().toString(),
                    "CONTAINER",
                    base.digest().hex()));
            relate(IMAGE, "DESCENDANT_OF", BASE);
        }
        return new JsonObject()
                .put("spdxVersion", "SPDX-2.3")
                .put("dataLicense", "CC0-1.0")
                .put("SPDXID", DOCUMENT)
                .put("name", digest.toString())
                .put("documentNamespace", NAMESPACE + "sha256-" + digest.hex())
                .put(
                        "creationInfo",
                        new JsonObject()
                                .put(
                                        "created",
                                        Instant.ofEpochSecond(request.epoch()).toString())
                                .put("creators", JsonArray.of(List.of("Tool: juke"))))
                .put("packages", packages)
                .put("files", files)
                .put("relationships", relationships);
    }

    private JsonObject image() {
        JsonObject image = thing(
                IMAGE,
                "image",
                built.image().digest().toString(),
                "CONTAINER",
                built.image().digest().hex());
        return image.put("filesAnalyzed", true)
                .put(
                        "packageVerificationCode",
                        new JsonObject().put("packageVerificationCodeValue", verificationCode()));
    }

    private JsonObject kernel() {
        Materials.Material kernel = Materials.of(request).getFirst();
        String version = request.target().version();
        JsonObject json = thing(
                KERNEL, kernel.name(), version.isEmpty() ? NOTHING : version, "OPERATING-SYSTEM", kernel.sha256());
        return json.put(
                "description",
                request.target().framework() + " kernel: " + built.kernel().words());
    }

    private static JsonObject thing(String id, String name, String version, String purpose, String sha256) {
        return new JsonObject()
                .put("SPDXID", id)
                .put("name", name)
                .put("versionInfo", version)
                .put("primaryPackagePurpose", purpose)
                .put("downloadLocation", NOTHING)
                .put("filesAnalyzed", false)
                .put("licenseConcluded", NOTHING)
                .put("licenseDeclared", NOTHING)
                .put("copyrightText", NOTHING)
                .put("checksums", new JsonArray().add(checksum("SHA256", sha256)));
    }

    private JsonArray files() {
        JsonArray files = new JsonArray();
        for (Map.Entry<String, ScannedFile> entry : scan.files().entrySet()) {
            ScannedFile file = entry.getValue();
            if (file.isFile()) {
                String path = entry.getKey();
                String id = "SPDXRef-File-"
                        + Digest.of(path.getBytes(StandardCharsets.UTF_8)).hex();
                files.add(new JsonObject()
                        .put("SPDXID", id)
                        .put("fileName", "./" + path)
                        .put("licenseConcluded", NOTHING)
                        .put("copyrightText", NOTHING)
                        .put(
                                "checksums",
                                new JsonArray()
                                        .add(checksum("SHA1", file.sha1()))
                                        .add(checksum("SHA256", file.sha256()))));
                relate(IMAGE, "CONTAINS", id);
            }
        }
        return files;
    }

    private void relate(String element, String type, String other) {
        relationships.add(new JsonObject()
                .put("spdxElementId", element)
                .put("relationshipType", type)
                .put("relatedSpdxElement", other));
    }

    private static JsonObject checksum(String algorithm, String value) {
        return new JsonObject().put("algorithm", algorithm).put("checksumValue", value);
    }

    /** SHA-1 of the sorted SHA-1s of all files (SPDX 2.3, 7.9). */
    private String verificationCode() {
        List<String> sums = new ArrayList<>();
        for (ScannedFile file : scan.files().values()) {
            if (file.isFile()) {
                sums.add(file.sha1());
            }
        }
        sums.sort(null);
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha1.digest(String.join("", sums).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
