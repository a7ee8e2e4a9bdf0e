/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.gateway;

/** References of images as BuildKit wants them: with registry, and with tag or digest (distribution's package {@code reference}). */
public final class Reference {
    private static final String DOCKER_HUB = "docker.io";

    private Reference() {}

    /** {@code redis} becomes {@code docker.io/library/redis:latest}. */
    public static String normal(String text) {
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
        String rest = registry ? text.substring(slash + 1) : text;
        String host = registry ? first : DOCKER_HUB;
        if (host.equals("index.docker.io")) {
            host = DOCKER_HUB;
        }
        if (host.equals(DOCKER_HUB) && !rest.contains("/")) {
            rest = "library/" + rest;
        }
        boolean tagged = rest.contains("@") || rest.indexOf(':', rest.lastIndexOf('/') + 1) >= 0;
        return host + "/" + rest + (tagged ? "" : ":latest");
    }

    /** The same image and no later one of that name; as it was when the digest is not known. */
    public static String pinned(String reference, String digest) {
        return digest.isEmpty() || reference.contains("@") ? reference : reference + "@" + digest;
    }
}
